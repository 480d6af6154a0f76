"""Layouts of plain text, which are read as the lists and tables of Markdown that they mean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portbook.sources.documents import read_markdown
from portbook.sources.documents.blocks import Row, Table
from portbook.sources.documents.columns import columns_of
from portbook.sources.documents.layouts import as_markdown
from portbook.text.source import Source

PIECES = (
    *("web", "- web", "# Ports", "```", "~~~", "// local", "Port: 3000", "port=3000", "8080:80"),
    *("http://localhost:3000", "╔══════════════╗", "║ web ║", "╚══════════════╝", "-" * 12, ""),
    *("22 0.0.0.0 :: SSH", "53/udp ::1 DNS (here; only)", "| a | b | c |", "a | b | c", "; end"),
)


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=30)))
def test_lines_stay_where_they_are(lines: list[str]) -> None:
    text = "\n".join(lines)
    assert as_markdown(text).count("\n") == text.count("\n")


@given(st.lists(st.sampled_from(PIECES)))
def test_any_layout_is_read(lines: list[str]) -> None:
    found = read_markdown(Source("PORTS.md", "\n".join(lines)))
    assert all(1 <= claim.line <= len(lines) for claim in found.claims)


@pytest.mark.parametrize(
    ("line", "name", "bind", "transport"),
    [
        ("53/udp 0.0.0.0 :: Name server", "Name server", "0.0.0.0", "udp"),
        ("5060/sctp * Calls", "Calls", None, "sctp"),
        ("8053 ::1 Cache", "Cache", "::1", None),
        ("8053 :: Cache", "Cache", "::", None),
        ("143 127.0.0.1 ::1 Mail (only here)", "Mail", "127.0.0.1", None),
        ("8053 wg0 Cache -> store :6379", "Cache", None, None),
    ],
)
def test_a_number_keeps_where_it_is_bound_and_how(
    line: str, name: str, bind: str | None, transport: str | None
) -> None:
    others = "22 127.0.0.1 SSH\n80 127.0.0.1 Web\n"
    (*_, claim) = read_markdown(Source("ports.txt", f"# Ports\n\n{others}{line}\n")).claims
    assert (claim.service, claim.bind, claim.transport) == (name, bind, transport)


@pytest.mark.parametrize("value", ["3000", "no"])
def test_a_row_may_be_shorter_than_its_header(value: str) -> None:
    rows = [Row(("web", value, "WEB_PORT"), 2), Row(("api",), 3)]
    assert len(columns_of(Table(("A", "B", "Name"), 1, rows))) == 3
