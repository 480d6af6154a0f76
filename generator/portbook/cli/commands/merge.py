"""`portbook merge`: the Git merge driver for ports.yaml."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from portbook.cli.loading import FINDINGS, MAP_NAME, NOT_UNDERSTOOD, complain, map_path, read_map
from portbook.text.diagnostic import legible
from portbook.text.source import Source, UnreadableSource, as_typed
from portbook.upstream.lock import LOCK_NAME, BadLock, merged_lock

if TYPE_CHECKING:
    from portbook.edit.merge import Collision, Sides
    from portbook.language.load import Reading

MOST_MOVES = 1000


def _install(file: str | None) -> int:
    """Tell Git of the driver: what it runs is this clone's affair, for which files is committed."""
    from portbook.cli.writing import writing
    from portbook.disk.apply import write_atomically
    from portbook.text.nodes import Scalar, Sequence

    path = map_path(file).absolute()
    _, portmap = read_map(path)
    includes = portmap.origin.node("include")
    own = shutil.which("portbook")
    program = "portbook" if own else f"{shlex.quote(Path(sys.executable).as_posix())} -m portbook"
    for key, value in (
        ("merge.portbook.name", "portbook: services of both sides, each with a number of its own"),
        ("merge.portbook.driver", f"{program} merge %O %A %B %P"),
        ("merge.generated.name", "portbook generate writes these anew"),
        ("merge.generated.driver", "true"),
    ):
        if _git("-C", str(path.parent), "config", "--local", key, value).returncode:
            raise click.ClickException(f"{path.parent} is in no Git repository.")
    output = portmap.settings.output
    listed = includes.items if isinstance(includes, Sequence) else (includes,)
    included = [each.text for each in listed if isinstance(each, Scalar)]
    mapped = [path.name, LOCK_NAME, *included]
    # No pattern of gitattributes(5) holds a blank: behind one a map might say anything.
    wanted = [f"{each} merge=portbook" for each in mapped if each.split() == [each]]
    wanted += [f"{output}/** merge=generated", f"{output}/.portbook.json merge=union"]
    attributes = path.parent / ".gitattributes"
    text = attributes.read_text(encoding="utf-8") if attributes.exists() else ""
    missing = [each for each in wanted if each not in text.splitlines()]
    if missing:
        begin = text if not text or text.endswith("\n") else f"{text}\n"
        with writing():
            write_atomically(attributes, (begin + "\n".join(missing) + "\n").encode())
    said = "commit it" if missing else "already there"
    click.echo(f"{as_typed(attributes)}: which files portbook merges; {said}", err=True)
    click.echo(f"this clone's configuration: {program} merge", err=True)
    return 0


def _git(*words: str) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(["git", *words], capture_output=True, check=False)
    except FileNotFoundError:
        raise click.ClickException("the git command is not here.") from None


@click.command("merge")
@click.option("--install", is_flag=True, help="Configure Git to call it, in this clone.")
@click.argument("base", type=click.Path(path_type=Path), required=False, metavar="BASE")
@click.argument("ours", type=click.Path(path_type=Path), required=False, metavar="OURS")
@click.argument("theirs", type=click.Path(path_type=Path), required=False, metavar="THEIRS")
@click.argument("name", required=False)
@click.pass_obj
def command(
    file: str | None,
    install: bool,
    base: Path | None,
    ours: Path | None,
    theirs: Path | None,
    name: str | None,
) -> int:
    """Merge THEIRS into OURS, both made from BASE; Git calls it with %O %A %B %P.

    `portbook merge --install` tells Git to. Of ports.lock, both branches' sources are kept.

    Services of both branches are kept. Where both took one number, theirs moves to the next free
    one. Contradictions are left with conflict markers, as by Git's own merge, and the exit status
    is 1.
    """
    from portbook.disk.apply import write_atomically
    from portbook.edit.merge import CannotMerge, Sides

    if install:
        return _install(file)
    if base is None or ours is None or theirs is None:
        raise click.UsageError("name three files, BASE OURS THEIRS, or say --install.")
    shown = legible(name or ours.name)  # %P is whatever a branch calls its file
    if Path(shown).name == LOCK_NAME:
        return _merge_locks(base, ours, theirs, shown)
    proposals = [_by_lines(base, ours, theirs), _by_lines(base, ours, theirs, "--union")]
    try:
        sources = []
        for path, said in ((base, "base"), (ours, "ours"), (theirs, "theirs")):
            try:
                sources.append(Source.load(path, f"{shown} ({said})"))
            except UnreadableSource as failure:
                raise CannotMerge(f"{failure.place}: {failure.message}") from None
        made, told = _merged(Sides(*sources), proposals, shown)
    except CannotMerge as failure:
        write_atomically(ours, proposals[0])
        hint = "resolve it by hand between the conflict markers"
        complain(f"{shown}: not merged: {failure}", hint)
        return FINDINGS
    write_atomically(ours, made.data)
    for line in told:
        click.echo(f"{shown}: {line}", err=True)
    return 0


def _merge_locks(base: Path, ours: Path, theirs: Path, name: str) -> int:
    from portbook.disk.apply import write_atomically

    texts = [each.read_text(encoding="utf-8", errors="replace") for each in (base, ours, theirs)]
    try:
        made, reason = merged_lock(*texts), "both branches changed one source"
    except BadLock as failure:
        made, reason = None, failure.message
    if made is None:
        write_atomically(ours, _by_lines(base, ours, theirs))
        complain(f"{name}: not merged: {reason}", "take either side, then 'portbook update'")
        return FINDINGS
    write_atomically(ours, made.encode())
    return 0


def _by_lines(base: Path, ours: Path, theirs: Path, *options: str) -> bytes:
    """What Git makes of the three, line by line."""
    names = [option for each in ("ours", "base", "theirs") for option in ("-L", each)]
    order = [str(each) for each in (ours, base, theirs)]
    done = _git("merge-file", "-p", *options, *names, *order)
    # The number of conflicts, up to 127; more is a failure (git-merge-file(1)).
    if done.returncode > 127:
        message = done.stderr.decode(errors="replace").strip()
        click.echo(f"git merge-file: {message}", err=True)
        raise click.exceptions.Exit(NOT_UNDERSTOOD)
    return done.stdout


def _merged(sides: Sides, proposals: list[bytes], name: str) -> tuple[Source, list[str]]:
    from portbook.edit.merge import CannotMerge, merged_text, newcomers

    def read_whole(text: Source) -> Reading:
        return _whole_map(Source(name, text.text, Path(name)))

    texts = [each.decode("utf-8", "replace").removeprefix("\ufeff") for each in proposals]
    made = merged_text(sides, texts, read_whole)
    reading = read_whole(made)
    if reading.portmap is None:
        raise CannotMerge(reading.problems[0].message)
    theirs = list(newcomers(sides, reading.portmap))
    return _move_collisions(made, reading, theirs, name)


def _move_collisions(
    made: Source, reading: Reading, theirs: list[tuple[str, str]], name: str
) -> tuple[Source, list[str]]:
    """Move theirs until none of them meets anybody else."""
    from portbook.cli.free_port import resolve_move
    from portbook.edit.change import Refused
    from portbook.edit.merge import collisions
    from portbook.edit.verify import verify

    told: list[str] = []
    stuck: set[object] = set()
    for _ in range(MOST_MOVES):
        assert reading.portmap is not None
        found = [each for each in collisions(reading.portmap, theirs) if each.moved not in stuck]
        if not found:
            break
        meeting = found[0]
        try:
            who, environment = _named(meeting), meeting.moved.environment
            move = resolve_move(reading.portmap, who, "next", environment, None, force=False)
            edit = verify(reading, [move])
        except (Refused, click.ClickException, click.exceptions.Exit) as failure:
            stuck.add(meeting.moved)
            held = f"{meeting.port}, which {meeting.claim.who} holds"
            told.append(f"{_named(meeting)} keeps {held}: {failure}")
            continue
        reading = edit.reading
        texts = {each.before.name: each.after for each in edit.files}
        made = texts.get(name, made)
        told.append(
            f"{_named(meeting)} moves from {meeting.port} to {move.number.port}: "
            f"{meeting.claim.who} has {meeting.port}"
        )
    return made, told


def _named(meeting: Collision) -> str:
    project, service, endpoint, _ = meeting.moved
    return f"{project}/{service}" if endpoint == "default" else f"{project}/{service}.{endpoint}"


def _whole_map(source: Source) -> Reading:
    """The whole map with a text in it: an included file's map lies in its folder or above."""
    from portbook.language.load import read

    assert source.path is not None
    for folder in source.path.parents:
        main = folder / MAP_NAME
        if main == source.path or not main.is_file():
            continue
        reading = read(Source.load(main, str(main)), {source.name: source})
        if any(each.name == source.name for each in reading.sources):
            return reading
    return read(source)
