"""The MkDocs plugin `portbook`: the map of ports.yaml as pages of a site."""

from __future__ import annotations

from portbook.mkdocs_plugin.plugin import PortbookPlugin

__all__ = ["PortbookPlugin"]
