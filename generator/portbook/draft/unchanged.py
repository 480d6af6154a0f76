"""Tells whether a map publishes for a project's stacks what their compose files publish without it.

The files are read again, one stack after another, apart from all that a draft concludes: what has
to agree is what the overlays will say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from portbook.model.portmap import Project, Stack
from portbook.sources.compose.service import Reader
from portbook.sources.compose.stack import Stack as Files
from portbook.sources.compose.variables import Texts
from portbook.sources.found import FoundClaim
from portbook.targets.compose.ports import Publication, publications, unknown_ports
from portbook.targets.compose.stack import in_container
from portbook.text.quoting.yaml import compose_string, yaml_string
from portbook.text.wording import counted


@dataclass(slots=True)
class Comparison:
    """How many ports are published in how many stacks, and a sentence for each that differs."""

    ports: int = 0
    stacks: int = 0
    differing: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        """The last line of an adoption."""
        where = f"{counted(self.ports, 'published port')} in {counted(self.stacks, 'stack')}"
        if self.differing:
            return f"{where}, of which {len(self.differing)} would not be as before"
        return f"{where} {'is' if self.ports == 1 else 'are'} as before"


def compare_stacks(checkouts: Iterable[tuple[Project, Path]]) -> Comparison:
    """Every stack that the map names, where its files can be read."""
    made = Comparison()
    for project, folder in checkouts:
        texts = Texts()
        for stack in project.stacks:
            before = _published(folder, stack, texts)
            if before is None:
                continue
            made.stacks += 1
            made.ports += sum(map(len, before.values()))
            for name, after in _mapped(project, stack).items():
                made.differing += _sentences(project, stack, name, before.get(name, set()), after)
    return made


def _published(folder: Path, stack: Stack, texts: Texts) -> dict[str, set[Publication]] | None:
    """By the names of its files, what each service publishes; None where it cannot be read."""
    sources = [texts.load(folder / file, file)[0] for file in stack.files]
    read = [each for each in sources if each is not None]
    if len(read) < len(sources):
        return None
    files = Files(texts)
    files.add(read)
    found: dict[str, set[Publication]] = {name: set() for name in files.services}
    for claim in Reader(files, None, None).published():
        if claim.port is not None or claim.random:
            found.setdefault(claim.service, set()).update(_claim_publications(claim))
    return found


def _claim_publications(claim: FoundClaim) -> Iterator[Publication]:
    if claim.container_port is None:
        return
    said = (("mode", claim.mode), ("app_protocol", claim.app_protocol), ("name", claim.port_name))
    more = tuple((key, compose_string(value)) for key, value in said if value)
    address = yaml_string(claim.bind) if claim.bind else None
    first, last = claim.container_port, claim.container_end or claim.container_port
    for inner in range(first, last + 1):
        published = None
        if claim.port is not None and claim.port_end and first == last:
            published = f"{claim.port}-{claim.port_end}"
        elif claim.port is not None:
            published = str(claim.port + inner - first)
        number = yaml_string(published) if published else None
        yield Publication(str(inner), number, address, claim.transport or "tcp", more)


def _mapped(project: Project, stack: Stack) -> dict[str, set[Publication]]:
    """What the stack's overlay says, by the names of its files."""
    found: dict[str, set[Publication]] = {}
    environment = project.environments.get(stack.environment or project.default.name)
    for service in environment.services.values() if environment else ():
        name = project.declared(stack, service)
        if name is None or not in_container(service):
            continue
        if service.endpoints and not unknown_ports(service):
            found.setdefault(name, set()).update(publications(service))
    return found


def _sentences(
    project: Project, stack: Stack, name: str, before: set[Publication], after: set[Publication]
) -> Iterator[str]:
    for each, said in ((before - after, "no longer"), (after - before, "newly")):
        for port in sorted(each, key=str):
            shown = f"{port.host_ip or '*'}:{port.published or 'any'}:{port.target}/{port.protocol}"
            yield f"{project.name}, {stack.files[-1]}: {name} {said} {shown}".replace('"', "")
