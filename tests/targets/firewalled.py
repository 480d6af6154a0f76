"""A map of flows between hosts, for what lets them through and nothing else."""

from __future__ import annotations

from portbook.text.source import Source
from tests.support.nginx import generated

MAP = """
hosts:
  web1: {address: 10.77.0.1}
  web2: {address: "fd77::3"}
  named: {address: named.example}
  db1: {address: 10.77.0.2}
settings: {targets: [nftables, networkpolicy]}
projects:
  shop:
    environments: {production: web1}
    services:
      api: {kind: express, port: 3002, bind: 0.0.0.0, uses: [db, dns, site, published]}
      far: {host: web2, port: 3009, uses: [db6]}
      cron: {host: named, uses: [aside]}
      db: {kind: postgres, port: 5432, host: db1, bind: 0.0.0.0}
      db6: {kind: postgres, port: 5433, host: db1, bind: "::"}
      dns: {port: "5300-5301/udp", host: db1, bind: 0.0.0.0}
      other: {port: 5302/udp, host: db1, bind: 0.0.0.0}
      site: {port: 7100, host: db1, bind: 0.0.0.0}
      closed: {port: 7101, host: db1, bind: 0.0.0.0}
      published: {image: x, port: "0.0.0.0:8443:443", host: db1}
      aside: {port: 7200, host: db1, bind: 0.0.0.0}
      own: {port: 7300, host: db1}
"""


def files() -> dict[str, str]:
    source = Source("ports.yaml", MAP)
    return generated(source, "nftables") | generated(source, "networkpolicy")
