"""ports.local.yaml: what it says, what it leaves out, and what is wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from portbook.language.load import read
from portbook.machine.here import read_here
from portbook.model.portmap import PortMap
from portbook.text.source import Source
from tests.support.files import make_files

MAP = """\
hosts: {laptop: {}, server: {}}
projects:
  shop: {path: ../shop, services: {web: 3000, api: {port: 8000, directory: services/api}}}
  blog: {services: {site: 4000}}
"""


def map_of(text: str = MAP) -> PortMap:
    portmap = read(Source("ports.yaml", text)).portmap
    assert portmap is not None
    return portmap


@pytest.mark.parametrize(
    ("local", "option", "host", "because"),
    [
        (None, None, "laptop", "it is the map's first host"),
        ("", None, "laptop", "it is the map's first host"),
        ("host: server\n", None, "server", "ports.local.yaml says so"),
        ("host: server\n", "laptop", "laptop", "--host says so"),
        ("paths: {shop: x}\n", None, "laptop", "it is the map's first host"),
        ("host: ~\npaths:\n", None, "laptop", "it is the map's first host"),
    ],
)
def test_which_host(
    tmp_path: Path, local: str | None, option: str | None, host: str, because: str
) -> None:
    if local is not None:
        make_files(tmp_path, {"ports.local.yaml": local})
    here, problems = read_here(map_of(), tmp_path / "ports.yaml", option)
    assert (here.host, here.because, problems) == (host, because, [])


def test_the_only_host() -> None:
    here, _ = read_here(map_of("projects: {shop: {services: {web: 3000}}}"), Path("ports.yaml"))
    assert (here.host, here.because) == ("localhost", "it is the map's only host")


def test_where_checkouts_lie(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/somebody")
    portmap = map_of()
    shop, blog = portmap.projects["shop"], portmap.projects["blog"]
    base = tmp_path / "maps"
    make_files(base, {"ports.yaml": MAP})
    here, _ = read_here(portmap, base / "ports.yaml")
    assert here.checkout(shop) == tmp_path / "shop"
    assert here.folder(shop, shop.services["api"]) == tmp_path / "shop/services/api"
    assert here.folder(shop, shop.services["web"]) == tmp_path / "shop"
    assert here.checkout(blog) is None
    assert here.folder(blog, blog.services["site"]) is None
    make_files(base, {"ports.local.yaml": "paths: {shop: ~/code/shop, blog: ../b}\n"})
    here, problems = read_here(portmap, base / "ports.yaml")
    assert problems == []
    assert here.checkout(shop) == Path("/home/somebody/code/shop")
    assert here.checkout(blog) == tmp_path / "b"


def test_a_user_nobody_knows_is_a_folder(tmp_path: Path) -> None:
    make_files(tmp_path, {"ports.local.yaml": "paths: {shop: ~no-such-user-here/shop}\n"})
    here, problems = read_here(map_of(), tmp_path / "ports.yaml")
    assert (here.paths, problems) == ({"shop": tmp_path / "~no-such-user-here/shop"}, [])


def test_a_project_alone_lies_where_its_map_does(tmp_path: Path) -> None:
    portmap = map_of("projects: {shop: {services: {web: 3000}}}")
    here, _ = read_here(portmap, tmp_path / "ports.yaml")
    assert here.checkout(portmap.projects["shop"]) == tmp_path


@pytest.mark.parametrize(
    ("local", "code", "message", "hint", "line"),
    [
        ("hots: a\n", "unknown-key", "there is no key 'hots'", "did you mean 'host'?", 1),
        ("host: lapto\n", "unknown-reference", "there is no host 'lapto'", "'laptop'", 1),
        ("host: 8\n", "wrong-type", "'host' is the name of one of the map's hosts", None, 1),
        ("host: [a]\n", "wrong-type", "'host' is the name of one of the map's hosts", None, 1),
        ("- host\n", "wrong-type", "ports.local.yaml holds keys and values", "write", 1),
        ("paths: here\n", "wrong-type", "'paths' gives each project its folder", None, 1),
        (
            "paths:\n  shp: x\n",
            *("unknown-reference", "there is no project 'shp'", "did you mean 'shop'?", 2),
        ),
        ("paths: {shop: }\n", "wrong-type", "'shop' needs the path of a folder", None, 1),
        ("paths: {shop: 7}\n", "wrong-type", "'shop' needs the path of a folder", None, 1),
        ("host: 'a\n", "syntax", "", None, 1),
        ("host: laptop\nhost: server\n", "duplicate-key", "'host' is given twice", None, 2),
    ],
)
def test_what_is_wrong_with_it(
    tmp_path: Path, local: str, code: str, message: str, hint: str | None, line: int
) -> None:
    make_files(tmp_path, {"ports.local.yaml": local})
    _, problems = read_here(map_of(), tmp_path / "ports.yaml")
    assert problems, local
    found = problems[0]
    assert found.code == code
    assert message in found.message
    assert hint is None or hint in (found.hint or "")
    assert found.place.line >= line
    assert found.place.source.name.endswith("ports.local.yaml")


def test_not_utf8(tmp_path: Path) -> None:
    make_files(tmp_path, {"ports.local.yaml": b"host: \xff\n"})
    _, problems = read_here(map_of(), tmp_path / "ports.yaml")
    assert [each.code for each in problems] == ["syntax"]
