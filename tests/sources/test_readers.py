"""A reader is declared once: its record is found by `import`, `init` and `audit`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from portbook import sources
from portbook.cli.program import main
from portbook.sources import readers
from portbook.sources.readers import (
    READERS,
    Reader,
    import_file,
    read_block,
    read_source,
    sort_of_content,
    sort_of_name,
)
from portbook.sources.walking import walk
from portbook.text.source import Source
from tests.support.cli import CHECKOUT
from tests.support.files import make_files

ADDED = """
import sys, types
from portbook.sources import readers
from portbook.sources.found import Found, FoundClaim

def read(source):
    found = Found()
    for line, text in enumerate(source.text.splitlines(), 1):
        name, number = text.split(" at ")
        found.facts.append(FoundClaim(source.name, line, name, int(number)))
    return found

sys.modules["portbook.sources.berths"] = types.SimpleNamespace(read=read)
readers.READERS += (readers.Reader("berths", "lists of berths", "berths:read", r"[^/]*\\.berths"),)
"""


def cli(folder: Path, *arguments: str) -> str:
    code = f"from portbook.cli.program import main; main({list(arguments)!r})"
    ran = subprocess.run(
        [sys.executable, "-c", ADDED + code],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        env={"PYTHONPATH": str(CHECKOUT / "generator"), "COLUMNS": "200"},
    )
    return ran.stdout + ran.stderr


def test_a_reader_added_from_one_module_is_found_everywhere(tmp_path: Path) -> None:
    make_files(tmp_path, {"shop/all.berths": "api at 8123\nweb at 3123\n", "x": "nothing"})
    assert "shop/all.berths: 2 ports" in cli(tmp_path, "import", "shop/all.berths")
    (tmp_path / "ports.yaml").unlink()
    assert "lists of berths" in cli(tmp_path, "import", "x"), "what is known is listed"
    cli(tmp_path, "init", "shop")
    written = (tmp_path / "ports.yaml").read_text()
    assert ("8123" in written, "3123" in written) == (True, True), written
    make_files(tmp_path, {"shop/all.berths": "api at 8124\nweb at 3123\n"})
    said = cli(tmp_path, "audit")
    assert "shop/all.berths:1" in said
    assert "8124" in said


@pytest.mark.parametrize(
    ("name", "sort"),
    [
        ("compose.yaml", "compose"),
        ("a/docker-compose.prod.yml", "compose"),
        ("dev-compose.yml", "compose"),
        (".env", "dotenv"),
        (".env.example", "dotenv"),
        ("prod.env", "dotenv"),
        (".envrc", "dotenv"),
        ("env.example", "dotenv"),
        ("Procfile.dev", "procfile"),
        ("package.json", "package"),
        ("package-lock.json", None),
        ("vite.config.mts", "script"),
        ("Dockerfile", "dockerfile"),
        ("api.Dockerfile", "dockerfile"),
        ("nginx.conf", "nginx"),
        ("nginx.dev.conf.template", "nginx"),
        (".devcontainer/devcontainer.json", "devcontainer"),
        ("PORTS.md", "markdown"),
        ("notes.txt", "markdown"),
        ("deploy.yaml", None),
        ("environment.py", None),
    ],
)
def test_names(name: str, sort: str | None) -> None:
    assert sort_of_name(name) == sort


@pytest.mark.parametrize(
    ("name", "text", "sort"),
    [
        ("stackfile", "services:\n  a:\n    image: x\n", "compose"),
        ("x.yml", "services:\n  a:\n    image: x\n", "compose"),
        ("x.yml", "apiVersion: v1\nkind: Service\n", "kubernetes"),
        ("x.yml", "apiVersion: v1\nkind: ConfigMap\ndata: {port: '80'}\n", "other"),
        ("x.yml", "ports: {web: 80}\n", "portlist"),
        ("x.yml", "services: {a: {prod: 80, container_name: a}}\n", None),
        (
            "x.yml",
            "given: {till: {base: 4100, web: 4100, db: 4101}}\nfree: [4200-4299]\n",
            "portlist",
        ),
        (
            "x.json",
            '{"stages": [{"name": "qa", "services": {"web": 8310, "db": 5432}}]}',
            "portlist",
        ),
        ("x.json", '{"services": {"web": 3, "db": 14}}', None),
        ("x.yml", "limits: {timeout: 3000, retries: 5000}\n", None),
        ("ports.json", '{"web": 80}', "portlist"),
        ("x.json", '{"forwardPorts": [80]}', "devcontainer"),
        ("default", "server {\n listen 80;\n}\n", "nginx"),
        ("settings", "A=1\nB_PORT=2\n", "dotenv"),
        ("README", "# Ports\n\n| a | b |\n|---|---|\n", "markdown"),
        ("x", "just words\n", None),
        ("x", "", None),
    ],
)
def test_contents(name: str, text: str, sort: str | None) -> None:
    assert sort_of_content(Source(name, text)) == sort


@pytest.mark.parametrize(
    ("language", "text", "port"),
    [
        ("yaml", "services:\n  a:\n    image: x\n    ports: ['81:80']\n", 81),
        (None, "services:\n  a:\n    image: x\n    ports: ['81:80']\n", 81),
        ("nginx", "listen 1; server { listen 82; }", 82),
        ("env", "API_PORT=83", 83),
        (None, "API_PORT=84\nDB_PORT=85", 84),
        ("json", '{"name": "a", "scripts": {"dev": "vite --port 86"}}', 86),
        ("ts", "export default { server: { port: 87 } }", 87),
    ],
)
def test_blocks(language: str | None, text: str, port: int) -> None:
    found = read_block(Source("PORTS.md", text), language)
    assert found is not None
    assert found.claims[0].port == port


@pytest.mark.parametrize("language", ["python", "bash", None, "ts", "env", "mermaid"])
def test_blocks_that_are_somebody_else_s(language: str | None) -> None:
    assert read_block(Source("PORTS.md", "a plain line with 8080"), language) is None


def test_files_by_name_and_by_content(tmp_path: Path) -> None:
    make_files(tmp_path, {"ports.yml": "web: 3000\n", "site": "server { listen 81; }\n"})
    assert import_file(tmp_path / "ports.yml", "ports.yml").claims[0].path == "ports.yml"
    assert import_file(tmp_path / "site").claims[0].port == 81


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"nothing\n", "what sort of file"),
        (b"\x00\x01\x02", "binary"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "binary"),
        (b"A" * (17 * 1024 * 1024), "larger than 16 MB"),
    ],
)
def test_files_that_cannot_be_read(tmp_path: Path, content: bytes, message: str) -> None:
    found = import_file(make_files(tmp_path, {"x": content}) / "x", "x")
    assert [(each.severity, message in each.message) for each in found.problems] == [
        ("error", True)
    ]
    assert found.claims == []


def test_missing_files_folders_and_pipes(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.env")
    for path in (tmp_path / "none.env", tmp_path, tmp_path / "pipe.env"):
        assert [each.severity for each in import_file(path).problems] == ["error"]


def test_encodings(tmp_path: Path) -> None:
    make_files(
        tmp_path,
        {
            "a.env": "API_PORT=1\n".encode("utf-16"),
            "b.env": b"\xef\xbb\xbfAPI_PORT=2\r\n",
            "c.env": b"# \xe9t\xe9\nAPI_PORT=3\n",
        },
    )
    found = [import_file(tmp_path / name) for name in ("a.env", "b.env", "c.env")]
    assert [each.claims[0].port for each in found] == [1, 2, 3]
    assert [[one.severity for one in each.problems] for each in found] == [[], [], ["warning"]]


def test_a_reader_is_declared_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A record and its function are all that `import`, `init` and `audit` ask for."""
    made = {
        "readers/doorfile.py": "from portbook.sources.found import Found, FoundClaim\n\n\n"
        "def read_doors(source):\n"
        "    number = int(source.text.split()[1])\n"
        "    return Found([FoundClaim(source.name, 1, 'gate', number)])\n",
        "shop/Doorfile": "door 4321\n",
        "ports.yaml": "projects: {shop: {path: shop, services: {gate: 4322}}}\n",
    }
    make_files(tmp_path, made)
    monkeypatch.setattr(sources, "__path__", [*sources.__path__, str(tmp_path / "readers")])
    record = Reader("doors", "Doorfile", "doorfile:read_doors", r"doorfile")
    monkeypatch.setattr(readers, "READERS", (*READERS, record))
    shop = tmp_path / "shop"
    assert [each.port for each in import_file(shop / "Doorfile").claims] == [4321]
    assert [each.port for each in walk(shop).claims] == [4321]
    assert "Doorfile" in str(
        import_file(make_files(tmp_path, {"x": "words\n"}) / "x").problems[0].hint
    )
    with pytest.raises(SystemExit):
        main(["-f", str(tmp_path / "ports.yaml"), "audit"])
    assert "4321" in capsys.readouterr().out


def test_every_reader_is_there_and_documented() -> None:
    pages = (Path(__file__).parents[2] / "docs" / "importing.md").read_text()
    table = pages.partition("## What is read")[2].partition("\n## ")[0]
    for reader in READERS:
        assert read_source(reader.name, Source("x", "")).claims == [], reader.name
        assert reader.title in table, reader.name
