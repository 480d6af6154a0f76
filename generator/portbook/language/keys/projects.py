"""A project: its environments, services, proxies, and what people should know of it."""

from __future__ import annotations

from typing import Any

from portbook.language.endpoints import LISTEN, PORT_NUMBER
from portbook.language.keys.services import HISTORY, OFFSET, SERVICE
from portbook.language.keys.values import (
    ENVIRONMENT_NAME,
    HOST_NAME,
    INSTALLED,
    MADE,
    NAME_KEY,
    PROJECT_TARGET,
    RANGE_NAME,
    RELATIVE,
    SERVICE_NAME,
    STATUS,
    WORDS,
    Named,
    Ports,
    TargetName,
)
from portbook.language.problems import Problems
from portbook.language.records import REQUIRED, Field, Record
from portbook.language.shapes import Bool, Int, ListOf, MapOf, Name, OneOf, Text
from portbook.text.nodes import Mapping, Node

RANGE = Record("range", "a range", [
    Field("ports", Ports(), "Its numbers: `4000-4099`, `4000-` or several with commas.", REQUIRED),
    Field("purpose", WORDS, "What the numbers are for."),
    Field("first", PORT_NUMBER, "The number that new ports are taken from."),
    Field("step", Int("a step", 1, 10000), "The distance between new ports; 1 by default."),
    Field("host", HOST_NAME, "The only host it is meant for."),
    Field("status", STATUS, "active by default."),
    Field("notes", WORDS, "Anything else, in Markdown."),
], short=Ports(), expand=lambda ports: {"ports": ports})

INSTANCES = Record("instances", "the working copies", [
    Field("step", Int("a step", 1, 10000), "Slot N has every number N times this higher; 100."),
    Field("count", Int("a number of slots", 1, 999), "How many slots there are; 9."),
    Field("range", RANGE_NAME, "Slots are blocks of this range, each `step` numbers long."),
])

HEADERS = MapOf(Text("a header's value", r"[^\x00-\x1f\x7f]*", loose=True),
    Text("a header's name such as X-Frame-Options", r"[A-Za-z][A-Za-z0-9-]*"), "headers by name")
PASSING = [
    Field("websocket", Bool(), "false: no WebSocket passes; it does by default."),
    Field("max_body", Text("a size such as 20m", r"[0-9]{1,9}[kmg]?", loose=True),
        "The largest body that a request may have, such as 20m; 0 is any."),
    Field("timeout", Text("a time such as 90s", r"[0-9]{1,6}(ms|s|m|h)"),
        "How long the back end may be silent, such as 90s, 5m or 1h."),
    Field("underscores", Bool(), "true: headers with `_` in their name are passed on as well."),
    Field("headers", HEADERS, "Headers added to responses."),
    Field("request_headers", HEADERS, "Headers added to requests."),
]
"""How requests are passed on; on a proxy for each of its routes that says nothing else."""

ROUTE_PATH = Text("a path such as /api/", r"/[A-Za-z0-9._~/-]*")
ROUTE = Record("route", "a route", [
    Field("to", TargetName(), "The service it leads to.", REQUIRED),
    Field("strip", Bool(), "true: the path's prefix is taken off."),
    Field("event_stream", Bool(), "true: answers are passed on unbuffered, as they come."),
    *PASSING,
], short=TargetName(), expand=lambda target: {"to": target})

FOLDER = Text("a folder such as /srv/shop/dist", r"[A-Za-z0-9._/-]+")
FILES = Record("files", "a folder of files", [
    Field("folder", Text("a folder", r"[A-Za-z0-9._~/-]+"), "Their folder, as the proxy sees it.",
        REQUIRED),
    Field("fallback", Text("a path such as /index.html", r"/[A-Za-z0-9._~/-]*"),
        "The file sent for other paths, as single-page applications need."),
    Field("headers", HEADERS, "Headers added to responses."),
], short=FOLDER, expand=lambda folder: {"folder": folder})

TLS = Record("tls", "a certificate", [
    Field("certificate", Text("a path", r"[A-Za-z0-9._~/:-]+"), "The certificate's path.",
        REQUIRED),
    Field("key", Text("a path", r"[A-Za-z0-9._~/:-]+"), "The key's path.", REQUIRED),
])

ENVIRONMENT = Record("environment", "an environment", [
    Field("host", HOST_NAME, "The host it lives on; the map's first by default."),
    Field("offset", OFFSET, "Added to every number in it, except those it sets."),
], short=HOST_NAME, expand=lambda host: {"host": host})

SERVER_NAME = Text("a server name", r"(\*\.)?[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|_")
PROXY = Record("proxy", "a proxy", [
    Field("name", NAME_KEY, "Its name, where an environment has several."),
    Field("server_name", ListOf(SERVER_NAME), "The names it answers to."),
    Field("listen", ListOf(LISTEN),
        "What it listens on; by default as its `service`, else 80, 443 with tls."),
    Field("service", SERVICE_NAME, "The service that is this proxy; `proxy` by default."),
    Field("tls", TLS, "The certificate for https."),
    Field("routes", MapOf(ROUTE, ROUTE_PATH, "routes"),
        "Path prefixes and where they lead."),
    Field("files", MapOf(FILES, Text("a path such as /assets/", r"/[A-Za-z0-9._~/-]*"), "folders"),
        "Path prefixes that end in files of a folder on the proxy's own disk."),
    *PASSING,
    Field("to", TargetName(), "The one service behind a raw TCP proxy, instead of routes."),
])

NO_ENVIRONMENTS = ("listen", "routes", "server_name", "tls")
"""Keys of a proxy that, as names of environments, show that the environment was left out."""


COMMANDS = OneOf("a command, or commands by title", scalar=WORDS,
    mapping=MapOf(WORDS, WORDS, "commands by title"), wrap=lambda command: {"": command})
RELATED = OneOf("documents by title, or a list of paths",
    mapping=MapOf(WORDS, WORDS, "documents by title"), sequence=ListOf(WORDS))
TARGET = Record("target", "a target", [
    Field("template", RELATIVE, "A template of your `templates/`.", REQUIRED),
    Field("to", MADE, "The file it makes, below the project's output.", REQUIRED),
], short=PROJECT_TARGET, expand=lambda name: {"name": name})


STACK = Record("stack", "a stack", [
    Field("files", ListOf(WORDS), "Its compose files in order, from the project's folder.",
        REQUIRED),
    Field("environment", ENVIRONMENT_NAME, "Whose ports they publish; the default one's."),
], short=WORDS, expand=lambda file: {"files": (file,)})


class Proxies(MapOf):
    """Proxies by environment; the level of the environments is easily forgotten."""

    def read(self, node: Node, problems: Problems) -> Any:
        for key, _ in node.entries() if isinstance(node, Mapping) else ():
            if key.text in NO_ENVIRONMENTS:
                message = f"'{key.text}' stands where the name of an environment belongs"
                hint = f"name the environment first: proxy: {{production: {{{key.text}: ...}}}}"
                return problems.add("wrong-type", message, key, hint=hint)
        return super().read(node, problems)


PROJECT = Record("project", "a project", [
    Field("title", WORDS, "Its name for people."),
    Field("description", WORDS, "What it is, in a sentence."),
    Field("stack", WORDS, "What it is made with."),
    Field("owner", WORDS, "Who looks after it."),
    Field("repository", WORDS, "Where its code is kept."),
    Field("path", Text("a folder"), "Its checkout, from this file's folder; may be absent."),
    Field("compose",
        OneOf("a compose file, or stacks by name", scalar=WORDS,
            mapping=MapOf(STACK, Name("a stack name"), "stacks by name"),
            wrap=lambda file: {"default": {"files": (file,)}}),
        "Its own compose file, from its folder; or its stacks by name."),
    Field("environments",
        Named(MapOf(ENVIRONMENT, ENVIRONMENT_NAME, "environments with their hosts", nullable=True),
            ListOf(ENVIRONMENT_NAME)),
        "Its environments and the host of each; the first is the default."),
    Field("ranges", MapOf(RANGE, RANGE_NAME, "ranges by name", example="ranges: {api: 4000-4099}"),
        "Ranges of its own."),
    Field("services",
        MapOf(SERVICE, SERVICE_NAME, "services by name", nullable=True,
            example="services: {web: 3000}"), "Its parts."),
    Field("proxy",
        Proxies(OneOf("a proxy or a list of them", mapping=PROXY, sequence=ListOf(PROXY)),
            ENVIRONMENT_NAME, "proxies by environment",
            example="proxy: {production: {routes: ...}}"),
        "The reverse proxies of each environment."),
    Field("start", COMMANDS, "Commands that start it, by title."),
    Field("stop", COMMANDS, "Commands that stop it, by title."),
    Field("rules", ListOf(WORDS), "Its own conventions, a sentence each."),
    Field("related", RELATED, "Documents to read beside this one."),
    Field("history", ListOf(HISTORY), "What changed, oldest first."),
    Field("notes", WORDS, "Anything else, in Markdown."),
    Field("sections", MapOf(WORDS, WORDS, "sections by title"), "More Markdown by title."),
    Field("targets", ListOf(TARGET), "Further targets: shipped names, or your templates."),
    Field("variables", Bool(), "false: no derived variables but those a service names."),
    Field("instances", INSTANCES, "Working copies of it side by side on one host."),
    Field("install", ListOf(INSTALLED),
        "Which targets `install` puts into the checkout; without it, all."),
])

RECORDS = (PROXY, ROUTE, FILES, STACK, TLS, TARGET)
"""Those that stand behind a service's on the reference page."""
