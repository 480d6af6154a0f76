"""The facts of a document as lines of a golden file, one fact a line."""

from __future__ import annotations

from portbook.sources.found import Found, FoundChange, FoundClaim, FoundRange, Repair, Unread

__all__ = ["lines_of"]

_EXTRAS = ("project", "endpoint", "host", "bind", "status", "variable")


def lines_of(found: Found) -> list[str]:
    """Claims, ranges, changes, unread lines and repairs by their line."""
    told = [(c.line, _claim(c)) for c in found.claims]
    told += [(r.line, _range(r)) for r in found.of(FoundRange)]
    told += [(c.line, _change(c)) for c in found.of(FoundChange)]
    told += [(s.line, f"service {s.line} | {s.name}") for s in found.services]
    told += [(line, f"unread {line}") for line in sorted({u.line for u in found.of(Unread)})]
    told += [(r.line, f"repair {r.line} | {r.after}") for r in found.of(Repair)]
    return [text for _, text in sorted(told, key=lambda pair: pair[0])]


def _claim(claim: FoundClaim) -> str:
    port = "" if claim.port is None else str(claim.port)
    port += f"-{claim.port_end}" if claim.port_end else ""
    port += f":{claim.container_port}" if claim.container_port else ""
    port += f"-{claim.container_end}" if claim.container_end else ""
    port += f"/{claim.transport}" if claim.transport else ""
    parts = [f"claim {claim.line}", claim.service, port]
    if claim.environment:
        parts.append(f"env={claim.environment}")
    parts += [f"{name}={getattr(claim, name)}" for name in _EXTRAS if getattr(claim, name)]
    return " | ".join(parts)


def _range(found: FoundRange) -> str:
    parts = [f"range {found.line}", f"{found.start}-{found.end or ''}", found.purpose or ""]
    return " | ".join([*parts, *([f"status={found.status}"] if found.status else [])])


def _change(change: FoundChange) -> str:
    moved = f"{change.before or ''}>{change.after or ''}"
    parts = [f"change {change.line}", change.service or "", moved]
    return " | ".join([*parts, *([f"date={change.date}"] if change.date else [])])
