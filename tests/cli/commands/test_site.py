"""`portbook site`: pages in a folder of their own, which it keeps to what the map says."""

from __future__ import annotations

from pathlib import Path

import pytest

from portbook.model.targets import TARGETS
from tests.support.cli import CHECKOUT, portbook
from tests.support.files import make_files, read_files

TWO = "projects:\n  shop: {services: {web: 3000}}\n  bank: {services: {api: 4000}}\n"
ONE = "projects:\n  shop: {services: {web: 3000}}\n"


def test_writes_pages_and_nothing_the_second_time(tmp_path: Path) -> None:
    make_files(tmp_path, {"ports.yaml": TWO})
    first = portbook(tmp_path, "site", "--out", "pages")
    assert first.status == 0
    assert first.out == ""
    written = read_files(tmp_path / "pages")
    assert {"index.md", "project/shop/index.md", "port/4000/index.md", "data/claims.json"} <= set(
        written
    )
    assert {"assets/portbook.css", "assets/portbook.js", ".portbook.json"} <= set(written)
    second = portbook(tmp_path, "site", "--out", "pages")
    assert second.status == 0
    assert second.err == f"pages: 0 written, {len(written) - 1} unchanged\n"
    assert read_files(tmp_path / "pages") == written


def test_a_mkdocs_yml_is_written_where_there_is_none(tmp_path: Path) -> None:
    make_files(tmp_path, {"ports.yaml": TWO, "own/mkdocs.yml": "site_name: mine\n"})
    ran = portbook(tmp_path, "site", "--out", "pages")
    assert "mkdocs.yml: written" in ran.err
    settings = (tmp_path / "mkdocs.yml").read_text(encoding="utf-8")
    assert 'docs_dir: "pages"' in settings or "docs_dir: pages" in settings
    assert "mkdocs.yml" not in portbook(tmp_path, "site", "--out", "own/pages").err
    assert (tmp_path / "own" / "mkdocs.yml").read_text(encoding="utf-8") == "site_name: mine\n"


def test_another_folder_gets_the_same_bytes(tmp_path: Path) -> None:
    make_files(tmp_path, {"a/ports.yaml": TWO, "b/deep/ports.yaml": TWO})
    portbook(tmp_path / "a", "site", "--out", "pages")
    portbook(tmp_path, "-f", "b/deep/ports.yaml", "site", "--out", "elsewhere/pages")
    assert read_files(tmp_path / "a/pages") == read_files(tmp_path / "elsewhere/pages")


def test_pages_of_removed_projects_go(tmp_path: Path) -> None:
    make_files(tmp_path, {"ports.yaml": TWO})
    portbook(tmp_path, "site", "--out", "pages")
    make_files(tmp_path, {"ports.yaml": ONE})
    ran = portbook(tmp_path, "site", "--out", "pages")
    assert ran.status == 0
    assert "removed" in ran.err
    left = read_files(tmp_path / "pages")
    assert not [path for path in left if "bank" in path or "4000" in path]
    make_files(tmp_path, {"fresh/ports.yaml": ONE})
    portbook(tmp_path / "fresh", "site", "--out", "pages")
    assert left == read_files(tmp_path / "fresh/pages")


@pytest.mark.parametrize("folder", ["notes", "generated"])
def test_folders_of_others_are_left_alone(tmp_path: Path, folder: str) -> None:
    make_files(tmp_path, {"ports.yaml": ONE, "notes/mine.md": "mine\n"})
    portbook(tmp_path, "generate")
    before = read_files(tmp_path)
    ran = portbook(tmp_path, "site", "--out", folder)
    assert ran.status == 2
    assert "did not write" in ran.err
    assert read_files(tmp_path) == before


def test_edited_pages_stay_unless_forced(tmp_path: Path) -> None:
    make_files(tmp_path, {"ports.yaml": TWO})
    portbook(tmp_path, "site", "--out", "pages")
    wanted = (tmp_path / "pages/index.md").read_text()
    make_files(tmp_path, {"pages/index.md": "mine\n"})
    ran = portbook(tmp_path, "site", "--out", "pages")
    assert ran.status == 1
    assert "pages/index.md: was edited by hand; left as it is" in ran.err
    assert (tmp_path / "pages/index.md").read_text() == "mine\n"
    assert portbook(tmp_path, "site", "--out", "pages", "--force").status == 0
    assert (tmp_path / "pages/index.md").read_text() == wanted


def test_a_map_with_findings_is_published_with_them(tmp_path: Path) -> None:
    make_files(tmp_path, {"ports.yaml": "projects: {a: {services: {x: 3000, y: 3000}}}\n"})
    assert portbook(tmp_path, "site", "--out", "pages").status == 0
    assert "port-conflict" in (tmp_path / "pages/findings/index.md").read_text()


def test_what_is_no_map_is_not_published(tmp_path: Path) -> None:
    make_files(tmp_path, {"ports.yaml": "projects: [\n"})
    ran = portbook(tmp_path, "site", "--out", "pages")
    assert ran.status == 2
    assert "syntax" in ran.err
    assert not (tmp_path / "pages").exists()


def test_a_template_of_ones_own_replaces_a_page_and_its_faults_are_named(tmp_path: Path) -> None:
    own = "# {{ heading }}\n\n{{ '<b>' }}\n"
    make_files(tmp_path, {"ports.yaml": ONE, "templates/site/matrix.md.j2": own})
    assert portbook(tmp_path, "site", "--out", "pages").status == 0
    assert "&lt;b&gt;" in (tmp_path / "pages/matrix/index.md").read_text()
    make_files(tmp_path, {"templates/site/matrix.md.j2": "{{ missing }}\n"})
    ran = portbook(tmp_path, "site", "--out", "pages")
    assert ran.status == 1
    assert "site/matrix.md.j2:1: 'missing' is undefined" in ran.err


ASSETS = "templates/site/assets"


def test_an_asset_is_a_text_of_the_maps_own_folder(tmp_path: Path) -> None:
    make_files(tmp_path, {"ports.yaml": ONE, "secret": "hunter2"})
    asset = make_files(tmp_path, {f"{ASSETS}/y.css": "/* y */"}) / ASSETS / "x.css"
    for target in (tmp_path / "secret", Path("/etc/passwd"), tmp_path, tmp_path / "none"):
        asset.symlink_to(target)
        ran = portbook(tmp_path, "site", "--out", "pages")
        assert ran.status == 1
        assert "site/assets/x.css: it is" in ran.err
        assert not (tmp_path / "pages").exists()
        asset.unlink()
    asset.write_bytes(b"\xff\xfe")
    assert "no UTF-8 text" in portbook(tmp_path, "site", "--out", "pages").err
    asset.unlink()
    assert portbook(tmp_path, "site", "--out", "pages").status == 0
    assert (tmp_path / "pages/assets/y.css").read_text() == "/* y */"


def test_a_symlink_is_not_followed(tmp_path: Path) -> None:
    make_files(tmp_path, {"ports.yaml": ONE})
    (tmp_path / "real").mkdir()
    (tmp_path / "pages").symlink_to("real")
    assert portbook(tmp_path, "site", "--out", "pages").status == 2
    assert read_files(tmp_path / "real") == {}


def test_the_repositorys_own_map_is_published(tmp_path: Path) -> None:
    ran = portbook(tmp_path, "-f", str(CHECKOUT / "ports.yaml"), "site", "--out", "pages")
    assert ran.status == 0
    assert "finds nothing in this map" in (tmp_path / "pages/findings/index.md").read_text()


def test_a_host_that_is_not_declared_is_a_finding_and_no_fault(tmp_path: Path) -> None:
    asked = ", ".join(target.name for target in TARGETS if target.asked)
    text = f"""
hosts: {{laptop: {{}}}}
projects:
  shop:
    environments: {{d: mac}}
    targets: [{asked}]
    services:
      web: {{port: 3001, uses: [api, queue], start: run}}
      api: {{port: 3000, bind: 0.0.0.0, uses: [far@d/db]}}
      queue: {{kind: kafka, image: apache/kafka, port: "0.0.0.0:9092:9092"}}
  far:
    environments: {{d: attic}}
    services: {{db: {{port: 5432, bind: 0.0.0.0, uses: [shop@d/web]}}}}
"""
    make_files(tmp_path, {"ports.yaml": text})
    ran = portbook(tmp_path, "site", "--out", "site")
    assert ran.status == 0, ran.err
    assert "there is no host " in (tmp_path / "site/findings/index.md").read_text()
    assert portbook(tmp_path, "audit", "shop").status == 0
