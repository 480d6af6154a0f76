"""What a project is, in a few lines at the top of its document."""

from __future__ import annotations

from collections.abc import Iterator

from portbook.model.portmap import PortMap, Project
from portbook.targets.portsmd.names import host_name
from portbook.targets.portsmd.sources import place_cell
from portbook.text.quoting.lines import one_line
from portbook.text.quoting.markdown import markdown_code, markdown_text

__all__ = ["facts"]


def facts(portmap: PortMap, project: Project) -> list[str]:
    return list(_facts(portmap, project))


def _facts(portmap: PortMap, project: Project) -> Iterator[str]:
    if project.stack:
        yield f"**Stack:** {_line(project.stack)}"
    if project.owner:
        yield f"**Owner:** {_line(project.owner)}"
    if project.repository:
        yield f"**Repository:** {place_cell(project.repository)}"
    if project.path:
        yield f"**Checkout:** {markdown_code(project.path)}"
    if project.compose:
        yield f"**Compose file:** {markdown_code(project.compose)}"
    if len(project.environments) == 1:
        default = project.default
        yield f"**Environment:** `{default.name}` on {host_name(portmap, default.host)}"


def _line(text: str) -> str:
    return markdown_text(one_line(text))
