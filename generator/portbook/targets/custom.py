"""Files from a user's own templates: `targets: [{template: my.conf.j2, to: etc/my.conf}]`.

A template sees `project` (the model's Project), `environments` (its Environments), `claims` (the
rows of `list --json` for the project), `origins` (environment to service to list), `notice`, and
`to`, the path that is written.
"""

from __future__ import annotations

from collections.abc import Iterator

from portbook.model.portmap import Project, TargetChoice
from portbook.targets import cors
from portbook.targets.context import Context, Output
from portbook.targets.rows import claim_rows


def emit(context: Context, project: Project, choice: TargetChoice) -> Iterator[Output]:
    """TemplateProblem where the template is missing or fails.

    A choice whose place was no path writes nothing: the site is made of maps with errors too.
    """
    assert choice.template is not None
    if choice.to is None:
        return
    text = context.templates.render(
        choice.template,
        project=project,
        environments=list(project.environments.values()),
        claims=list(claim_rows(context.portmap, project)),
        origins=cors.allowed(context, project),
        notice=context.notice,
        to=choice.to,
    )
    yield Output(f"{project.name}/{choice.to}", text)
