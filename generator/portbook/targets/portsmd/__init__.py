"""PORTS.md: a document for each project, and one map of them all."""

from __future__ import annotations

from portbook.targets.portsmd.combined import emit_map
from portbook.targets.portsmd.document import emit

__all__ = ["emit", "emit_map"]
