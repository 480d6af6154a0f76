"""A host's listeners against the map: unclaimed, silent, held by another, and never scanned."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.machine import test_saved_containers as published
from tests.machine import test_saved_listeners as recorded
from tests.support.cli import portbook
from tests.support.files import make_files

MAP = """hosts: {web1: {}, db1: {}}
projects:
  shop:
    environments: {production: web1}
    services:
      api: {kind: express, port: 8000}
      jobs: 8001
      later: {port: 8002, status: planned}
      dns: "8053/udp"
"""
SS = """\
tcp LISTEN 0 511 127.0.0.1:8000 0.0.0.0:* users:(("node",pid=7,fd=3))
tcp LISTEN 0 511 0.0.0.0:9100 0.0.0.0:* users:(("(sd) pid=1, x",pid=9,fd=3))
"""


def _found(root: Path, *words: str) -> list[tuple[str, str]]:
    ran = portbook(root, "audit", "--json", *words)
    return [(each["code"], each["message"]) for each in json.loads(ran.out)["diagnostics"]]


def test_what_listens_unclaimed_and_what_is_silent(tmp_path: Path) -> None:
    make_files(tmp_path, {"ports.yaml": MAP, "ss.txt": SS})
    assert _found(tmp_path, "--from", "ss.txt") == [
        ("silent", "shop/jobs claims 8001/tcp on web1, where nothing listens"),
        ("not-claimed", "9100/tcp listens on web1 without a claim ((sd) pid=1, x, pid 9)"),
    ]
    assert portbook(tmp_path, "audit", "--from", "ss.txt").status == 0
    assert portbook(tmp_path, "audit", "--from", "ss.txt", "--strict").status == 1


def test_what_cannot_be_seen_is_no_finding(tmp_path: Path) -> None:
    """Of UDP the first file says nothing, the second that it was looked at."""
    udp = 'udp UNCONN 0 0 127.0.0.1:323 0.0.0.0:* users:(("chronyd",pid=5,fd=1))\n'
    make_files(tmp_path, {"ports.yaml": MAP, "tcp.txt": SS, "both.txt": SS + udp})
    dns = ("silent", "shop/dns claims 8053/udp on web1, where nothing listens")
    assert dns not in _found(tmp_path, "--from", "tcp.txt")
    assert dns in _found(tmp_path, "--from", "both.txt")


TEXTS = {
    "ss": recorded.SS,
    "lsof": recorded.LSOF,
    "netstat": recorded.NETSTAT,
    "netstat of macOS": recorded.NETSTAT_MACOS,
    "netstat of Windows": recorded.NETSTAT_WINDOWS,
    "docker": published.DOCKER,
    "ansible": recorded.ANSIBLE,
    "osquery": recorded.OSQUERY,
    "powershell": recorded.POWERSHELL,
    "nmap": recorded.NMAP,
    "kubectl": published.KUBECTL,
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_import_drafts_claims_that_the_same_file_then_confirms(tmp_path: Path, text: str) -> None:
    make_files(tmp_path, {"seen.out": text})
    ran = portbook(tmp_path, "import", "seen.out")
    assert ran.status in (0, 1), ran.err
    listed = json.loads(portbook(tmp_path, "list", "--json").out)["claims"]
    assert listed
    told = {code for code, _ in _found(tmp_path, "--from", "seen.out")}
    assert "not-claimed" not in told
