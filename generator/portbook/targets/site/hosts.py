"""Hosts: the list of them, and a page for each with its number line and its claims."""

from __future__ import annotations

from typing import Any

from portbook.model.portmap import Host
from portbook.targets.portsmd.cells import SYSTEMS
from portbook.targets.site.claims import claims_table
from portbook.targets.site.html import listed, table_of, unsearched
from portbook.targets.site.number_line import number_line
from portbook.targets.site.pages import host_url, root
from portbook.targets.site.site_index import WINDOWED_ABOVE, SiteIndex
from portbook.text.quoting.html import Html, html_code, html_text, link
from portbook.text.quoting.lines import one_line

MOST_NAMED, MOST_RANGES = 20, 8
"""Projects that a cell names, and ranges that an answer does, before it counts the rest."""


def hosts(index: SiteIndex) -> dict[str, Any]:
    rows = []
    for host in index.portmap.hosts.values():
        held = index.by_host.get(host.name, [])
        projects = list(dict.fromkeys(each.row["project"] for each in held))
        named = [index.project_link(each, "../", each) for each in projects[:MOST_NAMED]]
        more = f" and {len(projects) - MOST_NAMED:,} more" if len(projects) > MOST_NAMED else ""
        rows.append(
            f'<tr><th scope="row">{index.host_link(host.name, "../")}</th>'
            f"<td>{html_text(host.title or '')}</td><td>{SYSTEMS[host.os]}</td>"
            f"<td>{html_code(host.address or '')}</td><td>{html_code(host.domain or '')}</td>"
            f'<td class="pb-num">{len(held):,}</td><td>{", ".join(named)}{more}</td></tr>'
        )
    heads = ("Host", "Title", "System", "Address", "Domain", "Claims", "Projects")
    return {"table": unsearched(table_of("Hosts", heads, rows))}


def host_page(index: SiteIndex, host: Host) -> dict[str, Any]:
    """`table` is None for a host with very many claims: its drawing leads to them."""
    held, line = index.by_host[host.name], number_line(index, host.name)
    url, table = host_url(host.name), None
    about = (host.title, SYSTEMS[host.os], host.address, host.domain)
    if len(held) <= WINDOWED_ABOVE:
        table = claims_table(index, held, f"Claims on {host.name}", url, without="host")
    return {
        "host": host.name,
        "facts": one_line(", ".join(filter(None, about))),
        "answer": _answer(index, host.name),
        "line": line,
        "legend": listed(line.legend, "pb-legend"),
        "count": len(held),
        "table": table,
    }


def _answer(index: SiteIndex, host: str) -> Html:
    """How much is taken, and what is next in the ranges that are about the host."""
    names = {each.row["project"] for each in index.by_host[host]}
    at = root(host_url(host))
    coming = []
    for each in index.ranges:
        near = each.host in (None, host) and (each.project is None or each.project in names)
        if near and (number := index.next_in(each)):
            coming.append(f"{number} in {link(at + index.range_url(each), each.who)}")
    taken = f"<strong>{len(index.survey.taken[host]):,} numbers are taken.</strong>"
    more = f" and {len(coming) - MOST_RANGES} more ranges" if len(coming) > MOST_RANGES else ""
    shown = ", ".join(coming[:MOST_RANGES])
    return Html(f"{taken} Next free: {shown}{more}." if coming else taken)
