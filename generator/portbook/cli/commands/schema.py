"""`portbook schema`: the JSON Schema of ports.yaml, for editors."""

from __future__ import annotations

import json

import click


@click.command("schema")
def command() -> int:
    """Print the JSON Schema of ports.yaml."""
    from portbook.language.keys import map_schema

    click.echo(json.dumps(map_schema(), indent=2, ensure_ascii=False))
    return 0
