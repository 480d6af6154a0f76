"""The generated rules of a host against what listens there, told by `status`."""

from __future__ import annotations

import json
from pathlib import Path

from tests.support.cli import portbook
from tests.support.files import make_files

MAP = """hosts: {web: {address: 192.0.2.1}, db: {address: 192.0.2.2}}
settings: {targets: [nftables]}
projects:
  shop:
    environments: {production: web}
    services:
      site: {port: 8080, bind: "*", uses: [db]}
      db: {kind: postgres, port: 5432, bind: "*", host: db}
      spare: {port: 9000, bind: "*", host: db}
"""
ROW = 'tcp LISTEN 0 9 {}:{} 0.0.0.0:* users:(("x",pid=7,fd=3))\n'


def test_rules_that_differ_from_what_listens(tmp_path: Path) -> None:
    seen = {"open": ("0.0.0.0", 5432), "shut": ("0.0.0.0", 9000), "odd": ("*", 7)}
    make_files(tmp_path, {"ports.yaml": MAP, "none.txt": ROW.format("127.0.0.1", 5432)})
    make_files(tmp_path, {f"{name}.txt": ROW.format(*at) for name, at in seen.items()})

    def notes(*names: str) -> list[str]:
        words = [word for name in names for word in ("--from", f"{name}.txt")]
        ran = portbook(tmp_path, "status", "--on", "db", *words, "--json")
        return [each for each in json.loads(ran.out)["notes"] if "nft" in each]

    assert notes("open") == []
    assert portbook(tmp_path, "generate").status == 0
    assert notes("open") == []
    silent = "nftables/db.nft opens 5432/tcp, where nothing listens for other machines"
    assert notes("none") == [silent]
    assert notes("open", "shut", "odd") == [
        "nftables/db.nft says nothing of 7/tcp, which listens for other machines",
        "nftables/db.nft refuses 9000/tcp to everybody, and it listens for others",
    ]
