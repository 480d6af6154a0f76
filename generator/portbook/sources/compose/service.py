"""Reads one service of a stack: what it is, its variables, what it publishes and calls."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from portbook.model.catalogue import CATALOGUE, kind_of_image
from portbook.sources.commands import kind_of_command
from portbook.sources.compose.environment import Setting, pairs_of, settings_of
from portbook.sources.compose.ports import BadPort, Published, parse_long, parse_short
from portbook.sources.compose.stack import Stack
from portbook.sources.found import Found, FoundClaim, FoundService
from portbook.sources.kinds import kind_of_name
from portbook.sources.numbers import port_number, unread
from portbook.sources.template import Substitution
from portbook.sources.traefik import ENTRY_POINT, routes_to, server_ports
from portbook.sources.urls import addresses, is_local, without_password
from portbook.text.diagnostic import error
from portbook.text.nodes import Mapping, Node, Scalar
from portbook.text.secrets import is_secret

MOST_CLAIMS = 20_000
"""Entries of one service: a text that shares lists by aliases may stand for far more."""
MOST_OF_STACK = 100_000
"""A text that shares lists by aliases may stand for more; nobody's stack does."""
PROBE = 64999
"""A number that is tried in the place of another one."""
_FIELDS = ("target", "published", "host_ip", "protocol", "mode", "app_protocol", "name")


class Reader:
    """Reads the services of one stack; `environment` is what its file's name speaks of."""

    def __init__(self, stack: Stack, project: str | None, environment: str | None) -> None:
        self.stack, self.project, self.environment = stack, project, environment
        self.names = frozenset(stack.services)
        self.moving: set[tuple[str, int]] = set()
        """File and offset of each text in which a variable moves a port."""
        self.entry_points = {
            match["name"].lower(): (int(match["port"]), name)
            for name, (_, node) in stack.services.items()
            for text in _texts(stack, stack.get(node, "command"))
            for match in ENTRY_POINT.finditer(text)
        }
        """Where Traefik listens inside its container, and which service it is."""
        self.refused = False
        """Whether Compose takes nothing of the stack, for an entry that it cannot read."""

    def read_all(self) -> Found:
        """Every service of the stack, as far as bounds allow."""
        found, count = Found(), 0
        for key, node in self.stack.services.values():
            found.add(each := self.read(key, node))
            count += len(each.claims)
            if count > MOST_OF_STACK:
                said = "ports; the services from here on are left out"
                message = f"more than {MOST_OF_STACK} {said}"
                found.problems.append(error("too-deep", message, key.place))
                break
        return found

    def published(self) -> list[FoundClaim]:
        """What the entries of `ports` publish, and nothing else."""
        found = Found()
        for key, node in self.stack.services.values():
            network = self.stack.text(self.stack.get(node, "network_mode"))
            self._ports(key.text, node, network == "host", found)
        return found.claims

    def read(self, key: Scalar, node: Node) -> Found:
        found = Found()
        settings = settings_of(self.stack, node)
        service = self._declared(key, node, settings)
        found.facts.append(service)
        self._ports(key.text, node, service.host_network, found)
        self._expose(key.text, node, service.host_network, found)
        self._traefik(key, node, found)
        self._settings(key.text, settings, found)
        kind = CATALOGUE.get(service.kind or "")
        if kind is not None and kind.container_port:
            found.put(
                FoundClaim,
                (
                    replace(each, scheme=kind.scheme)
                    if not (each.scheme or each.reference)
                    and each.container_port == kind.container_port
                    else each
                    for each in found.claims
                ),
            )
        return found

    def _declared(self, key: Scalar, node: Node, settings: list[Setting]) -> FoundService:
        stack = self.stack
        image = stack.text(stack.get(node, "image"))
        network, _, network_of = (stack.text(stack.get(node, "network_mode")) or "").partition(":")
        build = stack.get(node, "build")
        context = stack.text(build if isinstance(build, Scalar) else stack.get(build, "context"))
        if build is not None and context is None:
            context = "."
        public = [each for each in settings if not is_secret(each.name) and each.direct]
        volumes = stack.get(node, "volumes")
        name, command = key.text, " ".join(_texts(stack, stack.get(node, "command")))
        return FoundService(
            key.source.name,
            key.place.line,
            name=name,
            project=self.project,
            kind=kind_of_image(image) if image else kind_of_command(command) or kind_of_name(name),
            image=image,
            build=context,
            dockerfile=stack.text(stack.get(build, "dockerfile")),
            mounts=tuple(self._mounts(node)),
            container=stack.text(stack.get(node, "container_name")),
            compose=name,
            directory=_directory(context),
            health=health_of(stack, node),
            environment=self.environment,
            host_network=network == "host",
            network_of=network_of if network == "service" else None,
            profiles=tuple(_texts(stack, stack.get(node, "profiles"))),
            uses=tuple(dict.fromkeys(self._uses(node))),
            env=tuple((each.name, without_password(each.value)) for each in public),
            secrets=tuple(e.name for e in settings if is_secret(e.name) or e.required),
            volumes=tuple(filter(None, map(_short_mount, self.stack.items(volumes)))),
            interpolated=tuple(filter(None, (each.interpolated for each in public))),
        )

    def _mounts(self, node: Node) -> Iterator[str]:
        """Files and folders beside the compose file, of which the container is given a view."""
        for each in self.stack.items(self.stack.get(node, "volumes")):
            text = self.stack.text(self.stack.get(each, "source") or each) or ""
            source = text.partition(":")[0]
            if source.startswith(("./", "../")):
                yield source

    def _uses(self, node: Node) -> Iterator[str]:
        needed = self.stack.get(node, "depends_on")
        if isinstance(needed, Mapping):
            yield from (key.text for key, _ in needed.entries())
        else:
            yield from _texts(self.stack, needed)
        for link in _texts(self.stack, self.stack.get(node, "links")):
            yield link.partition(":")[0]

    def _ports(self, name: str, service: Node, host_network: bool, found: Found) -> None:
        entries: dict[object, FoundClaim] = {}
        unsure = False
        for node in self.stack.items(self.stack.get(service, "ports"))[:MOST_CLAIMS]:
            try:
                published, filled = self._entry(node)
            except BadPort as refused:
                line = node.place.line
                found.facts.append(unread(node.source, line, str(refused)))
                unsure = self.refused = True
                continue
            unsure = unsure or filled.guessed or bool(filled.missing)
            claim = replace(
                self._claim(name, node, published),
                random=published.port is None,
                mode=published.mode,
                app_protocol=published.app_protocol,
                port_name=published.name,
            )
            variable = _variable(claim.port, filled)
            if variable and not filled.guessed and self._moves(node, published, variable):
                claim = replace(claim, moved_by=variable)
                number = node.get("published") if isinstance(node, Mapping) else node
                self.moving.add((node.source.name, (number or node).start))
            claim = replace(claim, variable=variable)
            if host_network:
                claim = replace(
                    claim,
                    port=published.container,
                    port_end=published.container_end,
                    bind="0.0.0.0",
                    container_port=None,
                    container_end=None,
                )
            same = (claim.bind, claim.port, claim.container_port, claim.transport, claim.port_end)
            entries[same] = claim
        found.facts += entries.values()
        if unsure:
            found.put(FoundService, (replace(each, unsure=True) for each in found.services))

    def _moves(self, node: Node, published: Published, variable: str) -> bool:
        """Whether another number in the variable is published for the same, and all else stays."""
        try:
            moved, _ = self._entry(node, {variable: str(PROBE)})
        except BadPort:
            return False
        return moved == replace(published, port=PROBE)

    def _entry(
        self, node: Node, instead: dict[str, str] | None = None
    ) -> tuple[Published, Substitution]:
        """The numbers of an entry, and the variables that they came from."""
        if not isinstance(node, Mapping):
            filled = self._filled(node, instead)
            return parse_short(filled.text), filled
        given: dict[str, str] = {}
        every = Substitution()
        for field in _FIELDS:
            value = self.stack.get(node, field)
            if value is not None:
                filled = self._filled(value, instead)
                given[field] = filled.text
                every.used += filled.used
                every.missing += filled.missing
                every.guessed = every.guessed or filled.guessed
        return parse_long(given), every

    def _filled(self, node: Node, instead: dict[str, str] | None) -> Substitution:
        """What has no value is nothing to Compose, and then a number of the engine's choice."""
        filled = self.stack.substituted(node, instead)
        if filled is None:
            raise BadPort("the entry cannot be read as a text with variables")
        if filled.required:
            raise BadPort(
                f"no .env file here gives the value that {', '.join(filled.required)} asks for"
            )
        return filled

    def _claim(self, name: str, node: Node, published: Published) -> FoundClaim:
        return FoundClaim(
            node.source.name,
            _number_node(node).place.line,
            service=name,
            port=published.port,
            project=self.project,
            port_end=published.port_end,
            container_port=published.container,
            container_end=published.container_end,
            bind=published.bind,
            transport=published.transport,
            environment=self.environment,
            description="one of these numbers" if published.chosen else None,
        )

    def _expose(self, name: str, service: Node, host_network: bool, found: Found) -> None:
        known = {each.container_port for each in found.claims} | {
            each.port for each in found.claims if host_network
        }
        for node in self.stack.items(self.stack.get(service, "expose"))[:MOST_CLAIMS]:
            text = self.stack.text(node) or ""
            try:
                published = parse_short(text)
            except BadPort as refused:
                found.facts.append(unread(node.source, node.place.line, str(refused)))
                continue
            if published.container not in known:
                claim = self._claim(name, node, replace(published, port=None, port_end=None))
                if host_network:
                    claim = replace(claim, port=published.container, container_port=None)
                found.facts.append(claim)

    def _traefik(self, key: Scalar, service: Node, found: Found) -> None:
        """Routes, and numbers inside containers, of labels and of Traefik's own command."""
        name, deploy = key.text, self.stack.get(service, "deploy")
        given = self.stack.get(service, "labels"), self.stack.get(deploy, "labels")
        labels = [each for node in given for each in pairs_of(self.stack, node)]
        known = {each.container_port for each in found.claims}
        points = {entry: port for entry, (port, _) in self.entry_points.items()}
        found.facts += routes_to(name, labels, known, points)
        told: dict[int, tuple[str | None, Setting]] = {}
        for endpoint, (port, owner) in self.entry_points.items():
            if owner == name:
                told[port] = endpoint, Setting("", "", key.source, key.place.line)
        told |= {port: (None, label) for port, label in server_ports(labels).items()}
        for port in told.keys() - known:
            claim = self._called(name, told[port][1], port, reference=False)
            found.facts.append(replace(claim, endpoint=told[port][0], variable=None))

    def _settings(self, name: str, settings: list[Setting], found: Found) -> None:
        """Ports that a container's variables set (`PORT`) or call (`http://api:8000`)."""
        known = {each.container_port for each in found.claims if each.container_port}
        for each in settings[:MOST_CLAIMS]:
            number = port_number(each.value)
            if number and each.name == "PORT" and number not in known:
                known.add(number)
                found.facts.append(self._called(name, each, number, reference=False))
            listed = addresses(each.value)
            if len({address.port for address in listed if not address.scheme}) > 2:
                # `api:9460,db:9461,node:9462`: names for what stands beside each of them.
                continue
            for address in listed:
                if address.port is None or is_secret(each.name):
                    continue
                if address.host in self.names and address.host != name:
                    claim = self._called(address.host, each, address.port)
                    found.facts.append(replace(claim, scheme=address.scheme))
                elif is_local(address.host):
                    reason = f"{each.name} of {name} calls a port of this machine or of itself"
                    found.facts.append(unread(each.source, each.line, reason))

    def _called(
        self, service: str, setting: Setting, number: int, *, reference: bool = True
    ) -> FoundClaim:
        return FoundClaim(
            setting.source.name,
            setting.line,
            service=service,
            port=None,
            project=self.project,
            container_port=number,
            environment=self.environment,
            variable=setting.name,
            reference=reference,
        )


def _short_mount(node: Node) -> str | None:
    """A mount as it is written, variables included; a long form in the short one's words."""
    if isinstance(node, Scalar):
        return node.text
    pairs = node.entries() if isinstance(node, Mapping) else ()
    given = {key.text: value.text for key, value in pairs if isinstance(value, Scalar)}
    if given.get("type") not in ("bind", "volume") or "target" not in given:
        return None
    source = [given["source"]] if given.get("source") else []
    mode = ["ro"] if given.get("read_only") == "true" else []
    return ":".join([*source, given["target"], *mode])


def _number_node(entry: Node) -> Node:
    """Where an entry says its number on the host, else the one inside."""
    if isinstance(entry, Mapping):
        return entry.key("published") or entry.key("target") or entry
    return entry


def _texts(stack: Stack, node: Node | None) -> list[str]:
    return [text for each in stack.items(node) if (text := stack.text(each))]


def _directory(context: str | None) -> str | None:
    """A folder below the compose file's; None for addresses and folders elsewhere."""
    if not context or "://" in context or context.startswith(("/", "~", "..", "git@")):
        return None
    return re.sub(r"^(\./)+|/+$", "", context) or "."


def _variable(port: int | None, filled: Substitution) -> str | None:
    """The variable that the number on the host came from, or would."""
    if port is None:
        return next(iter(filled.missing), None)
    number = str(port)
    for name, value in filled.used:
        if value == number or value.endswith(f":{number}") or value.startswith(f"{number}-"):
            return name
    return None


_CLIENT = re.compile(r"\b(curl|wget|http|httpie|Invoke-WebRequest|fetch|urlopen|requests\.get)\b")
_URL = re.compile(
    r"https?://(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1?\])(?::\d+)?(/[^\s'\"|;&)]*)?"
)
LONGEST = 500


def health_of(stack: Stack, service: Node) -> str | None:
    """The check that the file writes; None where it has none or turns the image's off."""
    check = stack.get(service, "healthcheck")
    if stack.text(stack.get(check, "disable")) in ("true", "True", "yes"):
        return None
    node = stack.get(check, "test")
    if node is None:
        return None
    if isinstance(node, Scalar):
        words = [stack.text(node) or ""]
    else:
        words = [stack.text(each) or "" for each in stack.items(node)]
        if words[:1] == ["NONE"]:
            return None
        words = words[1:] if words[:1] in (["CMD"], ["CMD-SHELL"]) else words
    command = " ".join(" ".join(words).split())
    found = _URL.search(command)
    if found and _CLIENT.search(command):
        return found[1] or "/"
    return command if command and len(command) <= LONGEST else None
