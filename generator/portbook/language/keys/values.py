"""The basic values of the language, and the shapes that only ports.yaml has."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from portbook.language.canonical import Listed
from portbook.language.endpoints import PORT, PORT_INTEGER, port_trap
from portbook.language.problems import INVALID, Problems
from portbook.language.scalars import is_text
from portbook.language.schemas import Schema, any_of
from portbook.language.shapes import Choice, ListOf, MapOf, Name, Shape, Text
from portbook.model.ports import parse_ports
from portbook.model.reference import (
    ATTRIBUTES,
    NAME,
    BadReference,
    Value,
    parse_target,
    parse_value,
)
from portbook.model.targets import choices, installable
from portbook.text.dotenv import VARIABLE_NAME
from portbook.text.nodes import Node, Scalar, Sequence
from portbook.text.paths import DEVICE
from portbook.text.wording import closest


class Origin(Text):
    def advice(self, text: str) -> str | None:
        scheme, separator, rest = text.partition("://")
        host, slash, path = rest.partition("/")
        shorter = f"{scheme}://{host}"
        if not separator or not slash or not self.matches or not self.matches.fullmatch(shorter):
            return None
        return f"without the {'path' if path else 'slash'} at its end: {shorter}"


ROLES = ("frontend", "backend", "database", "cache", "queue", "search", "ai", "worker", "proxy",
    "monitoring", "sync", "tool", "blockchain", "other")
STATUSES = ("active", "reserved", "planned", "deprecated", "retired")
SEVERITIES = ("off", "warning", "error")

ROLE = Choice("a role", ROLES)
STATUS = Choice("a status", STATUSES)
SEVERITY = Choice("a severity", SEVERITIES)
SYSTEM = Choice("a system", ("linux", "macos", "windows"))
TRANSPORT = Choice("a transport", ("tcp", "udp"))
CORS_FORMAT = Choice("a format", ("comma", "json"))
INSTALLED = Choice("a target", installable())
PROJECT_TARGET = Choice("a shipped target", choices())
TARGET_NAME = Choice("a shipped target", choices(of_map=True))
MOUNT = Text(
    "a mount such as data:/var/lib/data", r"(.+:)?(/[^:]*|[A-Za-z]:\\[^:]*)(:[A-Za-z,]+)?"
)
"""SOURCE:TARGET:MODE, of which the target is an absolute path in the container
(https://docs.docker.com/reference/compose-file/services/#short-syntax-5)."""
VIEWPOINT = Choice("a viewpoint", ("process", "browser"))

SELF = {"self": "references use it for the service itself"}

NAME_KEY = Name()
SERVICE_NAME = Name("a service name", SELF)
ENDPOINT_NAME = Name("an endpoint name",
    SELF | dict.fromkeys([*ATTRIBUTES, "secret"], "references use it for an attribute"))
ENVIRONMENT_NAME = Name("an environment name")
PROJECT_NAME = Name("a project name", SELF)
HOST_NAME = Name("a host name")
RANGE_NAME = Name("a range name")
WORDS = Text("a text")
VARIABLE = Text("a variable name such as API_URL", VARIABLE_NAME, "bad-name")
_INSIDE = r"(?!/)(?!.*(^|/)\.\.(/|$))(?![A-Za-z]:)"
_ON_WINDOWS = rf"(?!(.*/)?{DEVICE}(/|$))(?!.*[^./][. ]+(/|$))"
"""No device, and nothing that ends with a dot or a blank."""


class WrittenPath(Text):
    """The path of what is made, which every system has to take; where a service lies is a fact."""

    def advice(self, text: str) -> str | None:
        refused = re.fullmatch(rf"{_ON_WINDOWS}.*", text) is None
        return "Windows refuses it as the name of a file" if refused else None


RELATIVE = Text("a path below the project's folder", rf"{_INSIDE}[^\\\x00-\x1f]+")
MADE = WrittenPath("a path below the project's folder", rf"{_INSIDE}{_ON_WINDOWS}[^\\\x00-\x1f]+")
OUTPUT = WrittenPath("a folder below the map's that holds nothing else",
    rf"{_INSIDE}(?!\.?/?$)(?!templates(/|$)){_ON_WINDOWS}[^\\\x00-\x1f]+")
FILE_NAME = WrittenPath("a file name such as .env",
    rf"(?!\.{{1,2}}$){_ON_WINDOWS}[A-Za-z0-9._-]+")
URL = Text("a URL such as https://shop.example", r"https?://[^\s/]+(/\S*)?")
ORIGIN = Origin("an origin such as http://localhost:3000",
    r"[a-z][a-z0-9+.-]*://[A-Za-z0-9.:\[\]_*-]+")
DATE = Text("a date such as 2026-03-14", r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?", loose=True)
DOMAIN = Text("a host name or an IP address",
    r"[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|[0-9a-fA-F:]+|\[[0-9a-fA-F:]+\]")
SCHEME = Text("a scheme such as http or postgresql", r"[a-z][a-z0-9+.-]*")
CHECK_CODE = Text("the code of a check")


class Ports(Shape):
    """Numbers of a range."""

    label = "ports such as 4000-4099"

    def read(self, node: Node, problems: Problems) -> Any:
        if type(node) is not Scalar or node.is_null:
            return problems.wrong_type(node, self.label)
        if port_trap(node, problems, self.label):
            return INVALID
        try:
            return parse_ports(node.text)
        except ValueError as failure:
            return problems.add("bad-port", str(failure), node)

    def schema(self) -> Schema:
        span = rf"{PORT}(\s*[-–]\s*({PORT})?)?"
        text = {"type": "string", "pattern": rf"^\s*{span}(\s*,\s*{span})*\s*$"}
        return any_of(text, PORT_INTEGER)


class TargetName(Shape):
    """An address without braces, as `uses` and routes hold it."""

    label = "a service such as api, api.ws or shop/api"

    def read(self, node: Node, problems: Problems) -> Any:
        if type(node) is not Scalar or node.is_null:
            return problems.wrong_type(node, self.label)
        problems.check_trap(node)
        try:
            return parse_target(node.text)
        except BadReference as failure:
            return problems.add("bad-value", str(failure), node)

    def schema(self) -> Schema:
        scope = rf"({NAME}(@{NAME})?/)?"
        return {"type": "string", "pattern": rf"^{scope}{NAME}(\.{NAME})?$"}


class ValueText(Shape):
    """A text that may hold references; numbers and booleans count as their text."""

    label = "a value"

    def read(self, node: Node, problems: Problems) -> Any:
        if type(node) is not Scalar:
            return problems.wrong_type(node, self.label)
        problems.check_trap(node)
        try:
            return parse_value(node.text)
        except BadReference as failure:
            hint = _suggestion(node.text, node.text[failure.start : failure.end])
            return problems.add("bad-value", str(failure), node, hint=hint)

    def schema(self) -> Schema:
        return {"type": ["string", "number", "boolean"]}


def _suggestion(text: str, part: str) -> str:
    """What to write for a part in braces that is no reference."""
    parts = part.strip("{}").split(".")
    if all(re.fullmatch(r"[A-Za-z0-9_@/-]+", each) for each in parts):
        near = closest(parts[-1], ATTRIBUTES, 0.66) if len(parts) > 1 else None
        if near:
            return f"did you mean '{{{'.'.join([*parts[:-1], near])}}}'?"
        if len(parts) == 1 and re.fullmatch(NAME, parts[0]):
            return f"name an attribute, such as {{{parts[0]}.url}} or {{{parts[0]}.port}}"
    doubled = text.replace("{", "{{").replace("}", "}}")
    shown = f": {doubled}" if len(doubled) <= 60 else ""
    return f"write {{{{ and }}}} for braces that are no reference{shown}"


class CommandText(ValueText):
    """A kind's command, whose references are those of a service that there is none of yet: its
    text, once that is one."""

    label = "a text"

    def read(self, node: Node, problems: Problems) -> Any:
        words = WORDS.read(node, problems)
        return words if words is INVALID or super().read(node, problems) is not INVALID else INVALID

    def schema(self) -> Schema:
        return WORDS.schema()


class HealthText(ValueText):
    """A path, `tcp` or a command, read into the canonical form with every key set."""

    label = "a path, tcp or a command"

    def read(self, node: Node, problems: Problems) -> Any:
        if type(node) is not Scalar or not node.text or not is_text(node):
            return problems.wrong_type(node, self.label)
        value = super().read(node, problems)
        return value if value is INVALID else health_of(value)

    def schema(self) -> Schema:
        return {"type": "string", "minLength": 1}


def health_of(value: Value) -> dict[str, Any]:
    """The canonical form of a health check's short form."""
    path = value.text if value.text.startswith("/") else None
    command = None if path or value.text == "tcp" else value
    return {"path": path, "command": command, "status": None, "endpoint": None}


@dataclass(eq=False)
class Named(Shape):
    """A list of names, or a mapping of names to something: canonically the mapping.

    `empty` is what a name has that stands in a list, or with nothing beside it.
    """

    mapped: MapOf
    listed: ListOf
    empty: Any = None

    def __post_init__(self) -> None:
        self.label = self.mapped.label

    def read(self, node: Node, problems: Problems) -> Any:
        if isinstance(node, Sequence) or (isinstance(node, Scalar) and not node.is_null):
            return Listed.fromkeys(self.listed.read(node, problems), self.empty)
        read = self.mapped.read(node, problems)
        return {name: self.empty if value is None else value for name, value in read.items()}

    def parts(self) -> tuple[Shape, ...]:
        return (self.mapped,)

    def schema(self) -> Schema:
        return any_of(self.mapped.schema(), self.listed.schema())
