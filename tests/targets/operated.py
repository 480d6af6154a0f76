"""A map of a shop on three hosts, for what is written for those who run things."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from portbook.text.source import Source

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


def ran(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, timeout=60)
