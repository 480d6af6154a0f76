"""Maps of several projects that share hosts and ranges and name each other, and edits of them."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

from portbook.checks import codes
from portbook.edit.add import Add
from portbook.edit.change import Change
from portbook.edit.move import Move
from portbook.edit.remove import Remove
from portbook.edit.rename import Rename
from portbook.edit.renumber import Number
from portbook.model.portmap import PortMap
from portbook.model.targets import TARGETS
from portbook.targets.llms import LARGEST

PROJECTS = ("shop", "blog", "auth", "data", "mail")
SERVICES = ("web", "api", "db")
HOSTS = ("laptop", "server", "far")
ENVIRONMENTS = ("development", "staging")
KINDS = ("vite", "fastapi", "postgres", "redis", "nginx")
ASKED = [each.name for each in TARGETS if each.asked]
NUMBERS = st.integers(3000, 3040)
ADDRESSES = st.builds(
    "{}/{}".format,
    st.sampled_from([*PROJECTS, "shop@staging", "auth@staging"]),
    st.sampled_from(SERVICES),
)
BOUNDS = st.builds(lambda low, width: f"{low}-{low + width}", NUMBERS, st.integers(0, 20))
RANGES = st.dictionaries(
    st.sampled_from(["wide", "own", "other"]),
    st.fixed_dictionaries({"ports": BOUNDS}, optional={"host": st.sampled_from(HOSTS)}),
    max_size=2,
)


@st.composite
def services(draw: st.DrawFn) -> dict[str, Any]:
    if draw(st.integers(0, 9)) == 0:
        return {"same_as": draw(ADDRESSES)}
    service: dict[str, Any] = draw(
        st.fixed_dictionaries(
            {"port": NUMBERS},
            optional={
                "kind": st.sampled_from(KINDS),
                "image": st.just("acme/app"),
                "start": st.just("run"),
                "range": st.sampled_from(["wide", "own"]),
                "alternatives": st.lists(NUMBERS, max_size=2, unique=True),
                "only": st.sampled_from([["development"], ["staging"]]),
                "host": st.lists(st.sampled_from(HOSTS), min_size=1, max_size=2, unique=True),
                "status": st.sampled_from(["planned", "retired"]),
                "bind": st.just("*"),
            },
        )
    )
    # Rare, or every project would be linked with every other.
    if draw(st.integers(0, 4)) == 0:
        service["uses"] = draw(st.lists(ADDRESSES, max_size=2, unique=True))
    if draw(st.integers(0, 4)) == 0:
        attribute = draw(st.sampled_from(["url", "port", "origin"]))
        service["env"] = {"THERE": f"{{{draw(ADDRESSES)}.{attribute}}}"}
    if draw(st.integers(0, 4)) == 0:
        service["health"] = {"command": f"ask {{{draw(ADDRESSES)}.port}}"}
    return service


@st.composite
def linked_maps(draw: st.DrawFn) -> str:
    """The text of a map, of which whatever is wrong is no finding."""
    projects = {}
    for name in draw(st.lists(st.sampled_from(PROJECTS), min_size=2, max_size=5, unique=True)):
        hosts = draw(st.lists(st.sampled_from(HOSTS), min_size=1, max_size=2))
        project: dict[str, Any] = {
            "environments": dict(zip(ENVIRONMENTS, hosts, strict=False)),
            "services": draw(
                st.dictionaries(st.sampled_from(SERVICES), services(), min_size=1, max_size=3)
            ),
            "ranges": draw(RANGES),
        }
        if draw(st.integers(0, 3)) == 0:
            to = draw(ADDRESSES | st.sampled_from(list(project["services"])))
            listen = {"listen": draw(NUMBERS), "routes": {"/": to}}
            project["proxy"] = {ENVIRONMENTS[0]: listen}
        projects[name] = project
    asked = draw(st.lists(st.sampled_from(ASKED), max_size=4, unique=True))
    long = draw(st.booleans())
    return json.dumps(
        {
            "description": "x" * LARGEST if long else "",
            "hosts": {"laptop": {}, "server": {"address": "s.example"}, "far": {}},
            "ranges": draw(RANGES),
            "settings": {"targets": asked, "checks": {code: "off" for code, *_ in codes()}},
            "projects": projects,
        },
        indent=1,
    )


@st.composite
def changes(draw: st.DrawFn, portmap: PortMap) -> Change:
    """A service or something else of the map moved, added, renamed or removed."""
    project = draw(st.sampled_from(list(portmap.projects.values())))
    service = draw(st.sampled_from(list(project.services)))
    sort = draw(
        st.sampled_from(["move", "move", "rename", "remove", "add", "project", "host", "gone"])
    )
    if sort == "move":
        number = draw(NUMBERS)
        environment = draw(st.sampled_from([None, *project.environments]))
        return Move(project.name, service, "default", environment, Number(number, number))
    others: dict[str, Change] = {
        "rename": Rename(("service", project.name, service), "renamed"),
        "remove": Remove(project.name, service),
        "add": Add(project.name, "added", {"port": "3000", "uses": f"[{draw(ADDRESSES)}]"}),
        "project": Rename(("project", project.name), "another"),
        "host": Rename(("host", draw(st.sampled_from(HOSTS))), "another"),
        "gone": Remove(project.name, None),
    }
    return others[sort]
