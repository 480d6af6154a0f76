"""What portbook writes of a map, imported again, is the map's claims."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from portbook.derive.calls import Wiring
from portbook.draft.draft import Draft, DraftEndpoint, DraftHost, DraftProject, DraftService
from portbook.draft.entries import new_text
from portbook.draft.projects import make_draft
from portbook.language.load import read
from portbook.model.portmap import PortMap
from portbook.sources.compose import read_compose
from portbook.sources.documents import read_markdown
from portbook.sources.dotenv.read import read_dotenv
from portbook.sources.found import Found
from portbook.targets.context import Context
from portbook.targets.emit import emit
from portbook.targets.templates import Templates
from portbook.text.source import Source
from tests.support.tries import tries

READERS = {"PORTS.md": read_markdown, "compose.yaml": read_compose, ".env": read_dotenv}
TEMPLATES = Templates()
"""The shipped ones, compiled once for all maps."""
NAMES = ["web", "api", "db", "cache", "admin-ui", "worker", "dns", "media"]
Row = tuple[str, str, int | None, int | None, str, int | None]
LEFT_OUT = -1
"""Where a document has no place for the number: one column of container ports for all."""


@st.composite
def _services(draw: st.DrawFn) -> list[DraftService]:
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=6, unique=True))
    first = draw(st.integers(2000, 2600))
    return [draw(_service(name, first + 50 * index)) for index, name in enumerate(names)]


def _service(name: str, number: int) -> st.SearchStrategy[DraftService]:
    """Numbers from `number` on, fewer than fifty of them."""
    single = st.builds(
        lambda inner, transports, bind: DraftEndpoint(
            "default", number, None, inner, None, transports, None, bind
        ),
        st.sampled_from([None, 80, 5432, number]),
        st.sampled_from([None, ("tcp",), ("udp",), ("tcp", "udp")]),
        st.sampled_from([None, "127.0.0.1", "0.0.0.0", "::1"]),
    )
    wide = st.just(DraftEndpoint("default", number, number + 5))
    inside = st.just(DraftEndpoint("default", None, None, 9000))
    second = DraftEndpoint("extra", number + 20, None, None, None, ("tcp",))
    several = single.map(lambda one: (one, replace(second, container=one.container and 81)))
    endpoints = st.one_of(
        *(each.map(lambda one: (one,)) for each in (single, wide, inside)), several
    )
    overlay = (("production", (DraftEndpoint("default", number + 30),)),)
    return st.builds(
        lambda endpoints, **more: _fitting(DraftService(name, endpoints=endpoints, **more)),
        endpoints,
        title=st.sampled_from([None, "Main thing", "A (b)"]).map(lambda t: t and f"{t} {name}"),
        description=st.sampled_from([None, "What it is for", "3000 of them | and *more*"]),
        group=st.sampled_from([None, None, "Core services", "Data"]),
        status=st.sampled_from([None, None, None, "planned", "deprecated", "reserved"]),
        image=st.sampled_from([None, "acme/thing:1", "redis:7"]),
        only=st.sampled_from([(), (), (), ("development",), ("production",)]),
        overlays=st.sampled_from([(), overlay]),
    )


def _fitting(service: DraftService) -> DraftService:
    """Overlays where there is a number to lay over, in an environment that has the service."""
    first = service.endpoints[0]
    plain = first.port is not None and first.port_end is None
    if service.only or not plain:
        return replace(service, overlays=())
    return service


@st.composite
def _maps(draw: st.DrawFn) -> str:
    services = tuple(draw(_services()))
    project = DraftProject(
        "shop",
        environments=(("development", None), ("production", "server")),
        services=services,
    )
    return new_text(Draft([project], [], [DraftHost("server")]))


def _read(text: str) -> PortMap:
    reading = read(Source("ports.yaml", text))
    assert not reading.problems, (reading.problems[0], text)
    assert reading.portmap is not None
    return reading.portmap


def _files(portmap: PortMap) -> dict[str, str]:
    context = Context(portmap, Wiring(portmap), "ports.yaml", TEMPLATES)
    outputs, problems = emit(context, None)
    assert not [each for each in problems if each.severity == "error"], problems
    return {each.path: each.text for each in outputs}


def _rows(portmap: PortMap) -> set[Row]:
    """What a claim is, by environment; a service that has no number at all has no row."""
    found: set[Row] = set()
    for environment, service in portmap.deployments():
        for each in service.endpoints:
            for transport in each.transports:
                place = environment.name, f"{service.project}/{service.name}"
                inner = each.container_port if environment.name == "development" else LEFT_OUT
                found.add((*place, each.port, each.port_end, transport, inner))
    return found


def _imported(files: dict[str, str], *names: str) -> Found:
    found = Found()
    for name in names:
        text = files.get(f"shop/{name}")
        if text is not None:
            found.add(READERS[name](Source(name, text)))
    return found


QUIET = settings(
    max_examples=tries(20),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=(Phase.explicit, Phase.generate, Phase.shrink),
)


@QUIET
@given(_maps())
def test_the_same_claims_come_back(text: str) -> None:
    portmap = _read(text)
    files = _files(portmap)
    again = new_text(make_draft(_imported(files, *READERS), "shop"))
    assert _rows(_read(again)) == _rows(portmap), f"{text}\n{again}\n{files['shop/PORTS.md']}"


@QUIET
@given(_maps())
def test_the_document_alone_says_it_all(text: str) -> None:
    portmap = _read(text)
    files = _files(portmap)
    again = new_text(make_draft(_imported(files, "PORTS.md"), "shop"))
    assert _rows(_read(again)) == _rows(portmap), f"{text}\n{again}\n{files['shop/PORTS.md']}"
