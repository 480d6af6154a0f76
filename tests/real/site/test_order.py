"""In what order Find shows what it found: the site's own script, run without a browser."""

from __future__ import annotations

import json
import subprocess

from tests.support.cli import CHECKOUT
from tests.support.programs import need
from tests.targets.site.sitepages import emitted

ASSETS = CHECKOUT / "templates" / "site" / "assets" / "portbook"
MAP = """
hosts: {box-30: {}, box-3: {}}
ranges: {web: 9000-9009}
projects:
  old-web: {title: Big one annex, environments: {dev: box-30}, services: {api: 3000, my-db: 3001}}
  web-7: {environments: {dev: box-3}, services: {web-70: 3002, db: 3003, listens: "3004:4000"}}
  shop: {title: Big one, environments: {dev: box-3}, services: {my-web: 3005}}
  shop-2: {title: Shop two, environments: {dev: box-3}, services: {web: 3006}}
  web: {environments: {dev: box-3}, services: {db-2: 3007, holds: 4000, wide: "4098-4102"}}
"""
SO = ["shop-2/web", "web/db-2", "web/holds", "web/wide"]
BEGINS = ["web-7/web-70", "web-7/db", "web-7/listens"]
WITHIN = ["old-web/api", "old-web/my-db", "shop/my-web"]
FOUND = {
    "web": [*SO, *BEGINS, *WITHIN],
    "db": ["web-7/db", "web/db-2", "old-web/my-db"],
    # Each word counts, and what they are together.
    "shop web": ["shop-2/web", "shop/my-web"],
    "big one": ["shop/my-web", "old-web/api", "old-web/my-db"],
    "box-3": [*BEGINS, "shop/my-web", *SO, "old-web/api", "old-web/my-db"],
    # Who holds a number is before whose container listens on it; an interval holds what is in it.
    "4000": ["web/holds", "web-7/listens"],
    "409": ["web/wide"],
    "4100": ["web/wide"],
}
CALLED = {
    "Web-7": ["project/web-7/"],
    "host box-3": ["host/box-3/"],
    "shop": ["project/shop/"],
    "web": ["project/web/", "range/web/"],
    "port 4100": ["port/4098/"],
    "box": [],
}
SCRIPT = """
const [assets, ...files] = process.argv.slice(1);
const { Claims } = await import(`${assets}/claims.js`);
const { matching } = await import(`${assets}/match.js`);
const { readState } = await import(`${assets}/state.js`);
const [data, facts, found, called] = files.map((each) => JSON.parse(each));
const claims = new Claims(data);
const name = (row) => `${claims.value("project", row)}/${claims.value("service", row)}`;
console.log(JSON.stringify([
  found.map((find) => matching(claims, { ...readState(""), find }).map(name)),
  called.map((typed) => claims.called(typed, facts.ranges).map(({ href }) => href)),
]));
"""


def test_the_nearest_comes_first_and_pages_are_those_called_so() -> None:
    files = emitted(MAP)
    given = [files["data/claims.json"], files["data/numbers.json"]]
    given += [json.dumps(list(FOUND)), json.dumps(list(CALLED))]
    command = [str(need("node")), "--input-type=module", "-e", SCRIPT, ASSETS.as_uri(), *given]
    ran = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    found, called = json.loads(ran.stdout)
    assert dict(zip(FOUND, found, strict=True)) == FOUND
    assert dict(zip(CALLED, called, strict=True)) == CALLED
