"""Compares one project's checkout with the map: the findings of `portbook audit`."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from functools import cache

from portbook.audit.checkout import Checkout
from portbook.audit.corslists import compare_lists
from portbook.audit.expected import holders_of, usual_numbers
from portbook.audit.findings import differing, differing_variable, unknown
from portbook.audit.gather import Gathered, gather
from portbook.audit.judge import Difference, Judged, judge
from portbook.audit.mention import Mention
from portbook.audit.owners import Owners, configured, folder_of, is_within
from portbook.checks import judge as weigh
from portbook.derive.calls import Wiring
from portbook.derive.variables import slots
from portbook.model.portmap import Endpoint, Project, Service
from portbook.sources.naming import slug
from portbook.sources.readers import sort_of_name
from portbook.targets.compose.overlay import overlay_name
from portbook.text.diagnostic import Diagnostic, sort_key, warning
from portbook.text.grouping import alone


def absent(
    checkout: Checkout, project: Project, gathered: Gathered, confirmed: set[tuple[str, str]]
) -> Iterator[Diagnostic]:
    """A finding for each endpoint of the default environment whose number is in none of the files
    that were there to look at.

    A number that a program takes by itself need not be written anywhere, and one that stands in
    any file read is not missing, whatever it is said of.
    """

    @cache
    def numbers(path: str) -> frozenset[str]:
        """Those that stand in a file as words of their own."""
        source = checkout.source(path)
        return frozenset(re.findall(r"(?<!\d)\d{1,5}(?!\d)", source.text if source else ""))

    for service in project.default.services.values():
        paths = _looked_at(checkout, gathered, service)
        if not paths or not service.running or service.hosted or service.same_as:
            continue
        for endpoint in service.endpoints:
            if endpoint.port is None or (service.name, endpoint.name) in confirmed:
                continue
            usual = endpoint.port in usual_numbers(service)
            if usual or any(str(endpoint.port) in numbers(path) for path in gathered.paths):
                continue
            yield _finding(checkout, project, service, endpoint, len(paths))


def _finding(
    checkout: Checkout, project: Project, service: Service, endpoint: Endpoint, count: int
) -> Diagnostic:
    who = f"{project.name}/{service.name_of(endpoint)}"
    files = "the file" if count == 1 else f"any of the {count} files"
    message = (
        f"{endpoint.port} of {who} is not in {files} that could contain it in {checkout.shown}"
    )
    hint = "name the file that sets it in 'configured_in', or remove the service from the map"
    return warning("not-found", message, service.endpoint_place(endpoint), hint=hint)


def _looked_at(checkout: Checkout, gathered: Gathered, service: Service) -> list[str]:
    """The files that speak of the service, as far as they are there.

    Those that it names, and those of its folder; for a container also the compose files that have
    it; for a service that names nothing, all.
    """
    # What a file with a region of ours ought to say, `install --check` tells.
    paths = {each for each in gathered.paths if not checkout.is_shared(each)}
    named = {posixpath.normpath(each).lstrip("/") for each in service.configured_in}
    if there := named & paths:
        return sorted(there)
    if service.contained and slug(service.compose_name) in gathered.composed:
        return sorted(paths)
    return sorted(e for e in paths if is_within(e, service) or not folder_of(service))


@dataclass(frozen=True, slots=True)
class Audit:
    """`files` were read, `agreed` is how many mentions say what the map says."""

    findings: list[Diagnostic]
    files: int
    agreed: int


def audit(
    checkout: Checkout,
    wiring: Wiring,
    project: Project,
    beside: Collection[str] = (),
    progress: Callable[[str], None] | None = None,
) -> Audit:
    """Compare everything that the checkout's files say of ports; reads, never writes or runs.

    `beside` are other projects whose files lie in, above or below the same folder. The findings
    stand in the order of the files, as severe as `settings.checks` wants them. A file that cannot
    be read is one of them.
    """
    gathered = gather(checkout, wiring, project, progress)
    owners = Owners(project, _services(project), _variables(wiring, project))
    settled = [_elsewhere(each, wiring, project) for each in owners.settled(gathered.mentions)]
    settled = _in_effect(project, gathered, settled)
    holders = holders_of(wiring.portmap)
    judged = judge(wiring.portmap, project, holders, settled, beside)
    _count_variables(gathered, judged)
    found = list(_findings(checkout, wiring, project, gathered, judged))
    found += unknown(holders, project, judged.unknown)
    found = weigh(wiring.portmap, found)
    found = list({(each.code, each.place, each.message): each for each in found}.values())
    return Audit(sorted(found, key=sort_key), len(gathered.paths), judged.agreed)


def _findings(
    checkout: Checkout, wiring: Wiring, project: Project, gathered: Gathered, judged: Judged
) -> Iterator[Diagnostic]:
    said = [each for each in gathered.compared if each.said is not None]
    yield from (differing_variable(each) for each in said)
    told = {(each.variable.name, each.number) for each in said}
    for difference in judged.differences:
        mention = difference.mention
        told_there = (mention.variable, mention.number) in told
        if not (told_there and _is_filled_in(mention)):
            yield differing(difference, _overriding_overlay(checkout, project, difference))
    yield from compare_lists(wiring, project, gathered.lists)
    yield from absent(checkout, project, gathered, judged.confirmed)
    # Two readers of one file stumble over the same thing.
    problems = {(each.place.source.name, each.place.start): each for each in gathered.problems}
    for problem in problems.values():
        path = checkout.relative(problem.place.source.name)
        if sort_of_name(path) is None and path not in configured(project):
            # Taken for what it is by its content alone: a chart's template is no manifest yet.
            continue
        message = f"not read: {problem.message}" if problem.severity == "error" else problem.message
        place = checkout.shown_place(problem.place)
        yield warning("not-read", message, place, hint=problem.hint)


def _overriding_overlay(checkout: Checkout, project: Project, difference: Difference) -> str | None:
    """The installed overlay that gives the map's number in place of a compose file's own."""
    mention = difference.mention
    if not mention.compose or mention.call or mention.document or mention.port is None:
        return None
    service = difference.of.service
    stacks = (each for each in project.stacks if project.declared(each, service))
    names = (overlay_name(project, each) for each in stacks)
    return next(filter(checkout.has_installed, names), None)


def _is_filled_in(mention: Mention) -> bool:
    """Whether the number comes from a variable of another file, and does not stand at its place."""
    place = mention.place
    return place.source.text[place.start : place.end] != str(mention.number)


def _services(project: Project) -> dict[str, Service]:
    """The project's services, and those that stand for its proxies."""
    found = dict(project.services)
    for environment in project.environments.values():
        for name, service in environment.services.items():
            found.setdefault(name, service)
    return found


def _variables(wiring: Wiring, project: Project) -> dict[str, str]:
    """Names that .env files of the map give a port or an address, as far as one service has it."""
    return alone(
        (slot.name, slot.service.name)
        for environment in project.environments.values()
        for slot in slots(wiring.portmap, project, environment)
        if slot.why in ("port", "port_end", "url")
    )


def _in_effect(project: Project, gathered: Gathered, settled: list[Mention]) -> list[Mention]:
    """Without what holds only where nobody sets a variable that a file or the map does set."""
    set_ = {(each.owner, each.variable) for each in settled if not each.unset}
    set_ |= {(each.variable.service, each.variable.name) for each in gathered.compared}
    for service in project.default.services.values():
        set_ |= {(service.name, each.name) for each in service.env}
    return [each for each in settled if not (each.unset and (each.owner, each.variable) in set_)]


def _elsewhere(mention: Mention, wiring: Wiring, project: Project) -> Mention:
    """A document's row of another project says nothing of this one's services."""
    other = mention.project != project.name and mention.project in wiring.portmap.projects
    return replace(mention, owner=None) if other else mention


def _count_variables(gathered: Gathered, judged: Judged) -> None:
    for each in gathered.compared:
        if each.said is None:
            judged.agreed += 1
        for endpoint in each.environment.services[each.variable.service].endpoints:
            if each.number in (endpoint.port, endpoint.container_port) or each.said is not None:
                judged.confirmed.add((each.variable.service, endpoint.name))
