"""devcontainer.json: the ports to forward and what an editor does with each.

To be merged into a project's own: `forwardPorts` and `portsAttributes` of
https://containers.dev/implementors/json_reference/.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from portbook.model.portmap import Project
from portbook.targets.context import Context, Output
from portbook.text.quoting.script import script_comment, shown


def emit(context: Context, project: Project) -> Iterator[Output]:
    """The file; none for a project whose default environment publishes no TCP port."""
    forwarded: dict[int, dict[str, Any]] = {}
    for service in project.default.services.values():
        if not service.running or not service.claims:
            continue
        for endpoint in service.endpoints:
            single = endpoint.port is not None and endpoint.port_end is None
            if single and "tcp" in endpoint.transports:
                first = endpoint is service.primary
                named = service.title if first else f"{service.title} ({endpoint.name})"
                web = endpoint.scheme in ("http", "https")
                page = service.role == "frontend" and first
                attributes = {
                    "label": named,
                    **({"protocol": endpoint.scheme} if web else {}),
                    "onAutoForward": "notify" if page else "silent",
                    # The addresses of the map are true on this side as well, or nothing is.
                    "requireLocalPort": True,
                }
                forwarded.setdefault(endpoint.port or 0, attributes)
    if forwarded:
        ports = {
            "forwardPorts": list(forwarded),
            "portsAttributes": {str(port): each for port, each in forwarded.items()},
            "otherPortsAttributes": {"onAutoForward": "ignore"},
        }
        body = shown(json.dumps(ports, indent=2, ensure_ascii=False))
        path = f"{project.name}/devcontainer/devcontainer.json"
        yield Output(path, f"{script_comment(context.notice)}\n{body}\n")
