"""The same services in the layouts in which people list them: none is lost or named otherwise."""

from __future__ import annotations

import pytest

from portbook.sources.documents import read_markdown
from portbook.sources.documents.text import alike
from portbook.text.source import Source

SERVICES = (
    *(("Grafana", 3000), ("shop-api", 8001), ("Wiki.js", 4028), ("Docker Registry", 5000)),
    *(("Customer portal", 3011), ("PostgreSQL", 5432), ("queue_worker", 9105), ("Redis 7", 6381)),
)

FENCE = "```\n"
LAYOUTS = (
    ("", "- {name}: {port}", ""),
    ("", "- **{name}**: {port}", ""),
    ("", "- **{name}:** port {port}", ""),
    ("", "- {port} - {name}", ""),
    ("", "- **{port}** – {name}", ""),
    ("", "- `{port}`: {name}", ""),
    ("", "- Port {port}: {name}", ""),
    ("", "- {name} (port {port})", ""),
    ("", "- {name} on port {port}", ""),
    ("", "- {name} → {port}", ""),
    ("", "- {port}/tcp - {name}", ""),
    ("", "- {name} – dashboards – {port}", ""),
    ("", "- {name} - port {port} - dashboards", ""),
    ("", "- `{port}` → {name} (dashboards)", ""),
    ("", "- [x] {name} - {port}", ""),
    ("", "- {name}: http://localhost:{port}", ""),
    ("", "- **{name}** `http://localhost:{port}` - dashboards", ""),
    ("", "- [{name}](http://localhost:{port}) - dashboards", ""),
    ("", "- http://localhost:{port} - {name}", ""),
    ("", "- http://localhost:{port} ({name})", ""),
    ("", "- {name}: `127.0.0.1:{port}`", ""),
    ("", "- {name} `:{port}`", ""),
    ("", "- {name}: {port}:80", ""),
    ("", "- The {name} listens on port {port}.", ""),
    ("", "- **{name}**\n  - Port: {port}\n  - For: dashboards", ""),
    ("", "**{name}**\n- http://localhost:{port}\n- admin, admin\n", ""),
    ("", "**{name}** (dashboards) runs on port {port}.\n", ""),
    ("", "**{name}**: {port}\n", ""),
    ("", "### {name}\n- Port: {port}\n- Protocol: HTTP\n", ""),
    ("", "### {name} (Port {port})\n\nDashboards.\n", ""),
    ("", "### Port {port} - {name}\n\nDashboards.\n", ""),
    ("", "### {name} - {port}\n\nDashboards.\n", ""),
    ("", "### {name}\n\nIt shows dashboards. It listens on port {port}.\n", ""),
    ("", "### {name}\n\n- Runs on port {port}\n", ""),
    ("", "### {name}\n\n- URL: http://localhost:{port}\n", ""),
    ("", "### {name}\n\n```\nhttp://localhost:{port}\n```\n", ""),
    ("", "### {name}\n\n| Property | Value |\n|---|---|\n| Port | {port} |\n", ""),
    ("", "### {name}\n\n| Port | Purpose |\n|---|---|\n| {port} | shows dashboards |\n", ""),
    (FENCE, "{name}: {port}", FENCE),
    (FENCE, "{port}  {name}", FENCE),
    (FENCE, "{port} - {name}", FENCE),
    (FENCE, "{port} -> {name}", FENCE),
    (FENCE, "Port {port}   → {name}", FENCE),
    (FENCE, "{port}   │ ████ {name}", FENCE),
    (FENCE, "http://localhost:{port}  # {name}", FENCE),
    (FENCE, "{name} ......... {port}", FENCE),
    (FENCE + "Server\n", "├── {name} ({port})", FENCE),
    (FENCE + "Server\n", "├── {name} :{port}", FENCE),
    (FENCE, "┌────┐\n│ {name} │\n│ :{port} │\n└────┘", FENCE),
    (FENCE + "| PORTS |\n| Port | Service |\n", "| {port} | {name} |", FENCE),
    ("| Service | Port |\n|---|---|\n", "| {name} | {port} |", ""),
    ("| Port | Used by |\n|---|---|\n", "| {port} | {name} |", ""),
    ("| Port | Purpose | Access |\n|---|---|---|\n", "| {port} | {name} | inside |", ""),
    ("| What | Where |\n|---|---|\n", "| {name} | http://localhost:{port} |", ""),
    ("| Tool | For |\n|---|---|\n", "| [{name}](http://localhost:{port}) | charts |", ""),
    ("| Tool | Login |\n|---|---|\n", "| {name} ({port}) | admin |", ""),
    ("| Process | Service | Port |\n|---|---|---|\n", "| docker-proxy | {name} | {port} |", ""),
    ("| Puerto | Usado por | Notas |\n|---|---|---|\n", "| {port} | {name} | panel |", ""),
    ("| Port | Digunakan oleh | Keterangan |\n|---|---|---|\n", "| {port} | {name} | web |", ""),
    ("| Porta | Componente | Uso |\n|---|---|---|\n", "| {port} | {name} | pannello |", ""),
)


HEADERS = (
    *("Service|Container port|Host port|Purpose", "Dienst|Interner Port|Externer Port|Zweck"),
    *("Servicio|Puerto interno|Puerto externo|Uso", "Serviço|Porta interna|Porta externa|Uso"),
    *("Logiciel|Port interne|Port externe|Rôle", "Servizio|Porta interna|Porta esterna|Scopo"),
    *("Dienst|Interne poort|Hostpoort|Doel", "Usługa|Port wewnętrzny|Port zewnętrzny|Opis"),
    *("Služba|Interní port|Externí port|Účel", "Tjänst|Intern port|Extern port|Syfte"),
    *("Tjeneste|Intern port|Ekstern port|Formål", "Palvelu|Sisäinen portti|Portti|Kuvaus"),
    *("Szolgáltatás|Belső port|Külső port|Cél", "Serviciu|Port intern|Port extern|Scop"),
    *("Сервис|Внутренний порт|Внешний порт|Роль", "Служба|Внутрішній порт|Порт|Опис"),
    *("Hizmet|İç Port|Dış Port|Görev", "Dịch vụ|Cổng trong|Cổng ngoài|Mô tả"),
    *("Layanan|Port Internal|Port Host|Kegunaan", "Υπηρεσία|Εσωτερική θύρα|Θύρα|Σκοπός"),
    *("服务|容器端口|宿主机端口|用途", "服務名稱|內部端口|外部端口|備註"),
    *(
        "サービス名|内部ポート|外部ポート|役割",
        "서비스|내부 포트|외부 포트|용도",
        "الخدمة|المنفذ الداخلي|المنفذ|الوصف",
    ),
)


@pytest.mark.parametrize("headers", HEADERS)
def test_headers_are_known_in_many_languages(headers: str) -> None:
    """In any order of the columns, with a port inside of the container and without."""
    names = headers.split("|")
    cells = [(name, str(port - 1000), str(port), "x y") for name, port in SERVICES]
    for columns in ((0, 1, 2, 3), (2, 1, 0, 3), (0, 2, 3), (2, 0), (3, 2, 0), (2, 3, 0)):
        rows = [names, ["-"] * 4, *cells]
        table = "\n".join("|".join(("", *(row[at] for at in columns), "")) for row in rows)
        found = read_markdown(Source("PORTS.md", f"# Ports\n\n{table}\n"))
        told = {(c.service, c.port, c.container_port) for c in found.claims}
        inside = 1 in columns
        expected = {(name, port, port - 1000 if inside else None) for name, port in SERVICES}
        assert told == expected, columns


@pytest.mark.parametrize(("head", "row", "tail"), LAYOUTS)
def test_every_service_is_read(head: str, row: str, tail: str) -> None:
    rows = "\n".join(row.format(name=name, port=port) for name, port in SERVICES)
    found = read_markdown(Source("PORTS.md", f"# Ports\n\n## Programs\n\n{head}{rows}\n{tail}"))
    told = {claim.port: claim.service for claim in found.claims}
    assert told.keys() == {port for _, port in SERVICES}
    assert [name for name, port in SERVICES if not alike(name, told[port])] == []
