"""Prometheus takes the files of its targets."""

from __future__ import annotations

import json
from pathlib import Path

from tests.support.files import make_files
from tests.support.nginx import generated
from tests.support.programs import need
from tests.targets.operated import SHOP, ran

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
