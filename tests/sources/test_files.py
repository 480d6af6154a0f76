"""What a file of a checkout draws in lies in its repository, whatever it is called."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from portbook.sources.walking import walk
from tests.support.files import make_files

OUTSIDE = {
    "secret.env": "API_PORT=19001\n",
    "secret.yaml": "services: {x: {image: x, ports: ['19002:19002']}}\n",
    "secret.conf": "server { listen 19003; location / { proxy_pass http://y:1; } }\n",
}
INSIDE = {
    "compose/compose.yaml": "include: ['{up}secret.yaml', ../linked.yaml]\n"
    "services:\n  web:\n    image: w\n    ports: ['19000:80']\n",
    "extends/compose.yaml": "services:\n  api:\n    image: a\n    ports: ['19004:80']\n"
    "    extends: {file: '{up}secret.yaml', service: x}\n"
    "  far:\n    image: a\n    extends: {file: ../linked.yaml, service: x}\n",
    "env/compose.yaml": "services:\n  env:\n    image: a\n    ports: ['19005:80']\n"
    "    env_file: ['{up}secret.env', ../linked.env]\n",
    "nginx/nginx.conf": "http { include {up}secret.conf; include ../linked.conf;\n"
    "server { listen 19006; server_name s; location / { proxy_pass http://z:1; } } }\n",
}


@pytest.mark.parametrize("repository", [True, False])
@pytest.mark.parametrize("up", ["../../", "{top}/"])
def test_nothing_is_drawn_in_from_elsewhere(tmp_path: Path, repository: bool, up: str) -> None:
    make_files(tmp_path, OUTSIDE)
    up = up.format(top=tmp_path)
    shop = make_files(
        tmp_path / "shop", {name: text.replace("{up}", up) for name, text in INSIDE.items()}
    )
    if repository:
        (shop / ".git").mkdir()
    for ending in ("yaml", "env", "conf"):
        (shop / f"linked.{ending}").symlink_to(tmp_path / f"secret.{ending}")
    found = {claim.port for claim in walk(shop).claims if claim.port}
    assert found == {19000, 19004, 19005, 19006}


@pytest.mark.parametrize("up", ["../../../../../../../../*/*/*/*/*", "*/../../*/*/*/*"])
def test_no_pattern_lists_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, up: str
) -> None:
    shop = make_files(
        tmp_path / "shop",
        {
            "nginx.conf": f"http {{ include {up}; server {{ listen 19006; location / "
            "{ proxy_pass http://z:1; } } }\n",
            "Caddyfile": f"import {up}\n:19007 {{\n reverse_proxy z:1\n}}\n",
            "below/x": "",
            ".git/x": "",
        },
    )
    listed: list[str] = []
    plain = os.scandir

    def scandir(path: str) -> Any:
        listed.append(os.path.realpath(path))
        return plain(path)

    monkeypatch.setattr(os, "scandir", scandir)
    assert {claim.port for claim in walk(shop).claims if claim.port} == {19006, 19007}
    assert [path for path in listed if not Path(path).is_relative_to(shop)] == []


def test_a_checkout_draws_in_what_is_its_own(tmp_path: Path) -> None:
    shop = make_files(
        tmp_path / "shop",
        {
            **OUTSIDE,
            **{name: text.replace("{up}", "../") for name, text in INSIDE.items()},
        },
    )
    found = {claim.port for claim in walk(shop).claims if claim.port}
    assert {19002, 19003} < found
