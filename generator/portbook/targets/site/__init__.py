"""The published map: pages for people, and the data that their scripts read.

Model in, files out, as for every other target. Pages are Markdown whose tables and pictures are
raw HTML: every builder that reads mkdocs.yml shows them alike, and quickly.
"""

from __future__ import annotations

from portbook.targets.site.emit import emit_site
from portbook.targets.site.site_index import claim_key

__all__ = ["claim_key", "emit_site"]
