"""Tells where what a row says runs: on which machines, in which stages."""

from __future__ import annotations

import re

from portbook.sources.documents.environments import (
    environment_in_name,
    environment_of,
    stage_alone,
    stage_named,
)
from portbook.sources.documents.reader import Reader, Texts
from portbook.sources.documents.text import about, clean_name, is_anybody, strip_words
from portbook.sources.documents.tokens import scan

_SPLIT = re.compile(r"\s*(?:[,;/&+、，]|\band\b|\bund\b|\by\b|\bet\b)\s*")
_NO_MACHINE = re.compile(r"<|YOUR[_ ]|localhost$|127\.|0\.0\.0\.0")


def machines_of_row(cells: list[str], texts: Texts, reader: Reader) -> tuple[str | None, ...]:
    """The machines that a row's own cell, what stands above it, or its address names."""
    told = _machines(texts["machine"], reader)
    above = reader.scope.machine_in(reader.group) if reader.group else None
    return told or (above or reader.scope.host or _machine_called(cells, reader),)


def _machines(text: str, reader: Reader) -> tuple[str, ...]:
    """The machines that a cell names: several where the column names one of them alone, too."""
    if not text:
        return ()
    parts = [part for part in _SPLIT.split(text) if part] if len(text) <= 60 else []
    several = len(parts) > 1 and any(part in reader.machines for part in parts)
    named = (_machine(each, reader) for each in (parts if several else [text]))
    return tuple(filter(None, named))


def _machine_called(cells: list[str], reader: Reader) -> str | None:
    """The machine at whose address, and no other, a row's columns of ports and addresses call."""
    if not reader.scope.apart:
        return None
    at = {at for role in ("url", "port") for at in reader.places.get(role, ()) if at < len(cells)}
    numbers = (number for each in at for number in scan(cells[each]))
    machines = {reader.scope.machine_at(number.host or number.bind) for number in numbers} - {None}
    return machines.pop() if len(machines) == 1 else None


def _machine(text: str, reader: Reader) -> str | None:
    """The machine that a text names, if it does not tell where to put one's: `YOUR_SERVER_IP`."""
    counted = text.isdecimal() and all(map(str.isdecimal, reader.machines))
    named = not (counted or is_anybody(text))  # `101`, a virtual machine's id
    return clean_name(text) if named and len(text) <= 60 and not _NO_MACHINE.match(text) else None


_DEPLOYED = ("production", "staging")
"""What is said of a service's status where it runs: one in `Development` may not run at all."""


def stages_of_row(texts: Texts, name: str, reader: Reader) -> tuple[tuple[str | None, ...], bool]:
    """The stages of a row; whether its table tells when each runs, whatever is set aside."""
    cell = texts["environment"]
    if not cell:
        notes = filter(None, (texts[role] for role in ("note", "purpose")))
        alone = next(filter(None, map(stage_alone, notes)), None)
        if status := texts["status"]:
            status = stage_named(status)
            alone = alone or (status if status in _DEPLOYED else None)
        above = environment_of(reader.group or "") or reader.scope.environment
        placed = bool(texts["machine"] or reader.scope.host)
        return (alone or environment_in_name(name, above, placed=placed),), False
    runs = about("date", reader.columns[reader.places["environment"][0]].header)
    parts = [part for part in _SPLIT.split(cell) if part] if len(cell) < 80 else []
    told = (part.partition(":")[0] for part in parts)  # `Prod: inside alone`
    parts = [part for part in told if strip_words(part, "runs", "in-use")]  # not `Running`
    if about("everywhere", cell) and len(parts) == 1:
        return (None,), runs
    read = environment_of if runs else stage_named
    stages = (_where_local(read(clean_name(part)), part, reader) for part in parts)
    return tuple(stages) or (None,), runs


def _where_local(stage: str | None, text: str, reader: Reader) -> str | None:
    """`Local dev` is what other rows call `Local`."""
    if stage != "development" or not about("local", text):
        return stage
    others = (part for cell in reader.stages for part in _SPLIT.split(cell))
    return "local" if any(stage_named(clean_name(other)) == "local" for other in others) else stage
