"""What proxies pass on, to whom, and which origins backends allow: two environments compared."""

from __future__ import annotations

from collections.abc import Iterator

from portbook.compare.change import Change
from portbook.compare.renames import Names
from portbook.compare.services import Side
from portbook.derive.origins import origins_of
from portbook.model.reference import Target

__all__ = ["changes_of_origins", "changes_of_routes"]


def changes_of_routes(before: Side, after: Side, names: Names) -> Iterator[Change]:
    """Paths that lead elsewhere, and those that are new or gone; a service that only bears
    another name is the same place."""
    name = after.environment.name
    old, new = _routes(before, names), _routes(after, {})
    for key in dict.fromkeys((*old, *new)):
        was, now = old.get(key), new.get(key)
        if was != now:
            holder, path = key
            subject = f"{after.environment.project}/{holder} {path}".rstrip()
            yield Change("route", subject, was, now, (name,))


def changes_of_origins(before: Side, after: Side, names: Names) -> Iterator[Change]:
    """Backends that must let in other pages than before."""
    was = {names.get(name, name): each for name, each in before.environment.services.items()}
    for name, service in after.environment.services.items():
        old = was.get(name)
        if old is None or not (old.running and service.running):
            continue
        let = set(origins_of(before.wiring, before.environment, old))
        now = set(origins_of(after.wiring, after.environment, service))
        if let != now:
            gone, come = (", ".join(sorted(each)) or None for each in (let - now, now - let))
            subject = f"{service.project}/{service.name}"
            yield Change("origins", subject, gone, come, (after.environment.name,))


def _routes(side: Side, names: Names) -> dict[tuple[str, str], str]:
    found = {}
    for proxy in side.environment.proxies:
        holder = names.get(proxy.service, proxy.service)
        name = f"{holder}[{proxy.name}]" if proxy.name else holder
        for route in proxy.routes:
            stripped = " (prefix stripped)" if route.strip else ""
            found[name, route.path] = f"{_led(proxy.project, route.target, names)}{stripped}"
        if proxy.to is not None:
            found[name, ""] = _led(proxy.project, proxy.to, names)
    return found


def _led(project: str, target: Target, names: Names) -> str:
    if target.project not in (None, project):
        return str(target)
    return str(target._replace(service=names.get(target.service, target.service)))
