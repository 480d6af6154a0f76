from __future__ import annotations

import socket

import pytest

from tests.support import ports


def test_no_number_comes_twice() -> None:
    numbers = [ports.free_port() for _ in range(100)]
    assert len(set(numbers)) == 100


def test_numbers_lie_in_the_block_of_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTEST_XDIST_WORKER", "gw3")
    assert 21500 <= ports.free_port() < 22000


def test_blocks_end_below_the_outgoing_ports(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTEST_XDIST_WORKER", f"gw{ports.WORKERS - 1}")
    assert ports.block_start() + ports.BLOCK <= 32768
    monkeypatch.setenv("PYTEST_XDIST_WORKER", f"gw{ports.WORKERS}")
    assert ports.block_start() == ports.FIRST


@pytest.mark.parametrize("address", ["127.0.0.1", "0.0.0.0"])
def test_a_held_number_is_not_free(address: str) -> None:
    number = ports.free_port()
    assert ports.is_free(number)
    with socket.create_server((address, number)):
        assert not ports.is_free(number)
