"""`remove` as a person types it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.commands.shop import BLOG, FILES
from tests.support.cli import portbook
from tests.support.files import make_files, read_files


def test_what_is_referred_to_is_not_removed(tmp_path: Path) -> None:
    make_files(tmp_path, FILES)
    before = read_files(tmp_path)
    ran = portbook(tmp_path, "remove", "shop/api")
    assert ran.status == 1
    for said in ("shop/web (uses)", "shop/web (env VITE_API)", "blog/site (uses)", "route /api/"):
        assert said in ran.err
    assert "4 places refer to shop/api" in ran.err
    assert portbook(tmp_path, "remove", "shop").status == 1
    assert "something refers to blog/site" in portbook(tmp_path, "remove", "blog/site").err
    assert read_files(tmp_path) == before


def test_force_breaks_and_says_what(tmp_path: Path) -> None:
    make_files(tmp_path, FILES)
    ran = portbook(tmp_path, "remove", "shop/db", "--force")
    assert ran.status == 0, ran.err
    assert "breaks: shop/api (env DB) at ports.yaml:15:" in ran.out
    assert "Not generated because of errors: shop" in ran.err
    text = str(FILES["ports.yaml"])
    low, high = text.index("      # the store"), text.index("    proxy:")
    assert (tmp_path / "ports.yaml").read_text() == text[:low] + text[high:]


@pytest.mark.parametrize(
    ("before", "name", "after"),
    [
        ("web: 3000\n", "web", "{}"),
        ("web: 3000\n      api: 8000", "web", "api: 8000"),
        ("web: 3000\n      api: 8000", "api", "web: 3000"),
        (
            "web: 3000\n      # api's\n      api: 8000\n      # api's?\n",
            "api",
            "web: 3000\n      # api's?\n",
        ),
        (
            "web: 3000\n\n      api:\n        port: 1024\n        # inside\n\n      db: 5432\n",
            "api",
            "web: 3000\n\n      db: 5432\n",
        ),
    ],
)
def test_the_entry_goes_with_what_is_its_own(
    tmp_path: Path, before: str, name: str, after: str
) -> None:
    head = "projects:\n  shop:\n    services:"
    make_files(tmp_path, {"ports.yaml": f"{head}\n      {before}"})
    ran = portbook(tmp_path, "remove", name)
    assert ran.status == 0, ran.err
    whole = (tmp_path / "ports.yaml").read_text()
    assert whole == (f"{head} {{}}\n" if after == "{}" else f"{head}\n      {after}")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("{web: 3000, api: 8000, db: 5432}", "{web: 3000, db: 5432}"),
        ("{web: 3000, api: 8000}", "{web: 3000}"),
        ("{api: 8000}", "{}"),
        ("{api: 8000, web: 3000,}", "{web: 3000,}"),
        ("{\n  web: 3000, # w\n  api: 8000, # a\n}", "{\n  web: 3000, # w\n}"),
        ("{\n  web: 3000, # w\n  api: 8000 # a\n}", "{\n  web: 3000, # w\n}"),
    ],
)
def test_an_entry_of_a_flow(tmp_path: Path, before: str, after: str) -> None:
    make_files(tmp_path, {"ports.yaml": f"projects: {{shop: {{services: {before}}}}}\n"})
    ran = portbook(tmp_path, "remove", "api")
    assert ran.status == 0, ran.err
    assert (tmp_path / "ports.yaml").read_text() == f"projects: {{shop: {{services: {after}}}}}\n"


def test_a_project_is_removed_with_its_files(tmp_path: Path) -> None:
    make_files(
        tmp_path,
        {
            "ports.yaml": "include: [blog.yaml]\nprojects: {shop: {services: {api: 1024}}}\n",
            "blog.yaml": BLOG.replace(", uses: shop/api", ""),
        },
    )
    portbook(tmp_path, "generate")
    assert portbook(tmp_path, "remove", "blog").status == 0
    assert (tmp_path / "blog.yaml").read_text() == "projects: {}\n"
    assert not (tmp_path / "generated/blog").exists()


def test_an_anchor_that_others_need_stays(tmp_path: Path) -> None:
    text = "projects: {shop: {services: {a: &a {port: 3000}, b: {<<: *a, port: 3001}}}}\n"
    make_files(tmp_path, {"ports.yaml": text})
    ran = portbook(tmp_path, "remove", "a")
    assert (ran.status, "cannot be removed" in ran.err) == (1, True), ran.err
    assert (tmp_path / "ports.yaml").read_text() == text
