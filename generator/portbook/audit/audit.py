"""One project's checkout against the map, to findings."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace

from portbook.audit.absent import absent
from portbook.audit.checkout import Checkout
from portbook.audit.corslists import compare_lists
from portbook.audit.expected import Holders
from portbook.audit.findings import differing, differing_variable, unknown
from portbook.audit.gather import Gathered, gather
from portbook.audit.judge import Judged, judge
from portbook.audit.mention import Mention
from portbook.audit.owners import Owners, configured
from portbook.checks import judge as weigh
from portbook.derive.calls import Wiring
from portbook.derive.variables import slots
from portbook.model.portmap import Project, Service
from portbook.sources.readers import sort_of_name
from portbook.text.diagnostic import Diagnostic, sort_key, warning


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
    settled = _heard(project, gathered, settled)
    holders = Holders(wiring.portmap)
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
            yield differing(project, difference)
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
    found: dict[str, set[str]] = {}
    for environment in project.environments.values():
        for slot in slots(wiring.portmap, project, environment):
            if slot.why in ("port", "port_end", "url"):
                found.setdefault(slot.name, set()).add(slot.service.name)
    return {name: next(iter(listed)) for name, listed in found.items() if len(listed) == 1}


def _heard(project: Project, gathered: Gathered, settled: list[Mention]) -> list[Mention]:
    """Without what holds only where nobody sets a variable that a file or the map does set."""
    set_ = {(each.owner, each.variable) for each in settled if not each.unset}
    set_ |= {(each.variable.service, each.variable.name) for each in gathered.compared}
    for service in project.default.services.values():
        set_ |= {(service.name, each.name) for each in service.env}
    return [each for each in settled if not (each.unset and (each.owner, each.variable) in set_)]


def _elsewhere(mention: Mention, wiring: Wiring, project: Project) -> Mention:
    """A document's row of another project says nothing of this one's services."""
    if mention.project is None or mention.project == project.name:
        return mention
    if mention.project not in wiring.portmap.projects:
        return mention
    return replace(mention, owner=None)


def _count_variables(gathered: Gathered, judged: Judged) -> None:
    for each in gathered.compared:
        if each.said is None:
            judged.agreed += 1
        for endpoint in each.environment.services[each.variable.service].endpoints:
            if each.number in (endpoint.port, endpoint.container_port) or each.said is not None:
                judged.confirmed.add((each.variable.service, endpoint.name))
