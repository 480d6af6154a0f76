"""services.yaml of Homepage (https://gethomepage.dev/configs/services/): a page of links."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from portbook.targets.context import Context, Output
from portbook.targets.rows import url_of
from portbook.text.quoting.lines import hash_comment, one_line
from portbook.text.quoting.yaml import yaml_lines


def emit_map(context: Context) -> Iterator[Output]:
    """A group for each project's environment that has something to open in a browser."""
    groups: list[dict[str, Any]] = []
    for project, environment in context.portmap.environments():
        links = []
        for service in environment.services.values():
            opens = service.running and not service.implicit
            url = opens and url_of(context.portmap, environment, service, service.primary)
            if not url or not url.startswith(("http://", "https://")):
                continue
            link = {"href": url}
            if service.description:
                link["description"] = one_line(service.description)
            asked = service.health is None or service.health.kind == "http"
            if service.role != "frontend" or asked:
                link["siteMonitor"] = url
            links.append({one_line(service.title): link})
        if links:
            suffix = "" if environment.default else f" ({environment.name})"
            groups.append({f"{one_line(project.title)}{suffix}": links})
    text = "\n".join([hash_comment(context.notice), *yaml_lines(groups)])
    yield Output("homepage/services.yaml", text + "\n")
