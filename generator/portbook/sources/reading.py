"""A file, whatever it is, to the facts in it."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from portbook.sources.files import LARGEST, load
from portbook.sources.found import Found
from portbook.sources.sorts import sort_of_block, sort_of_content, sort_of_name
from portbook.text.diagnostic import error
from portbook.text.source import Source, nowhere

__all__ = ["READERS", "import_file", "read_block", "read_source", "sort_of_source"]

Reader = Callable[[Source], Found]

READERS: dict[str, tuple[str, str]] = {
    "compose": ("compose", "read_compose"),
    "devcontainer": ("devcontainer", "read_devcontainer"),
    "dockerfile": ("dockerfile", "read_dockerfile"),
    "dotenv": ("dotenv", "read_dotenv"),
    "kubernetes": ("kubernetes", "read_kubernetes"),
    "markdown": ("documents", "read_markdown"),
    "nginx": ("nginx", "read_nginx"),
    "package": ("packagejson", "read_package_json"),
    "portlist": ("portlist", "read_port_list"),
    "procfile": ("procfile", "read_procfile"),
    "script": ("script", "read_vite_config"),
    "shell": ("shell", "read_shell"),
    "tool": ("toolconfig", "read_tool_config"),
}
"""Sort of file to the module and function that read it, each imported when it is needed."""

READS = "a port document in Markdown, compose.yaml, .env, nginx.conf, Procfile, package.json, "
READS += "vite.config, devcontainer.json, angular.json, application.yml, a Kubernetes Service, "
READS += "a list of ports in YAML or JSON"


def import_file(path: Path, name: str | None = None) -> Found:
    """Everything that a file states, by its name or else its content.

    `name` is the path as the person typed it. What cannot be read is told in `problems`.
    """
    name = name or str(path)
    if path.is_dir():
        hint = f"'portbook init {name}' reads whole folders"
        return Found(problems=[error("syntax", "this is a folder", nowhere(name), hint=hint)])
    source, problems = load(path, name, LARGEST)
    if source is None:
        return Found(problems=problems)
    sort = sort_of_source(source)
    if sort is None:
        hint = f"known are {READS}"
        message = "nothing here says what sort of file this is"
        return Found(problems=[*problems, error("syntax", message, nowhere(name), hint=hint)])
    found = read_source(sort, source)
    found.problems = problems + found.problems
    return found


def sort_of_source(source: Source) -> str | None:
    """The reader for a file; None where neither name nor content says one."""
    sort = sort_of_name(source.name) or sort_of_content(source)
    if sort == "compose" and (other := sort_of_content(source)) not in (None, "portlist"):
        sort = other
    return None if sort == "other" else sort


def read_block(source: Source, language: str | None) -> Found | None:
    """A fenced block by its language word and content; None where it is no format of these."""
    sort = sort_of_block(source, language)
    if sort is None or sort == "other":
        return None
    return read_source(sort, source)


def read_source(sort: str, source: Source) -> Found:
    """Read a text as one of the sorts of READERS."""
    module, function = READERS[sort]
    reader: Reader = getattr(import_module(f"portbook.sources.{module}"), function)
    return reader(source)
