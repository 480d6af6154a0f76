"""Whatever importers hand on becomes a map that is read without an error, and loses no number."""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, example, given, settings

from portbook.draft.entries import new_text
from portbook.draft.extending import Unfit, extend
from portbook.draft.projects import make_draft
from portbook.language.load import read
from portbook.model.portmap import PortMap
from portbook.sources.found import Found, FoundClaim
from portbook.text.source import Source
from tests.draft.anything import facts
from tests.support.tries import tries

QUIET = settings(
    max_examples=tries(20),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=(Phase.explicit, Phase.generate, Phase.shrink),
)
SMALL = "projects: {shop: {services: {web: 3000}}}\n"


def portmap_of(text: str) -> PortMap:
    reading = read(Source("ports.yaml", text))
    assert not reading.problems, (reading.problems[0], text)
    assert reading.portmap is not None
    return reading.portmap


@QUIET
@given(facts)
def test_a_new_map_is_read_without_errors(found: Found) -> None:
    draft = make_draft(found, "shop")
    if not draft.is_empty:
        portmap_of(new_text(draft))


NAMELESS = Found(
    [
        FoundClaim(".env", 1, "", None, container_port=3001),
        FoundClaim("compose.yaml", 1, "", 3000),
    ]
)
"""A number inside a container beside one on the host of which nothing more is known."""


@QUIET
@example(NAMELESS)
@given(facts)
def test_every_number_is_claimed_or_remarked_on(found: Found) -> None:
    draft = make_draft(found, "shop")
    if draft.is_empty:
        return
    text = new_text(draft)
    portmap = portmap_of(text)
    numbers = {
        number
        for _, service in portmap.deployments()
        for each in service.endpoints
        for first, last in (
            (each.port, each.last),
            (each.container_port, each.container_end or each.container_port),
        )
        if first is not None and last is not None
        for number in range(first, last + 1)
    }
    remarks = "\n".join(line for line in text.splitlines() if line.lstrip().startswith("#"))
    for claim in found.claims:
        if claim.reference and claim.port is None:
            continue
        number = claim.port if claim.port is not None else claim.container_port
        assert number in numbers or str(number) in remarks, text


@QUIET
@given(facts)
def test_the_same_facts_make_the_same_bytes_and_nothing_twice(found: Found) -> None:
    draft = make_draft(found, "shop")
    text = new_text(draft)
    assert text == new_text(make_draft(found, "shop"))
    if draft.is_empty:
        return
    again = extend(read(Source("ports.yaml", text)), draft)
    assert not again.edits, (again.missing, text)


@QUIET
@given(facts)
def test_extending_keeps_every_line(found: Found) -> None:
    try:
        done = extend(read(Source("ports.yaml", SMALL)), make_draft(found, "shop"))
    except Unfit as refusal:
        raise AssertionError(refusal.message) from None
    for before, after in done.edits:
        assert _is_subsequence(before.text, after.text)
        portmap_of(after.text)


def _is_subsequence(part: str, whole: str) -> bool:
    rest = iter(whole)
    return all(character in rest for character in part)
