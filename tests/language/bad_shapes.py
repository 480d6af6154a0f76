"""Maps with one mistake of shape each: what the reader says of it, and where.

The JSON Schema must refuse every one of them.
"""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["BAD", "Bad"]


class Bad(NamedTuple):
    """`at` marks the place: the text that the finding underlines."""

    text: str
    code: str
    at: str


def service(keys: str) -> str:
    return f"projects: {{shop: {{services: {{api: {{{keys}}}}}}}}}"


def project(keys: str) -> str:
    return f"projects: {{shop: {{{keys}}}}}"


BAD = (
    Bad("projcts: {}", "unknown-key", "projcts"),
    Bad("version: 2", "bad-value", "2"),
    Bad("version: one", "wrong-type", "one"),
    Bad("title: 5", "wrong-type", "5"),
    Bad("title: true", "wrong-type", "true"),
    Bad("title: [a]", "wrong-type", "[a]"),
    Bad("title: {a: b}", "wrong-type", "{a: b}"),
    Bad("[a]", "wrong-type", "[a]"),
    Bad("just text", "wrong-type", "just text"),
    Bad("hosts: [a]", "wrong-type", "[a]"),
    Bad("hosts: {Laptop: {}}", "bad-name", "Laptop"),
    Bad("hosts: {laptop: {os: beos}}", "bad-value", "beos"),
    Bad("hosts: {laptop: {address: 'a b'}}", "bad-value", "'a b'"),
    Bad("ranges: {web: {purpose: none}}", "missing-key", "{purpose: none}"),
    Bad("ranges: {web: {ports: }}", "missing-key", "{ports: }"),
    Bad("ranges: {web: 4000_4099}", "yaml-trap", "4000_4099"),
    Bad("ranges: {web: 0-99}", "bad-port", "0-99"),
    Bad("ranges: {web: 1-70000}", "bad-port", "1-70000"),
    Bad("ranges: {web: {ports: 1-9, step: 0}}", "bad-value", "0"),
    Bad("exclusive: [{members: [shop]}]", "missing-key", "[shop]"),
    Bad("exclusive: [{reason: x}]", "missing-key", "{reason: x}"),
    Bad("exclusive: [[shop, Bad]]", "bad-value", "Bad"),
    Bad("kinds: {k: {role: boss}}", "bad-value", "boss"),
    Bad("kinds: {k: {container_port: 0}}", "bad-port", "0"),
    Bad("kinds: {k: {cors_format: xml}}", "bad-value", "xml"),
    Bad("kinds: {k: {ports: {x: {scheme: a}}}}", "missing-key", "{scheme: a}"),
    Bad("settings: {output: /etc}", "bad-value", "/etc"),
    Bad("settings: {output: ../x}", "bad-value", "../x"),
    Bad("settings: {checks: {port-conflict: never}}", "bad-value", "never"),
    Bad("projects: {Shop: {}}", "bad-name", "Shop"),
    Bad("projects: {con: {}}", "bad-name", "con"),
    Bad("projects: {self: {}}", "bad-name", "self"),
    Bad("projects: {shop: 5}", "wrong-type", "5"),
    Bad(project("services: [a]"), "wrong-type", "[a]"),
    Bad(project("services: {self: 1}"), "bad-name", "self"),
    Bad(project("environments: {a: B}"), "bad-name", "B"),
    Bad(project("environments: [A]"), "bad-name", "A"),
    Bad(project("start: [a, b]"), "wrong-type", "[a, b]"),
    Bad(project("history: [{date: 2025-01-01}]"), "missing-key", "{date: 2025-01-01}"),
    Bad(project("history: [{change: x, date: soon}]"), "bad-value", "soon"),
    Bad(project("targets: [{template: a.j2}]"), "missing-key", "{template: a.j2}"),
    Bad(project("targets: [{template: ../a, to: b}]"), "bad-value", "../a"),
    Bad(project("proxy: {a: {listen: 80-81}}"), "bad-port", "80-81"),
    Bad(project("proxy: {a: {listen: '80:80'}}"), "bad-port", "'80:80'"),
    Bad(project("proxy: {a: {routes: {api: web}}}"), "bad-value", "api"),
    Bad(project("proxy: {a: {routes: {/: Web}}}"), "bad-value", "Web"),
    Bad(project("proxy: {a: {routes: {/: {strip: true}}}}"), "missing-key", "{strip: true}"),
    Bad(project("proxy: {a: {routes: {'/a;b': web}}}"), "bad-value", "'/a;b'"),
    Bad(project("proxy: {a: {tls: {key: k}}}"), "missing-key", "{key: k}"),
    Bad(project("proxy: {a: {server_name: 'a;b'}}"), "bad-value", "'a;b'"),
    Bad(project("proxy: {a: web}"), "wrong-type", "web"),
    Bad(service("prot: 1"), "unknown-key", "prot"),
    Bad(service("port: 0"), "bad-port", "0"),
    Bad(service("port: 65536"), "bad-port", "65536"),
    Bad(service("port: -1"), "bad-port", "-1"),
    Bad(service("port: 3000.5"), "bad-port", "3000.5"),
    Bad(service("port: true"), "wrong-type", "true"),
    Bad(service("port: http"), "wrong-type", "http"),
    Bad(service("port: ''"), "wrong-type", "''"),
    Bad(service("port: [3000]"), "wrong-type", "[3000]"),
    Bad(service("port: '3000/dccp'"), "bad-value", "'3000/dccp'"),
    Bad(service("port: '1:2:3:4'"), "bad-port", "'1:2:3:4'"),
    Bad(service("port: '999.1.1.1:80'"), "bad-value", "'999.1.1.1:80'"),
    Bad(service("port: '80:99999'"), "bad-port", "'80:99999'"),
    Bad(service("ports: 80"), "wrong-type", "80"),
    Bad(service("ports: {url: 80}"), "bad-name", "url"),
    Bad(service("ports: {a: {number: 0}}"), "bad-port", "0"),
    Bad(service("ports: {a: {nmber: 1}}"), "unknown-key", "nmber"),
    Bad(service("ports: {a: {transport: dccp}}"), "bad-value", "dccp"),
    Bad(service("ports: {a: {path: x}}"), "bad-value", "x"),
    Bad(service("ports: {a: {public: x}}"), "bad-value", "x"),
    Bad(service("bind: everywhere"), "bad-value", "everywhere"),
    Bad(service("bind: 1.2.3"), "bad-value", "1.2.3"),
    Bad(service("bind: 'fe80::1%;'"), "bad-value", "'fe80::1%;'"),
    Bad(service("pinned: maybe"), "wrong-type", "maybe"),
    Bad(service("pinned: 'true'"), "wrong-type", "'true'"),
    Bad(service("status: gone"), "bad-value", "gone"),
    Bad(service("role: boss"), "bad-value", "boss"),
    Bad(service("uses: [shop/]"), "bad-value", "shop/"),
    Bad(service("uses: [{a: b}]"), "wrong-type", "{a: b}"),
    Bad(service("env: {1A: x}"), "bad-name", "1A"),
    Bad(service("env: [A]"), "wrong-type", "[A]"),
    Bad(service("env: {A: [x]}"), "wrong-type", "[x]"),
    Bad(service("env: {A: {viewpoint: browser}}"), "missing-key", "{viewpoint: browser}"),
    Bad(service("env: {A: {value: x, viewpoint: bird}}"), "bad-value", "bird"),
    Bad(service("env_file: a/b"), "bad-value", "a/b"),
    Bad(service("secrets: [A-B]"), "bad-name", "A-B"),
    Bad(service("cors: {extra: [nowhere]}"), "bad-value", "nowhere"),
    Bad(service("cors: {off: 1}"), "wrong-type", "1"),
    Bad(service("health: 200"), "wrong-type", "200"),
    Bad(service("health: {status: 99}"), "bad-value", "99"),
    Bad(service("health: {path: x}"), "bad-value", "x"),
    Bad(service("hosted: {url: ftp://x}"), "bad-value", "ftp://x"),
    Bad(service("alternatives: [{when: x}]"), "missing-key", "{when: x}"),
    Bad(service("paths: {api: x}"), "bad-value", "api"),
    Bad(service("directory: /abs"), "bad-value", "/abs"),
    Bad(service("compose: a b"), "bad-value", "a b"),
    Bad(service("history: [{from: 1}]"), "missing-key", "{from: 1}"),
    Bad(service("history: [{to: 0}]"), "bad-port", "0"),
    Bad(service("environments: {a: {kind: vite}}"), "unknown-key", "kind"),
    Bad(service("environments: {a: {only: [b]}}"), "unknown-key", "only"),
    Bad(service("environments: {a: {offset: 70000}}"), "bad-value", "70000"),
    Bad(service("allow: {port-conflict: 5}"), "wrong-type", "5"),
)
