"""Reads the facts of port lists in YAML or JSON, in whatever shape."""

from portbook.sources.portlist.read import read_port_list

__all__ = ["read_port_list"]
