"""Files that no audit should fall over, and none should take long over."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from tests.audit.auditing import audited, places
from tests.audit.checkouts import FILES, planted
from tests.support.files import make_files

MAP = """\
projects:
  shop:
    path: shop
    services:
      web: {port: 3100, configured_in: [settings.py]}
"""
HOSTILE: dict[str, bytes] = {
    "binary": b"port = 3100\n\0\1\2" * 100,
    "not UTF-8": b"port = 3100 # caf\xe9\n",
    "UTF-16": "port = 3100\n".encode("utf-16"),
    "larger than is read": b"port = 3100\n" + b"#" * (4 * 1024 * 1024),
    "one long line": b"port = 3100\nx = [" + b"1, " * 100_000 + b"]\n",
    "brackets without end": b"port = 3100\nCORS_ORIGINS = " + b"[" * 100_000,
    "many lists": b"port = 3100\n" + b"cors_origins = [\n" * 5_000,
    "deeply indented": b"port = 3100\n" + b"".join(b" " * n + b"port:\n" for n in range(1500)),
    "many quotes": b"port = 3100\n" + b"port '" * 100_000,
    "addresses": b"port = 3100\n" + b"http://localhost:" * 40_000,
    "empty": b"",
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("name", ["settings.py", ".env", "compose.yaml", "README.md"])
def test_a_hostile_file_is_told_or_read(tmp_path: Path, data: bytes, name: str) -> None:
    text = MAP.replace("settings.py", name)
    files: dict[str, str | bytes] = {"ports.yaml": text, f"shop/{name}": data}
    for each in audited(make_files(tmp_path, files)):
        assert each.message.isprintable()
        assert each.place.line >= 1


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"ports.yaml": MAP, "shop/settings.py": HOSTILE["binary"]}
    assert places(tmp_path, audited(make_files(tmp_path, files))) == {
        ("shop/settings.py", 1, "not-read")
    }


def test_what_leads_out_of_the_checkout_is_not_read(tmp_path: Path) -> None:
    files = {"ports.yaml": MAP, "secret/settings.py": "port = 1234\n", "shop/x.txt": ""}
    make_files(tmp_path, files)
    (tmp_path / "shop" / "settings.py").symlink_to(tmp_path / "secret" / "settings.py")
    assert audited(tmp_path) == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes are of Unix alone")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    make_files(tmp_path, {"ports.yaml": MAP, "shop/x.txt": ""})
    os.mkfifo(tmp_path / "shop" / "settings.py")
    os.mkfifo(tmp_path / "shop" / ".env")
    assert audited(tmp_path) == []


def test_five_thousand_new_numbers(tmp_path: Path) -> None:
    ports = "".join(f"      - '{n}:{n}'\n" for n in range(20_000, 25_000))
    compose = f"services:\n  many:\n    image: x\n    ports:\n{ports}"
    make_files(tmp_path, {"ports.yaml": MAP, "shop/compose.yaml": compose})
    found = [each for each in audited(tmp_path) if each.code == "not-in-map"]
    assert len(found) == 5_000


@pytest.mark.parametrize("seed", range(8))
def test_damaged_files(tmp_path: Path, seed: int) -> None:
    """Bytes changed at random in every file of the six checkouts raise nothing."""
    chance = random.Random(seed)
    files: dict[str, str | bytes] = dict(planted(())[0])
    for name in FILES:
        data = bytearray(str(files[name]).encode())
        for _ in range(chance.randrange(1, 12)):
            data[chance.randrange(len(data))] = chance.choice(b"0123456789:/\"'[]{}$\n\0\xff -")
        files[name] = bytes(data)
    for each in audited(make_files(tmp_path, files)):
        assert str(each.place)
