"""The formats that are read, one record each, and the choice of the reader for a file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from itertools import islice
from pathlib import Path

from portbook.sources.files import LARGEST, load
from portbook.sources.found import Found
from portbook.sources.jsonc import parse_json
from portbook.sources.naming import names
from portbook.sources.portlist.keys import DESCRIPTIONS, NAMES, bare, is_address, is_silent, side_of
from portbook.sources.portlist.listeners import ADDRESS
from portbook.sources.toml import parse_toml
from portbook.text.diagnostic import error
from portbook.text.nodes import Mapping, Node, Scalar, Sequence
from portbook.text.paths import DOCKERFILE
from portbook.text.source import Source, nowhere
from portbook.text.tree import parse_stream

_HEAD = 200_000
"""Characters in which a text's format is looked for."""


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


def _has(node: Node, keys: Iterable[str]) -> bool:
    return isinstance(node, Mapping) and any(node.get(key) is not None for key in keys)


_LISTED = ("port", "prod", "production", "staging", "dev", "host_port", "external_port")
"""Keys of a list of ports for which Compose has no meaning, beside its `container_name`."""


def _is_compose(document: Mapping) -> bool:
    """Our own language, too, has services with images; only Compose has them at the top."""
    services = document.get("services")
    if not isinstance(services, Mapping):
        return False
    each = [service for _, service in services.entries()[:50] if isinstance(service, Mapping)]
    if any(_has(service, _LISTED) for service in each):
        return False
    marks = ("image", "build", "container_name", "extends", "depends_on")
    # A registry of ports gives them labels, or says beside a list what Compose has no key for.
    ports = [
        service
        for service in each
        if not _has(service, ("container", "description", "purpose", "notes"))
    ]
    lists = [p.items for s in ports if isinstance(p := s.get("ports"), Sequence)]
    return not any(isinstance(service.get("ports"), Mapping) for service in each) and (
        any(_has(service, marks) for service in each)
        or any(_publishes(item) for items in lists for item in items)
    )


def _publishes(item: Node) -> bool:
    """`8080:80`, or a mapping with a `target`: a list of mere numbers is one of ports."""
    return _has(item, ("target",)) or (isinstance(item, Scalar) and not item.text.isdecimal())


_WORKLOADS = names(
    "Service Deployment StatefulSet DaemonSet ReplicaSet Pod Job CronJob Ingress List"
)


def _is_manifest(document: Mapping) -> bool:
    return _has(document, ("apiVersion",)) and isinstance(document.get("kind"), Scalar)


def _is_workload(document: Mapping) -> bool:
    return _is_manifest(document) and getattr(document.get("kind"), "text", "") in _WORKLOADS


def _is_package(document: Mapping) -> bool:
    return isinstance(document.get("scripts"), Mapping) and _has(document, ("name",))


_NGINX = (
    r"^\s*(?:server|upstream\s+\S+|http|stream|location\s+\S[^\n{]{0,200})\s*\{|"
    r"^\s*(?:listen|proxy_pass|server_name)\s+[^;\n]{1,300};"
)
_ASSIGNMENT = re.compile(r"^(?:export )?[A-Za-z_]\w*=", re.MULTILINE)
_YAML_ENDS = r"\.ya?ml"

_TOP_KEYS = re.compile(r"^(?:services|apiVersion|ports|projects)\s*:", re.MULTILINE)
_NEAR = re.compile(r"(?:https?://)?(?:localhost|127\.0\.0\.1):\d{2,5}(?:/\S*)?")
_MAPPED = re.compile(r"(?:[\d.]+:)?(?:\d{2,5}|\$\{\w+:?-\d{2,5}\}):\d{2,5}")
_PORT = re.compile(r"[1-6]?\d{4}(?:\s?[-–]\s?[1-6]?\d{4})?|80|443")
_PORTISH = re.compile(r"port", re.IGNORECASE)


def _matches(pattern: str) -> Callable[[str], bool]:
    """Whether a text holds it, `^` and `$` being those of a line."""
    compiled = re.compile(pattern, re.MULTILINE)
    return lambda text: compiled.search(text) is not None


def _is_assignments(text: str) -> bool:
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return bool(lines) and 2 * len(_ASSIGNMENT.findall(text)) > len(lines)


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
           rf"(?:docker-|podman-)?(?:compose|stack)(?:[._-][^/]*)?{_YAML_ENDS}|"
           rf"[^/]*[._-]compose{_YAML_ENDS}",
           tree=_is_compose, languages=("yaml", "yml", "compose", "docker-compose", ""),
           anywhere=True, rank=PUBLISHES),
    Reader("dotenv", ".env", "dotenv.read:read_dotenv",
           r"\.env(?:rc)?(?:[._-][^/]*)?|[^/]*\.env(?:[._-](?:example|sample|template|dist)[^/]*)?|"
           r"env\.(?:example|sample|template|dist|defaults?)(?:\.txt)?",
           text=_is_assignments, languages=("env", "dotenv", "properties", "ini", ""),
           rank=FILLS_IN),
    Reader("procfile", "Procfile", "recipes:read_procfile", r"procfile(?:[._-][^/]*)?",
           words=("procfile",)),
    Reader("package", "package.json", "packagejson:read_package_json", r"package\.json",
           tree=_is_package, languages=("json", "jsonc", "json5")),
    Reader("devcontainer", "devcontainer.json", "toolconfig:read_devcontainer",
           r"\.?devcontainer\.json", tree=lambda node: _has(node, ("forwardPorts", "appPort")),
           languages=("json", "jsonc", "json5")),
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
    Reader("kubernetes", "Kubernetes services", "kubernetes:read_kubernetes", tree=_is_workload,
           languages=("yaml", "yml", ""), anywhere=True),
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
            if _is_manifest(document):
                return "other"
    portish = _PORTISH.search(source.name + source.text[:_HEAD]) is not None
    listed = any(map(_keyed_by_ports, documents)) or all(map(_maps_ports, documents))
    portish = portish or any(map(_speaks_of_ports, documents))
    return "portlist" if documents and (portish or listed) else None


def _speaks_of_ports(document: Node) -> bool:
    """Whether a key says in any language that it holds ports, or addresses that do."""
    leaves = {bare(key): value.text for key, value in islice(_leaves("", document), 500)}
    return any(
        side_of(key)[1:] == ("port", True) or (is_address(key) and ADDRESS.fullmatch(text[:300]))
        for key, text in leaves.items()
    )


def _keyed_by_ports(document: Node) -> bool:
    """`"4001": {service: web}`, at the top or below one key."""
    if not isinstance(document, Mapping):
        return False
    below = [value for _, value in document.entries() if isinstance(value, Mapping)]
    keys = ([key.text for key, _ in each.entries()] for each in (document, *below))
    return any(len(each) > 1 and all(map(_PORT.fullmatch, each)) for each in keys)


def _maps_ports(document: Node) -> bool:
    """`db: 5433:5432`, or names of ports, or of addresses of this machine, and nothing else."""
    leaves = list(islice(_leaves("", document), 200)) if isinstance(document, Mapping) else []
    if 2 * sum(_MAPPED.fullmatch(value.text) is not None for _, value in leaves) > len(leaves):
        return bool(leaves)
    if len(leaves) > 1 and all(_NEAR.fullmatch(value.text) for _, value in leaves):
        return True
    told = [(bare(key), value.text) for key, value in leaves if key[:1] not in ("_", "$")]
    told = [
        (key, text)
        for key, text in told
        if key not in (*DESCRIPTIONS, *NAMES) and not text.startswith(("/", "http"))
    ]
    return len(told) > 1 and all(_PORT.fullmatch(text) and not is_silent(k) for k, text in told)


def _leaves(key: str, node: Node) -> Iterator[tuple[str, Scalar]]:
    """The scalars of a tree, each with the key that it stands below."""
    if isinstance(node, Scalar):
        yield key, node
    elif isinstance(node, Sequence):
        for each in node.items:
            yield from _leaves(key, each)
    elif isinstance(node, Mapping):
        for name, value in node.entries():
            yield from _leaves(name.text, value)


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
