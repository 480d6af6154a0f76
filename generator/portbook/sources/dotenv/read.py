"""Reads the facts of a .env file: ports that it sets, and ports that its addresses call."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cached_property

from portbook.model.ports import HIGHEST, LOWEST
from portbook.sources.dotenv.entries import Entry, entries
from portbook.sources.dotenv.prefixes import PortName, bound_name, port_name, service_of_url
from portbook.sources.files import service_of_folder
from portbook.sources.found import Found, FoundClaim, FoundRange, FoundService, Unread
from portbook.sources.kinds import kind_of_name, kind_of_scheme
from portbook.sources.naming import environment_of, words
from portbook.sources.numbers import port_number, port_span, unread_lines, unread_rest
from portbook.sources.urls import Address, addresses, is_local
from portbook.text.source import Source


def read_dotenv(source: Source) -> Found:
    """Ports by variable. `API_PORT` opens a port of api; `DATABASE_URL` calls one of database.

    Beside `DB_HOST` a `DB_PORT` is that host's, but `API_HOST=0.0.0.0` says where api listens. The
    values of secrets are not repeated.
    """
    return _Reader(source).read()


_STANDS_FOR = re.compile(r"^(?:your|my)[-_]|[-_]ip$|^<|>$", re.IGNORECASE)
"""`YOUR_SERVER_IP`, a machine that the reader puts in."""
_ALIAS = re.compile(r"\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})")


def _other(entry: Entry) -> str | None:
    """The variable whose value this one has, whole: `APP_PORT=${WEB_PORT}`."""
    match = _ALIAS.fullmatch(entry.raw.strip())
    return match and (match[1] or match[2])


MAIL = frozenset(("mail", "smtp", "mailer", "email", "imap"))
"""Where a program hands its mail to: templates name a port that nothing of the checkout opens."""


_OPENS = frozenset(("bind", "listen"))
"""Words of variables that tell where a program listens itself."""
PUBLIC = frozenset((80, 443))
"""Numbers that a hosted service answers on: `PUSHER_HOST=` beside `PUSHER_PORT=443`."""


class _Reader:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.entries = entries(source)
        live = [each for each in self.entries if not each.commented]
        self.values = {each.key: each.value for each in live}
        self.keys = frozenset(self.values)
        self.last = {each.key: each for each in live}
        self.environment = environment_of(source.name.replace("\\", "/").rpartition("/")[2])
        self.found = Found()
        self.named: set[str] = set()

    def read(self) -> Found:
        told = self.intervals()
        for entry in self.entries:
            if entry.line in told:
                continue
            told.add(entry.line)
            if entry.commented:
                reason: str | None = "the variable is commented out"
            elif not self.counts(entry):
                reason = "a later line of the same name counts"
            elif (other := _other(entry)) in self.keys:
                reason = f"it only names {other}"
            else:
                reason = self.read_entry(entry)
            if reason is not None:
                self.found.facts += unread_lines(self.source, [entry.line], reason)
        self.found.facts += unread_rest(self.source, told, "no variable is set on this line")
        self.found.put(Unread, sorted(self.found.of(Unread), key=lambda each: each.line))
        return self.found

    def counts(self, entry: Entry) -> bool:
        """Whether no later line sets the variable; a block may have it for several stages."""
        return self.source.path is None or self.last[entry.key] is entry

    def intervals(self) -> set[int]:
        """Adds the range of each `PORT_RANGE_START` and `PORT_RANGE_END`; gives their lines."""
        bounds: dict[str, tuple[list[Entry], list[Entry]]] = {}
        for entry in self.entries:
            bound = None if entry.commented else bound_name(entry.key)
            if bound and self.counts(entry):
                bounds.setdefault(bound[0], ([], []))[bound[1]].append(entry)
        told = set()
        for name, (firsts, lasts) in bounds.items():
            for first, last in zip(firsts, lasts, strict=False):
                low, high = port_number(first.value), port_number(last.value)
                if low and high and low < high:
                    range_ = FoundRange(self.source.name, first.line, low, high, name or None)
                    self.found.facts.append(range_)
                    told |= {first.line, last.line}
        return told

    def read_entry(self, entry: Entry) -> str | None:
        """The entry's facts; a reason where it gives none."""
        name = port_name(entry.key, self.keys)
        value = entry.value.strip()
        if name and (span := port_span(value)):
            return self.port(entry, name, *span)
        if name and value.isascii() and value.isdecimal() and value != "0":
            shown = value if len(value) < 20 else f"{value[:20]}..."
            return f"{shown} is no port: they go from {LOWEST} to {HIGHEST}"
        return self.address(entry, value, name)

    def port(self, entry: Entry, name: PortName, low: int, high: int) -> str | None:
        if name.end:
            return None if self.extend(entry, name, low) else "it ends an interval begun nowhere"
        bind, host = None, self.values.get(_sibling(entry.key))
        reference = False
        service = name.service or self.own
        inner = name.inner
        if host in ("0.0.0.0", "::") or (host in ("127.0.0.1", "::1") and not name.service):
            bind = host  # `API_HOST=0.0.0.0` is where it listens: nobody calls that
        elif host == "" and name.service and low in PUBLIC:
            return "what it names answers on the open net, at an address to be filled in"
        elif (host and is_local(host)) or (not host and name.service in MAIL):
            # What hands its mail to somebody leaves the name of that machine to be filled in.
            reference = True
        elif host and "." in host:
            return f"{host} is another machine"
        elif host and host.replace("-", "").replace("_", "").isalnum():
            service, inner, reference = host, True, True
        self.found.facts.append(
            FoundClaim(
                self.source.name,
                entry.line,
                service=service,
                port=None if inner else low,
                endpoint=name.endpoint,
                port_end=high if high > low and not inner else None,
                container_port=low if inner else None,
                container_end=high if high > low and inner else None,
                bind=bind,
                environment=self.environment,
                variable=entry.key,
                reference=reference,
            )
        )
        if kind := kind_of_name(service):
            self.service(service, kind, entry.line)
        return None

    def extend(self, entry: Entry, name: PortName, last: int) -> bool:
        for at, claim in enumerate(self.found.facts):
            if not isinstance(claim, FoundClaim):
                continue
            first = claim.port
            if claim.service == name.service and first is not None and first < last:
                self.found.facts[at] = replace(claim, port_end=last)
                return True
        return False

    def address(self, entry: Entry, value: str, name: PortName | None) -> str | None:
        found = [each for each in addresses(value) if each.port is not None]
        if not found:
            return "its variable does not say that this is a port"
        if len(found) > 1 or "origin" in entry.key.lower() or "cors" in entry.key.lower():
            return "it says who may call, or lists several, not which service listens"
        told = name.service if name else service_of_url(entry.key)
        opens = name is not None or not _OPENS.isdisjoint(words(entry.key))
        if opens and not found[0].scheme and is_local(found[0].host):
            # `SQL_PORT=127.0.0.1:13306`, which Docker is to publish, `SHOP_BIND=0.0.0.0:8001`
            self.claim(entry, found[0], told or self.own, found[0].port, bind=True)
            return None
        return self.call(entry, found[0])

    def call(self, entry: Entry, address: Address) -> str | None:
        kind = kind_of_scheme(address.scheme)
        name = service_of_url(entry.key, self.keys)
        if is_local(address.host):
            service = name or kind or self.own
            self.claim(entry, address, service, address.port)
            if kind:
                self.service(service, kind, entry.line)
            return None
        if _STANDS_FOR.search(address.host):
            self.claim(entry, address, name or kind or self.own, address.port)
            return None
        if "." in address.host:
            return f"{address.host} is another machine"
        self.claim(entry, address, address.host, None)
        if kind:
            self.service(address.host, kind, entry.line)
        return None

    def claim(
        self, entry: Entry, address: Address, service: str, port: int | None, *, bind: bool = False
    ) -> None:
        self.found.facts.append(
            FoundClaim(
                self.source.name,
                entry.line,
                service=service,
                port=port,
                container_port=None if port else address.port,
                bind=address.host.strip("[]") if bind else None,
                scheme=address.scheme,
                environment=self.environment,
                variable=entry.key,
                reference=not bind,
            )
        )

    def service(self, name: str, kind: str, line: int) -> None:
        if name not in self.named:
            self.named.add(name)
            made = FoundService(self.source.name, line, name, kind=kind)
            self.found.facts.append(made)

    @cached_property
    def own(self) -> str:
        return service_of_folder(self.source)


def _sibling(key: str) -> str:
    """`DB_PORT` to `DB_HOST`, `PORT` to `HOST`."""
    head, _, tail = key.rpartition("PORT")
    return f"{head}HOST{tail}" if head or not tail else ""
