"""The files of the site as MkDocs takes them: pages, styles, scripts, corrections of the theme.

Assets lie in `templates/site`, where a map's own `templates/site` replaces them name by name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.config.config_options import ExtraScriptValue
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, InclusionLevel

from portbook.targets.site import emit_site
from portbook.targets.templates import TemplateProblem

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

    from portbook.project import Loaded
if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

    from portbook.targets.templates import Templates
if TYPE_CHECKING:
    from portbook.project import Loaded

__all__ = [
    "SCRIPTS",
    "STYLES",
    "add_overrides",
    "asset_files",
    "module_script",
    "page_files",
    "watched_paths",
]

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


ASSETS = "site/assets"
OVERRIDES = "site/overrides"
STYLES = ("assets/portbook.css",)
SCRIPTS = ("assets/portbook.js",)


def asset_files(templates: Templates, config: MkDocsConfig) -> Iterator[File]:
    """Every file of the folders of assets; the map's own come first and win."""
    seen: set[str] = set()
    for folder in _folders(templates, ASSETS):
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            name = f"assets/{path.relative_to(folder).as_posix()}"
            if name not in seen:
                seen.add(name)
                yield File.generated(config, name, abs_src_path=str(path))


def module_script(path: str) -> ExtraScriptValue:
    """A script that imports others of the site (`type="module"`), for `extra_javascript`."""
    script = ExtraScriptValue(path)
    script.type = "module"
    return script


def add_overrides(config: MkDocsConfig, templates: Templates) -> None:
    """Put our corrections of Material before it, and behind the `custom_dir` of mkdocs.yml."""
    theme = config.theme
    if theme.name != "material":
        return
    behind = 1 if theme.custom_dir else 0
    theme.dirs[behind:behind] = [str(folder) for folder in _folders(templates, OVERRIDES)]


def _folders(templates: Templates, name: str) -> list[Path]:
    return [folder / name for folder in templates.folders() if (folder / name).is_dir()]


def watched_paths(loaded: Loaded) -> Iterator[Path]:
    """The map, what it includes, the folders where an include may appear, and the templates.

    A map that cannot be read is watched too: it is about to be mended.
    """
    yield loaded.path
    yield from (source.path for source in loaded.sources if source.path is not None)
    if loaded.wiring is None:
        return
    top = loaded.path.parent
    for pattern in loaded.includes:
        folder = (top / pattern).parent
        # A pattern in the folder's own name, or a folder that is the checkout, would be too much.
        if "*" not in str(folder) and folder != top and folder.is_dir():
            yield folder
    yield from (folder for folder in loaded.context.templates.folders() if folder.is_dir())
