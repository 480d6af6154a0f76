"""Other repositories' maps, and what each of them may claim in this one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from portbook.language.keys.values import HOST_NAME, PROJECT_NAME, Ports
from portbook.language.problems import INVALID, Problems
from portbook.language.records import Field, Record
from portbook.language.shapes import ListOf, Text
from portbook.text.nodes import Node
from portbook.upstream.lock import address_fault, path_fault, rev_fault


class Checked(Text):
    """A text that goes to Git only if nothing in it could be taken for something else."""

    def __init__(self, label: str, fault: Callable[[str], str | None], loose: bool = False) -> None:
        super().__init__(label, loose=loose)
        self.fault = fault

    def read(self, node: Node, problems: Problems) -> Any:
        text = super().read(node, problems)
        wrong = self.fault(text) if text is not INVALID else None
        return problems.add("bad-value", f"'{text}' {wrong}", node) if wrong else text


SOURCE = Record(
    "source",
    "a source",
    [
        Field(
            "git",
            Checked("the address of a repository", address_fault),
            "Its address: https, ssh or file, without credentials.",
            True,
        ),
        Field(
            "rev",
            Checked("a branch, tag or commit", rev_fault, loose=True),
            "The branch, tag or commit; main unless said.",
        ),
        Field(
            "path", Checked("a path in it", path_fault), "The map's file; ports.yaml unless said."
        ),
        Field("projects", ListOf(PROJECT_NAME), "The projects it may hold; any unless said."),
        Field("hosts", ListOf(HOST_NAME), "The hosts it may claim ports on; any unless said."),
        Field("ranges", ListOf(Ports()), "The numbers it may claim; any unless said."),
    ],
)
