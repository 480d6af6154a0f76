"""Kinds of the map: what `kinds:` may say."""

from __future__ import annotations

from generator.reading.endpoints import PORT_NUMBER
from generator.reading.language.words import (
    CORS_FORMAT,
    ENDPOINT_NAME,
    NAME_KEY,
    ROLE,
    SCHEME,
    TRANSPORT,
    VARIABLE,
    WORDS,
)
from generator.reading.shapes import Field, MapOf, Record

__all__ = ["KIND", "KIND_PORT"]

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
        Field(
            "database_variables",
            MapOf(VARIABLE, NAME_KEY, "the variables of the image"),
            "The image's variables for `name` and `user`.",
        ),
        Field("source", WORDS, "Where these facts are stated."),
    ],
)
