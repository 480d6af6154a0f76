"""The checks: everything that is wrong with a map.

`CHECKS` is every check in the order of the manual. A check's function finds; here it is decided
how severe its findings are (`settings.checks`) and which of them a service allows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from portbook.checks import (
    addresses,
    conflicts,
    files,
    history,
    host_numbers,
    origins,
    ranges,
    reader,
    reasons,
    references,
    routes,
    secrets,
    sources,
    uses,
    variables,
)
from portbook.checks.reasons import unknown_codes
from portbook.checks.subject import Check, Finding, Subject
from portbook.derive.calls import Wiring
from portbook.model.portmap import PortMap
from portbook.text.diagnostic import Diagnostic, legible_finding, sort_key

MODULES = (
    *(conflicts, sources, ranges, references, uses, addresses, host_numbers, origins),
    *(secrets, variables, routes, files, history, reasons),
)
"""Every family of checks, in the order of the manual; to add one is a line here."""

CHECKS: tuple[Check, ...] = (
    *reader.CHECKS,
    *(each for module in MODULES for each in vars(module).values() if isinstance(each, Check)),
)

_BY_CODE = {each.code: each for each in CHECKS}


def check(wiring: Wiring) -> list[Diagnostic]:
    """Everything that the checks find, judged by the map's settings, in the order of the text."""
    subject = Subject(wiring)
    severities = wiring.portmap.settings.checks
    found: list[Diagnostic] = []
    for each in CHECKS:
        severity = severities.get(each.code, each.severity)
        if each.find is not None and severity != "off":
            stated = each.code in severities
            found += _diagnostics(each, severity, stated, each.find(subject))
    found += judge(wiring.portmap, unknown_codes(wiring.portmap, _BY_CODE))
    return sorted(found, key=sort_key)


def _diagnostics(
    each: Check, severity: str, stated: bool, findings: Iterable[Finding]
) -> Iterator[Diagnostic]:
    """What nobody allowed, once for each place: a service is in several environments."""
    seen = set()
    for finding in findings:
        if any(allow.code == each.code for one in finding.services for allow in one.allow):
            continue
        places = (finding.place, *(place for place, _ in finding.related))
        key = tuple((place.source.name, place.start, place.end) for place in places)
        if key in seen:
            continue
        seen.add(key)
        yield legible_finding(
            severity if stated or finding.severity is None else finding.severity,
            each.code,
            finding.message,
            finding.place,
            *finding.related,
            hint=finding.hint,
        )


def judge(portmap: PortMap, diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The reader's diagnostics as the map's settings want them; `syntax` stays as it is."""
    severities = portmap.settings.checks
    judged = []
    for diagnostic in diagnostics:
        severity = severities.get(diagnostic.code, diagnostic.severity)
        if diagnostic.code == "syntax" or severity != "off":
            keep = diagnostic.code == "syntax"
            judged.append(diagnostic if keep else diagnostic.with_severity(severity))
    return judged


def explain(code: str) -> str:
    """The manual page of a check; KeyError for a code that no check has."""
    return page_of(_BY_CODE[code])


def codes() -> list[tuple[str, str, str]]:
    """Code, default severity and title of every check, in the order of the manual."""
    return [(each.code, each.severity, title_of(each)) for each in CHECKS]


def title_of(check: Check) -> str:
    """The page's first sentence, without its full stop."""
    return check.page.strip().split("\n", 1)[0].removesuffix(".")


def page_of(check: Check) -> str:
    """The page as Markdown: code and severity, what is found, why, what to do, two examples."""
    return f"# {check.code} ({check.severity})\n\n{flush(check.page)}\n"


def flush(page: str) -> str:
    """A docstring without its indent, which Python 3.13 takes out by itself."""
    from textwrap import dedent

    first, _, rest = page.strip().partition("\n")
    return f"{first}\n{dedent(rest)}".strip()
