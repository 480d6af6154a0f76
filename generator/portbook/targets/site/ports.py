"""A page for a number that somebody holds, and the page from which any number is found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from portbook.model.portfacts import BROWSER_BLOCKED, IANA_NAMES, ephemeral, system_held, usual
from portbook.targets.portsmd.availability import LSOF, SS
from portbook.targets.portsmd.cells import SYSTEMS
from portbook.targets.site.claims import claims_table
from portbook.targets.site.html import listed, table_of, unsearched
from portbook.targets.site.pages import PORTS, root
from portbook.targets.site.reports import change_table
from portbook.targets.site.site_index import Entry, SiteIndex
from portbook.text.quoting.html import Html, html_text, link
from portbook.text.quoting.markdown import markdown_fence
from portbook.text.wording import counted, few


def port_page(index: SiteIndex, number: int) -> dict[str, Any]:
    """One number, or the interval that begins with it. `before` and `after` are its neighbours."""
    held = index.holders[number]
    # An interval that begins elsewhere may hold it too.
    around = [each for each in index.intervals if each.row["port"] < number <= each.row["port_end"]]
    last = max(each.row["port_end"] or number for each in held)
    url = index.port_url(number)
    at = root(url)
    numbers = list(index.holders)
    place = numbers.index(number)
    past = index.past.get(number, [])
    shown = [*held, *around]
    return {
        "number": number,
        "shown": str(number) if last == number else f"{number}–{last}",
        "answer": _answer(index, number, shown),
        "holders": claims_table(index, shown, f"Who holds {number}", url),
        "facts": listed(_facts(index, number, held, at)),
        "history": change_table(index, past, at),
        "commands": Html(markdown_fence("bash", _commands(held))),
        "before": numbers[place - 1] if place else None,
        "after": numbers[place + 1] if place + 1 < len(numbers) else None,
    }


def _answer(index: SiteIndex, number: int, held: list[Entry]) -> Html:
    """On how many hosts it is taken and free, by whom, and who calls them."""
    hosts = list(dict.fromkeys(each.row["host"] for each in held))
    free = len(index.portmap.hosts) - len(hosts)
    taken = f"<strong>{number}: taken on {counted(len(hosts), 'host')}, free on {free:,}.</strong>"
    callers = dict.fromkeys(
        call.caller.who
        for each in held
        for call in index.context.wiring.callers(each.instance.environment, each.service)
        if call.called.endpoint in (None, each.instance.endpoint)
    )
    if not callers:
        return Html(taken)
    return Html(f"{taken} Called by {html_text(few(list(callers), 6))}.")


def _facts(index: SiteIndex, number: int, held: list[Entry], at: str) -> Iterator[str]:
    yield from _ranges(index, held, at)
    yield from _since(index, held)
    if known := usual(number):
        yield f"Usually found here: {html_text(', '.join(known))}."
    if name := IANA_NAMES.get(number):
        yield f"Registered with IANA as <code>{html_text(name)}</code>."
    if number in BROWSER_BLOCKED:
        yield (
            "<strong>Browsers refuse this number</strong> for http and ws, whatever listens there."
        )
    else:
        yield "Browsers do not refuse it."
    hosts = [index.portmap.hosts.get(each.row["host"]) for each in held]
    for os in sorted({host.os for host in hosts if host is not None}):
        if why := system_held(os).get(number):
            yield f"{SYSTEMS[os]} itself listens here: {html_text(why)}."
        if number in ephemeral(os):
            yield (
                f"{SYSTEMS[os]} uses such numbers for outgoing connections: a server that starts"
                " later may find it in use."
            )


def _since(index: SiteIndex, held: list[Entry]) -> Iterator[str]:
    """Who owns the projects that hold it, and since when it is theirs."""
    for name in dict.fromkeys(each.row["project"] for each in held):
        if owner := index.portmap.projects[name].owner:
            yield f"{html_text(name)} belongs to {html_text(owner)}."
    for each in dict.fromkeys((each.name, each.service.since) for each in held):
        if each[1]:
            yield f"Held by {each[0]} since {html_text(each[1])}."


def _ranges(index: SiteIndex, held: list[Entry], at: str) -> Iterator[str]:
    """The ranges it lies in for those who hold it, or that it lies in none."""
    found = {
        (each.project or "", each.name): each
        for entry in held
        for each in index.ranges_at(entry.row["host"], entry.row["port"], entry.row["project"])
    }
    if not found:
        yield "In no range."
    for (project, name), each in found.items():
        scoped = f"{project}/{name}" if project else name
        purpose = f": {html_text(each.purpose)}" if each.purpose else ""
        yield (
            f"In the range {link(f'{at}{index.range_url(each)}', scoped)} ({each.ports}){purpose}."
        )


def _commands(held: list[Entry]) -> str:
    """How to see who really listens there."""
    entry = held[0].row
    port, udp = entry["port"], all(each.row["transport"] == "udp" for each in held)
    transport = "udp" if udp else "tcp"
    return "\n".join(
        (
            f"portbook who {port}",
            f"sudo ss {SS[transport]} 'sport = :{port}'  # Linux",
            f"sudo lsof -nP {LSOF[transport].format(port)}  # macOS",
            f'netstat -ano | findstr ":{port} "  # Windows',
        )
    )


def lookup(index: SiteIndex) -> dict[str, Any]:
    """No table where numbers have no pages: a script shows them, as it does those that nobody
    holds, from the data."""
    if not index.port_pages:
        return {"table": None}
    rows = []
    for number, held in index.holders.items():
        who = ", ".join(dict.fromkeys(each.name for each in held))
        hosts = ", ".join(dict.fromkeys(each.row["host"] for each in held))
        href = index.port_url(number).removeprefix(PORTS)
        shown = link(href, max((each.numbers for each in held), key=len))
        rows.append(
            f'<tr><th scope="row" class="pb-num">{shown}</th><td>{who}</td><td>{hosts}</td>'
            f"<td>{html_text(', '.join(usual(number)))}</td></tr>"
        )
    table = table_of("Numbers", ("Port", "Held by", "Hosts", "Usually found here"), rows)
    return {"table": unsearched(table)}
