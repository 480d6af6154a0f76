"""`update`, `check --locked` and edits, on real repositories over file://."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.support.cli import Ran, portbook
from tests.support.repositories import Repository

SHOP = "projects: {shop: {owner: Team Shop, services: {web: 3000, api: 3001}}}\n"
WIKI = "projects: {wiki: {services: {web: 4000}}}\n"
ROOT = """\
sources:
  shop: {git: "SHOP", projects: [shop], ranges: [3000-3099]}
  wiki: {git: "WIKI"}
projects:
  hub: {services: {web: {port: 5100, env: {SHOP: "{shop/api.url}"}}}}
"""


class House:
    """Two repositories, a map that has them as sources, and a cache of its own."""

    def __init__(self, top: Path) -> None:
        self.top = top
        self.shop = Repository(top / "git", "shop", SHOP)
        self.wiki = Repository(top / "git", "wiki", WIKI)
        self.root = top / "root"
        self.root.mkdir()
        text = ROOT.replace("SHOP", self.shop.url, 1).replace("WIKI", self.wiki.url)
        (self.root / "ports.yaml").write_text(text)

    def run(self, *arguments: str, **environment: str) -> Ran:
        return portbook(
            self.root, *arguments, XDG_CACHE_HOME=str(self.top / "cache"), **environment
        )

    @property
    def lock(self) -> str:
        return (self.root / "ports.lock").read_text()

    def codes(self, *arguments: str) -> list[str]:
        found = json.loads(self.run("check", "--json", *arguments).out)["diagnostics"]
        return [each["code"] for each in found]


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


@pytest.fixture
def pinned(house: House) -> House:
    ran = house.run("update")
    assert ran.status == 0, ran.err
    return house


def test_update_pins_and_check_reads_the_pins(house: House) -> None:
    assert house.codes() == ["stale-lock", "stale-lock", "unknown-reference"]
    # A text that is worth it is parsed once, by update.
    house.wiki.write(WIKI + f"# {'-' * 2_000}\n")
    ran = house.run("update")
    assert "added  shop/api  3001" in ran.out
    assert len([*(house.top / "cache" / "portbook" / "trees").iterdir()]) == 1
    assert [line.split()[0] for line in house.lock.splitlines()] == ["shop", "wiki"]
    assert house.codes("--locked") == []
    assert house.run("list").out.count("localhost  other") == 4
    # What a source does now matters only once it is pinned.
    house.shop.write(SHOP.replace("3001", "3002"))
    before = house.lock
    assert house.codes("--locked") == []
    ran = house.run("update", "wiki")
    assert house.lock == before
    ran = house.run("update", "shop")
    assert "moved  shop/api  3001 -> 3002" in ran.out
    assert "hub/web (SHOP)" in ran.out
    assert house.lock != before


def test_new_errors_keep_the_lock_unless_forced(pinned: House) -> None:
    before = pinned.lock
    pinned.shop.write(SHOP.replace("3001", "5100"))
    ran = pinned.run("update")
    assert ran.status == 1
    assert "new error[port-conflict]" in ran.out
    assert "new error[source-claim]" in ran.out
    assert "(shop:ports.yaml:1:64)" in ran.out
    assert pinned.lock == before
    pinned.run("update", "--force")
    assert pinned.lock != before
    ran = pinned.run("check")
    assert "shop:ports.yaml:1:64: error[source-claim]" in ran.out
    assert f"shop is {pinned.shop.url} at " in ran.err
    assert "have one moved in its own repository" not in ran.out


def test_the_lock_must_not_lag(pinned: House) -> None:
    path = pinned.root / "ports.yaml"
    text = path.read_text()
    for changed in (
        text.replace("projects: [shop]", "projects: [shop], rev: next"),
        text.replace("projects: [shop]", "projects: [shop], path: other.yaml"),
        text.replace(f'wiki: {{git: "{pinned.wiki.url}"}}', ""),
    ):
        path.write_text(changed)
        assert pinned.codes() == []
        assert pinned.codes("--locked") == ["stale-lock"]


def test_a_moved_tag_and_a_rewritten_branch_are_said(pinned: House) -> None:
    pinned.shop.git("tag", "v1")
    pinned.shop.git("push", "-q", "origin", "v1")
    path = pinned.root / "ports.yaml"
    path.write_text(path.read_text().replace("projects: [shop]", "rev: v1, projects: [shop]"))
    pinned.run("update")
    pinned.shop.write(SHOP.replace("3001", "3003"))
    pinned.shop.git("tag", "-f", "v1")
    pinned.shop.git("push", "-qf", "origin", "v1")
    ran = pinned.run("update")
    assert "shop: the tag v1 was moved: it was " in ran.err
    pinned.wiki.write(WIKI.replace("4000", "4001"))
    assert "rewritten" not in pinned.run("update").err
    pinned.wiki.write(WIKI.replace("4000", "4002"), amend=True)
    ran = pinned.run("update")
    assert "wiki: the branch main was rewritten: " in ran.err
    assert "moved  wiki/web  4001 -> 4002" in ran.out


def test_a_fresh_clone_gets_what_is_pinned_not_what_is_newest(pinned: House) -> None:
    pinned.shop.write(SHOP.replace("3001", "3002"))
    before = pinned.lock
    shutil.rmtree(pinned.top / "cache")
    assert pinned.codes() == ["include", "include", "unknown-reference"]
    assert pinned.run("update", "--locked").status == 0
    assert pinned.lock == before
    assert pinned.codes("--locked") == []
    assert "3001" in pinned.run("list").out


def test_vendored_texts_need_neither_cache_nor_network(pinned: House) -> None:
    pinned.run("update", "--vendor")
    shutil.rmtree(pinned.top / "cache")
    shutil.rmtree(pinned.top / "git")
    assert pinned.codes("--locked") == []
    vendored = pinned.root / ".portbook" / "sources" / "shop.yaml"
    assert vendored.read_text() == SHOP
    vendored.write_text(SHOP.replace("3001", "3002"))
    assert pinned.codes() == ["include", "unknown-reference"]


def test_a_tampered_cache_is_not_believed(pinned: House) -> None:
    for path in (pinned.top / "cache").rglob("*.yaml"):
        path.write_text(SHOP.replace("3001", "6666"))
    ran = pinned.run("check")
    assert "its digest is another" in ran.out
    assert "6666" not in pinned.run("list").out
    assert pinned.run("update", "--locked").status == 0
    assert pinned.codes("--locked") == []


def test_one_vanished_origin_holds_up_no_other(pinned: House) -> None:
    shutil.rmtree(pinned.wiki.bare)
    pinned.shop.write(SHOP.replace("3001", "3002"))
    ran = pinned.run("update")
    assert ran.status == 1
    assert f"wiki: {pinned.wiki.url}: " in ran.err
    assert "moved  shop/api  3001 -> 3002" in ran.out
    assert pinned.codes("--locked") == []


def test_what_is_no_map_of_the_repository_is_refused(house: House) -> None:
    path = house.shop.tree / "ports.yaml"
    path.unlink()
    path.symlink_to("/etc/passwd")
    house.shop.commit()
    assert "is a link, which is not followed" in house.run("update", "shop").err
    path.unlink()
    house.shop.commit()
    assert "there is no file ports.yaml" in house.run("update", "shop").err
    assert not (house.root / "ports.lock").exists() or "shop" not in house.lock


def test_no_hook_of_a_template_is_run(house: House) -> None:
    marker = house.top / "marker"
    hooks = house.top / "template" / "hooks"
    hooks.mkdir(parents=True)
    for hook in ("post-checkout", "reference-transaction", "post-merge"):
        (hooks / hook).write_text(f"#!/bin/sh\ntouch {marker}\n")
        (hooks / hook).chmod(0o755)
    ran = house.run("update", GIT_TEMPLATE_DIR=str(hooks.parent))
    assert ran.status == 0, ran.err
    assert not marker.exists()


def test_nested_sources_and_includes_are_refused(house: House) -> None:
    house.shop.write(f'sources: {{x: {{git: "{house.wiki.url}"}}}}\ninclude: [a.yaml]\n{SHOP}')
    ran = house.run("update")
    assert ran.status == 1
    assert "a source has no sources" in ran.out + ran.err or "unknown-key" in ran.out
    assert not (house.root / "ports.lock").exists()


def test_the_root_may_not_edit_what_is_of_a_source(pinned: House) -> None:
    for arguments in (
        ("move", "shop/web", "3005"),
        ("rename", "shop/web", "front"),
        ("remove", "shop/web"),
        ("add", "shop/new", "--port", "3009"),
    ):
        ran = pinned.run(*arguments)
        assert ran.status == 1, arguments
        assert "Team Shop" in ran.err or pinned.shop.url in ran.err, ran.err
    shown = pinned.run("impact", "shop/api").out
    assert f"not edited here: ask Team Shop: it is in ports.yaml of {pinned.shop.url}" in shown
    assert pinned.run("move", "hub/web", "5101").status == 0


def test_a_folder_takes_a_source_s_place_on_this_machine(pinned: House) -> None:
    (pinned.root / "ports.local.yaml").write_text("sources: {shop: ../git/shop}\n")
    (pinned.shop.tree / "ports.yaml").write_text(SHOP.replace("3001", "3042"))
    ran = pinned.run("check")
    assert ran.status == 0
    assert "warning[stale-lock]: the source shop is read from " in ran.out
    assert "3042" in pinned.run("list").out
    assert pinned.codes("--locked") == []


def test_one_name_in_two_sources_is_an_error_at_both_places(house: House) -> None:
    house.wiki.write(WIKI.replace("wiki", "shop"))
    ran = house.run("update", "--force")
    assert "'shop' is given twice" in ran.out
    assert "wiki:ports.yaml:1:12: error[duplicate-key]" in house.run("check").out
    assert "shop:ports.yaml:1:12: first given here" in house.run("check").out
