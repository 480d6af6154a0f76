"""What may be overwritten or removed, and what never is."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path

import pytest

from portbook.disk.apply import apply, write_atomically
from portbook.disk.plan import Plan, diff_lines, make_plan, reserved
from portbook.text.record import RECORD, digest, parse_record, record_text
from portbook.text.source import LARGEST
from tests.support.files import make_files, read_files

FILES = [("a.txt", "one\n"), ("shop/.env", "PORT=1\n")]


def write(folder: Path, wanted: list[tuple[str, str]] = FILES, **options: object) -> Plan:
    plan = make_plan(folder, wanted, **options)  # type: ignore[arg-type]
    apply(plan)
    return plan


def test_everything_is_written_and_recorded(tmp_path: Path) -> None:
    write(tmp_path)
    files = read_files(tmp_path)
    assert files["a.txt"] == b"one\n"
    assert files["shop/.env"] == b"PORT=1\n"
    assert json.loads(files[RECORD]) == {path: digest(text.encode()) for path, text in FILES}


def test_names_that_the_file_system_takes_for_one_are_one_file(tmp_path: Path) -> None:
    """A hard link stands for it: the name of now leads to the file that was recorded otherwise."""
    write(tmp_path, [("Shop/.env", "PORT=1\n"), ("b", "x\n")])
    (tmp_path / "shop").mkdir(exist_ok=True)
    (tmp_path / "shop" / ".env").hardlink_to(tmp_path / "Shop" / ".env")
    plan = make_plan(tmp_path, [("shop/.env", "PORT=2\n"), ("B", "x\n")])
    assert [(each.path, each.after) for each in plan.changes] == [
        ("B", b"x\n"), ("b", None), ("shop/.env", b"PORT=2\n")]  # fmt: skip
    assert not plan.blocked


def test_a_second_time_changes_nothing_not_even_a_time(tmp_path: Path) -> None:
    write(tmp_path)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    plan = write(tmp_path)
    assert plan.clean
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def test_what_is_no_longer_wanted_goes_with_the_folders_it_leaves_empty(tmp_path: Path) -> None:
    write(tmp_path)
    write(tmp_path, FILES[:1])
    assert not (tmp_path / "shop").exists()


def test_nobody_elses_file_goes(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "shop" / "mine.txt").write_text("mine")
    write(tmp_path, FILES[:1])
    assert read_files(tmp_path / "shop") == {"mine.txt": b"mine"}


def test_an_edited_file_stays_unless_forced(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "a.txt").write_text("edited\n")
    plan = write(tmp_path, [("a.txt", "two\n"), FILES[1]])
    assert plan.blocked == (("a.txt", "was edited by hand"),)
    assert (tmp_path / "a.txt").read_text() == "edited\n"
    write(tmp_path, [("a.txt", "two\n"), FILES[1]], force=True)
    assert (tmp_path / "a.txt").read_text() == "two\n"


def test_an_edited_file_that_is_no_longer_wanted_stays(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "a.txt").write_text("edited\n")
    plan = write(tmp_path, FILES[1:])
    assert [path for path, _ in plan.blocked] == ["a.txt"]
    assert write(tmp_path, FILES[1:]).blocked == plan.blocked, "it is not forgotten either"


def test_what_a_record_names_is_removed_only_where_it_was_ours(tmp_path: Path) -> None:
    """A record comes with a repository: a stranger may have put any path into it."""
    record = record_text([("precious", "0" * 64), ("old.txt", "0" * 64)])
    made = "# Generated from ports.yaml by 'portbook generate'.\nedited\n"
    make_files(tmp_path, {RECORD: record, "precious": "theirs", "old.txt": made})
    plan = write(tmp_path, force=True)
    reason = "is no longer generated, nor as it was written: remove it yourself"
    assert (plan.blocked, plan.edited) == ((("precious", reason),), ())
    assert (tmp_path / "precious").read_text() == "theirs"
    assert not (tmp_path / "old.txt").exists()


def test_a_file_of_somebody_else_in_the_way_stays(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("theirs\n")
    plan = write(tmp_path)
    assert plan.blocked == (("a.txt", "was not written by portbook"),)
    assert (tmp_path / "a.txt").read_text() == "theirs\n"


def test_the_same_bytes_are_adopted(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("one\n")
    assert not write(tmp_path).blocked
    assert "a.txt" in parse_record((tmp_path / RECORD).read_text())


def test_conflict_markers_are_named(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "a.txt").write_text("<<<<<<< ours\none\n=======\ntwo\n>>>>>>> theirs\n")
    plan = make_plan(tmp_path, [("a.txt", "three\n"), FILES[1]])
    assert plan.blocked == (("a.txt", "holds conflict markers of a merge"),)


def test_a_record_with_conflict_markers_still_tells(tmp_path: Path) -> None:
    write(tmp_path)
    ours = (tmp_path / RECORD).read_text()
    theirs = record_text([("a.txt", "0" * 64)])
    (tmp_path / RECORD).write_text(f"<<<<<<< a\n{ours}=======\n{theirs}>>>>>>> b\n")
    assert not write(tmp_path, [("a.txt", "two\n"), FILES[1]]).blocked
    assert (tmp_path / "a.txt").read_text() == "two\n"


def test_only_some_projects(tmp_path: Path) -> None:
    wanted = [("shop/.env", "A=1\n"), ("blog/.env", "B=1\n")]
    write(tmp_path, wanted)
    write(tmp_path, [("shop/.env", "A=2\n")], ours=lambda path: path.startswith("shop/"))
    assert (tmp_path / "blog" / ".env").read_text() == "B=1\n"
    assert set(parse_record((tmp_path / RECORD).read_text())) == {"shop/.env", "blog/.env"}


@pytest.mark.parametrize(
    "path", ["../out.txt", "/out.txt", "a/../../out.txt", "a\\..\\out.txt", "nul\0.txt", ""]
)
def test_nothing_leaves_the_folder(tmp_path: Path, path: str) -> None:
    folder = tmp_path / "generated"
    plan = write(folder, [(path, "x")], force=True)
    assert plan.blocked == ((path, "leads out of the output folder"),)
    assert read_files(tmp_path) == {}


def test_nothing_goes_through_a_symlink(tmp_path: Path) -> None:
    folder, outside = tmp_path / "generated", tmp_path / "outside"
    outside.mkdir()
    folder.mkdir()
    (folder / "shop").symlink_to(outside)
    (folder / "a.txt").symlink_to(outside / "a.txt")
    plan = write(folder, force=True)
    assert dict(plan.blocked) == {"a.txt": "is a symlink", "shop/.env": "lies behind a symlink"}
    assert read_files(outside) == {}


def test_no_folder_on_the_way_is_a_symlink(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out").symlink_to(tmp_path / "elsewhere")
    plan = write(tmp_path / "out" / "sub", within=tmp_path, force=True)
    assert {reason for _, reason in plan.blocked} == {"lies behind a symlink"}
    assert read_files(tmp_path / "elsewhere") == {}


def test_a_path_that_is_wanted_twice_is_written_once(tmp_path: Path) -> None:
    plan = write(tmp_path, [("a.txt", "one\n"), ("a.txt", "two\n")])
    assert plan.blocked == (("a.txt", "is generated twice, with different contents"),)
    assert (tmp_path / "a.txt").read_text() == "one\n"


def test_an_interruption_forgets_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    write(tmp_path)
    plan = make_plan(tmp_path, FILES[:1])
    monkeypatch.setattr(os, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        apply(plan)
    monkeypatch.undo()
    assert (tmp_path / "shop").exists()
    write(tmp_path, FILES[:1])
    assert not (tmp_path / "shop").exists()


def test_a_folder_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "a.txt").mkdir()
    (tmp_path / "shop").write_text("a file")
    plan = write(tmp_path, force=True)
    assert dict(plan.blocked) == {"a.txt": "is a folder", "shop/.env": "lies in what is a file"}


def test_the_mode_is_kept(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "shop/.env").chmod(0o600)
    write(tmp_path, [FILES[0], ("shop/.env", "PORT=2\n")])
    assert (tmp_path / "shop/.env").stat().st_mode & 0o777 == 0o600


def test_nothing_half_written_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    plan = make_plan(tmp_path, FILES)
    monkeypatch.setattr(os, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        apply(plan)
    assert read_files(tmp_path) == {}


def test_a_diff_is_cut(tmp_path: Path) -> None:
    long = "".join(f"line {number}\n" for number in range(100))
    plan = make_plan(tmp_path, [("a.txt", long)])
    lines = list(diff_lines(tmp_path, plan.changes, limit=10))
    assert lines[:2] == ["--- /dev/null", f"+++ {tmp_path.name}/a.txt"]
    assert lines[-1] == "... 93 more lines"
    assert len(lines) == 11


def test_what_is_no_ordinary_file_is_not_even_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    plan = make_plan(tmp_path, FILES, force=True)
    assert plan.blocked == (("a.txt", "is not an ordinary file"),)


def test_a_file_system_without_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refused)
    write(tmp_path)
    write(tmp_path, [("a.txt", "two\n"), FILES[1]])
    assert (tmp_path / "a.txt").read_text() == "two\n"
    really, calls = os.replace, []

    def full(one: str, other: str) -> None:
        calls.append(other)
        if len(calls) == 2:
            raise OSError(errno.ENOSPC, "No space left on device")
        really(one, other)

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="No space"):
        write(tmp_path, [("a.txt", "three\n"), FILES[1]])
    assert read_files(tmp_path)["a.txt"] == b"two\n"


def test_a_read_only_file_stays_whatever_is_asked(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "a.txt").chmod(0o444)
    (tmp_path / "shop/.env").chmod(0o444)
    plan = write(tmp_path, [("a.txt", "two\n")], force=True)
    assert plan.blocked == (("a.txt", "is read-only"), ("shop/.env", "is read-only"))
    assert not plan.edited
    with pytest.raises(PermissionError):
        write_atomically(tmp_path / "a.txt", b"three")
    assert read_files(tmp_path)["a.txt"] == b"one\n"


def test_nothing_is_written_where_it_would_be_swept(tmp_path: Path) -> None:
    for folder, path in ((tmp_path, ".portbook.tmp/a"), (tmp_path / ".portbook.tmp/out", "a")):
        plan = make_plan(folder, [(path, "")], force=True)
        assert [each for each, _ in plan.blocked] == [path]
        assert not plan.changes


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "a.txt").open("wb") as file:
        file.truncate(LARGEST + 1)
    assert make_plan(tmp_path, FILES, force=True).blocked == (("a.txt", "is larger than 64 MB"),)


def test_another_maps_files_are_not_removed(tmp_path: Path) -> None:
    notice = "Generated from ports.yaml by 'portbook generate'"
    write(tmp_path, [("a.txt", f"# {notice}\n")], notice=notice)
    other = notice.replace("ports", "other")
    plan = write(tmp_path, [("b.txt", f"# {other}\n")], notice=other)
    assert [path for path, _ in plan.blocked] == ["a.txt"]
    assert (tmp_path / "a.txt").exists()


@pytest.mark.parametrize(
    ("path", "why"),
    [
        *((path, "is git's own") for path in (".Git/x", "a/git~1/x", ".git ", ".g\u200cit./x")),
        *(
            (path, "is a name that Windows reserves")
            for path in ("AUX.txt", "a/lpt0/b", "x.", "x ")
        ),
        *((path, None) for path in (".github/x", "com10", "a.con", "./x", "auxiliary")),
    ],
)
def test_names_that_nothing_is_written_to(path: str, why: str | None) -> None:
    assert reserved(path) == why
