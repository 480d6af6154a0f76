"""Kinds of the map: what `kinds:` may say."""

from __future__ import annotations

from portbook.language.collections import ListOf, MapOf, OneOf
from portbook.language.keys.words import (
    CORS_FORMAT,
    ENDPOINT_NAME,
    NAME_KEY,
    ROLE,
    SCHEME,
    TRANSPORT,
    VARIABLE,
    WORDS,
)
from portbook.language.numbers import PORT_NUMBER
from portbook.language.records import Field, Record
from portbook.language.shapes import Text
from portbook.text.dotenv import VARIABLE_NAME

__all__ = ["KIND", "KIND_PORT"]

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
        Field("source", WORDS, "Where these facts are stated."),
    ],
)
