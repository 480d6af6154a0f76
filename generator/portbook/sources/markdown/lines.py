"""List items and lines of paragraphs to what they state, with the items above them."""

from __future__ import annotations

import re

from portbook.sources.found import FoundChange, FoundRange
from portbook.sources.markdown.blocks import Item, Line
from portbook.sources.markdown.gathered import Candidate, Gathered
from portbook.sources.markdown.histories import date_in, read_change
from portbook.sources.markdown.labels import key_of
from portbook.sources.markdown.numbers import mentions_port, scan
from portbook.sources.markdown.plain import clean_name, plain
from portbook.sources.markdown.scope import Scope
from portbook.sources.markdown.statement_claims import MODE_REASONS, Parent, Sayings
from portbook.sources.markdown.statements import read_statement
from portbook.sources.markdown.states import environment_of, status_of
from portbook.sources.markdown.tallies import SENTENCE_REASON
from portbook.sources.markdown.vocabulary import means

__all__ = ["Lines"]

_LONGEST = 2000
_WAS = re.compile(
    r"\s*[(（]\s*(?:it )?(?:was|were|formerly|previously|before|old|ex|vorher|früher|statt|antes"
    r"|era|avant|ancien|était|было|был|раньше|eski|wcześniej|原|原为|旧|이전|기존|以前)\s*[:：]?"
    r"\s*`?(\d{2,5})`?\s*[)）]",
    re.IGNORECASE,
)
"""`(was 3000)` behind a number."""
_FAILURE = re.compile(
    r"connection refused|EADDRINUSE|already in use|timed out|ya en uso|já em uso|déjà utilisé"
    r"|bereits (?:belegt|verwendet)|уже (?:используется|занят)|zaten kullan|已被占用|が使用中"
    r"|이미 사용",
    re.IGNORECASE,
)
"""Words of a failure: the number is somebody else's."""


class Lines:
    """Reads the lines of one document in order."""

    def __init__(self, scope: Scope, gathered: Gathered) -> None:
        self.scope = scope
        self.gathered = gathered
        self._parents: list[Parent] = []
        self._sayings = Sayings(scope, gathered, self._parents)

    def leave_list(self) -> None:
        self._parents.clear()

    def item(self, item: Item) -> None:
        while self._parents and self._parents[-1].depth >= item.depth:
            self._parents.pop()
        claims = self._read(item.text, item.line, strict=False)
        name, environment = self._parent_name(item.text, claims)
        self._parents.append(Parent(item.depth, name, claims, environment))

    def line(self, line: Line) -> None:
        self._read(line.text, line.line, strict=True)

    def weak(self, text: str, line: int) -> None:
        """A piece of a drawing: it only mentions what it names."""
        for candidate in self._read(text, line, strict=True):
            candidate.weak = True

    def _parent_name(self, text: str, claims: list[Candidate]) -> tuple[str, str | None]:
        shown = plain(text[:300])
        environment = environment_of(shown) if len(shown) < 60 else None
        if claims:
            return claims[-1].claim.service, environment
        name = clean_name(shown.partition(":")[0].partition("：")[0])
        key = key_of(name)
        if key == "environment":
            return "", environment
        return (
            name if len(name.split()) <= 6 and not key and not scan(name, loose=False) else ""
        ), environment

    def _read(self, text: str, line: int, *, strict: bool) -> list[Candidate]:
        if not any(map(str.isdigit, text)) or self._too_long(text, line):
            return []
        shown = plain(text)
        if self.scope.mode in MODE_REASONS:
            if mentions_port(shown) or scan(shown):
                self.gathered.note(line, MODE_REASONS[self.scope.mode])
            return []
        if _WAS.search(text):
            return self._now(text, line, strict=strict)
        if self._tells_of_change(shown) and read_change(shown, line, self.scope, self.gathered):
            return []
        reason = self._no_claim(shown, text)
        if reason:
            if mentions_port(shown):
                self.gathered.note(line, reason)
            return []
        statement = read_statement(text)
        before = len(self.gathered.claims)
        if statement is None or not self._sayings.state(statement, line, text, strict=strict):
            self._prose(shown, line, strict=strict)
        return self.gathered.claims[before:]

    def _too_long(self, text: str, line: int) -> bool:
        if len(text) > _LONGEST:
            self.gathered.note(
                line, f"a line of {len(text):,} characters is not read as a port's line"
            )
        return len(text) > _LONGEST

    def _now(self, text: str, line: int, *, strict: bool) -> list[Candidate]:
        """`Web: 3001 (was 3000)`: what is now, and a change besides."""
        before = len(self.gathered.claims)
        olds = [int(number) for number in _WAS.findall(text)]
        now = _WAS.sub("", text)
        statement = read_statement(now)
        if statement is None or not self._sayings.state(statement, line, now, strict=strict):
            self._prose(plain(now), line, strict=strict)
        claims = self.gathered.claims[before:]
        self.gathered.changes += [
            FoundChange(
                self.gathered.path, line, c.claim.service, c.claim.project, old, c.claim.port
            )
            for c, old in zip(claims, olds, strict=False)
        ]
        return claims

    def _no_claim(self, shown: str, text: str) -> str | None:
        if _FAILURE.search(shown):
            return SENTENCE_REASON
        if self.scope.mode == "changed" and (date_in(shown) or not self._plainly(text)):
            return "an old or new number in a list of changes"
        return None

    def _tells_of_change(self, shown: str) -> bool:
        if means("example", shown[:12]):
            return False
        return self.scope.mode == "changed" or means("changed", shown)

    def _plainly(self, text: str) -> bool:
        statement = read_statement(text)
        if statement is None or means("changed", plain(text)):
            return False
        bare = sum(map(str.isalpha, statement.rest)) <= 3 and statement.key != "column.old"
        return statement.form == "numbered" or (
            statement.form == "labelled" and bare and not means("column.new", statement.name)
        )

    def _prose(self, shown: str, line: int, *, strict: bool) -> None:
        """An interval that a sentence sets aside is a range; any other number stays unread."""
        intervals = [n for n in scan(shown, loose=False) if n.end and not n.scheme]
        assigning = means("reserved", shown) or (
            means("range", shown) and (not strict or means("_assign", shown))
        )
        if (
            len(intervals) == 1
            and assigning
            and intervals[0].start >= 80
            and not means("free", shown)
        ):
            number = intervals[0]
            self.gathered.ranges.append(
                FoundRange(
                    number.start,
                    number.end,
                    self.gathered.path,
                    line,
                    shown[:200],
                    self.scope.project,
                    status_of(shown),
                )
            )
        elif mentions_port(shown):
            self.gathered.note(line, SENTENCE_REASON)
