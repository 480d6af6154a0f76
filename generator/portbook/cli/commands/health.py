"""`portbook health`: the map's health checks, asked side by side."""

from __future__ import annotations

import json
import sys
from itertools import count
from typing import TYPE_CHECKING

import click

from portbook.cli.loading import FINDINGS, colours, instance_option, seconds_option, width
from portbook.cli.this_machine import this_machine
from portbook.text.wording import row

if TYPE_CHECKING:
    from portbook.machine.health import Answer
    from portbook.machine.probes import Probe
    from portbook.model.portmap import PortMap

WORDS: dict[bool | None, tuple[str, dict[str, object]]] = {
    True: ("healthy", {"fg": "green"}),
    False: ("FAILED", {"fg": "red", "bold": True}),
    None: ("unchecked", {"fg": "yellow"}),
}


@click.command("health")
@instance_option
@click.option("--host", metavar="H", help="This machine is the map's host H.")
@seconds_option("--timeout", 0.1, 3600, 5, "For each attempt")
@click.option("--retries", type=click.IntRange(0, 1000), default=0, help="Further attempts.")
@seconds_option("--wait", 0, 86400, 0, "Retry for this long")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.argument("names", nargs=-1, metavar="[PROJECT | SERVICE]...")
@click.pass_obj
def command(
    file: str | None,
    instance: str | None,
    host: str | None,
    timeout: float,
    retries: int,
    wait: float,
    as_json: bool,
    names: tuple[str, ...],
) -> int:
    """Run the health checks of all services of this machine, or of those named.

    Exits with 1 if one of them is unhealthy.
    """
    machine = this_machine(file, host, instance)
    from portbook.cli.terminal import progress
    from portbook.machine.health import Patience, ask_all
    from portbook.machine.probes import probes

    projects, services = _selected(machine.portmap, names, machine.here.host)
    asked = probes(machine.portmap, machine.here, projects, services)
    if names:
        _refuse_absent(machine.here.host, projects, services, asked)
    done = count(1)
    with progress(f"{{}} of {len(asked)} have answered") as show:
        answers = ask_all(asked, Patience(timeout, retries, wait), lambda _: show(str(next(done))))
    if as_json:
        checks = [
            {
                **row(each.probe, "project service environment"),
                "check": each.probe.kind,
                **row(each.probe, "host port path command"),
                **row(each, "well detail"),
                "seconds": round(each.seconds, 4),
                "tries": each.tries,
            }
            for each in answers
        ]
        click.echo(json.dumps({"checks": checks}, ensure_ascii=False))
    else:
        _print(answers, machine.here.host)
    return 0 if all(answer.well is not False for answer in answers) else FINDINGS


def _selected(
    portmap: PortMap, names: tuple[str, ...], host: str
) -> tuple[list[str], list[tuple[str, str]]]:
    """Projects and services of the names; a name that is both is the project's."""
    from portbook.cli.naming import refuse_unknown, resolve_service

    projects = [name for name in names if name in portmap.projects]
    services = []
    for name in names:
        if name in portmap.projects:
            continue
        refuse_unknown(portmap, name)
        service = resolve_service(portmap, name, host=host)[0].service
        services.append((service.project, service.name))
    return projects, services


def _refuse_absent(
    host: str, projects: list[str], services: list[tuple[str, str]], asked: list[Probe]
) -> None:
    """A name with nothing to ask must not look as if all were well."""
    here = {(each.project, each.service) for each in asked}
    for project, service in services:
        if (project, service) not in here:
            raise click.UsageError(f"{project}/{service} does not run on {host}: nothing to check.")
    for project in projects:
        if project not in {each.project for each in asked}:
            raise click.UsageError(
                f"nothing of '{project}' runs on {host}, which this machine is assumed "
                "to be; --host names another."
            )


def _who(answer: Answer, answers: list[Answer]) -> str:
    """The service's name, with the environment where it is asked in several."""
    probe = answer.probe
    if sum(each.probe.who == probe.who for each in answers) == 1:
        return probe.who
    return f"{probe.project}@{probe.environment}/{probe.service}"


def _print(answers: list[Answer], host: str) -> None:
    if not answers:
        click.echo(f"nothing of the map runs on {host}", err=True)
        return
    from portbook.cli.terminal import Cell, table

    rows = []
    for each in answers:
        word, style = WORDS[each.well]
        shown = "" if each.well is None else f"{each.seconds * 1000:.0f}"
        tries = f" ({each.tries} tries)" if each.tries > 1 else ""
        rows.append((_who(each, answers), Cell(word, style), shown, each.detail + tries))
    head = ("SERVICE", "HEALTH", "MS", "ANSWER")
    for line in table(head, rows, width(), colour=colours(sys.stdout)):
        click.echo(line)
    wells = [each.well for each in answers]
    found = [(wells.count(well), word.lower()) for well, (word, _) in WORDS.items()]
    counts = [f"{count} {word}" for count, word in found if count]
    click.echo("\n" + ", ".join(counts))
