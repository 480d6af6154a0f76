"""`generate` may skip its work only when doing it would change nothing."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from portbook.disk.fresh import is_fresh
from portbook.project import generate, load, write
from portbook.targets.gitfiles import STAMP
from portbook.text.record import digest, parse_record
from tests.support.files import make_files

MAP = "include: [more/*.yaml]\nprojects: {shop: {services: {web: 3000}}}\n"
MORE = "projects: {blog: {services: {site: 4000}}}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    make_files(tmp_path, {"ports.yaml": MAP, "more/blog.yaml": MORE, "templates/x.j2": "x"})
    run(tmp_path)
    return tmp_path


def run(folder: Path) -> None:
    loaded = load(folder / "ports.yaml")
    plan, problems = generate(loaded)
    assert plan is not None, problems
    write(loaded, plan, whole=True)


def fresh(folder: Path) -> bool:
    return is_fresh(folder / "ports.yaml", folder / "generated") is not None


def test_nothing_has_changed(folder: Path) -> None:
    assert fresh(folder)


def touch(folder: Path) -> None:
    make_files(folder, {"ports.yaml": MAP})


def test_a_new_time_alone_is_no_change(folder: Path) -> None:
    touch(folder)
    assert fresh(folder)


CHANGES: dict[str, Callable[[Path], object]] = {
    "the map": lambda f: make_files(f, {"ports.yaml": MAP.replace("3000", "3001")}),
    "an included file": lambda f: make_files(f, {"more/blog.yaml": MORE.replace("4000", "4001")}),
    "a new file that a pattern matches": lambda f: make_files(f, {"more/new.yaml": ""}),
    "an included file that is gone": lambda f: (f / "more/blog.yaml").unlink(),
    "a template": lambda f: make_files(f, {"templates/x.j2": "y"}),
    "a new template": lambda f: make_files(f, {"templates/y.j2": "y"}),
    "a generated file": lambda f: make_files(f, {"generated/shop/.env": "A=1"}),
    "a generated file that is gone": lambda f: (f / "generated/shop/.env").unlink(),
    "the record": lambda f: make_files(f, {"generated/.portbook.json": "{}"}),
    "the record, gone": lambda f: (f / "generated/.portbook.json").unlink(),
    "the stamp": lambda f: make_files(f, {f"generated/{STAMP}": "[]"}),
    "the stamp, gone": lambda f: (f / "generated" / STAMP).unlink(),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_is_noticed(folder: Path, change: Callable[[Path], object]) -> None:
    change(folder)
    assert not fresh(folder)


def test_a_link_in_place_of_a_file_is_noticed(folder: Path) -> None:
    env = folder / "generated/shop/.env"
    env.rename(folder / "elsewhere")
    env.symlink_to(folder / "elsewhere")
    assert not fresh(folder)


def test_another_map_of_the_folder_is_another_matter(folder: Path) -> None:
    make_files(folder, {"other.yaml": MAP})
    assert is_fresh(folder / "other.yaml", folder / "generated") is None


def test_a_map_that_changed_while_it_was_read_leaves_no_stamp(folder: Path) -> None:
    (folder / "generated" / STAMP).unlink()
    loaded = load(folder / "ports.yaml")
    make_files(folder, {"ports.yaml": MAP.replace("3000", "3001")})
    plan, _ = generate(loaded)
    assert plan is not None
    write(loaded, plan, whole=True)
    assert not (folder / "generated" / STAMP).exists()


def test_a_link_that_comes_alive_is_noticed(folder: Path) -> None:
    (folder / "more/late.yaml").symlink_to(folder / "late.yaml")
    run(folder) if not fresh(folder) else None
    assert fresh(folder)
    make_files(folder, {"late.yaml": "projects: {late: {services: {x: 5000}}}\n"})
    assert not fresh(folder)


def test_a_link_among_templates_is_noticed_and_not_followed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No template lies behind one that leads out: to look there might be to read the whole disk."""
    seen: list[bytes] = []

    def noted(data: bytes) -> str:
        seen.append(data)
        return digest(data)

    monkeypatch.setattr("portbook.disk.fresh.digest", noted)
    link = folder / "templates/linked"
    make_files(folder, {"shared/y.j2": "of others"})
    link.symlink_to(folder / "shared")
    run(folder)
    assert fresh(folder)
    link.unlink()
    link.symlink_to(folder / "more")
    assert not fresh(folder)
    (folder / "templates").rename(folder / "elsewhere")
    (folder / "templates").symlink_to(folder / "shared")
    assert not fresh(folder)
    assert b"of others" not in seen


def test_a_folder_replaced_by_a_link_is_noticed(folder: Path) -> None:
    (folder / "generated/shop").rename(folder / "elsewhere")
    (folder / "generated/shop").symlink_to(folder / "elsewhere")
    assert not fresh(folder)


def test_a_pipe_in_place_of_a_file_is_not_waited_for(folder: Path) -> None:
    env = folder / "generated/shop/.env"
    env.unlink()
    os.mkfifo(env)
    assert not fresh(folder)


@pytest.mark.parametrize("data", [b"\xff\xfe", b"[" * 200_000, b""])
def test_a_damaged_stamp_costs_only_the_work(folder: Path, data: bytes) -> None:
    make_files(folder, {f"generated/{STAMP}": data})
    assert not fresh(folder)
    run(folder)
    assert fresh(folder)


def test_a_damaged_record_is_read_as_far_as_it_goes() -> None:
    """A lone surrogate is in the name of no file."""
    none = "".join(f'{each}: "{"0" * 64}",\n' for each in ('"a\\q"', '"\\ud800"', '"\\udcff/x"'))
    text = "{\n" + none + '"b": "' + "1" * 64 + '"\n}\n'
    assert parse_record(text) == {"b": {"1" * 64}}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no such files")
@pytest.mark.parametrize("name", [STAMP, ".portbook.json"])
def test_a_pipe_in_place_of_what_we_keep_is_not_waited_for(folder: Path, name: str) -> None:
    (folder / "generated" / name).unlink()
    os.mkfifo(folder / "generated" / name)
    assert not fresh(folder)
