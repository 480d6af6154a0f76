"""The one Jinja environment: shipped templates, and the user's over them by name.

Users' templates run in Jinja's sandbox (https://jinja.palletsprojects.com/sandbox/). Values reach
a template as finished strings and objects; escaping is done by the filter of its language.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

__all__ = ["TemplateProblem", "Templates", "shipped_folder"]


class TemplateProblem(Exception):
    """A template that cannot be found, parsed or rendered; `line` is 1-based, 0 unknown."""

    def __init__(self, template: str, line: int, message: str) -> None:
        super().__init__(f"{template}:{line}: {message}" if line else f"{template}: {message}")
        self.template = template
        self.line = line
        self.message = message


def shipped_folder() -> Path:
    """Where the shipped templates lie: inside the installed package, or at the checkout's top."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "templates"
    return inside if inside.is_dir() else package.parents[1] / "templates"


def _is_html(name: str | None) -> bool:
    """The site's pages are HTML within Markdown: what is not marked as finished is escaped."""
    return name is not None and name.startswith("site/")


class Templates:
    """Renders templates by name; `own` is the folder of the user's, which may not exist.

    Jinja is imported with the first template that is rendered: commands that render none start
    sooner without it.
    """

    def __init__(
        self, own: Path | None = None, filters: dict[str, Callable[..., Any]] | None = None
    ) -> None:
        self.own = own
        self.filters = filters or {}
        self._environment: Any = None
        self._loaded: dict[str, Any] = {}

    def render(self, name: str, /, **values: Any) -> str:
        """The text of a template; TemplateProblem names the template and the line."""
        try:
            return str(self._template(name).render(values))
        except Exception as failure:
            raise self._problem(name, failure) from failure

    def folders(self) -> list[Path]:
        return [folder for folder in (self.own, shipped_folder()) if folder is not None]

    def _template(self, name: str) -> Any:
        if name not in self._loaded:
            self._loaded[name] = self._jinja().get_template(name)
        return self._loaded[name]

    def _jinja(self) -> Any:
        if self._environment is None:
            from jinja2 import FileSystemLoader, StrictUndefined
            from jinja2.sandbox import ImmutableSandboxedEnvironment

            self._environment = ImmutableSandboxedEnvironment(
                loader=FileSystemLoader(self.folders()),
                undefined=StrictUndefined,
                keep_trailing_newline=True,
                trim_blocks=True,
                lstrip_blocks=True,
                autoescape=_is_html,
                auto_reload=False,
            )
            self._environment.filters.update(self.filters)
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
