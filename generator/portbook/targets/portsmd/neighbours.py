"""Other projects: those on the same machine, those that are called, those that share instances."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from portbook.derive.calls import Wiring
from portbook.model.portmap import Project
from portbook.targets.portsmd import cells
from portbook.targets.portsmd.ranges import Survey, ranges, survey
from portbook.text.quoting.lines import one_line
from portbook.text.quoting.markdown import Table, markdown_code, markdown_text, table

MOST = 12
"""With more projects on one machine, the combined map is the place to look."""


def related_sentences(wiring: Wiring, project: Project) -> tuple[Table | None, Table | None]:
    """All that the project's documents tell of those that it neither names nor is named by."""
    known = survey(wiring)
    return ranges(known, project), neighbours(known, project, linked=True)


def neighbours(survey: Survey, project: Project, *, linked: bool) -> Table | None:
    """The ports of all projects on the machine, side by side by role, this one's included;
    `linked` where their documents lie beside this one."""
    names = survey.residents.get(project.default.host, [])
    if not 2 <= len(names) <= MOST:
        return None
    residents = [survey.portmap.projects[name] for name in names]
    roles = cells.roles_of(residents)
    rows = [
        (_named(each, project, linked), *cells.matrix_row(each, roles), cells.phrase(each.stack))
        for each in residents
    ]
    return table(("Project", *map(cells.role_title, roles), "Stack"), rows)


def _named(each: Project, here: Project, linked: bool) -> str:
    if each is here:
        return f"**{markdown_text(one_line(each.title))}**"
    if not linked:
        return markdown_text(one_line(each.title))
    return cells.document_link(each.title, f"../{each.name}/PORTS.md")


def shared(survey: Survey, project: Project, members: cells.Members, *, linked: bool) -> list[str]:
    """What is used of others and what others use of this project, one sentence each."""
    place = _linked_place if linked else markdown_code
    return list(dict.fromkeys(_sentences(survey, project, members, place)))


def _sentences(
    survey: Survey, project: Project, members: cells.Members, place: Callable[[str], str]
) -> Iterator[str]:
    for environment, service in members:
        if service.same_as is not None:
            other = cells.whereabouts(survey.portmap, environment, service)
            who = other.who if other else str(service.same_as)
            yield f"{cells.title_of(service)} is the instance of {place(who)}."
    for name, title, instance in survey.lenders.get(project.name, ()):
        yield f"{place(name)} uses {markdown_code(instance)} as its {markdown_text(title)}."
    for environment, service in project.deployments():
        for call in survey.wiring.calls(environment, service):
            if call.called.service.project != project.name:
                yield f"{cells.title_of(service)} calls {place(call.called.who)}."
    for call in survey.strangers.get(project.name, ()):
        called = cells.title_of(call.called.service)
        yield f"{called} is called by {place(call.caller.who)}."


def _linked_place(who: str) -> str:
    """`project/service` with a link to the project's document."""
    return f"[{markdown_code(who)}](../{who.partition('/')[0]}/PORTS.md)"
