"""A removal takes the lines of its service and no others, in maps of every style."""

from __future__ import annotations

import re
from collections import Counter
from random import Random

from hypothesis import given

from portbook.edit.remove import Remove
from portbook.edit.verify import verify
from portbook.model.portmap import PortMap
from portbook.text.nodes import Node
from tests.edit.styles import (
    after,
    calls,
    hunks,
    ports,
    randoms,
    same_line_ends,
    styled,
    styles,
    written,
)


@styles
@given(random=randoms)
def test_remove(random: Random) -> None:
    reading, was, text = styled(random)
    project, service = random.choice(
        [(p.name, each) for p in was.projects.values() for each in p.services]
    )
    edit = verify(reading, [Remove(project, service)])
    now, changed = after(edit)
    assert ports(now) == {
        key: port for key, port in ports(was).items() if (key[0], key[2]) != (project, service)
    }
    assert calls(now) == {
        each for each in calls(was) if not {each[0], each[1]} & names_of(was, project, service)
    }
    assert same_line_ends(text, changed)
    for gone, came in hunks(text, changed):
        # A flow loses a part of its line; a block its lines, or all but `services: {}`.
        assert len(came) <= 2
        assert not came or len(gone[0]) > len(came[0]) or came[0].replace(" {}", "") in gone[0]
    lost = Counter(re.findall("#[^\r\n]*", text)) - Counter(re.findall("#[^\r\n]*", changed))
    assert not Counter(re.findall("#[^\r\n]*", changed)) - Counter(re.findall("#[^\r\n]*", text))
    own = was.projects[project].services[service].origin.nodes[0]
    for comment in lost:
        assert is_own(text, comment, own), changed
    untouched(was, now, project, service)


def names_of(portmap: PortMap, project: str, service: str) -> set[str]:
    """What the service is called where it calls or is called."""
    return {f"{project}/{service}"} | {
        f"{project}@{each}/{service}" for each in portmap.projects[project].environments
    }


def is_own(text: str, comment: str, node: Node) -> bool:
    """Inside the entry, on its last line, straight above it, or further in behind it."""
    begins = text.rfind("\n", 0, text.rfind("\n", 0, node.start))
    return any(
        text.rfind("\n\n", 0, begins) <= match.start() <= node.end + 200
        for match in re.finditer(re.escape(comment), text)
    )


def untouched(was: PortMap, now: PortMap, project: str, service: str) -> None:
    """Every other service is written as it was, letter for letter."""
    for owner in was.projects.values():
        for name, each in owner.services.items():
            if (owner.name, name) != (project, service):
                old, new = each.origin.nodes[0], now.projects[owner.name].services[name]
                assert written(old) == written(new.origin.nodes[0])
