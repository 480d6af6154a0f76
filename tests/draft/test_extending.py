"""New entries in the style of the map that is there, every byte of which stays."""

from __future__ import annotations

import pytest

from portbook.draft.extending import extend
from portbook.draft.projects import make_draft
from portbook.language.load import read
from portbook.sources.found import Found, FoundRange
from portbook.text.source import Source
from tests.draft.found import claim, map_of

STYLES: dict[str, tuple[str, str]] = {
    "a block": (
        "projects:\n  shop:\n    services:\n      web: 3000\n\n# the end\n",
        "projects:\n  shop:\n    services:\n      web: 3000\n      api: 8000\n\n# the end\n",
    ),
    "a flow": (
        "projects: {shop: {services: {web: 3000}}}\n",
        "projects: {shop: {services: {web: 3000, api: 8000}}}\n",
    ),
    "nothing yet": ("projects:\n  shop:\n", "projects:\n  shop:\n    services:\n      api: 8000\n"),
    "an empty flow": (
        "projects:\n  shop: {services: {}}\n",
        "projects:\n  shop: {services: {api: 8000}}\n",
    ),
    "no services": (
        "projects:\n  shop:\n    title: Shop\n",
        "projects:\n  shop:\n    title: Shop\n    services:\n      api: 8000\n",
    ),
    "wide indents and no last line end": (
        "projects:\n    shop:\n        services:\n            web: 3000",
        "projects:\n    shop:\n        services:\n            web: 3000\n            api: 8000",
    ),
    "Windows line ends": (
        "projects:\r\n  shop:\r\n    services:\r\n      web: 3000\r\n",
        "projects:\r\n  shop:\r\n    services:\r\n      web: 3000\r\n      api: 8000\r\n",
    ),
}


@pytest.mark.parametrize("name", STYLES)
def test_a_service_is_added_in_the_style_that_stands_there(name: str) -> None:
    before, expected = STYLES[name]
    draft = make_draft(Found([claim("api", 8000, "PORTS.md:3")]), "shop")
    (edit,) = extend(read(Source("ports.yaml", before)), draft).edits
    assert edit[1].text == expected
    map_of(edit[1].text)


def test_what_ends_in_one_place_goes_on_from_the_inside_out() -> None:
    before = "projects:\n  shop:\n    services:\n      web: 3000  # mine\n# end\n"
    found = Found(
        [
            claim("api", 8000, "PORTS.md:3"),
            claim("site", 3001, "PORTS.md:4", project="blog"),
            claim("site", 80, "PORTS.md:4", project="blog", environment="production"),
            FoundRange("PORTS.md", 9, 4000, 4099, "Backends"),
        ],
    )
    (edit,) = extend(read(Source("ports.yaml", before)), make_draft(found, "shop")).edits
    portmap = map_of(edit[1].text)
    assert [each.name for each in portmap.ranges] == ["backends"]
    assert list(portmap.projects) == ["shop", "blog"]
    assert list(portmap.projects["shop"].services) == ["web", "api"]
    assert list(portmap.hosts) == ["localhost", "blog-production"]
    kept = iter(edit[1].text)
    assert all(letter in kept for letter in before)


def test_an_environment_is_never_added_to_a_project_that_is_there() -> None:
    before = "projects: {shop: {services: {web: 3000}}}\n"
    found = Found(
        [
            claim("api", 8000, "PORTS.md:3"),
            claim("api", 9000, "PORTS.md:4", environment="production"),
            claim("cdn", 80, "PORTS.md:5", environment="production"),
        ]
    )
    done = extend(read(Source("ports.yaml", before)), make_draft(found, "shop"))
    ((_, service),) = done.missing.services
    assert service.remarks == (
        "decide: in production 9000 (PORTS.md:4); the project has no such environment",
    )
    assert done.missing.remarks == [
        "shop/cdn is left out: the project has no environment 'production' (PORTS.md:5)"
    ]
    assert map_of(done.edits[0][1].text).projects["shop"].services["api"].endpoints[0].port == 8000


def test_hosts_are_named_once_an_environment_needs_one() -> None:
    before = "version: 1\nprojects: {shop: {services: {web: 3000}}}\n"
    found = Found(
        [claim("site", 3001, "PORTS.md:3"), claim("site", 80, "PORTS.md:3", environment="prod")]
    )
    (edit,) = extend(read(Source("ports.yaml", before)), make_draft(found, "blog")).edits
    portmap = map_of(edit[1].text)
    assert list(portmap.hosts) == ["localhost", "production"]
    assert portmap.projects["shop"].default.host == "localhost"
