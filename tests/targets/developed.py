"""A map of a web application, for what is written for its development."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from portbook.text.source import Source
from tests.support.files import make_files
from tests.support.nginx import generated
from tests.support.programs import NODE_MODULES

HOSTILE = 'It\'s */ "the" \\ ${x} {{y}} --> base'


def shop(web: int = 3000, api: int = 8010, chat: int = 8020) -> Source:
    return Source(
        "ports.yaml",
        f"""
hosts: {{laptop: {{}}, web: {{domain: shop.example}}}}
projects:
  shop:
    environments: {{development: laptop, pre-prod: web, none: web}}
    services:
      web:
        kind: vite
        title: {json.dumps(HOSTILE)}
        port: {web}
        start: node server.mjs
        uses: [api, chat]
      api: {{kind: express, port: {api}, directory: api, health: /health}}
      chat: {{kind: phoenix, port: {chat}, directory: chat}}
      db: {{kind: postgres, image: postgres, port: 5440}}
    proxy:
      pre-prod: {{server_name: shop.example, routes: {{/: web, /api/: {{to: api, strip: true}}}}}}
""",
    )


def ran(command: list[str | Path], folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, timeout=120
    )


def written(folder: Path, target: str, source: Source | None = None) -> dict[str, str]:
    files = generated(source or shop(), target)
    make_files(folder, dict(files))
    return files


def node_project(folder: Path) -> None:
    (folder / "node_modules").symlink_to(NODE_MODULES)
    (folder / "package.json").write_text('{"type": "module"}')
