"""A difference as JSON, ASCII alone."""

from __future__ import annotations

import json
from typing import Any

from portbook.compare.change import Change
from portbook.compare.compare import Difference
from portbook.text.diagnostic import Diagnostic

__all__ = ["as_json"]


def as_json(difference: Difference) -> str:
    whole = {
        "before": difference.before,
        "after": difference.after,
        "changes": [_change(each) for each in difference.changes],
        "new_findings": [_finding(each) for each in difference.new],
        "gone_findings": [_finding(each) for each in difference.gone],
    }
    return json.dumps(whole, indent=2) + "\n"


def _change(change: Change) -> dict[str, Any]:
    return {
        "what": change.what,
        "subject": change.subject,
        "before": change.before,
        "after": change.after,
        "environments": list(change.environments),
        "callers": [{"service": each.service, "how": each.how or None} for each in change.callers],
    }


def _finding(found: Diagnostic) -> dict[str, Any]:
    return {
        "code": found.code,
        "severity": found.severity,
        "message": found.message,
        "path": found.place.source.name,
        "line": found.place.line,
    }
