"""Names a row by a folder: of a file of settings, or of what a runtime runs."""

from __future__ import annotations

import re

from portbook.sources.documents.runtimes import RUNTIME
from portbook.sources.documents.text import strip_words

_SETTINGS_FILE = re.compile(
    r"(?P<folder>[\w@.-]+(?:/[\w@.-]+)*)/(?:vite|next|nuxt|astro|webpack|svelte|rsbuild|docker-compose"
    r"|compose|package|launchSettings|appsettings|application|\.env)[\w.-]*"
)
"""`apps/shop/vite.config.ts`: where the shop's number is set."""
_FOLDER = re.compile(r"(?!(?:dist|build|src|bin|out|public|current|www|opt|srv)$)[^\W\d][\w.-]+")
"""A folder, but for those that anything may be in."""
_FILE_NAME = re.compile(
    r"(?!(?:docker-)?compose|config|settings|package)"
    r"([a-z][\w.-]*)\.(?:ya?ml|toml|json|conf|service)",
    re.IGNORECASE,
)


def named_by_folder(name: str, path: str) -> str:
    """The folder that says more than a name does: `node` in `/var/www/shop/server` is the shop.

    Where there is no name, that of the file: `mailer.yaml`.
    """
    if not name and (file := _FILE_NAME.fullmatch(path)):
        return file[1]
    if settings := _SETTINGS_FILE.fullmatch(name):
        return settings["folder"]
    folders = reversed(path.split("/")) if RUNTIME.fullmatch(name) else ()
    return next((each for each in folders if _FOLDER.fullmatch(each) and not _is_part(each)), name)


def _is_part(folder: str) -> bool:
    return not strip_words(folder, "part")
