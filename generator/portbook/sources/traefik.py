"""Reads from compose services' labels and commands what Traefik listens at and hands on.

The labels: https://doc.traefik.io/traefik/reference/routing-configuration/other-providers/docker/,
entry points: https://doc.traefik.io/traefik/reference/install-configuration/entrypoints/.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from portbook.sources.compose.environment import Setting
from portbook.sources.found import FoundRoute
from portbook.sources.numbers import port_number

ENTRY_POINT = re.compile(
    r"--entry-?points?\.(?P<name>[\w-]+)\.address=[^=]*?:(?P<port>\d+)(?:/\w+)?", re.IGNORECASE
)
_SERVER = re.compile(r"traefik\.(?:http|tcp|udp)\.services\.([^.]+)\.loadbalancer\.server\.port")
_ROUTER = re.compile(
    r"traefik\.(?:http|tcp|udp)\.routers\.([^.]+)\.(rule|entrypoints|tls|service)\b.*"
)
_STRIPPED = re.compile(r"traefik\.http\.middlewares\.[^.]+\.stripprefix\.prefixes")
_HOST = re.compile(r"\bHost(?:SNI)?\(([^)]*)\)")
_PREFIX = re.compile(r"\bPath(?:Prefix)?\(\s*[`'\"]([^`'\"]*)")
_QUOTED = re.compile(r"[`'\"]([^`'\"*]+)[`'\"]")


def server_ports(labels: Iterable[Setting]) -> dict[int, Setting]:
    """The numbers inside the container that Traefik is told, each with its label."""
    found: dict[int, Setting] = {}
    for each in labels:
        port = port_number(each.value) if _SERVER.fullmatch(each.name.lower()) else None
        if port is not None:
            found.setdefault(port, each)
    return found


def routes_to(
    service: str,
    labels: Iterable[Setting],
    known: Collection[int | None],
    entry_points: Mapping[str, int],
) -> list[FoundRoute]:
    """What routers hand on to the service. It is known to listen at the numbers `known`: at the
    only one, where no label says; `entry_points` are those inside Traefik's container."""
    ports: dict[str, int] = {}
    routers: dict[str, dict[str, Setting]] = {}
    stripped: set[str] = set()
    for each in labels:
        name = each.name.lower()
        port = port_number(each.value)
        if (server := _SERVER.fullmatch(name)) and port:
            ports[server[1]] = port
        elif router := _ROUTER.fullmatch(name):
            routers.setdefault(router[1], {})[router[2]] = each
        elif _STRIPPED.fullmatch(name):
            stripped |= {part.strip() for part in each.value.split(",")}
    numbers: list[int | None] = [*ports.values()] or [*known]
    alone = numbers[0] if len(numbers) == 1 else None
    found = []
    for told in routers.values():
        if "rule" not in told:
            continue
        rule = told["rule"].value
        prefix = match[1] if (match := _PREFIX.search(rule)) else "/"
        named = told["service"].value if "service" in told else ""
        entered = told["entrypoints"].value.split(",") if "entrypoints" in told else entry_points
        listen = (entry_points.get(each.strip().lower()) for each in entered)
        hosts = tuple(h for part in _HOST.findall(rule) for h in _QUOTED.findall(part) or [part])
        port = ports.get(named.partition("@")[0], alone)
        place = told["rule"].source.name, told["rule"].line, prefix, service, port
        heard = tuple(dict.fromkeys(each for each in listen if each))
        tls = "tls" in told and told["tls"].value.lower() != "false"
        found.append(FoundRoute(*place, heard, hosts, tls, prefix in stripped))
    return found
