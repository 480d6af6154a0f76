"""The whole map, and what a file that it includes may hold."""

from __future__ import annotations

from typing import ClassVar

from portbook.language.keys.hosts import EXCLUSIVE, HOST, RANGE, SETTINGS, Exclusives
from portbook.language.keys.projects import PROJECT
from portbook.language.keys.services import SERVICE
from portbook.language.keys.sources import SOURCE
from portbook.language.keys.values import (
    CORS_FORMAT,
    ENDPOINT_NAME,
    HOST_NAME,
    NAME_KEY,
    PROJECT_NAME,
    RANGE_NAME,
    ROLE,
    SCHEME,
    TRANSPORT,
    VARIABLE,
    WORDS,
)
from portbook.language.numbers import PORT_NUMBER
from portbook.language.records import Field, Record
from portbook.language.scalars import as_int
from portbook.language.shapes import Bool, Int, ListOf, MapOf, OneOf, Text
from portbook.text.dotenv import VARIABLE_NAME
from portbook.text.nodes import Mapping, Node, Scalar

COMMAND = OneOf("a command, or a list of its words", WORDS, None, ListOf(WORDS))
_SETTING = r"[A-Za-z_][A-Za-z0-9_.]*"
NEED = Text(
    "a variable such as API_KEY, or `API_KEY or API_TOKEN`",
    rf"{VARIABLE_NAME}( or {VARIABLE_NAME})*( with {VARIABLE_NAME})?",
    "bad-name",
)
SETTING = Text(
    "a setting such as LOG_LEVEL, or `LOG_LEVEL or DEBUG`",
    rf"{_SETTING}( or {_SETTING})*( with {_SETTING})?",
    "bad-name",
)

METRICS = Text("a path such as /metrics", r"/\S*")

KIND_PORT = Record(
    "kind-port",
    "a further port of a kind",
    [
        Field("container_port", PORT_NUMBER, "The number inside its image.", True),
        Field("scheme", SCHEME, "What it speaks."),
        Field("transport", TRANSPORT, "tcp unless said."),
    ],
    short=PORT_NUMBER,
    expand=lambda number: {"container_port": number},
)

KIND = Record(
    "kind",
    "a kind",
    [
        Field("title", WORDS, "Its name for people."),
        Field("role", ROLE, "What such services do."),
        Field("scheme", SCHEME, "What its main port speaks."),
        Field("port", PORT_NUMBER, "The number it takes on a host when nobody chooses."),
        Field("container_port", PORT_NUMBER, "The number inside its image."),
        Field("transport", TRANSPORT, "tcp unless said."),
        Field("ports", MapOf(KIND_PORT, ENDPOINT_NAME, "further ports"), "Further ports by name."),
        Field("health", WORDS, "A path, `tcp` or a command."),
        Field("container_health", WORDS, "The command to ask with inside its image."),
        Field("browser_prefix", WORDS, "Variables with this prefix reach the browser."),
        Field("cors_variable", VARIABLE, "The variable it reads its allowed origins from."),
        Field("cors_format", CORS_FORMAT, "How that variable is spelled."),
        Field("image", WORDS, "The official image, without a tag."),
        Field("command", COMMAND, "What its image is started with, where its own does not do."),
        Field("needs", ListOf(NEED), "Variables that its image refuses to start without."),
        Field(
            "image_env",
            MapOf(Text(loose=True), SETTING, "settings of the image"),
            "Settings that its image is started with.",
        ),
        Field(
            "database_variables",
            MapOf(VARIABLE, NAME_KEY, "the variables of the image"),
            "The image's variables for `name` and `user`.",
        ),
        Field("port_variables", ListOf(VARIABLE), "Variables that it takes its port from."),
        Field("port_dotenv", Bool(), "true: it loads the .env file of its folder by itself."),
        Field("port_files", ListOf(WORDS), "Files that it takes its port from, as `file: key`."),
        Field("websocket", Bool(), "Whether it speaks WebSocket where it speaks HTTP."),
        Field("advertises", WORDS, "The setting with the address that it tells its clients."),
        Field("metrics", METRICS, "The path of its metrics in Prometheus' format."),
        Field("metrics_endpoint", ENDPOINT_NAME, "The further port that has them, if another."),
        Field("culprits", ListOf(WORDS), "What is often found at its port instead."),
        Field("source", WORDS, "Where these facts are stated."),
    ],
)


class Map(Record):
    homes: ClassVar = {
        name: f"it belongs to a service: projects: {{shop: {{services: {{web: {{{name}: ...}}}}}}}}"
        for name in SERVICE.fields
    } | {
        name: f"it belongs under 'projects': projects: {{shop: {{{name}: ...}}}}"
        for name in PROJECT.fields
    }

    def stray(self, key: Scalar, value: Node | None) -> str | None:
        if isinstance(value, Mapping):
            names = {name.text for name, _ in value.entries()}
            is_service = bool(names & {"port", "ports"}) and names <= SERVICE.fields.keys()
        else:
            is_service = isinstance(value, Scalar) and as_int(value) is not None
        where = f"projects: {{shop: {{services: {{{key.text}: ...}}}}}}"
        return f"a service belongs to a project: {where}" if is_service else None


MAP = Map(
    "map",
    "the map",
    [
        Field("version", Int("a version of the language", 1, 1), "The language's version: 1."),
        Field("title", WORDS, "The map's name."),
        Field("description", WORDS, "What it covers."),
        Field("include", ListOf(WORDS), "Further files, patterns allowed; checked all together."),
        Field(
            "hosts",
            MapOf(HOST, HOST_NAME, "hosts by name", True, "hosts: {laptop: {os: macos}}"),
            "Machines; the first is where environments live that name none.",
        ),
        Field(
            "ranges",
            MapOf(RANGE, RANGE_NAME, "ranges by name", example="ranges: {api: 4000-4099}"),
            "Numbers set aside for a purpose.",
        ),
        Field(
            "exclusive", Exclusives(EXCLUSIVE), "What never runs together, and so may share ports."
        ),
        Field(
            "kinds",
            MapOf(KIND, NAME_KEY, "kinds by name", example="kinds: {electric: {scheme: http}}"),
            "Adds to the shipped kinds, or overrides them.",
        ),
        Field(
            "sources",
            MapOf(SOURCE, NAME_KEY, "sources by name", example="sources: {shop: {git: URL}}"),
            "Other repositories' maps, pinned by ports.lock, and what each may claim.",
        ),
        Field("settings", SETTINGS, "Where to write, and how severe each check is."),
        Field(
            "projects",
            MapOf(
                PROJECT,
                PROJECT_NAME,
                "projects by name",
                True,
                "projects: {shop: {services: {web: 3000}}}",
            ),
            "The projects.",
        ),
    ],
)

ITS_OWN = ("title", "description", "include", "settings", "sources")


class Included(Record):
    refused: ClassVar = dict.fromkeys(ITS_OWN, "say it in the file that includes this one")


INCLUDED = Included(
    "included",
    "an included file",
    [field for field in MAP.fields.values() if field.name not in ITS_OWN],
)


class Upstreamed(Record):
    refused: ClassVar = {
        "include": "a source is one file: what it includes lies in a repository that is not here",
        "sources": "a source has no sources: name them in the map that has this one",
    }


UPSTREAM = Upstreamed(
    "upstream",
    "another repository's map",
    [field for field in MAP.fields.values() if field.name not in ("include", "sources")],
)
