"""The styles and scripts of the pages, for builders that do not know our plugin."""

from __future__ import annotations

from collections.abc import Iterator

from portbook.targets.context import Output
from portbook.targets.templates import Templates

__all__ = ["asset_outputs"]


def asset_outputs(templates: Templates) -> Iterator[Output]:
    """Every file of `site/assets`; one of the map's own templates stands before ours."""
    seen: set[str] = set()
    for folder in templates.folders():
        top = folder / "site" / "assets"
        for path in sorted(top.rglob("*")) if top.is_dir() else ():
            name = f"assets/{path.relative_to(top).as_posix()}"
            if path.is_file() and name not in seen:
                seen.add(name)
                yield Output(name, path.read_text(encoding="utf-8"))
