"""The combined PORTS.md: every host's ports in order, and which project has what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from portbook.model.bind import LOOPBACK
from portbook.model.claims import Claim
from portbook.model.portmap import Member, PortMap
from portbook.targets.context import Context, Output
from portbook.targets.portsmd import cells
from portbook.targets.portsmd.document import comment
from portbook.targets.portsmd.ranges import Survey, free_of, next_free, shown_span, survey
from portbook.targets.rows import claim_rows, summary
from portbook.text.grouping import grouped
from portbook.text.quoting.lines import one_line
from portbook.text.quoting.markdown import Table, codes, markdown_code, markdown_text, table


@dataclass(frozen=True, slots=True)
class HostView:
    """A host's claims, lowest number first."""

    title: str
    facts: str
    claims: Table | None


def emit_map(context: Context) -> Iterator[Output]:
    text = context.templates.render("map.md.j2", **map_document(context))
    yield Output("PORTS.md", text.rstrip("\n") + "\n")


def map_document(context: Context) -> dict[str, Any]:
    """What `map.md.j2` sees, by the names of its variables. Every text is Markdown already."""
    portmap, known = context.portmap, survey(context.wiring)
    projects = list(portmap.projects.values())
    roles = cells.roles_of(projects)
    rows = [
        (cells.document_link(each.title, f"{each.name}/PORTS.md"), *cells.matrix_row(each, roles))
        for each in projects
    ]
    return {
        "notice": comment(context.notice),
        "title": markdown_text(one_line(portmap.title)),
        "description": cells.phrase(portmap.description),
        "summary": summary(portmap, sum(row["port"] is not None for row in claim_rows(portmap))),
        "matrix": table(("Project", *map(cells.role_title, roles)), rows),
        "hosts": _hosts(portmap, context.claims),
        "ranges": _ranges(known),
        "exclusive": [
            ": ".join(
                filter(None, (codes(map(_member, group.members)), cells.phrase(group.reason)))
            )
            for group in portmap.exclusive
        ],
        "source": markdown_code(context.source),
    }


def _hosts(portmap: PortMap, claims: list[Claim]) -> list[HostView]:
    by_host = grouped((claim.host, claim) for claim in claims)
    headings, order = cells.Headings(), attrgetter("port", "last", "transport", "bind")
    found = []
    for host in portmap.hosts.values():
        if host.name in by_host:
            built = _claims(sorted(by_host[host.name], key=order))
            title = headings.heading(f"Host {host.name}")
            about = [markdown_text(one_line(host.title or "")), cells.SYSTEMS[host.os]]
            about += map(markdown_code, filter(None, (host.address, host.domain)))
            found.append(HostView(title, ", ".join(filter(None, about)), built))
    return found


def _claims(claims: list[Claim]) -> Table | None:
    plain = all(claim.service.status == "active" for claim in claims)
    rows = []
    # Each endpoint once: one of TCP and UDP makes two claims, and its number says both.
    found: dict[tuple[str, str, str, str], Claim] = {}
    for claim in claims:
        key = (claim.project, claim.environment.name, claim.service.name, claim.endpoint.name)
        found.setdefault(key, claim)
    for claim in found.values():
        service = claim.service
        rows.append(
            (
                f"`{cells.numbers(claim.endpoint)}`",
                markdown_text(service.title),
                f"[{claim.project}]({claim.project}/PORTS.md)",
                f"`{cells.endpoint_name(service, claim.endpoint)}`",
                claim.environment.name,
                service.role,
                "" if plain else service.status,
                "" if claim.bind == LOOPBACK else f"`{claim.bind}`",
            )
        )
    headers = ("Port:", "Service", "Project", "Name", "Environment", "Role", "Status", "Bind")
    return table(headers, rows)


def _ranges(known: Survey) -> Table | None:
    rows = []
    for each in known.portmap.all_ranges():
        free = free_of(known, each)
        coming = next(next_free(known, each), None)
        rows.append(
            (
                markdown_code(each.name),
                codes(shown_span(low, high) for low, high in each.ports.spans),
                cells.phrase(each.purpose),
                f"[{each.project}]({each.project}/PORTS.md)" if each.project else "",
                cells.host_name(known.portmap, each.host) if each.host else "",
                str(len(each.ports) - len(free)),
                str(len(free)),
                f"`{coming}`" if coming and each.status != "retired" else "",
                "" if each.status == "active" else each.status,
            )
        )
    headers = (
        *("Range", "Ports:", "Purpose", "Project", "Host"),
        *("Taken:", "Free:", "Next free:", "Status"),
    )
    return table(headers, rows)


def _member(member: Member) -> str:
    scope = f"{member.project}@{member.environment}" if member.environment else member.project
    return f"{scope}/{member.service}" if member.service else scope
