"""Gathers everything that a project's PORTS.md shows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from portbook.model.portmap import Project
from portbook.targets.context import Context, Output
from portbook.targets.portsmd import prose, running, services
from portbook.targets.portsmd.availability import availability
from portbook.targets.portsmd.cells import Headings, members, phrase
from portbook.targets.portsmd.environments import differences, environments, proxies
from portbook.targets.portsmd.neighbours import neighbours, shared
from portbook.targets.portsmd.ranges import coming, ranges, survey
from portbook.targets.portsmd.variables import allowed_origins, databases, env_files, secrets
from portbook.text.quoting.lines import one_line
from portbook.text.quoting.markdown import markdown_code, markdown_fence, markdown_text


def emit(context: Context, project: Project) -> Iterator[Output]:
    text = context.templates.render("PORTS.md.j2", **document_of(context, project))
    yield Output(f"{project.name}/PORTS.md", text.rstrip("\n") + "\n")


def document_of(context: Context, project: Project) -> dict[str, Any]:
    """What `PORTS.md.j2` sees, by the names of its variables. Every text is Markdown already.

    A table that would have no rows is None, a block or list without content empty: the template
    leaves its section out. `order`, `circles`, `start` and `stop` are of the default environment.
    """
    portmap, wiring = context.portmap, context.wiring
    headings, known, listed = Headings(), survey(wiring), members(project)
    order, circles, commands = running.start(wiring, project)
    shared_names, variables = env_files(wiring, project)
    return {
        "notice": comment(context.notice),
        "title": markdown_text(one_line(project.title)),
        "description": phrase(project.description),
        "facts": list(prose.facts(portmap, project)),
        "environment": f"`{project.default.name}`",
        "groups": services.groups_of(portmap, project, listed, headings),
        "all_active": all(service.status == "active" for _, service in listed),
        "paths": services.paths(listed),
        "alternatives": services.alternatives(listed),
        "environments": environments(portmap, project),
        "differences": differences(portmap, project, listed),
        "proxies": proxies(portmap, project),
        "ranges": ranges(known, project),
        "coming": coming(known, project),
        "variables": variables,
        "shared_names": shared_names,
        "origins": allowed_origins(wiring, project),
        "start": _fenced(commands),
        "stop": _fenced(running.stop(project)),
        "order": order,
        "circles": circles,
        "stack": running.stack(wiring, project),
        "health": running.health_checks(portmap, project),
        "availability": availability(portmap, project),
        "pinned": prose.pinned(listed),
        "rules": prose.rules(project),
        "accepted": prose.accepted(listed),
        "neighbours": neighbours(known, project, linked=not context.alone),
        "shared": shared(known, project, listed, linked=not context.alone),
        "changes": prose.changes(project, listed),
        "databases": databases(listed),
        "secrets": secrets(project, listed),
        "notes": prose.notes(project, listed),
        "sections": prose.sections(project, headings),
        "related": prose.related(project),
        "source": markdown_code(context.source),
        "combined": "" if context.alone else "[the combined map](../PORTS.md)",
    }


def _fenced(scripts: list[str]) -> str:
    return "\n".join([markdown_fence("bash", each) for each in scripts])


def comment(text: str) -> str:
    """An HTML comment of one line: whatever could end it early is taken out of it."""
    line = one_line(text).replace("--", "- -").replace(">", "")
    return f"<!-- {line} -->"
