"""What holds for every test."""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import signal
from collections.abc import Generator, Iterator
from pathlib import Path

import hypothesis
import pytest

# Imported here so that it sees CI before the first test's environment is scrubbed.
from tests.support import programs
from tests.support.tries import tries

# Each of these changes what a command line program prints.
SCRUBBED = (
    "CI",
    "CLICOLOR",
    "CLICOLOR_FORCE",
    "COLUMNS",
    "FORCE_COLOR",
    "GITHUB_ACTIONS",
    "GITLAB_CI",
    "LINES",
    "NO_COLOR",
    "PY_COLORS",
)

# A slow machine is no fault of what is tested.
hypothesis.settings.register_profile("portbook", deadline=None, max_examples=tries(30))
hypothesis.settings.load_profile("portbook")


# A shell has what it runs in the background ignore these, and all that is started from there.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
if hasattr(signal, "SIGQUIT") and signal.getsignal(signal.SIGQUIT) is signal.SIG_IGN:
    signal.signal(signal.SIGQUIT, signal.SIG_DFL)


@pytest.hookimpl(wrapper=True)
def pytest_collection(session: pytest.Session) -> Generator[None, object, object]:
    """No garbage is looked for while thousands of tests are made, and later not among them."""
    gc.disable()
    try:
        if "PYTEST_XDIST_WORKER" in os.environ and not session.config.option.file_or_dir:
            _import_from_elsewhere()
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def _import_from_elsewhere() -> None:
    """Each worker begins with another of the tests' modules: in a new checkout it compiles those
    that no other has reached yet, where else each would compile all of them."""
    top = Path(__file__).parent
    names = sorted(
        ".".join(path.relative_to(top.parent).with_suffix("").parts)
        for path in top.rglob("test_*.py")
    )
    workers = int(os.environ["PYTEST_XDIST_WORKER_COUNT"])
    first = len(names) * int(os.environ["PYTEST_XDIST_WORKER"].removeprefix("gw")) // workers
    for name in [*names[first:], *names[:first]]:
        with contextlib.suppress(Exception):  # which the collection meets again, and tells
            importlib.import_module(name)


@pytest.fixture(scope="session", autouse=True)
def plain_environment() -> Iterator[None]:
    """The same output on a laptop, in CI and in a coloured terminal."""
    with pytest.MonkeyPatch.context() as patched:
        for name in SCRUBBED:
            patched.delenv(name, raising=False)
        yield


def pytest_report_header() -> str:
    missing = "fails its tests" if programs.in_ci() else "skips its tests"
    return f"real programs: one that is missing {missing}"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What tests record as "told": what workers print is lost."""
    for outcome in ("passed", "failed"):
        for report in terminalreporter.getreports(outcome):
            for name, value in report.user_properties:
                if name == "told":
                    terminalreporter.write_line(str(value))
