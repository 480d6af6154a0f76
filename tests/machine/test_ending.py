"""What would be ended, and what never is."""

from __future__ import annotations

import os
from pathlib import Path

import psutil
import pytest

from portbook.machine import processes
from portbook.machine.ending import Ending, Refusal, plan_ending
from portbook.machine.engine import Engine
from portbook.machine.listeners import Listener
from portbook.machine.processes import Process, is_contained, look
from portbook.machine.snapshot import Holder, Snapshot
from tests.machine.maps import Moment


def planned(seen: Snapshot, port: int) -> Ending | Refusal:
    endings, refusals = plan_ending(seen, seen.held("tcp", port))
    found: list[Ending | Refusal] = [*endings, *refusals]
    assert len(found) == 1
    return found[0]


def test_a_process_with_whose_it_is() -> None:
    found = planned(Moment().runs(3000, "node x.js", user="somebody").snapshot(), 3000)
    assert isinstance(found, Ending)
    assert found.process is not None
    assert (found.process.name, found.foreign, found.shared) == ("node", "somebody", ())


def test_ones_own_is_nobodys_else() -> None:
    me = psutil.Process().username()
    found = planned(Moment().runs(3000, "node x.js", user=me).snapshot(), 3000)
    assert isinstance(found, Ending)
    assert found.foreign is None


def test_two_addresses_of_one_process_are_one_ending() -> None:
    moment = Moment().runs(3000, "node x.js")
    moment.listeners.append(moment.listeners[0]._replace(address="::1"))
    seen = moment.snapshot()
    endings, refusals = plan_ending(seen, seen.held("tcp", 3000))
    assert (len(endings), refusals) == (1, [])


@pytest.mark.parametrize(
    ("pid", "reason"),
    [
        (1, "process 1 is what everything else runs under"),
        (os.getpid(), "that is portbook itself"),
        (os.getppid(), f"portbook runs under process {os.getppid()}"),
    ],
    ids=["the first", "itself", "its parent"],
)
def test_what_is_never_ended(pid: int, reason: str) -> None:
    holder = Holder(Listener("tcp", "127.0.0.1", 3000, pid), Process(pid, "x"))
    endings, refusals = plan_ending(Snapshot([]), [holder])
    assert endings == []
    assert refusals[0].reason in (reason, "process 1 is what everything else runs under")


def test_a_containers_proxy_is_not_the_container() -> None:
    seen = Moment().runs(3000, "docker-proxy -proto tcp").snapshot()
    seen.engine_error = "/var/run/docker.sock may not be asked by this user"
    found = planned(seen, 3000)
    assert isinstance(found, Refusal)
    assert found.reason == "docker-proxy holds it for a container"
    assert found.hint == seen.engine_error


def test_a_container_needs_its_engine() -> None:
    seen = Moment().contains(3000, 80, "shop-web-1").snapshot()
    found = planned(seen, 3000)
    assert isinstance(found, Refusal)
    seen.engine = Engine("/nowhere")
    found = planned(seen, 3000)
    assert isinstance(found, Ending)
    assert found.container is not None


def test_what_cannot_be_seen_is_not_ended() -> None:
    assert isinstance(planned(Moment().hidden(3000).snapshot(), 3000), Refusal)


@pytest.mark.parametrize(
    ("theirs", "ours", "contained"),
    [
        ("0::/system.slice/docker-4711.scope", "0::/user.slice", True),
        ("0::/machine.slice/libpod-4711.scope", "0::/user.slice", True),
        ("0::/user.slice/shell", "0::/user.slice", False),
        ("0::/docker/4711", "0::/docker/4711", False),  # we are in it ourselves
        (None, "0::/user.slice", False),
    ],
)
def test_who_started_it_stands_in_its_control_group(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    theirs: str | None,
    ours: str,
    contained: bool,
) -> None:
    monkeypatch.setattr(processes, "PROC", tmp_path)
    for name, group in (("7", theirs), ("self", ours)):
        (tmp_path / name).mkdir()
        if group is not None:
            (tmp_path / name / "cgroup").write_text(group)
    assert is_contained(7) is contained


def test_a_process_that_is_gone() -> None:
    assert look(2**22 + 1) is None  # above pid_max's own limit (proc(5))
