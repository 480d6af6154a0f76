"""What every target is given: the map, what it implies, and the templates."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from portbook.derive.calls import Wiring
from portbook.model.claims import Claim, claims_of
from portbook.model.portmap import Environment, PortMap
from portbook.targets.templates import Templates


class Output(NamedTuple):
    """A generated file: its path below the output folder, with `/`, and its text."""

    path: str
    text: str


@dataclass(frozen=True)
class Context:
    """`source` is the map's file name, for the line that says where a file comes from.

    `alone`: what is made of a project goes into its checkout, where no other document is beside it.
    """

    portmap: PortMap
    wiring: Wiring
    source: str
    templates: Templates
    alone: bool = False

    @property
    def notice(self) -> str:
        """The line every generated file opens with, without comment marks."""
        return f"Generated from {self.source} by 'portbook generate': edit {self.source} instead."

    @cached_property
    def claims(self) -> list[Claim]:
        return claims_of(self.portmap)


def file_name(environment: Environment, stem: str, suffix: str = "") -> str:
    """A file of an environment: the default one's has the plain name."""
    return f"{stem}{suffix}" if environment.default else f"{stem}.{environment.name}{suffix}"
