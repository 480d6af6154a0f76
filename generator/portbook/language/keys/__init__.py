"""The language of ports.yaml: every key, its shape and what it is for.

The one definition. `load.py` reads with it, and the JSON Schema and the key reference in the guide
are made from it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from portbook.language.editor import for_editors
from portbook.language.endpoints import PORT_NUMBER
from portbook.language.keys import projects, services
from portbook.language.keys.projects import INSTANCES, PROJECT, RANGE
from portbook.language.keys.services import SERVICE
from portbook.language.keys.values import (
    CHECK_CODE,
    CORS_FORMAT,
    DOMAIN,
    ENDPOINT_NAME,
    HOST_NAME,
    NAME_KEY,
    OUTPUT,
    PROJECT_NAME,
    RANGE_NAME,
    ROLE,
    SCHEME,
    SEVERITY,
    SYSTEM,
    TARGET_NAME,
    TRANSPORT,
    VARIABLE,
    WORDS,
    CommandText,
    Ports,
)
from portbook.language.problems import INVALID, Problems
from portbook.language.records import REQUIRED, Field, Record
from portbook.language.scalars import as_int
from portbook.language.schemas import Schema
from portbook.language.shapes import Bool, Choice, Int, ListOf, MapOf, OneOf, Text
from portbook.model.reference import NAME
from portbook.text.dotenv import VARIABLE_NAME
from portbook.text.nodes import Mapping, Node, Scalar, Sequence
from portbook.upstream.lock import address_fault, path_fault, rev_fault

SSH_NAME = Text("a name that `ssh` knows", r"[A-Za-z0-9_]([A-Za-z0-9@._-]*[A-Za-z0-9_])?")
CLUSTER = Choice("a sort of cluster", ("kubernetes",))

HOST = Record("host", "a host", [
    Field("os", SYSTEM,
        "Determines the ephemeral and system-reserved ports; linux by default."),
    Field("address", DOMAIN, "How other machines reach it."),
    Field("ssh", SSH_NAME, "What `ssh` calls it; its address by default, else its name."),
    Field("cluster", CLUSTER, "It is a cluster, whose published ports are NodePorts."),
    Field("domain", DOMAIN, "How browsers reach it."),
    Field("title", WORDS, "Its name for people."),
])

MEMBER = Text("a member: project, project@environment or project/service",
    rf"{NAME}(@{NAME}(/{NAME})?|/{NAME})?")


class Exclusives(ListOf):
    """Entries that each list their members."""

    def read(self, node: Node, problems: Problems) -> Any:
        given = node.items if isinstance(node, Sequence) else ()
        names = [item.text for item in given if isinstance(item, Scalar) and not item.is_null]
        if names and len(names) == len(given):
            hint = f"each entry lists its members: [[{', '.join(names)}]]"
            message = "names stand where exclusive entries belong"
            return problems.add("wrong-type", message, node, hint=hint)
        return super().read(node, problems)


EXCLUSIVE = Record("exclusive", "an exclusive entry", [
    Field("members", ListOf(MEMBER, least=2), "What never runs together.", REQUIRED),
    Field("reason", WORDS, "Why not."),
], short=ListOf(MEMBER, least=2), expand=lambda members: {"members": members})


class Version(Text):
    """YAML takes `1.26` for a number; what is read is what was written."""

    def schema(self) -> Schema:
        return {**super().schema(), "type": ["string", "number"]}


SETTINGS = Record("settings", "the settings", [
    Field("output", OUTPUT, "The folder that is generated; `generated` by default."),
    Field("checks", MapOf(SEVERITY, CHECK_CODE, "check codes"),
        "The severity of each check: off, warning or error."),
    Field("nginx", Version("a version such as 1.26.2", r"[0-9]+(\.[0-9]+){1,2}", loose=True),
        "The version of nginx: decides how HTTP/2 is spelled, and switches it on."),
    Field("targets", ListOf(TARGET_NAME), "Further targets, of every project and of the map."),
    Field("instances", INSTANCES, "Working copies, of every project that says nothing else."),
])


class Checked(Text):
    """A text that goes to Git only if nothing in it could be taken for something else."""

    def __init__(self, label: str, fault: Callable[[str], str | None], loose: bool = False) -> None:
        super().__init__(label, loose=loose)
        self.fault = fault

    def read(self, node: Node, problems: Problems) -> Any:
        text = super().read(node, problems)
        wrong = self.fault(text) if text is not INVALID else None
        return problems.add("bad-value", f"'{text}' {wrong}", node) if wrong else text


SOURCE = Record("source", "a source", [
    Field("git", Checked("the address of a repository", address_fault),
        "Its address: https, ssh or file, without credentials.", REQUIRED),
    Field("rev", Checked("a branch, tag or commit", rev_fault, loose=True),
        "The branch, tag or commit; main by default."),
    Field("path", Checked("a path in it", path_fault), "The map's file; ports.yaml by default."),
    Field("projects", ListOf(PROJECT_NAME), "The projects it may hold; any by default."),
    Field("hosts", ListOf(HOST_NAME), "The hosts it may claim ports on; any by default."),
    Field("ranges", ListOf(Ports()), "The numbers it may claim; any by default."),
])


COMMAND = OneOf("a command, or a list of its words", WORDS, None, ListOf(WORDS))
_SETTING = r"[A-Za-z_][A-Za-z0-9_.]*"
NEED = Text("a variable such as API_KEY, or `API_KEY or API_TOKEN`",
    rf"{VARIABLE_NAME}( or {VARIABLE_NAME})*( with {VARIABLE_NAME})?", "bad-name")
SETTING = Text("a setting such as LOG_LEVEL, or `LOG_LEVEL or DEBUG`",
    rf"{_SETTING}( or {_SETTING})*( with {_SETTING})?", "bad-name")

KIND_COMMAND = CommandText()
METRICS = Text("a path such as /metrics", r"/\S*")

KIND_PORT = Record("kind-port", "a further port of a kind", [
    Field("container_port", PORT_NUMBER, "The number inside its image.", REQUIRED),
    Field("scheme", SCHEME, "What it speaks."),
    Field("transport", TRANSPORT, "tcp by default."),
], short=PORT_NUMBER, expand=lambda number: {"container_port": number})

KIND = Record("kind", "a kind", [
    Field("title", WORDS, "Its name for people."),
    Field("role", ROLE, "What such services do."),
    Field("scheme", SCHEME, "What its main port speaks."),
    Field("port", PORT_NUMBER, "Its usual number on a host."),
    Field("container_port", PORT_NUMBER, "The number inside its image."),
    Field("transport", TRANSPORT, "tcp by default."),
    Field("ports", MapOf(KIND_PORT, ENDPOINT_NAME, "further ports"), "Further ports by name."),
    Field("health", KIND_COMMAND, "A path, `tcp` or a command."),
    Field("container_health", KIND_COMMAND, "The health check inside its container."),
    Field("browser_prefix", WORDS, "Variables with this prefix reach the browser."),
    Field("cors_variable", VARIABLE, "The variable it reads its allowed origins from."),
    Field("cors_format", CORS_FORMAT, "The format of that variable."),
    Field("image", WORDS, "The official image, without a tag."),
    Field("command", COMMAND, "The command for its image, if the default one is not enough."),
    Field("needs", ListOf(NEED), "Variables that its image refuses to start without."),
    Field("image_env", MapOf(Text(loose=True), SETTING, "settings of the image"),
        "Settings that its image is started with."),
    Field("database_variables", MapOf(VARIABLE, NAME_KEY, "the variables of the image"),
        "The image's variables for `name` and `user`."),
    Field("port_variables", ListOf(VARIABLE), "Variables that it takes its port from."),
    Field("port_dotenv", Bool(), "true: it loads the .env file of its folder by itself."),
    Field("port_files", ListOf(WORDS), "Files that it takes its port from, as `file: key`."),
    Field("websocket", Bool(), "Whether it speaks WebSocket where it speaks HTTP."),
    Field("advertises", WORDS, "The setting with the address that it advertises."),
    Field("metrics", METRICS, "The path of its metrics in Prometheus' format."),
    Field("metrics_endpoint", ENDPOINT_NAME, "The further port that has them, if another."),
    Field("culprits", ListOf(WORDS), "Other programs that often use its port."),
    Field("source", WORDS, "The source of these facts."),
])


def _looks_served(value: Node) -> bool:
    """Whether it is a port, or has one, as a service does."""
    if isinstance(value, Mapping):
        return value.get("port") is not None or value.get("ports") is not None
    return isinstance(value, Scalar) and as_int(value) is not None


class Map(Record):
    homes: ClassVar = {
        name: f"it belongs to a service: projects: {{shop: {{services: {{web: {{{name}: ...}}}}}}}}"
        for name in SERVICE.fields
    } | {
        name: f"put it under 'projects': projects: {{shop: {{{name}: ...}}}}"
        for name in PROJECT.fields
    }

    def stray(self, key: Scalar, value: Node | None) -> str | None:
        if isinstance(value, Mapping):
            names = {name.text for name, _ in value.entries()}
            is_service = bool(names & {"port", "ports"}) and names <= SERVICE.fields.keys()
            first = next((name for name, each in value.entries() if _looks_served(each)), None)
            if first is not None and not is_service and not names & self.fields.keys():
                where = f"projects: {{{key.text}: {{services: {{{first.text}: ...}}}}}}"
                return f"put it under 'projects': {where}"
        else:
            is_service = isinstance(value, Scalar) and as_int(value) is not None
        where = f"projects: {{shop: {{services: {{{key.text}: ...}}}}}}"
        return f"a service belongs to a project: {where}" if is_service else None


MAP = Map("map", "the map", [
    Field("version", Int("a version of the language", 1, 1), "The language's version: 1."),
    Field("title", WORDS, "The map's name."),
    Field("description", WORDS, "What it covers."),
    Field("include", ListOf(WORDS), "Further files, patterns allowed; checked all together."),
    Field("hosts", MapOf(HOST, HOST_NAME, "hosts by name", nullable=True,
        example="hosts: {laptop: {os: macos}}"),
        "Machines; the first is the host of environments that name none."),
    Field("ranges", MapOf(RANGE, RANGE_NAME, "ranges by name", example="ranges: {api: 4000-4099}"),
        "Numbers set aside for a purpose."),
    Field("exclusive", Exclusives(EXCLUSIVE), "What never runs together, and so may share ports."),
    Field("kinds",
        MapOf(KIND, NAME_KEY, "kinds by name", example="kinds: {electric: {scheme: http}}"),
        "Adds to the shipped kinds, or overrides them."),
    Field("sources",
        MapOf(SOURCE, NAME_KEY, "sources by name", example="sources: {shop: {git: URL}}"),
        "Other repositories' maps, pinned by ports.lock, and what each may claim."),
    Field("settings", SETTINGS, "Where to write, and how severe each check is."),
    Field("projects",
        MapOf(PROJECT, PROJECT_NAME, "projects by name", nullable=True,
            example="projects: {shop: {services: {web: 3000}}}"), "The projects."),
])

ITS_OWN = ("title", "description", "include", "settings", "sources")


class Included(Record):
    refused: ClassVar = dict.fromkeys(ITS_OWN, "put it into the file that includes this one")


INCLUDED = Included("included", "an included file",
    [field for field in MAP.fields.values() if field.name not in ITS_OWN])


class Upstreamed(Record):
    refused: ClassVar = {
        "include": "a source is one file: what it includes lies in a repository that is not here",
        "sources": "a source has no sources: name them in the map that has this one"}


UPSTREAM = Upstreamed("upstream", "another repository's map",
    [field for field in MAP.fields.values() if field.name not in ("include", "sources")])


RECORDS: tuple[Record, ...] = (MAP, HOST, RANGE, EXCLUSIVE, KIND, KIND_PORT, SOURCE, SETTINGS,
    INSTANCES, PROJECT, projects.ENVIRONMENT, *services.RECORDS, *projects.RECORDS)
"""Every record, in the order of the reference page."""

DRAFT = "https://json-schema.org/draft/2020-12/schema"


def map_schema() -> Schema:
    """The JSON Schema of ports.yaml and of the files that it includes, for editors: it says what
    shape each key has; what hangs together across keys only the checks can know."""
    records = [record for record in (*RECORDS, INCLUDED) if record is not MAP]
    schema = {
        "$schema": DRAFT,
        "$id": "urn:portbook:ports.yaml:1",
        "description": "ports.yaml: every port of every project, written down once.",
        **MAP.mapping_schema(),
        "title": "ports.yaml",
        "$defs": {record.ref: record.definition() for record in records},
    }
    return for_editors(schema)
