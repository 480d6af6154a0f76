"""The one Jinja environment: shipped templates, and the user's over them by name.

Where the map's folder has templates, all run in Jinja's sandbox with bounds, on plain values made
for them. Every text is spelled for its file before it reaches a template.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from portbook.targets.plain import plain
from portbook.text.paths import refusal
from portbook.text.source import LARGEST


class TemplateProblem(Exception):
    """A template that cannot be found, parsed or rendered; `line` is 1-based, 0 unknown."""

    def __init__(self, template: str, line: int, message: str) -> None:
        super().__init__(f"{template}:{line}: {message}" if line else f"{template}: {message}")


def shipped_folder() -> Path:
    """Where the shipped templates lie: inside the installed package, or at the checkout's top."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "templates"
    return inside if inside.is_dir() else package.parents[1] / "templates"


_OPTIONS: dict[str, Any] = {
    "keep_trailing_newline": True,
    "trim_blocks": True,
    "lstrip_blocks": True,
    # The site's pages are HTML within Markdown: what is not marked as finished is escaped.
    "autoescape": lambda name: (name or "").startswith("site/"),
}


@cache
def _shipped() -> Any:
    """One for the process: what stays, as a server does, parses no shipped template again."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    loader = FileSystemLoader(shipped_folder())
    return Environment(loader=loader, undefined=StrictUndefined, **_OPTIONS)


class Templates:
    """Renders templates by name; `own` is the folder of the user's, which may not exist.

    Jinja is imported with the first template that is rendered: commands that render none start
    sooner without it.
    """

    def __init__(self, own: Path | None = None) -> None:
        self.own = own
        self._environment: Any = None

    def render(self, name: str, /, **values: Any) -> str:
        """The text of a template; TemplateProblem names the template and the line."""
        try:
            if self.guarded:
                self._jinja().budget.renew()
                values = plain(values)
            return str(self._jinja().get_template(name).render(values))
        except Exception as failure:
            raise self._problem(name, failure) from failure

    @cached_property
    def guarded(self) -> bool:
        """Whether any template may come from the map's folder, where that is not our own."""
        if self.own is None or self.own.absolute() == shipped_folder():
            return False
        return self.own.is_symlink() or self.own.exists()

    def folders(self) -> list[Path]:
        return [folder for folder in (self.own, shipped_folder()) if folder is not None]

    def assets(self) -> Iterator[tuple[str, Path]]:
        """The files of `site/assets`, by their paths below it; one of the map's own stands before
        ours. TemplateProblem for what is no regular file of the map's own folder."""
        seen: set[str] = set()
        for folder in self.folders():
            top = folder / "site" / "assets"
            for path in sorted(top.rglob("*")) if top.is_dir() else ():
                name = path.relative_to(top).as_posix()
                if path.is_dir() and not path.is_symlink():
                    continue
                linked = folder == self.own and folder.is_symlink()
                if refused := "lies behind a link" if linked else refusal(path, folder, LARGEST):
                    raise TemplateProblem(f"site/assets/{name}", 0, f"it {refused}")
                if name not in seen:
                    seen.add(name)
                    yield name, path

    def _jinja(self) -> Any:
        if self._environment is None and not self.guarded:
            self._environment = _shipped()
        elif self._environment is None:
            from portbook.targets.bounded import BoundedEnvironment, RegularFiles

            loader = RegularFiles(self.folders())
            self._environment = BoundedEnvironment(loader, auto_reload=False, **_OPTIONS)
        return self._environment

    def _problem(self, name: str, failure: Exception) -> TemplateProblem:
        from jinja2 import TemplateNotFound, TemplateSyntaxError

        if isinstance(failure, TemplateNotFound):
            return TemplateProblem(str(failure.name or name), 0, "there is no such template")
        if isinstance(failure, TemplateSyntaxError):
            return TemplateProblem(failure.name or name, failure.lineno, str(failure.message))
        line, where = 0, name
        folders = {str(folder.resolve()): folder for folder in self.folders()}
        trace = failure.__traceback__
        while trace is not None:
            file = Path(trace.tb_frame.f_code.co_filename)
            for folder in folders:
                if file.suffix and str(file.parent.resolve()).startswith(folder):
                    line, where = trace.tb_lineno, str(file.resolve().relative_to(folder))
            trace = trace.tb_next
        return TemplateProblem(where, line, str(failure))
