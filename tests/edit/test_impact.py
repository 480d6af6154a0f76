"""Which projects' files an edit of the map can change."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from portbook.derive.calls import Wiring
from portbook.edit.change import Refused
from portbook.edit.impact import affected
from portbook.edit.verify import verify
from portbook.language.load import read
from portbook.model.portmap import PortMap
from portbook.targets.context import Context
from portbook.targets.emit import emit, emit_map
from portbook.targets.llms import LARGEST
from portbook.targets.templates import Templates
from portbook.text.source import Source
from tests.edit.linked import changes, linked_maps
from tests.support.tries import tries

TEMPLATES = Templates()


def context_of(portmap: PortMap | None) -> Context:
    assert portmap is not None
    return Context(portmap, Wiring(portmap), "ports.yaml", TEMPLATES)


def changed_projects(was: Context, now: Context) -> set[str]:
    """Those of which a file differs between two maps."""
    old, new = ({each.path: each.text for each in emit(context)[0]} for context in (was, now))
    paths = {path for path in {*old, *new} if old.get(path) != new.get(path)}
    return {path.partition("/")[0] for path in paths} & now.portmap.projects.keys()


@settings(max_examples=tries(60), deadline=None, suppress_health_check=list(HealthCheck))
@given(text=linked_maps(), data=st.data())
def test_files_of_no_other_projects_change(text: str, data: st.DataObject) -> None:
    reading = read(Source("ports.yaml", text))
    assert reading.portmap is not None
    try:
        edit = verify(reading, [data.draw(changes(reading.portmap))])
    except Refused:
        assume(False)
    was, now = context_of(reading.portmap), context_of(edit.reading.portmap)
    assert changed_projects(was, now) <= affected(was, now)


def test_a_map_that_becomes_long_changes_all_projects() -> None:
    text = "hosts: {one: {}, other: {}}\nprojects:\n"
    text += "  shop: {environments: {development: one}, services: {web: PORT}}\n"
    text += "  blog: {environments: {development: other}, services: {web: 3000}}\n"

    def padded(port: int, more: int) -> Context:
        said = f"description: {'x' * more}\n{text.replace('PORT', str(port))}"
        return context_of(read(Source("ports.yaml", said)).portmap)

    [short] = [each.text for each in emit_map(padded(3000, 1))[0] if each.path == "llms.txt"]
    room = LARGEST - len(short.encode()) + 1
    was, now = padded(3000, room), padded(13000, room)
    assert changed_projects(was, now) == affected(was, now) == {"shop", "blog"}
    assert affected(was, padded(3001, room)) == {"shop"}


HOSTS = "hosts: {one: {address: one.example}, other: {}, third: {}}\n"
NAMING = {
    "same_as": "services: {it: {same_as: shop/web}}",
    "uses": "services: {it: {port: 3000, uses: [shop/web]}}",
    "env": 'services: {it: {port: 3000, env: {SHOP: "{shop/web.port}"}}}',
    "health": 'services: {it: {port: "3000:80", health: {command: "ask {shop/web.port}"}}}',
    "routes": 'proxy: {development: {listen: 80, routes: {"/": shop/web}}}',
    "to": "proxy: {development: {listen: 80, to: shop/web}}",
}


@pytest.mark.parametrize("way", NAMING)
def test_whoever_names_a_project_changes_with_it(way: str) -> None:
    text = f"""{HOSTS}projects:
  shop: {{environments: {{development: one}}, services: {{web: "0.0.0.0:PORT"}}}}
  blog: {{environments: {{development: other}}, {NAMING[way]}}}
  mail: {{environments: {{development: third}}, services: {{web: 3000}}}}
"""
    was, now, apart = (
        context_of(read(Source("ports.yaml", each)).portmap)
        for each in (
            text.replace("PORT", "3000"),
            text.replace("PORT", "3001"),
            text.replace("PORT", "3000").replace(NAMING[way], "services: {it: 3000}"),
        )
    )
    assert changed_projects(was, now) <= affected(was, now) == {"shop", "blog"}
    assert ("blog" in changed_projects(was, now)) is (way != "uses")
    assert affected(was, apart) == affected(apart, was) == {"shop", "blog"}
