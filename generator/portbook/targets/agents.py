"""A section for AGENTS.md or CLAUDE.md: where a project's numbers are, and which command gives one.

At most fifteen lines: it is read into the context of every task (https://agents.md).
"""

from __future__ import annotations

from collections.abc import Iterator

from portbook.model.portmap import Project
from portbook.targets.context import Context, Output
from portbook.targets.portsmd.document import comment
from portbook.text.quoting.lines import one_line
from portbook.text.quoting.markdown import markdown_code, markdown_text

MOST = 6
"""How many services have a line of their own."""


def emit(context: Context, project: Project) -> Iterator[Output]:
    listed = []
    for service in project.default.services.values():
        numbers = [
            f"`{each.port}`" if each is service.primary else f"{each.name} `{each.port}`"
            for each in service.endpoints
            if each.port is not None and service.claims
        ]
        if numbers:
            listed.append(f"- {markdown_code(service.name)}: {', '.join(numbers)}")
    more = len(listed) - MOST
    if more > 0:
        listed = [*listed[: MOST - 1], f"- and {more + 1} more: `portbook list -p {project.name}`"]
    where = (
        f"Every port of {markdown_text(one_line(project.title))} is decided in "
        f"{markdown_code(context.source)}. Never invent, guess or hard-code one."
    )
    lines = [
        comment(context.notice),
        "## Ports",
        "",
        where,
        "",
        *listed,
        "",
        "`portbook add` gives a new service a free port; `portbook who PORT --mine` says whether",
        "this copy listens there. A git worktree needs numbers of its own: run `portbook instance",
        "add` in it once; `portbook list` then shows them.",
    ]
    yield Output(f"{project.name}/agents/AGENTS.md", "\n".join(lines) + "\n")
