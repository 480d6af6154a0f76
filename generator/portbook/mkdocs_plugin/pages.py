"""The site target's outputs as MkDocs' files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, InclusionLevel

from portbook.targets.site import emit_site
from portbook.targets.templates import TemplateProblem

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

    from portbook.project import Loaded

__all__ = ["page_files"]

GUIDE = "reference/checks.md"
ALONE = re.compile(r"(?:project|host|range)/|port/\d|all/")
"""Pages that other pages lead to. In the navigation, which is written into every page, a thousand
of them would make the site fifteen times as large."""


def page_files(loaded: Loaded, files: Files, config: MkDocsConfig) -> Iterator[File]:
    """Every page and data file; PluginError where a template of the map's own is faulty.

    `files` are those of docs/: the manual page of a check is linked where it is among them.
    """
    guide = GUIDE if GUIDE in files.src_uris else None
    try:
        for output in emit_site(loaded.context, loaded.problems, guide):
            alone = ALONE.match(output.path) is not None
            inclusion = InclusionLevel.NOT_IN_NAV if alone else InclusionLevel.UNDEFINED
            yield File.generated(config, output.path, content=output.text, inclusion=inclusion)
    except TemplateProblem as failure:
        raise PluginError(f"{failure} (mend the template)") from failure
