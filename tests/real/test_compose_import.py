"""What the importer reads from compose files is what Docker Compose itself resolves."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portbook.sources.compose import read_compose
from portbook.sources.found import Found, Unread
from portbook.text.source import Source
from tests.support.compose import asked
from tests.support.files import make_files
from tests.support.tries import tries

Binding = tuple[str, str, int, str]
"""Address, number or interval on the host ("" where Docker chooses), number inside, transport."""


def resolved(folder: Path) -> dict[str, Any] | None:
    """The services as Compose resolves them, every profile on; None where it refuses."""
    done = asked(folder, "--profile", "*", env={"HOME": str(folder)})
    if not done.stdout.strip():
        return None
    services: dict[str, Any] = json.loads(done.stdout)["services"]
    return services


def theirs(service: dict[str, Any]) -> set[Binding]:
    return {
        (
            port.get("host_ip", ""),
            str(port.get("published", "")).removeprefix("0"),
            port["target"],
            port["protocol"],
        )
        for port in service.get("ports", ())
    }


def ours(found: Found, service: str) -> set[Binding]:
    bindings = set()
    for claim in found.claims:
        if claim.service != service or claim.reference or claim.container_port is None:
            continue
        if claim.transport is None:
            continue
        last = claim.container_end or claim.container_port
        for inner in range(claim.container_port, last + 1):
            if claim.port is None:
                outer = ""
            elif claim.description == "one of these numbers":
                outer = f"{claim.port}-{claim.port_end}"
            else:
                outer = str(claim.port + inner - claim.container_port)
            bindings.add((claim.bind or "", outer, inner, claim.transport))
    return bindings


def read(folder: Path) -> Found:
    path = folder / "compose.yaml"
    return read_compose(Source.load(path))


def agree(folder: Path) -> Found:
    services = resolved(folder)
    found = read(folder)
    assert services is not None
    assert {each.name for each in found.services} == set(services)
    for each in found.services:
        their = services[each.name]
        if not each.host_network:
            assert ours(found, each.name) == theirs(their), each.name
        assert each.image == their.get("image")
        assert each.container == their.get("container_name")
        assert set(each.uses) == set(their.get("depends_on", ()))
        assert each.host_network == (their.get("network_mode") == "host")
        assert set(each.profiles) == set(their.get("profiles", ()))
        set_there = their.get("environment") or {}
        for name, value in each.env:
            # What it prints may be read again, so it doubles each dollar.
            assert set_there[name].replace("$$", "$") == value
    return found


def stack(*ports: str, more: str = "") -> str:
    entries = "".join(f"      - {port}\n" for port in ports)
    return f"services:\n  web:\n    image: nginx\n    ports:\n{entries}{more}"


CASES: dict[str, dict[str, str]] = {
    "short-forms": {
        "compose.yaml": stack(
            '"80"',
            "8080:80",
            "127.0.0.1:8081:80",
            '"[::1]:8082:80"',
            "9000-9002:90-92",
            "6000:53/udp",
            "6001:53/sctp",
            "127.0.0.1::81",
            "7000-7001",
        )
    },
    "one-of-several": {"compose.yaml": stack("8000-8010:80")},
    "unquoted-base-60": {"compose.yaml": stack("22:22", "56:56")},
    "long-form": {
        "compose.yaml": stack(
            "{target: 80, published: 8080, protocol: tcp, mode: host}",
            '{target: 53, published: "5353", protocol: udp, host_ip: 127.0.0.1}',
            "{target: 81}",
            '{target: 82, published: "8200-8205"}',
        )
    },
    "same-twice": {"compose.yaml": stack("80:80", "80:80", "80:80/udp")},
    "variables": {
        ".env": "A=801\nEMPTY=\nIP=127.0.0.1\n# B=1\nexport C='8003'\nD=${A}\n",
        "compose.yaml": stack(
            "$A:80",
            "${A}1:81",
            '"${B:-8002}:82"',
            '"${EMPTY:-8004}:83"',
            '"${C-1}:84"',
            '"${A:+8006}:85"',
            '"${B:-${C:-9}}:86"',
            '"${IP:-::1}:${D}:87"',
            '"${EMPTY-}:8090:88"',
            '"${A:?must be set}:89"',
            '"${B+nothing}8091:90"',
        ),
    },
    "default-with-address": {"compose.yaml": stack('"${SQL_PORT:-127.0.0.1:13306}:3306"')},
    "dollar": {
        "compose.yaml": "services:\n  web:\n    image: nginx\n    container_name: ab\n"
        "    environment: {PRICE: $$5, LIST: '$${A}'}\n    ports: ['80:80']\n"
    },
    "anchors": {
        "compose.yaml": "x-base: &base\n  image: redis\n  ports: &p ['1:1', '2:2']\n"
        "services:\n  a:\n    <<: *base\n  b:\n    <<: *base\n    ports: ['3:3']\n"
        "  c:\n    image: x\n    ports: *p\n  d: {<<: [{image: y}, *base], ports: [&q '4:4']}\n"
        "  e: {image: z, ports: [*q]}\n"
    },
    "extends-same-file": {
        "compose.yaml": "services:\n  base:\n    image: x\n    ports: ['1:1']\n"
        "    environment: {A: '1', B: '2'}\n    depends_on: [d]\n  d: {image: d}\n"
        "  web:\n    extends: base\n    ports: ['2:2', '1:1']\n    environment: [B=3]\n"
        "  more:\n    extends: {service: web}\n    image: y\n"
    },
    "extends-other-file": {
        ".env": "P=8123\n",
        "other/common.yml": "services:\n  common:\n    image: postgres:15\n"
        "    ports: ['${P}:5432']\n    build: ./x\n  more:\n    extends: common\n",
        "compose.yaml": "services:\n  db:\n    extends: {file: other/common.yml, service: more}\n"
        "    ports: ['2:2']\n",
    },
    "extends-with-reset": {
        "compose.yaml": "services:\n  base:\n    image: x\n    ports: ['1:1']\n"
        "  web:\n    extends: base\n    ports: !override ['2:2']\n"
        "  none:\n    extends: base\n    ports: !reset []\n"
    },
    "include": {
        "sub/compose.yaml": "services:\n  db:\n    image: postgres\n    ports: ['${DB:-5}:5432']\n",
        "sub/.env": "DB=5433\n",
        "plain.yaml": "services:\n  cache:\n    image: redis\n    ports: ['${R:-6379}:6379']\n",
        ".env": "R=6380\n",
        "compose.yaml": "include:\n  - sub/compose.yaml\n  - path: plain.yaml\n"
        "services:\n  web:\n    image: nginx\n    depends_on: [db, cache]\n",
    },
    "include-with-override-and-env-file": {
        "a.yaml": "services:\n  db:\n    image: x\n    ports: ['${Q}:1']\n",
        "b.yaml": "services:\n  db:\n    ports: ['7:7']\n",
        "vars": "Q=77\n",
        "compose.yaml": "include:\n  - path: [a.yaml, b.yaml]\n    env_file: vars\n"
        "services:\n  web: {image: y}\n",
    },
    "override-file": {
        "compose.yaml": stack("8080:80", "8443:443", more="    environment: {A: '1', B: '2'}\n"),
        "compose.override.yaml": "services:\n  web:\n    image: caddy\n"
        "    ports: ['127.0.0.1:8080:80', '8443:443']\n    environment: [B=5]\n"
        "    depends_on: {db: {condition: service_healthy}}\n"
        "  db:\n    image: postgres\n    ports: ['5432:5432']\n",
    },
    "override-file-tags": {
        "compose.yaml": stack("8080:80", more="  db:\n    image: x\n    ports: ['1:1']\n"),
        "compose.override.yml": "services:\n  web:\n    ports: !override ['9090:80']\n"
        "  db:\n    ports: !reset []\n    container_name: !reset null\n",
    },
    "several-documents": {
        "compose.yaml": "services:\n  a:\n    image: x\n    ports: ['1:1']\n---\n"
        "services:\n  a:\n    ports: ['2:2']\n  b: {image: y}\n"
    },
    "profiles": {
        "compose.yaml": "services:\n  a: {image: x, profiles: [debug], ports: ['1:1']}\n"
        "  b: {image: y, ports: ['2:2']}\n"
    },
    "host-network": {
        "compose.yaml": "services:\n  a: {image: x, network_mode: host}\n  b: {image: y}\n"
    },
    "named": {
        "compose.yaml": "name: other\nservices:\n  a:\n    build: {context: ./a}\n    "
        "ports: ['1:1']\n",
        "a/Dockerfile": "FROM x\n",
    },
    "byte-order-mark-and-crlf": {
        "compose.yaml": "services:\r\n  a:\r\n    image: x\r\n    ports:\r\n      - 80:80\r\n",
        ".env": "A=1\r\n",
    },
    "empty-values": {
        "compose.yaml": "services:\n  a:\n    image: x\n    ports: []\n    depends_on: []\n"
    },
}


@pytest.mark.parametrize("name", CASES)
def test_compose_resolves_the_same(name: str, tmp_path: Path) -> None:
    agree(make_files(tmp_path, CASES[name]))


REFUSED = {
    "unequal": stack("8000-8002:80-81"),
    "no-number": stack('"web:80"'),
    "too-large": stack('"70000:80"'),
    "protocol": stack('"80:80/http"'),
    "name-for-address": stack('"localhost:80:80"'),
    "blank": stack('"8080 :80"'),
    "required": stack('"${NOT_SET:?give one}:80"'),
    "no-target": stack('{published: "8080"}'),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_compose_refuses_is_left_unread_with_its_line(name: str, tmp_path: Path) -> None:
    folder = make_files(tmp_path, {"compose.yaml": REFUSED[name]})
    if name != "no-target":
        assert resolved(folder) is None
    found = read(folder)
    assert found.claims == []
    assert [(each.line, bool(each.reason)) for each in found.of(Unread)] == [(5, True)]


NUMBERS = st.integers(1, 65535)
SPANS = st.tuples(st.integers(1, 60000), st.integers(0, 5))
ADDRESSES = st.sampled_from(["", "127.0.0.1:", "0.0.0.0:", "[::1]:", "192.168.1.4:"])
VARIABLES = {"P": "4000", "IP": "127.0.0.1", "NONE": ""}


@st.composite
def short_ports(draw: st.DrawFn) -> str:
    first, more = draw(SPANS)
    inner, _ = draw(SPANS)
    host = draw(
        st.sampled_from(
            [
                f"{first}:",
                f"{first}-{first + more}:" if more else f"{first}:",
                "${P}:",
                f"${{Q:-{first}}}:",
                f"${{NONE:-{first}}}:",
                f"${{P:+{first}}}:",
            ]
        )
    )
    container = str(inner)
    if host == f"{first}-{first + more}:" and draw(st.booleans()):
        container = f"{inner}-{inner + more}"
    return f"{draw(ADDRESSES)}{host}{container}{draw(st.sampled_from(['', '/tcp', '/udp']))}"


@st.composite
def services(draw: st.DrawFn) -> dict[str, Any]:
    made: dict[str, Any] = {
        "image": draw(st.sampled_from(["nginx", "redis:7", "a/b@sha256:" + "0" * 64]))
    }
    long = st.fixed_dictionaries(
        {"target": NUMBERS},
        optional={
            "published": NUMBERS.map(str),
            "protocol": st.sampled_from(["tcp", "udp"]),
            "host_ip": st.sampled_from(["127.0.0.1", "::1"]),
        },
    )
    made["ports"] = draw(st.lists(st.one_of(short_ports(), long), max_size=5))
    if draw(st.booleans()):
        made["environment"] = draw(
            st.dictionaries(st.sampled_from(["A", "B", "C"]), st.sampled_from(["1", "$P", "x y"]))
        )
    return made


@settings(
    max_examples=tries(8),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    base=st.dictionaries(st.sampled_from(["a", "b", "c"]), services(), min_size=1),
    over=st.dictionaries(st.sampled_from(["a", "b"]), services()),
    extended=st.booleans(),
)
def test_any_stack_reads_as_compose_resolves_it(
    base: dict[str, Any], over: dict[str, Any], extended: bool, tmp_path: Path
) -> None:
    if extended:
        base = {**base, "z": {"extends": min(base), "ports": ["1234:1234"]}}
    dotenv = "".join(f"{name}={value}\n" for name, value in VARIABLES.items())
    make_files(
        tmp_path,
        {
            "compose.yaml": json.dumps({"services": base}),
            "compose.override.yaml": json.dumps({"services": over}),
            ".env": dotenv,
        },
    )
    if resolved(tmp_path) is not None:
        agree(tmp_path)
