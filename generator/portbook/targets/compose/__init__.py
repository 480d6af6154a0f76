"""Compose files: an override for the project's own file, and a whole stack of the map's making.

Both are of the default environment. Needs Docker Compose 2.24.4 or newer for the override, whose
`!override` is the only way to take a port away that the file below publishes:
https://github.com/compose-spec/compose-spec/blob/main/13-merge.md#replace-value
"""

from __future__ import annotations

from collections.abc import Iterator

from portbook.model.portmap import Project
from portbook.targets.compose.overlay import emit_overlays
from portbook.targets.compose.stack import emit_stack
from portbook.targets.context import Context, Output


def emit(context: Context, project: Project) -> Iterator[Output]:
    yield from emit_overlays(context, project)
    yield from emit_stack(context, project)
