"""Every sort of edit changes the lines it must and no others, in maps of every style."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.errors import UnsatisfiedAssumption

from portbook.derive.calls import wire
from portbook.edit.add import Add
from portbook.edit.change import Edit, Refused
from portbook.edit.entries import Tree
from portbook.edit.fix import fix
from portbook.edit.mentions import Entity
from portbook.edit.remove import Remove
from portbook.edit.rename import Rename
from portbook.edit.verify import verify
from portbook.language.load import Reading, read
from portbook.model.portmap import PortMap
from portbook.text.nodes import Mapping, Node, Scalar, Sequence
from portbook.text.source import Source
from tests.edit.styles import styled_map
from tests.edit.test_every_style import Ports, ports
from tests.support.tries import tries

styles = settings(
    max_examples=tries(40), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
randoms = st.randoms(use_true_random=False)
NEW = "brand-new"
NUMBER = 15000


def styled(random: Random) -> tuple[Reading, PortMap, str]:
    """A map, and its text without the byte order mark."""
    reading = read(Source("ports.yaml", styled_map(random).text))
    assert list(reading.problems) == []
    assert reading.portmap is not None
    return reading, reading.portmap, reading.sources[0].text


def after(edit: Edit) -> tuple[PortMap, str]:
    (file,) = edit.files
    assert file.after.has_bom == file.before.has_bom
    assert edit.reading.portmap is not None
    return edit.reading.portmap, file.after.text


def calls(portmap: PortMap) -> set[tuple[str, str, str, str]]:
    """Who calls whom, in every environment."""
    return {
        (call.caller.who, call.called.who, call.via, call.name)
        for wiring in (wire(portmap),)
        for each in portmap.deployments()
        for call in wiring.calls(*each)
    }


Hunk = tuple[list[str], list[str]]


def hunks(before: str, now: str) -> list[Hunk]:
    """The lines that went and those that came, change by change."""
    old, new = before.split("\n"), now.split("\n")
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    return [
        (old[low:high], new[start:end])
        for tag, low, high, start, end in matcher.get_opcodes()
        if tag != "equal"
    ]


def same_line_ends(before: str, now: str) -> bool:
    plain = now.count("\n") - now.count("\r\n")
    return plain == 0 if "\r\n" in before else "\r" not in now


ENTRIES: list[Tree] = [
    str(NUMBER),
    f'"{NUMBER}:80"',
    {"kind": "postgres", "range": "wide", "port": str(NUMBER)},
    {"title": '"A: b"', "port": str(NUMBER)},
]


@styles
@given(random=randoms, entry=st.sampled_from(ENTRIES))
def test_add(random: Random, entry: Tree) -> None:
    reading, was, text = styled(random)
    project = random.choice(list(was.projects))
    edit = verify(reading, [Add(project, NEW, entry)])
    now, changed = after(edit)
    expected: Ports = ports(was)
    for name in was.projects[project].environments:
        expected[project, name, NEW, "default"] = NUMBER
    assert ports(now) == expected
    assert calls(now) == calls(was)
    assert list(now.projects[project].services)[-1] == NEW or not text.endswith("\n")
    assert same_line_ends(text, changed)
    (hunk,) = hunks(text, changed)
    gone, came = hunk
    assert len(gone) <= 1
    assert 1 <= len(came) - len(gone) + 1 <= 6
    assert re.findall("#[^\r\n]*", text) == re.findall("#[^\r\n]*", changed)


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


def written(node: Node) -> str:
    return node.source.text[node.start : node.end].rstrip()


def entities(portmap: PortMap) -> list[Entity]:
    found: list[Entity] = [("host", "laptop"), ("host", "server"), ("range", "", "wide")]
    for project in portmap.projects.values():
        found += [("project", project.name), ("environment", project.name, "staging")]
        for service in project.services.values():
            found.append(("service", project.name, service.name))
            written = service.origin.node("ports")
            for key, _ in written.pairs if isinstance(written, Mapping) else ():
                found.append(("endpoint", project.name, service.name, key.text))
    return found


@styles
@given(random=randoms)
def test_rename(random: Random) -> None:
    reading, was, text = styled(random)
    entity = random.choice(entities(was))
    renames = [Rename(entity, NEW)]
    if entity[0] == "environment":
        # A reference to another project means the environment of the same name.
        renames = [Rename((entity[0], each, entity[2]), NEW) for each in was.projects]
    edit = attempt(reading, renames, may_fail=entity[0] == "endpoint")
    now, changed = after(edit)
    assert changed.replace(NEW, entity[-1]) == text
    assert ports(now) == {renamed(key, entity): port for key, port in ports(was).items()}
    assert len(calls(now)) == len(calls(was))


def attempt(reading: Reading, renames: list[Rename], *, may_fail: bool) -> Edit:
    """An endpoint called http or ws may speak that by its name alone: no other will do."""
    try:
        return verify(reading, renames)
    except Refused:
        if may_fail:
            raise UnsatisfiedAssumption from None
        raise


def renamed(key: tuple[str, str, str, str], entity: Entity) -> tuple[str, str, str, str]:
    project, environment, service, endpoint = key
    return (
        NEW if entity == ("project", project) else project,
        NEW if entity[0] == "environment" and entity[2] == environment else environment,
        NEW if entity == ("service", project, service) else service,
        NEW if entity == ("endpoint", project, service, endpoint) else endpoint,
    )


MISSPELT = {"port": "prot", "ports": "potrs", "title": "tittle", "services": "servces"}


@styles
@given(random=randoms)
def test_fix(random: Random) -> None:
    """What was misspelt is put right, to the letter; what cannot be is left alone."""
    _, _, text = styled(random)
    keys = [key for key in keys_of(read_root(text)) if key.text in MISSPELT]
    chosen = random.sample(keys, min(len(keys), random.randint(1, 3)))
    broken = text
    for key in sorted(chosen, key=lambda each: -each.start):
        broken = f"{broken[: key.start]}{MISSPELT[key.text]}{broken[key.end :]}"
    reading = read(Source("ports.yaml", broken))
    fixed = fix(reading, lambda each: list(each.problems))
    if len(fixed.done) == len(chosen):
        assert after(fixed.edit)[1] == text
    left = [each for each in fixed.edit.reading.problems if each.fix]
    assert len(left) <= len(fixed.left)
    assert len(fixed.edit.reading.problems) <= len(reading.problems)
    again = fix(fixed.edit.reading, lambda each: list(each.problems))
    assert again.edit.files == ()


def read_root(text: str) -> Node:
    portmap = read(Source("ports.yaml", text)).portmap
    assert portmap is not None
    return portmap.origin.nodes[0]


def keys_of(node: Node) -> list[Scalar]:
    if isinstance(node, Mapping):
        return [each for key, value in node.pairs for each in (key, *keys_of(value))]
    if isinstance(node, Sequence):
        return [each for item in node.items for each in keys_of(item)]
    return []


@pytest.mark.parametrize(
    ("entry", "said"), [({"port": "70000"}, "70000"), ({"prot": "1"}, "prot"), ("x", "'x'")]
)
def test_what_is_no_service_is_not_added(entry: Tree, said: str) -> None:
    reading = read(Source("ports.yaml", "projects: {shop: {services: {web: 3000}}}\n"))
    with pytest.raises(Refused, match=said):
        verify(reading, [Add("shop", "api", entry)])
