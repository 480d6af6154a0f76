"""Maps as they stood in revisions of a real repository."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from portbook.compare.revisions import NoRevision, revision_of
from portbook.language.load import read
from tests.compare.history import Repository
from tests.support.cli import portbook

MAIN = "include: ['projects/*.yaml', 'more/**/*.yaml']\nprojects: {}\n"


def project(name: str, port: int) -> str:
    return f"projects: {{{name}: {{services: {{web: {port}}}}}}}\n"


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    made = Repository(tmp_path / "code")
    made.commit(
        "one", {"ports/ports.yaml": MAIN, "ports/projects/shop.yaml": project("shop", 3000)}
    )
    made.commit(
        "two",
        {
            "ports/projects/shop.yaml": project("shop", 3001),
            "ports/more/deep/er/blog.yaml": project("blog", 4000),
            "ports/projects/.hidden.yaml": project("hidden", 5000),
        },
    )
    return made


def ports_at(repository: Repository, name: str) -> dict[str, int | None]:
    revision = revision_of(repository.folder / "ports" / "ports.yaml", name)
    reading = read(revision.load("ports.yaml", "ports.yaml"), files=revision)
    assert reading.portmap is not None
    return {
        each.name: each.services["web"].endpoints[0].port
        for each in reading.portmap.projects.values()
    }


def test_includes_are_followed_in_the_revision(repository: Repository) -> None:
    assert ports_at(repository, "one") == {"shop": 3000}
    assert ports_at(repository, "two") == {"shop": 3001, "blog": 4000}


def test_the_disk_and_the_revision_mean_the_same_files(repository: Repository) -> None:
    path = repository.folder / "ports" / "ports.yaml"
    repository.git("checkout", "-q", "two")
    disk = portbook(path.parent, "list", "--json")
    there = {row["project"]: row["port"] for row in json.loads(disk.out)["claims"]}
    assert there == ports_at(repository, "HEAD")


@pytest.mark.parametrize("name", ["nope", "--output=x", "HEAD:ports", ""])
def test_what_is_no_revision(repository: Repository, name: str) -> None:
    with pytest.raises(NoRevision, match="no revision"):
        revision_of(repository.folder / "ports" / "ports.yaml", name)


def test_a_map_outside_of_any_repository(tmp_path: Path) -> None:
    (tmp_path / "ports.yaml").write_text(project("shop", 3000))
    ran = portbook(tmp_path, "diff", GIT_CEILING_DIRECTORIES=str(tmp_path.parent))
    assert ran.status == 2
    assert "ports.yaml is in no Git repository" in ran.err


def test_since_head_since_a_revision_and_between_two(repository: Repository) -> None:
    here = repository.folder / "ports"
    assert portbook(here, "diff").out == "HEAD to the working tree: nothing changed in meaning\n"
    (here / "projects" / "shop.yaml").write_text(project("shop", 3002))
    assert "3001 -> 3002" in portbook(here, "diff").out
    assert "3000 -> 3002" in portbook(here, "diff", "one").out
    between = portbook(here, "diff", "one", "two").out
    assert "3000 -> 3001" in between
    assert "added  blog/web  4000" in between


def test_before_the_map_was_there_everything_is_new(tmp_path: Path) -> None:
    made = Repository(tmp_path / "code")
    made.commit("empty", {"README": "nothing yet\n"})
    made.commit("map", {"ports.yaml": project("shop", 3000)})
    ran = portbook(made.folder, "diff", "empty", "map", "--json")
    assert "was not there in empty" in ran.err
    (change,) = json.loads(ran.out)["changes"]
    assert (change["what"], change["subject"], change["after"]) == ("added", "shop/web", "3000")


def test_a_map_of_another_name_is_found(tmp_path: Path) -> None:
    made = Repository(tmp_path / "code")
    named = "projects:\n  shop:\n    title: The shop\n    services:\n      web: 3000\n"
    included = {"old/more/blog.yaml": project("blog", 4000)}
    made.commit("old", {"old/map.yaml": f"include: [more/*.yaml]\n{named}", **included})
    (tmp_path / "code/new").mkdir()
    made.git("mv", "old/map.yaml", "new/ports.yaml")
    made.git("mv", "old/more", "new/more")
    moved = (made.folder / "new/ports.yaml").read_text().replace("3000", "3001")
    made.commit("new", {"new/ports.yaml": moved})
    for revisions in (("old",), ("old", "new")):
        ran = portbook(made.folder / "new", "diff", *revisions, "--json")
        assert ran.err == "ports.yaml was old/map.yaml in old\n"
        (change,) = json.loads(ran.out)["changes"]
        assert (change["what"], change["subject"]) == ("moved", "shop/web")


def test_a_shallow_clone_says_what_it_lacks(repository: Repository, tmp_path: Path) -> None:
    origin = repository.folder.as_uri()
    Repository(tmp_path).git("clone", "-q", "--depth", "1", origin, "shallow")
    ran = portbook(tmp_path / "shallow/ports", "diff", "HEAD~1")
    assert ran.status == 2
    assert "there is no revision 'HEAD~1' in this clone, which is shallow" in ran.err
    assert "git fetch --unshallow" in ran.err


def test_somebody_elses_repository_is_named_as_such(repository: Repository) -> None:
    ran = portbook(repository.folder / "ports", "diff", GIT_TEST_ASSUME_DIFFERENT_OWNER="1")
    assert ran.status == 2
    assert "git refuses the repository of ports.yaml" in ran.err


def test_a_revision_that_holds_no_map_says_so(tmp_path: Path) -> None:
    made = Repository(tmp_path / "code")
    made.commit("broken", {"ports.yaml": "projects: [\n"})
    made.commit("bytes", {"ports.yaml": "projects: {shop: {services: {web: 1}}}\n"})
    ran = portbook(made.folder, "diff", "broken")
    assert ran.status == 2
    assert "the map of broken cannot be compared" in ran.err
