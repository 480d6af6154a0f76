"""A map of many sources in real bare repositories, over file:// and through a real sshd, and all
that can go wrong with one of them while the others go on."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.cli import Ran, portbook
from tests.support.repositories import Repository, git
from tests.support.sshd import loopback_ssh

FEW, MANY = 9, 200
GIGABYTE = 1024**3


class Company:
    """Teams `t0` to `tN-1`, a repository each, and the root whose map has them as sources."""

    def __init__(self, top: Path, count: int, ssh: str | None) -> None:
        self.top, self.root, self.ssh = top, top / "root", ssh
        self.teams = [Repository(top / "git", f"t{at}", self.text(at)) for at in range(count)]
        self.teams[0].git("tag", "v1")
        self.teams[0].git("push", "-q", "origin", "v1")
        self.root.mkdir()
        lines = [self.source(at) for at in range(count)]
        self.write("\n".join(["sources:", *lines, "projects: {hub: {services: {web: 9000}}}", ""]))
        git(self.root, "init", "-q", "-b", "main")
        (self.root / ".gitattributes").write_text("ports.lock merge=portbook\n")
        assert self.run("update").status == 0
        self.commit("pinned")

    def text(self, at: int, port: int = 0) -> str:
        return f"projects: {{t{at}: {{services: {{web: {port or 10_100 + at}}}}}}}\n"

    def source(self, at: int) -> str:
        bare = self.teams[at].bare
        url = f"ssh://git-host{bare}" if self.ssh else f"file://{bare}"
        rev = ", rev: v1" if at == 0 else ""
        return f"  t{at}: {{git: {url}{rev}, projects: [t{at}], ranges: [10100-19999]}}"

    def write(self, text: str) -> None:
        (self.root / "ports.yaml").write_text(text)

    def commit(self, message: str) -> None:
        git(self.root, "add", "-A")
        git(self.root, "commit", "-qm", message)

    def run(self, *arguments: str) -> Ran:
        environment = {"XDG_CACHE_HOME": str(self.top / "cache"), "TMPDIR": str(self.top / "tmp")}
        (self.top / "tmp").mkdir(exist_ok=True)
        if self.ssh:
            environment["PATH"] = self.ssh
        return portbook(self.root, *arguments, **environment)

    def lock(self) -> dict[str, str]:
        lines = (self.root / "ports.lock").read_text().splitlines()
        return {line.split(" ")[0]: line for line in lines}

    def findings(self, *arguments: str) -> list[tuple[str, str]]:
        found = json.loads(self.run("check", "--json", *arguments).out)["diagnostics"]
        return [(each["code"], each["message"]) for each in found]

    def left(self) -> list[str]:
        """What lies about that is neither the map's nor the cache's."""
        cache = (path.name for path in (self.top / "cache").rglob("*") if path.is_file())
        known = {".gitattributes", "ports.yaml", "ports.lock", ".git"}
        own = (each.name for each in self.root.iterdir() if each.name not in known)
        odd = (name for name in cache if len(name) != len("x.yaml") + 63)
        return [*own, *odd, *(each.name for each in (self.top / "tmp").iterdir())]


@pytest.fixture(scope="module")
def ssh() -> Iterator[str]:
    with loopback_ssh() as folder:
        yield f"{folder}{os.pathsep}{os.environ['PATH']}"


@pytest.mark.parametrize(
    ("count", "over"),
    [
        (FEW, "file"),
        (FEW, "ssh"),
        pytest.param(MANY, "file", marks=pytest.mark.soak),
        pytest.param(MANY, "ssh", marks=pytest.mark.soak),
    ],
)
def test_one_that_fails_holds_up_no_other(count: int, over: str, tmp_path: Path, ssh: str) -> None:
    company = Company(tmp_path, count, ssh if over == "ssh" else None)
    assert len(company.lock()) == count
    assert company.findings("--locked") == []
    large = GIGABYTE if count == MANY else 65 * 1024 * 1024
    before = _go_wrong(company, large)
    ran = company.run("update")
    assert ran.status == 1
    for said in (
        "t0: the tag v1 was moved: it was ",
        "t1: the branch main was rewritten: ",
        f"t2: {'ssh' if over == 'ssh' else 'file'}://",
        "t3: ports.yaml of ",
        " is a link, which is not followed",
        f" has {large // 1024 // 1024:,} MB: a map has at most 64",
    ):
        assert said in ran.err, (said, ran.err)
    after = company.lock()
    changed = {name for name, line in after.items() if line != before[name]}
    assert changed == {"t0", "t1", "t5"}
    assert company.findings("--locked") == []
    assert company.left() == []
    _tampered(company)
    _two_branches(company)


def _go_wrong(company: Company, large: int) -> dict[str, str]:
    """A moved tag, a rewritten branch, an origin that is gone, a link, a giant, a plain change."""
    teams = company.teams
    teams[0].write(company.text(0, 15_000))
    teams[0].git("tag", "-f", "v1")
    teams[0].git("push", "-qf", "origin", "v1")
    teams[1].write(company.text(1, 15_001), amend=True)
    shutil.rmtree(teams[2].bare)
    path = teams[3].tree / "ports.yaml"
    path.unlink()
    path.symlink_to("/etc/passwd")
    teams[3].commit()
    with (teams[4].tree / "ports.yaml").open("wb") as file:
        file.truncate(large)
    teams[4].commit()
    teams[5].write(company.text(5, 15_005))
    return company.lock()


def _tampered(company: Company) -> None:
    """A text of the cache that is another one is neither used nor kept."""
    digest = company.lock()["t6"].rpartition(":")[2]
    (cached,) = (company.top / "cache").rglob(f"{digest}.yaml")
    cached.write_text(company.text(6, 6666))
    found = company.findings()
    assert [code for code, _ in found] == ["include"]
    assert "its digest is another" in found[0][1]
    assert "6666" not in company.run("list").out
    assert company.run("update", "--locked", "t6").status == 0
    assert company.findings("--locked") == []


def _two_branches(company: Company) -> None:
    """Each updates another source, the lines of both standing side by side; then they meet."""
    company.commit("what went wrong")
    assert company.run("merge", "--install").status == 0
    for at in (7, 8):
        git(company.root, "checkout", "-qb", f"update-{at}", "main")
        company.teams[at].write(company.text(at, 15_000 + at))
        assert company.run("update", f"t{at}").status == 0
        company.commit(f"update {at}")
    git(company.root, "merge", "-q", "--no-edit", "update-7")
    assert company.findings("--locked") == []
    assert "15007" in company.run("list", "t7").out
    assert "15008" in company.run("list", "t8").out


@pytest.mark.parametrize(
    "url",
    ["--upload-pack=touch MARKER", "ext::sh -c touch% MARKER", "fd::7/x",
     "ssh://-oProxyCommand=touch MARKER/x", "ssh://git-host/x;touch${IFS}MARKER",
     "file:///x --upload-pack=touch MARKER", "https://user:word@git-host/x"],
)  # fmt: skip
def test_an_address_is_never_run(url: str, tmp_path: Path, ssh: str) -> None:
    marker = tmp_path / "marker"
    given = url.replace("MARKER", str(marker))
    text = json.dumps({"sources": {"t": {"git": given}}, "projects": {}})
    (tmp_path / "ports.yaml").write_text(text)
    environment = {"XDG_CACHE_HOME": str(tmp_path / "cache"), "PATH": ssh}
    assert portbook(tmp_path, "update", **environment).status != 0
    line = f"t {given} main {'0' * 40} ports.yaml {'0' * 40} sha256:{'0' * 64}\n"
    (tmp_path / "ports.lock").write_text(line)
    assert portbook(tmp_path, "update", "--locked", **environment).status != 0
    assert not marker.exists()
    assert (tmp_path / "ports.lock").read_text() == line
    assert not (tmp_path / "cache").exists()
