"""What is secret and stands in a map is found, wherever it stands, and is not printed with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from portbook.sources.documents.document import read_markdown
from portbook.text.source import Source
from tests.checks.findings import findings, marked, shop
from tests.support.cli import portbook
from tests.support.files import make_files

SERVICES = {
    "env: {STRIPE: sk_live_0123456789abcdef}": "error",
    "env: {H: 'Bearer abc.def.ghi9'}": "error",
    "env: {J: 'jdbc:postgresql://localhost/app?user=a&password=hunter2'}": "error",
    "env: {U: 'https://oauth2:hunter2@git.example/x.git'}": "error",
    "env: {U: 'redis://:hunter2@cache:6379'}": "error",
    "env: {HOOK: 'https://hooks.slack.com/services/T0/B0/hunter2'}": "error",
    "start: redis-server --requirepass hunter2": "error",
    "stop: redis-cli -a hunter2 shutdown": "error",
    "build: 'https://oauth2:hunter2@git.example/x.git'": "error",
    "repository: 'https://me:hunter2@git.example/x.git'": "error",
    "hosted: {by: X, url: 'https://a:hunter2@x.example'}": "error",
    "health: /up?token=hunter2": "error",
    "health: curl -u admin:hunter2 localhost": "error",
    "notes: 'Log in with admin / hunter2 at 9000.'": "warning",
}
HARMLESS = (
    "env: {U: 'postgres://app:{self.secret.PW}@x'}, secrets: [PW]",
    "start: npm start -- --port 3000",
    "health: /up?deep=1",
    "notes: The password is stored in Vault.",
    "env: {TOKEN_FILE: /run/secrets/token, KEYSPACE: shop}",
)


def text_of(service: str) -> str:
    return f"projects: {{shop: {{services: {{web: {{port: 3000, {service}}}}}}}}}\n"


def test_a_secret_is_found_wherever_it_stands() -> None:
    for service, severity in SERVICES.items():
        found = [each for each in findings(text_of(service)) if each.code == "plain-secret"]
        assert [each.severity for each in found] == [severity], service
        assert "hunter2" not in found[0].message
    for service in HARMLESS:
        codes = [each.code for each in findings(text_of(service))]
        assert "plain-secret" not in codes, service


def test_a_secret_is_not_printed_where_it_is_found(tmp_path: Path) -> None:
    make_files(tmp_path, {"ports.yaml": text_of("start: redis-server --requirepass hunter2")})
    for form in ("text", "json", "github", "sarif", "gitlab"):
        ran = portbook(tmp_path, "check", "--format", form)
        assert ran.status == 1
        assert "plain-secret" in ran.out
        assert "hunter2" not in ran.out + ran.err, form


def test_a_secret_is_neither_imported_nor_shown_by_impact(tmp_path: Path) -> None:
    make_files(
        tmp_path,
        {
            "compose.yaml": "services:\n  api:\n    ports: ['127.0.0.1:8000:80']\n"
            "    build: https://oauth2:hunter2@git.example/x.git\n"
            "    command: serve --auth u:hunter2\n",
            "Procfile": "web: DATABASE_URL=postgres://a:b/hunter2@h/x npm start --port 3000\n",
            ".env": "API=redis://:hunter2@localhost:8000\n",
        },
    )
    ran = portbook(tmp_path, "init", ".")
    written = (tmp_path / "ports.yaml").read_text(encoding="utf-8")
    assert "git.example/x.git" in written
    assert "hunter2" not in written + ran.out + ran.err
    impact = portbook(tmp_path, "impact", "api", "8001")
    assert "hunter2" not in impact.out + impact.err
    assert portbook(tmp_path, "generate").status == 0
    made = [path for path in (tmp_path / "generated").rglob("*") if path.is_file()]
    assert made
    assert not [path for path in made if b"hunter2" in path.read_bytes()]


def test_a_login_is_no_name_of_a_service() -> None:
    rows = "| admin / hunter2 | 9000 |\n| web | 9001 |\n"
    found = read_markdown(Source("x.md", f"| Service | Port |\n|---|---|\n{rows}"))
    assert [each.service for each in found.claims] == ["admin", "web"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (shop("a: {port: 8000, secrets: {K: abc}}"), [("plain-secret", "abc")]),
        (shop("a: {port: 8000, secrets: {K: {value: abc, environments: [development]}}}"),
         [("plain-secret", "abc")]),
        (shop("a: {port: 8000, env: {API_KEY: abc, TOKEN_URL: x, SECRET: ''}}"),
         [("plain-secret", "abc")]),
        (shop("a: {port: 8000, env: {U: 'redis://:pw@h:1'}}"),
         [("plain-secret", "'redis://:pw@h:1'")]),
        (shop("a: {port: 8000, secrets: [P], env: {U: 'redis://u:{self.secret.P}@h:1'}}"), []),
    ],
)  # fmt: skip
def test_findings(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(each.code, marked(each)) for each in findings(text)] == expected
