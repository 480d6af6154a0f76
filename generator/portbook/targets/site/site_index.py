"""What the site's pages have in common, gathered once: rows, numbers, ranges, and the measures
by which a large map gets other pages than a small one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from portbook.derive.flows import Flow, flows_of
from portbook.model.portmap import HistoryEntry, Project, Range, Service
from portbook.model.ports import HIGHEST, PortSet, port_set
from portbook.targets.context import Context
from portbook.targets.portsmd.cells import endpoint_name, members
from portbook.targets.portsmd.ranges import Survey, hosts_of, survey
from portbook.targets.rows import Instance, Row, instances, row_of
from portbook.targets.site.pages import PORTS, RANGES, host_url, project_url
from portbook.text.diagnostic import Diagnostic
from portbook.text.grouping import grouped
from portbook.text.quoting.html import html_text, link

WINDOWED_ABOVE = 2000
"""Rows: a browser takes as many without a wait; above, the home page shows a window of them."""

PAGES_UP_TO = 1000
"""Distinct numbers that have a page each, and as many ranges; above, one page shows any."""


COLOURS = 8
"""Colours of projects in the style sheet; more projects share them."""

PRODUCTION = frozenset(("live", "prod", "production"))
"""Environments whose rows are tinted, so that nobody takes them for others."""


class Entry(NamedTuple):
    """A row of the map with what it came from; `range` is the narrowest one around its number."""

    row: Row
    instance: Instance
    range: Range | None

    @property
    def service(self) -> Service:
        return self.instance.service

    @property
    def name(self) -> str:
        """`project/service`, with the endpoint where it is not the one meant anyway."""
        return f"{self.service.project}/{endpoint_name(self.service, self.instance.endpoint)}"

    @property
    def numbers(self) -> str:
        first, last = self.row["port"], self.row["port_end"]
        return "" if first is None else f"{first}–{last}" if last else str(first)


class Change(NamedTuple):
    """An entry of a history with whose it is; `service` is None for the project's own."""

    entry: HistoryEntry
    project: Project
    service: Service | None


def claim_key(row: Row) -> str:
    """What names a row of `list --json` among all: no other has the same key.

    `host:project@environment/service`, and `.endpoint/transport` where it has one.
    """
    base = f"{row['host']}:{row['project']}@{row['environment']}/{row['service']}"
    return base if row["endpoint"] is None else f"{base}.{row['endpoint']}/{row['transport']}"


@dataclass(eq=False)
class SiteIndex:
    """`problems` are what `check` says; `guide` is the path of its manual in the site, if any;
    `checks` are the code, severity and title of each."""

    context: Context
    problems: Sequence[Diagnostic] = ()
    guide: str | None = None
    checks: Sequence[tuple[str, str, str]] = ()

    def __post_init__(self) -> None:
        self.portmap = self.context.portmap
        self._by_number: dict[str | None, list[list[Range]]] = {}
        self._assignable: dict[tuple[str | None, str], PortSet] = {}

    @cached_property
    def survey(self) -> Survey:
        return survey(self.context.wiring)

    @cached_property
    def rows(self) -> list[Row]:
        """All rows in the order of the map."""
        return [row_of(self.portmap, each) for each in self._instances]

    @cached_property
    def alike(self) -> frozenset[str]:
        """Of what a row says where it is, that of which all rows say the same."""
        keys = ("project", "environment", "host")
        return frozenset(key for key in keys if len({row[key] for row in self.rows}) < 2)

    @cached_property
    def _instances(self) -> list[Instance]:
        return list(instances(self.portmap))

    @cached_property
    def entries(self) -> list[Entry]:
        """All rows by number, then by host in the map's order; those without one come last."""
        hosts = {name: at for at, name in enumerate(self.portmap.hosts)}
        found = [
            Entry(row, instance, self._range_at(instance))
            for row, instance in zip(self.rows, self._instances, strict=True)
        ]
        found.sort(
            key=lambda each: (
                each.row["port"] or HIGHEST + 1,
                hosts.get(each.row["host"], len(hosts)),
                each.row["project"],
            )
        )
        return found

    @cached_property
    def count(self) -> int:
        """Claims: rows that hold a number."""
        return sum(each.row["port"] is not None for each in self.entries)

    @cached_property
    def by_host(self) -> dict[str, list[Entry]]:
        """The rows that hold a number."""
        found = grouped((each.row["host"], each) for each in self.entries[: self.count])
        return {name: found[name] for name in self.portmap.hosts if name in found}

    @cached_property
    def flows(self) -> list[Flow]:
        return flows_of(self.context.wiring)

    @cached_property
    def flows_of(self) -> dict[str, list[Flow]]:
        """The flows from and to each project."""
        return grouped(
            (project, flow)
            for flow in self.flows
            for project in dict.fromkeys((flow.source.project, flow.target.project))
        )

    @cached_property
    def holders(self) -> dict[int, list[Entry]]:
        """Who holds each number anywhere; an interval stands under its first."""
        return grouped((each.row["port"], each) for each in self.entries[: self.count])

    @cached_property
    def intervals(self) -> list[Entry]:
        """Rows that hold more numbers than their first, by that number."""
        held = [each for each in self.entries if each.row["port_end"]]
        return sorted(held, key=lambda each: (each.row["port"], each.row["port_end"]))

    @cached_property
    def ranges(self) -> list[Range]:
        return list(self.portmap.all_ranges())

    @cached_property
    def windowed(self) -> bool:
        return len(self.entries) > WINDOWED_ABOVE

    @cached_property
    def port_pages(self) -> bool:
        return len(self.holders) <= PAGES_UP_TO

    @cached_property
    def range_pages(self) -> bool:
        return len(self.ranges) <= PAGES_UP_TO

    @cached_property
    def colours(self) -> dict[str, int]:
        """The colour of each project, on every page the same."""
        return {name: at % COLOURS for at, name in enumerate(self.portmap.projects)}

    def project_link(self, name: str, root: str, shown: str | None = None, to: str = "") -> str:
        """A project's title, or finished HTML in its place, behind a dot of its colour.

        `to` is an anchor on its page.
        """
        title = shown or html_text(self.portmap.projects[name].title) or name
        href, css = f"{root}{project_url(name)}{to}", f"pb-dot pb-c{self.colours[name]}"
        return link(href, title, class_=css)

    def host_link(self, name: str, root: str) -> str:
        """A host's name, with the way to its page where it has one."""
        return link(f"{root}{host_url(name)}", name) if name in self.by_host else name

    def port_url(self, number: int) -> str:
        """The number's page; where not every number has one, a page that takes it from there."""
        return f"{PORTS}{number}/" if self.port_pages else f"{PORTS}#{number}"

    def range_url(self, each: Range) -> str:
        """As for ports; a project's range stands below the project's name."""
        if not self.range_pages:
            scope = f"{each.project}--" if each.project else ""
            return f"{RANGES}#{scope}{each.name}"
        return f"range/{each.who}/"

    @cached_property
    def changes(self) -> list[Change]:
        """The history of the whole map, newest first; what has no date comes last, as written."""
        found: list[Change] = []
        for project in self.portmap.projects.values():
            found += (Change(entry, project, None) for entry in project.history)
            for _, service in members(project):
                found += (Change(entry, project, service) for entry in service.history)
        found.sort(key=lambda change: change.entry.date or "", reverse=True)
        return found

    @cached_property
    def past(self) -> dict[int, list[Change]]:
        """The changes that speak of each number, newest first."""
        return grouped(
            (number, change)
            for change in self.changes
            for number in {change.entry.before, change.entry.after}
            if number is not None
        )

    @cached_property
    def changes_of(self) -> dict[str, list[Change]]:
        """The changes of each project, newest first."""
        return grouped((change.project.name, change) for change in self.changes)

    def _range_at(self, instance: Instance) -> Range | None:
        endpoint = instance.endpoint
        if endpoint is None or endpoint.port is None:
            return None
        around = self.ranges_at(instance.host, endpoint.port, instance.service.project)
        return around[0] if around else None

    def ranges_at(self, host: str, number: int, project: str | None) -> list[Range]:
        """The ranges around a number on a host, narrowest first: the project's and the map's."""
        own = self.portmap.projects[project].ranges if project else ()
        found = [each for each in own if each.host in (None, host) and number in each.ports]
        found += self._common(host)[number]
        return sorted(found, key=lambda each: len(each.ports)) if len(found) > 1 else found

    def _common(self, host: str) -> list[list[Range]]:
        """For each number, the map's own ranges that hold it on a host."""
        key = host if any(each.host == host for each in self.portmap.ranges) else None
        if key not in self._by_number:
            known: list[list[Range]] = [[]] * (HIGHEST + 1)
            for each in self.portmap.ranges:
                if each.host in (None, key):
                    for number in each.ports:
                        known[number] = [*known[number], each]
            self._by_number[key] = known
        return self._by_number[key]

    def assignable(self, each: Range) -> PortSet:
        """The numbers of a range that are free on all its hosts, and fit to be given out."""
        key = (each.project, each.name)
        if key not in self._assignable:
            hosts = hosts_of(self.portmap, each)
            taken = [self.survey.numbers.fitness(host, web=True) for host in hosts]
            free = (port for port in each.ports if not any(known[port] for known in taken))
            self._assignable[key] = port_set([(port, port) for port in free])
        return self._assignable[key]

    def next_in(self, each: Range, width: int = 1) -> int | None:
        """The first of so many numbers in a row that `portbook next` gives out, at a step of the
        range before anywhere else; none of a retired range."""
        free = () if each.status == "retired" else self.assignable(each).spans
        for low, high in free:
            for start in range(
                each.first or each.ports.first, each.ports.last + 2 - width, each.step
            ):
                if low <= start and start + width - 1 <= high:
                    return start
        return next((low for low, high in free if high - low + 1 >= width), None)
