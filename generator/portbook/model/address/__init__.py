"""Addresses: what a target names, and where that is for whoever asks."""

from __future__ import annotations

from portbook.model.address.expanding import expand, look_up
from portbook.model.address.locating import Asker, Located, Problem, locate
from portbook.model.address.proxied import proxy_address, route_to
from portbook.model.address.url import Address, parse_url
from portbook.model.address.viewpoints import DOCKER_HOST, address

__all__ = [
    "DOCKER_HOST",
    "Address",
    "Asker",
    "Located",
    "Problem",
    "address",
    "expand",
    "locate",
    "look_up",
    "parse_url",
    "proxy_address",
    "route_to",
]
