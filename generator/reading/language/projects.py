"""A project: its environments, services, proxies, and what people should know of it."""

from __future__ import annotations

from generator.reading.language.hosts import RANGE
from generator.reading.language.parts import HISTORY
from generator.reading.language.proxies import PROXY
from generator.reading.language.services import SERVICE
from generator.reading.language.values import Named
from generator.reading.language.words import (
    ENVIRONMENT_NAME,
    HOST_NAME,
    OPTIONAL_TARGETS,
    RANGE_NAME,
    RELATIVE,
    SERVICE_NAME,
    WORDS,
)
from generator.reading.shapes import Choice, Field, ListOf, MapOf, OneOf, Record, Text

__all__ = ["PROJECT", "TARGET"]

COMMANDS = OneOf(
    "a command, or commands by title",
    scalar=WORDS,
    mapping=MapOf(WORDS, WORDS, "commands by title"),
    wrap=lambda command: {"": command},
)
RELATED = OneOf(
    "documents by title, or a list of paths",
    mapping=MapOf(WORDS, WORDS, "documents by title"),
    sequence=ListOf(WORDS),
)
TARGET = Record(
    "target",
    "a target",
    [
        Field("template", RELATIVE, "A template of your `templates/`.", True),
        Field("to", RELATIVE, "The file it makes, below the project's output.", True),
    ],
    short=Choice("a shipped target", OPTIONAL_TARGETS),
    expand=lambda name: {"name": name},
)

PROJECT = Record(
    "project",
    "a project",
    [
        Field("title", WORDS, "Its name for people."),
        Field("description", WORDS, "What it is, in a sentence."),
        Field("stack", WORDS, "What it is made with."),
        Field("owner", WORDS, "Who looks after it."),
        Field("repository", WORDS, "Where its code is kept."),
        Field("path", Text("a folder"), "Its checkout, from this file's folder; may be absent."),
        Field("compose", WORDS, "Its own compose file, from its folder."),
        Field(
            "environments",
            Named(
                MapOf(HOST_NAME, ENVIRONMENT_NAME, "environments with their hosts", nullable=True),
                ListOf(ENVIRONMENT_NAME),
            ),
            "Its environments and the host of each; the first is the default.",
        ),
        Field("ranges", MapOf(RANGE, RANGE_NAME, "ranges by name"), "Ranges of its own."),
        Field(
            "services",
            MapOf(SERVICE, SERVICE_NAME, "services by name", nullable=True),
            "Its parts.",
        ),
        Field(
            "proxy",
            MapOf(
                OneOf("a proxy or a list of them", mapping=PROXY, sequence=ListOf(PROXY)),
                ENVIRONMENT_NAME,
                "proxies by environment",
            ),
            "The reverse proxies of each environment.",
        ),
        Field("start", COMMANDS, "Commands that start it, by title."),
        Field("stop", COMMANDS, "Commands that stop it, by title."),
        Field("rules", ListOf(WORDS), "Its own conventions, a sentence each."),
        Field("related", RELATED, "Documents to read beside this one."),
        Field("history", ListOf(HISTORY), "What changed, oldest first."),
        Field("notes", WORDS, "Anything else, in Markdown."),
        Field("sections", MapOf(WORDS, WORDS, "sections by title"), "More Markdown by title."),
        Field("targets", ListOf(TARGET), "Further targets: shipped names, or your templates."),
        Field("install", ListOf(WORDS), "Which targets `install` puts into the checkout."),
    ],
)
