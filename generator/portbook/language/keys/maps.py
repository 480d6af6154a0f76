"""The whole map, and what a file that it includes may hold."""

from __future__ import annotations

from typing import ClassVar

from portbook.language.collections import ListOf, MapOf
from portbook.language.keys.hosts import EXCLUSIVE, HOST, RANGE, SETTINGS, Exclusives
from portbook.language.keys.kinds import KIND
from portbook.language.keys.projects import PROJECT
from portbook.language.keys.services import SERVICE
from portbook.language.keys.words import HOST_NAME, NAME_KEY, PROJECT_NAME, RANGE_NAME, WORDS
from portbook.language.records import Field, Record
from portbook.language.scalars import as_int
from portbook.language.shapes import Int
from portbook.text.nodes import Mapping, Node, Scalar

__all__ = ["INCLUDED", "MAP"]


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

ITS_OWN = ("title", "description", "include", "settings")


class Included(Record):
    refused: ClassVar = dict.fromkeys(ITS_OWN, "say it in the file that includes this one")


INCLUDED = Included(
    "included",
    "an included file",
    [field for field in MAP.fields.values() if field.name not in ITS_OWN],
)
