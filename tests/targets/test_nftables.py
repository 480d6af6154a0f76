"""nftables between real network namespaces, and NetworkPolicies, as their programs take them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import yaml

from portbook.text.source import Source
from tests.support import namespaces
from tests.support.files import make_files
from tests.support.nginx import generated
from tests.support.programs import need

MAP = """
hosts:
  web1: {address: 10.77.0.1}
  web2: {address: "fd77::3"}
  named: {address: named.example}
  db1: {address: 10.77.0.2}
settings: {targets: [nftables, networkpolicy]}
projects:
  shop:
    environments: {production: web1}
    services:
      api: {kind: express, port: 3002, bind: 0.0.0.0, uses: [db, dns, site, published]}
      far: {host: web2, port: 3009, uses: [db6]}
      cron: {host: named, uses: [aside]}
      db: {kind: postgres, port: 5432, host: db1, bind: 0.0.0.0}
      db6: {kind: postgres, port: 5433, host: db1, bind: "::"}
      dns: {port: "5300-5301/udp", host: db1, bind: 0.0.0.0}
      other: {port: 5302/udp, host: db1, bind: 0.0.0.0}
      site: {port: 7100, host: db1, bind: 0.0.0.0}
      closed: {port: 7101, host: db1, bind: 0.0.0.0}
      published: {image: x, port: "0.0.0.0:8443:443", host: db1}
      aside: {port: 7200, host: db1, bind: 0.0.0.0}
      own: {port: 7300, host: db1}
"""
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


def files() -> dict[str, str]:
    source = Source("ports.yaml", MAP)
    return generated(source, "nftables") | generated(source, "networkpolicy")


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


def test_network_policies_are_taken_and_name_the_callers(tmp_path: Path) -> None:
    text = files()["shop/networkpolicy/production.yaml"]
    make_files(tmp_path, {"policies.yaml": text})
    command = [str(need("kubernetes-validate")), "--strict", "policies.yaml"]
    assert subprocess.run(command, cwd=tmp_path, check=False, capture_output=True).returncode == 0
    policies = {each["metadata"]["name"]: each["spec"] for each in yaml.safe_load_all(text) if each}
    (rule,) = policies["shop-published"]["ingress"]
    labels = {"app.kubernetes.io/name": "api", "app.kubernetes.io/part-of": "shop"}
    assert rule == {
        "from": [{"podSelector": {"matchLabels": labels}}],
        "ports": [{"protocol": "TCP", "port": 443}],
    }
    assert policies["shop-db6"]["ingress"][0]["from"] == [{"ipBlock": {"cidr": "fd77::3/128"}}]
    assert policies["shop-dns"]["ingress"][0]["ports"] == [
        {"protocol": "UDP", "port": 5300, "endPort": 5301}
    ]
    assert policies["shop-closed"]["ingress"] == []
    assert "# shop/cron is left out: no IP address of named is known" in text
