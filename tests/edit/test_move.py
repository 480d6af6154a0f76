"""A move changes the lines it must and no others, in maps of every style."""

from __future__ import annotations

import difflib
import re
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portbook.allocate.linked_ports import inherits
from portbook.edit.change import Edit
from portbook.edit.move import Move
from portbook.edit.renumber import Number
from portbook.edit.verify import verify
from portbook.language.load import read
from portbook.model.portmap import HistoryEntry, PortMap
from portbook.text.source import Source
from tests.edit.styles import ports, styled_map
from tests.support.tries import tries

NEW = 15000


@settings(max_examples=tries(100), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    random=st.randoms(use_true_random=False),
    overlay=st.booleans(),
    told=st.booleans(),
)
def test_a_move_changes_what_it_must_and_nothing_else(
    random: Random, overlay: bool, told: bool
) -> None:
    styled = styled_map(random)
    reading = read(Source("ports.yaml", styled.text))
    assert list(reading.problems) == [], styled.text
    assert reading.portmap is not None
    project, service, endpoint = random.choice(styled.endpoints)
    environment = "staging" if overlay else None
    base = reading.portmap.projects[project].services[service]
    entry = None
    if told or base.history:
        entry = HistoryEntry(
            "2026-01-01", None, NEW, "why: not" if told else None, None, None, environment
        )
    here = reading.portmap.projects[project].environments["staging"].services[service]
    found = (here if overlay else base).endpoint(endpoint)
    inner = found.container_port if found and base.contained else None
    move = Move(project, service, endpoint, environment, Number(NEW, NEW, inner), entry)
    edit = verify(reading, [move])
    check_ports(reading.portmap, edit, move)
    check_text(edit, told=entry is not None)


def check_ports(before: PortMap, edit: Edit, move: Move) -> None:
    """The intended model, worked out another way: every number of every environment."""
    expected = ports(before)
    project = before.projects[move.project]
    written = project.services[move.service].endpoint(move.endpoint)
    for name, environment in project.environments.items():
        service = environment.services.get(move.service)
        if service is None:
            continue
        endpoint = service.endpoint(move.endpoint)
        assert endpoint is not None
        key = (move.project, name, move.service, move.endpoint)
        if move.environment == name:
            expected[key] = NEW
        elif move.environment is None and inherits(service, endpoint):
            assert written is not None
            assert endpoint.port is not None
            expected[key] = NEW + endpoint.port - (written.port or 0)
    assert edit.reading.portmap is not None
    assert ports(edit.reading.portmap) == expected
    if move.entry is not None:
        changed = edit.reading.portmap.projects[move.project].services[move.service]
        assert changed.history[-1] == move.entry


def check_text(edit: Edit, *, told: bool) -> None:
    ((was, now),) = edit.files
    before, after = was.text, now.text
    assert now.has_bom == was.has_bom
    assert re.findall("#[^\r\n]*", before) == re.findall("#[^\r\n]*", after)
    assert ("\r\n" in before) == ("\r\n" in after)
    assert after.count("\n") - after.count("\r\n") in (0, after.count("\n"))
    old, new = before.split("\n"), after.split("\n")
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    replaced = inserted = 0
    for tag, low, high, start, end in matcher.get_opcodes():
        if tag == "equal":
            continue
        assert tag != "delete", before + after
        replaced += high - low
        inserted += end - start - (high - low)
    # One line holds the number, one the history; a new entry takes at most a line a key.
    assert replaced <= (3 if told else 1), before + "\n=====\n" + after
    assert inserted <= (6 if told else 1), before + "\n=====\n" + after
