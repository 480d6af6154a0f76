"""Registries as people keep them by hand, each of another shape."""

from __future__ import annotations

import pytest

from portbook.sources.found import FoundRange
from portbook.sources.portlist import read_port_list
from portbook.text.source import Source

ENTRIES = [
    (
        "- {name: auth, ports: {dev: 7001, staging: 7002}}\n- {name: web, port: 7003}\n",
        "auth 7001 @development, auth 7002 @staging, web 7003",
    ),
    ("auth: {ports: {dev: 7001, prod: 7002}}\n", "auth 7001 @development, auth 7002 @production"),
    ("- {name: camera, grpc_port: 4554, http_port: 8080}\n", "camera grpc 4554, camera http 8080"),
    ("- {environment: dev, ports: {web: 3000}}\n", "web 3000 @development"),
    ("environments: [{name: prod, ports: {web: 3000}}]\n", "web 3000 @production"),
    ("- {hostname: nas, services: [{name: smb, port: 445}]}\n", "nas/smb 445"),
    ("- {id: outline, ports: {host: 3210, container: 3000}}\n", "outline 3210:3000"),
    (
        "- {service: shop, container_port: 3000, dev_port: 3001, prod_port: 3002}\n",
        "shop 3001:3000 @development, shop 3002:3000 @production",
    ),
    (
        "shop: {dev_port: 3001, prod_port: 3002, metrics_port: 9001, port: 3003}\n",
        "shop 3001 @development, shop 3002 @production, shop metrics 9001, shop 3003",
    ),
    (
        "projects: [{name: alpha, port_range: [3100, 3149], ports: {web: 3100}}]\n",
        "alpha/web 3100, 3100-3149",
    ),
    ("web: {repo: 'https://x.test/me/shop.git', port: 3000}\n", "shop/web 3000"),
]


@pytest.mark.parametrize(("text", "expected"), ENTRIES)
def test_what_an_entry_says_holds_for_all_below_it(text: str, expected: str) -> None:
    assert told(text) == expected


def told(text: str, name: str = "registry.yaml") -> str:
    """The claims and ranges of a list: `project/service endpoint 8080:80 @stage`."""
    found = read_port_list(Source(name, text))
    claims = []
    for each in found.claims:
        service = f"{each.project}/{each.service}" if each.project else each.service
        numbers = f"{each.port}-{each.port_end}" if each.port_end else f"{each.port}"
        numbers += f":{each.container_port}" if each.container_port else ""
        stage = f"@{each.environment}" if each.environment else ""
        claims.append(" ".join(filter(None, (service, each.endpoint, numbers, stage))))
    return ", ".join([*claims, *(f"{each.start}-{each.end}" for each in found.of(FoundRange))])
