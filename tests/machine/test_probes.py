"""Which services are asked how they are."""

from __future__ import annotations

from pathlib import Path

from portbook.machine.probes import probes
from tests.machine.maps import map_of


def test_only_what_runs_on_this_host_is_asked(tmp_path: Path) -> None:
    text = """\
hosts: {laptop: {}, server: {}}
projects:
  shop:
    environments: {development: laptop, production: server}
    services:
      a: 4000
      b: {port: 4001, status: planned}
      c: {port: 4002, status: deprecated}
      d: {port: 4003, host: server}
      e: {port: 4004, hosted: {by: somebody}}
      f: {same_as: blog/site}
      g: {port: 4005, only: [production]}
  blog: {services: {site: 4006}}
"""
    portmap, here = map_of(text, tmp_path)
    assert [each.who for each in probes(portmap, here)] == ["shop/a", "shop/c", "blog/site"]
    assert [each.who for each in probes(portmap, here, ["blog"])] == ["blog/site"]
    assert [each.who for each in probes(portmap, here, (), [("shop", "c")])] == ["shop/c"]
