"""Passes the site's pages to MkDocs as generated files.

The hooks are those of https://www.mkdocs.org/dev-guide/plugins/; what the pages hold is decided in
portbook.targets.site, as for every other target.
"""

from __future__ import annotations

import gc
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.config import base
from mkdocs.config import config_options as options
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority, get_plugin_logger
from mkdocs.utils import write_file

from portbook.mkdocs_plugin import blocks
from portbook.mkdocs_plugin.files import (
    NAV,
    dress,
    drop_generated,
    fill_in,
    leave_out_foreign,
    page_files,
    watched_paths,
)
from portbook.project import Loaded, load
from portbook.targets.site.pages import root
from portbook.text.diagnostic import Diagnostic, any_error

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page
    from mkdocs.utils.templates import TemplateContext

NAME = "portbook"
"""The plugin's name in mkdocs.yml, which MkDocs notes on the files that it generates."""

log = get_plugin_logger(__name__)


class Settings(base.Config):  # type: ignore[no-untyped-call]
    """What mkdocs.yml may say below the plugin's name; `map` is beside mkdocs.yml by default."""

    map = options.File(exists=True, default="ports.yaml")


class PortbookPlugin(BasePlugin[Settings]):  # type: ignore[no-untyped-call]
    """Reads the map once a build."""

    def __init__(self) -> None:
        self._loaded: Loaded | None = None
        self._server: LiveReloadServer | None = None
        self._blocks: dict[str, list[str]] = {}
        self._parts = blocks.Parts()
        self._many = False

    def on_startup(self, *, command: str, dirty: bool) -> None:
        """Being there makes MkDocs keep this object for every rebuild of `mkdocs serve`."""

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read the map: with findings it is published all the same, with errors not strictly."""
        # The collector would go through the whole map again and again while it grows.
        gc.unfreeze()
        gc.disable()
        loaded = load(Path(self.config.map))
        self._loaded = loaded
        self._watch()
        if not loaded.understood:
            raise PluginError("\n".join(["the map cannot be read", *map(line_of, loaded.problems)]))
        if any_error(loaded.problems):
            for problem in loaded.problems:
                log.warning(line_of(problem))
        leave_out_foreign(loaded, config)
        fill_in(config)
        dress(config, loaded.context.templates)
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add the pages; one of the same address in docs/ replaces ours."""
        assert self._loaded is not None
        # What debuggers of the theme's scripts would ask for is half of the theme's own weight.
        for file in [file for file in files if file.src_uri.endswith((".js.map", ".css.map"))]:
            files.remove(file)
        drop_generated(files, config)
        if config.nav is None and not any(True for _ in files.documentation_pages()):
            config.nav = NAV
        own = {file.dest_uri for file in files}
        for file in list(page_files(self._loaded, files, config)):
            if file.dest_uri not in own:
                files.append(file)
        self._parts = blocks.Parts()
        made = sum(file.generated_by == NAME for file in files.documentation_pages())
        self._many = made >= blocks.MANY
        gc.freeze()
        gc.enable()
        return files

    def on_build_error(self, *, error: Exception) -> None:
        gc.enable()

    def on_page_markdown(
        self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files
    ) -> str | None:
        """Take finished HTML out of our own pages."""
        if page.file.generated_by != NAME:
            return None
        text, self._blocks[page.file.src_uri] = blocks.extract(markdown)
        return text

    def on_page_content(
        self, html: str, *, page: Page, config: MkDocsConfig, files: Files
    ) -> str | None:
        """Put its words there, for the search to find."""
        held = self._blocks.get(page.file.src_uri)
        return blocks.insert_text(html, held) if held else None

    @event_priority(-100)
    def on_page_context(
        self, context: TemplateContext, *, page: Page, config: MkDocsConfig, nav: Navigation
    ) -> None:
        """Put the HTML itself there, behind every plugin that reads the page."""
        held = self._blocks.pop(page.file.src_uri, [])
        page.content = blocks.insert_blocks(page.content or "", held)

    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str | None:
        if page.file.generated_by != NAME:
            return None
        squeezed = blocks.squeeze(output)
        return self._parts.without_parts(squeezed, root(page.url)) if self._many else squeezed

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Write what the pages of a large map have in common."""
        if script := self._parts.script():
            write_file(script.encode(), str(Path(config.site_dir, blocks.PARTS)))

    def on_serve(
        self, server: LiveReloadServer, *, config: MkDocsConfig, builder: object
    ) -> LiveReloadServer:
        """Rebuild when the map, a file that it includes, or a template changes."""
        self._server = server
        self._watch()
        return server

    def _watch(self) -> None:
        if self._server is None or self._loaded is None:
            return
        for path in watched_paths(self._loaded):
            self._server.watch(str(path))


def line_of(problem: Diagnostic) -> str:
    """One finding in one line, its place first; `portbook check` shows the text around it."""
    hint = f" ({problem.hint})" if problem.hint else ""
    return f"{problem.place}: {problem.severity}[{problem.code}]: {problem.message}{hint}"
