"""ports.json: the resolved map for programs. One claim a line, so that diffs read well."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

from portbook.model.portmap import Project
from portbook.targets.context import Context, Output
from portbook.targets.rows import Row, claim_rows, services_of
from portbook.text.quoting.script import shown
from portbook.text.wording import row


def emit_map(
    context: Context, rows: Iterable[Row] | None = None, *, compact: bool = False
) -> Iterator[Output]:
    """`compact` leaves out blanks: a tenth of a file that is fetched, not compared.

    `rows` are those of `claim_rows`, for who has them already.
    """
    portmap, spelled = context.portmap, _compact if compact else _json
    listed = partial(_listed, spelled)
    sections = {
        "version": str(portmap.version),
        "title": _json(portmap.title),
        "generated": _json(context.notice),
        "hosts": listed(row(each, "name os address domain") for each in portmap.hosts.values()),
        "projects": listed(map(_project, portmap.projects.values())),
        "claims": listed(claim_rows(portmap) if rows is None else rows),
        "ranges": listed(
            {
                **row(each, "name project"),
                "ports": str(each.ports),
                **row(each, "purpose host status"),
            }
            for each in portmap.all_ranges()
        ),
    }
    text = ",\n".join(f'"{name}": {body}' for name, body in sections.items())
    yield Output("ports.json", "{\n" + shown(text) + "\n}\n")


# An encoder each: `json.dumps` makes a new one for every call.
_json = json.JSONEncoder(ensure_ascii=False).encode
_compact = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _listed(spelled: Callable[[Any], str], items: Iterable[Any]) -> str:
    body = ",\n".join(map(spelled, items))
    return f"[\n{body}\n]" if body else "[]"


def _project(project: Project) -> dict[str, Any]:
    return {
        **row(project, "name title description"),
        "environments": {each.name: each.host for each in project.environments.values()},
        "services": [
            {**row(each, "name title"), "kind": each.kind_name, **row(each, "role status pinned")}
            for each in services_of(project)
        ],
    }
