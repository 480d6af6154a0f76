"""Reverse proxies and their routes."""

from __future__ import annotations

from portbook.language.collections import ListOf, MapOf
from portbook.language.endpoints import LISTEN
from portbook.language.keys.values import TargetName
from portbook.language.keys.words import NAME_KEY, SERVICE_NAME
from portbook.language.records import Field, Record
from portbook.language.shapes import Bool, Text

__all__ = ["NO_ENVIRONMENTS", "PROXY", "ROUTE", "TLS"]

ROUTE = Record(
    "route",
    "a route",
    [
        Field("to", TargetName(), "The service it leads to.", True),
        Field("strip", Bool(), "true: the path's prefix is taken off."),
        Field("event_stream", Bool(), "true: answers are passed on unbuffered, as they come."),
    ],
    short=TargetName(),
    expand=lambda target: {"to": target},
)

TLS = Record(
    "tls",
    "a certificate",
    [
        Field(
            "certificate", Text("a path", r"[A-Za-z0-9._~/:-]+"), "The certificate's path.", True
        ),
        Field("key", Text("a path", r"[A-Za-z0-9._~/:-]+"), "The key's path.", True),
    ],
)

SERVER_NAME = Text("a server name", r"(\*\.)?[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|_")
PROXY = Record(
    "proxy",
    "a proxy",
    [
        Field("name", NAME_KEY, "Its name, where an environment has several."),
        Field("server_name", ListOf(SERVER_NAME), "The names it answers to."),
        Field("listen", ListOf(LISTEN), "The numbers it listens on; 80 unless said, 443 with tls."),
        Field("service", SERVICE_NAME, "The service that is this proxy; `proxy` unless said."),
        Field("tls", TLS, "The certificate for https."),
        Field(
            "routes",
            MapOf(ROUTE, Text("a path such as /api/", r"/[A-Za-z0-9._~/-]*"), "routes"),
            "Path prefixes and where they lead.",
        ),
        Field("to", TargetName(), "The one service behind a raw TCP proxy, instead of routes."),
    ],
)

NO_ENVIRONMENTS = ("listen", "routes", "server_name", "tls")
"""Keys of a proxy that, as names of environments, show that the environment was left out."""
