"""Maps in wildly different styles: the same few facts, spelled as people spell them."""

from __future__ import annotations

import difflib
from random import Random
from typing import NamedTuple

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from portbook.derive.calls import Wiring
from portbook.edit.change import Edit
from portbook.language.load import Reading, read
from portbook.model.portmap import PortMap
from portbook.text.nodes import Node
from portbook.text.source import Source
from tests.support.tries import tries

FORMS = (
    "{n}",
    '"{n}"',
    "'{n}'",
    '"{n}:5432"',
    "'127.0.0.1:{n}:5432'",
    '"[::1]:{n}:80"',
    '"{n}/udp"',
    '"0.0.0.0:{n}"',
    "{{number: {n}}}",
    '{{number: "{n}", bind: 0.0.0.0}}',
    "{{ scheme: ws , number: {n} , }}",
)
"""Spellings of an endpoint; the long form stands in flow style, a block one is added below."""
TITLES = ("Plain words", '"in: quotes"', "'Ünïcödé – 東京 🚢'", "a # b", "it's", ">-\n{i}  folded")


class Styled(NamedTuple):
    """A text, and which endpoints it holds: project, service, endpoint."""

    text: str
    endpoints: list[tuple[str, str, str]]


def styled_map(random: Random) -> Styled:
    """Two projects of up to four services; every number is another one."""
    writer = _Writer(random)
    text = writer.whole()
    if random.random() < 0.3:
        text = text.replace("\n", "\r\n")
    if random.random() < 0.2:
        text = text.rstrip("\r\n")
    if random.random() < 0.2:
        text = "\ufeff" + text
    return Styled(text, writer.endpoints)


class _Writer:
    def __init__(self, random: Random) -> None:
        self.random = random
        self.number = 20000
        self.comments = 0
        self.endpoints: list[tuple[str, str, str]] = []

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def fresh(self) -> int:
        self.number += self.random.randint(1, 9)
        return self.number

    def comment(self) -> str:
        if not self.chance(0.3):
            return ""
        self.comments += 1
        return f"  # remark {self.comments}: {{not: yaml}}, port: 3000"

    def lines(self, indent: str) -> str:
        """What may stand between two lines."""
        blank = "\n" if self.chance(0.15) else ""
        return blank + (f"{indent}# alone, port: 20001\n" if self.chance(0.15) else "")

    def whole(self) -> str:
        head = "# Ports – überall\n" if self.chance(0.5) else ""
        hosts = "hosts: {laptop: {}, server: {address: s.example}}\nranges: {wide: 10000-60000}\n"
        step = self.random.choice(("  ", "    "))
        body = "".join(self.project(name, step) for name in ("shop", "blog"))
        return f"{head}{hosts}projects:{self.comment()}\n{body}{self.tail()}"

    def tail(self) -> str:
        return self.random.choice(("", "title: Karte\n", "\n# the end\n"))

    def project(self, name: str, step: str) -> str:
        services = self.random.sample(("web", "api", "db", "cache"), self.random.randint(1, 4))
        if self.chance(0.3):
            inner = ", ".join(self.flow_service(name, each) for each in services)
            comment = self.comment()
            return (
                f"{step}{name}: {{environments: {{development: laptop, staging: server}},"
                f" services: {{{inner}}}}}{comment}\n"
            )
        deep = step * 2
        text = f"{self.lines(step)}{step}{name}:{self.comment()}\n"
        text += f"{deep}environments:\n{deep}{step}development: laptop{self.comment()}\n"
        text += f"{deep}{step}staging: server\n{deep}services:{self.comment()}\n"
        for each in services:
            text += self.lines(deep) + self.service(name, each, deep + step, step)
        return text

    def form(self) -> str:
        return self.random.choice(FORMS).format(n=self.fresh())

    def scalar_form(self) -> str:
        return self.random.choice(FORMS[:8]).format(n=self.fresh())

    def flow_service(self, project: str, name: str) -> str:
        if self.chance(0.3):
            self.endpoints.append((project, name, "default"))
            return f"{name}: {self.scalar_form()}"
        return f"{name}: {self.flow_mapping(project, name)}"

    def flow_mapping(self, project: str, name: str) -> str:
        links = self.links(project)
        entries = []
        kind = self.chance(0.3)
        if kind:
            entries.append(f"kind: {self.random.choice(('postgres', 'redis'))}")
        if self.chance(0.4):
            entries.append('title: "Ein – Titel, mit {Klammern}"')
        if not kind or self.chance(0.5):
            entries.append(self.flow_ports(project, name))
        else:
            self.endpoints.append((project, name, "default"))
        if self.chance(0.3):
            entries.append(f"environments: {{staging: {{port: {self.fresh()}}}}}")
        if self.chance(0.2):
            entries.append("history: [{change: begun, environment: staging}]")
        entries += [f"{key}: {value}" for key, value in links]
        self.random.shuffle(entries)
        return "{" + ", ".join(entries) + self.random.choice(("", ",", " ")) + "}"

    def address(self, project: str) -> str:
        """One of the endpoints written so far, as a service of the project may call it."""
        owner, service, endpoint = self.random.choice(self.endpoints)
        scopes = [f"{owner}/", f"{owner}@staging/"] + ([""] * 2 if owner == project else [])
        name = self.random.choice(scopes) + service
        return f"{name}.{endpoint}" if endpoint != "default" or self.chance(0.2) else name

    def links(self, project: str) -> list[tuple[str, str]]:
        """Entries that refer to others, fit for a flow."""
        listed = []
        if self.endpoints and self.chance(0.3):
            few = [self.address(project) for _ in range(self.random.randint(1, 2))]
            one = self.random.choice((few[0], f"'{few[0]}'", f"[{', '.join(few)}]"))
            listed.append(("uses", one))
        if self.endpoints and self.chance(0.3):
            a, b = (self.address(project) for _ in range(2))
            values = (
                f'"{{{a}.url}}"',
                f"'{{{{x}}}} {{{a}.port}},{{{b}.host}}'",
                f'{{value: "http://{{{a}.address}}/x", viewpoint: process}}',
                '"{self.port}"',
            )
            listed.append(("env", f"{{A_URL: {self.random.choice(values)}}}"))
        if self.chance(0.15):
            listed.append(("only", self.random.choice(("[development, staging]", "[staging]"))))
        if self.chance(0.15):
            listed.append(("range", self.random.choice(("wide", '"wide"'))))
        return listed

    def flow_ports(self, project: str, name: str) -> str:
        if self.chance(0.7):
            self.endpoints.append((project, name, "default"))
            return f"port: {self.form()}"
        self.endpoints += [(project, name, "http"), (project, name, "ws")]
        return f"ports: {{http: {self.form()}, ws: {self.form()}}}"

    def service(self, project: str, name: str, indent: str, step: str) -> str:
        choice = self.random.random()
        anchor = f"&{project}-{name} " if self.chance(0.15) else ""
        if choice < 0.2:
            self.endpoints.append((project, name, "default"))
            return f"{indent}{name}: {anchor}{self.scalar_form()}{self.comment()}\n"
        if choice < 0.35:
            return f"{indent}{name}: {anchor}{self.flow_mapping(project, name)}{self.comment()}\n"
        body = self.block(project, name, indent + step, step)
        return f"{indent}{name}: {anchor}{self.comment()}\n{body}"

    def block(self, project: str, name: str, indent: str, step: str) -> str:
        links = self.links(project)
        parts = [f"{indent}{key}: {value}{self.comment()}\n" for key, value in links]
        kind = self.chance(0.3)
        if kind:
            parts.append(f"{indent}kind: {self.random.choice(('postgres', 'redis'))}\n")
        if self.chance(0.6):
            title = self.random.choice(TITLES).format(i=indent)
            mark = "" if "#" in title or "\n" in title else self.comment()
            parts.append(f"{indent}title: {title}{mark}\n")
        if self.chance(0.3):
            parts.append(f"{indent}notes: |\n{indent}  Some\n\n{indent}  port: 3000\n")
        if not kind or self.chance(0.5):
            parts.append(self.block_ports(project, name, indent, step))
        else:
            self.endpoints.append((project, name, "default"))
        if self.chance(0.3):
            parts.append(self.overlay(indent, step))
        if self.chance(0.3):
            parts.append(self.history(indent, step))
        self.random.shuffle(parts)
        return "".join(self.lines(indent) + part for part in parts)

    def block_ports(self, project: str, name: str, indent: str, step: str) -> str:
        deep = indent + step
        if self.chance(0.5):
            self.endpoints.append((project, name, "default"))
            if self.chance(0.2):
                return f"{indent}port:{self.comment()}\n{deep}number: {self.fresh()}\n"
            return f"{indent}port: {self.form()}{self.comment()}\n"
        self.endpoints += [(project, name, "http"), (project, name, "ws")]
        text = f"{indent}ports:{self.comment()}\n{deep}http: {self.form()}{self.comment()}\n"
        if self.chance(0.3):
            number = f"{deep}{step}number: {self.fresh()}{self.comment()}\n"
            return f"{text}{deep}ws:\n{deep}{step}scheme: ws\n{number}"
        return f"{text}{self.lines(deep)}{deep}ws: {self.form()}{self.comment()}\n"

    def overlay(self, indent: str, step: str) -> str:
        deep = indent + step
        inner = self.random.choice((f"port: {self.fresh()}", "offset: 1000", "reason: none"))
        if self.chance(0.5):
            return f"{indent}environments: {{staging: {{{inner}}}}}{self.comment()}\n"
        head = f"{indent}environments:{self.comment()}\n{deep}staging:\n"
        return f"{head}{deep}{step}{inner}{self.comment()}\n"

    def history(self, indent: str, step: str) -> str:
        deep = indent + step
        return self.random.choice(
            (
                f"{indent}history: [{{change: begun}}]{self.comment()}\n",
                f"{indent}history:\n{deep}- change: begun{self.comment()}\n",
                f"{indent}history:\n{indent}- {{change: begun}}{self.comment()}\n",
                f"{indent}history: begun\n",
                f"{indent}history: {{change: begun}}\n",
                f"{indent}history:\n{deep}- date: 2025-01-01\n{deep}  change: begun\n",
            )
        )


styles = settings(
    max_examples=tries(40), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
randoms = st.randoms(use_true_random=False)
NEW = "brand-new"


def styled(random: Random) -> tuple[Reading, PortMap, str]:
    """A map, and its text without the byte order mark."""
    reading = read(Source("ports.yaml", styled_map(random).text))
    assert list(reading.problems) == []
    assert reading.portmap is not None
    return reading, reading.portmap, reading.sources[0].text


def after(edit: Edit) -> tuple[PortMap, str]:
    (file,) = edit.files
    assert file.after.has_bom == file.before.has_bom
    assert edit.reading.portmap is not None
    return edit.reading.portmap, file.after.text


def calls(portmap: PortMap) -> set[tuple[str, str, str, str]]:
    """Who calls whom, in every environment."""
    return {
        (call.caller.who, call.called.who, call.via, call.name)
        for wiring in (Wiring(portmap),)
        for each in portmap.deployments()
        for call in wiring.calls(*each)
    }


Hunk = tuple[list[str], list[str]]


def hunks(before: str, now: str) -> list[Hunk]:
    """The lines that went and those that came, change by change."""
    old, new = before.split("\n"), now.split("\n")
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    return [
        (old[low:high], new[start:end])
        for tag, low, high, start, end in matcher.get_opcodes()
        if tag != "equal"
    ]


def same_line_ends(before: str, now: str) -> bool:
    plain = now.count("\n") - now.count("\r\n")
    return plain == 0 if "\r\n" in before else "\r" not in now


def written(node: Node) -> str:
    return node.source.text[node.start : node.end].rstrip()


Ports = dict[tuple[str, str, str, str], int | None]


def ports(portmap: PortMap) -> Ports:
    return {
        (project.name, environment.name, service.name, endpoint.name): endpoint.port
        for project, environment in portmap.environments()
        for service in environment.services.values()
        for endpoint in service.endpoints
    }
