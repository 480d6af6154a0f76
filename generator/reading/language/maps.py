"""The whole map, and what a file that it includes may hold."""

from __future__ import annotations

from typing import ClassVar

from generator.reading.language.hosts import EXCLUSIVE, HOST, RANGE, SETTINGS
from generator.reading.language.kinds import KIND
from generator.reading.language.projects import PROJECT
from generator.reading.language.words import HOST_NAME, NAME_KEY, PROJECT_NAME, RANGE_NAME, WORDS
from generator.reading.shapes import Field, Int, ListOf, MapOf, Record

__all__ = ["INCLUDED", "MAP"]

MAP = Record(
    "map",
    "the map",
    [
        Field("version", Int("a version of the language", 1, 1), "The language's version: 1."),
        Field("title", WORDS, "The map's name."),
        Field("description", WORDS, "What it covers."),
        Field("include", ListOf(WORDS), "Further files, patterns allowed; checked all together."),
        Field(
            "hosts",
            MapOf(HOST, HOST_NAME, "hosts by name", nullable=True),
            "Machines; the first is where environments live that name none.",
        ),
        Field(
            "ranges", MapOf(RANGE, RANGE_NAME, "ranges by name"), "Numbers set aside for a purpose."
        ),
        Field("exclusive", ListOf(EXCLUSIVE), "What never runs together, and so may share ports."),
        Field(
            "kinds",
            MapOf(KIND, NAME_KEY, "kinds by name"),
            "Adds to the shipped kinds, or overrides them.",
        ),
        Field("settings", SETTINGS, "Where to write, and how severe each check is."),
        Field(
            "projects",
            MapOf(PROJECT, PROJECT_NAME, "projects by name", nullable=True),
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
