"""Settings for git in the output folder: line endings are kept, .env files are not ignored."""

from __future__ import annotations

from collections.abc import Iterator

from portbook.targets.context import Context, Output

USUAL = (".env", ".env.*")
STAMP = ".portbook.stamp"
"""Of one machine only; see `disk/fresh.py`."""


def emit_map(context: Context) -> Iterator[Output]:
    # -text: no conversion of line ends, whatever core.autocrlf says (gitattributes(5)).
    yield Output(".gitattributes", f"# {context.notice}\n* -text\n")
    names = {service.env_file for _, service in context.portmap.deployments()} - {".env"}
    further = [pattern for name in sorted(names) for pattern in (name, f"{name}.*")]
    lines = [*(f"!{pattern}" for pattern in (*USUAL, *further)), STAMP]
    yield Output(".gitignore", "\n".join([f"# {context.notice}", *lines]) + "\n")
