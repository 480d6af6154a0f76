"""Who may share a number with whom."""

from __future__ import annotations

import pytest

from tests.checks.findings import codes_in, findings, marked, proxied

# Linux, TCP, both listening, [::] dual-stack: tried with the real bind(2). Only pairs that can be
# written in a map; x is EADDRINUSE.
BINDS = ("127.0.0.1", "127.0.0.2", "0.0.0.0", "::1", "::", "::ffff:127.0.0.1")
TABLE = """
x . x . x x
. x x . x .
x x x . x x
. . . x x .
x x x x x x
x . x . x x
"""
PAIRS = [
    (one, other, mark == "x")
    for one, row in zip(BINDS, TABLE.strip().splitlines(), strict=True)
    for other, mark in zip(BINDS, row.split(), strict=True)
]


def two(first: str, second: str) -> str:
    return f"projects: {{shop: {{services: {{a: {first}, b: {second}}}}}}}\n"


@pytest.mark.parametrize(("one", "other", "clash"), PAIRS)
def test_addresses_that_meet(one: str, other: str, clash: bool) -> None:
    text = two(f'{{port: 3000, bind: "{one}"}}', f'{{port: 3000, bind: "{other}"}}')
    assert ("port-conflict" in codes_in(text)) is clash


@pytest.mark.parametrize(
    ("first", "second", "codes"),
    [
        ("3000", "3000", ["port-conflict"]),
        ("3000", "3001", []),
        ('"3000/udp"', "3000", []),
        ('"3000/tcp+udp"', '"3000/udp"', ["port-conflict"]),
        ('"3000-3010"', "3010", ["port-conflict"]),
        ('"3000-3010"', '"3005-3020"', ["port-conflict"]),
        ('"3000-3010"', '"3011-3020"', []),
        ("{port: 3000, bind: localhost}", '{port: 3000, bind: "::1"}', ["port-conflict"]),
        ("{port: 3000}", '{port: 3000, bind: "::1"}', ["loopback-split"]),
        ("{port: 3000, status: retired}", "3000", []),
        ("{port: 3000, status: reserved}", "3000", ["port-conflict"]),
        ("{port: 3000, hosted: Vercel}", "3000", []),
        ("{ports: {x: 3000, y: 3000}}", "3001", ["port-conflict"]),
        ("{ports: {x: {container: 3000}}, image: i}", '{port: "3000:3000"}', []),
        ("{port: 3000, alternatives: [3001]}", "3001", ["alternative-conflict"]),
        ("{port: 3000, alternatives: [3001]}", '{port: 3001, bind: "::1"}', []),
        ("{port: 3000, allow: {port-conflict: x}}", "3000", []),
        ("3000", "{port: 3000, allow: {port-conflict: x}}", []),
    ],
)
def test_two_services(first: str, second: str, codes: list[str]) -> None:
    assert codes_in(two(first, second)) == codes


@pytest.mark.parametrize(
    ("members", "clash"),
    [
        ("shop, blog", False),
        ("shop/web, blog", False),
        ("shop/web, blog/web", False),
        ("shop@development, blog@development", False),
        ("shop, blog/other", True),
        ("shop/other, blog", True),
    ],
)
def test_exclusive_members(members: str, clash: bool) -> None:
    text = f"""
exclusive: [{{members: [{members}], reason: one replaces the other}}]
projects:
  shop: {{services: {{web: 3000, other: 3001}}}}
  blog: {{services: {{web: 3000, other: 4001}}}}
"""
    assert codes_in(text) == (["port-conflict"] if clash else [])


def test_one_member_is_not_exclusive_of_itself() -> None:
    text = """
exclusive: [{members: [shop, blog], reason: one replaces the other}]
projects:
  shop: {services: {web: 3000, api: 3000}}
  blog: {services: {web: 3000}}
"""
    assert codes_in(text) == ["port-conflict"]


def test_a_conflict_shows_both_places_and_the_way_out() -> None:
    text = """
ranges: {web: {ports: 3000-3009, first: 3001, step: 2}}
projects:
  shop: {services: {web: 3000, api: 3001}}
  blog: {services: {site: {port: 3000, range: web}}}
"""
    (found,) = findings(text)
    assert found.message == "3000/tcp on localhost is claimed by blog/site and shop/web"
    assert found.place.line == 5
    assert [(place.line, said) for place, said in found.related] == [(4, "first claimed here")]
    assert found.hint == "3003 is free: portbook move blog/site 3003"


def test_a_pinned_service_stays() -> None:
    text = two("3000", "{port: 3000, pinned: true, reason: known outside}")
    assert [found.hint for found in findings(text)] == ["3001 is free: portbook move shop/a 3001"]
    text = two("{port: 3000, pinned: true, reason: x}", "{port: 3000, pinned: true, reason: y}")
    assert [found.hint for found in findings(text)] == [
        "both are pinned: unpin one, or list them under 'exclusive'"
    ]


ENVIRONMENTS = """
{exclusive}
hosts: {{laptop: {{}}}}
projects:
  shop:
    environments: {{development: laptop, test: laptop, demo: laptop}}
    services:
      web: {{port: 3000, environments: {overlays}}}
"""


def test_two_environments_on_one_host_clash_once() -> None:
    (found,) = findings(ENVIRONMENTS.format(exclusive="", overlays="{}"))
    assert found.message == ("3000/tcp on laptop is claimed by shop/web in development and in test")
    assert found.hint == (
        "give the environment test other numbers with an 'offset', or list shop@development "
        "and shop@test under 'exclusive'"
    )


def test_an_offset_or_exclusive_parts_environments() -> None:
    overlays = "{test: {offset: 100}, demo: {offset: 200}}"
    assert codes_in(ENVIRONMENTS.format(exclusive="", overlays=overlays)) == []
    members = "shop@development, shop@test, shop@demo"
    exclusive = f"exclusive: [{{members: [{members}], reason: one at a time}}]"
    assert codes_in(ENVIRONMENTS.format(exclusive=exclusive, overlays="{}")) == []


PROXIES = """
projects:
  shop:
    services: {{web: 3000}}
    proxy: {{development: {{listen: 8080, {first}}}}}
  blog:
    services: {{site: 3001}}
    proxy: {{development: {{listen: 8080, {second}}}}}
"""


@pytest.mark.parametrize(
    ("first", "second", "codes"),
    [
        (
            "server_name: shop.test, routes: {/: web}",
            "server_name: blog.test, routes: {/: site}",
            [],
        ),
        (
            "server_name: shop.test, routes: {/: web}",
            "server_name: shop.test, routes: {/: site}",
            ["port-conflict"],
        ),
        (
            "server_name: Shop.test, routes: {/: web}",
            "server_name: shop.TEST, routes: {/: site}",
            ["port-conflict"],
        ),
        ("server_name: shop.test, routes: {/: web}", "routes: {/: site}", []),
        ("routes: {/: web}", "routes: {/: site}", ["port-conflict"]),
        ("to: web", "server_name: blog.test, routes: {/: site}", ["port-conflict"]),
    ],
)
def test_proxies_share_a_number_under_different_names(
    first: str, second: str, codes: list[str]
) -> None:
    assert codes_in(PROXIES.format(first=first, second=second)) == codes


def test_what_a_third_address_meets_is_found() -> None:
    text = """
projects:
  shop:
    services:
      a: {port: 3000, bind: 127.0.0.1}
      b: {port: 3000, bind: 0.0.0.0}
      c: {port: 3000, bind: 192.0.2.7}
"""
    assert [(marked(each), each.place.line) for each in findings(text)] == [
        ("3000", 6),
        ("3000", 7),
    ]


PIN = "pinned: true, reason: printed"


@pytest.mark.parametrize(
    ("services", "hint"),
    [
        ('a: 3000, b: "[::1]:3000:80"', "3001 is free: portbook move shop/b 3001"),
        (f'a: 3000, b: {{port: "[::1]:3000:80", {PIN}}}', "give one of them another number"),
        (
            "a: {port: 3000, alternatives: [3001]}, b: 3001",
            "take 3001 out; or 3002 is free: portbook move shop/b 3002",
        ),
        (f"a: {{port: 3000, alternatives: [3001]}}, b: {{port: 3001, {PIN}}}", "take 3001 out"),
        (
            "a: {port: 3000, range: r}",
            "8000 is free: portbook move shop/a 8000, or leave the service's 'range' out",
        ),
        (
            "a: {port: 3000, range: r}, b: {port: 8000-8001, range: r}",
            "move it into the range, or leave the service's 'range' out",
        ),
        (
            "a: {port: 8000, range: r, environments: {test: {offset: 100}}}",
            "move it into the range, or leave the service's 'range' out",
        ),
        (
            "a: {port: 8000, range: r, environments: {test: {port: 9000}}}",
            "8000 is free: portbook move shop@test/a 8000, or leave the service's 'range' out",
        ),
    ],
)
def test_a_warning_names_the_command_that_ends_it(services: str, hint: str) -> None:
    (found,) = findings(
        "hosts: {laptop: {}, bench: {address: bench.example}}\nranges: {r: 8000-8001}\n"
        "projects: {shop: {environments: {development: laptop, test: bench}, "
        f"services: {{{services}}}}}}}\n"
    )
    assert found.hint == hint


def test_hints_work_one_after_another() -> None:
    """Each names another number, above 1023 and near the one that is left."""
    services = "a: 80, b: 80, c: 80, d: {port: 5432, pinned: true, reason: r}, e: 5432, f: 5432"
    text = f"projects: {{shop: {{services: {{{services}}}}}}}"
    hints = [found.hint for found in findings(text) if found.code == "port-conflict"]
    assert hints == [
        "8080 is free: portbook move shop/b 8080",
        "8081 is free: portbook move shop/c 8081",
        "5433 is free: portbook move shop/e 5433",
        "5434 is free: portbook move shop/f 5434",
    ]


@pytest.mark.parametrize("spread", [1, 500])
def test_each_of_many_conflicts_is_told(spread: int) -> None:
    """How the work for them grows is counted in test_growth.py."""
    services = ", ".join(f"s{at}: {20000 + at % spread}" for at in range(500 + spread))
    found = findings(f"projects: {{shop: {{services: {{{services}}}}}}}")
    assert [each.code for each in found] == ["port-conflict"] * 500


@pytest.mark.parametrize(
    ("instances", "blog", "message", "hint"),
    [
        ("{}", 3300, "slot 3 gives shop/web 3300/tcp on localhost, claimed by blog/site", "10"),
        ("{count: 2}", 3300, None, None),
        ("{step: 50}", 3050, "slot 1 gives shop/web 3050/tcp on localhost, claimed by blog", "20"),
        (
            "{count: 60}",
            60000,
            "slot 50 gives shop/web 8000/tcp on localhost, claimed by shop",
            "10",
        ),
        (
            "{step: 5000}",
            9000,
            "slot 1 gives shop/web 8000/tcp on localhost, claimed by shop",
            "10",
        ),
        ("{step: 10000, count: 6}", 9000, "slot 6 makes 68000 of 8000, and ports end at 65535", ""),
        ("{range: none}", 9000, "there is no range 'none'", ""),
        ("{range: few}", 9000, "the range few has room for 0 slots of shop, not 1", ""),
        ("{range: some, count: 3}", 9000, "the range some has room for 2 slots of shop, not 3", ""),
        ("{range: some}", 20003, "slot 2 gives shop/api 20003/tcp on localhost, claimed by", "10"),
    ],
)
def test_every_slot_is_free(instances: str, blog: int, message: str | None, hint: str) -> None:
    text = f"""\
ranges: {{few: 19000, some: 20000-20003}}
projects:
  shop: {{instances: {instances}, services: {{web: 3000, api: 8000}}}}
  blog: {{services: {{site: {blog}}}}}
"""
    found = [each for each in findings(text) if each.severity == "error"]
    assert bool(found) is (message is not None)
    if message:
        assert found[0].message.startswith(message)
        assert marked(found[0]) == instances
        assert f"step: {hint}" in (found[0].hint or "step: ")


TWO_CONTAINERS = """\
      n1: {kind: nginx, image: nginx, port: "8080:80"}
      n2: {kind: nginx, image: nginx, port: "8080:80"}"""


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (
            (
                "exclusive: [{members: [shop, shop], reason: r}]\n"
                "projects: {shop: {services: {a: 3000, b: 3000}}}"
            ),
            {"port-conflict"},
        ),
        (
            (
                "exclusive: [{members: [shop, shop/a], reason: r}]\n"
                "projects: {shop: {services: {a: 3000, b: 3000}}}"
            ),
            {"port-conflict"},
        ),
        (
            (
                "exclusive: [{members: [shop/b, shop/a], reason: r}]\n"
                "projects: {shop: {services: {a: 3000, b: 3000}}}"
            ),
            set(),
        ),
        (
            'projects: {shop: {services: {a: "0.0.0.0:3000", b: "[::1]:3000"}}}',
            {"loopback-split"},
        ),
        (
            proxied(
                "a.example",
                "b.example",
                first="service: n1,",
                second="service: n2,",
                services=TWO_CONTAINERS,
            ),
            {"port-conflict", "unreachable-address"},
        ),
    ],
)
def test_what_is_found(text: str, codes: set[str]) -> None:
    assert set(codes_in(text)) == codes
