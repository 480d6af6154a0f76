"""How a project is started and checked, and what its containers publish."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

from portbook.derive.calls import Wiring
from portbook.language.load import read
from portbook.targets import compose
from portbook.targets.context import Context
from portbook.text.source import Source
from tests.targets.portsmd.pages import TEMPLATES, document_of, files_of, yaml_of


def test_a_circle_is_told() -> None:
    services = {
        "db": 5000,
        "front": {"port": 3000, "uses": ["back"]},
        "back": {"port": 8000, "uses": ["mail"], "env": {"FRONT": "{front.url}"}},
        "mail": {"port": 2525, "uses": ["front", "db"]},
    }
    text = document_of(services)
    assert "\nFront, Back and Mail depend on each other: none of them can start first, so" in text
    services["back"] = {"port": 8000, "uses": ["mail"], "env": {"ALLOWED": "{front.origin}"}}
    services["mail"] = {"port": 2525, "uses": ["db"]}
    text = document_of(services)
    assert "depend on each other" not in text
    steps = re.findall(r"^(\d)\. (\w+)", text.split("## Starting")[1], re.MULTILINE)
    assert steps == [("1", "DB"), ("2", "Mail"), ("3", "Back"), ("4", "Front")]


def test_a_circle_of_everything_is_told_without_an_order() -> None:
    text = document_of({"a": {"port": 1, "uses": ["b"]}, "b": {"port": 2, "uses": ["a"]}})
    starting = text.partition("## Starting\n")[2].partition("\n## ")[0]
    assert starting.strip().startswith("A and B depend on each other")


def test_the_extract_is_what_the_compose_files_publish() -> None:
    services: dict[str, Any] = {
        "web": {"image": "web", "port": "*:3002:80"},
        "dns": {
            "image": "dns",
            "ports": {"q": "localhost:5300:53/tcp+udp", "r": "6000-6002:7000-7002"},
        },
        "inner": {"image": "inner", "port": {"container": 80}},
        "unknown": {"image": "unknown", "port": None},
        "no-image": {"container": "x", "port": "3003:80"},
        "own-file": {"container": "y", "compose": "theirs", "port": "3004:80"},
        "gone": {"image": "gone", "port": 3005, "status": "retired"},
    }
    text = yaml_of({"projects": {"shop": {"services": services}}})
    portmap = read(Source("ports.yaml", text)).portmap
    assert portmap is not None
    context = Context(portmap, Wiring(portmap), "ports.yaml", TEMPLATES)
    written: dict[str, set[tuple[str, str, int, str]]] = {}
    for output in compose.emit(context, portmap.projects["shop"]):
        loaded = yaml.safe_load(output.text.replace("!override", ""))
        for name, service in loaded["services"].items():
            for port in service.get("ports", ()):
                row = (port.get("host_ip", ""), port["published"], port["target"], port["protocol"])
                written.setdefault(name, set()).add(row)
    document = files_of(text)["shop/PORTS.md"]
    part = document.split("<summary>Compose</summary>\n")[1].split("</details>")[0]
    extract = yaml.safe_load(part.split("```yaml\n")[1].split("```")[0])["services"]
    shown = {
        name: {row for each in s["ports"] for row in rows_of(each)}
        for name, s in extract.items()
        if "ports" in s
    }
    assert shown == written
    assert set(shown) == {"web", "dns"}
    assert "leaves out `no-image`, `own-file`." in part


def rows_of(short: str) -> Iterator[tuple[str, str, int, str]]:
    """The ports of Compose's short form, one by one."""
    found = re.fullmatch(r"(?:\[?([^\]]+?)\]?:)?(\d+)(?:-(\d+))?:(\d+)(?:-\d+)?(?:/(udp))?", short)
    assert found is not None, short
    address, first, last, target, transport = found.groups()
    for number in range(int(first), int(last or first) + 1):
        inner = int(target) + number - int(first)
        yield address or "", str(number), inner, transport or "tcp"


def test_health_commands_have_real_addresses() -> None:
    services = {
        "db": {"kind": "postgres", "port": 5433},
        "api": {"port": {"number": 8000, "scheme": "http"}, "health": "/up?a=b"},
        "raw": {"port": 9000, "health": "tcp"},
        "pool": {"port": "9100-9109", "health": "tcp"},
        "game": {"port": "9200/udp", "health": "tcp"},
    }
    text = document_of(services)
    assert "`pg_isready -h 127.0.0.1 -p 5433`" in text
    assert "<http://127.0.0.1:8000/up?a=b>" in text
    assert "`127.0.0.1:9000`" in text
    assert "`127.0.0.1:9100`" in text
    assert "127.0.0.1:9200" not in text
