"""A generated Procfile beside honcho, which runs it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from tests.support.cli import portbook
from tests.support.files import make_files
from tests.support.programs import need

TEXT = """\
projects:
  shop:
    targets: [procfile]
    services:
      web: {port: 23998, start: 'echo "web $PORT $API_URL $PWD"; sh wait.sh web api'}
      api:
        port: 23999
        directory: api
        start: echo api ${PORT} $PWD $NAME; sh ../wait.sh api web
        env: {NAME: a b}
"""
# honcho ends all processes when the first ends: each waits until the other has spoken too.
WAIT = 'cd "$(dirname "$0")"; touch "$1.spoke"; until [ -e "$2.spoke" ]; do sleep 0.1; done\n'


def test_honcho_starts_each_on_its_own_port(tmp_path: Path) -> None:
    make_files(tmp_path, {"ports.yaml": TEXT})
    assert portbook(tmp_path, "generate").status == 0
    shop = tmp_path / "generated/shop"
    make_files(shop, {"wait.sh": WAIT})
    ran = subprocess.run(
        [need("honcho"), "--no-prefix", "start"],
        cwd=shop,
        env={**os.environ, "PORT": "5000"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    lines = ran.stdout.splitlines()
    assert f"web 23998 http://127.0.0.1:23999 {shop}" in lines, ran.stdout + ran.stderr
    assert f"api 23999 {shop}/api a b" in lines
