"""Files from a user's own templates: `targets: [{template: my.conf.j2, to: etc/my.conf}]`.

A template sees `project` (the model's Project), `environments` (its Environments), `claims` (the
rows of `list --json` for the project), `origins` (environment to service to list) and `notice`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from generator.model.portmap import Project, TargetChoice
from generator.targets import cors
from generator.targets.context import Context, Output
from generator.targets.rows import claim_rows

__all__ = ["emit"]


def emit(context: Context, project: Project, choice: TargetChoice) -> Iterator[Output]:
    """TemplateProblem where the template is missing or fails."""
    assert choice.template is not None
    assert choice.to is not None
    allowed = {output.path: json.loads(output.text) for output in cors.emit(context, project)}
    text = context.templates.render(
        choice.template,
        project=project,
        environments=list(project.environments.values()),
        claims=[row for row in claim_rows(context.portmap) if row["project"] == project.name],
        origins=allowed.get(f"{project.name}/cors.json", {}),
        notice=context.notice,
    )
    yield Output(f"{project.name}/{choice.to}", text)
