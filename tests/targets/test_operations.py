"""What is written for those who run things, taken by the programs that it is for."""

from __future__ import annotations

import csv
import io
import json
import subprocess
from http.client import HTTPConnection
from pathlib import Path

import yaml

from portbook.text.source import Source
from tests.support.echo import echo
from tests.support.files import make_files
from tests.support.nginx import generated
from tests.support.ports import free_port
from tests.support.programs import need
from tests.support.servers import serve

TITLE = 'Shop: it\'s "ours" # \u2028 {{x}}'
SHOP = Source(
    "ports.yaml",
    f"""
hosts:
  laptop: {{}}
  web1: {{domain: shop.example, address: web1.example, ssh: deploy@web1}}
  prod: {{cluster: kubernetes, address: k8s.example}}
projects:
  shop:
    title: {json.dumps(TITLE)}
    environments: {{development: laptop, staging: web1, production: prod}}
    services:
      web:
        {{kind: vite, image: acme/web, port: "3000:80", description: "All: pages",
         environments: {{production: {{port: 30080}}, staging: {{bind: 0.0.0.0}}}}}}
      api:
        {{kind: fastapi, image: acme/api, port: "8010:8000", health: /health,
         environments: {{production: {{port: 30081}}}}}}
      dns:
        {{image: acme/dns, port: "5353:53/tcp+udp", environments: {{production: {{port: 30053}}}}}}
      prom:
        {{kind: prometheus, image: prom/prometheus, port: 9090,
         environments: {{production: {{port: 30090}}, staging: {{bind: 0.0.0.0}}}}}}
    proxy:
      production:
        server_name: shop.example
        tls: {{certificate: a, key: b}}
        routes: {{/: web, /api/: {{to: api, strip: true}}, /v1/: api}}
""",
)
PROMETHEUS = """
scrape_configs:
  - job_name: metrics
    file_sd_configs: [{files: [prometheus/metrics.json]}]
  - job_name: blackbox
    metrics_path: /probe
    file_sd_configs: [{files: [prometheus/blackbox.json]}]
    relabel_configs:
      - {source_labels: [__address__], target_label: __param_target}
      - {source_labels: [__param_target], target_label: instance}
      - {target_label: __address__, replacement: 127.0.0.1:9115}
"""


def ran(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, timeout=60)


def test_prometheus_finds_its_targets(tmp_path: Path) -> None:
    files = generated(SHOP, "prometheus")
    make_files(tmp_path, {**files, "prometheus.yml": PROMETHEUS})
    done = ran(need("promtool"), "check", "config", "prometheus.yml", cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    metrics, blackbox = (
        {
            each
            for group in json.loads(files[f"prometheus/{name}.json"])
            for each in group["targets"]
        }
        for name in ("metrics", "blackbox")
    )
    assert metrics == {"127.0.0.1:9090", "web1.example:9090", "k8s.example:30090"}
    assert {
        "http://127.0.0.1:8010/health",
        "http://web1.example:3000/",
        "k8s.example:30053",
    } <= blackbox
    make_files(tmp_path, {"prometheus/metrics.json": '[{"targets": ["http://a/"], "label": {}}]'})
    assert ran(need("promtool"), "check", "config", "prometheus.yml", cwd=tmp_path).returncode == 1


def test_homepage_has_a_link_for_what_a_browser_opens() -> None:
    """Homepage itself is not to be had here: what its documentation shows is what is compared."""
    groups = yaml.safe_load(generated(SHOP, "homepage")["homepage/services.yaml"])
    titles = [title for group in groups for title in group]
    shown = 'Shop: it\'s "ours" # {{x}}'
    assert titles == [shown, f"{shown} (staging)", f"{shown} (production)"]
    assert groups[0][shown][0]["Web"] == {
        "href": "http://localhost:3000",
        "description": "All: pages",
        "siteMonitor": "http://localhost:3000",
    }


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


def test_spreadsheets_have_every_row() -> None:
    rows = list(csv.DictReader(io.StringIO(generated(SHOP, "csv")["csv/ports.csv"])))
    assert len(rows) == 16
    assert rows[0]["service"] == "web"
    assert rows[0]["container_port"] == "80"


def test_ssh_knows_the_forwards(tmp_path: Path) -> None:
    make_files(tmp_path, generated(SHOP, "sshconfig"))
    done = ran("ssh", "-G", "-F", "sshconfig/config", "web1-ports", cwd=tmp_path)
    lines = done.stdout.splitlines()
    assert {"hostname web1", "user deploy", "exitonforwardfailure yes"} <= set(lines)
    # What the first host has claimed itself is shifted.
    assert "localforward [127.0.0.1]:13000 [127.0.0.1]:3000" in lines
    assert "localforward [127.0.0.1]:19090 [127.0.0.1]:9090" in lines


SSHD = """
Port {port}
ListenAddress 127.0.0.1
HostKey {folder}/host
AuthorizedKeysFile {folder}/user.pub
PidFile {folder}/pid
UsePAM no
StrictModes no
"""


def test_ssh_forwards_to_what_listens_there(tmp_path: Path) -> None:
    """A real sshd on loopback, whose service is asked through the forward."""
    ssh, there = free_port(), free_port()
    for name in ("host", "user"):
        command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(tmp_path / name)]
        subprocess.run(command, check=True, timeout=60)
    (tmp_path / "sshd_config").write_text(SSHD.format(port=ssh, folder=tmp_path))
    text = f"""
hosts: {{laptop: {{}}, far: {{ssh: 127.0.0.1}}}}
projects:
  shop:
    environments: {{development: laptop, production: far}}
    services: {{api: {{port: {there}}}}}
"""
    [config] = generated(Source("ports.yaml", text), "sshconfig").values()
    here = int(config.split("LocalForward 127.0.0.1:")[1].split()[0])
    make_files(tmp_path, {"config": config})
    options = {
        "Port": ssh,
        "IdentityFile": tmp_path / "user",
        "UserKnownHostsFile": "/dev/null",
        "StrictHostKeyChecking": "no",
        "BatchMode": "yes",
    }
    client = ["ssh", "-F", str(tmp_path / "config"), "-N"]
    client += [word for name, value in options.items() for word in ("-o", f"{name}={value}")]
    server: list[str | Path] = [need("sshd"), "-D", "-e", "-f", tmp_path / "sshd_config"]
    with echo("api", there), serve(server, ssh), serve([*client, "far-ports"], here):
        connection = HTTPConnection("127.0.0.1", here, timeout=20)
        connection.request("GET", "/through")
        assert json.loads(connection.getresponse().read())["path"] == "/through"
