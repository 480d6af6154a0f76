"""Numbers that one project calls and another one opens."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from portbook.draft.entries import new_text
from portbook.draft.links import Holder, holders_of
from portbook.draft.projects import make_draft
from portbook.sources.found import Found, FoundClaim
from tests.draft.found import claim, fact, map_of, services_of
from tests.support.cli import portbook
from tests.support.files import make_files

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


USES = {
    "by number, in a file of its folder": {
        "app/.env": "VITE_API_URL=http://localhost:8000\n",
        "app/package.json": '{"name": "app", "scripts": {"dev": "vite"}}\n',
        "compose.yaml": "services: {api: {image: x, ports: ['8000:8000']}}\n",
    },
    "by a page that Storybook shows the parts of": {
        "app/vite.config.ts": "export default {server: {proxy: {'/api': 'http://localhost:8000'}}}",
        "app/package.json": (
            '{"name": "app", "scripts": {"dev": "vite", "storybook": "storybook dev -p 6006"}}'
        ),
        "compose.yaml": "services: {api: {image: x, ports: ['8000:8000']}}\n",
    },
    "by Angular's development server": {
        "ui/angular.json": (
            '{"projects": {"ui": {"architect": {"serve": {"options": {"port": 4210}}}}}}'
        ),
        "ui/proxy.conf.json": '{"/v1/*": {"target": "http://localhost:8081", "secure": false}}',
        "src/main/resources/application.yml": (
            "server: {port: 8081}\nspring: {application: {name: api}}\n"
        ),
    },
    "by name, through a variable of nginx": {
        "app/site.conf": "server { location / { set $up api:80; proxy_pass http://$up; } }\n",
        "compose.yaml": "services: {app: {image: nginx, build: ./app}, api: {image: x}}\n",
    },
}


@pytest.mark.parametrize("kind", USES)
def test_what_is_called_is_used(kind: str, tmp_path: Path) -> None:
    make_files(tmp_path / "shop", USES[kind])
    assert portbook(tmp_path, "init", "shop").status == 0
    assert "uses: [api]" in (tmp_path / "ports.yaml").read_text()


def test_a_variable_for_a_store_gives_it_no_folder(tmp_path: Path) -> None:
    files = {
        "api/.env": "PORT=3001\nREDIS_HOST=localhost\nREDIS_PORT=6380\nDB=postgres://localhost:5433/x\n",
        "api/package.json": '{"name": "api", "scripts": {"dev": "nest start"}, "dependencies": {}}',
        "compose.yaml": (
            "services:\n  redis: {image: redis, ports: ['6380:6379']}\n"
            "  postgres: {image: postgres, ports: ['5433:5432']}\n"
        ),
    }
    make_files(tmp_path / "shop", files)
    assert portbook(tmp_path, "init", "shop").status == 0
    services = yaml.safe_load((tmp_path / "ports.yaml").read_text())["projects"]["shop"]["services"]
    assert services["api"]["uses"] == ["redis", "postgres"]
    assert [services[name].get("directory") for name in ("redis", "postgres")] == [None, None]
