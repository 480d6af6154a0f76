"""What the plugin makes of maps that are right, wrong, or no maps, and of files beside them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.real.site.building import run_mkdocs, settings
from tests.support.cli import CHECKOUT
from tests.support.files import make_files

RIGHT = "projects: {shop: {services: {web: 3000}}}\n"
WRONG = "projects: {shop: {services: {web: 3000, api: 3000}}}\n"
NAMING = """
projects:
  shop:
    notes: See [the guide](docs/GUIDE.md), [below](#nowhere) and ![the plan](plan.png).
    services: {web: 3000}
"""
UNREADABLE = "projects: {shop: {services: {web: 3000}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_files(
        tmp_path, {"ports.yaml": RIGHT, "mkdocs.yml": settings(), "docs/robots.txt": "hello"}
    )


def page(folder: Path, where: str) -> str:
    return (folder / "site" / where / "index.html").read_text(encoding="utf-8")


def test_a_map_with_errors_is_published_with_its_findings(folder: Path) -> None:
    make_files(folder, {"ports.yaml": WRONG})
    ran = run_mkdocs(folder, "build")
    assert ran.returncode == 0
    assert "ports.yaml:1:" in ran.stderr
    assert "error[port-conflict]" in ran.stderr
    assert "port-conflict" in page(folder, "findings")


def test_make_site_refuses_a_map_with_errors(folder: Path) -> None:
    """MkDocs counts the warnings that it prints: `--quiet` would take the strictness away."""
    make_files(folder, {"ports.yaml": WRONG})
    recipe = re.search(r"-m mkdocs (build .*)", (CHECKOUT / "Makefile").read_text("utf-8"))
    assert recipe
    assert "--strict" in recipe[1]
    ran = run_mkdocs(folder, *recipe[1].split())
    assert ran.returncode == 1
    assert "error[port-conflict]" in ran.stderr


def test_a_strict_build(folder: Path) -> None:
    """Notes may name what is not on the site, a wrong address says where to go, and pages that
    others lead to are not in the navigation."""
    make_files(folder, {"ports.yaml": NAMING})
    ran = run_mkdocs(folder, "build", "--strict")
    assert ran.returncode == 0, ran.stderr
    assert "the guide (<code>docs/GUIDE.md</code>)" in page(folder, "project/shop")
    missing = (folder / "site" / "404.html").read_text(encoding="utf-8")
    assert re.search(r'<a href="/[^"]*">The map</a>', missing)
    _, _, rest = page(folder, "hosts").partition('<nav class="md-nav md-nav--primary')
    navigation, _, _ = rest.partition("</nav>")
    assert "project/shop" not in navigation
    assert 'href="../changes/"' in navigation


@pytest.mark.parametrize("text", [UNREADABLE, "- a list\n"])
def test_no_map_ends_the_build_with_the_place(folder: Path, text: str) -> None:
    make_files(folder, {"ports.yaml": text})
    ran = run_mkdocs(folder, "build")
    assert ran.returncode == 1
    assert re.search(r"ports\.yaml:\d+:\d+: error\[", ran.stderr)
    assert "Traceback" not in ran.stderr


def test_a_missing_map_is_named(folder: Path) -> None:
    (folder / "ports.yaml").unlink()
    ran = run_mkdocs(folder, "build")
    assert ran.returncode == 1
    assert "ports.yaml" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_faulty_template_is_named(folder: Path) -> None:
    make_files(folder, {"templates/site/home.md.j2": "{{ nothing.of.this }}"})
    ran = run_mkdocs(folder, "build")
    assert ran.returncode == 1
    assert "site/home.md.j2:1" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_own_templates_styles_and_pages_replace_ours(folder: Path) -> None:
    make_files(
        folder,
        {
            "templates/site/home.md.j2": "# Our own home\n",
            "templates/site/assets/portbook/map.css": "/* ours */",
            "docs/changes/index.md": "# Our own changes\n",
        },
    )
    ran = run_mkdocs(folder, "build", "--strict")
    assert ran.returncode == 0, ran.stderr
    assert "Our own home" in page(folder, "")
    assert "Our own changes" in page(folder, "changes")
    assets = folder / "site" / "assets"
    assert (assets / "portbook" / "map.css").read_text() == "/* ours */"
    assert "--pb-ink" in (assets / "portbook" / "theme.css").read_text()


def test_templates_of_another_repository_are_no_part_of_this_site(folder: Path) -> None:
    """MkDocs runs those of a theme without a sandbox, and others are scripts in a reader's page."""
    text = settings().replace("  - portbook\n", "  - portbook: {map: theirs/ports.yaml}\n")
    theirs = {
        "ports.yaml": RIGHT,
        ".git/x": "",
        "templates/site/home.md.j2": "<script>hers()</script>",
        "templates/site/overrides/main.html": "{{ config.__class__.__mro__ }}",
        "templates/site/assets/portbook.js": "hers()",
    }
    make_files(folder, {"mkdocs.yml": text} | {f"theirs/{at}": each for at, each in theirs.items()})
    ran = run_mkdocs(folder, "build")
    assert ran.returncode == 0, ran.stderr
    made = [path.read_bytes() for path in (folder / "site").rglob("*") if path.is_file()]
    assert not any(b"hers()" in each or b"__mro__" in each or b"<class" in each for each in made)


def test_an_asset_that_is_a_link_out_ends_the_build(folder: Path) -> None:
    (
        make_files(folder, {"templates/site/assets/y": ""}) / "templates/site/assets/x.css"
    ).symlink_to("/etc/passwd")
    ran = run_mkdocs(folder, "build")
    assert (ran.returncode, "site/assets/x.css: it is a link out" in ran.stderr) == (1, True)


def test_a_map_elsewhere_under_another_name(folder: Path) -> None:
    (folder / "ports.yaml").unlink()
    text = settings().replace("  - portbook\n", "  - portbook: {map: maps/all.yaml}\n")
    make_files(folder, {"maps/all.yaml": RIGHT, "mkdocs.yml": text})
    ran = run_mkdocs(folder, "build", "--strict")
    assert ran.returncode == 0, ran.stderr
    assert "3000" in page(folder, "")
