"""Past one repository and one machine: maps of many sources, and fifty hosts side by side."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import time
from pathlib import Path

from tests.bench.bigmap import PER_HOST, SERVICES, big_map
from tests.bench.measure import Job, Result, in_turns
from tests.support.repositories import Repository

PROJECTS = 20
"""Of one source, each of SERVICES services."""
COUNTS = (50, 100, 200)
HOSTS, DEAD = 50, 5
SSH = """#!/bin/sh
for word; do case "$word" in dead-*) exec sleep 60;; esac; done
sleep 0.2
printf '%s\n' '--portbook-5b1d:listeners' \
  'tcp LISTEN 0 9 0.0.0.0:22 0.0.0.0:* users:(("sshd",pid=1,fd=3))' \
  '--portbook-5b1d:docker' '--portbook-5b1d:end'
"""


def sources(folder: Path) -> None:
    """`check` and `site` of N sources beside the one file that has all that they have.

    By the processor's seconds: the first check after an update elsewhere, which parses all, and
    those after it, which have the trees from the cache.
    """
    folder.mkdir(parents=True)
    os.environ["XDG_CACHE_HOME"] = str(folder / "cache")
    repositories = _repositories(folder, max(COUNTS))
    print("\nMany sources, beside one file of that size\n" + "-" * 42)
    found = {count: _of_sources(folder, repositories[:count]) for count in COUNTS}
    few, many = found[min(COUNTS)], found[max(COUNTS)]
    times = max(COUNTS) / min(COUNTS)
    for name, one, other in (("time", many.cpu, few.cpu), ("memory", many.memory, few.memory)):
        said = f"{name} of {max(COUNTS)} sources / {times:g} times {min(COUNTS)}"
        print(f"{said:58} {one / other / times:6.2f}   (to reach: 0.9 to 1.1)")


def _of_sources(folder: Path, repositories: list[Repository]) -> Result:
    count = len(repositories)
    whole, split = folder / f"whole-{count}", folder / f"split-{count}"
    for each, text in ((whole, big_map(count * PROJECTS)), (split, _root(repositories))):
        each.mkdir()
        (each / "ports.yaml").write_text(text)
    subprocess.run([*_portbook(split), "update", "--force"], check=True, capture_output=True)

    def ratio(what: str, words: list[str], rounds: int, *forgotten: Path) -> Result:
        def forget() -> None:
            for path in forgotten:
                shutil.rmtree(path, ignore_errors=True)

        jobs = [Job(each.name, [*_portbook(each), *words], each, forget) for each in (whole, split)]
        made = in_turns(jobs, rounds)
        one, many = made[whole.name], made[split.name]
        said = f"{what}: {many.cpu:.1f} s, {many.memory:,.0f} MiB"
        print(f"{said:58} {many.cpu / one.cpu:6.2f}   (to reach: 1.00)")
        return many

    size = f"{count} sources, {count * PROJECTS * SERVICES:,} services"
    ratio(f"{size}, at first", ["check"], 1, folder / "cache" / "portbook" / "trees")
    ratio(f"{size}, site", ["site", "--out", "pages"], 1, whole / "pages", split / "pages")
    return ratio(size, ["check"], 3)


def _portbook(folder: Path) -> list[str]:
    return [sys.executable, "-m", "portbook", "-f", str(folder / "ports.yaml")]


def _repositories(folder: Path, count: int) -> list[Repository]:
    lines = big_map(count * PROJECTS).split("\n")
    starts = [at for at, line in enumerate(lines) if line.startswith("  project-")]
    starts.append(len(lines))
    made = []
    for number in range(count):
        first, end = starts[number * PROJECTS], starts[(number + 1) * PROJECTS]
        text = "\n".join([f"hosts: {{{_host(number)}: {{}}}}", "projects:", *lines[first:end], ""])
        made.append(Repository(folder / "git", f"s{number}", text))
    return made


def _host(source: int) -> str:
    return f"host-{source * PROJECTS // PER_HOST}"


def _root(repositories: list[Repository]) -> str:
    hosts = dict.fromkeys(_host(number) for number in range(len(repositories)))
    lines = ["hosts:", *(f"  {name}: {{}}" for name in hosts), "sources:"]
    for number, each in enumerate(repositories):
        names = [f"project-{number * PROJECTS + at}" for at in range(PROJECTS)]
        claims = f"projects: [{', '.join(names)}], hosts: [{_host(number)}]"
        lines.append(f"  s{number}: {{git: {each.url}, {claims}}}")
    return "\n".join([*lines, "projects: {}", ""])


def hosts(folder: Path) -> None:
    """`status --on all` of fifty hosts, five of which never answer, through a stand-in for ssh."""
    (folder / "bin").mkdir(parents=True)
    program = folder / "bin" / "ssh"
    program.write_text(SSH)
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    names = [f"dead-{n}" if n < DEAD else f"host-{n}" for n in range(HOSTS)]
    text = "\n".join(["hosts:", *(f"  {name}: {{}}" for name in names), "projects: {}", ""])
    (folder / "ports.yaml").write_text(text)
    environment = {**os.environ, "PATH": f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}"}
    command = [sys.executable, "-m", "portbook", "status", "--on", "all", "--json"]
    begun = time.perf_counter()
    subprocess.run(command, cwd=folder, env=environment, check=False, capture_output=True)
    seconds = time.perf_counter() - begun
    said = f"{HOSTS} hosts, {DEAD} of them dead (the deadline is 20 s)"
    print(f"\nHosts side by side, in seconds\n{'-' * 30}")
    print(f"{said:58} {seconds:6.1f}   (to reach: 25.0)")
