"""How a process ended, as shells say it."""

from __future__ import annotations

import pytest

from portbook.machine.supervise.process_tree import exit_status


@pytest.mark.parametrize(("returned", "status"), [(0, 0), (7, 7), (-15, 143), (-2, 130)])
def test_exit_statuses_are_those_of_shells(returned: int, status: int) -> None:
    assert exit_status(returned) == status
