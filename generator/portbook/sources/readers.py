"""The formats that are read, one record each, and the choice of the reader for a file."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path

from portbook.sources import contents
from portbook.sources.files import LARGEST, load
from portbook.sources.found import Found
from portbook.sources.jsonc import parse_json
from portbook.sources.toml import parse_toml
from portbook.text.diagnostic import error
from portbook.text.nodes import Mapping
from portbook.text.paths import DOCKERFILE
from portbook.text.source import Source, nowhere
from portbook.text.tree import parse_stream

_HEAD = 200_000
"""Characters in which a text's format is looked for."""
_TOP_KEYS = re.compile(r"^(?:services|apiVersion|ports|projects)\s*:", re.MULTILINE)


PUBLISHES, FILLS_IN, OPENS, EXAMPLE, LISTS, TELLS = range(6)
"""What is believed first: what publishes a port, what fills it in, what opens it, an example of
what fills it in, a list of numbers, and at last texts for people."""


@dataclass(frozen=True, slots=True)
class Reader:
    """A format: how a file of it is known, and what reads it.

    `title` is what people call its files. `read` is `module:function` below this folder, imported
    when it is needed, from a text to its facts. `files` fits the end of a path, from a slash on.
    What such a name does not tell, the content does: `text` is true of one of these, `tree` of the
    tree of one in YAML, JSON or TOML. `words` stand behind the fences of its blocks; in those
    of `languages` its content decides.

    Of a folder, `init` reads files by their names, with `anywhere` also what is of this format
    under any name; with `named_for_ports` only those whose names speak of ports. `settings` are a
    program's own, of which `audit` compares every number where the map names the file; `recipes`
    are commands for people, which make a service only where nothing else claims the number.
    `rank`, of PUBLISHES to TELLS, says which of two files is believed: the lower one.
    """

    name: str
    title: str
    read: str
    files: str = ""
    text: Callable[[str], bool] | None = None
    tree: Callable[[Mapping], bool] | None = None
    words: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    anywhere: bool = False
    named_for_ports: bool = False
    settings: bool = False
    recipes: bool = False
    rank: int = OPENS

    def is_named(self, path: str) -> bool:
        """Whether the file's name says that it is one of these."""
        return bool(self.files) and _ending(self.files).search(path) is not None


@cache
def _ending(files: str) -> re.Pattern[str]:
    return re.compile(rf"(?:^|/)(?:{files})\Z", re.IGNORECASE)


_NGINX = (
    r"^\s*(?:server|upstream\s+\S+|http|stream|location\s+\S[^\n{]{0,200})\s*\{|"
    r"^\s*(?:listen|proxy_pass|server_name)\s+[^;\n]{1,300};"
)


def _matches(pattern: str) -> Callable[[str], bool]:
    """Whether a text holds it, `^` and `$` being those of a line."""
    compiled = re.compile(pattern, re.MULTILINE)
    return lambda text: compiled.search(text) is not None


READERS: tuple[Reader, ...] = (
    Reader("angular", "angular.json", "toolconfig:read_angular", r"angular\.json", settings=True),
    Reader("angular-proxy", "Angular's proxy.conf.json", "toolconfig:read_angular_proxy",
           r"proxy\.conf(?:ig)?\.json", settings=True),
    Reader("supabase", "Supabase's config.toml", "toolconfig:read_supabase",
           r"supabase/config\.toml", settings=True),
    Reader("ddev", ".ddev/config.yaml", "toolconfig:read_ddev",
           r"\.ddev/config(?:\.[\w-]+)?\.ya?ml", settings=True),
    Reader("mise", "mise.toml", "toolconfig:read_mise", r"\.?mise(?:\.[\w-]+)?\.toml",
           settings=True),
    Reader("spring", "Spring's application.yml", "toolconfig:read_spring",
           r"(?:application|bootstrap)(?:-[\w-]+)?\.(?:ya?ml|properties)", settings=True),
    Reader("launch-settings", "launchSettings.json", "toolconfig:read_launch_settings",
           r"launchSettings\.json", settings=True),
    Reader("phoenix", "Phoenix's dev.exs", "toolconfig:read_phoenix", r"config/dev\.exs",
           settings=True),
    Reader("process-compose", "process-compose.yaml", "toolconfig:read_process_compose",
           r"process-compose(?:\.[\w-]+)?\.ya?ml", settings=True),
    Reader("compose", "compose files", "compose:read_compose",
           r"(?:docker-|podman-)?(?:compose|stack)(?:[._-][^/]*)?\.ya?ml|"
           r"[^/]*[._-]compose\.ya?ml",
           tree=contents.is_compose, languages=("yaml", "yml", "compose", "docker-compose", ""),
           anywhere=True, rank=PUBLISHES),
    Reader("dotenv", ".env", "dotenv.read:read_dotenv",
           r"\.env(?:rc)?(?:[._-][^/]*)?|[^/]*\.env(?:[._-](?:example|sample|template|dist)[^/]*)?|"
           r"env\.(?:example|sample|template|dist|defaults?)(?:\.txt)?",
           text=contents.is_assignments, languages=("env", "dotenv", "properties", "ini", ""),
           rank=FILLS_IN),
    Reader("procfile", "Procfile", "recipes:read_procfile", r"procfile(?:[._-][^/]*)?",
           words=("procfile",)),
    Reader("package", "package.json", "packagejson:read_package_json", r"package\.json",
           tree=contents.is_package, languages=("json", "jsonc", "json5")),
    Reader("devcontainer", "devcontainer.json", "toolconfig:read_devcontainer",
           r"\.?devcontainer\.json", languages=("json", "jsonc", "json5"),
           tree=lambda node: contents.has_any(node, ("forwardPorts", "appPort"))),
    Reader("script", "vite.config", "script:read_vite_config",
           r"(?:vite|nuxt|astro|vue|webpack|rsbuild|svelte|next)\.config(?:\.\w+)?\.[cm]?[jt]s",
           text=_matches(r"\b(?:server|preview|devServer)\s*:"),
           languages=("js", "ts", "javascript", "typescript", "mjs")),
    Reader("dockerfile", "Dockerfile", "dockerfile:read_dockerfile", DOCKERFILE,
           text=_matches(r"\AFROM \S+"), words=("dockerfile", "docker"), languages=("",)),
    Reader("nginx", "nginx files", "nginx:read_nginx",
           r"nginx(?:[._-][^/]*)?\.conf(?:[._-](?:template|tmpl|j2|example|sample))?|"
           r"[^/]*\.nginx",
           text=_matches(_NGINX), words=("nginx", "nginxconf"), languages=("",), anywhere=True),
    Reader("caddy", "Caddyfile", "caddyfile:read_caddyfile", r"caddyfile(?:[._-][^/]*)?",
           words=("caddy", "caddyfile")),
    Reader("make", "Makefile", "recipes:read_makefile", r"(?:gnu)?makefile|[^/]*\.mk",
           recipes=True),
    Reader("just", "justfile", "recipes:read_makefile", r"\.?justfile|[^/]*\.just", recipes=True),
    Reader("task", "Taskfile", "recipes:read_taskfile", r"taskfile(?:\.dist)?\.ya?ml",
           recipes=True),
    Reader("shell", "shell scripts", "recipes:read_shell", r"[^/]*\.(?:sh|bash|zsh)",
           recipes=True),
    Reader("program", "programs' entry points", "program:read_program",
           r"(?:server|app|main|index|run|start|www|api|__main__|program)\."
           r"(?:[cm]?[jt]s|py|go|rs|rb|kt|java|cs)", recipes=True),
    Reader("markdown", "Markdown", "documents:read_markdown",
           r"[^/]*\.(?:md|markdown|mdx|mkd|txt|rst|adoc)|(?-i:PORTS|README)",
           text=_matches(r"^(?:#{1,6} |\|.*\||[-*] )"), named_for_ports=True, rank=TELLS),
    Reader("kubernetes", "Kubernetes services", "kubernetes:read_kubernetes",
           tree=contents.is_workload, languages=("yaml", "yml", ""), anywhere=True),
    Reader("portlist", "lists of ports in YAML, TOML or JSON", "portlist:read_port_list",
           languages=("yaml", "yml", "json", "jsonc", "json5", "toml"), anywhere=True,
           named_for_ports=True),
)  # fmt: skip
"""Of two whose names or contents fit, the first."""


def reader_of_name(name: str) -> Reader | None:
    """The reader that a file's name asks for; None where the content has to say."""
    path = name.replace("\\", "/")
    return next((each for each in READERS if each.is_named(path)), None)


def reader_called(name: str | None) -> Reader | None:
    return next((each for each in READERS if each.name == name), None)


def sort_of_name(name: str) -> str | None:
    """The name of that reader."""
    reader = reader_of_name(name)
    return reader.name if reader else None


def sort_of_content(source: Source) -> str | None:
    """The reader for a text; None where it is none of the formats, "other" where it is a manifest
    that opens no port."""
    text = source.text[:_HEAD]
    structured = source.name.lower().endswith((".yaml", ".yml", ".json", ".jsonc", ".toml"))
    if structured or _TOP_KEYS.search(text):
        return _structured(source)
    for each in READERS:
        if each.text and (not each.languages or "" in each.languages) and each.text(text):
            return each.name
    return None


def _sort_of_block(source: Source, language: str | None) -> str | None:
    """The reader for a fenced block, by the word behind its fence and its content."""
    word = (language or "").strip().lower().split(" ")[0].strip("{}.")
    word = "" if word in ("text", "txt", "conf", "config", "plaintext") else word
    known = next((each.name for each in READERS if word in each.words), None)
    among = {each.name: each for each in READERS if word in each.languages}
    if known or not among:
        return known
    if word == "":
        sort = sort_of_content(Source("block", source.text))
        return sort if sort in among else None
    if any(each.tree for each in among.values()) or word == "toml":
        is_json = word.startswith("json")
        return _structured(Source(f"{source.name}.json", source.text) if is_json else source)
    return next((n for n, each in among.items() if each.text and each.text(source.text)), None)


def _structured(source: Source) -> str | None:
    name = source.name.lower()
    if name.endswith((".json", ".jsonc", ".toml")):
        root, _ = parse_toml(source) if name.endswith(".toml") else parse_json(source)
        documents = [root] if root is not None else []
    else:
        documents = parse_stream(source).documents
    for document in documents:
        if isinstance(document, Mapping):
            for each in READERS:
                if each.tree and each.tree(document):
                    return each.name
            if contents.is_manifest(document):
                return "other"
    named = "port" in f"{source.name}{source.text[:_HEAD]}".lower()
    return "portlist" if documents and (named or contents.hold_ports(documents)) else None


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
        hint = f"known are {', '.join(each.title for each in READERS)}"
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
    if language == "toml":
        source = Source(f"{source.name}.toml", source.text)
    sort = _sort_of_block(source, language)
    return None if sort in (None, "other") else read_source(sort or "", source)


def read_source(sort: str, source: Source) -> Found:
    """Read a text by the reader of that name."""
    reader = reader_called(sort)
    assert reader is not None, sort
    module, _, function = reader.read.partition(":")
    read: Callable[[Source], Found] = getattr(import_module(f"portbook.sources.{module}"), function)
    return read(source)
