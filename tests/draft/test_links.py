"""Numbers that one project calls and another one opens."""

from __future__ import annotations

from portbook.draft.entries import new_text
from portbook.draft.links import Holder, holders_of
from portbook.draft.projects import make_draft
from portbook.sources.found import Found, FoundClaim
from tests.draft.found import claim, fact, map_of, services_of

CALL = claim("db", 5433, "blog/.env:2", project="blog", reference=True)
BLOG = claim("web", 4000, "blog/.env:1", project="blog")


def _drafted(*claims: FoundClaim) -> str:
    return new_text(make_draft(Found(list(claims)), "blog"))


def test_who_opens_a_number_is_named() -> None:
    text = _drafted(BLOG, CALL, claim("db", 5433, "shop/compose.yaml:3", project="shop"))
    assert map_of(text).projects["blog"].services["db"].same_as is not None
    assert "{same_as: shop/db}" in text


def test_an_environment_that_the_other_project_lacks_is_told() -> None:
    more = claim("web", 4001, "blog/PORTS.md:9", project="blog", environment="staging")
    text = _drafted(BLOG, more, CALL, claim("db", 5433, "shop/compose.yaml:3", project="shop"))
    map_of(text)
    assert '{same_as: "shop@development/db"}' in text


def test_two_that_open_one_number_are_both_named() -> None:
    both = [claim("db", 5433, f"{name}/compose.yaml:3", project=name) for name in ("shop", "till")]
    text = _drafted(BLOG, CALL, *both)
    assert "# decide: 5433 is called (blog/.env:2, as db), and opened by shop/db, till/db" in text


def test_one_name_that_calls_two_numbers_is_two_services() -> None:
    opened = [
        claim("db", 5433, "shop/compose.yaml:3", project="shop"),
        claim("old", 5434, "shop/compose.yaml:6", project="shop"),
    ]
    second = claim("db", 5434, "blog/.env:3", project="blog", reference=True)
    services = map_of(_drafted(BLOG, CALL, second, *opened)).projects["blog"].services
    assert [name for name, each in services.items() if each.same_as] == ["db", "db-2"]


def test_a_map_that_is_there_answers_calls() -> None:
    portmap = map_of("projects: {shop: {services: {db: 5433, gone: {port: 9, status: retired}}}}")
    holders = holders_of(portmap)
    assert holders == {5433: [Holder("shop", "db", ("development",))]}
    draft = make_draft(Found([BLOG, CALL]), "blog", holders=holders)
    assert "{same_as: shop/db}" in new_text(draft)


def test_circles_are_left_open_and_nothing_else_is() -> None:
    names = [f"s{number}" for number in range(40)]
    facts = [
        fact(
            name,
            f"compose.yaml:{line}",
            compose=name,
            uses=(*names[max(0, line - 3) : line], names[0], *names[line + 1 :]),
        )
        for line, name in enumerate(names)
    ]
    claims = [claim(name, 3000 + at, f"compose.yaml:{at}") for at, name in enumerate(names)]
    services = services_of(*claims, *facts)
    edges = {(name, each.service) for name, own in services.items() for each in own.uses}
    assert len(edges) == 40 * 39 / 2
    order = {name: at for at, name in enumerate(names)}
    assert all(order[one] < order[other] for one, other in edges)
