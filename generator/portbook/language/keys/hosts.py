"""What stands beside the projects: hosts, ranges, exclusive entries and settings."""

from __future__ import annotations

from typing import Any

from portbook.language.keys.values import (
    CHECK_CODE,
    DOMAIN,
    HOST_NAME,
    OUTPUT,
    RANGE_NAME,
    SEVERITY,
    STATUS,
    SYSTEM,
    TARGET_NAME,
    WORDS,
    Ports,
)
from portbook.language.numbers import PORT_NUMBER
from portbook.language.problems import Problems
from portbook.language.records import Field, Record
from portbook.language.schemas import Schema
from portbook.language.shapes import Choice, Int, ListOf, MapOf, Text
from portbook.model.reference import NAME
from portbook.text.nodes import Node, Scalar, Sequence

SSH_NAME = Text("a name that `ssh` knows", r"[A-Za-z0-9_]([A-Za-z0-9@._-]*[A-Za-z0-9_])?")
CLUSTER = Choice("a sort of cluster", ("kubernetes",))

HOST = Record(
    "host",
    "a host",
    [
        Field(
            "os",
            SYSTEM,
            "Decides which ephemeral and system-held ports are meant; linux unless said.",
        ),
        Field("address", DOMAIN, "How other machines reach it."),
        Field("ssh", SSH_NAME, "What `ssh` calls it; its address unless said, else its name."),
        Field("cluster", CLUSTER, "It is a cluster, whose published ports are NodePorts."),
        Field("domain", DOMAIN, "How browsers reach it."),
        Field("title", WORDS, "Its name for people."),
    ],
)

RANGE = Record(
    "range",
    "a range",
    [
        Field("ports", Ports(), "Its numbers: `4000-4099`, `4000-` or several with commas.", True),
        Field("purpose", WORDS, "What the numbers are for."),
        Field("first", PORT_NUMBER, "The number that new ports are taken from."),
        Field("step", Int("a step", 1, 10000), "The distance between new ports; 1 unless said."),
        Field("host", HOST_NAME, "The only host it is meant for."),
        Field("status", STATUS, "active unless said."),
        Field("notes", WORDS, "Anything else, in Markdown."),
    ],
    short=Ports(),
    expand=lambda ports: {"ports": ports},
)

MEMBER = Text(
    "a member: project, project@environment or project/service",
    rf"{NAME}(@{NAME}(/{NAME})?|/{NAME})?",
)


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


EXCLUSIVE = Record(
    "exclusive",
    "an exclusive entry",
    [
        Field("members", ListOf(MEMBER, least=2), "What never runs together.", True),
        Field("reason", WORDS, "Why not."),
    ],
    short=ListOf(MEMBER, least=2),
    expand=lambda members: {"members": members},
)

INSTANCES = Record(
    "instances",
    "the working copies",
    [
        Field("step", Int("a step", 1, 10000), "Slot N has every number N times this higher; 100."),
        Field("count", Int("a number of slots", 1, 999), "How many slots there are; 9."),
        Field("range", RANGE_NAME, "Slots are blocks of this range, each `step` numbers long."),
    ],
)


class Version(Text):
    """YAML takes `1.26` for a number; what is read is what was written."""

    def schema(self) -> Schema:
        return {**super().schema(), "type": ["string", "number"]}


SETTINGS = Record(
    "settings",
    "the settings",
    [
        Field("output", OUTPUT, "The folder that is generated; `generated` unless said."),
        Field(
            "checks",
            MapOf(SEVERITY, CHECK_CODE, "check codes"),
            "The severity of each check: off, warning or error.",
        ),
        Field(
            "nginx",
            Version("a version such as 1.26.2", r"[0-9]+(\.[0-9]+){1,2}", loose=True),
            "The version of nginx: decides how HTTP/2 is spelled, and switches it on.",
        ),
        Field("targets", ListOf(TARGET_NAME), "Further targets, of every project and of the map."),
        Field("instances", INSTANCES, "Working copies, of every project that says nothing else."),
    ],
)
