"""A service, and what may be laid over it for one environment."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, ClassVar

from portbook.language import endpoints
from portbook.language.keys.values import (
    CHECK_CODE,
    CORS_FORMAT,
    DATE,
    ENDPOINT_NAME,
    ENVIRONMENT_NAME,
    FILE_NAME,
    HOST_NAME,
    MOUNT,
    ORIGIN,
    RANGE_NAME,
    RELATIVE,
    ROLE,
    SCHEME,
    STATUS,
    URL,
    VARIABLE,
    VIEWPOINT,
    WORDS,
    HealthText,
    Named,
    TargetName,
    ValueText,
)
from portbook.language.problems import Problems
from portbook.language.records import REQUIRED, Field, Record
from portbook.language.scalars import as_bool, as_int
from portbook.language.schemas import Schema, any_of
from portbook.language.shapes import Bool, Choice, Int, ListOf, MapOf, Name, OneOf, Shape, Text
from portbook.model.catalogue import ALIASES, CATALOGUE
from portbook.text.nodes import Node, Scalar
from portbook.text.paths import DOCKERFILE

HISTORY = Record("history", "a history entry", [
    Field("date", DATE, "When, as a year, a month or a day."),
    Field("from", endpoints.PORT_NUMBER, "The number before."),
    Field("to", endpoints.PORT_NUMBER, "The number since."),
    Field("change", WORDS, "What changed, where it was not a number."),
    Field("reason", WORDS, "Why."),
    Field("impact", WORDS, "What people had to do about it."),
    Field("endpoint", ENDPOINT_NAME, "The endpoint that moved, where not the primary one."),
    Field("environment", ENVIRONMENT_NAME, "The environment it moved in."),
], short=WORDS, expand=lambda text: {"change": text}, one_of=("to", "change"))

HEALTH = Record("health", "a health check", [
    Field("path", Text("a path such as /health", r"/\S*"), "The HTTP path to ask for."),
    Field("status", Int("an HTTP status", 100, 599), "The status expected; 200 by default."),
    Field("endpoint", ENDPOINT_NAME, "The endpoint to ask, where not the primary one."),
    Field("command", ValueText(), "A command that succeeds when it is healthy."),
], short=HealthText(), expand=lambda canonical: canonical)

HOSTED = Record("hosted", "a hosting", [
    Field("by", WORDS, "The provider."),
    Field("url", URL, "Its address there."),
], short=Text("a provider"), expand=lambda by: {"by": by})

ALTERNATIVE = Record("alternative", "an alternative port", [
    Field("port", endpoints.PORT_NUMBER, "The number.", REQUIRED),
    Field("when", WORDS, "When it is used."),
], short=endpoints.PORT_NUMBER, expand=lambda port: {"port": port})

PATH_ENTRY = Record("path", "a path behind the port", [
    Field("title", WORDS, "What answers there.", REQUIRED),
    Field("description", WORDS, "What it is for."),
], short=WORDS, expand=lambda title: {"title": title})

ENDPOINT = endpoints.FullEndpoint("endpoint", "an endpoint", [
    Field("number", endpoints.PortNumber("a port number", span=True), "The number on the host."),
    Field("container", endpoints.PortNumber("a container port", span=True),
        "The number inside the container; alone, the port is not published."),
    Field("publish", endpoints.Publish(),
        "random: published on an unpredictable number; false: not published there."),
    Field("bind", OneOf("a bind address, or a list of them", scalar=endpoints.BIND,
        sequence=ListOf(endpoints.BIND), wrap=lambda bind: (bind,)),
        "The address it listens on, or several; 127.0.0.1 by default."),
    Field("transport", Choice("a transport", endpoints.TRANSPORTS), "tcp, udp, sctp or tcp+udp."),
    Field("mode", Choice("a mode of Compose", ("host", "ingress")), "Compose's `mode`."),
    Field("app_protocol", Text("a protocol such as http2"), "Compose's `app_protocol`."),
    Field("name", Text("a name"), "Compose's `name` of the port."),
    Field("scheme", Text("a scheme such as http or ws", SCHEME.pattern),
        "What it speaks, as in its URL; the kind's by default."),
    Field("path", Text("a path such as /v1", r"/[A-Za-z0-9._~/-]*"), "The path of its URL."),
    Field("public", Text("a URL such as https://api.example", rf"{SCHEME.pattern}://[^\s/]+(/\S*)?"),
        "Its address for browsers, where a tunnel or a load balancer gives it one."),
], short=endpoints.ShortEndpoint(), expand=lambda canonical: canonical)

def context_of(build: str) -> dict[str, Any]:
    """The folder, and the file in it where the text names one."""
    folder, _, base = build.rpartition("/")
    named = re.fullmatch(DOCKERFILE, base, re.IGNORECASE)
    return {"context": (folder or ".") if named else build, "dockerfile": base if named else None}


BUILD = Record("build", "a build", [
    Field("context", WORDS, "The folder that it is built from.", REQUIRED),
    Field("dockerfile", WORDS, "Its Dockerfile, from that folder; `Dockerfile` by default."),
], short=WORDS, expand=context_of)

ENV_VALUE = Record("env-value", "a variable", [
    Field("value", ValueText(), "The value; `{api.url}` and the like are followed."),
    Field("from", VARIABLE,
        "An environment variable that overrides the value: `${NAME:-value}` in a "
        "generated compose file."),
    Field("viewpoint", VIEWPOINT,
        "Who reads it; browser variables hold addresses that browsers can reach."),
], short=ValueText(), expand=lambda value: {"value": value}, one_of=("value", "from"))

CORS = Record("cors", "the CORS settings", [
    Field("extra", ListOf(ORIGIN), "Origins that do not follow from the map."),
    Field("variable", VARIABLE, "The variable that holds the list; the kind's by default."),
    Field("format", CORS_FORMAT, "How it is spelled."),
    Field("off", Bool(), "true: it keeps no list."),
])

DATABASE = Record("database", "a database", [
    Field("name", Text("a database name"), "Its name in URLs."),
    Field("user", Text("a user name"), "The user in URLs."),
], short=Text("a database name"), expand=lambda name: {"name": name})

SECRET = Record("secret", "a secret", [
    Field("value", Text("a secret's value", loose=True), "A value that may be public."),
    Field("environments", ListOf(ENVIRONMENT_NAME), "Where the value may be used."),
    Field("reason", WORDS, "Why it may be written down."),
], short=Text("a secret's value", loose=True), expand=lambda value: {"value": value})

SECRETS = Named(MapOf(SECRET, VARIABLE, "names of secrets", nullable=True), ListOf(VARIABLE),
    empty={})
ALLOWED = Named(MapOf(WORDS, CHECK_CODE, "codes of checks with reasons", nullable=True),
    ListOf(CHECK_CODE))


DERIVED_NAME = r"([a-z][a-z0-9-]*\.)?(port|port_end|url)"


class ContainerName(Text):
    """At an endpoint the key of this name holds a number, which is often written here."""

    def read(self, node: Node, problems: Problems) -> Any:
        if isinstance(node, Scalar) and as_int(node) is not None:
            long = f"port: {{number: ..., container: {node.text}}}"
            hint = f"a number belongs to the long form of a port: {long}"
            return problems.wrong_type(node, "the name of a container", hint=hint)
        return super().read(node, problems)


@dataclass(eq=False)
class OrFalse(Shape):
    """A shape, or false for `none`."""

    shape: Shape
    none: Any

    def __post_init__(self) -> None:
        self.label = self.shape.label

    def read(self, node: Node, problems: Problems) -> Any:
        if isinstance(node, Scalar) and as_bool(node) is False:
            return self.none
        return self.shape.read(node, problems)

    def schema(self) -> Schema:
        return any_of(self.shape.schema(), {"const": False})


COMPOSE_NAME = Text("a compose service name", r"([a-z][a-z0-9-]*/)?[a-zA-Z0-9._-]+")
DECLARED = OrFalse(OneOf("a compose service name, a list of them, or false",
    scalar=COMPOSE_NAME, sequence=ListOf(COMPOSE_NAME), wrap=lambda text: (text,)), none=())


class KindName(Name):
    """Any name, for the map may have kinds of its own; editors complete the shipped ones."""

    def schema(self) -> Schema:
        # Snippets and no `enum`: a hover would list all of its hundreds.
        shipped = [{"label": each, "body": each} for each in sorted([*CATALOGUE, *ALIASES])]
        return {**super().schema(), "defaultSnippets": shipped}


DERIVED = OneOf("names of variables such as {port: DB_HOST_PORT, url: false}, or false",
    scalar=Bool(),
    mapping=MapOf(
        OrFalse(Text("a variable name such as DB_HOST_PORT, or false", VARIABLE.pattern), False),
        Text("port, port_end or url, or ws.port for an endpoint's", DERIVED_NAME),
        "names of variables"), wrap=lambda wanted: {} if wanted else {"": False})
PORTS_BY_NAME = MapOf(ENDPOINT, ENDPOINT_NAME, "endpoints by name",
    example="port: 3000, or name them: ports: {http: 3000, ws: 3001}")

ENV_FORMAT = Choice("a format", ("quoted", "raw"))

SERVICE_FIELDS = [
    Field("title", WORDS, "Its name for people; made from its name by default."),
    Field("description", WORDS, "What it is for, in a sentence."),
    Field("kind", KindName(), "A kind of the catalogue or of `kinds`: gives defaults."),
    Field("role", ROLE, "What it does in the project; the kind's by default."),
    Field("group", WORDS, "The heading of its table."),
    Field("status", STATUS, "active by default; retired ones hold no port."),
    Field("pinned", Bool(), "true: `resolve` never moves it."),
    Field("since", DATE, "Since when it has its port."),
    Field("reason", WORDS, "Why it has this port, or why it is pinned."),
    Field("port", ENDPOINT, "Its port: the short form of `ports: {default: ...}`."),
    Field("ports", PORTS_BY_NAME,
        "Its endpoints by name; the primary one is `default`, else the first."),
    Field("bind", endpoints.BIND, "The address its endpoints listen on; 127.0.0.1 by default."),
    Field("range", RANGE_NAME, "The range its ports belong to."),
    Field("alternatives", ListOf(ALTERNATIVE), "Ports it may fall back to instead."),
    Field("hosted", HOSTED, "It runs at a provider and claims nothing here."),
    Field("host", ListOf(HOST_NAME), "The host or hosts it runs on, where not its environment's."),
    Field("only", ListOf(ENVIRONMENT_NAME), "The environments it is in; all by default."),
    Field("directory", RELATIVE, "Its folder, relative to the project's."),
    Field("repository", WORDS, "Where its code is kept."),
    Field("configured_in", ListOf(WORDS), "Files that hold its port, from the project's folder."),
    Field("image", Text("an image such as postgres:15"), "The image it runs from, in a container."),
    Field("build", BUILD, "The folder its image is built from, or the Dockerfile there."),
    Field("container", ContainerName(), "The name of its container."),
    Field("compose", DECLARED,
        "Its name in the project's compose files, `stack/name` where there are several stacks, or "
        "a list of these; false where none of them declares it."),
    Field("volumes", ListOf(MOUNT),
        "Its mounts, in Compose's short form, for a generated compose.yaml."),
    Field("start", WORDS, "The command that starts it, run in its directory."),
    Field("stop", WORDS, "The command that stops it."),
    Field("health", HEALTH, "Its health check: a path, `tcp`, a command."),
    Field("paths", MapOf(PATH_ENTRY, Text("a path such as /api/*", r"/\S*"), "paths"),
        "Several things behind one port."),
    Field("uses", ListOf(TargetName()), "What it talks to."),
    Field("same_as", TargetName(),
        "The service of another project that this refers to; it claims nothing."),
    Field("env", MapOf(ENV_VALUE, VARIABLE, "variables", nullable=True, example="env: {A: b}"),
        "Its variables; values may hold references."),
    Field("env_file", FILE_NAME, "The name of its env file; `.env` by default."),
    Field("env_format", ENV_FORMAT, "`raw` for readers that keep quotes."),
    Field("variables", DERIVED,
        "Names for its `SERVICE_PORT` and `SERVICE_URL` in the project's .env; false leaves one "
        "out, or all of them."),
    Field("secrets", SECRETS, "Names of secrets that it needs; never their values."),
    Field("cors", CORS, "What to adjust in the derived list of origins."),
    Field("database", DATABASE, "The database name and user that its URL names."),
    Field("history", ListOf(HISTORY), "How its port changed, oldest first."),
    Field("notes", WORDS, "Anything else, in Markdown."),
    Field("culprits", ListOf(WORDS), "What else usually uses this port."),
    Field("allow", ALLOWED, "Checks accepted here, each with its reason."),
]
OFFSET = Int("an offset", -65534, 65534)
NOT_OVERLAID = ("kind", "only", "environments")
SAME_EVERYWHERE = "kind, only and environments are the same in every environment"


class Overlay(Record):
    refused: ClassVar = dict.fromkeys(NOT_OVERLAID, SAME_EVERYWHERE)


OVERLAY = Overlay("overlay", "an overlay of a service", [
    *(field for field in SERVICE_FIELDS if field.name not in NOT_OVERLAID),
    Field("offset", OFFSET, "Shifts every number it inherits."),
])


class Service(Record):
    refused: ClassVar = {
        "name": "the key it stands under is its name; 'title' is its name for people",
        "environment": "variables belong under 'env', what one environment changes under "
                       "'environments'", "command": "it is called 'start' here",
        "depends_on": "it is called 'uses' here", "healthcheck": "it is called 'health' here"}


SERVICE = Service("service", "a service", [
    *SERVICE_FIELDS,
    Field("environments", MapOf(OVERLAY, ENVIRONMENT_NAME, "overlays by environment"),
        "Overrides for one environment: mappings merge, lists replace, null deletes."),
], short=ENDPOINT.short, expand=lambda canonical: {"port": canonical})

RECORDS = (SERVICE, OVERLAY, ENDPOINT, ALTERNATIVE, HOSTED, HEALTH, PATH_ENTRY, BUILD, ENV_VALUE,
    SECRET, CORS, DATABASE, HISTORY)
