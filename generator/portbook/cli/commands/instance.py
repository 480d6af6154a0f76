"""`portbook instance`: working copies of a project side by side, each with numbers of its own."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from portbook.cli.loading import FINDINGS, load_map, print_findings, status_of
from portbook.cli.this_machine import as_copies, chosen_copies, here_of
from portbook.cli.writing import alone, writing
from portbook.text.source import Source, as_typed
from portbook.text.wording import row

if TYPE_CHECKING:
    from portbook.machine.copies import Copy
    from portbook.machine.here import Here
    from portbook.model.portmap import PortMap, Project
    from portbook.project import Loaded

JSON = click.option("--json", "as_json", is_flag=True, help="For programs.")


@click.group("instance")
def command() -> None:
    """Working copies side by side: git worktrees of a project, each with numbers of its own.

    They are recorded for this machine only, in ports.local.yaml.
    """


@command.command("add")
@click.option("--path", metavar="DIR", help="The copy's folder; by default this one.")
@click.option(
    "--project", "-p", metavar="P", help="Its project; by default that of its repository."
)
@click.option("--force", is_flag=True, help="Also overwrite what was edited by hand.")
@JSON
@click.argument("name", required=False)
@click.pass_obj
def add(
    file: str | None,
    path: str | None,
    project: str | None,
    force: bool,
    as_json: bool,
    name: str | None,
) -> int:
    """Give a working copy the lowest free slot, and put its numbers into it.

    In a copy that has one, it keeps the slot and updates the copy's files.
    Exits with 1 if every slot is taken.
    """
    from portbook.cli.installing import install_copy
    from portbook.machine.copies import local_file

    folder = Path(path).absolute() if path else Path.cwd()
    if not folder.is_dir():
        raise click.UsageError(f"there is no folder {path}.")
    loaded = _loaded(file)
    made = []
    with alone(local_file(loaded.path).parent):
        here = here_of(loaded.portmap, loaded.path)
        copies = list(here.copies)
        for owner, root in _projects_at(loaded, here, folder, project):
            copy = _slot_for(loaded, owner, root, name, copies)
            others = [e for e in copies if e.project != owner.name]
            own = [e for e in copies if e.project == owner.name and e.name != copy.name]
            copies = [*others, *(e for e in own if e.slot != copy.slot), copy]
            made.append(copy)
        _write_copies(here, loaded.path, copies)
    status = max([install_copy(loaded, each, force=force) for each in made], default=0)
    _print_copies(loaded, made, as_json=as_json)
    return status


@command.command("list")
@JSON
@click.pass_obj
def list_(file: str | None, as_json: bool) -> int:
    """Show the working copies that have a slot, with their numbers."""
    loaded = _loaded(file)
    here = here_of(loaded.portmap, loaded.path)
    _print_copies(loaded, here.copies, as_json=as_json)
    if not here.copies and not as_json:
        click.echo("no working copy has a slot: 'portbook instance add' gives one", err=True)
    return 0


@command.command("remove")
@click.option("--project", "-p", metavar="P", help="Only of this project.")
@click.option("--force", is_flag=True, help="Also overwrite what was edited by hand.")
@click.argument("name", required=False)
@click.pass_obj
def remove(file: str | None, project: str | None, force: bool, name: str | None) -> int:
    """Free the slot of NAME and remove its files; without NAME, of copies without a folder."""
    from portbook.cli.installing import uninstall_copy
    from portbook.machine.copies import local_file

    loaded = _loaded(file)
    with alone(local_file(loaded.path).parent):
        here = here_of(loaded.portmap, loaded.path)
        if name is None:
            gone = [each for each in here.copies if not each.path.is_dir()]
        else:
            gone = chosen_copies(here, name)
        gone = [each for each in gone if project in (None, each.project)]
        status = max([uninstall_copy(loaded, each, force=force) for each in gone], default=0)
        if status:
            return status
        _write_copies(here, loaded.path, [each for each in here.copies if each not in gone])
    for each in gone:
        click.echo(f"{each.project}: slot {each.slot} of {each.name} is free again", err=True)
    if not gone:
        click.echo("every copy's folder exists: name the one to remove", err=True)
    return 0


@command.command("env")
@click.option(
    "--format",
    "form",
    type=click.Choice(("shell", "dotenv", "json")),
    default="shell",
    help="`export` lines, a .env file, or an object.",
)
@click.argument("name", required=False)
@click.pass_obj
def env(file: str | None, form: str, name: str | None) -> int:
    """Print the variables of a working copy, for a shell, direnv or mise.

    Without NAME, those of this folder's copy; in no copy, those of the project itself.
    """
    from portbook.derive.variables import PROJECT_FILE, variables
    from portbook.model.instances import compose_name
    from portbook.text.dotenv import dotenv_value

    loaded = _loaded(file)
    here = here_of(loaded.portmap, loaded.path)
    copies = chosen_copies(here, name)
    if copies:
        names = [each.project for each in copies]
    else:
        names = [each.name for each, _ in _projects_at(loaded, here, Path.cwd(), None, own=True)]
    copied = as_copies(loaded, copies)
    assert copied.wiring is not None
    values: dict[str, str] = {}
    for project in (copied.portmap.projects[each] for each in names):
        if called := compose_name(project):
            values["COMPOSE_PROJECT_NAME"] = called
        listed = variables(copied.wiring, project, project.default).get(PROJECT_FILE, [])
        values |= {each.name: each.value for each in listed if each.value is not None}
    if form == "json":
        click.echo(json.dumps(values, ensure_ascii=False))
        return 0
    for variable, value in values.items():
        if form == "shell":
            click.echo(f"export {variable}={shlex.quote(value)}")
        elif (spelling := dotenv_value(value)) is not None:
            click.echo(f"{variable}={spelling}")
    return 0


def _loaded(file: str | None) -> Loaded:
    """The map; the command ends where it has errors, since numbers would then mean nothing."""
    loaded = load_map(file)
    errors = [each for each in loaded.problems if each.severity == "error"]
    if not loaded.understood or errors:
        print_findings(errors, loaded.path.name)
        raise click.exceptions.Exit(status_of(loaded, errors))
    return loaded


def _projects_at(
    loaded: Loaded, here: Here, folder: Path, name: str | None, *, own: bool = False
) -> list[tuple[Project, Path]]:
    """The projects that a folder is a working copy of, each with the folder of its copy there.

    By the worktree's main checkout; a folder that is no worktree needs the project's name, unless
    the map has only one. `own`: the project's own checkout will do as well.
    """
    from portbook.cli.naming import refuse_others
    from portbook.machine.copies import worktree_of

    portmap = loaded.portmap
    refuse_others("project", [name], portmap.projects)
    wanted = [each for each in portmap.projects.values() if name in (None, each.name)]
    worktree = worktree_of(folder)
    mains = [(each, main) for each in wanted if (main := here.main_checkout(each)) is not None]
    found = []
    for project, main in mains:
        if worktree is not None and worktree.main in (main, *main.parents):
            root = worktree.root / main.relative_to(worktree.main)
            if folder in (worktree.root, root) or root in folder.parents:
                found.append((project, root))
    themselves = [] if found else [(e, at) for e, at in mains if at in (folder, *folder.parents)]
    if themselves and own:
        return themselves
    if themselves and worktree is None:
        project, main = themselves[0]
        raise click.UsageError(
            f"{as_typed(main)} is {project.name} itself, and has its numbers. A copy is made with "
            f"'git worktree add ../{project.name}-fix -b fix'."
        )
    if not found and len(wanted) == 1:
        return [(wanted[0], worktree.root if worktree else folder)]
    if not found:
        raise click.UsageError(
            f"{as_typed(folder)} is no working copy of a project of {loaded.path.name} that this "
            "machine knows of: name it with --project."
        )
    return found


def _slot_for(
    loaded: Loaded, project: Project, root: Path, name: str | None, copies: list[Copy]
) -> Copy:
    """The copy at a folder: the one that it is, else a new one in the lowest free slot."""
    from portbook.machine.copies import Copy, free_slot, instance_name
    from portbook.model.reference import NAME

    own = [each for each in copies if each.project == project.name]
    known = next((each for each in own if each.path == root), None)
    if known is not None and name in (None, known.name):
        return known
    called = name or instance_name(project.name, root)
    if re.fullmatch(NAME, called) is None:
        raise click.UsageError(f"'{called}' cannot be a copy's name: write one such as login-fix.")
    if known is not None:
        return known._replace(name=called)
    other = next((each for each in own if each.name == called), None)
    if other is not None and other.path.is_dir():
        raise click.UsageError(
            f"{project.name} has a copy '{called}' in {as_typed(other.path)}: give another NAME."
        )
    if other is not None:
        return other._replace(path=root)
    portmap = loaded.portmap
    slot = free_slot(portmap, project, copies)
    if slot is None:
        there = [each for each in copies if each.project != project.name or each.path.is_dir()]
        slot = free_slot(portmap, project, there)
        gone = "".join(each.name for each in own if each.slot == slot)
        if gone:
            click.echo(f"slot {slot} was that of {gone}, whose folder is gone", err=True)
    if slot is None:
        _full(portmap, project, own)
    return Copy(project.name, called, slot, root)


def _full(portmap: PortMap, project: Project, own: list[Copy]) -> NoReturn:
    """Say who has the slots, and what makes room."""
    from portbook.model.instances import range_of, slots_of

    count = len(slots_of(portmap, project))
    held = ", ".join(f"{each.slot} {each.name}" for each in sorted(own, key=lambda e: e.slot))
    click.echo(f"not added: no slot of {project.name} is free, of {count}: {held}", err=True)
    within = range_of(portmap, project)
    more = f"'instances: {{count: {count + 10}}}' in the map makes"
    if within is not None:
        more = f"a longer range {within.name} (now {within.ports}) has room for"
    click.echo(f"hint: 'portbook instance remove NAME' frees one; {more} more", err=True)
    raise click.exceptions.Exit(FINDINGS)


def _write_copies(here: Here, map_path: Path, copies: list[Copy]) -> None:
    """ports.local.yaml with these copies; gone where it says nothing else."""
    from portbook.disk.apply import remove, write_atomically
    from portbook.machine.copies import local_file, with_section

    path = local_file(map_path)
    source = Source.load(path) if path.is_file() else Source(path.name, "")
    text = with_section(source, here.root, copies, path.parent)
    with writing():
        if text and text != source.text:
            write_atomically(path, text.encode(), durable=True)
        elif not text:
            remove(path)


def _claims(loaded: Loaded, copy: Copy) -> list[dict[str, Any]]:
    from portbook.targets.rows import claim_rows

    copied = as_copies(loaded, [copy]).portmap
    default = copied.projects[copy.project].default.name
    return [
        each
        for each in claim_rows(copied)
        if each["project"] == copy.project and each["environment"] == default
    ]


def _print_copies(loaded: Loaded, copies: Iterable[Copy], *, as_json: bool) -> None:
    """For people a line for each copy, its numbers, and what it cannot have for itself."""
    from portbook.model.instances import shared_services

    if as_json:
        rows = [
            {
                **row(each, "project name slot"),
                "path": str(each.path),
                "claims": _claims(loaded, each),
            }
            for each in copies
        ]
        click.echo(json.dumps({"instances": rows}, ensure_ascii=False, indent=1))
        return
    for each in copies:
        gone = "" if each.path.is_dir() else " (the folder is gone)"
        click.echo(f"{each.project} {each.name}: slot {each.slot}, {as_typed(each.path)}{gone}")
        shared = shared_services(loaded.portmap.projects[each.project])
        names = {service.name for service in shared}
        own = [
            f"{claim['service']}{_endpoint(claim)} {claim['port']}"
            for claim in _claims(loaded, each)
            if claim["port"] is not None and claim["service"] not in names
        ]
        click.echo(f"  {', '.join(own)}")
        if shared:
            said = ", ".join(f"{s.name} ({'pinned' if s.pinned else 'elsewhere'})" for s in shared)
            click.echo(f"  shared with the project, so only one can run: {said}")


def _endpoint(claim: dict[str, Any]) -> str:
    return "" if claim["endpoint"] in (None, "default") else f".{claim['endpoint']}"
