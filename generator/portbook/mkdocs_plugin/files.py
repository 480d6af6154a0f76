"""The files of the site as MkDocs takes them: pages, styles, scripts, corrections of the theme.

Assets lie in `templates/site`, where a map's own `templates/site` replaces them name by name.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.config.config_options import ExtraScriptValue
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, InclusionLevel

from portbook.checks import codes
from portbook.targets.site.emit import emit_site
from portbook.targets.templates import TemplateProblem
from portbook.text.paths import repository_of
from portbook.text.record import RECORD, parse_record

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

    from portbook.project import Loaded
    from portbook.targets.templates import Templates

GUIDE = "reference/checks.md"
ALONE = re.compile(r"(?:project|host|range)/|port/\d|all/")
"""Pages that other pages lead to. In the navigation, which is written into every page, a thousand
of them would make the site fifteen times as large."""


NAV = [
    {"Map": "index.md"},
    {"Hosts": "hosts/index.md"},
    {"Projects": "matrix/index.md"},
    {"Ranges": "ranges/index.md"},
    {"Ports": "port/index.md"},
    {"Changes": "changes/index.md"},
    {"Findings": "findings/index.md"},
]
"""The navigation of a site that holds the map alone."""

_COLOURS = {"primary": "custom", "accent": "custom"}
_LIGHT, _DARK = "(prefers-color-scheme: light)", "(prefers-color-scheme: dark)"
_SUN = {"icon": "material/weather-sunny", "name": "Switch to dark colours"}
_MOON = {"icon": "material/weather-night", "name": "Switch to light colours"}
THEME: dict[str, Any] = {
    "font": False,
    "icon": {"logo": "material/lan"},
    "features": ["content.code.copy", "navigation.tabs", "navigation.top", "search.highlight"],
    "palette": [
        {"media": _LIGHT, "scheme": "default", **_COLOURS, "toggle": _SUN},
        {"media": _DARK, "scheme": "slate", **_COLOURS, "toggle": _MOON},
    ],
}
"""Material, where mkdocs.yml names no theme: MkDocs' own is made for pages of prose."""


SEARCH: dict[str, Any] = {
    "fields": {"title": {"boost": 20.0}},
    "separator": r"[\s\-,:!=\[\]()\"`/{}<>|]+|\.(?!\d)",
}
"""Names fall apart at hyphens and slashes, a variable stays one word; a service is named in its
project's tables, not in a title."""


def fill_in(config: MkDocsConfig) -> None:
    """The theme and its search for a mkdocs.yml that names no theme."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        named = any("theme" in each for each in config.user_configs)
    if named or config.theme.name != "mkdocs":
        return
    from mkdocs.plugins import get_plugins
    from mkdocs.theme import Theme

    config.theme = Theme(name="material", **THEME)
    search: Any = get_plugins()["material/search"].load()()
    search.load_config(SEARCH)
    # Its other events follow from being there; the start is over.
    search.on_startup(command="build", dirty=False)
    config.plugins["material/search"] = search


def drop_generated(files: Files, config: MkDocsConfig) -> None:
    """Leave out what `portbook generate` wrote, where that folder is the folder of documents."""
    record = Path(config.docs_dir, RECORD)
    if not record.is_file():
        return
    written = parse_record(record.read_text(encoding="utf-8", errors="replace"))
    for file in list(files):
        if file.src_uri in written:
            files.remove(file)


def page_files(loaded: Loaded, files: Files, config: MkDocsConfig) -> Iterator[File]:
    """Every page, data file and asset; PluginError where a template of the map's own is faulty, or
    an asset of its own no file of its folder.

    `files` are those of docs/: the manual page of a check is linked where it is among them.
    """
    guide = GUIDE if GUIDE in files.src_uris else None
    try:
        for output in emit_site(loaded.context, loaded.problems, codes(), guide):
            alone = ALONE.match(output.path) is not None
            inclusion = InclusionLevel.NOT_IN_NAV if alone else InclusionLevel.UNDEFINED
            yield File.generated(config, output.path, content=output.text, inclusion=inclusion)
        for name, path in loaded.context.templates.assets():
            yield File.generated(config, f"assets/{name}", abs_src_path=str(path))
    except TemplateProblem as failure:
        raise PluginError(f"{failure} (fix the template)") from failure


def leave_out_foreign(loaded: Loaded, config: MkDocsConfig) -> None:
    """Leave out the templates of a map that is another repository's, such as a submodule's: in this
    site they would be its scripts, and MkDocs runs those of a theme unbounded."""
    site = repository_of(Path(config.config_file_path).parent)
    root = repository_of(loaded.path.parent)
    if root != site and ((root / ".git").exists() or not root.is_relative_to(site)):
        loaded.context.templates.own = None


def dress(config: MkDocsConfig, templates: Templates) -> None:
    """Our styles, the script, which imports others, and our corrections of Material before it, but
    behind the `custom_dir` of mkdocs.yml."""
    script = ExtraScriptValue("assets/portbook.js")
    script.type = "module"
    config.extra_css.insert(0, "assets/portbook.css")
    config.extra_javascript.insert(0, script)
    theme = config.theme
    if theme.name == "material":
        behind = 1 if theme.custom_dir else 0
        folders = [folder / "site" / "overrides" for folder in templates.folders()]
        theme.dirs[behind:behind] = [str(each) for each in folders if each.is_dir()]


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
