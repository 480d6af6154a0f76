"""What a table says, told in sections, items, lines, and HTML instead, gives the same claims."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portbook.sources.documents import read_markdown
from portbook.text.source import Source

Cells = list[tuple[str, ...]]

TABLES: dict[str, tuple[tuple[str, ...], Cells]] = {
    "English": (
        ("Service", "Port", "Protocol", "Notes"),
        [
            ("orders-api", "4100", "HTTP", "takes what people buy"),
            ("Ledger", "4101", "gRPC", "books, and balances"),
            ("postgres", "4102", "TCP", "one for both"),
        ],
    ),
    "German": (
        ("Dienst", "Port", "Beschreibung"),
        [("Lager", "4110", "was da ist"), ("Kasse (Next.js)", "4111", "was bezahlt wird")],
    ),
    "Chinese": (
        ("服务", "端口", "说明"),
        [("用户服务", "4120", "登录"), ("订单服务", "4121", "下单"), ("redis", "4122", "缓存")],
    ),
    "sides": (
        ("Service", "Host port", "Container port"),
        [("shop web", "4130", "80"), ("shop store", "4131", "5432"), ("queue", "4132", "5672")],
    ),
    "transports": (
        ("Service", "HTTP port", "HTTPS port"),
        [("gate", "4140", "4150"), ("mail", "4141", "4151"), ("wiki", "4142", "4152")],
    ),
}


def _rows(header: tuple[str, ...], rows: Cells) -> str:
    lines = [header, ("---",) * len(header), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _below(head: str, line: str) -> Callable[[tuple[str, ...], Cells], str]:
    """Each row as its first cell with a line for each of its others below."""

    def layout(header: tuple[str, ...], rows: Cells) -> str:
        parts = []
        for first, *others in rows:
            told = zip(header[1:], others, strict=True)
            parts += [head.format(first), *(line.format(k, v) for k, v in told)]
        return "\n".join(parts)

    return layout


def _line(header: tuple[str, ...], rows: Cells, joined: str, item: str) -> str:
    return "\n".join(
        "- "
        + item.format(row[0], joined.join(map(": ".join, zip(header[1:], row[1:], strict=True))))
        for row in rows
    )


def _html(header: tuple[str, ...], rows: Cells) -> str:
    head = "".join(f"<th>{cell}</th>" for cell in header)
    lines = ("".join(f"<td><code>{c}</code></td>\n" for c in row) for row in rows)
    return (
        f"<table>\n<tr>{head}</tr>\n\n" + "".join(f"<tr>\n{r}</tr>\n\n" for r in lines) + "</table>"
    )


def _turned(header: tuple[str, ...], rows: Cells) -> str:
    columns = list(zip(header, *rows, strict=True))
    return _rows(columns[0], columns[1:])


LAYOUTS: dict[str, Callable[[tuple[str, ...], Cells], str]] = {
    "sections of lists": _below("\n### {}\n", "- **{}**: {}"),
    "sections of lines": _below("\n### {}\n", "**{}:** {}  "),
    "numbered sections": _below("\n### 1. {}\n", "* {}: {}"),
    "sections of tables": _below("\n### {}\n\n| Property | Value |\n|---|---|", "| {} | {} |"),
    "sections of a sentence": _below("\n### {}\n\nOf the shop.\n", "- **{}**: {}"),
    "bold lines": _below("\n**{}**\n", "- {}: {}"),
    "nested items": _below("- **{}**", "  - {}: {}"),
    "counted items": _below("1. {}", "   - {}: `{}`"),
    "fields with bars": lambda header, rows: _line(header, rows, " | ", "**{}** | {}"),
    "fields in brackets": lambda header, rows: _line(header, rows, ", ", "{} ({})"),
    "fields alone": lambda header, rows: _line(header, rows, ", ", f"{header[0]}: {{}}, {{}}"),
    "HTML": _html,
    "columns": _turned,
}


def _claims(text: str) -> set[tuple[object, ...]]:
    found = read_markdown(Source("PORTS.md", f"# Ports\n\n## What runs\n\n{text}\n"))
    return {(c.service, c.port, c.container_port, c.transport, c.endpoint) for c in found.claims}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("table", TABLES)
def test_a_layout_says_what_its_table_says(table: str, layout: str) -> None:
    header, rows = TABLES[table]
    expected = _claims(_rows(header, rows))
    assert len(expected) >= len(rows)
    assert _claims(LAYOUTS[layout](header, rows)) == expected


@pytest.mark.parametrize("layout", ["sections of lists", "nested items", "sections of lines"])
@pytest.mark.parametrize("table", ["English", "German", "Chinese"])
def test_a_title_may_be_the_number(table: str, layout: str) -> None:
    header, rows = TABLES[table]
    turned = (header[1], header[0], *header[2:])
    numbers = [(row[1], row[0], *row[2:]) for row in rows]
    told = {claim[:2] for claim in _claims(LAYOUTS[layout](turned, numbers))}
    assert told == {(row[0], int(row[1])) for row in rows}


def test_the_claim_stands_where_its_port_does() -> None:
    text = "### web\n- Kind: Vite\n- Port: 4100\n### api\n- Kind: Flask\n- Port: 4101\n"
    found = read_markdown(Source("PORTS.md", text))
    assert [(c.service, c.line) for c in found.claims] == [("web", 3), ("api", 6)]


def test_what_else_a_section_says_is_read_below_its_heading() -> None:
    text = """\
# Ports
## web
- Port: 4100
- Kind: Vite

Its metrics: http://localhost:4190
## api
- Port: 4101
- Kind: Flask
"""
    found = read_markdown(Source("PORTS.md", text))
    assert {(c.service, c.port) for c in found.claims} >= {("web", 4100), ("api", 4101)}
    assert any(c.port == 4190 and c.line == 6 for c in found.claims)


ALIGNED = """\
# core
orders-api   4100  :4100  takes orders
ledger       4101  :4101  keeps books

postgres     4102  :5432  one for both
"""


def test_aligned_words_without_a_header_are_a_table() -> None:
    assert _claims(f"```\n{ALIGNED}```") == {
        ("orders-api", 4100, 4100, None, None),
        ("ledger", 4101, 4101, None, None),
        ("postgres", 4102, 5432, None, None),
    }


@pytest.mark.parametrize(
    "items",
    [
        "- db — 5433 — 5432 — orders\n- bus — 5673 — 5672 — jobs\n- kv — 6380 — 6379 — both\n",
        "- db — 5432 — 5433 — orders\n- bus — 5672 — 5673 — jobs\n- kv — 6379 — 6380 — both\n",
        "- 5433 | TCP | db | it\n- 5673 | TCP | bus | it\n- 6380 | TCP | kv | it\n",
        "- db — 5433\n- bus — 5673\n- kv — 6380\n",
    ],
)
def test_items_of_as_many_parts_are_rows(items: str) -> None:
    told = {claim[:2] for claim in _claims(items)}
    assert told == {("db", 5433), ("bus", 5673), ("kv", 6380)}


def test_what_leads_where_is_no_table() -> None:
    found = _claims(
        "## Old → new\n\n```\nshop  3000  → 4103\nmail  25    → 4104\nbus  5672  → 4105\n```"
    )
    assert ("shop", 3000, 4103) in {claim[:3] for claim in found}
