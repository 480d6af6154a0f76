"""The map as a working copy has it."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from portbook.checks import check, judge
from portbook.derive.calls import Wiring
from portbook.derive.variables import variables
from portbook.language.load import read
from portbook.machine.copies import Copy, free_slot
from portbook.model.claims import claims_of, overlap
from portbook.model.instances import (
    copy_map,
    is_shifted,
    shared_services,
    slot_claims,
    slots_of,
)
from portbook.model.portmap import PortMap
from portbook.targets.context import Context
from portbook.targets.dotenv import emit
from portbook.targets.templates import Templates
from portbook.text.source import Source

SHOP = """\
projects:
  shop:
    instances: {INSTANCES}
    ranges: {copies: 20000-20011}
    services:
      web: {kind: vite, port: 3000, alternatives: [3001], env: {VITE_API_URL: "{api.url}"}}
      api: {kind: fastapi, port: 8000, container: shop-api, uses: [db], env: {DB: "{db.url}"}}
      db: {kind: postgres, port: "5432:5432", image: "postgres:16"}
      mail: {port: 1025, pinned: true, reason: one for all}
      maps: {hosted: Mapbox}
    proxy: {development: {listen: 8080, routes: {/: web}}}
"""


def shop(instances: str = "{}") -> PortMap:
    portmap = read(Source("ports.yaml", SHOP.replace("{INSTANCES}", instances))).portmap
    assert portmap is not None
    return portmap


def numbers(portmap: PortMap) -> dict[str, int]:
    return {claim.service.name: claim.port for claim in claims_of(portmap)}


@pytest.mark.parametrize(
    ("instances", "slot", "expected"),
    [
        ("{}", 1, (3100, 8100, 5532, 8180)),
        ("{}", 9, (3900, 8900, 6332, 8980)),
        ("{step: 7}", 2, (3014, 8014, 5446, 8094)),
        ("{range: copies}", 1, (20000, 20002, 20003, 20004)),
        ("{range: copies}", 2, (20005, 20007, 20008, 20009)),
        ("{range: copies, step: 6}", 2, (20006, 20008, 20009, 20010)),
    ],
)
def test_the_numbers_of_a_slot(instances: str, slot: int, expected: tuple[int, ...]) -> None:
    portmap = shop(instances)
    copied = copy_map(portmap, portmap.projects["shop"], "fix", slot)
    found = numbers(copied)
    assert tuple(found[name] for name in ("web", "api", "db", "proxy")) == expected
    assert found["mail"] == 1025
    # The map that it was made from is as it was.
    assert numbers(portmap)["web"] == 3000


def test_what_is_derived_follows() -> None:
    portmap = shop()
    copied = copy_map(portmap, portmap.projects["shop"], "fix", 1)
    project = copied.projects["shop"]
    files = variables(Wiring(copied), project, project.default)
    found = {each.name: each.value for listed in files.values() for each in listed}
    assert found["VITE_API_URL"] == "http://localhost:8100"
    assert found["DB"] == "postgresql://127.0.0.1:5532"
    assert found["WEB_PORT"] == "3100"
    assert found["CORS_ORIGINS"] == '["http://127.0.0.1:8180","http://localhost:8180"]'
    context = Context(copied, Wiring(copied), "ports.yaml", Templates(Path("templates")))
    texts = {each.path: each.text for each in emit(context, project)}
    assert "COMPOSE_PROJECT_NAME=shop-fix" in texts["shop/.env"].splitlines()
    assert project.services["api"].container == "shop-api-fix"
    assert [each.port for each in project.default.services["web"].alternatives] == [3101]
    assert [each.name for each in shared_services(portmap.projects["shop"])] == ["mail"]


def test_how_many_slots_there_are() -> None:
    for instances, count in (
        ("{}", 9),
        ("{count: 20}", 20),
        ("{range: copies}", 2),
        ("{range: copies, count: 1}", 1),
        ("{range: copies, step: 4}", 3),
    ):
        portmap = shop(instances)
        assert len(slots_of(portmap, portmap.projects["shop"])) == count


def test_a_slot_in_which_a_gap_would_split_an_interval_is_passed_over() -> None:
    text = """\
projects:
  shop:
    instances: {range: copies}
    ranges: {copies: "20000-20004, 20010-20030"}
    services: {rtp: "5000-5002", web: 3000}
"""
    portmap = read(Source("ports.yaml", text)).portmap
    assert portmap is not None
    project = portmap.projects["shop"]
    found = [
        (slot, claim.port, claim.last) for slot, claim in slot_claims(portmap, project, [1, 2])
    ]
    assert found == [(1, 20000, 20002), (1, 20003, 20003), (2, 20012, 20012)]
    first = Copy("shop", "fix", 1, Path("fix"))
    assert free_slot(portmap, project, [first]) == 3


FORMS = (
    '{{port: {0}, bind: "0.0.0.0"}}',
    '{{port: {{number: {0}, bind: "*"}}}}',
    '{{port: {{number: {0}, bind: [127.0.0.1, "::1"]}}}}',
    "{{port: {{number: {0}, transport: sctp}}}}",
    "{{port: {0}, alternatives: [{1}]}}",
    '"{0}:80"',
    '"127.0.0.1:{0}:80"',
    '"[::1]:{0}:80"',
    '"{0}/tcp+udp"',
    '"{0}-{1}:80"',
    '"{0}-{1}:80-82"',
    "{{ports: {{http: {0}, more: {1}}}}}",
    "{{port: {{container: {0}, publish: random}}}}",
    '{{port: {0}, host: far, bind: "0.0.0.0"}}',
)
"""Each way to say a port; the second number is two higher."""
PORT = st.one_of(
    st.integers(3000, 3040).map(str),
    st.integers(3000, 3030).map(lambda low: f'"{low}-{low + 4}"'),
    st.integers(3000, 3040).map(lambda number: f'"{number}/udp"'),
    st.integers(3000, 3040).map(lambda number: f"{{port: {number}, pinned: true, reason: r}}"),
    st.tuples(st.integers(3000, 3040), st.sampled_from(FORMS)).map(
        lambda drawn: drawn[1].format(drawn[0], drawn[0] + 2)
    ),
)
RANGES = st.sampled_from(["21000-21060", '"21000-21002, 21010-21020, 21030-21060"'])
INSTANCES = st.one_of(
    st.none(),
    st.tuples(st.integers(1, 60), st.integers(1, 6)).map(
        lambda v: f"{{step: {v[0]}, count: {v[1]}}}"
    ),
    st.integers(1, 4).map(lambda count: f"{{range: copies, count: {count}}}"),
)


@st.composite
def maps(draw: st.DrawFn) -> str:
    lines = [
        f"ranges: {{copies: {draw(RANGES)}}}",
        "hosts: {here: {}, far: {address: far.example}}",
    ]
    lines.append("projects:")
    for name in ("shop", "blog", "wiki")[: draw(st.integers(1, 3))]:
        instances = draw(INSTANCES)
        lines += [f"  {name}:", *([f"    instances: {instances}"] if instances else [])]
        lines.append("    services:")
        ports = draw(st.lists(PORT, min_size=1, max_size=3))
        lines += [f"      s{at}: {port}" for at, port in enumerate(ports)]
        known = (at for at, port in enumerate(ports) if "random" not in port)
        values = ", ".join(f"S{at}: '{{s{at}.port}}'" for at in known)
        lines.append(f"      all: {{env: {{{values}}}}}")
    return "\n".join(lines) + "\n"


OVERLAPPING = """\
ranges: {copies: 21000-21060}
projects:
  shop:
    instances: {range: copies, count: 2}
    services: {s0: "3001/udp", s1: 3000, s2: "3001-3005", s3: "3004-3007/udp"}
"""


@example(OVERLAPPING)
@example(OVERLAPPING.replace("21000-21060", '"21000-21002, 21010-21060"'))
@given(maps())
def test_copies_meet_nobody_where_nothing_is_found(text: str) -> None:
    """Any map, any instances: where `check` finds no error, all claims of all copies together
    are disjoint, but for what the copies share; where two meet, it has found it."""
    reading = read(Source("ports.yaml", text))
    portmap = reading.portmap
    assert portmap is not None
    problems = judge(portmap, reading.problems) + check(Wiring(portmap))
    codes = {each.code for each in problems if each.severity == "error"}
    claims = [(claim, "") for claim in claims_of(portmap)]
    for project in portmap.projects.values():
        if project.instances is None:
            continue
        for slot in slots_of(portmap, project):
            copied = copy_map(portmap, project, f"copy-{slot}", slot)
            claims += [
                (claim, f"copy-{slot}")
                for claim in claims_of(copied)
                if claim.project == project.name and is_shifted(claim.environment, claim.service)
            ]
    met = any(overlap(one, other) for (one, _), (other, _) in itertools.combinations(claims, 2))
    assert met == ("port-conflict" in codes) or codes & {"bad-value", "bad-port"}
    widths = {(each.service.name, each.last - each.port) for each in claims_of(portmap)}
    assert "bad-value" in codes or widths >= {
        (claim.service.name, claim.last - claim.port) for claim, _ in claims
    }


@given(maps())
def test_references_stay_inside(text: str) -> None:
    portmap = read(Source("ports.yaml", text)).portmap
    assert portmap is not None
    for project in portmap.projects.values():
        copied = copy_map(portmap, project, "fix", 1)
        ours = copied.projects[project.name]
        files = variables(Wiring(copied), ours, ours.default)
        found = {each.name: each.value for listed in files.values() for each in listed}
        for name, service in ours.default.services.items():
            were = project.services[name].endpoints
            for now, was in zip(service.endpoints, were, strict=True):
                shared = (
                    service.pinned or was.port is None or "far" in ours.default.hosts_of(service)
                )
                assert (now.port == was.port) is shared
            if service.primary is not None and service.primary.port is not None:
                assert found[name.upper()] == str(service.primary.port)
