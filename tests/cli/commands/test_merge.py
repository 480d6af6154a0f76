"""The merge driver, called by Git itself in real repositories."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from pathlib import Path

import pytest

from portbook.language.load import read
from portbook.text.source import Source
from tests.compare.history import Repository
from tests.support.cli import portbook

CHECKOUT = Path(__file__).parents[3]
DRIVER = f"PYTHONPATH={CHECKOUT}/generator {sys.executable} -m portbook merge %O %A %B %P"

BLOCK = """\
projects:
  shop:
    services:
      web: 3000
"""


def merge(folder: Path, base: str, ours: str, theirs: str, name: str = "ports.yaml") -> str | None:
    """The map as Git merges it; None where it stops with a conflict."""
    branches(folder, base, ours, theirs, name)
    done = subprocess.run(
        ["git", "-c", "user.name=a", "-c", "user.email=a@example.invalid", "merge", "-q", "theirs"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    said = done.stdout + done.stderr
    assert "Traceback" not in said
    (folder / "said").write_text(said)
    return (folder / name).read_text() if done.returncode == 0 else None


def branches(folder: Path, base: str, ours: str, theirs: str, name: str) -> Repository:
    made = Repository(folder)
    made.git("config", "merge.portbook.driver", DRIVER)
    made.commit("base", {name: base, ".gitattributes": "*.yaml merge=portbook\n"})
    made.git("checkout", "-q", "-b", "theirs-branch")
    made.commit("theirs", {name: theirs})
    made.git("checkout", "-q", "main")
    made.commit("ours", {name: ours})
    return made


def ports(text: str) -> dict[str, int | None]:
    reading = read(Source("ports.yaml", text))
    assert reading.portmap is not None, text
    assert not reading.problems
    return {
        f"{project.name}/{service.name}": service.endpoints[0].port
        for project in reading.portmap.projects.values()
        for service in project.services.values()
    }


def with_service(line: str, base: str = BLOCK) -> str:
    return f"{base}      {line}\n"


@pytest.mark.parametrize(
    ("base", "ours", "theirs"),
    [
        pytest.param(BLOCK, with_service("api: 3001"), with_service("jobs: 3001"), id="one line"),
        pytest.param(
            BLOCK,
            with_service("api: {port: 3001, kind: fastapi}  # ours"),
            with_service("jobs:\n        kind: express\n        port: 3001  # theirs"),
            id="flow beside block",
        ),
        pytest.param(
            "projects: {shop: {services: {web: 3000}}}\n",
            "projects: {shop: {services: {web: 3000, api: 3001}}}\n",
            "projects: {shop: {services: {web: 3000, jobs: 3001}}}\n",
            id="one line of flow",
        ),
        pytest.param(
            BLOCK.replace("\n", "\r\n"),
            with_service("api: 3001").replace("\n", "\r\n"),
            with_service("jobs: 3001").replace("\n", "\r\n"),
            id="CRLF",
        ),
        pytest.param(
            BLOCK,
            BLOCK.replace("      web", "      api: 3001\n      web"),
            with_service("jobs: 3001"),
            id="different places",
        ),
    ],
)
def test_both_services_stay_and_theirs_moves(
    tmp_path: Path, base: str, ours: str, theirs: str
) -> None:
    text = merge(tmp_path, base, ours, theirs)
    assert text is not None, (tmp_path / "said").read_text()
    assert ports(text) == {"shop/web": 3000, "shop/api": 3001, "shop/jobs": 3002}
    said = (tmp_path / "said").read_text()
    assert "shop/jobs moves from 3001 to 3002: shop/api has 3001" in said


def test_in_a_rebase_theirs_is_what_is_rebased(tmp_path: Path) -> None:
    """Git calls the branch that is rebased onto `ours`: what is replayed upon it moves."""
    repository = branches(
        tmp_path, BLOCK, with_service("api: 3001"), with_service("jobs: 3001"), "ports.yaml"
    )
    repository.git("rebase", "-q", "theirs")
    text = (tmp_path / "ports.yaml").read_text()
    assert ports(text) == {"shop/web": 3000, "shop/api": 3002, "shop/jobs": 3001}


@pytest.mark.parametrize(
    ("ours", "theirs", "path"),
    [
        (
            BLOCK.replace("3000", "3001"),
            BLOCK.replace("3000", "3002"),
            "projects.shop.services.web",
        ),
        (with_service("api: 3001"), with_service("api: 3002"), "projects.shop.services.api"),
        (BLOCK + "title: Ours\n", BLOCK + "title: Theirs\n", "title"),
    ],
)
def test_a_contradiction_is_left_with_markers(
    tmp_path: Path, ours: str, theirs: str, path: str
) -> None:
    assert merge(tmp_path, BLOCK, ours, theirs) is None
    assert f"both branches changed {path}" in (tmp_path / "said").read_text()
    text = (tmp_path / "ports.yaml").read_text()
    assert "<<<<<<< ours" in text
    assert ">>>>>>> theirs" in text


def test_an_included_file_is_merged_with_the_rest_of_the_map_in_view(tmp_path: Path) -> None:
    included = "projects/shop.yaml"
    main = "include: ['projects/*.yaml']\nprojects: {blog: {services: {site: 3002}}}\n"
    tmp_path.mkdir(exist_ok=True)
    (tmp_path / "ports.yaml").write_text(main)
    text = merge(tmp_path, BLOCK, with_service("api: 3001"), with_service("jobs: 3001"), included)
    assert text is not None, (tmp_path / "said").read_text()
    # 3002 is the blog's, in another file.
    assert ports(text) == {"shop/web": 3000, "shop/api": 3001, "shop/jobs": 3003}


def test_what_only_theirs_changed_is_taken(tmp_path: Path) -> None:
    theirs = (
        BLOCK.replace("web: 3000", "web: {port: 3100, title: Shop}") + "ranges: {a: {ports: 1-2}}\n"
    )
    text = merge(tmp_path, BLOCK, with_service("api: 3001"), theirs)
    assert text is not None, (tmp_path / "said").read_text()
    assert "title: Shop" in text
    assert "api: 3001" in text


def test_a_pinned_service_stays_and_it_says_so(tmp_path: Path) -> None:
    text = merge(
        tmp_path,
        BLOCK,
        with_service("api: 3001"),
        with_service("jobs: {port: 3001, pinned: true, reason: printed on boxes}"),
    )
    assert text is not None
    assert ports(text)["shop/jobs"] == 3001
    assert "shop/jobs keeps 3001" in (tmp_path / "said").read_text()


def test_what_is_no_map_is_left_to_git(tmp_path: Path) -> None:
    assert merge(tmp_path, "a: 1\n", "a: 2\n", "a: 3\n", "other.yaml") is None
    assert "not merged" in (tmp_path / "said").read_text()


def two_branches_with_generated_files(
    folder: Path, *, generated: bool, join: str = "merge"
) -> None:
    """The map and what is generated are committed; both branches add a service and a project, and
    are joined. `generated`: the driver is installed, for generated files too."""
    repository = Repository(folder)
    (folder / "ports.yaml").write_text(BLOCK)
    assert portbook(folder, "generate").status == 0
    if generated:
        # The program is named as it is found: here by this Python, which needs the checkout's path.
        assert portbook(folder, "merge", "--install", PATH="/usr/bin:/bin").status == 0
        driver = repository.git("config", "merge.portbook.driver").strip()
        assert driver == f"{sys.executable} -m portbook merge %O %A %B %P"
    repository.git("config", "merge.portbook.driver", DRIVER)
    repository.commit("start", {} if generated else {".gitattributes": "*.yaml merge=portbook\n"})
    for branch, service in (("left", "shop/api"), ("right", "blog/site")):
        repository.git("checkout", "-q", "-b", f"{branch}-branch", "start")
        assert portbook(folder, "add", service, "--port", "3001", "--create").status == 0
        assert portbook(folder, "add", f"{branch}/x", "--port", "4000", "--create").status == 0
        repository.commit(branch, {})
    with contextlib.suppress(AssertionError):
        repository.git(join, "left")


@pytest.mark.parametrize(
    ("join", "moved"),
    [
        ("merge", {"shop/api": 3002, "blog/site": 3001, "left/x": 4001, "right/x": 4000}),
        # What is replayed upon the other moves, not what is there already.
        ("rebase", {"shop/api": 3001, "blog/site": 3002, "left/x": 4000, "right/x": 4001}),
    ],
)
def test_generated_files_need_no_merge(tmp_path: Path, join: str, moved: dict[str, int]) -> None:
    two_branches_with_generated_files(tmp_path, generated=True, join=join)
    attributes = (tmp_path / ".gitattributes").read_text()
    assert "ports.yaml merge=portbook\nports.lock merge=portbook\n" in attributes
    again = portbook(tmp_path, "merge", "--install")
    assert (again.status, "already there" in again.err) == (0, True)
    assert (tmp_path / ".gitattributes").read_text() == attributes
    unfinished = ("MERGE_HEAD", "rebase-merge", "rebase-apply")
    assert not any((tmp_path / ".git" / each).exists() for each in unfinished)
    assert portbook(tmp_path, "generate").status == 0
    assert portbook(tmp_path, "check").out.endswith("nothing to report\n")
    assert portbook(tmp_path, "generate", "--check").status == 0
    assert ports((tmp_path / "ports.yaml").read_text()) == {"shop/web": 3000, **moved}


def test_conflict_markers_in_generated_files_are_written_over_on_demand(tmp_path: Path) -> None:
    two_branches_with_generated_files(tmp_path, generated=False)
    ran = portbook(tmp_path, "generate")
    assert ran.status == 1
    assert "generated/PORTS.md: holds conflict markers of a merge; left as it is" in ran.err
    assert "A merge has left these: 'portbook generate --force' writes all of them anew." in ran.err
    assert portbook(tmp_path, "generate", "--force").status == 0
    assert portbook(tmp_path, "generate", "--check").status == 0


def test_it_is_installed_where_git_is(tmp_path: Path) -> None:
    (tmp_path / "ports.yaml").write_text(f"include: [more/*.yaml]\n{BLOCK}")
    ran = portbook(tmp_path, "merge", "--install", GIT_CEILING_DIRECTORIES=str(tmp_path.parent))
    assert (ran.status, "is in no Git repository" in ran.err) == (1, True)
    Repository(tmp_path)
    (tmp_path / ".gitattributes").write_text("*.png binary")
    assert portbook(tmp_path, "merge", "--install").status == 0
    lines = (tmp_path / ".gitattributes").read_text().splitlines()
    assert (lines[0], "more/*.yaml merge=portbook" in lines) == ("*.png binary", True)
    hostile = 'include: [more/*.yaml, "*\\tfilter=x", "*\\n* -diff"]\n'
    (tmp_path / "ports.yaml").write_text(f"{hostile}{BLOCK}")
    assert portbook(tmp_path, "merge", "--install").status == 0
    assert (tmp_path / ".gitattributes").read_text().splitlines() == lines
