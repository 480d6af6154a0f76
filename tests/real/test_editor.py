"""The YAML language server, driven as an editor drives it, with the schema that is generated."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.cli import portbook
from tests.support.programs import need, need_npm

Message = dict[str, Any]
HEAD = "# yaml-language-server: $schema=generated/ports.schema.json\n"
MAP = f"""{HEAD}projects:
  shop:
    services:
      web: {{kind: vite, port: 3000}}
"""


class Editor:
    """A client of the Language Server Protocol 3.17, over standard input and output."""

    def __init__(self, folder: Path) -> None:
        server = need_npm("yaml-language-server") / "bin" / "yaml-language-server"
        self.folder = folder
        self.process = subprocess.Popen(
            [str(need("node")), str(server), "--stdio"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self.asked = self.opened = 0
        self.settings = {"yaml": {"hover": True, "completion": True, "validate": True}}
        self.underlined: dict[str, list[Message]] = {}
        self.ask("initialize", processId=None, rootUri=folder.as_uri(), capabilities=CAPABILITIES)
        self.send("initialized", {})
        self.send("workspace/didChangeConfiguration", {"settings": self.settings})

    def send(self, method: str, parameters: Any, **more: Any) -> None:
        said = {"jsonrpc": "2.0", "method": method, "params": parameters, **more}
        self._write({key: value for key, value in said.items() if method or key != "method"})

    def _write(self, said: Message) -> None:
        body = json.dumps(said).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.process.stdin.flush()

    def read(self) -> Message:
        """The next message; what the server asks for meanwhile is answered."""
        assert self.process.stdout is not None
        length = 0
        while (line := self.process.stdout.readline().strip()) or not length:
            if line.lower().startswith(b"content-length:"):
                length = int(line.partition(b":")[2])
        found: Message = json.loads(self.process.stdout.read(length))
        if "id" in found and "method" in found:
            items = found["params"].get("items", []) if found["params"] else []
            answer = [self.settings.get(each.get("section")) for each in items]
            self._write({"jsonrpc": "2.0", "id": found["id"], "result": answer or None})
        if found.get("method") == "textDocument/publishDiagnostics":
            told = found["params"]
            self.underlined[told["uri"]] = told["diagnostics"]
        return found

    def ask(self, method: str, **parameters: Any) -> Any:
        self.asked += 1
        self.send(method, parameters, id=self.asked)
        while True:
            found = self.read()
            if found.get("id") == self.asked and "method" not in found:
                assert "error" not in found, found
                return found.get("result")

    def open(self, text: str) -> str:
        """A new file of the folder, as it stands in the editor; its address."""
        self.opened += 1
        uri = (self.folder / f"map-{self.opened}.yaml").as_uri()
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self.send("textDocument/didOpen", {"textDocument": document})
        return uri

    def at(self, text: str, mark: str, method: str) -> Any:
        """What is answered where `mark` ends in the text."""
        before = text[: text.index(mark) + len(mark)]
        place = {"line": before.count("\n"), "character": len(before.rpartition("\n")[2])}
        return self.ask(method, textDocument={"uri": self.open(text)}, position=place)

    def problems(self, text: str) -> list[tuple[int, str]]:
        """Line and words of what is underlined."""
        uri = self.open(text)
        while uri not in self.underlined:
            self.read()
        found = self.underlined[uri]
        return [(each["range"]["start"]["line"] + 1, each["message"]) for each in found]


CAPABILITIES: Message = {
    "textDocument": {
        "completion": {"completionItem": {"snippetSupport": True}},
        "hover": {"contentFormat": ["markdown"]},
        "publishDiagnostics": {"versionSupport": True},
    },
    "workspace": {"configuration": True},
}


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    folder = tmp_path_factory.mktemp("map")
    (folder / "ports.yaml").write_text(MAP)
    assert portbook(folder, "generate").status == 0
    made = Editor(folder)
    yield made
    made.process.kill()
    made.process.wait(10)


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("kind: ", {"postgres", "vite", "fastapi"}),
        ("kind: vite\n        sta", {"start", "status"}),
        ("status: ", {"active", "planned"}),
        ("env_format: ", {"raw", "quoted"}),
        ("bind: ", {"127.0.0.1"}),
    ],
)
def test_it_completes(editor: Editor, typed: str, offered: set[str]) -> None:
    text = f"{HEAD}projects:\n  shop:\n    services:\n      web:\n        {typed}"
    found = editor.at(text, typed, "textDocument/completion")
    assert offered <= {each["label"].strip('"') for each in found["items"]}


@pytest.mark.parametrize(
    ("text", "label"),
    [
        (f"{HEAD}projects:\n  ", "project"),
        (f"{HEAD}projects:\n  shop:\n    services:\n      ", "container"),
    ],
)
def test_it_offers_snippets(editor: Editor, text: str, label: str) -> None:
    found = editor.at(text, text, "textDocument/completion")
    snippet = next(each for each in found["items"] if each["label"] == label)
    assert "${1:" in json.dumps(snippet)


@pytest.mark.parametrize(
    ("mark", "said"),
    [("vite, po", "short form"), ("ki", "A kind of the catalogue"), ("kind: vi", "catalogue")],
)
def test_it_hovers_in_a_few_lines(editor: Editor, mark: str, said: str) -> None:
    found = editor.at(MAP, mark, "textDocument/hover")
    text = found["contents"]["value"]
    assert said in text
    assert len(text) < 700, text


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("{port: 70000}", "above the maximum of 65535"),
        ("{port: 3000:x}", "A port is a number from 1 to 65535"),
        ("{prot: 3000}", "prot"),
        ("{status: actve}", "active"),
        ("{bind: everywhere}", "That does not fit. The address"),
    ],
)
def test_it_underlines(editor: Editor, entry: str, said: str) -> None:
    assert editor.problems(MAP) == []
    found = editor.problems(MAP.replace("{kind: vite, port: 3000}", entry))
    assert [line for line, _ in found] == [5]
    assert said in found[0][1]


def test_a_name_is_told_in_words(editor: Editor) -> None:
    found = editor.problems(MAP.replace("shop:", "My_Shop:"))
    assert "A name begins with a letter" in found[0][1]
