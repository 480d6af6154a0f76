"""Past one repository and one machine: maps of many sources, and fifty hosts side by side."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import time
from pathlib import Path

from tests.bench.bigmap import PER_HOST, big_map
from tests.bench.measure import Job, in_turns
from tests.support.repositories import Repository

PROJECTS = 20
"""Of one source, of 20 services each."""
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
    """`check` of N sources beside the one file that has all that they have."""
    folder.mkdir(parents=True)
    environment = {**os.environ, "XDG_CACHE_HOME": str(folder / "cache")}
    repositories = _repositories(folder, max(COUNTS))
    command = [sys.executable, "-m", "portbook"]
    print("\nSources: seconds of check, beside one file of that size\n" + "-" * 55)
    for count in COUNTS:
        whole, split = folder / f"whole-{count}", folder / f"split-{count}"
        for each, text in (
            (whole, big_map(count * PROJECTS)),
            (split, _root(repositories[:count])),
        ):
            each.mkdir()
            (each / "ports.yaml").write_text(text)
        update = [*command, "-f", str(split / "ports.yaml"), "update", "--force"]
        subprocess.run(update, env=environment, check=True, capture_output=True)
        os.environ["XDG_CACHE_HOME"] = environment["XDG_CACHE_HOME"]
        jobs = [
            Job(each.name, [*command, "-f", str(each / "ports.yaml"), "check"], folder)
            for each in (whole, split)
        ]
        made = in_turns(jobs, 3)
        one, many = made[whole.name], made[split.name]
        said = f"{count} sources, {count * PROJECTS * 20:,} services: {many.seconds:.1f} s, "
        said += f"one file {one.seconds:.1f} s"
        print(f"{said:58} {many.seconds / one.seconds:6.2f}   (to reach: 1.00)")


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
