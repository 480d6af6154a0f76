"""Many changes as one edit: read once, not once a change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from portbook.edit import change
from portbook.edit.change import Change, Edit, Refused
from portbook.edit.move import Move
from portbook.edit.renumber import Number
from portbook.edit.verify import verify
from portbook.language.load import Reading, read
from portbook.model.portmap import HistoryEntry
from portbook.text.source import Source


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """One entry for each time that an edited map is read."""
    seen: list[str] = []

    def counted(source: Source, instead: dict[str, Source] | None = None) -> Reading:
        seen.append(source.text)
        return read(source, instead)

    monkeypatch.setattr(change, "read", counted)
    return seen


def map_of(text: str) -> Reading:
    reading = read(Source("ports.yaml", text))
    assert list(reading.problems) == []
    return reading


def made(text: str, changes: Sequence[Change]) -> str:
    edit: Edit = verify(map_of(text), changes)
    (only,) = edit.files
    return only.after.text


def to(service: str, number: int, container: int | None = None, endpoint: str = "default") -> Move:
    return Move("shop", service, endpoint, None, Number(number, number, container))


def services(*lines: str) -> str:
    return "projects:\n  shop:\n    services:\n" + "".join(f"      {each}\n" for each in lines)


def test_a_thousand_moves_are_read_a_few_times(reads: list[str]) -> None:
    forms = ("s{0}: {1}", "s{0}: {{image: x, port: {1}}}", 's{0}: {{image: x, port: "{1}:80"}}')
    lines = [forms[n % 3].format(n, 20000 + n) for n in range(1000)]
    moves = [to(f"s{n}", 30000 + n, (None, 20000 + n, 80)[n % 3]) for n in range(1000)]
    after = made(services(*lines), moves)
    kept = (
        "s{0}: {1}",
        's{0}: {{image: x, port: "{1}:{2}"}}',
        's{0}: {{image: x, port: "{1}:80"}}',
    )
    expected = [kept[n % 3].format(n, 30000 + n, 20000 + n) for n in range(1000)]
    assert after == services(*expected)
    assert len(reads) <= 8


def test_two_moves_of_one_service_follow_each_other(reads: list[str]) -> None:
    told = HistoryEntry("2026-01-01", None, 4000, "r")
    moves = [to("a", 4000, endpoint="http"), to("a", 4001, endpoint="ws"), to("b", 4002)]
    text = services("a: {ports: {http: 3000, ws: 3001}}", "b: 3002")
    after = made(text, [replace(each, entry=told) for each in moves])
    assert after.count("history: [{date: 2026-01-01") == 2
    assert "{date: 2026-01-01, to: 4000, reason: r}, {date" in after
    assert len(reads) <= 3


def test_who_shares_an_anchor_is_found_among_many(reads: list[str]) -> None:
    lines = [f"s{n}: {20000 + n}" for n in range(200)]
    text = services("a: &a {port: 3000}", "b: {<<: *a}", *lines)
    text = text.replace("b: {<<: *a}", "b: {<<: *a, title: B}")
    moves = [to("b", 4000), *(to(f"s{n}", 30000 + n) for n in range(200))]
    after = made(text, moves)
    assert "a: &a {port: 3000}" in after
    assert "b: {<<: *a, title: B, port: 4000}" in after
    assert len(reads) <= 4


def test_a_refusal_names_the_culprit() -> None:
    text = services("a: &a {ports: {http: 3000, ws: 3001}}", "b: {<<: *a}", "c: 3002", "d: 3003")
    moves = [to("c", 4000), to("b", 4001, endpoint="ws"), to("d", 4002)]
    with pytest.raises(Refused, match=r"shop/b cannot be moved alone: .*shop/a"):
        verify(map_of(text), moves)
