"""Reads the ports that configuration files of single tools set, one reader a format.

Where the keys are stated: angular.json https://angular.dev/reference/configs/workspace-config,
config.toml https://supabase.com/docs/guides/local-development/cli/config, .ddev/config.yaml
https://docs.ddev.com/en/stable/users/configuration/config/, mise.toml
https://mise.jdx.dev/environments/, application.yml
https://docs.spring.io/spring-boot/appendix/application-properties/, launchSettings.json
https://learn.microsoft.com/aspnet/core/fundamentals/environments, dev.exs
https://hexdocs.pm/phoenix/Phoenix.Endpoint.html, process-compose.yaml
https://f1bonacc1.github.io/process-compose/, devcontainer.json
https://containers.dev/implementors/json_reference/.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from portbook.sources.commands import command_ports
from portbook.sources.compose.ports import BadPort, parse_short
from portbook.sources.dotenv.prefixes import port_name
from portbook.sources.files import UNNAMED, service_of_folder
from portbook.sources.found import Fact, FoundClaim, FoundService
from portbook.sources.jsonc import parse_json
from portbook.sources.naming import environment_of, slug
from portbook.sources.numbers import port_number, reading, unread
from portbook.sources.toml import parse_toml, toml_data
from portbook.sources.urls import addresses, is_local
from portbook.text.diagnostic import Diagnostic
from portbook.text.nodes import (
    Mapping,
    Node,
    Scalar,
    Sequence,
    descend,
    entries_at,
    items_at,
    text_at,
)
from portbook.text.source import Source
from portbook.text.tree import parse_stream

_EVERY = "0.0.0.0"
_EVERY_WORDS = frozenset(("0.0.0.0", "*", "+", "::", "[::]"))


_settings = reading("no setting of a server's port")


def _claims(source: Source, service: str, node: Node | None, **more: Any) -> Iterator[FoundClaim]:
    """A number of a scalar; what is no port, 0 among them, gives nothing."""
    if isinstance(node, Scalar):
        match = re.fullmatch(r"\D*?\$\{[\w.]+:(\d+)\}|(\d+)", node.text.strip())
        port = port_number(match[1] or match[2]) if match else None
        line = node.place.line
        if port is not None:
            yield FoundClaim(source.name, line, service, port, **more)


def _folder(source: Source, *without: str) -> str:
    """The nearest folder above the file that is not one of those that only sort its files."""
    parts = source.name.replace("\\", "/").split("/")[:-1]
    if source.path is not None:
        parts = list(source.path.absolute().parts[1:-1])
    named = [each for each in parts if each not in without and each != "."]
    return slug(named[-1]) if named else "app"


@_settings
def read_angular(source: Source) -> Iterator[Fact]:
    root, _ = parse_json(source)
    for key, project in entries_at(root, "projects"):
        for section in ("architect", "targets"):
            node = descend(project, section, "serve", "options", "port")
            if node is not None:
                name, start = slug(key.text), "npm run start"
                yield from _claims(source, name, node)
                yield FoundService(source.name, node.place.line, name, kind="angular", start=start)


@_settings
def read_angular_proxy(source: Source) -> Iterator[Fact]:
    """https://angular.dev/tools/cli/serve#proxying-to-a-backend-server: whom the pages call."""
    root, _ = parse_json(source)
    for prefix, entry in entries_at(root):
        for each in addresses(text_at(entry, "target") or ""):
            if each.port is not None and is_local(each.host):
                name = next((part for part in prefix.text.split("/") if part.isalnum()), "api")
                line = entry.place.line
                claim = FoundClaim(source.name, line, name, each.port, scheme=each.scheme)
                yield replace(claim, reference=True)


_SUPABASE = {
    ("api", "port"): ("supabase-api", None),
    ("db", "port"): ("supabase-db", "postgres"),
    ("db.pooler", "port"): ("supabase-pooler", None),
    ("studio", "port"): ("supabase-studio", None),
    ("inbucket", "port"): ("supabase-inbucket", None),
    ("inbucket", "smtp_port"): ("supabase-inbucket", None),
    ("inbucket", "pop3_port"): ("supabase-inbucket", None),
    ("analytics", "port"): ("supabase-analytics", None),
    ("edge_runtime", "inspector_port"): ("supabase-edge-runtime", None),
}
"""Section and key to the service, and its kind."""


@_settings
def read_supabase(source: Source) -> Iterator[Fact]:
    """Without the sections that say `enabled = false`."""
    root, _ = parse_toml(source)
    facts: list[Fact] = []
    for (section, key), (service, kind) in _SUPABASE.items():
        table = descend(root, *section.split("."))
        if text_at(table, "enabled") != "False":
            node, endpoint = descend(table, key), key.removesuffix("port").rstrip("_") or None
            for claim in _claims(source, service, node, endpoint=endpoint, bind=_EVERY):
                start = "supabase start"
                made = FoundService(source.name, claim.line, service, kind=kind, start=start)
                facts += claim, made
    yield from sorted(facts, key=lambda each: each.line)


_DDEV = {
    "router_http_port": ("ddev-router", None),
    "router_https_port": ("ddev-router", "https"),
    "host_webserver_port": ("web", None),
    "host_https_port": ("web", "https"),
    "host_db_port": ("db", None),
    "mailpit_http_port": ("ddev-mailpit", None),
    "mailpit_https_port": ("ddev-mailpit", "https"),
}


@_settings
def read_ddev(source: Source) -> Iterator[Fact]:
    for document in parse_stream(source).documents:
        for key, node in entries_at(document):
            if key.text in _DDEV:
                service, endpoint = _DDEV[key.text]
                yield from _claims(source, service, node, endpoint=endpoint)
        for each in items_at(document, "web_extra_exposed_ports"):
            service = slug(text_at(each, "name") or "web")
            for name, endpoint in (("http_port", None), ("https_port", "https")):
                yield from _claims(source, service, descend(each, name), endpoint=endpoint)


@_settings
def read_spring(source: Source) -> Iterator[Fact]:
    claims = list(_spring(source))
    yield from claims
    for service in dict.fromkeys(each.service for each in claims):
        yield FoundService(source.name, 1, service, kind="spring-boot")


def _spring(source: Source) -> Iterator[FoundClaim]:
    name = _folder(source, "src", "main", "resources", "config")
    environment = environment_of(source.name.replace("\\", "/").rpartition("/")[2])
    if source.name.endswith(".properties"):
        for line, text in enumerate(source.text.split("\n"), 1):
            match = re.match(r"\s*(management\.)?server\.port\s*[=:]\s*(\S+)", text)
            number = re.fullmatch(r"(?:\$\{[\w.]+:)?(\d+)\}?", match[2]) if match else None
            if match and number and (port := port_number(number[1])):
                claim = FoundClaim(source.name, line, name, port, environment=environment)
                endpoint = "management" if match[1] else None
                yield replace(claim, endpoint=endpoint)
    else:
        for document in parse_stream(source).documents:
            yield from _spring_document(source, document, name, environment)


def _spring_document(
    source: Source, document: Node, name: str, environment: str | None
) -> Iterator[FoundClaim]:
    said = text_at(document, "spring", "application", "name")
    own = slug(said) if said is not None and "$" not in said else name
    where = text_at(document, "spring", "config", "activate", "on-profile")
    here = environment_of(where) if where is not None else environment
    for keys, endpoint in ((("server",), None), (("management", "server"), "management")):
        node = descend(document, *keys, "port")
        yield from _claims(source, own, node, endpoint=endpoint, environment=here)


@_settings
def read_launch_settings(source: Source) -> Iterator[Fact]:
    root, _ = parse_json(source)
    name = _folder(source, "Properties")
    seen = set()
    for _, profile in entries_at(root, "profiles"):
        urls = descend(profile, "applicationUrl")
        if not isinstance(urls, Scalar) or text_at(profile, "commandName") != "Project":
            continue
        for address in addresses(urls.text):
            if address.port is None or address.port in seen:
                continue
            seen.add(address.port)
            endpoint = "https" if address.scheme == "https" else None
            yield FoundClaim(
                source.name,
                urls.place.line,
                name,
                address.port,
                endpoint=endpoint,
                scheme=address.scheme,
                bind=_EVERY if address.host in _EVERY_WORDS else None,
            )
    if seen:
        yield FoundService(source.name, 1, name, kind="aspnet", start="dotnet run")


_ELIXIR = re.compile(
    r"\b(https?):\s*\[(?:[^\[\]]|\[[^\[\]]*\]){0,300}?"
    r"\bport:\s*(?P<value>[^,\]\n]{1,120})"
)
_QUOTED = re.compile(r"[\"'](\d{2,5})[\"']|(?<![\w.])(\d{2,5})(?!\w)")


@_settings
def read_phoenix(source: Source) -> Iterator[Fact]:
    """Without `config/test.exs`, whose endpoint does not serve unless a test asks."""
    text = re.sub(r"(?m)^[ \t]*#.*$", lambda line: " " * len(line[0]), source.text)
    name = _folder(source, "config")
    opened = False
    for match in _ELIXIR.finditer(text):
        number = _QUOTED.search(match["value"])
        port = port_number(number[1] or number[2]) if number else None
        if port is None:
            continue
        opened = True
        line = source.line_column(match.start("value"))[0]
        variable = re.search(r"get_env\(\s*\"(\w+)\"", match["value"])
        bind = _EVERY if re.search(r"ip:\s*\{0, *0, *0, *0", match[0]) else None
        endpoint = "https" if match[1] == "https" else None
        yield FoundClaim(
            source.name,
            line,
            name,
            port,
            endpoint=endpoint,
            scheme=match[1],
            bind=bind,
            variable=variable[1] if variable else None,
        )
    if opened:
        yield FoundService(source.name, 1, name, kind="phoenix", start="mix phx.server")


@_settings
def read_process_compose(source: Source) -> Iterator[Fact]:
    for document in parse_stream(source).documents:
        for name, process in entries_at(document, "processes"):
            yield from _process(source, slug(name.text), process)


def _process(source: Source, service: str, process: Node) -> Iterator[Fact]:
    command = descend(process, "command")
    if not isinstance(command, Scalar):
        return
    line, directory = command.place.line, text_at(process, "working_dir")
    start = command.text.strip()
    yield FoundService(source.name, line, service, start=start, directory=directory)
    for each in items_at(process, "environment"):
        match = re.fullmatch(r"PORT=(\d+)", text_at(each) or "")
        if match and (number := port_number(match[1])):
            at = each.place.line
            yield FoundClaim(source.name, at, service, number, variable="PORT")
            return
    for port in command_ports(command.text):
        claim = FoundClaim(source.name, line, service, port.number, bind=port.bind)
        yield replace(claim, assumed=port.assumed)


@_settings
def read_mise(source: Source) -> Iterator[Fact]:
    """`PORT` and `API_PORT` of `[env]`, and the servers that tasks start."""
    try:
        whole = toml_data(source.text)
    except (ValueError, RecursionError):
        return
    own = _folder(source, ".mise", "mise", ".config")
    env, tasks = whole.get("env"), whole.get("tasks")
    keys: dict[str, Any] = dict(env) if isinstance(env, dict) else {}
    for key, value in keys.items():
        name = port_name(key, frozenset(keys))
        port = port_number(str(value))
        if name and port and not name.end:
            line, service = _line_of(source, key), name.service or own
            claim = FoundClaim(source.name, line, service, port, endpoint=name.endpoint)
            yield replace(claim, variable=key)
    for title, task in tasks.items() if isinstance(tasks, dict) else ():
        run = task.get("run") if isinstance(task, dict) else task
        for text in run if isinstance(run, list) else [run]:
            ports = command_ports(text) if isinstance(text, str) else []
            service = own if title in ("dev", "start", "serve") else slug(title)
            yield from [
                FoundClaim(source.name, _line_of(source, str(each.number)), service, each.number)
                for each in ports
                if not each.assumed
            ]


def _line_of(source: Source, text: str) -> int:
    return source.text.count("\n", 0, max(source.text.find(text), 0)) + 1


@reading("neither forwardPorts nor appPort")
def read_devcontainer(source: Source) -> Iterator[Fact | Diagnostic]:
    """`forwardPorts` and `appPort`; the label of a number's `portsAttributes` names its service."""
    root, problems = parse_json(source)
    yield from problems
    if not isinstance(root, Mapping):
        return
    labels = _labels(root.get("portsAttributes"))
    name = service_of_folder(source)
    name = UNNAMED if name == "devcontainer" else name
    for node in _items(root.get("forwardPorts")):
        yield from _forward(source, node, labels, name)
    for node in _items(root.get("appPort")):
        try:
            published = parse_short(node.text)
        except BadPort as refused:
            yield unread(source, node.place.line, str(refused))
            continue
        port = published.port or published.container
        service = labels.get(port, name)
        yield FoundClaim(
            source.name, node.place.line, service, port, container_port=published.container
        )


def _forward(source: Source, node: Scalar, labels: dict[int, str], name: str) -> Iterator[Fact]:
    """A number, or `db:5432` of another container of the compose file."""
    host, _, number = node.text.rpartition(":")
    port, line = port_number(number), node.place.line
    if port is None:
        yield unread(source, line, f"'{node.text[:40]}' is no port")
        return
    service = host if host and host != "localhost" else labels.get(port, name)
    yield FoundClaim(source.name, line, service, port, container_port=port, description="forwarded")


def _labels(node: Node | None) -> dict[int, str]:
    found = {}
    for key, value in entries_at(node):
        label = (text_at(value, "label") or "").strip()
        port = port_number(key.text.rpartition(":")[2])
        if port is not None and label:
            found[port] = label
    return found


def _items(node: Node | None) -> list[Scalar]:
    nodes = node.items if isinstance(node, Sequence) else [node]
    return [each for each in nodes if isinstance(each, Scalar)]
