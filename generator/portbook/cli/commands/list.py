"""`portbook list`: the map in the terminal, filtered."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING, Any

import click

from portbook.cli import loading
from portbook.cli.terminal import print_rows
from portbook.language.keys.values import ROLES, STATUSES
from portbook.model.ports import PortSet, parse_ports
from portbook.text.wording import closest

if TYPE_CHECKING:
    from pathlib import Path

    from portbook.model.portmap import PortMap

Row = dict[str, Any]
COLUMNS = ("port", "service", "environment", "host", "role", "status", "url")
SECONDARY = ("url", "role", "status", "environment")
"""Columns given up, in this order, where the terminal is too narrow."""
WORDS = ("project", "service", "environment", "host", "role", "endpoint", "status", "scheme")
"""Columns whose words a person may have meant."""


@click.command("list")
@click.option("--project", "-p", multiple=True, help="Only these projects.")
@click.option("--environment", "-e", multiple=True, help="Only these environments.")
@click.option("--host", multiple=True, help="Only these hosts.")
@click.option("--role", multiple=True, help="Only these roles.")
@click.option("--status", multiple=True, help="Only these statuses.")
@click.option("--port", metavar="PORTS", help="Only these numbers: 3000, 3000-3999.")
@loading.instance_option
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.argument("words", nargs=-1)
@click.pass_obj
def command(
    file: str | None,
    project: tuple[str, ...],
    environment: tuple[str, ...],
    host: tuple[str, ...],
    role: tuple[str, ...],
    status: tuple[str, ...],
    port: str | None,
    instance: str | None,
    as_json: bool,
    words: tuple[str, ...],
) -> int:
    """Show the map, by host and port; WORDS select the rows that contain all of them.

    In a working copy the numbers are the copy's.
    """
    loaded = loading.load_map(file, checked=False)
    portmap = loading.wiring_of(loaded).portmap
    from portbook.cli.naming import refuse_others
    from portbook.targets.rows import claim_rows

    if instance is not None or loading.may_be_copy(loaded.path):
        portmap = _as_copied(portmap, loaded.path, instance)
    known: dict[str, tuple[tuple[str, ...], Collection[str]]] = {
        "project": (project, portmap.projects),
        "environment": (environment, dict.fromkeys(e.name for _, e in portmap.environments())),
        "host": (host, portmap.hosts),
        "role": (role, ROLES),
        "status": (status, STATUSES),
    }
    # A misspelt filter would look like an empty map.
    for option, (names, others) in known.items():
        refuse_others(option, names, others)
    wanted = {option: names for option, (names, _) in known.items()}
    rows = list(_filtered(claim_rows(portmap), wanted, _ports(port), words))
    if as_json:
        click.echo(f'{{"claims": {loading.json_rows(rows)}}}')
    elif rows:
        rows.sort(key=lambda row: (row["host"], row["port"] or 0, row["project"]))
        print_rows([_cells(row) for row in rows], COLUMNS, SECONDARY)
    else:
        _print_no_match(claim_rows(portmap), words)
    return loading.status_of(loaded, ()) if not loaded.understood else 0


def _as_copied(portmap: PortMap, path: Path, instance: str | None) -> PortMap:
    """The map as the working copy has it that one looks from."""
    from portbook.cli.this_machine import chosen_copies, here_of
    from portbook.machine.copies import map_with

    copies = chosen_copies(here_of(portmap, path), instance)
    if copies:
        loading.talk(f"as the working copy {copies[0].name} has it")
    return map_with(portmap, copies)


def _ports(text: str | None) -> PortSet | None:
    if text is None:
        return None
    try:
        return parse_ports(text)
    except ValueError as failure:
        raise click.BadParameter(str(failure), param_hint="--port") from None


def _filtered(
    rows: Iterable[Row],
    wanted: dict[str, tuple[str, ...]],
    ports: PortSet | None,
    words: tuple[str, ...],
) -> Iterator[Row]:
    chosen = {key: values for key, values in wanted.items() if values}
    for row in rows:
        if any(row[key] not in values for key, values in chosen.items()):
            continue
        first, last = row["port"], row["port_end"] or row["port"]
        spans = () if ports is None or first is None else ports.spans
        if ports is not None and not any(low <= last and first <= high for low, high in spans):
            continue
        text = _text(row)
        if all(word.lower() in text for word in words):
            yield row


def _text(row: Row) -> str:
    return " ".join(str(value) for value in row.values() if value is not None).lower()


def _print_no_match(rows: Iterable[Row], words: tuple[str, ...]) -> None:
    """With the name that was probably meant by the word that nothing holds."""
    click.echo("nothing in the map matches", err=True)
    every = list(rows)
    names = {str(row[key]): None for key in WORDS for row in every if row[key] is not None}
    texts = [_text(row) for row in every]
    for word in words:
        near = None if any(word.lower() in text for text in texts) else closest(word, names)
        if near is not None:
            click.echo(f"hint: did you mean '{near}'?", err=True)


def _cells(row: Row) -> dict[str, str]:
    port = "" if row["port"] is None else str(row["port"])
    if row["port_end"]:
        port += f"-{row['port_end']}"
    if row["transport"] == "udp":
        port += "/udp"
    if row["container_port"] and row["container_port"] != row["port"]:
        port += f":{row['container_port']}"
    name = f"{row['project']}/{row['service']}"
    if row["endpoint"] not in (None, "default"):
        name += f".{row['endpoint']}"
    return {
        **{key: str(row[key] or "") for key in COLUMNS if key != "port"},
        "port": port or "-",
        "service": name,
    }
