"""`open` as a person types it: which address, and in which browser."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.support.cli import portbook
from tests.support.files import make_files

MAP = """\
hosts: {laptop: {}, server: {address: 10.0.0.5, domain: shop.example}}
projects:
  shop:
    environments: {development: laptop, production: server}
    services:
      web: {kind: vite, port: 5173}
      api: {kind: express, ports: {ws: {number: 3003, scheme: ws}, http: 3002}}
      admin: {port: {number: 8443, scheme: https, path: /admin, bind: 0.0.0.0}}
      db: {kind: postgres, port: 5432}
      plain: 9000
      none: {kind: express, port: ~}
      media: {port: 7000-7010, kind: express}
      docs: {hosted: {by: Pages, url: "https://docs.shop.example/"}}
      auth: {same_as: id/server}
    proxy:
      production: {server_name: shop.example, listen: 80, routes: {/: web, /api/: api.http}}
  id: {services: {server: {kind: express, port: 4100}}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_files(tmp_path, {"ports.yaml": MAP})


@pytest.mark.parametrize(
    ("arguments", "url"),
    [
        ("web", "http://localhost:5173"),
        ("shop/web", "http://localhost:5173"),
        ("web -e production", "http://shop.example"),
        ("shop@production/web", "http://shop.example"),
        ("api", "http://localhost:3002"),
        ("api.http -e production", "http://shop.example/api"),
        ("admin", "https://localhost:8443/admin"),
        ("admin -e production", "https://shop.example:8443/admin"),
        ("docs", "https://docs.shop.example"),
        ("auth", "http://localhost:4100"),
    ],
)
def test_which_address(folder: Path, arguments: str, url: str) -> None:
    ran = portbook(folder, "open", "--print", *arguments.split())
    assert (ran.out, ran.err, ran.status) == (f"{url}\n", "", 0)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("api.ws", "shop/api speaks ws, which no browser opens"),
        ("db", "shop/db speaks postgresql, which no browser opens"),
        ("none", "is not known"),
        ("media", "is an interval of ports"),
        ("wbe", "Did you mean 'web'?"),
        ("web -e productoin", "Did you mean 'production'?"),
        ("shpo/web", "Did you mean 'shop'?"),
        ("web.x", "there is no endpoint 'x'"),
        ("db -e production", "no browser"),
    ],
)
def test_what_no_browser_opens(folder: Path, arguments: str, said: str) -> None:
    ran = portbook(folder, "open", "--print", *arguments.split())
    assert (ran.status, ran.out) == (2, "")
    assert said in " ".join(ran.err.split())


def test_the_browser_is_started(folder: Path) -> None:
    script = "import pathlib, sys; pathlib.Path('opened').write_text(sys.argv[1])"
    make_files(folder, {"browser.py": script})
    browser = f"{sys.executable} browser.py %s"
    ran = portbook(folder, "open", "web", BROWSER=browser)
    assert (ran.out, ran.status) == ("http://localhost:5173\n", 0)
    assert (folder / "opened").read_text() == "http://localhost:5173"


def test_no_browser(folder: Path) -> None:
    bare = {"PATH": "", "BROWSER": "no-such-browser-here %s", "DISPLAY": ""}
    ran = portbook(folder, "open", "web", **bare)
    assert ran.status == 1
    assert ran.out == "http://localhost:5173\n"
    assert "$BROWSER may name one" in ran.err
