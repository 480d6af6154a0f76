"""Where the cells lead that a project's page takes from its document: ports, hosts and ranges."""

from __future__ import annotations

import re

from portbook.model.portmap import Project
from portbook.targets.portsmd.names import host_name
from portbook.targets.site.cells import inline
from portbook.targets.site.places import host_url, project_url, root
from portbook.targets.site.site_index import Atlas
from portbook.targets.site.tables import NOWHERE, Links
from portbook.text.quoting.html import Html
from portbook.text.quoting.markdown import markdown_code

__all__ = ["copied", "linked_host", "links_of"]

_CHECK = re.compile(r'<td><(?P<tag>a href="[^"]*"|code)>(?P<text>[^<]*)</(?P<end>a|code)></td>')


def links_of(atlas: Atlas, project: Project) -> Links:
    """By column and cell; none in a large map, which has the pages but not the room."""
    if atlas.windowed:
        return NOWHERE
    at = root(project_url(project.name))
    ports = {markdown_code(str(each)): f"{at}{atlas.port_url(each)}" for each in atlas.holders}
    ranges = {
        markdown_code(each.name): f"{at}{atlas.range_url(each)}"
        for each in atlas.ranges
        if each.project in (None, project.name)
    }
    return {"Port": ports, "Instead of": ports, "Host": _hosts(atlas, project, at), "Range": ranges}


def _hosts(atlas: Atlas, project: Project, at: str) -> dict[str, str]:
    names = {each.host for each in project.environments.values()}
    portmap = atlas.portmap
    return {
        host_name(portmap, name): f"{at}{host_url(name)}" for name in names if name in atlas.by_host
    }


def linked_host(fact: str, links: Links) -> str:
    """A fact at the top of the page as HTML, with a link where it ends in a host."""
    for host, href in links.get("Host", {}).items():
        if fact.endswith(f" on {host}"):
            return f'{inline(fact.removesuffix(host))}<a href="{href}">{inline(host)}</a>'
    return inline(fact)


def copied(table: Html | None) -> Html | None:
    """The table with copy buttons behind addresses and commands that fill a cell."""
    return Html(_CHECK.sub(_copied, table)) if table else None


def _copied(cell: re.Match[str]) -> str:
    text = cell["text"]
    return f'<td><{cell["tag"]} data-copy="{text}">{text}</{cell["end"]}></td>'
