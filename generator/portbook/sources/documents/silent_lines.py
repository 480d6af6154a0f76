"""Tells why a line claims nothing: it warns, it describes a change, it says what to do."""

from __future__ import annotations

import re

from portbook.sources.documents.changes import date_in, read_change, told_now
from portbook.sources.documents.evidence import Gathered
from portbook.sources.documents.pairs import pairs_of
from portbook.sources.documents.scope import Scope
from portbook.sources.documents.sentences import with_numbers, without_reason
from portbook.sources.documents.set_aside import only_ranges
from portbook.sources.documents.statements import read_statement
from portbook.sources.documents.text import (
    about,
    about_any,
    outside_brackets,
    plain,
    starts_with,
    strip_words,
)
from portbook.sources.documents.tokens import scan
from portbook.sources.documents.unclaimed import FIREWALL, MODE_REASONS, SENTENCE_REASON

_LABELLED = re.compile(r"[^:：]{2,40}[:：]\s")
_GOES_ON = re.compile(r"\d{4}, (?:\.{3}|…),? ?\d{4}")
"""`3000, 3001, ..., 3099`: where a free one is looked for."""
_LETS_IN = re.compile(r"\d.*[(（:–-]\s?(?i:https?)(?: [a-z]+)*[)）]?$")
"""`443/tcp from anywhere (HTTPS)`: what goes through is nobody's name."""
_LAST = 20
"""Changes that are looked at again."""


def why_silent(shown: str, text: str, line: int, scope: Scope, gathered: Gathered) -> str | None:
    """Why a line claims nothing; an empty reason where it became a change, None: it may."""
    mode, was = scope.mode, told_now(text)
    tells = mode == "warned" or not (was or mode in MODE_REASONS)
    bare = without_reason(shown)
    bare = bare if len(scan(bare)) < len(scan(shown)) else shown
    tells = tells and _describes_change(bare, scope)
    if tells and read_change(bare, line, scope, gathered):
        return ""
    ranged = mode in ("advice", "free") or (mode == "example" and about("reserved", shown))
    ranged = ranged or (mode == "warned" and about("why", (scope.label or "")[:12]))
    # `Listens on: 7002` below `Pricing`, a service.
    label = re.split("[:：]", shown)[0]
    own = about_any(("port", "bind"), label) and mode == "figures"
    own = own and (" " not in (scope.group or " ") or not strip_words(label, "port"))
    if mode in MODE_REASONS and not own and not (ranged and only_ranges(shown)):
        return MODE_REASONS[mode] if scan(shown) else ""
    if was:
        return None
    avoided = starts_with("avoid", shown) and not only_ranges(shown)
    raised = about("raised", shown) and not about("port", shown)
    to_do = starts_with("order", shown) and about("to-do", scope.group or "")
    calls = starts_with("calls", shown) and not _LABELLED.match(shown)  # `Calls Stripe (443)`
    lets_in = scope.firewall and _LETS_IN.search(shown) and about("origin", shown)
    leads = shown.startswith(("↓", "↑"))  # a drawing that stands in no block
    told = avoided or raised or to_do or calls or leads
    failed = about("failed", shown) and not pairs_of(shown)  # `already in use: 3000 (web), ...`
    if told or lets_in or failed or _GOES_ON.search(shown):
        return MODE_REASONS["avoid"] if avoided else FIREWALL if lets_in else SENTENCE_REASON
    if mode == "changed" and (date_in(shown) or not _plainly(text) or _was(shown, gathered)):
        return "an old or new number in a list of changes"
    return None


def _describes_change(shown: str, scope: Scope) -> bool:
    told = scope.updated or scope.mode in ("changed", "warned")
    told = told or any(about("changed", each) for each in with_numbers(shown))
    return told and not about("example", shown[:12])


def _was(shown: str, gathered: Gathered) -> bool:
    """Whether a line gives but the number from which a change above leads."""
    olds = {change.before for change in gathered.changes[-_LAST:]}
    return bool(numbers := scan(shown)) and {number.start for number in numbers} <= olds


def _plainly(text: str) -> bool:
    statement = read_statement(text)
    if statement is None or about("changed", plain(text)):
        return False
    rest = strip_words(outside_brackets(statement.rest), "port")
    bare = sum(map(str.isalpha, strip_words(rest, "now"))) <= 3 and statement.key != "old"
    return statement.form == "numbered" or (
        statement.form == "labelled" and bare and not about("new", statement.name)
    )
