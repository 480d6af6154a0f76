"""NetworkPolicies, as a validator of Kubernetes takes them."""

from __future__ import annotations

import subprocess
from pathlib import Path

import yaml

from tests.support.files import make_files
from tests.support.programs import need
from tests.targets.firewalled import files


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
