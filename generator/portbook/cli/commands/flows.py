"""`portbook flows`: who may reach whom, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from portbook.cli.loading import json_rows, load_map, status_of, wiring_of

if TYPE_CHECKING:
    from portbook.derive.flows import Flow

COLUMNS = ("environment", "from", "host", "to", "on", "port", "scheme", "why")
SECONDARY = ("scheme", "environment", "host", "on")
"""Columns given up, in this order, where the terminal is too narrow."""


@click.command("flows")
@click.option("--environment", "-e", multiple=True, help="Only these environments.")
@click.option("--host", multiple=True, help="Only from or to these hosts.")
@click.option("--between-hosts", is_flag=True, help="Only what leaves a machine.")
@click.option("--format", "form", type=click.Choice(("text", "csv", "json")))
@click.option("--json", "form", flag_value="json", help="The same as --format json.")
@click.argument("project", nargs=-1)
@click.pass_obj
def command(
    file: str | None,
    environment: tuple[str, ...],
    host: tuple[str, ...],
    between_hosts: bool,
    form: str | None,
    project: tuple[str, ...],
) -> int:
    """Show who may reach whom: from which host, to which port, through which proxy, and why.

    One row for each hop. PROJECT selects the flows from or to these projects.
    """
    loaded = load_map(file, checked=False)
    wiring = wiring_of(loaded)
    from portbook.cli.naming import refuse_others
    from portbook.derive.flows import crossing, flows_of

    refuse_others("project", project, wiring.portmap.projects)
    refuse_others("environment", environment, {e.name: e for _, e in wiring.portmap.environments()})
    refuse_others("host", host, wiring.portmap.hosts)
    flows = flows_of(wiring)
    flows = [
        each
        for each in (crossing(flows) if between_hosts else flows)
        if (not environment or each.environment in environment)
        and (not host or {each.source.host, each.target.host} & {*host})
        and (not project or {each.source.project, each.target.project} & {*project})
    ]
    _print(flows, form or "text")
    return status_of(loaded, ()) if not loaded.understood else 0


def _print(flows: list[Flow], form: str) -> None:
    from portbook.cli.terminal import print_rows
    from portbook.derive.flows import csv_of, row_of

    if form == "csv":
        click.echo(csv_of(flows), nl=False)
    elif form == "json":
        click.echo(f'{{"flows": {json_rows(map(row_of, flows), ascii_only=False)}}}')
    elif not flows:
        click.echo("no service of the map refers to another", err=True)
    else:
        rows: list[dict[str, Any]] = [
            {
                "environment": flow.environment,
                "from": flow.source.name,
                "host": flow.source.host or "",
                "to": flow.target.name,
                "on": flow.target.host or flow.target.address or "",
                "port": flow.number,
                "scheme": flow.scheme or "",
                "why": (f"via {flow.via}: " if flow.via else "") + ", ".join(flow.why),
            }
            for flow in flows
        ]
        shown = [key for key in COLUMNS if any(row[key] for row in rows)]
        print_rows(rows, shown, [key for key in SECONDARY if key in shown])
