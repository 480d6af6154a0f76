"""Turns a draft into entries of ports.yaml, in one order, and into the text of a new map."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from textwrap import wrap

from portbook.draft.draft import (
    Draft,
    DraftExclusive,
    DraftHost,
    DraftProject,
    DraftProxy,
    DraftRange,
    DraftService,
    DraftStack,
)
from portbook.draft.endpoints import port_entries, service_bind
from portbook.draft.layout import WIDTH, Entry, Listing, lines
from portbook.model.targets import TARGETS
from portbook.sources.naming import slug
from portbook.text.quoting.yaml import yaml_string


def project_entry(project: DraftProject, here: str | None = None) -> Entry:
    """The project with all its services; `here` is the map's first host, where it has a name."""
    parts = [*_said(project, "title", "path"), *_stacks(project), *_environments(project, here)]
    if project.ranges:
        ranges = tuple(range_entry(each) for each in project.ranges)
        parts.append(Entry("ranges", ranges, spread=True))
    if project.services:
        services = tuple(service_entry(each) for each in project.services)
        parts.append(Entry("services", services, spread=True))
    if project.proxies:
        parts += [_proxies(project.proxies), _installed()]
    if project.history:
        parts.append(_history(project.history))
    comments = (*_sources(project.sources), *project.remarks)
    return Entry(project.name, tuple(parts), comments, spread=True)


def _sources(paths: tuple[str, ...]) -> Iterator[str]:
    """As many lines as it takes."""
    if paths:
        yield from wrap(
            f"from {', '.join(paths)}",
            WIDTH - 4,
            subsequent_indent="  ",
            break_long_words=False,
            break_on_hyphens=False,
        )


def service_entry(service: DraftService) -> Entry:
    """The short form where the number says it all."""
    if service.same_as:
        return Entry(service.name, tuple(_said(service, "title", "same_as")), service.remarks)
    ports, overlays = port_entries(service)
    parts = [
        *_said(service, "title", "description", "group", "kind", "role", "status", "directory"),
        *_said(service, "configured_in", "image"),
        *_built(service),
        *_said(service, "container"),
        *_declared(service.compose),
        *ports,
        *_given(("bind", service_bind(service))),
        *_said(service, "alternatives"),
        *_given(("host", service.hosts)),
        *_said(service, "only", "uses", "start", "health", "volumes"),
        *([Entry("database", tuple(_given(*service.database)))] if service.database else []),
        *_interpolated(service),
        *_said(service, "secrets"),
        *_variables(service),
        *overlays,
        *([_history(service.history)] if service.history else []),
    ]
    if len(parts) == 1 and parts[0].key == "port" and isinstance(parts[0].value, str):
        return Entry(service.name, parts[0].value, service.remarks)
    return Entry(service.name, tuple(parts), service.remarks)


def _built(service: DraftService) -> Iterator[Entry]:
    """With its Dockerfile where that is not the one which a folder's build takes by itself."""
    if service.dockerfile:
        pairs = ("context", service.build), ("dockerfile", service.dockerfile)
        yield Entry("build", tuple(_given(*pairs)))
    else:
        yield from _said(service, "build")


def _interpolated(service: DraftService) -> Iterator[Entry]:
    """Variables that whoever starts it may set."""
    if service.interpolated:
        listed = [
            Entry(name, tuple(_given(("from", variable), ("value", _literal(value)))))
            for name, variable, value in service.interpolated
        ]
        yield Entry("env", tuple(listed))


def _literal(value: str) -> str:
    return value.replace("{", "{{").replace("}", "}}")


def _variables(service: DraftService) -> Iterator[Entry]:
    if service.unnamed:
        yield Entry("variables", "false")
    elif service.variables:
        yield Entry("variables", tuple(Entry(*each) for each in service.variables))


def _declared(names: tuple[str, ...] | None) -> Iterator[Entry]:
    if names is not None:
        listed = tuple(yaml_string(name) for name in names)
        several = Listing(listed) if len(listed) > 1 else None
        yield Entry("compose", several or (listed[0] if listed else "false"))


def _stacks(project: DraftProject) -> Iterator[Entry]:
    """The file alone where that says it all."""
    stacks = project.stacks
    if len(stacks) == 1 and len(stacks[0].files) == 1 and not stacks[0].environment:
        yield Entry("compose", yaml_string(stacks[0].files[0]))
    elif stacks:
        yield Entry("compose", tuple(map(_stack, stacks)), spread=True)


def _stack(stack: DraftStack) -> Entry:
    files = tuple(yaml_string(file) for file in stack.files)
    if len(files) == 1 and not stack.environment:
        return Entry(stack.name, files[0])
    parts = [Entry("files", Listing(files)), *_said(stack, "environment")]
    return Entry(stack.name, tuple(parts))


def _proxies(proxies: tuple[DraftProxy, ...]) -> Entry:
    """By environment: one, or a list of those with names."""
    environments = []
    for name in dict.fromkeys(each.environment for each in proxies):
        listed = tuple(tuple(_proxy(each)) for each in proxies if each.environment == name)
        environments.append(Entry(name, Listing(listed) if len(listed) > 1 else listed[0]))
    return Entry("proxy", tuple(environments), spread=True)


def _installed() -> Entry:
    """What `install` puts into a checkout whose proxies have files of their own."""
    usual = (each for each in TARGETS if each.install and each.files and not each.asked)
    kept = tuple(each.name for each in usual if each.name != "nginx")
    return Entry("install", Listing(kept), ("not nginx: these proxies have files of their own",))


def _proxy(proxy: DraftProxy) -> Iterator[Entry]:
    yield from _said(proxy, "name", "service")
    yield from _given(("server_name", proxy.server_names), ("listen", proxy.listen))
    if proxy.certificate:
        pair = zip(("certificate", "key"), proxy.certificate, strict=True)
        yield Entry("tls", tuple(_given(*pair)))
    routes = []
    for path, target, strip in proxy.routes:
        to = yaml_string(target)
        stripped = (Entry("to", to), Entry("strip", "true"))
        routes.append(Entry(yaml_string(path), stripped if strip else to))
    yield Entry("routes", tuple(routes))


def exclusive_entry(entries: Iterable[DraftExclusive]) -> Entry:
    """What cannot run together, with the reason of each."""
    items = tuple(
        (Entry("members", Listing(tuple(map(yaml_string, each.members)))), *_said(each, "reason"))
        for each in entries
    )
    remark = "decide: these want the same number, so they are assumed never to run together"
    return Entry("exclusive", Listing(items), (remark,))


def range_entry(each: DraftRange) -> Entry:
    """The numbers alone where nothing else is said."""
    end = "" if each.end is None else str(each.end)
    ports = yaml_string(f"{each.start}-{end}")
    if ports.strip('"')[-1].isdecimal():
        # A YAML reader of any version takes this for a text; so do people, without the quotes.
        ports = ports.strip('"')
    parts = (
        Entry("ports", ports),
        *_said(each, "purpose"),
        *([Entry("step", str(each.step))] if each.step else []),
        *_said(each, "status"),
    )
    return Entry(each.name, parts if len(parts) > 1 else ports)


def host_entry(host: DraftHost) -> Entry:
    """An empty mapping for a host of which only the name is known."""
    return Entry(host.name, tuple(_said(host, "title", "address")))


def _environments(project: DraftProject, here: str | None) -> Iterator[Entry]:
    if not project.environments:
        return
    if all(host is None for _, host in project.environments):
        yield Entry("environments", Listing(tuple(name for name, _ in project.environments)))
        return
    named = tuple(Entry(name, host or here or "null") for name, host in project.environments)
    own = {name: slug(f"{project.name}-{name}") for name, _ in project.environments}
    invented = [name for name, host in project.environments if host in (name, own[name])]
    every = ", ".join(invented)
    remark = f"decide: where these run: {every}; each on a machine of its own here"
    if len(invented) == 1:
        remark = f"decide: where {invented[0]} runs; on a machine of its own here"
    yield Entry("environments", named, (remark,) if invented else ())


def _said(record: object, *keys: str) -> Iterator[Entry]:
    """What is known of a record, under the names of its fields."""
    return _given(*((key, getattr(record, key)) for key in keys))


def _given(*pairs: tuple[str, str | tuple[str | int, ...] | None]) -> Iterator[Entry]:
    """Texts, and lists of texts or numbers, as far as they are known."""
    for key, value in pairs:
        if isinstance(value, tuple) and value:
            items = (str(each) if isinstance(each, int) else yaml_string(each) for each in value)
            yield Entry(key, Listing(tuple(items)))
        elif isinstance(value, str) and value:
            yield Entry(key, yaml_string(value))


_BARE = frozenset(("date", "from", "to"))
"""Keys whose values stand as they are, as people write dates and numbers."""


def _history(entries: tuple[tuple[tuple[str, str], ...], ...]) -> Entry:
    items = tuple(
        tuple(Entry(key, value if key in _BARE else yaml_string(value)) for key, value in entry)
        for entry in entries
    )
    return Entry("history", Listing(items))


SCHEMA = "# yaml-language-server: $schema=generated/ports.schema.json"
HERE = "localhost"


def new_text(draft: Draft, host: str | None = None) -> str:
    """`host` names the machine at hand; without one, and without others, no host is named."""
    top = [Entry("version", "1")]
    here = (host or HERE) if host or draft.hosts else None
    never = [each for project in draft.projects for each in project.exclusive]
    sections = []
    if here:
        hosts = tuple(map(host_entry, (DraftHost(here), *draft.hosts)))
        sections.append(Entry("hosts", hosts, spread=True))
    if draft.ranges:
        sections.append(Entry("ranges", tuple(map(range_entry, draft.ranges)), spread=True))
    sections += [exclusive_entry(never)] if never else []
    projects = [project_entry(project, here) for project in draft.projects]
    text = "\n".join([SCHEMA, *lines(top)]) + "\n"
    for section in sections:
        text += "\n" + "\n".join(lines([section])) + "\n"
    text += "\nprojects:\n"
    return text + "\n".join("\n".join(lines([each], 2)) + "\n" for each in projects)
