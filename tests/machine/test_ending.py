"""What would be ended, and what never is."""

from __future__ import annotations

import os

import psutil
import pytest

from portbook.machine.ending import Ending, Refusal, plan_ending
from portbook.machine.engine import Engine
from portbook.machine.listeners import Listener
from portbook.machine.processes import Process
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
        (1, "process 1 is the parent of all others"),
        (os.getpid(), "that is portbook itself"),
        (os.getppid(), f"portbook runs under process {os.getppid()}"),
    ],
    ids=["the first", "itself", "its parent"],
)
def test_what_is_never_ended(pid: int, reason: str) -> None:
    holder = Holder(Listener("tcp", "127.0.0.1", 3000, pid), Process(pid, "x"))
    endings, refusals = plan_ending(Snapshot([]), [holder])
    assert endings == []
    assert refusals[0].reason in (reason, "process 1 is the parent of all others")


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
