"""Port lists in YAML or JSON, in whatever shape somebody gave them, to facts."""

from portbook.sources.portlist.read import read_port_list

__all__ = ["read_port_list"]
