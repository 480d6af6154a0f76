"""A command that meets a full disk, or is killed, at each call by which it changes the disk.

Run as `python -m tests.support.faults FOLDER FAULT STEP COMMAND... [-- FOLDER ...]`, it imports the
program once and forks for each call: every STEP-th of them, and the first and the last. FAULT is
`once` (one call finds no space), `full` (from that call on nothing new can be made, while renames
still work), or a signal's name. Of `random` STEP is how often it is killed, whenever that is; of
`levels` how many levels of a small disk are tried, a block apart, which needs the right to mount.

Prints for each trial a list of `{at, call, status, err, state, left, then}`: the state is "old",
"new" or the paths that are neither; `left` is what git would show; `then` is the state once the
command, or `generate` after an edit, has run again behind a run that was killed.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

__all__ = ["CHECKOUT", "every_fault", "every_faults"]

CHECKOUT = Path(__file__).parents[2]
STAMP = ".portbook.stamp"
"""Says that nothing has to be done; a disk that has no room for it loses nothing."""
MAKES = {"open", "os.mkdir", "os.link"}
CHANGES = MAKES | {"os.rename", "os.remove", "os.rmdir"}
USUAL = 0.4
"""Seconds in which a command is mostly done."""
EDITS = {"move", "add", "rename", "remove", "resolve"}
Files = dict[str, bytes]
Found = list[dict[str, Any]]


def every_fault(
    folder: Path, fault: str, step: int, *command: str, under: tuple[str, ...] = ()
) -> Found:
    """What became of a copy of the folder each time; run from a process of its own, `under`
    another program such as unshare."""
    (found,) = every_faults([str(folder), fault, str(step), *command], under=under)
    return found


def every_faults(*trials: list[str], under: tuple[str, ...] = ()) -> list[Found]:
    """The same for each `[FOLDER, FAULT, STEP, COMMAND...]`, by one process."""
    words = [word for trial in trials for word in ("--", *trial)][1:]
    path = os.pathsep.join([str(CHECKOUT), str(CHECKOUT / "generator")])
    ran = subprocess.run(
        [*under, sys.executable, "-m", "tests.support.faults", *words],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    found: list[Found] = json.loads(ran.stdout)
    return found


def main(words: list[str]) -> None:
    from tests.support.warm import prepare

    prepare()
    trials: list[list[str]] = [[]]
    for word in words:
        if word == "--":
            trials.append([])
        else:
            trials[-1].append(word)
    found = [_trial(Path(at), fault, int(step), rest) for at, fault, step, *rest in trials]
    print(json.dumps(found))


def _trial(start: Path, fault: str, step: int, command: list[str]) -> Found:
    with tempfile.TemporaryDirectory() as scratch:
        after = Path(scratch, "whole", "after")
        shutil.copytree(start, after, symlinks=True)
        calls = Path(scratch, "calls")
        _forked(after, command, lambda: _listing(calls))
        old, new = _files(start), _files(after)
        listed = calls.read_text().split()
        every = {*range(0, len(listed), step), len(listed) - 1}
        found: Found = []
        for at in range(step) if fault in ("random", "levels") else sorted(every):
            here = Path(scratch, str(at), "after")
            with _disk(here.parent, start, at) if fault == "levels" else contextlib.nullcontext():
                shutil.copytree(start, here, symlinks=True, dirs_exist_ok=True)
                call = listed[at] if at < len(listed) else ""
                one = {"at": at, "call": call, **_tried(here, command, fault, at, old, new)}
                found.append(one)
                shutil.rmtree(here)
    return found


@contextlib.contextmanager
def _disk(place: Path, start: Path, free: int) -> Iterator[None]:
    """A disk of its own with room for what is copied to it, and for `free` blocks more."""
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(place)]
    subprocess.run(mount, check=True)
    try:
        shutil.copytree(start, place / "after", symlinks=True)
        is_now = os.statvfs(place)
        size = (is_now.f_blocks - is_now.f_bfree + free) * is_now.f_frsize
        subprocess.run(["mount", "-o", f"remount,size={size}", str(place)], check=True)
        yield
    finally:
        subprocess.run(["umount", str(place)], check=True)


def _tried(
    here: Path, command: list[str], fault: str, at: int, old: Files, new: Files
) -> dict[str, Any]:
    status, err = _forked(here, command, lambda: _failing(fault, at))
    git = ["git", "-C", str(here), "ls-files", "-o", "--exclude-standard"]
    shown = subprocess.run(git, capture_output=True, text=True, check=False).stdout.split("\n")
    left = sorted(
        {*filter(None, shown)} - old.keys() - new.keys() if (here / ".git").exists() else ()
    )
    state = _state(_files(here), old, new)
    then = state
    if fault in ("SIGKILL", "random"):
        _forked(here, ["generate"] if command[0] in EDITS else command, lambda: None)
        then = _state(_files(here), old, new)
    return {"status": status, "err": err, "state": state, "left": left, "then": then}


def _files(folder: Path) -> Files:
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.name != STAMP and not name.startswith(".git/"):
            found[name] = path.read_bytes() if path.is_file() else b"a folder"
    return found


def _state(files: Files, old: Files, new: Files) -> str | list[str]:
    if files in (old, new):
        return "old" if files == old else "new"
    return sorted(
        p for p in {*files, *old, *new} if files.get(p) not in (old.get(p), new.get(p))
    ) or ["some old, some new"]


def _forked(folder: Path, command: list[str], prepare: Callable[[], None]) -> tuple[int, str]:
    """The command's status, negative for a signal, and what it said."""
    with tempfile.TemporaryFile() as said:
        child = os.fork()
        if child == 0:
            os.dup2(os.open(os.devnull, os.O_RDWR), 1)
            os.dup2(said.fileno(), 2)
            os.chdir(folder)
            prepare()
            _run(command)
        _, status = os.waitpid(child, 0)
        said.seek(0)
        return os.waitstatus_to_exitcode(status), said.read().decode()


def _run(command: list[str]) -> NoReturn:
    from portbook.cli.program import main as program

    sys.argv = ["portbook", *command]
    with contextlib.suppress(SystemExit):
        program()
    os._exit(99)


def _watch(heard: Callable[[str, str], None]) -> None:
    home = str(Path.cwd())

    def hook(event: str, about: tuple[Any, ...]) -> None:
        if event not in CHANGES or not isinstance(about[0], str | os.PathLike):
            return
        if event == "open" and not (about[2] & (os.O_CREAT | os.O_WRONLY | os.O_RDWR)):
            return
        if str(Path.cwd() / about[0]).startswith(home):
            heard(event, str(about[0]))

    sys.addaudithook(hook)


def _listing(calls: Path) -> None:
    handle = os.open(calls, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def heard(event: str, _: str) -> None:
        os.write(handle, f"{event}\n".encode())

    _watch(heard)


def _failing(fault: str, at: int) -> None:
    if fault == "random":
        # The default of SIGALRM is to end at once, wherever that is.
        signal.setitimer(signal.ITIMER_REAL, random.uniform(0.001, USUAL))
    if fault in ("random", "levels"):
        return
    if fault == "SIGHUP":
        signal.signal(signal.SIGHUP, signal.SIG_DFL)  # nohup has all below it ignore this
    seen = [0]

    def heard(event: str, about: str) -> None:
        here, seen[0] = seen[0], seen[0] + 1
        if fault.startswith("SIG"):
            if here == at:
                os.kill(os.getpid(), signal.Signals[fault])
        elif (here == at and event not in ("os.remove", "os.rmdir")) or (
            fault == "full" and here > at and event in MAKES
        ):
            raise OSError(errno.ENOSPC, "No space left on device", about)

    _watch(heard)


if __name__ == "__main__":
    main(sys.argv[1:])
