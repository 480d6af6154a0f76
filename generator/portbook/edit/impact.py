"""What a change of the map would do to everything made from it, and to those who refer to it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from portbook.derive.calls import Call, Wiring

__all__ = ["Impact", "impact"]


class Impact(NamedTuple):
    """`files` below the output folder; `variables` as (file, name); `origins` are the lists of
    (project, environment, service) that change; `routes` as (proxy, path); `callers` as
    (who, how) of the same project, `others` of other projects."""

    files: list[str]
    variables: list[tuple[str, str]]
    origins: list[tuple[str, str, str]]
    routes: list[tuple[str, str]]
    callers: list[tuple[str, str]]
    others: list[tuple[str, str]]

    @property
    def projects(self) -> list[str]:
        """The other projects that refer to it."""
        return list(
            dict.fromkeys(who.partition("/")[0].partition("@")[0] for who, _ in self.others)
        )


def impact(
    was: dict[str, str],
    now: dict[str, str],
    wiring: Wiring,
    project: str,
    service: str,
    endpoint: str,
) -> Impact:
    """From the texts of the generated files before and after, by path; who refers to the service
    is taken from the calls of the map before."""
    changed = sorted(path for path in {*was, *now} if was.get(path) != now.get(path))
    calls = [each for each in _calls(wiring, project, service) if _is_to(each, endpoint)]
    routes = [(call.caller.who, call.name) for call in calls if call.via == "route"]
    said = [(call.caller.environment.project, (call.caller.who, _how(call))) for call in calls]
    return Impact(
        changed,
        [(path, name) for path in changed for name in _variables(path, was, now)],
        [each for path in changed for each in _origins(path, was, now)],
        list(dict.fromkeys(routes)),
        list(dict.fromkeys(each for owner, each in said if owner == project)),
        list(dict.fromkeys(each for owner, each in said if owner != project)),
    )


def _calls(wiring: Wiring, project: str, service: str) -> Iterator[Call]:
    for environment in wiring.portmap.projects[project].environments.values():
        if service in environment.services:
            yield from wiring.callers(environment, environment.services[service])


def _is_to(call: Call, endpoint: str) -> bool:
    return call.called.endpoint is None or call.called.endpoint.name == endpoint


def _how(call: Call) -> str:
    return {"env": call.name, "route": f"route {call.name}"}.get(call.via, call.via)


def _variables(path: str, was: dict[str, str], now: dict[str, str]) -> list[str]:
    """Names whose values differ between two versions of an .env file."""
    name = path.rpartition("/")[2]
    if not name.startswith(".env"):
        return []
    old, new = (_assigned(each.get(path, "")) for each in (was, now))
    return [each for each in {**old, **new} if old.get(each) != new.get(each)]


def _assigned(text: str) -> dict[str, str]:
    pairs = (line.partition("=") for line in text.splitlines() if not line.startswith("#"))
    return {name: value for name, equals, value in pairs if equals}


def _origins(path: str, was: dict[str, str], now: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    project, _, name = path.rpartition("/")
    if name != "cors.json" or "/" in project:
        return
    old, new = (_lists(each.get(path)) for each in (was, now))
    for environment, service in {**old, **new}:
        if old.get((environment, service)) != new.get((environment, service)):
            yield project, environment, service


def _lists(text: str | None) -> dict[tuple[str, str], Any]:
    given = json.loads(text) if text else {}
    return {
        (environment, service): origins
        for environment, services in given.items()
        if isinstance(services, dict)
        for service, origins in services.items()
    }
