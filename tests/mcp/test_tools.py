"""What the tools answer, and what they refuse."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from tests.mcp.client import COMMAND, MAP, READS, Hand, hand
from tests.support.cli import portbook
from tests.support.files import make_files
from tests.support.ports import free_port
from tests.support.repositories import committed, git
from tests.support.servers import serve

UNANSWERED: list[tuple[str, dict[str, Any], str]] = [
    ("stop", {"port": 3000}, "there is no tool 'stop'"),
    ("add_service", {"service": "x"}, "there is no tool 'add_service'"),
    ("find_ports", {"file": "/etc/passwd"}, "there is no argument 'file'"),
    ("find_ports", {"words": ["a"]}, "'words' is a line of text"),
    ("find_ports", {"words": "x" * 201}, "at most 200 characters"),
    ("find_ports", {"words": "a\x1b[2J"}, "'words' is a line of text"),
    ("find_ports", {"project": "shp"}, "Did you mean 'shop'?"),
    ("find_ports", {"ports": "--help"}, "--help"),
    ("explain_port", {}, "'port' is missing"),
    ("explain_port", {"port": "3000"}, "'port' is a whole number"),
    ("explain_port", {"port": True}, "'port' is a whole number"),
    ("explain_port", {"port": -1}, "'-1' is not a port"),
    ("explain_port", {"port": 10**30}, "is not a port"),
    ("next_port", {"range": "none"}, "no range 'none'"),
    ("next_port", {"count": 0}, "0"),
    ("impact", {"service": "--json"}, "--json"),
    ("diff", {"since": "--output=/tmp/x"}, "'since' is a git revision"),
    ("diff", {"since": "none"}, "none"),
]


def test_questions_that_cannot_be_answered(shop: Path, client: Hand) -> None:
    for tool, arguments, said in UNANSWERED:
        found, failed = client.call(tool, **arguments)
        assert failed, (tool, arguments)
        assert said in found["error"], (tool, arguments)
        assert "Usage" not in found["error"]
    assert client.call("check")[1] is False, "the next question is answered"


def test_a_port_is_explained(shop: Path, client: Hand) -> None:
    number = free_port()
    (shop / "ports.yaml").write_text(MAP.replace("3000", str(number)))
    server = [sys.executable, "-m", "http.server", "--bind", "127.0.0.1", str(number)]
    assert client.call("explain_port", port=number)[0]["mine"] is None
    with serve(server, number, cwd=shop):
        found, failed = client.call("explain_port", port=number)
    assert not failed
    assert found["mine"] is True
    assert found["claimed_by"][0]["service"] == "web"
    assert "http.server" in found["held_by"][0]["command"]


def test_rows_are_cut_and_counted(shop: Path, client: Hand) -> None:
    services = "".join(f"      s{number}: {10000 + number}\n" for number in range(120))
    (shop / "ports.yaml").write_text(f"projects:\n  shop:\n    services:\n{services}")
    found, _ = client.call("find_ports")
    assert len(json.dumps(found)) < 8_000
    few, _ = client.call("find_ports", words="s11")
    shown = len(found["claims"])
    assert (20 < shown <= 50, shown + found["left_off"]) == (True, 120)
    assert (len(few["claims"]), "left_off" in few) == (11, False)


def test_an_edit_is_tried_first_and_refused_once_the_map_is_another(shop: Path) -> None:
    path = shop / "ports.yaml"
    with hand(shop, "--allow-edits") as client:
        listed = client.ask("tools/list")["result"]["tools"]
        assert [each["name"] for each in listed] == [*READS, "add_service", "move_service"]
        assert len(json.dumps(listed)) <= 6 * 1024, "the whole list of tools is short"
        tried, failed = client.call("move_service", service="shop/api", port="8001")
        assert not failed
        assert "+      api: {kind: fastapi, port: 8001}" in tried["patch"]
        assert path.read_text() == MAP
        path.write_text(f"{MAP}      mail: 1025\n")
        found, failed = client.call(
            "move_service", service="shop/api", port="8001", map_hash=tried["map_hash"]
        )
        assert failed
        assert "the map has changed" in found["error"]
        assert "port: 8000" in path.read_text()
        again, _ = client.call("move_service", service="shop/api", port="8001")
        found, failed = client.call(
            "move_service", service="shop/api", port="8001", map_hash=again["map_hash"]
        )
        assert not failed, found
        assert path.read_text() == f"{MAP.replace('8000', '8001')}      mail: 1025\n"
        added, failed = client.call("add_service", service="shop/docs", kind="vite")
        assert not failed, added
        assert client.call("add_service", service="shop/docs", map_hash="0" * 16)[1]
        assert "docs" not in path.read_text()


COPIED = MAP.replace("path: .\n", "path: .\n    instances: {step: 100, count: 2}\n")


def test_in_a_working_copy_each_answer_says_whose_numbers_it_has(tmp_path: Path) -> None:
    """Addresses are the copy's; what is decided about ports.yaml says that it is."""
    ignored = ".env\nports.local.yaml\n"
    main = committed(make_files(tmp_path / "shop", {"ports.yaml": COPIED, ".gitignore": ignored}))
    git(main, "worktree", "add", "-q", "../fix")
    copy = main.parent / "fix"
    assert portbook(copy, "instance", "add").status == 0
    number = {"web": 3100, "api": 8100}
    for options in ([], ["-f", str(main / "ports.yaml")]):
        with hand(copy, "--allow-edits", command=[*COMMAND[:3], *options, "mcp"]) as client:
            found, _ = client.call("find_ports")
            assert {each["service"]: each["port"] for each in found["claims"]} == number
            explained, _ = client.call("explain_port", port=3100)
            assert explained["claimed_by"][0]["service"] == "web"
            assert found["working_copy"] == explained["working_copy"] == "fix"
            for name in ("projects/shop", "llms.txt"):
                read = client.ask("resources/read", uri=f"portbook://{name}")["result"]
                text = read["contents"][0]["text"]
                assert ("3100" in text, "3000" in text) == (True, False)
            for tool, arguments in OF_THE_MAP.items():
                answer, failed = client.call(tool, **arguments)
                assert not failed, answer
                assert answer["working_copy"].startswith("fix: its numbers are others"), tool
                if tool == "next_port":
                    assert answer["in_copy"] == {"name": "fix", "ports": [3101]}
    with hand(main) as client:
        found, _ = client.call("find_ports", words="web")
        assert found["claims"][0]["port"] == 3000
        assert "working_copy" not in found
        assert "working_copy" not in client.call("impact", service="web")[0]


OF_THE_MAP: dict[str, dict[str, Any]] = {
    "next_port": {"service": "web"},
    "check": {},
    "impact": {"service": "web"},
    "diff": {},
    "add_service": {"service": "mail"},
    "move_service": {"service": "web", "port": "next"},
}
