"""JavaScript configuration, never run, to the ports that it sets."""

from portbook.sources.script.read import read_vite_config

__all__ = ["read_vite_config"]
