"""Services and ingresses, as a validator of Kubernetes takes them."""

from __future__ import annotations

from pathlib import Path

import yaml

from tests.support.files import make_files
from tests.support.nginx import generated
from tests.support.programs import need
from tests.targets.operated import SHOP, ran


def test_kubernetes_takes_what_is_written(tmp_path: Path) -> None:
    [(path, text)] = generated(SHOP, "kubernetes").items()
    assert path == "shop/kubernetes/production.yaml"
    make_files(tmp_path, {path: text})
    done = ran(need("kubernetes-validate"), "--strict", path, cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    documents = {
        (each["kind"], each["metadata"]["name"]): each for each in yaml.safe_load_all(text)
    }
    assert set(documents) == {
        ("Service", "web"),
        ("Service", "api"),
        ("Service", "dns"),
        ("Service", "prom"),
        ("Ingress", "shop-production"),
    }
    assert documents["Service", "web"]["spec"]["ports"] == [
        {
            "name": "default",
            "port": 80,
            "targetPort": 80,
            "protocol": "TCP",
            "appProtocol": "http",
            "nodePort": 30080,
        }
    ]
    wrong = text.replace("port: 53", "port: fifty")
    make_files(tmp_path, {path: wrong})
    assert ran(need("kubernetes-validate"), path, cwd=tmp_path).returncode != 0
