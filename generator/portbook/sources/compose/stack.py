"""Joins compose files to the services they make together: overrides, includes and extends.

Nodes are never copied or changed: joining makes new mappings of the nodes as written, so each
value still knows its file and line, and what is shared by aliases stays shared.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from portbook.sources.compose.merge import join, without_resets
from portbook.sources.compose.variables import Texts, Variables
from portbook.sources.files import may_include
from portbook.sources.template import BadTemplate, Substitution
from portbook.text.diagnostic import Diagnostic, error, warning
from portbook.text.nodes import Mapping, Node, Scalar, Sequence
from portbook.text.source import Source

MOST_FILES = 1000
"""Files that one compose file may draw in."""
DEEPEST = 100
"""Links of `extends` or `include`."""
DEFAULTS = ("compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml")
"""What Compose takes in a folder by itself, the first that is there (its cli/options.go)."""
OVERRIDES = (
    *("compose.override.yml", "compose.override.yaml"),
    *("docker-compose.override.yml", "docker-compose.override.yaml"),
)
"""What it lays over that."""
SIZES = ("mem_limit", "mem_reservation", "memswap_limit", "shm_size")
"""Keys in which Compose takes no empty text, as a variable without a value gives."""
_UNFILLED = re.compile(r"^[ \t]*(?:-[ \t]+|[\w.-]+:[ \t]+)?\{[{%]", re.MULTILINE)
"""Jinja's marks where a value begins: PyYAML reads `{{` as a mapping, Compose refuses it."""
Services = dict[str, tuple[Scalar, Node]]


class Stack:
    """Reads files on demand; `sources` maps each to the variables that hold in it.

    `services` is what `add` found, each name with the key that gives it.
    """

    def __init__(self, texts: Texts | None = None) -> None:
        self.texts = texts or Texts()
        self.tags: dict[Node, str] = {}
        self.sources: dict[Source, Variables] = {}
        self.problems: list[Diagnostic] = []
        self.services: Services = {}
        self.extended: dict[Node, Node] = {}
        self.documents: list[Mapping] = []
        self.files: dict[tuple[Source, str], tuple[Source, Services] | None] = {}
        self.name: Scalar | None = None
        self.clashing = False
        """Whether a file declares what it includes, which Compose 2 refuses (its loader/include.go:
        "conflicts with imported resource")."""
        self.declared: dict[str, set[str]] = {"networks": {"default"}, "volumes": set()}

    def add(self, files: list[Source]) -> None:
        """Files that are given to Compose together; the first one's folder is the project's."""
        source = files[0]
        chain = (source.path.resolve(),) if source.path else ()
        self.services = self._files(files, self._variables(source), chain)

    def _variables(self, source: Source) -> Variables:
        folder = source.path.parent if source.path else None
        return Variables(folder, os.path.dirname(source.name), self.texts)  # noqa: PTH120

    @property
    def is_valid(self) -> bool:
        """Whether Compose takes the stack: each service has an image or is built, and what it
        waits for, its networks and its volumes are declared."""
        if not self.services:
            return False
        return all(self._complete(node) for _, node in self.services.values())

    @property
    def resolves(self) -> bool:
        """Whether it stands with the variables as they are: its files can be read to their ends, no
        two containers have one name, and what a variable without a value left empty may be so."""
        nodes = [node for _, node in self.services.values()]
        given = [name for each in nodes if (name := self.text(self.get(each, "container_name")))]
        unique = len(given) == len(set(given))
        torn = any(each.code == "syntax" and each.severity == "error" for each in self.problems)
        torn = torn or any(_UNFILLED.search(source.text) for source in self.sources)
        sound = not (torn or self.clashing or any(map(self._refused, nodes)))
        return self.is_valid and unique and sound

    def _refused(self, node: Node) -> bool:
        """An empty size or part of a volume, and several containers of one name (compose-go's
        types/bytes.go, format/volume.go and loader/validate.go)."""
        sizes = (self.get(node, key) for key in SIZES)
        if any(self.text(size) == "" for size in sizes if isinstance(size, Scalar)):
            return True
        volumes = (self.text(each) for each in self.items(self.get(node, "volumes")))
        if any(":" in each and "" in each.split(":") for each in volumes if each):
            return True
        replicas = self.get(self.get(node, "deploy"), "replicas")
        counts = [self.text(each) or "" for each in (self.get(node, "scale"), replicas)]
        many = any(each.isdecimal() and int(each) > 1 for each in counts)
        return many and bool(self.text(self.get(node, "container_name")))

    def _complete(self, node: Node) -> bool:
        if not any(self.get(node, key) for key in ("image", "build", "provider")):
            return False
        needed = self.get(node, "depends_on")
        if isinstance(needed, Mapping):
            entries = needed.entries()
            waits = [k.text for k, v in entries if self.text(self.get(v, "required")) != "false"]
        else:
            waits = [self.text(each) or "" for each in self.items(needed)]
        networks = self.get(node, "networks")
        if isinstance(networks, Mapping):
            joined = [key.text for key, _ in networks.entries()]
        else:
            joined = [self.text(each) or "" for each in self.items(networks)]
        volumes = [_volume(self.text(each) or "") for each in self.items(self.get(node, "volumes"))]
        return (
            self.services.keys() >= set(waits)
            and self.declared["networks"] >= set(joined)
            and self.declared["volumes"] >= {each for each in volumes if each}
        )

    def with_override(self, source: Source) -> list[Source]:
        """The file and, where it has one beside it, the `compose.override.yaml` that Compose reads
        by itself beside `compose.yaml`."""
        base = source.name.replace("\\", "/").rpartition("/")[2]
        if source.path is not None and base in DEFAULTS:
            names = (name for name in OVERRIDES if (source.path.parent / name).is_file())
            if (name := next(names, None)) and (loaded := self._load(source, name, None)):
                return [source, loaded]
        return [source]

    def compose_file(self, source: Source) -> list[Source]:
        """What COMPOSE_FILE of the .env beside it names, as far as it is there."""
        variables = self._variables(source)
        listed = variables.get("COMPOSE_FILE") or ""
        separator = variables.get("COMPOSE_PATH_SEPARATOR") or ":"
        names = [name for name in listed.split(separator) if name]
        loaded = [self._load(source, name, None) for name in names]
        return [each for each in loaded if each is not None] if None not in loaded else []

    def text(self, node: Node | None) -> str | None:
        """A scalar's text with its variables filled in; None for collections and broken ones."""
        found = self.substituted(node)
        return found.text if found else None

    def substituted(
        self, node: Node | None, instead: dict[str, str] | None = None
    ) -> Substitution | None:
        if not isinstance(node, Scalar) or (node in self.tags and self.tags[node] == "!reset"):
            return None
        if node.is_null:
            return None
        try:
            return self.sources[node.source].fill(node.text, instead or {})
        except BadTemplate:
            return None

    def get(self, mapping: Node | None, key: str) -> Node | None:
        """A mapping's value; None where it is absent, null or reset."""
        node = mapping.get(key) if isinstance(mapping, Mapping) else None
        if node is None or self.tags.get(node) == "!reset":
            return None
        return None if isinstance(node, Scalar) and node.is_null else node

    def items(self, node: Node | None) -> list[Node]:
        if isinstance(node, Sequence):
            return [each for each in node.items if self.tags.get(each) != "!reset"]
        return [node] if isinstance(node, Scalar) and not node.is_null else []

    def texts_of(self, node: Node | None) -> list[str]:
        return [text for each in self.items(node) if (text := self.text(each))]

    def _files(
        self, sources: list[Source], variables: Variables, chain: tuple[Path, ...]
    ) -> Services:
        found: Services = {}
        for source in sources:
            for document in self._documents(source, variables):
                services = self._services(document)
                self._include(document, services, variables, chain)
                self._extend(services)
                self._join(found, services)
        return found

    def _documents(self, source: Source, variables: Variables) -> list[Mapping]:
        self.sources[source] = variables
        stream = self.texts.stream(source)
        self.tags.update(stream.tags)
        # A value with a character that ports.yaml does not take is none of our business.
        self.problems += [each for each in stream.problems if each.code != "bad-value"]
        mappings = [each for each in stream.documents if isinstance(each, Mapping)]
        self.documents += mappings
        for document in mappings:
            for kind, names in self.declared.items():
                known = document.get(kind)
                if isinstance(known, Mapping):
                    names |= {key.text for key, _ in known.entries()}
            name = document.get("name")
            if isinstance(name, Scalar) and self.name is None:
                self.name = name
        return mappings

    def _services(self, document: Mapping) -> Services:
        services = self.get(document, "services")
        if services is None and "services" not in {key.text for key, _ in document.entries()}:
            services = _version_one(document)
        if not isinstance(services, Mapping):
            return {}
        return {key.text: (key, node) for key, node in services.entries()}

    def _join(self, found: Services, services: Services) -> None:
        for name, (key, node) in services.items():
            if name not in found:
                if self.tags.get(node) != "!reset":
                    found[name] = (key, without_resets(node, self.tags))
                continue
            first, base = found[name]
            joined = join(base, node, self.tags)
            if joined is None:
                del found[name]
            else:
                found[name] = (first, joined)

    def _load(self, source: Source, relative: str, asker: Node | None) -> Source | None:
        """A further file by its path from the folder of `source`; a problem where there is none."""
        place = asker.place if asker is not None else source.place(0)
        if source.path is None or "\0" in relative or len(relative) > 1000:
            return None
        if relative.startswith(("http://", "https://", "git@", "oci://", "ssh://")):
            self.problems.append(warning("include", f"{relative} is not on this machine", place))
            return None
        if len(self.sources) >= MOST_FILES:
            message = f"more than {MOST_FILES} files are drawn in; {relative} is left out"
            self.problems.append(warning("include", message, place))
            return None
        path = source.path.parent / relative
        if not may_include(source, path):
            message = f"{relative} lies outside of the repository, and is not read"
            self.problems.append(warning("include", message, place))
            return None
        folder = os.path.dirname(source.name)  # noqa: PTH120
        loaded, problems = self.texts.load(path, os.path.normpath(os.path.join(folder, relative)))  # noqa: PTH118
        for problem in problems:
            message = f"{relative} cannot be read: {problem.message}"
            self.problems.append(warning("include", message, place))
        if loaded is not None:
            loaded.root = source.root
        return loaded

    def _include(
        self, document: Mapping, services: Services, variables: Variables, chain: tuple[Path, ...]
    ) -> None:
        for entry in self.items(self.get(document, "include")):
            given = self.items(self.get(entry, "path")) if isinstance(entry, Mapping) else [entry]
            sources = []
            for node in given:
                loaded = self._load(document.source, self.text(node) or "", node)
                if loaded is not None and loaded.path is not None:
                    if loaded.path.resolve() in chain or len(chain) > DEEPEST:
                        message = f"{loaded.name} includes itself"
                        self.problems.append(error("include", message, node.place))
                    else:
                        sources.append(loaded)
            if sources and sources[0].path is not None:
                inner = self._included_variables(document, entry, sources[0], variables)
                included = self._files(sources, inner, (*chain, sources[0].path.resolve()))
                for name, (key, node) in included.items():
                    mine = services.get(name)
                    self.clashing = self.clashing or mine is not None
                    joined = join(node, mine[1], self.tags) if mine else node
                    if joined is not None:
                        services[name] = (mine[0] if mine else key, joined)

    def _included_variables(
        self, document: Mapping, entry: Node, first: Source, outer: Variables
    ) -> Variables:
        """The project's own, over the .env of the included file's folder, or the files it names.

        An including project's variables win (Compose specification, 14-include.md).
        """
        base = document.source.path
        folder = first.path.parent if first.path else None
        named = self.text(self.get(entry, "project_directory"))
        if named and base is not None and may_include(document.source, base.parent / named):
            folder = base.parent / named
        files = self.items(self.get(entry, "env_file"))
        made = Variables(None if files else folder, os.path.dirname(first.name), self.texts)  # noqa: PTH120
        for node in files:
            path = self.text(node)
            if path and base is not None and may_include(document.source, base.parent / path):
                made.add(base.parent / path, path)
        made.given = made.given | outer.given
        made.outer = outer
        return made

    def _extend(self, services: Services) -> None:
        for name in list(services):
            key, node = services[name]
            services[name] = (key, self._extended(name, node, services, ()))

    def _extended(
        self, name: str, node: Node, services: Services, chain: tuple[tuple[str, str], ...]
    ) -> Node:
        extends = self.get(node, "extends")
        if extends is None:
            return node
        if node in self.extended:
            return self.extended[node]
        service = self.text(
            extends if isinstance(extends, Scalar) else self.get(extends, "service")
        )
        file = self.get(extends, "file")
        source = extends.source
        if file is not None:
            found = self._extended_file(source, self.text(file) or "", file)
            if found is None:
                return node
            source, services = found
        step = (str(source.path), service or "")
        if service not in services or step in chain or len(chain) > DEEPEST:
            circle = "extends itself" if step in chain else f"extends '{service}', which is nowhere"
            self.problems.append(warning("include", f"'{name}' {circle}", extends.place))
            return node
        base = self._extended(service, services[service][1], services, (*chain, step))
        joined = join(base, node, self.tags)
        made = joined if joined is not None else node
        # What is made still says what it extends: without this, each link would double the work.
        self.extended[node] = self.extended[made] = made
        return made

    def _extended_file(
        self, source: Source, relative: str, asker: Node
    ) -> tuple[Source, Services] | None:
        """A file that services extend, read once however many do."""
        key = source, relative
        if key not in self.files:
            loaded = self._load(source, relative, asker)
            others = self._others(loaded, self.sources[source]) if loaded is not None else {}
            self.files[key] = (loaded, others) if loaded is not None else None
        return self.files[key]

    def _others(self, source: Source, variables: Variables) -> Services:
        found: Services = {}
        for document in self._documents(source, variables):
            self._join(found, self._services(document))
        return found


def _volume(text: str) -> str | None:
    """The named volume of `name:/path`; None for a folder of the host and for none."""
    name, colon, _ = text.partition(":")
    return name if colon and name and not name.startswith((".", "/", "~")) else None


def _version_one(document: Mapping) -> Mapping | None:
    """The oldest form, services at the top: each has an image or is built."""
    marks = ("image", "build", "ports", "container_name")
    if not document.pairs or any(key.text in ("networks", "volumes") for key, _ in document.pairs):
        return None
    for _, node in document.pairs:
        if not isinstance(node, Mapping) or not any(node.get(mark) for mark in marks):
            return None
    return document
