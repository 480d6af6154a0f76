"""Finds the command that moves a claim to the next free number, for hints."""

from __future__ import annotations

from collections.abc import Iterator

from portbook.allocate.free import Numbers, Wanted, next_free
from portbook.allocate.linked_ports import Moved, requirement_for, written_at
from portbook.checks.subject import Subject
from portbook.model.claims import Claim
from portbook.model.instances import declared_claims


def command_to_move(subject: Subject, claim: Claim) -> str | None:
    """`3001 is free: portbook move shop/api 3001`; None where nothing is free, or it stays.

    No two commands of one run name the same number, so that one can be given after another.
    """
    if claim.service.pinned or claim.is_proxys:
        return None
    if subject.portmap.upstream_of(subject.portmap.projects[claim.project]) is not None:
        return None
    scope = written_at(claim)
    (advised,) = subject.once(_advised)
    free = advised.number(scope)
    if free is None:
        return None
    # A number that is written for one environment alone is named by that environment.
    owner = f"{claim.project}@{scope.environment}" if scope.environment else claim.project
    name = claim.service.name_of(claim.endpoint)
    return f"{free} is free: portbook move {owner}/{name} {free}"


class _Advised:
    """The numbers that the hints of one run give out."""

    def __init__(self, subject: Subject) -> None:
        self.portmap = subject.portmap
        self.numbers = Numbers(self.portmap, [*subject.claims, *declared_claims(self.portmap)])
        self.given: dict[Moved, int | None] = {}
        self.full: set[Wanted] = set()

    def number(self, scope: Moved) -> int | None:
        """The next free one for what is to be moved, the same whenever it is asked again."""
        if scope not in self.given:
            wanted = requirement_for(self.portmap, scope)
            # Numbers are only given out: where none was left, wherever one began, none will be.
            anywhere = wanted._replace(after=0)
            free = None if anywhere in self.full else next_free(self.numbers, wanted)
            self.given[scope] = free
            if free is not None:
                self.numbers.reserve(wanted, free)
            else:
                self.full.add(anywhere)
        return self.given[scope]


def _advised(subject: Subject) -> Iterator[_Advised]:
    yield _Advised(subject)
