"""Machines and stages that the entries of a port list are in, each of another shape."""

from __future__ import annotations

import pytest

from portbook.sources.portlist import read_port_list
from portbook.text.source import Source

PLACES = """
hosts: {nas: {plex: 32400, dns: 53}, pi: {}}
    plex@nas dns@nas

machine: {elm: {listen: [{name: web, port: 3000}]}, oak: {listen: [{name: api, port: 3001}]}}
    web@elm api@oak

host: {web: {port: 3000}, api: {port: 3001}}
    web api

[{host: nas, name: plex, port: 32400}, {host: nas, name: dns, port: 53}]
    plex@nas dns@nas

{web: {port: 3000, host: oak}, api: {port: 3001, host: oak}, db: {port: 5432, host: elm}}
    web@oak api@oak db@elm

[{name: web, port: 3000, node: oak}, {name: api, port: 3001, node: oak}]
    web@oak api@oak

[{service: web, port: 3000, runs_on: oak}, {service: api, port: 3001, runs_on: oak},
 {service: logs, port: 3002, runs_on: all_nodes}, {service: up, port: 3003, runs_on: all_nodes}]
    web@oak api@oak logs up

{web: {url: "http://10.0.0.7:3000"}, api: {url: "http://10.0.0.9:3001"}}
    web@10.0.0.7 api@10.0.0.9

{web: {url: "http://10.0.0.7:3000"}, api: {url: "http://10.0.0.7:3001"}}
    web api

{web: {url: "http://10.0.0.7:3000"}, api: {url: "http://192.168.0.7:3001"}}
    web api

{web: 3000, services: [{name: api, port: 3001}],
 staging: {_doc: All production ports + 1000, services: [{name: api, port: 4001}]}}
    web@production api@production api@staging

{web: 3000, test: {description: Test ports of the shop, web: 4000}}
    web web@test

{web: {puerto: 3000, servidor: roble}, api: {puerto: 3001, servidor: roble}}
    web@roble api@roble

{web: {port: 3000, server: prod}, api: {port: 3001, server: dev}}
    web@production api@development

[{name: web, port: 3000, host: 192.0.2.7}, {name: api, port: 3001}]
    web@192.0.2.7 api

{web: {port: 3000, host: 0.0.0.0}, api: {port: 3001, host: 127.0.0.1}}
    web api

[{name: cache, host: redis, port: 6379}, {name: web, host: localhost, port: 3000}]
    cache web

{web: {port: 3000, runs_on: docker}, api: {port: 3001, runs_on: docker}}
    web api

{web: {port: 3000, node: 20}, api: {port: 3001, node: 20}}
    web api

[{name: web, port: 3000, hosts: [oak, elm]}]
    web@oak web@elm

[{port: 3000, purpose: web, scope: [oak, A]}, {port: 3001, purpose: api, scope: [B]}]
    web@oak web@A api@B

[{name: web, port: 3000, scope: [public, lan]}, {name: api, port: 3001, scope: [internal]}]
    web api

{web: {port: 3000, hosts: [shop.test, www.shop.test]}}
    web

[{name: web, port: 3000, environments: [dev, prod]}]
    web@development web@production

{3000: {service: web, envs: [dev, prod]}}
    web@development web@production

{web: {port: 3000, entornos: [desarrollo, prod]}}
    web@development web@production

{web: {envs: [dev, prod], ports: [3000]}}
    web@development web@production

{web: {envs: qa, ports: {http: 3000}}}
    web@qa

{web: {port: 3000, environment: [MODE=production, PORT=3000]}}
    web

{web: {port: 3000, environments: [all]}}
    web

{oak_10_0_0_7: {web: 3000}, elm (10.0.0.8): {web: 3000}, 10.0.0.9: {api: 3001}}
    web@oak web@elm api@10.0.0.9

{oak: {ip: 10.0.0.7, services: {web: 3000}}, shop: {services: {api: 3001}}}
    web@oak api

{hosts: {oak: {ip: 10.0.0.7}}, oak: {web: 3000}, shop: {web: 3001}}
    web@oak web

{hosts: {oak: {ip: 10.0.0.7}}, services: {oak: {port: 3000}}}
    oak

{machines: [{name: oak, ip: 10.0.0.7}], web: {port: 3000, host: oak}, api: {port: 1234, host: db}}
    web@oak api

[{name: api, port: 3001, host: vps1}, {name: till, port: 3002, host: till-db}]
    api@vps1 till

{web: {puerto: 3000, corre_en: roble}, api: {puerto: 3001, corre_en: roble}}
    web@roble api@roble

{машины: {oak: {ip: 10.0.0.7, программы: [{имя: web, порт: 3000}]}}, api: {port: 3001}}
    web@oak api

{box: {oak: {ip: 10.0.0.7, ram_gb: 16, app: [{name: web, port: 3000}]}}}
    web@oak

[{name: oak, ip: 10.0.0.7, services: [{name: web, port: 3000}]}]
    web@oak

{oak: {ip: 10.0.0.7, ports: [{port: 80, service: web}]}, shop: {ip: 10.0.0.8, ports: {http: 81}}}
    web@oak shop

[{hostname: nas, services: [{name: smb, port: 445}]}]
    smb@nas
"""


@pytest.mark.parametrize("case", PLACES.strip().split("\n\n"))
def test_where_what_an_entry_names_runs(case: str) -> None:
    text, _, expected = case.rpartition("\n")
    claims = read_port_list(Source("ports.yaml", text)).claims
    found = [(each.service, each.environment or each.host) for each in claims]
    assert [f"{name}@{place}" if place else name for name, place in found] == expected.split()
