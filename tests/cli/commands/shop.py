"""A map of two files, for the tests of commands that edit it."""

from __future__ import annotations

SHOP = (
    "hosts: {laptop: {}, bench: {address: b.example}, server: {domain: shop.example}}\n"
    "ranges: {backends: 8000-8099}\n"
    "exclusive: [{members: [shop@test, blog/site], reason: one at a time}]\n"
    "projects:\n"
    "  shop:\n"
    "    environments: {development: laptop, test: bench, production: server}\n"
    "    services:\n"
    "      # what people see\n"
    '      web: {kind: vite, port: 3000, uses: [api], env: {VITE_API: "{api.url}"}}\n'
    "      api:\n"
    "        port: 8000 # stays\n"
    "        range: backends\n"
    "        bind: 0.0.0.0\n"
    '        env: {DB: "{shop@test/db.environment}", OWN: "{self.port}"}\n'
    "        environments: {test: {port: 8001}, production: {reason: r}}\n"
    "        history: [{date: 2020-01-01, to: 8001, environment: test}]\n"
    "\n"
    "      # the store\n"
    "      db:\n"
    "        kind: postgres\n"
    "        environments: {test: {port: 5433}}\n"
    "    proxy:\n"
    "      production: {server_name: shop.example, routes: {/: web, /api/: {to: api}}}\n"
)
BLOG = "projects:\n  blog:\n    services: {site: {port: 3001, uses: shop/api}, feed: 3002}\n"
FILES: dict[str, str | bytes] = {"ports.yaml": f"include: [blog.yaml]\n{SHOP}", "blog.yaml": BLOG}
