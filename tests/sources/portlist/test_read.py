"""Lists of ports in YAML and JSON, of many shapes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from portbook.sources.found import Found, FoundRange
from portbook.sources.portlist import read_port_list
from portbook.sources.readers import import_file
from portbook.text.source import Source
from tests.sources.facts import lines_unread

Row = tuple[str | None, str, int | None, int | None]
"""Project, service, number on the host, number inside."""


def read(text: str, name: str = "ports.yaml") -> Found:
    return read_port_list(Source(name, text))


def rows(found: Found) -> list[Row]:
    return [(each.project, each.service, each.port, each.container_port) for each in found.claims]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("web: 3000\napi: 8000\n", [(None, "web", 3000, None), (None, "api", 8000, None)]),
        ("ports:\n  web: 3000\n", [(None, "web", 3000, None)]),
        ("services: {chat_memory: 3000}\n", [(None, "chat_memory", 3000, None)]),
        ("monitoring: {grafanaPort: 3000}\n", [(None, "grafana", 3000, None)]),
        (
            "ports: {session_memory: 3000, memory: 4096, max_memory: 8192}\nx_memory: 512\n",
            [(None, "session_memory", 3000, None)],
        ),
        ("- {name: web, port: 3000}\n", [(None, "web", 3000, None)]),
        (
            "ports:\n- service: web\n  host_port: 3000\n  container_port: 80\n",
            [(None, "web", 3000, 80)],
        ),
        ("web: {port: 3000, description: x}\n", [(None, "web", 3000, None)]),
        (
            "shop:\n  web: 3000\nblog:\n  web: 3001\n",
            [("shop", "web", 3000, None), ("blog", "web", 3001, None)],
        ),
        (
            "projects:\n  shop:\n    services:\n      web: {port: 3000}\n",
            [("shop", "web", 3000, None)],
        ),
        ("media_range: 50010-50023\nweb: {port: 3000}\n", [(None, "web", 3000, None)]),
        ("web: {port: 3000}\nhealth: {timeout_ms: 5000}\n", [(None, "web", 3000, None)]),
        (
            (
                "core:\n- {service: web, defaultPort: 5176, env: WEB_PORT}\n"
                "- {service: api, port: 5051, default_port: 5050}\n"
            ),
            [(None, "web", 5176, None), (None, "api", 5051, None)],
        ),
        (
            "properties:\n  web: {type: number, default: 8742}\n",
            [(None, "web", 8742, None)],
        ),
        (
            "env:\n  dev: {POSTGRES_HOST_PORT: 5436, WEB_PORT: 3000, ISSUER: 'http://x:3000'}\n",
            [(None, "postgres", 5436, None), (None, "web", 3000, None)],
        ),
        ("k8s: {frontendNodePort: 30080}\n", [("k8s", "frontend", 30080, None)]),
        (
            "pc: 46321\nvllm_probe: 46326\nold_port: 46327\n",
            [(None, "pc", 46321, None), (None, "vllm_probe", 46326, None)],
        ),
        ("3000: web\n3001: api\n", [(None, "web", 3000, None), (None, "api", 3001, None)]),
        ("3000: {service: web, project: shop}\n", [("shop", "web", 3000, None)]),
        ("allocations:\n  '5432': postgres\n", [(None, "postgres", 5432, None)]),
        ("db: '5433:5432'\n", [(None, "db", 5433, 5432)]),
        ("dns: 53/udp\n", [(None, "dns", 53, None)]),
        (
            "- {name: web, ports: [3000, 3001], env: [{key: API_BASE, value: 'http://h:4010'}]}\n",
            [(None, "web", 3000, None), (None, "web", 3001, None)],
        ),
        (
            "m: [{name: web, ports: {http: 3000}, internal_ports: {http: 80}}]\n",
            [("m", "web", 3000, 80)],
        ),
        ("reserved_ranges: {low: [1, 1023], usual: [22, 80, 443]}\nweb_old: 12000\n", []),
        ("services: {zoo: {port_range: 8081-8092}}\n", []),
        (
            "web: 3000\navailable_ports: [3001, 3002]\nports_to_scan: [22]\n",
            [(None, "web", 3000, None)],
        ),
        ("db: {dev: {start: 5432, end: 5432, description: x}}\n", [(None, "db", 5432, None)]),
        ("reserved:\n  3000-3019: frontends\n  '3001': {name: web}\n", [(None, "web", 3001, None)]),
        (
            "repo: https://x.test/me/shop.git\nreserved:\n- {port: 1234, service: a}\n",
            [("shop", "a", 1234, None)],
        ),
        ("free: [4000, 4001]\nnext: 4002\n", []),
        (
            "web: {defaultPort: 3000, fallbackPorts: [3001]}\ndb: {primary: 8095, fallback: [1]}\n",
            [(None, "web", 3000, None), (None, "db", 8095, None)],
        ),
        ("a: {sites_range: 3100-3199, next_site: 3100}\n", []),
        (
            "- {port: 3000, service: Unassigned ssl}\n- {port: 3001, service: web}\n",
            [(None, "web", 3001, None)],
        ),
        ("version: 3\nupdated: 2024\n", []),
        (
            "ports: {primary: 7400, metrics: 7401, grpcPort: 7402, default: 7403}\n",
            [
                (None, "primary", 7400, None),
                (None, "metrics", 7401, None),
                (None, "grpc", 7402, None),
            ],
        ),
        (
            "service: shop\nports: {primary: 7400, metrics: 7401, billing: 7403}\n",
            [
                ("shop", "primary", 7400, None),
                ("shop", "metrics", 7401, None),
                ("shop", "billing", 7403, None),
            ],
        ),
        (
            "repo_name: shop\nports: {web: 7400, billing: 7403}\n",
            [("shop", "web", 7400, None), ("shop", "billing", 7403, None)],
        ),
        (
            "- {server_name: pay/main.js, port: 4100, framework: Koa}\n",
            [(None, "pay/main.js", 4100, None)],
        ),
        (
            "ingress: [{hostname: a.test, service: 'http://h:9080'}, {service: 'http_status:404'}]",
            [("ingress", "a.test", 9080, None)],
        ),
        (
            "web: {port: 3100}\nlegacy_mappings: {web_old: 1300, web_new: 3100}\n",
            [(None, "web", 3100, None)],
        ),
        ("ports: {discovered: [3100, 4100], detected: [3101]}\n", []),
        (
            "exposedPorts: [{port: 3100, label: Port 3100}, {port: 3101, label: Web}]\n",
            [(None, "Web", 3101, None)],
        ),
        ("port_base: 4300\nport_max: 4399\nferry: {port: 4300}\n", [(None, "ferry", 4300, None)]),
    ],
)
def test_shapes(text: str, expected: list[Row]) -> None:
    assert rows(read(text)) == expected


def test_json() -> None:
    found = read('{\n "shop": {"web": 3000,\n  "db": {"port": 5432}}\n}', "ports.json")
    assert [(each.project, each.service, each.port, each.line) for each in found.claims] == [
        ("shop", "web", 3000, 2),
        ("shop", "db", 5432, 3),
    ]


def test_environments_endpoints_and_states() -> None:
    found = read(
        "development:\n  web: 3000\nproduction:\n  web: 80\n"
        "planned:\n  search: 7700\n"
        "api: {port: 8000, metrics_port: 9100, protocol: tcp, status: deprecated}\n"
    )
    assert [
        (each.service, each.port, each.environment, each.status, each.endpoint)
        for each in found.claims
    ] == [
        ("web", 3000, "development", None, None),
        ("web", 80, "production", None, None),
        ("search", 7700, None, "planned", None),
        ("api", 8000, None, "deprecated", None),
        ("api", 9100, None, "deprecated", "metrics"),
    ]


def test_both_transports() -> None:
    found = read("game: {port: 26900, protocol: both}\nweb: {port: 8080, protocol: TCP}\n")
    assert [(each.service, each.transport) for each in found.claims] == [
        ("game", "tcp"),
        ("game", "udp"),
        ("web", "tcp"),
    ]


def test_ranges() -> None:
    found = read(
        "range: {start: 4000, end: 4099}\n"
        "ranges:\n  web: 3000-3099\n  db: {from: 5000, to: 5099, purpose: databases}\n"
        "  list:\n  - 6000-6099\nrtp: 7000-7010\n"
    )
    assert [(each.start, each.end, each.purpose, each.line) for each in found.of(FoundRange)] == [
        (4000, 4099, None, 1),
        (3000, 3099, "web", 3),
        (5000, 5099, "databases", 4),
        (6000, 6099, None, 6),
    ]
    assert [(each.service, each.port, each.port_end) for each in found.claims] == [
        ("rtp", 7000, 7010)
    ]


def test_what_is_left_is_told() -> None:
    found = read("# the old api was at 8080\nweb: 3000\nnote: we once had 9999 here\n")
    assert lines_unread(found) == [1, 3]


def test_the_inside_of_all_stages_is_told() -> None:
    found = read("web:\n  dev: 3000\n  prod: 80\n  container_port: 8080\n")
    assert rows(found) == [(None, "web", 3000, 8080), (None, "web", 80, 8080)]
    assert lines_unread(found) == []


@pytest.mark.parametrize(
    "rules",
    [
        "- {name: telnet, port: 23, action: deny}\n- {name: smb, port: 445, action: DROP}\n",
        "- {name: telnet, port: 23, policy: block}\n- {name: smb, ports: [4450], target: REJECT}\n",
        "  telnet: {port: 23, action: deny}\n  4450: {name: smb, action: deny}\n",
    ],
)
def test_what_a_firewall_denies_is_claimed_by_nobody(rules: str) -> None:
    allowed = "firewall: {policy: deny, allow: [{name: web, port: 443, action: allow}]}\n"
    found = read(f"rules:\n{rules}{allowed}")
    assert rows(found) == [(None, "web", 443, None)]
    assert lines_unread(found) == [2, 3]


def test_a_broken_list_keeps_what_stood_before() -> None:
    found = read("web: 3000\napi: [8000\n")
    assert rows(found)[0] == (None, "web", 3000, None)
    assert [each.severity for each in found.problems] == ["error"]


@pytest.mark.parametrize(
    ("text", "expected", "warned"),
    [
        ("- service: Caddy (note: x)\n  port: 80\n", [(None, "Caddy (note: x)", 80, None)], [1]),
        (
            "web:\n  port: 3000\n  started_by: python E:/a b(c: d)\napi: {port: 8000}\n",
            [(None, "web", 3000, None), (None, "api", 8000, None)],
            [3],
        ),
        ("note: web: the shop  # was: 9\r\nweb: 3000\r\n", [(None, "web", 3000, None)], [1]),
        (
            "web: {port: 3000}\nnote:\tone: two\napi: {port: 8000}\nnote2: 'a' or: b\n",
            [(None, "web", 3000, None), (None, "api", 8000, None)],
            [2, 4],
        ),
        ("- 'name': @web \"x\": y\n  port: 3000\n", [(None, '@web "x": y', 3000, None)], [1]),
        (
            "web: {port: 3000}\napi:\n  bind: *\n  port: 8000\n",
            [(None, "web", 3000, None), (None, "api", 8000, None)],
            [3],
        ),
    ],
)
def test_a_value_that_lacks_its_quotes(text: str, expected: list[Row], warned: list[int]) -> None:
    found = read(text)
    assert rows(found) == expected
    assert [(each.severity, each.hint) for each in found.problems] == [
        ("warning", "quote the value")
    ] * len(warned)
    assert [each.place.line for each in found.problems] == warned
    assert all(each.place.source.text == text for each in found.problems)


@pytest.mark.parametrize(
    "text",
    [
        "web: 3000\n  api: 8000\n",
        "web: {note: a (b: c), port: 3000}\n",
        "web: {\n  note: a (b: c),\n  port: 3000\n}\n",
        "web: [3000\napi: a (b: c)\n",
        "note: 'a\nweb: 'b'\napi: 8000\n",
        "note: a\n  b (c: d): e\n",
    ],
)
def test_what_lacks_more_than_quotes_stays_an_error(text: str) -> None:
    assert [each.severity for each in read(text).problems] == ["error"]


def test_few_values_that_lack_their_quotes_are_read() -> None:
    found = read("".join(f"a{at}:\n  port: {3000 + at}\n  note: b: c\n" for at in range(60)))
    assert [each.severity for each in found.problems] == ["warning"] * 50 + ["error"]
    assert [each.port for each in found.claims] == [*range(3000, 3051)]
    large = read("note: a: b\nweb: 3000\n" + "# told at length\n" * 400_000)
    assert [(each.severity, each.place.line) for each in large.problems] == [("error", 1)]


def test_numbers_that_are_only_kept_claim_nothing() -> None:
    found = read("reserved:\n- port: 3000\n  reason: usual default\nprojects:\n  a: {web: 3100}\n")
    assert [(each.project, each.service, each.port) for each in found.claims] == [
        ("a", "web", 3100)
    ]
    assert lines_unread(found) == [2]


def test_a_default_stands_for_its_variable() -> None:
    found = read("db: ${DB_PORT:-5433}:5432\napi: 127.0.0.1:18000:8000\n")
    assert [(each.service, each.port, each.container_port, each.bind) for each in found.claims] == [
        ("db", 5433, 5432, None),
        ("api", 18000, 8000, "127.0.0.1"),
    ]


FAMILIES = [
    (
        (
            "shelf:\n  api: 8420\n  web: 3420\n"
            "by_port:\n  '8420': shelf (api)\n  '3420': shelf (web)\n"
        ),
        [("shelf", "api", 8420, None), ("shelf", "web", 3420, None)],
    ),
    (
        "shelf: {api: 8421}\nconflicts:\n  resolved_conflicts:\n  - {port: 8420, projects: [a]}\n",
        [("shelf", "api", 8421, None)],
    ),
    ("test:\n  depot:\n    port: 5432\n    mapping: '5456:5432'\n", [(None, "depot", 5456, 5432)]),
    (
        "depot: {api_port: 7421, api_mapping: '7421:7420', ui_port: 7422, internal_ui_port: 80}\n",
        [("depot", "api", 7421, 7420), ("depot", "ui", 7422, 80)],
    ),
    ("platform:\n  data: {port: 8084, repo: depot-data}\n", [("depot-data", "data", 8084, None)]),
    ("max: {maximum: 65535}\nslots: {a: 40}\n", []),
    (
        "stores:\n  graph: {http: 7480, bolt: 7690, about: x}\n  cache: {port: 6390}\n",
        [
            ("stores", "graph", 7480, None),
            ("stores", "graph", 7690, None),
            ("stores", "cache", 6390, None),
        ],
    ),
    (
        "staging:\n  mill: {api_port: 9010, metrics_port: 9011}\n",
        [(None, "mill", 9010, None), (None, "mill", 9011, None)],
    ),
    ("shop: {web: 3000, api: 8000}\n", [("shop", "web", 3000, None), ("shop", "api", 8000, None)]),
    (
        "services:\n  dash: {port: 9029, app: watch, service: dash.unit}\n",
        [("watch", "dash", 9029, None)],
    ),
    ("ports:\n- {port: 3010, project: blog / web}\n", [(None, "blog / web", 3010, None)]),
    ("entries:\n- {port: 4450, agent: herald, reason: x, id: 7}\n", [(None, "herald", 4450, None)]),
    ("blog: {db: 5439 (internal only)}\n", [("blog", "db", None, 5439)]),
    ("node_20: 20\nweb: 80\n", [(None, "web", 80, None)]),
    ("memory_engine: 7020\npool_memory: 4096\n", [(None, "memory_engine", 7020, None)]),
    ("far: {db: '192.0.2.7:8529'}\n", []),
]


@pytest.mark.parametrize(("text", "expected"), FAMILIES)
def test_keys_that_belong_together(text: str, expected: list[Row]) -> None:
    assert rows(read(text)) == expected


LABELLED = """
limits: {port_min: 21000, port_max: 21099}
services:
  edge: {container: x-edge, ports: {http: 21080, tls: 21043}}
  queue: {container: x-queue, ports: []}
  store: {container: x-store, ports: [21090, 21091]}
  mail:
    container: x-mail
    ports: [{name: smtp, port: 21025}, {label: ui, host: 21026, container: 8025}]
  one: {container: x-one, ports: 21010}
  two: {container: x-two, ports: {21011: sip, 21012: 80}}
optional:
  registry: {image: y, ports: {page: {host: 21013, container: 80}}}
shop: {ports: {web: 21030, api: 21031}}
kept: {container: x-kept, ports: [{service: web, port: 21032}]}
validation: {rules: [stay below 22000], excluded_ports: [80, 8080]}
"""


def inline(value: Any) -> str:
    """A value of TOML in one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(k)} = {inline(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(inline, value)) + "]"
    return json.dumps(value)


@pytest.mark.parametrize(
    "name", ["ports.yaml", "registry-of-ports.yml", "ports.json", "ports.toml"]
)
def test_ports_with_labels_are_what_a_program_offers(tmp_path: Path, name: str) -> None:
    tree: Any = yaml.safe_load(LABELLED)
    tree["services"]["two"]["ports"] = {"21011": "sip", "21012": 80}
    toml = "\n".join(f"{key} = {inline(value)}" for key, value in tree.items())
    texts = {".toml": toml, ".json": json.dumps(tree)}
    (tmp_path / name).write_text(texts.get(name[-5:], LABELLED))
    found = import_file(tmp_path / name, name)
    told = [(c.project, c.service, c.endpoint, c.port, c.container_port) for c in found.claims]
    assert sorted(told, key=str) == [
        ("kept", "web", None, 21032, None),
        ("shop", "api", None, 21031, None),
        ("shop", "web", None, 21030, None),
        (None, "edge", "http", 21080, None),
        (None, "edge", "tls", 21043, None),
        (None, "mail", "smtp", 21025, None),
        (None, "mail", "ui", 21026, 8025),
        (None, "one", None, 21010, None),
        (None, "registry", "page", 21013, 80),
        (None, "store", None, 21090, None),
        (None, "store", None, 21091, None),
        (None, "two", "sip", 21011, None),
        (None, "two", None, 21012, 80),
    ]
    assert [(each.start, each.end) for each in found.of(FoundRange)] == [(21000, 21099)]


def test_stages_of_one_service_and_projects_apart() -> None:
    found = read(
        "apps:\n  lessons: {base: 5050, prod: 5050, dev: 5051, features: [5054, 5055]}\n"
        "projects:\n  mill: {web: {port: 3100}}\n  loom: {web: {port: 3200}}\n"
        "by_number:\n  3300: {name: dash, project: watch, env: QA, container_port: 80}\n"
    )
    assert [
        (each.project, each.service, each.environment, each.port, each.container_port)
        for each in found.claims
    ] == [
        (None, "lessons", "production", 5050, None),
        (None, "lessons", "development", 5051, None),
        (None, "lessons", "features", 5054, None),
        (None, "lessons", "features", 5055, None),
        ("mill", "web", None, 3100, None),
        ("loom", "web", None, 3200, None),
        ("watch", "dash", "qa", 3300, 80),
    ]


def test_bare_intervals_below_reserved_are_ranges() -> None:
    found = read(
        "reserved_ports:\n- 7000-7070\n- 9999\nports: {web: 7000}\nranges: {old: 22, 23}\n"
    )
    assert [(each.start, each.end) for each in found.of(FoundRange)] == [(7000, 7070)]
    assert rows(found) == [(None, "web", 7000, None)]
    found = read(
        "reserved: [7000, 7100]\nport_range: 7400-7499\ninternal_port: 9000\n"
        "dev: {port_range: [8100, 9100], reserved_ports: [8180, 8543]}\n"
        "reserved_ranges: {system: [1, 1023], list: [6000-6099]}\n"
    )
    assert [(each.start, each.end, each.purpose) for each in found.of(FoundRange)] == [
        (7400, 7499, None),
        (8100, 9100, None),
        (1, 1023, "system"),
        (6000, 6099, None),
    ]


def test_stages_with_where_they_run() -> None:
    found = read(
        "docker_production: {web: 4100}\nports-dev: {web: 4200}\nlocal_tools: {web: 4300}\n"
    )
    assert [(each.port, each.environment) for each in found.claims] == [
        (4100, "production"),
        (4200, "development"),
        (4300, None),
    ]


def test_toml() -> None:
    found = read(
        "# 9999 was the old one\n[services]\nweb = 3000\n\n[[services.list]]\n"
        'name = "api"\nport = 8000\n\n[ranges]\nbackends = "4000-4099,6000-6099"\n',
        "ports.toml",
    )
    assert [(each.service, each.port, each.line) for each in found.claims] == [
        ("web", 3000, 3),
        ("api", 8000, 7),
    ]
    assert [(each.start, each.end) for each in found.of(FoundRange)] == [(4000, 4099), (6000, 6099)]
    assert lines_unread(found) == [1]
    broken = read("[services\n", "ports.toml")
    assert [(each.code, each.place.line) for each in broken.problems] == [("syntax", 1)]


def test_lists_of_what_others_have() -> None:
    found = read(
        "system: {http: 80, dns: 53}\nmill: {web: 8400, slots_start: 8500, slots_end: 8599}\n"
        "scopes:\n  lan: {includes: [80, 53, 8400]}\nblocklist: {ephemeral: 49152-65535}\n"
        "gate: [8443, 8444]\nshop: {dev: 8600, features: [8400, 8401]}\n"
    )
    names = [("http", 80), ("dns", 53), ("web", 8400), ("gate", 8443), ("gate", 8444)]
    names += [("shop", 8600), ("shop", 8400), ("shop", 8401)]
    assert [(each.service, each.port) for each in found.claims] == names
    ranges = [(each.start, each.end, each.purpose) for each in found.of(FoundRange)]
    assert ranges == [(8500, 8599, "slots")]


@pytest.mark.parametrize(
    ("text", "sort"),
    [
        ('{"_comment": "tried in turn", "web": [8901, 8902], "api": 8911}', "portlist"),
        ('{"web": 3000, "api": 8000}', "portlist"),
        ('{"width": 3000, "height": 2000}', None),
        ('{"web": 3000, "title": "shop"}', None),
        ('{"web": "http://localhost:3000", "api": "localhost:3001"}', "portlist"),
        ('{"shop": {"web": 3000, "api": 3001}, "note": "was 3002"}', "portlist"),
    ],
)
def test_files_of_nothing_but_ports(tmp_path: Path, text: str, sort: str | None) -> None:
    path = tmp_path / "some.json"
    path.write_text(text)
    assert bool(import_file(path, path.name).claims) == (sort == "portlist")


def test_what_a_key_says_of_numbers_that_nobody_has() -> None:
    found = read(
        "basePort: 4000\nservices: {gateway: 4001, api: {port: 4002, cors: ['http://h:4001']}}\n"
        "firewall: {allow: [{name: web, port: 4003}], deny: [{name: db, port: 4004}]}\n"
        "model: {port: 4005, ctx: 8192, max_tokens: 4096, embedding_dim: 1536}\n"
        "service_types: {sites: 5000-5999, stores: 6000-6999}\n"
        "policy: {step: 10, first_free: 4100}\nlastAllocated: 4005\nnächster_freier: 4101\n"
        "свободные: [4102]\n備用端口: [4103]\n予備: [4104]\ncadangan: [4105]\n"
        "siguiente_libre: 4106\nпоследний_выданный_порт: 4107\ntiempo_espera: 5000\n"
    )
    names = [("gateway", 4001), ("api", 4002), ("web", 4003), ("model", 4005)]
    assert [(each.service, each.port) for each in found.claims] == names
    assert [(each.start, each.purpose) for each in found.of(FoundRange)] == [
        (5000, "sites"),
        (6000, "stores"),
    ]


def test_ranges_that_comments_set_aside() -> None:
    found = read(
        "#   7000-7099  infrastructure\n# ─── Tools (7100-7199) ───\n# Range | Purpose\n"
        "# 7200-7299    | agents\n# free: 7300-7399\n# 7400-7499\n"
        "# 7600-7699 Reserved: bots (7600 for now), later ones\n# 7700-7799 beside 7810, sites\n"
        "# 7800-7899 tests, 7900-7999 demos\n# do not use 7000-7009\n"
        "# everything from 7500-7599 was given to the team that has since moved elsewhere\n"
        "ranges: {tools: 7100-7199}\nweb: 7001  # of 7000-7099\n"
    )
    assert [(each.start, each.end, each.purpose, each.line) for each in found.of(FoundRange)] == [
        (7100, 7199, "tools", 12),
        (7000, 7099, "infrastructure", 1),
        (7200, 7299, "agents", 4),
        (7600, 7699, "Reserved: bots, later ones", 7),
        (7800, 7899, "tests", 9),
        (7900, 7999, "demos", 9),
    ]


def test_a_store_beside_a_port_and_a_name_with_a_telling_word() -> None:
    found = read(
        "core:\n  care-guidelines: {port: 7001, notes: texts}\n"
        "  graph: {port: 7002, neo4j_http: 7476, redis: 6389, batch: 7777}\n"
        "  port_conflicts: {port: 7003, of: web}\n"
    )
    told = [(each.service, each.endpoint, each.port) for each in found.claims]
    assert told == [
        ("care-guidelines", None, 7001),
        ("graph", None, 7002),
        ("graph", "neo4j_http", 7476),
        ("graph", "redis", 6389),
    ]


def test_names_that_stand_in_comments() -> None:
    found = read(
        "ports:\n  # broker one\n  - port: 8091\n    onOpen: ignore\n  - port: 9091\n"
        "    onOpen: ignore\n  # connect\n  - port: 8083\n    visibility: public\n"
        "  - port: 8084  # console\n  - {name: web, port: 8085}\n"
        "used:\n  - 7001 # shop\n  - 7002 # 2 workers on 7002\n  # range 7100-7199\n  - 7003\n"
        "  - 7004 # what the old team left behind for all of us\n  - 7005 # free\n"
    )
    assert [(each.service, each.port, each.line) for each in found.claims] == [
        ("broker one", 8091, 3),
        ("broker one", 9091, 5),
        ("connect", 8083, 8),
        ("console", 8084, 10),
        ("web", 8085, 11),
        ("shop", 7001, 13),
    ]
    found = read(
        "# Cache main port.\n- guest: 6379\n  host: 6380\n# Web console (new)\n- guest: 8222\n"
        "  host: 8322\n# The same port as the shop\n- guest: 80\n  host: 8081\n"
    )
    names = [(None, "Cache main", 6380, 6379), (None, "Web console (new)", 8322, 8222)]
    assert rows(found) == names


def test_a_file_of_ports_in_stages_beside_paths(tmp_path: Path) -> None:
    stages = {"dev": {"web": 5173, "api": 7071}, "prod": {"web": 443}}
    path = tmp_path / "numbers.json"
    path.write_text(json.dumps({**stages, "health": {"api": "/api/health"}}), "utf-8")
    found = [(each.service, each.port, each.environment) for each in import_file(path).claims]
    assert found == [
        ("web", 5173, "development"),
        ("api", 7071, "development"),
        ("web", 443, "production"),
    ]


def test_ranges_of_stages() -> None:
    found = read("portRanges: {development: [3000, 5999], testing: [6000, 6999]}\n")
    assert [(each.start, each.end) for each in found.of(FoundRange)] == [(3000, 5999), (6000, 6999)]


def test_a_file_that_is_keyed_by_ports(tmp_path: Path) -> None:
    path = tmp_path / "seen.json"
    critical = {"4001": {"service": "Core", "status": "DOWN"}, "3211": {"service": "Gateway"}}
    path.write_text(json.dumps({"note": "seen", "critical": critical}), "utf-8")
    assert rows(import_file(path)) == [(None, "Core", 4001, None), (None, "Gateway", 3211, None)]


def test_the_range_of_an_entry() -> None:
    found = read("- {service: web, defaultPort: 5176, range: [5173, 5180]}\n")
    assert [(each.start, each.end) for each in found.of(FoundRange)] == [(5173, 5180)]


def test_a_comment_behind_several_numbers_names_none() -> None:
    assert read("used: [7001, 7002] # shop, db\n").claims == []


def test_a_key_that_all_entries_have_names_none_of_them() -> None:
    found = read(
        "services:\n  frontend:\n    rpc: {grpcPort: 7233, adminPort: 6933}\n"
        "  matching:\n    rpc: {grpcPort: 7235, adminPort: 6935}\n"
    )
    told = [(each.project or each.service, each.port) for each in found.claims]
    assert told == [("frontend", 7233), ("frontend", 6933), ("matching", 7235), ("matching", 6935)]
    found = read("mill: {web: {port: 3100}}\nloom: {web: {port: 3200}}\n")
    assert [(each.project, each.service) for each in found.claims] == [
        ("mill", "web"),
        ("loom", "web"),
    ]
