"""The words of the language: fixed choices, names, and texts of a pattern."""

from __future__ import annotations

from portbook.language.shapes import Choice, Name, Text
from portbook.model.reference import ATTRIBUTES
from portbook.text.dotenv import VARIABLE_NAME


class Origin(Text):
    def advice(self, text: str) -> str | None:
        scheme, separator, rest = text.partition("://")
        host, slash, path = rest.partition("/")
        shorter = f"{scheme}://{host}"
        if not separator or not slash or not self.matches or not self.matches(shorter):
            return None
        return f"without the {'path' if path else 'slash'} at its end: {shorter}"


ROLES = (
    "frontend",
    "backend",
    "database",
    "cache",
    "queue",
    "search",
    "ai",
    "worker",
    "proxy",
    "monitoring",
    "sync",
    "tool",
    "blockchain",
    "other",
)
STATUSES = ("active", "reserved", "planned", "deprecated", "retired")
SEVERITIES = ("off", "warning", "error")

OPTIONAL_TARGETS = ("caddyfile", "procfile", "processcompose")
"""Shipped targets that a project gets when it asks for them."""

TEMPLATES = "templates"
"""What `install` calls the files that come from templates of the user's."""

INSTALLABLE = ("portsmd", "dotenv", "cors", "nginx", "compose", *OPTIONAL_TARGETS, TEMPLATES)

ROLE = Choice("a role", ROLES)
STATUS = Choice("a status", STATUSES)
SEVERITY = Choice("a severity", SEVERITIES)
SYSTEM = Choice("a system", ("linux", "macos", "windows"))
TRANSPORT = Choice("a transport", ("tcp", "udp"))
CORS_FORMAT = Choice("a format", ("comma", "json"))
INSTALLED = Choice("a target", INSTALLABLE)
VIEWPOINT = Choice("a viewpoint", ("process", "browser"))

SELF = {"self": "references call the service itself so"}

NAME_KEY = Name()
SERVICE_NAME = Name("a service name", SELF)
ENDPOINT_NAME = Name(
    "an endpoint name",
    SELF | dict.fromkeys([*ATTRIBUTES, "secret"], "references ask endpoints for it"),
)
ENVIRONMENT_NAME = Name("an environment name")
PROJECT_NAME = Name("a project name", SELF)
HOST_NAME = Name("a host name")
RANGE_NAME = Name("a range name")
WORDS = Text("a text")
VARIABLE = Text("a variable name such as API_URL", VARIABLE_NAME, "bad-name")
RELATIVE = Text(
    "a path below the project's folder", r"(?!/)(?!.*(^|/)\.\.(/|$))(?![A-Za-z]:)[^\\\x00-\x1f]+"
)
OUTPUT = Text(
    "a folder below the map's that holds nothing else",
    r"(?!/)(?!\.?/?$)(?!templates(/|$))(?!.*(^|/)\.\.(/|$))(?![A-Za-z]:)[^\\\x00-\x1f]+",
)
FILE_NAME = Text("a file name such as .env", r"(?!\.{1,2}$)[A-Za-z0-9._-]+")
URL = Text("a URL such as https://shop.example", r"https?://[^\s/]+(/\S*)?")
ORIGIN = Origin(
    "an origin such as http://localhost:3000", r"[a-z][a-z0-9+.-]*://[A-Za-z0-9.:\[\]_*-]+"
)
DATE = Text("a date such as 2026-03-14", r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?", loose=True)
DOMAIN = Text(
    "a host name or an IP address",
    r"[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|[0-9a-fA-F:]+|\[[0-9a-fA-F:]+\]",
)
SCHEME = Text("a scheme such as http or postgresql", r"[a-z][a-z0-9+.-]*")
CHECK_CODE = Text("the code of a check")
