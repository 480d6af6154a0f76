"""What people write of a port, crossed: any names, in any layout, with any remark behind one."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from portbook.sources.documents import read_markdown
from portbook.text.source import Source
from tests.support.tries import tries

NAMES = [
    ("Grafana", "Prometheus", "Loki"),
    ("billing-api", "orders-api", "auth"),
    ("User Service", "API Gateway", "Admin Panel"),
    ("PostgreSQL", "Redis", "RabbitMQ"),
    ("前端", "后端服务", "缓存"),
    ("Сервис заказов", "Очередь", "Grafana"),
    ("Bestelldienst", "Lagerbestand", "Suche"),
]
PORTS = (3001, 8080, 9090)
ITEMS = [
    *("- {n}: {p}", "- **{n}**: `{p}`", "- **{n}** - {p}", "- {n} ({p})", "- {n} (port {p})"),
    *("- {n}: http://localhost:{p}", "- [{n}](http://localhost:{p})", "- {p}: {n}"),
    *("- **Port {p}**: {n}", "- `{p}` - {n}", "- {p} → {n}", "- {n} → {p}", "- {n} at {p}"),
    *("- {n} on port {p}", "- {n} runs on port {p}", "- {n} listens on {p}", "- {n} = {p}"),
    *("1. **{n}** - port {p}", "- ✅ {n}: {p}", "- {n}: {p}/tcp", "- {p}/tcp - {n}"),
    *("- {n} uses port {p}", "- {n}, port {p}", "- {n}：端口 {p}", "- {n} — порт {p}"),
    *("- {n}: puerto {p}", "- {n} exposes {p}", "- {n}: {p}:80", "- {n} ..... {p}"),
]
LINES = [
    *("{n}: {p}", "{n:28}{p}", "{p}    {n}", "{n}={p}", "{n}\t{p}", "{n} -> {p}", "{p} -> {n}"),
    *("{n} ({p})", "Port {p} - {n}", "{n} ........ {p}", "├── {n} ({p})", "{n:24}:{p}"),
]
REMARKS = [
    *("", " - main entry point", " (dev only)", "; needs VPN", "  # see the wiki", " [read only]"),
    *(
        " - talks to Kafka on 9092",
        "; talks to Kafka on 9092",
        " (replaced 3999)",
        "; default 5432 was taken",
    ),
    *(" - 2 workers", " — reserved for QA", " - not exposed to the internet"),
]
COLUMNS = {
    "Service | Port": "{n} | {p}",
    "Port | Service": "{p} | {n}",
    "Service | Host port | Container port": "{n} | {p} | 80",
    "Port | Used by": "{p} | {n}",
    "Service | URL": "{n} | http://localhost:{p}",
    "Application | Technology | Port": "{n} | Docker | {p}",
    "Port | Purpose": "{p} | {n}",
    "服务 | 端口": "{n} | {p}",
    "Сервис | Порт": "{n} | {p}",
    "Puerto | Servicio": "{p} | {n}",
    "Dienst | Port": "{n} | {p}",
}
CELLS = {
    "Notes": ("", "-", "was 5000 before", "proxied by nginx on 443", "needs 2048 MB"),
    "Status": ("✅ Running", "active", "🟢 Up"),
    "Depends on": ("postgres:5432", "redis", "-"),
    "Version": ("1.2.3", "16", "2024.1"),
    "Replicas": ("1", "2", "3"),
}
ENTRIES = [
    *("{n}\n  port: {p}\n", "{n}:\n  - {p}\n", "Service: {n}\nPort: {p}\n", "{n}\n{p}\n"),
    *("{n}\n  http://localhost:{p}\n", "### {n}\n\n- Port: {p}\n", "### {n} (port {p})\n"),
    *("### {n}\n\nRuns on port {p}.\n", "**{n}**\n- Port: {p}\n", "Port {p}\n  {n}\n"),
    *("- **{n}**\n  - Port: `{p}`\n", "{n}\n  host: {p}\n  container: 80\n"),
]


def told(body: str) -> list[tuple[str, int | None]]:
    document = f"# Ports\n\nWhich port is whose.\n\n## Services\n\n{body}\n"
    claims = read_markdown(Source("PORTS.md", document)).claims
    return sorted({(claim.service.casefold(), claim.port) for claim in claims})


def expected(names: tuple[str, ...]) -> list[tuple[str, int | None]]:
    return sorted(zip(map(str.casefold, names), PORTS, strict=True))


def filled(layout: str, names: tuple[str, ...]) -> list[str]:
    return [layout.format(n=name, p=port) for name, port in zip(names, PORTS, strict=True)]


@given(st.sampled_from(NAMES), st.sampled_from(ITEMS), st.sampled_from(REMARKS))
@settings(max_examples=tries(150))
def test_items(names: tuple[str, ...], layout: str, remark: str) -> None:
    first, second, third = filled(layout, names)
    assert told("\n".join([first, second + remark, third])) == expected(names)


@given(st.sampled_from(NAMES), st.sampled_from(LINES), st.sampled_from(REMARKS[:6]))
@settings(max_examples=tries(100))
def test_lines_of_a_block(names: tuple[str, ...], layout: str, remark: str) -> None:
    first, second, third = filled(layout, names)
    assert told("\n".join(["```", first, second + remark, third, "```"])) == expected(names)


@given(
    st.sampled_from(NAMES),
    st.sampled_from(list(COLUMNS)),
    st.lists(st.sampled_from(list(CELLS)), unique=True, max_size=3),
    st.data(),
)
@settings(max_examples=tries(100))
def test_tables(names: tuple[str, ...], header: str, more: list[str], data: st.DataObject) -> None:
    rows = [
        " | ".join([row, *(data.draw(st.sampled_from(CELLS[each])) for each in more)])
        for row in filled(COLUMNS[header], names)
    ]
    heads = " | ".join([header, *more])
    rule = "|---" * (heads.count("|") + 1)
    assert told("\n".join([f"| {heads} |", f"{rule}|", *(f"| {row} |" for row in rows)])) == (
        expected(names)
    )


@given(st.sampled_from(NAMES), st.sampled_from(ENTRIES))
@settings(max_examples=tries(60))
def test_entries_of_several_lines(names: tuple[str, ...], layout: str) -> None:
    assert told("\n".join(filled(layout, names))) == expected(names)
