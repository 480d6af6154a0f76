"""`portbook resolve`: plans shown, and plans written."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from portbook.disk.lock import locked
from portbook.language.load import read
from portbook.model.claims import claims_of
from portbook.model.portmap import PortMap
from portbook.text.source import Source
from tests.support.cli import CHECKOUT, Ran, portbook
from tests.support.files import make_files, read_files

TWO = """# Two teams
hosts: {one: {}, two: {}, web: {address: web.example}}
projects:
  shop:
    environments: {development: one, production: web}
    services:
      web: {port: 3000, uses: [api]}   # the shop
      api: "8000:80"
      db: {kind: postgres, port: 5432, pinned: true, reason: everybody knows it}
      cdn: {port: 9000, host: web, only: [development]}
  blog:
    environments: {development: two}
    services:
      site: 3000
      api: {ports: {http: 8000, admin: 8001}, range: blog}
      db: {kind: postgres, port: 5432}
    ranges: {blog: {ports: 8000-8099, purpose: The blog}}
"""


def read_map(folder: Path) -> PortMap:
    reading = read(Source.load(folder / "ports.yaml", "ports.yaml"))
    assert reading.portmap is not None
    assert list(reading.problems) == []
    return reading.portmap


def numbers(portmap: PortMap) -> dict[tuple[str, str], int]:
    return {(f"{c.project}@{c.environment.name}", c.who): c.port for c in claims_of(portmap)}


def test_nothing_to_do(tmp_path: Path) -> None:
    make_files(tmp_path, {"ports.yaml": TWO})
    for arguments in ((), ("--apply",), ("--host", "one"), ("shop",)):
        assert portbook(tmp_path, "resolve", *arguments) == Ran(0, "no conflicts\n", "")
    assert read_files(tmp_path) == {"ports.yaml": TWO.encode()}


def test_a_plan_is_shown_and_not_written(tmp_path: Path) -> None:
    make_files(tmp_path, {"ports.yaml": TWO})
    ran = portbook(tmp_path, "resolve", "--onto", "laptop")
    assert ran.status == 0
    assert ran.err == "'--apply' writes it.\n"
    assert ran.out.splitlines() == [
        "2 environments go onto laptop, a new host (linux):",
        "  shop@development  one -> laptop",
        "  blog@development  two -> laptop",
        "stays on a host of its own: shop/cdn (web)",
        "3 services move, by 3 in all:",
        "  shop/api   8000 -> 7999 (-1, in development alone)",
        "      8000/tcp on laptop is blog/api.http's",
        "  blog/site  3000 -> 3001 (+1)",
        "      3000/tcp on laptop is shop/web's",
        "  blog/db    5432 -> 5433 (+1)",
        "      5432/tcp on laptop is shop/db's",
        "pinned and in the same place: shop/db 5432",
    ]
    assert read_files(tmp_path) == {"ports.yaml": TWO.encode()}


def test_a_plan_is_written_as_one_edit(tmp_path: Path) -> None:
    make_files(tmp_path, {"ports.yaml": TWO})
    before = numbers(read_map(tmp_path))
    ran = portbook(tmp_path, "resolve", "--onto", "laptop", "--apply", "--json")
    assert ran.status == 0, ran.err
    said = json.loads(ran.out)
    assert said["unresolved"] == []
    assert said["proven"] is True
    assert said["hosts"][1] == {
        "project": "blog",
        "environment": "development",
        "from": "two",
        "to": "laptop",
    }
    assert "ports.yaml" in said["written"]
    assert "generated/blog/.env" in said["written"]
    after = read_map(tmp_path)
    changed = {key: port for key, port in numbers(after).items() if before[key] != port}
    assert changed == {
        ("shop@development", "shop/api"): 7999,
        ("blog@development", "blog/site"): 3001,
        ("blog@development", "blog/db"): 5433,
    }
    assert list(after.hosts) == ["one", "two", "web", "laptop"]
    assert {each.default.host for each in after.projects.values()} == {"laptop"}
    api = after.projects["shop"].environments["development"].services["api"]
    assert (api.endpoints[0].port, api.endpoints[0].container_port) == (7999, 80)
    entry = api.history[-1]
    assert (entry.before, entry.after, entry.environment) == (8000, 7999, "development")
    assert entry.reason == "8000/tcp on laptop is blog/api.http's"
    text = (tmp_path / "ports.yaml").read_text()
    assert "# Two teams" in text
    assert "# the shop" in text
    assert portbook(tmp_path, "check").status == 0
    assert portbook(tmp_path, "generate", "--check").status == 0
    assert "API_PORT=7999" in (tmp_path / "generated/shop/.env").read_text()
    assert portbook(tmp_path, "resolve", "--onto", "laptop").out == "no conflicts\n"


def test_some_projects_only(tmp_path: Path) -> None:
    make_files(tmp_path, {"ports.yaml": TWO})
    ran = portbook(tmp_path, "resolve", "--onto", "two", "shop", "--json")
    assert [each["project"] for each in json.loads(ran.out)["hosts"]] == ["shop"]


PINNED = """projects:
  shop: {services: {db: {port: 5432, pinned: true, reason: ours}, web: 3000}}
  blog: {services: {db: {port: 5432, pinned: true, reason: ours too}, site: 3000}}
"""


def test_what_cannot_be_placed_is_named_and_nothing_written(tmp_path: Path) -> None:
    make_files(tmp_path, {"ports.yaml": PINNED})
    ran = portbook(tmp_path, "resolve", "--apply")
    assert ran.status == 1
    assert ran.out.splitlines() == [
        "1 service moves, by 1 in all:",
        "  blog/site  3000 -> 3001 (+1)",
        "      3000/tcp on localhost is shop/web's",
        "pinned and in the same place: shop/db 5432",
        "cannot be placed:",
        "  blog/db 5432",
        "      it is pinned, and 5432/tcp on localhost is shop/db's",
    ]
    assert ran.err == "Nothing is written: a plan is written whole or not at all.\n"
    assert read_files(tmp_path) == {"ports.yaml": PINNED.encode()}
    said = json.loads(portbook(tmp_path, "resolve", "--json").out)
    assert [each["service"] for each in said["unresolved"]] == ["db"]


def test_a_map_without_hosts_keeps_the_one_it_had(tmp_path: Path) -> None:
    text = "projects: {shop: {environments: {dev, prod}, services: {web: 3000}}}\n"
    make_files(tmp_path, {"ports.yaml": text.replace("{dev, prod}", "{dev: , prod: }")})
    ran = portbook(tmp_path, "resolve", "--onto", "laptop", "--apply")
    assert ran.status == 0, ran.err
    portmap = read_map(tmp_path)
    assert list(portmap.hosts) == ["localhost", "laptop"]
    hosts = {each.name: each.host for _, each in portmap.environments()}
    assert hosts == {"dev": "laptop", "prod": "localhost"}


def test_warnings_are_ended_where_asked(tmp_path: Path) -> None:
    text = "projects: {shop: {services: {web: {port: 3000, alternatives: [3001]}, api: 3001}}}\n"
    make_files(tmp_path, {"ports.yaml": text})
    assert portbook(tmp_path, "resolve").out == "no conflicts\n"
    ran = portbook(tmp_path, "resolve", "--strict", "--apply")
    assert "shop/api  3001 -> 3002 (+1)" in ran.out
    assert portbook(tmp_path, "check", "--strict").status == 0


def test_who_stays_in_anothers_way_is_named(tmp_path: Path) -> None:
    text = (
        "projects: {shop: {services: {web: {port: 3000, alternatives: [3001, 3005]}, "
        'api: {port: "3001-3002", pinned: true, reason: printed}, jobs: 3005}}}\n'
    )
    make_files(tmp_path, {"ports.yaml": text})
    ran = portbook(tmp_path, "resolve", "--strict")
    assert ran.out.splitlines() == [
        "1 service moves, by 1 in all:",
        "  shop/jobs  3005 -> 3006 (+1)",
        "      shop/web may fall back to 3005 on localhost",
        "shop/api stays on 3001-3002, where shop/web may come up",
    ]
    assert portbook(tmp_path, "resolve").out == "no conflicts\n"


def test_an_environments_own_number_is_named_with_it(tmp_path: Path) -> None:
    text = (
        "projects: {shop: {environments: [development, production], services: "
        "{web: {port: 3000, pinned: true, reason: printed}}}}\n"
    )
    make_files(tmp_path, {"ports.yaml": text})
    ran = portbook(tmp_path, "resolve")
    assert ran.status == 1
    assert "  shop/web 3000 in production\n" in ran.out


def test_an_edited_file_stops_all_of_it(tmp_path: Path) -> None:
    make_files(tmp_path, {"ports.yaml": TWO})
    assert portbook(tmp_path, "generate").status == 0
    (tmp_path / "generated/blog/.env").write_text("MINE=1\n")
    before = read_files(tmp_path)
    ran = portbook(tmp_path, "resolve", "--onto", "laptop", "--apply")
    assert ran.status == 1
    assert ran.err.startswith("not resolved: generated/blog/.env")
    assert read_files(tmp_path) == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--host", "on"), "Did you mean 'one'?"),
        (("shp",), "Did you mean 'shop'?"),
        (("--onto", "My Mac"), "'My Mac' is no name for a host"),
        (("--onto", "one", "--host", "two"), "not with both"),
    ],
)
def test_usage(tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    make_files(tmp_path, {"ports.yaml": TWO})
    ran = portbook(tmp_path, "resolve", *arguments)
    assert ran.status == 2
    assert said in ran.err


@pytest.fixture
def five(tmp_path: Path) -> Path:
    """The repository's own map, in a folder of its own."""
    shutil.copy(CHECKOUT / "ports.yaml", tmp_path)
    assert portbook(tmp_path, "generate").status == 0
    return tmp_path


def test_five_ecosystems_on_one_laptop(five: Path) -> None:
    before = read_map(five)
    assert portbook(five, "resolve", "--onto", "laptop", "--apply").status == 0
    strict = portbook(five, "check", "--strict")
    assert (strict.status, "nothing to report" in strict.out) == (0, True)
    assert portbook(five, "generate", "--check").status == 0
    after = read_map(five)
    assert {each.default.host for each in after.projects.values()} == {"laptop"}
    old, new = numbers(before), numbers(after)
    assert old.keys() == new.keys()
    moved = {key for key in old if old[key] != new[key]}
    assert all(key[0].endswith("@development") for key in moved)
    pinned = {
        f"{p.name}/{s.name}"
        for p in before.projects.values()
        for s in p.services.values()
        if s.pinned
    }
    assert len(pinned) == 5
    assert not pinned & {who for _, who in moved}
    assert len({who.partition(".")[0] for _, who in moved}) == 19


def test_every_reference_follows(five: Path) -> None:
    """What the frontends and the API are told is where those they call have gone."""
    assert portbook(five, "resolve", "--onto", "laptop", "--apply").status == 0
    new = numbers(read_map(five))
    folder = five / "generated/hypernode"
    development = (folder / "Hypernode-Site-App/.env").read_text()
    api = new["hypernode@development", "hypernode/backend-api.http"]
    socket = new["hypernode@development", "hypernode/backend-api.ws"]
    assert f"VITE_BACKEND_API_URL=http://localhost:{api}" in development
    assert f"VITE_BACKEND_WS_URL=ws://localhost:{socket}" in development
    database = new["hypernode@development", "hypernode/postgres"]
    told = (folder / "Hypernode-Site-App/api/.env").read_text()
    assert f"DB_PORT={database}" in told
    production = (folder / "Hypernode-Site-App/api/.env.production").read_text()
    assert "DB_PORT=5432" in production
    claims = json.loads((five / "generated/ports.json").read_text())["claims"]
    assert len({(c["host"], c["transport"], c["port"]) for c in claims if c["port"]}) == len(
        [c for c in claims if c["port"]]
    )


def test_the_plan_does_not_wait_for_a_lock(tmp_path: Path) -> None:
    make_files(tmp_path, {"ports.yaml": TWO})
    with locked(tmp_path):
        assert portbook(tmp_path, "resolve", "--onto", "laptop").status == 0


HARD = """hosts: {one: {}, two: {}}
projects:
  shop:
    environments: {development: one, staging: one}
    ranges: {all: {ports: 1-65535}}
    services:
      web: {port: 3000, environments: {staging: {offset: 10}}}
      db: {image: x, port: 5432, environments: {staging: {port: {publish: false}}}}
      api:
        {image: x, port: 8000, environments: {staging: {port: {container: 8000, publish: random}}}}
      store:
        image: x
        port: {container: 9}
        environments: {staging: {ports: {default: 9000, ui: 9001}}}
  blog:
    environments: {development: two, staging: one}
    services: {web: 3000, site: 3010, db: 5432, api: 8000, store: 9000, ui: 9001}
"""


def test_what_environments_have_differently_moves_onto_one_host(tmp_path: Path) -> None:
    """Shifted, kept to a container, random, only there; in a range that covers all numbers."""
    make_files(tmp_path, {"ports.yaml": HARD})
    shown = json.loads(portbook(tmp_path, "resolve", "--onto", "one", "--json").out)
    assert (shown["unresolved"], shown["written"]) == ([], [])
    ran = portbook(tmp_path, "resolve", "--onto", "one", "--apply", "--json")
    assert json.loads(ran.out)["moves"] == shown["moves"]
    checked = json.loads(portbook(tmp_path, "check", "--json").out)["diagnostics"]
    assert [each for each in checked if each["severity"] == "error"] == []
    staging = read_map(tmp_path).projects["shop"].environments["staging"].services
    assert [each.port for each in (*staging["db"].endpoints, *staging["api"].endpoints)] == [
        None,
        None,
    ]


def test_a_thousand_services_on_one_number(tmp_path: Path) -> None:
    services = "".join(f"      s{number}: 20000\n" for number in range(1000))
    make_files(tmp_path, {"ports.yaml": f"projects:\n  shop:\n    services:\n{services}"})
    made = json.loads(portbook(tmp_path, "resolve", "--json").out)
    numbers = {each["to"] for each in made["moves"]}
    assert (len(made["moves"]), len(numbers), made["proven"]) == (999, 999, True)
    assert sum(abs(number - 20000) for number in numbers) == sum(range(500)) + sum(range(501))
