"""The published map: pages for people, and the data that their scripts read.

Model in, files out, as for every other target. Pages are Markdown whose tables and pictures are
raw HTML: every builder that reads mkdocs.yml shows them alike, and quickly.
"""

from __future__ import annotations

from generator.targets.site.atlas import claim_key
from generator.targets.site.emit import emit_site

__all__ = ["claim_key", "emit_site"]
