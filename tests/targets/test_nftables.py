"""nftables between real network namespaces."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.support import namespaces
from tests.support.files import make_files
from tests.support.programs import need
from tests.targets.firewalled import files

# 9999 is of no claim: whoever could reach it before, still can.
REACHED = {
    ("web1", "4"): {5432, 7100, 8443, 9999, 5300, 5301},
    ("web1", "6"): {9999},
    ("web2", "4"): {9999},
    ("web2", "6"): {5433, 9999},
    ("stranger", "4"): {9999},
    ("stranger", "6"): {9999},
    ("itself", "4"): {*namespaces.TCP, *namespaces.UDP},
    ("itself", "6"): {*namespaces.TCP, *namespaces.UDP},
}


def test_every_flow_connects_and_no_other(tmp_path: Path) -> None:
    unshare = need("unshare")
    for program in ("nft", "ip"):
        need(program)
    make_files(tmp_path, {"db1.nft": files()["nftables/db1.nft"]})
    rules = str(tmp_path / "db1.nft")
    command = [str(unshare), "-rnm", sys.executable, namespaces.__file__, rules]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    found: dict[tuple[str, str], set[int]] = {}
    for line in done.stdout.splitlines():
        who, family, _, port, connected = line.split()
        found.setdefault((who, family), set())
        if connected == "yes":
            found[who, family].add(int(port))
    assert found == REACHED


def test_what_it_cannot_judge_is_left_alone_and_said() -> None:
    text = files()["nftables/db1.nft"]
    assert "# 7200/tcp is left alone: no IP address of shop/cron on named" in text
    spoken = text.partition("set tcp_spoken")[2].partition("}\n")[0]
    assert "7200" not in spoken
    assert "7300" not in text
    assert "nftables/named.nft" not in files()


def test_the_rules_of_every_host_are_taken_by_nft(tmp_path: Path) -> None:
    for name, text in files().items():
        if name.startswith("nftables/"):
            make_files(tmp_path, {name: text})
            programs = str(need("unshare")), str(need("nft"))
            command = [programs[0], "-rn", programs[1], "-c", "-f", str(tmp_path / name)]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stderr
