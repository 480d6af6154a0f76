"""A rename changes a name and nothing else, in maps of every style."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis.errors import UnsatisfiedAssumption

from portbook.edit.change import Edit, Refused
from portbook.edit.mentions import Entity
from portbook.edit.rename import Rename
from portbook.edit.verify import verify
from portbook.language.load import Reading
from portbook.model.portmap import PortMap
from portbook.text.nodes import Mapping
from tests.edit.styles import NEW, after, calls, ports, randoms, styled, styles


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
