"""The figures of `make bench`: portbook beside what people use instead."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import yaml

from tests.bench.beyond import hosts, sources
from tests.bench.bigmap import SERVICES, big_map
from tests.bench.importing import importing
from tests.bench.measure import Job, Result, in_turns
from tests.bench.settling import settling
from tests.bench.shapes import growth_of_shapes
from tests.bench.site import building, opening
from tests.bench.status import status_seconds

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent
PORTBOOK = [sys.executable, "-m", "portbook"]
COG = """<!-- [[[cog
import yaml
data = yaml.load(open("ports.yaml"), yaml.CSafeLoader)
for name, project in data["projects"].items():
    cog.outl(f"\\n# {name}\\n\\n| Port | Service | Purpose |\\n|---:|---|---|")
    for service, entry in project["services"].items():
        cog.outl(f"| {entry['port']} | {service} | {entry['description']} |")
]]] -->
<!-- [[[end]]] -->
"""
JSONNET = """local data = import 'data.json';
local head = '\\n\\n| Port | Service | Purpose |\\n|---:|---|---|\\n';
local row(name, service) = '| %s | %s | %s |\\n' % [service.port, name, service.description];
{
  [name + '.md']: '# ' + name + head + std.join('', [
    row(service, data.projects[name].services[service])
    for service in std.objectFields(data.projects[name].services)
  ])
  for name in std.objectFields(data.projects)
}
"""


def main(names: list[str]) -> None:
    unknown = set(names) - set(SECTIONS)
    if unknown:
        sys.exit(f"there is no {', '.join(sorted(unknown))}; there are: {', '.join(SECTIONS)}")
    with tempfile.TemporaryDirectory() as folder:
        for name in names or SECTIONS:
            SECTIONS[name](Path(folder) / name)


def heading(text: str) -> None:
    print(f"\n{text}\n{'-' * len(text)}")


def ratio(name: str, one: float, other: float, wanted: str) -> None:
    print(f"{name:58} {one / other:6.2f}   (to reach: {wanted})")


def make_map(folder: Path, text: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "ports.yaml").write_text(text)
    (folder / "plain").mkdir(exist_ok=True)


def portbook(name: str, folder: Path, *arguments: str, fresh: bool = False) -> Job:
    def prepare() -> None:
        if fresh:
            shutil.rmtree(folder / "generated", ignore_errors=True)

    return Job(name, [*PORTBOOK, "-f", str(folder / "ports.yaml"), *arguments], ROOT, prepare)


def small(folder: Path) -> None:
    make_map(folder, (ROOT / "ports.yaml").read_text())
    script = [sys.executable, str(HERE / "plain_script.py"), "ports.yaml", "plain"]
    found = in_turns(
        [
            Job("script", script, folder),
            Job("--version", [*PORTBOOK, "--version"], ROOT),
            portbook("check", folder, "check"),
            portbook("list", folder, "list"),
            portbook("generate", folder, "generate"),
        ],
        15,
    )
    heading("This repository's map, whole processes, beside a 30-line script")
    script_seconds = found["script"].seconds
    for name in ("check", "list", "generate"):
        shown = "generate, nothing changed" if name == "generate" else name
        ratio(f"{shown} / script", found[name].seconds, script_seconds, "1.2")
    ratio("portbook --version / script", found["--version"].seconds, script_seconds, "0.35")


def large(folder: Path) -> None:
    make_map(folder / "1000", big_map(1000))
    make_map(folder / "4000", big_map(4000))
    load = [sys.executable, str(HERE / "load_only.py"), "ports.yaml"]
    found = in_turns(
        [
            Job("load", load, folder / "1000"),
            portbook("check", folder / "1000", "check"),
            portbook("fresh", folder / "1000", "generate", fresh=True),
            portbook("unchanged", folder / "1000", "generate"),
            copy_job(folder / "1000"),
        ],
        5,
    )
    loaded, copied = found["load"].seconds, found["copy"].seconds
    heading(f"1,000 projects x {SERVICES} services, beside yaml.load(CSafeLoader) alone")
    ratio("check / load", found["check"].seconds, loaded, "0.4")
    ratio("generate from nothing / (load + copy)", found["fresh"].seconds, loaded + copied, "1.5")
    ratio("generate, nothing changed / load", found["unchanged"].seconds, loaded, "1.0")
    memory(found)
    growth(folder)


def copy_job(folder: Path) -> Job:
    def prepare() -> None:
        shutil.rmtree(folder / "copy", ignore_errors=True)

    return Job("copy", ["cp", "-r", "generated", "copy"], folder, prepare)


def memory(found: dict[str, Result]) -> None:
    load = found["load"].memory
    ratio("peak memory, check / load", found["check"].memory, load, "2.0")
    ratio("peak memory, generate / load", found["fresh"].memory, load, "2.0")


def growth(folder: Path) -> None:
    jobs = [
        portbook(f"{command[0]} {size}", folder / size, *command)
        for size in ("1000", "4000")
        for command in (("check",), ("generate",))
    ]
    found = in_turns(jobs, 5)
    for command in ("check", "generate"):
        four, one = found[f"{command} 4000"].seconds, found[f"{command} 1000"].seconds
        ratio(f"{command}: 4,000 projects / 4 times 1,000", four, 4 * one, "0.9 to 1.1")


def tables(folder: Path, projects: int, rounds: int) -> None:
    """The same tables from cog and from jsonnet; portbook's time includes all its other files.

    cog and portbook find their last output there, as they do in daily work; jsonnet, which takes
    minutes for many services, runs once then.
    """
    make_map(folder, big_map(projects))
    data = yaml.load((folder / "ports.yaml").read_text(), yaml.CSafeLoader)
    (folder / "data.json").write_text(json.dumps(data))
    (folder / "tables.jsonnet").write_text(JSONNET)
    (folder / "tables.md").write_text(COG)
    cog = Job("cog", [sys.executable, "-m", "cogapp", "-r", "tables.md"], folder)
    found = in_turns([portbook("again", folder, "generate"), cog], rounds)
    found |= in_turns([portbook("fresh", folder, "generate", fresh=True)], rounds)
    services = projects * SERVICES
    large = projects > 100
    heading(f"Markdown tables of {services:,} services, beside cog and jsonnet")
    seconds = found["cog"].seconds
    wanted = "below 1.0" if large else "printed only"
    ratio("generate, again / cog, again", found["again"].seconds, seconds, wanted)
    ratio("generate from nothing, all files / cog", found["fresh"].seconds, seconds, "printed only")
    jsonnet = shutil.which("jsonnet")
    if jsonnet is None:
        print("jsonnet is not installed: apt-get install jsonnet")
        return
    job = Job("jsonnet", [jsonnet, "-S", "-m", "plain", "tables.jsonnet"], folder)
    seconds = in_turns([job], 1 if large else rounds)["jsonnet"].seconds
    ratio("generate, again / jsonnet", found["again"].seconds, seconds, "below 1.0")
    ratio("generate from nothing, all files / jsonnet", found["fresh"].seconds, seconds, "printed")


def machine(folder: Path) -> None:
    heading("status, with 500 listeners and a map of 2,000 claims")
    print(f"{'seconds':58} {status_seconds(folder):6.2f}   (to reach: 1.00)")


SECTIONS: dict[str, Callable[[Path], object]] = {
    "small": small,
    "large": large,
    "tables": lambda folder: tables(folder, 4, 15),
    "tables-large": lambda folder: tables(folder, 1000, 3),
    "importing": lambda folder: importing(folder, ROOT, heading, ratio),
    "machine": machine,
    "settling": lambda _: settling(),
    "shapes": lambda _: growth_of_shapes(),
    "sources": sources,
    "hosts": hosts,
    "site": lambda folder: opening(building(folder)),
}
"""What is measured, by the names that the command line takes; all of it without one."""

if __name__ == "__main__":
    main(sys.argv[1:])
