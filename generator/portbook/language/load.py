"""Reads ports.yaml, with all files that belong to it, into the model."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from portbook.language.canonical import Canonical
from portbook.language.files import (
    BROKEN,
    JOINED,
    Document,
    Files,
    Folder,
    included_documents,
    read_document,
    upstream_documents,
)
from portbook.language.keys import MAP
from portbook.language.problems import Problems
from portbook.language.projects import build_instances, build_project, build_range
from portbook.language.services import title_of
from portbook.language.upstreams import upstreams
from portbook.model import instances
from portbook.model import portmap as model
from portbook.model.catalogue import CATALOGUE
from portbook.model.kinds import Kind, KindPort
from portbook.model.ports import HIGHEST, LOWEST
from portbook.text.diagnostic import Diagnostic, error
from portbook.text.source import Source
from portbook.text.wording import counted

LOCALHOST = "localhost"


class Reading(NamedTuple):
    """`portmap` is None where a text was no map or could not be read to its end; `sources` are
    the files that were read."""

    portmap: model.PortMap | None
    problems: Problems
    sources: tuple[Source, ...]


def read(
    source: Source, instead: dict[str, Source] | None = None, files: Files | None = None
) -> Reading:
    """The map of a text, as far as it can be understood, and everything wrong with it.

    `instead` are taken for the included files of their names: edits that are not written yet.
    Other files come from `files`, else from the folder of the text.
    """
    problems = Problems()
    main = read_document(source, MAP, problems)
    if main is None:
        return Reading(None, problems, (source,))
    files = files or Folder(source.path.parent if source.path else Path())
    rules = upstreams(main.given, main.root)
    documents = [main, *included_documents(main, problems, instead or {}, files)]
    documents += upstream_documents(rules, files, instead or {}, problems)
    sources = tuple(document.source for document in documents)
    if any(problem.code in BROKEN for problem in problems):
        return Reading(None, problems, sources)
    portmap = _resolve(documents, rules, problems)
    problems.extend(_shifted_away(portmap))
    problems.extend(_unfit_slots(portmap))
    return Reading(portmap, problems, sources)


def _shifted_away(portmap: model.PortMap) -> Iterator[Diagnostic]:
    for environment, service in portmap.deployments():
        if service.environment != environment.name:
            continue
        for endpoint in service.endpoints:
            for port in (endpoint.port, endpoint.last):
                if port is not None and not LOWEST <= port <= HIGHEST:
                    message = f"the offset makes {port} of its port, and ports go from "
                    place = service.place("offset")
                    yield error("bad-port", f"{message}{LOWEST} to {HIGHEST}", place)
                    break


def _unfit_slots(portmap: model.PortMap) -> Iterator[Diagnostic]:
    """What the map says of working copies and no numbers can be found for."""
    for project in instances.declared_projects(portmap):
        given = instances.instances_of(portmap, project)
        place = instances.instances_place(portmap, project)
        slots = instances.slots_of(portmap, project)
        if given.range is not None and instances.range_of(portmap, project) is None:
            yield error("unknown-reference", f"there is no range '{given.range}'", place)
        elif (room := instances.room_for(portmap, project)) is not None:
            if room < (given.count or 1):
                said = f"the range {given.range} has room for {counted(room, 'slot')}"
                yield error("bad-value", f"{said} of {project.name}, not {given.count or 1}", place)
            elif (split := instances.split_claim(portmap, project)) is not None:
                slot, claim = split
                said = f"slot {slot} of {project.name} splits {claim.port}-{claim.last}"
                said += f" of {claim.service.name}: the range {given.range} has a gap there"
                yield error("bad-value", said, place)
        elif numbers := instances.shifted_numbers(project):
            highest = instances.shift_of(portmap, project, slots[-1])(max(numbers))
            if highest > HIGHEST:
                said = f"slot {slots[-1]} makes {highest} of {max(numbers)}"
                yield error("bad-port", f"{said}, and ports end at {HIGHEST}", place)


def _resolve(
    documents: list[Document], rules: dict[str, model.Upstream], problems: Problems
) -> model.PortMap:
    main = documents[0].given
    found = {section: _join(documents, section, problems) for section in JOINED}
    hosts = {
        name: model.Host(name, origin=origin, **{k: v for k, v in given.items() if v is not None})
        for name, (given, origin) in found["hosts"].items()
    }
    hosts = hosts or {LOCALHOST: model.Host(LOCALHOST, origin=model.Origin((documents[0].root,)))}
    kinds = dict(CATALOGUE)
    for name, (given, _) in found["kinds"].items():
        kinds[name] = _kind(name, given, kinds.get(name))
    settings = main.get("settings") or {}
    return model.PortMap(
        title=main.get("title") or "Port map",
        description=main.get("description"),
        hosts=hosts,
        ranges=tuple(
            build_range(name, given, origin, None)
            for name, (given, origin) in found["ranges"].items()
            if given.get("ports")
        ),
        exclusive=tuple(_all_exclusive(documents)),
        kinds=kinds,
        settings=model.Settings(
            settings.get("output") or "generated",
            {
                code: severity
                for code, severity in (settings.get("checks") or {}).items()
                if severity
            },
            settings.get("targets") or (),
            build_instances(settings.get("instances")),
            settings.get("nginx"),
        ),
        projects=_projects(documents, found["projects"], kinds, next(iter(hosts))),
        sources=rules,
        origin=model.Origin(tuple(document.root for document in documents)),
    )


def _projects(
    documents: list[Document],
    found: dict[str, tuple[Canonical, model.Origin]],
    kinds: dict[str, Kind],
    first_host: str,
) -> dict[str, model.Project]:
    """Of another repository's map, environments that name no host live where they do there; its
    checkouts' paths mean nothing from here."""
    firsts = {
        each.source.upstream: next(iter(each.given["hosts"]))
        for each in documents
        if each.source.upstream and each.given.get("hosts")
    }
    projects = {}
    for name, (given, origin) in found.items():
        upstream = origin.nodes[0].source.upstream
        first = firsts.get(upstream, first_host)
        said = {**given, "path": None} if upstream else given
        projects[name] = build_project(name, said, origin, kinds, first)
    return projects


def _join(
    documents: list[Document], section: str, problems: Problems
) -> dict[str, tuple[Canonical, model.Origin]]:
    """The entries of one section in every file; a name in two files is a duplicate key."""
    joined: dict[str, tuple[Canonical, model.Origin]] = {}
    keys: dict[str, model.Origin] = {}
    for document in documents:
        for name, given in (document.given.get(section) or {}).items():
            origin = model.Origin((document.root,))
            if name in joined:
                if section == "hosts" and document.source.upstream and given == joined[name][0]:
                    # Sources may declare one machine alike.
                    continue
                place, first = (o.place(section, name, key=True) for o in (origin, keys[name]))
                message = f"'{name}' is given twice"
                problems.append(error("duplicate-key", message, place, (first, "first given here")))
                continue
            node = origin.node(section, name)
            keys[name] = origin
            joined[name] = (given or {}, model.Origin((node,)) if node else origin)
    return joined


def _kind(name: str, given: Canonical, base: Kind | None) -> Kind:
    """A kind of the map: over the shipped one of its name, or from nothing."""
    fields = {key: value for key, value in given.items() if value is not None}
    if "ports" in fields:
        fields["ports"] = {
            key: KindPort(
                port["container_port"], port.get("scheme"), port.get("transport") or "tcp"
            )
            for key, port in fields["ports"].items()
            if port.get("container_port")
        }
    if base is not None:
        return replace(base, **fields)
    return Kind(**{"name": name, "title": title_of(name), **fields})


def _all_exclusive(documents: list[Document]) -> Iterator[model.Exclusive]:
    for document in documents:
        for index, given in enumerate(document.given.get("exclusive") or ()):
            parts = (text.partition("/") for text in given.get("members") or ())
            scopes = ((*scope.partition("@"), service) for scope, _, service in parts)
            members = tuple(
                model.Member(project, environment or None, service or None)
                for project, _, environment, service in scopes
            )
            node = model.Origin((document.root,)).node("exclusive", index)
            yield model.Exclusive(
                members, given.get("reason"), model.Origin((node or document.root,))
            )
