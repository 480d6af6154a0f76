"""A map with twenty planted mistakes: each is found at its place, and nothing else is.

A comment `!code text` says what is wrong in its line, and which text of it is pointed at.
"""

from __future__ import annotations

import re

from tests.checks.findings import findings, marked

PLANTED = """\
version: 1
hosts:
  mac: {os: macos}
  server: {address: server.example}
ranges:
  api: 4000-4099
  sync: 4090-4199  # !range-overlap 4090-4199
exclusive:
  - {members: [shop, shpo], reason: one replaces the other}  # !unknown-reference shpo
settings:
  checks: {port-conflct: error}  # !bad-value port-conflct
projects:
  shop:
    environments: {development: mac, production: server}
    ownr: Ada  # !unknown-key ownr
    services:
      web:
        kind: vite
        port: 3000
        alternatives: [8000]  # !alternative-conflict 8000
        directory: web
        env:
          VITE_API: "{api.url}"  # !browser-address {api.url}
          PATH: /srv/web  # !reserved-variable PATH
          GREETING: "it's \\"here\\""  # !unportable-value "it's \\"here\\""
      api:
        port: 8000
        range: api
        uses: [db]
        cors: {extra: ["http://localhost:9999"]}  # !cors-stale "http://localhost:9999"
        directory: api
        env: {DATABASE_URL: "postgres://shop:secret@localhost/shop"}  # !plain-secret "postgres://shop:secret@localhost/shop"
        allow: {out-of-range: Older than the range}
      db:
        kind: postgres
        port: "0.0.0.0:5432:5432"  # !exposed-database "0.0.0.0:5432:5432"
        pinned: true  # !missing-reason true
        history: [{from: 5432, to: 5433}]  # !dangling-history 5433
      old: {port: 8001, status: deprecated}
      worker: {port: 8002, uses: [old]}  # !deprecated-in-use old
      airplay: 5000  # !os-reserved-port 5000
      page: 6000  # !browser-blocked-port 6000
      dynamic: 49200  # !ephemeral-port 49200
      twin: 8002  # !port-conflict 8002
      one: {port: 7001, uses: [two]}  # !reference-cycle two
      two: {port: 7002, uses: [one]}
      gone: {port: 70000}  # !bad-port 70000
"""


def test_exactly_the_planted_mistakes_are_found() -> None:
    planted = [
        (number, *match.groups())
        for number, line in enumerate(PLANTED.splitlines(), 1)
        if (match := re.search(r"# !(\S+) (.*)", line))
    ]
    found = [(each.place.line, each.code, marked(each)) for each in findings(PLANTED)]
    assert found == planted
    assert len({code for _, code, _ in planted}) == len(planted) == 20
