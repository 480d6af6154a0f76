"""Which reader a file wants: by its name and, where that says nothing, by what is in it."""

from __future__ import annotations

import re

from portbook.sources.jsonc import parse_json
from portbook.sources.naming import names
from portbook.sources.toml import parse_toml
from portbook.text.nodes import Mapping, Node, Scalar
from portbook.text.source import Source
from portbook.text.tree import parse_stream

__all__ = ["MARKDOWN", "sort_of_block", "sort_of_content", "sort_of_name"]

MARKDOWN = (".md", ".markdown", ".mdx", ".mkd", ".txt", ".rst", ".adoc")

_TOOL = re.compile(
    r"(?:^|/)(?:angular\.json|supabase/config\.toml|\.ddev/config(?:\.[\w-]+)?\.ya?ml|"
    r"\.?mise(?:\.[\w-]+)?\.toml|(?:application|bootstrap)(?:-[\w-]+)?\.(?:ya?ml|properties)|"
    r"launchSettings\.json|config/dev\.exs|process-compose(?:\.[\w-]+)?\.ya?ml)$",
    re.IGNORECASE,
)
"""Paths of single tools' own files, whose readers stand in `toolconfig.py`."""
_NAMES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), sort)
    for pattern, sort in (
        (r"(docker-|podman-)?(compose|stack)([._-].*)?\.ya?ml", "compose"),
        (r".*[._-]compose\.ya?ml", "compose"),
        (
            r"\.env(rc)?([._-].*)?|.*\.env([._-](example|sample|template|dist).*)?",
            "dotenv",
        ),
        (r"env\.(example|sample|template|dist|defaults?)(\.txt)?", "dotenv"),
        (r"procfile([._-].*)?", "procfile"),
        (r"package\.json", "package"),
        (r"\.?devcontainer\.json", "devcontainer"),
        (
            r"(vite|nuxt|astro|vue|webpack|rsbuild|svelte|next)\.config(\.\w+)?\.[cm]?[jt]s",
            "script",
        ),
        (r"(docker|container)file([._-].*)?|.*\.(docker|container)file", "dockerfile"),
        (r"nginx([._-].*)?\.conf([._-](template|tmpl|j2|example|sample))?|.*\.nginx", "nginx"),
        (r".*\.(sh|bash|zsh)", "shell"),
    )
)
_NGINX = re.compile(
    r"^\s*(?:server|upstream\s+\S+|http|stream|location\s+\S[^\n{]{0,200})\s*\{|"
    r"^\s*(?:listen|proxy_pass|server_name)\s+[^;\n]{1,300};",
    re.MULTILINE,
)
_ASSIGNMENT = re.compile(r"^(?:export )?[A-Za-z_]\w*=", re.MULTILINE)
_WORDS = {
    "nginx": "nginx",
    "nginxconf": "nginx",
    "dockerfile": "dockerfile",
    "docker": "dockerfile",
    "procfile": "procfile",
}
_SERVER = re.compile(r"\b(?:server|preview|devServer)\s*:")
_IN_BLOCKS = dict.fromkeys(("env", "dotenv", "properties", "ini"), (_ASSIGNMENT, "dotenv"))
_IN_BLOCKS |= dict.fromkeys(("js", "ts", "javascript", "typescript", "mjs"), (_SERVER, "script"))
_HEAD = 200_000
_WORKLOADS = names(
    "Service Deployment StatefulSet DaemonSet ReplicaSet Pod Job CronJob Ingress List"
)
_MAPPED = re.compile(r"(?:[\d.]+:)?(?:\d{2,5}|\$\{\w+:?-\d{2,5}\}):\d{2,5}")
_PORTISH = re.compile(r"port", re.IGNORECASE)


def sort_of_name(name: str) -> str | None:
    """The reader that a file's name asks for; None where the content has to say."""
    path = name.replace("\\", "/")
    if _TOOL.search(path):
        return "tool"
    last = path.rpartition("/")[2]
    for pattern, sort in _NAMES:
        if pattern.fullmatch(last):
            return sort
    return "markdown" if last.lower().endswith(MARKDOWN) else None


def sort_of_content(source: Source) -> str | None:
    """The reader for a text; None where it is none of the formats."""
    text, name = source.text[:_HEAD], source.name.lower()
    if name.endswith((".yaml", ".yml", ".json", ".jsonc", ".toml")):
        return _structured(source)
    if _NGINX.search(text):
        return "nginx"
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    if lines and 2 * len(_ASSIGNMENT.findall(text)) > len(lines):
        return "dotenv"
    if re.search(r"^(?:services|apiVersion|ports|projects)\s*:", text, re.MULTILINE):
        return _structured(source)
    if re.search(r"^(?:#{1,6} |\|.*\||[-*] )", text, re.MULTILINE):
        return "markdown"
    return "dockerfile" if re.search(r"^FROM \S+", text) else None


def sort_of_block(source: Source, language: str | None) -> str | None:
    """The reader for a fenced block, by the word behind its fence and its content."""
    word = (language or "").strip().lower().split(" ")[0].strip("{}.")
    if (sort := _WORDS.get(word)) is not None:
        return sort
    if word in ("yaml", "yml", "compose", "docker-compose"):
        return _structured(source)
    if word in ("json", "jsonc", "json5"):
        return _structured(Source(source.name + ".json", source.text))
    if word in ("", "text", "txt", "conf", "config", "plaintext"):
        return _plain(source)
    wanted = _IN_BLOCKS.get(word)
    return wanted[1] if wanted and wanted[0].search(source.text) else None


def _plain(source: Source) -> str | None:
    sort = sort_of_content(Source("block", source.text))
    return sort if sort in ("nginx", "dotenv", "compose", "kubernetes", "dockerfile") else None


def _structured(source: Source) -> str | None:
    name = source.name.lower()
    if name.endswith((".json", ".jsonc", ".toml")):
        root, _ = parse_toml(source) if name.endswith(".toml") else parse_json(source)
        documents = [root] if root is not None else []
    else:
        documents = parse_stream(source).documents
    for document in documents:
        if isinstance(document, Mapping) and (sort := _of_mapping(document)):
            return sort
    portish = _PORTISH.search(source.name + source.text[:_HEAD])
    return "portlist" if documents and (portish or all(map(_maps_ports, documents))) else None


def _maps_ports(document: Node) -> bool:
    """`db: 5433:5432`, line after line: ports that nothing calls so."""
    if not isinstance(document, Mapping):
        return False
    values = [value.text for _, value in document.entries()[:50] if isinstance(value, Scalar)]
    return bool(values) and 2 * sum(bool(_MAPPED.fullmatch(value)) for value in values) > len(
        values
    )


def _of_mapping(document: Mapping) -> str | None:
    kind = document.get("kind")
    if document.get("apiVersion") is not None and isinstance(kind, Scalar):
        return "kubernetes" if kind.text in _WORKLOADS else "other"
    services = document.get("services")
    if isinstance(services, Mapping) and services.pairs:
        marks = ("image", "build", "container_name", "ports", "extends", "depends_on")
        if any(_has(each, marks) for _, each in services.entries()[:50]):
            # Our own language, too, has services with images; only Compose has them at the top.
            return "compose"
    scripts = document.get("scripts")
    if isinstance(scripts, Mapping) and document.get("name") is not None:
        return "package"
    if document.get("forwardPorts") is not None or document.get("appPort") is not None:
        return "devcontainer"
    return None


def _has(node: Node, keys: tuple[str, ...]) -> bool:
    return isinstance(node, Mapping) and any(node.get(key) is not None for key in keys)
