"""What columns hold, by their headers in many languages and by what stands in them."""

from __future__ import annotations

import pytest

from portbook.sources.documents import read_markdown
from portbook.sources.documents.blocks import Row, Table
from portbook.sources.documents.columns import columns_of
from portbook.text.source import Source

HEADERS = [
    ("Service | Port | Purpose", "service port purpose"),
    ("Port | Service | Status", "port service status"),
    ("服务 | 端口 | 说明", "service port purpose"),
    ("サービス名 | ポート番号 | 備考", "service port note"),
    ("서비스 | 호스트 포트 | 컨테이너 포트", "service port container"),
    ("Servicio | Puerto host | Puerto contenedor", "service port container"),
    ("Serviço | Porta externa | Porta interna", "service port container"),
    ("Service | Port hôte | Port conteneur", "service port container"),
    ("Dienst | Port | Interner Port", "service port container"),
    ("Сервис | Порт | Внутренний порт", "service port container"),
    ("Dịch vụ | Cổng | Mô tả", "service port purpose"),
    ("Hizmet | Port | Açıklama", "service port purpose"),
    ("Usługa | Port | Opis", "service port purpose"),
    ("Servizio | Porta | Descrizione", "service port purpose"),
    ("Dienst | Poort | Omschrijving", "service port purpose"),
    ("App | Old port | New port", "service old new"),
    ("Project | Port | Stack", "service port type"),
]
CELLS = {
    "port": ("3000", "3001", "8080"),
    "container": ("80", "3000", "8080"),
    "old": ("3000", "3001", "8080"),
    "new": ("4000", "4001", "9080"),
}


@pytest.mark.parametrize(("header", "wanted"), HEADERS)
def test_headers(header: str, wanted: str) -> None:
    names, roles = header.split(" | "), wanted.split()
    rows = [Row(tuple(CELLS.get(r, ("a", "b", "c"))[at] for r in roles), at) for at in range(3)]
    assert " ".join(c.role for c in columns_of(Table(tuple(names), 1, rows))) == wanted


def roles(header: str, *rows: str) -> str:
    cells = [Row(tuple(row.split(" | ")), at) for at, row in enumerate(rows, 3)]
    columns = columns_of(Table(tuple(header.split(" | ")), 1, cells))
    return " ".join(column.role for column in columns)


CONTENTS = [
    ("a column that counts", "# | Name | Port", ["1 | a | 80", "2 | b | 81"], "index service port"),
    (
        "a host column of names",
        "Host | Port | App",
        ["oak | 80 | a", "elm | 81 | b"],
        "machine port service",
    ),
    (
        "a host column of numbers",
        "App | Host | Container",
        ["a | 8080 | 80"],
        "service port container",
    ),
    ("a type is no protocol", "App | Port | Type", ["a | 3000 | API"], "service port type"),
    (
        "numbers that are no ports",
        "App | Port | Memory",
        ["a | 3000 | 2048"],
        "service port quantity",
    ),
    ("ranges", "Range | Purpose", ["3000-3099 | web"], "range service"),
    (
        "a range column of single numbers",
        "App | Port range",
        ["a | 3000", "b | 3001"],
        "service port",
    ),
]


@pytest.mark.parametrize(
    ("header", "rows", "wanted"), [c[1:] for c in CONTENTS], ids=[c[0] for c in CONTENTS]
)
def test_contents(header: str, rows: list[str], wanted: str) -> None:
    assert roles(header, *rows) == wanted


MATRICES = [
    ("Service | Dev | Prod", "a | 3000 | 4000", ("environment", ["development", "production"])),
    (
        "Service | Ubuntu/UAT | Ubuntu/PROD",
        "a | 3000 | 4000",
        ("environment", ["Ubuntu/UAT", "Ubuntu/PROD"]),
    ),
    ("Service | oak-1 | oak-2", "a | 3000 | 4000", ("host", ["oak-1", "oak-2"])),
    ("Project | Backend | DB", "a | 3000 | 4000", ("part", ["Backend", "DB"])),
]


@pytest.mark.parametrize(("header", "row", "wanted"), MATRICES)
def test_matrices(header: str, row: str, wanted: tuple[str, list[str]]) -> None:
    table = Table(tuple(header.split(" | ")), 1, [Row(tuple(row.split(" | ")), 3)])
    kind, names = wanted
    assert [getattr(column, kind) for column in columns_of(table)[1:]] == names


def test_alternatives_belong_to_their_row() -> None:
    head = "| Service | Port | Fallback port |\n|---|---|---|\n"
    text = head + "| gate | 3000 | 3010, 3011 |\n| b | 3020 | - |\n"
    found = read_markdown(Source("PORTS.md", text))
    assert [(each.service, each.alternatives) for each in found.claims] == [
        ("gate", (3010, 3011)),
        ("b", ()),
    ]


def test_ends_of_connections() -> None:
    """A name, not a dash, that is a client here and a server there tells who calls whom."""
    header = "Client | Server | Port"
    assert roles(header, "web | api | 3000", "api | store | 3001") == "users service port"
    assert roles(header, "web | - | 3000", "- | big-1 | 3001") == "service machine port"


def test_variables_as_headers_need_no_word_above() -> None:
    """`WEB_PORT` says itself what stands below it, whatever the document is called."""
    text = "| Project | WEB_PORT | PG_PORT |\n|---|---|---|\n| lemon | 3210 | 5442 |\n"
    found = read_markdown(Source("notes.md", text)).claims
    assert [(each.service, each.port) for each in found] == [("web", 3210), ("pg", 5442)]
