"""Whole processes, timed in turns so that a busy machine is unfair to none of them."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Job", "Result", "in_turns"]


@dataclass(frozen=True)
class Job:
    """A command; `prepare` runs before each round, outside the clock."""

    name: str
    command: Sequence[str]
    folder: Path
    prepare: Callable[[], None] = lambda: None


@dataclass(frozen=True)
class Result:
    """Medians: seconds of wall time, peak memory in MiB, seconds of the processor."""

    seconds: float
    memory: float
    cpu: float


def in_turns(jobs: Sequence[Job], rounds: int) -> dict[str, Result]:
    """Run every job once a round, after one that only warms caches where there are several."""
    taken: dict[str, list[tuple[float, ...]]] = {job.name: [] for job in jobs}
    first = 1 if rounds > 1 else 0
    for turn in range(rounds + first):
        for job in jobs:
            job.prepare()
            figures = _run(job)
            if turn >= first:
                taken[job.name].append(figures)
    return {
        name: Result(*map(statistics.median, zip(*each, strict=True)))
        for name, each in taken.items()
    }


def _run(job: Job) -> tuple[float, ...]:
    # Users' Pythons keep their bytecode; some build machines forbid it.
    environment = {**os.environ}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    begun = time.perf_counter()
    process = subprocess.Popen(
        job.command,
        cwd=job.folder,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    assert process.stderr is not None
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    taken = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{job.name} failed:\n{said.decode(errors='replace')[-2000:]}")
    return taken, usage.ru_maxrss / 1024, usage.ru_utime + usage.ru_stime
