"""What the site's pages need beside their text: styles, scripts, and corrections of the theme.

All lie in `templates/site`, where a map's own `templates/site` replaces them name by name.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.config.config_options import ExtraScriptValue
from mkdocs.structure.files import File

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

    from portbook.targets.templates import Templates

__all__ = ["SCRIPTS", "STYLES", "add_overrides", "asset_files", "module_script"]

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
