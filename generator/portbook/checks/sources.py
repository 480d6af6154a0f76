"""Checks that other repositories' maps claim only what this map allows them."""

from __future__ import annotations

from collections.abc import Iterator

from portbook.checks.subject import Finding, Subject, check
from portbook.model.portmap import Upstream
from portbook.text.source import Place


@check("source-claim", "error")
def source_claim(subject: Subject) -> Iterator[Finding]:
    """Another repository's map claims what this map does not allow it.

    Otherwise, anybody who can write to that repository could claim any number on any host here.
    What a source may contain and claim is set at its entry in `sources`: `projects`, `hosts`,
    `ranges`. A service's `allow` does not change that.

    Allow it there, or have the source's own map changed.

    Fails:

        sources:
          shop: {git: "https://git.example/shop.git", ranges: [3000-3099]}
        # shop:ports.yaml
        projects:
          shop: {services: {web: 4000}}
        #                        ^^^^

    Passes:

        sources:
          shop: {git: "https://git.example/shop.git", ranges: [3000-3099]}
        # shop:ports.yaml
        projects:
          shop: {services: {web: 3000}}
    """
    portmap = subject.portmap
    if not portmap.sources:
        return
    for project in portmap.projects.values():
        rule = portmap.upstream_of(project)
        if rule is not None and rule.projects is not None and project.name not in rule.projects:
            yield _finding(rule, f"the project {project.name}", portmap.place(
                "projects", project.name, key=True), "projects")  # fmt: skip
    yield from _claims(subject)
    for each in portmap.ranges:
        rule = _rule(subject, each.origin.place())
        if rule and rule.ranges and not all(rule.ranges.covers(*s) for s in each.ports.spans):
            yield _finding(rule, f"the range {each.name}", each.origin.place(), "ranges")
    for entry in portmap.exclusive:
        rule = _rule(subject, entry.origin.place())
        for member in entry.members if rule else ():
            named = portmap.projects.get(member.project)
            if rule and named is not None and portmap.upstream_of(named) is not rule:
                what = f"that {member.project} of another map never runs beside it"
                yield _finding(rule, what, entry.origin.place(), None)


def _rule(subject: Subject, place: Place) -> Upstream | None:
    return subject.portmap.sources.get(place.source.upstream)


def _claims(subject: Subject) -> Iterator[Finding]:
    seen = set()
    for claim in subject.claims:
        rule = subject.portmap.upstream_of(subject.portmap.projects[claim.project])
        if rule is None:
            continue
        number = f"{claim.ports}/{claim.transport}"
        if rule.hosts is not None and claim.host not in rule.hosts:
            key = (claim.project, claim.service.name, claim.host, "hosts")
            what = f"{number} on {claim.host} for {claim.who}"
        elif rule.ranges is not None and not rule.ranges.covers(claim.port, claim.last):
            key = (claim.project, claim.service.name, number, "ranges")
            what = f"{number} for {claim.who}"
        else:
            continue
        if key not in seen:
            seen.add(key)
            yield _finding(rule, what, claim.place, key[-1])


def _finding(rule: Upstream, what: str, place: Place, key: str | None) -> Finding:
    told = ((rule.origin.place(key), "this is what it may claim"),) if key else ()
    return Finding(
        f"the source {rule.name} claims {what}, which the map does not allow it",
        place,
        related=told,
        hint=f"allow it in 'sources', or ask the owners of {rule.git}",
    )
