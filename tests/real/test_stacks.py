"""Every kind of stack in one checkout: its overlays say what Docker Compose resolves, in all that
Compose can say of a port, and change nothing."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.cli import portbook
from tests.support.compose import resolved
from tests.support.files import make_files
from tests.support.programs import need


def one(service: str, *ports: str, more: str = "") -> str:
    entries = ", ".join(ports)
    return f"services:\n  {service}: {{image: x, ports: [{entries}]{more}}}\n"


STACKS: dict[str, dict[str, str]] = {
    "override": {
        "compose.yaml": one("over", "'4000:80'", "'4001:81'"),
        "compose.override.yaml": "services: {over: {ports: ['127.0.0.1:4002:82', '4001:81']}}\n",
    },
    "other-override": {
        "docker-compose.yml": one("yml", "'4010:80'"),
        "docker-compose.override.yaml": "services: {yml: {ports: !override ['4011:80']}}\n",
    },
    "first-of-four": {
        "compose.yml": one("second", "'4020:80'"),
        "compose.yaml": one("first", "'4021:80'"),
    },
    "compose-file": {
        ".env": "COMPOSE_FILE=a.yml:b.yml\nNUMBER=4030\n",
        "a.yml": one("listed", "'${NUMBER}:80'"),
        "b.yml": "services: {listed: {ports: ['4031:81']}}\n",
        "compose.yaml": one("unlisted", "'4032:80'"),
    },
    "include": {
        "compose.yaml": "include: [part/compose.yaml]\n" + one("including", "'4040:80'"),
        "part/compose.yaml": one("included", "'${PART:-4041}:80'"),
        "part/.env": "PART=4042\n",
    },
    "include-env": {
        "compose.yaml": (
            "include: [{path: [a.yaml, b.yaml], env_file: vars, project_directory: .}]\n"
            + one("beside", "'4050:80'")
        ),
        "a.yaml": one("mixed", "'${Q}:80'"),
        "b.yaml": "services: {mixed: {ports: ['4051:81']}}\n",
        "vars": "Q=4052\n",
    },
    "extends": {
        "compose.yaml": (
            "services:\n  extending:\n    extends: {file: common/base.yml, service: middle}\n"
            "    ports: ['4060:80']\n"
        ),
        "common/base.yml": (
            "services:\n  ground: {image: x, ports: ['${G:-4061}:81']}\n"
            "  middle: {extends: ground, ports: ['4062:82/udp']}\n"
        ),
    },
    "profiles": {
        "compose.yaml": (
            "services:\n  cpu: {image: x, profiles: [cpu], ports: ['4070:80']}\n"
            "  gpu: {image: x, profiles: [gpu], ports: ['4070:80']}\n"
        )
    },
    "anchors": {
        "compose.yaml": (
            "x-base: &base {image: x, ports: &p ['4080:80', '4081:81']}\n"
            "services:\n  merged: {<<: *base}\n"
            "  aliased: {image: x, ports: [&q '4082:82', '4083:83']}\n"
            "  both: {<<: [{image: y}, *base], ports: ['4084:84']}\n"
        )
    },
    "interpolation": {
        ".env": "A=409\nEMPTY=\nIP=127.0.0.1\nexport C='4093'\nD=${A}4\n",
        "compose.yaml": one(
            "deep",
            "'${A}0:80'",
            "'${B:-${C:-9}}:81'",
            "'${EMPTY:-4095}:82'",
            "'${A:+4096}:83'",
            "'${IP:-::1}:${D}:84'",
            "'${SQL:-127.0.0.1:4097}:85'",
        ),
    },
    "unset": {"compose.yaml": one("unset", "'${NOWHERE}:80'", "'4100:81'")},
    "pool": {"compose.yaml": one("pool", "'4110-4115:80'", "'127.0.0.1:4116-4117:81/udp'")},
    "interval": {"compose.yaml": one("interval", "'4120-4122:80-82'", "'4123-4124:90-91/udp'")},
    "random": {
        "compose.yaml": one("random", "'80'", "'127.0.0.1::81'", "'82/udp'", "{target: 83}")
    },
    "addresses": {
        "compose.yaml": one(
            "addresses",
            "'127.0.0.1:4130:80'",
            "'192.0.2.7:4130:80'",
            "'[::1]:4131:81'",
            "'0.0.0.0:4132:82'",
            "'[::]:4133:83'",
            "'4134:84'",
        )
    },
    "transports": {
        "compose.yaml": one(
            "transports",
            "'4140:53/udp'",
            "'4140:53/tcp'",
            "'4141:54/sctp'",
            "'127.0.0.1:4142:55'",
            "'4142:55/udp'",
        )
    },
    "long-form": {
        "compose.yaml": one(
            "long",
            "{target: 80, published: 4150, mode: host}",
            "{target: 81, published: '4151', name: web, app_protocol: http}",
            "{target: 82, published: '4152-4154', protocol: udp, host_ip: '::1'}",
            "{target: 83, published: '${LONG:-4155}', host_ip: 127.0.0.1}",
        )
    },
    "one-inside": {"compose.yaml": one("inside", "'4160:80'", "'4161:80'", "'127.0.0.1:4162:80'")},
    "shared-network": {
        "compose.yaml": (
            "services:\n  vpn: {image: x, ports: ['4170:8080']}\n"
            "  behind: {image: x, network_mode: 'service:vpn'}\n"
            "  hosted: {image: x, network_mode: host}\n"
        )
    },
    "reset": {
        "compose.yaml": one("gone", "'4180:80'") + "  kept: {image: x, ports: ['4181:80']}\n",
        "compose.override.yaml": (
            "services: {gone: {ports: !reset []}, kept: {ports: !override ['4182:80']}}\n"
        ),
    },
    "documents": {
        "compose.yaml": one("twice", "'4190:80'") + "---\nservices: {twice: {ports: ['4191:81']}}\n"
    },
    "windows": {"compose.yaml": "\ufeff" + one("windows", "'4200:80'").replace("\n", "\r\n")},
    "production": {
        "compose.yaml": one("web", "'127.0.0.1:4210:80'"),
        "compose.prod.yaml": "services: {web: {ports: ['4211:443']}}\n",
        "compose.ci.yaml": one("web", "'4212:80'"),
    },
}
NOT_SAID = {"unset"}
"""An overlay that named a number here would take the variable's place once somebody sets it."""


@pytest.fixture(scope="module")
def adopted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("adopted")
    for name, files in STACKS.items():
        make_files(folder / "app" / name, files)
    path = os.pathsep.join([str(need("docker-compose").parent), os.environ["PATH"]])
    proved = portbook(folder, "init", "app", "--prove", PATH=path)
    assert proved.err.splitlines()[-1].endswith("are as before, says Docker Compose"), proved.err
    assert proved.status == 0
    assert portbook(folder, "generate").status == 0
    return folder


def services_of(folder: Path, files: tuple[str, ...]) -> dict[str, Any]:
    named = [word for file in files for word in ("-f", file)]
    services: dict[str, Any] = resolved(folder, *named, "--profile", "*")["services"]
    return services


def facts(ports: list[dict[str, Any]]) -> set[tuple[str, ...]]:
    keys = ("host_ip", "published", "target", "protocol", "mode", "name", "app_protocol")
    usual = {"mode": "ingress", "protocol": "tcp"}
    return {tuple(str(port.get(key, usual.get(key, ""))) for key in keys) for port in ports}


class Overlay(yaml.SafeLoader):
    """Takes a list that stands in another's place for what it holds."""


def _replacing(loader: Overlay, node: yaml.SequenceNode) -> list[Any]:
    items: list[Any] = loader.construct_sequence(node, deep=True)
    return items


Overlay.add_constructor("!override", _replacing)


def overlays(folder: Path) -> dict[tuple[str, ...], dict[str, Any]]:
    """What each overlay says, by the files of its stack."""
    found = {}
    for path in (folder / "generated" / "app").glob("compose.ports*.yaml"):
        text = path.read_text(encoding="utf-8")
        (usage,) = [line for line in text.splitlines() if line.startswith("# docker compose")]
        files = tuple(word for word in usage.split() if "/" in word)
        found[files] = yaml.load(text, Overlay)["services"]
    return found


def test_each_overlay_says_what_compose_resolves(adopted: Path) -> None:
    said = overlays(adopted)
    told: dict[str, set[str]] = {}
    for files, services in said.items():
        theirs = services_of(adopted / "app", files)
        for name, service in services.items():
            assert facts(service["ports"]) == facts(theirs[name].get("ports", [])), (files, name)
        published = {name for name, each in theirs.items() if each.get("ports")}
        told.setdefault(files[0].partition("/")[0], set()).update(published & services.keys())
        assert published <= services.keys(), files
    assert set(told) == STACKS.keys() - NOT_SAID
    assert {"over", "listed", "included", "mixed", "extending", "both", "windows"} <= set().union(
        *told.values()
    )
