"""Reads the services of a stack, with what each publishes, exposes and calls."""

from __future__ import annotations

from dataclasses import replace

from portbook.model.catalogue import CATALOGUE
from portbook.sources.compose.declared import declared
from portbook.sources.compose.environment import Setting, pairs_of, settings_of
from portbook.sources.compose.ports import BadPort, Published, moves, parse_short, read_entry
from portbook.sources.compose.stack import Stack
from portbook.sources.found import Found, FoundClaim, FoundService
from portbook.sources.numbers import port_number, unread
from portbook.sources.template import Substitution
from portbook.sources.traefik import ENTRY_POINT, routes_to, server_ports
from portbook.sources.urls import addresses, is_local
from portbook.text.diagnostic import error
from portbook.text.nodes import Mapping, Node, Scalar
from portbook.text.secrets import is_secret

MOST_CLAIMS = 20_000
"""Entries of one service: a text that shares lists by aliases may stand for far more."""
MOST_OF_STACK = 100_000
"""A text that shares lists by aliases may stand for more; nobody's stack does."""


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
            for text in stack.texts_of(stack.get(node, "command"))
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
        service = declared(self.stack, key, node, settings)
        found.facts.append(replace(service, project=self.project, environment=self.environment))
        self._ports(key.text, node, service.host_network, found)
        self._expose(key.text, node, service.host_network, found)
        self._traefik(key, node, found)
        self._settings(key.text, settings, found)
        kind = CATALOGUE.get(service.kind or "")
        if kind is not None and kind.container_port:
            claims = [
                replace(each, scheme=each.scheme or kind.scheme)
                if each.container_port == kind.container_port and not each.reference
                else each
                for each in found.claims
            ]
            found.put(FoundClaim, claims)
        return found

    def _ports(self, name: str, service: Node, host_network: bool, found: Found) -> None:
        entries: dict[object, FoundClaim] = {}
        unsure = False
        for node in self.stack.items(self.stack.get(service, "ports"))[:MOST_CLAIMS]:
            try:
                published, filled = read_entry(self.stack, node)
            except BadPort as refused:
                found.facts.append(unread(node.source, node.place.line, str(refused)))
                unsure = self.refused = True
                continue
            unsure = unsure or filled.guessed or bool(filled.missing)
            variable = _variable(published.port, filled)
            claim = replace(
                self._claim(name, node, published),
                variable=variable,
                random=published.port is None,
                mode=published.mode,
                app_protocol=published.app_protocol,
                port_name=published.name,
            )
            if variable and not filled.guessed and moves(variable, self.stack, node, published):
                claim = replace(claim, moved_by=variable)
                number = node.get("published") if isinstance(node, Mapping) else node
                self.moving.add((node.source.name, (number or node).start))
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


def _number_node(entry: Node) -> Node:
    """Where an entry says its number on the host, else the one inside."""
    if isinstance(entry, Mapping):
        return entry.key("published") or entry.key("target") or entry
    return entry


def _variable(port: int | None, filled: Substitution) -> str | None:
    """The variable that the number on the host came from, or would."""
    if port is None:
        return next(iter(filled.missing), None)
    number = str(port)
    for name, value in filled.used:
        if value == number or value.endswith(f":{number}") or value.startswith(f"{number}-"):
            return name
    return None
