"""`portbook update`: other repositories' maps, pinned anew."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from portbook.cli.loading import (
    FINDINGS,
    NOT_UNDERSTOOD,
    complain,
    map_path,
    print_findings,
    read_map,
)

if TYPE_CHECKING:
    from portbook.language.load import Reading
    from portbook.model.portmap import Upstream
    from portbook.upstream.git import Fetched
    from portbook.upstream.lock import Pin

AT_ONCE = 8
"""Repositories asked side by side."""


@click.command("update")
@click.option("--locked", is_flag=True, help="Fetch what ports.lock names, and change nothing.")
@click.option("--vendor", is_flag=True, help="Also store the texts in .portbook/sources/.")
@click.option("--force", is_flag=True, help="Write the lock even if the map has new errors.")
@click.option("--dry-run", is_flag=True, help="Write nothing; print what would change.")
@click.argument("name", nargs=-1)
@click.pass_obj
def command(
    file: str | None, locked: bool, vendor: bool, force: bool, dry_run: bool, name: tuple[str, ...]
) -> int:
    """Fetch the maps of the repositories under `sources`, and pin their current versions.

    Without NAME, all of them. Changes in meaning and new findings are printed before anything is
    written; if there are new errors, ports.lock is not changed. No other command fetches maps.
    """
    from portbook.cli.naming import refuse_others
    from portbook.cli.writing import alone, writing
    from portbook.disk.fresh import cache_trees
    from portbook.text.source import UnreadableSource
    from portbook.upstream.lock import LOCK_NAME, read_lock

    path = map_path(file)
    # With what is pinned of its sources now; it need not be whole yet.
    before, portmap = read_map(path)
    if not portmap.sources:
        raise click.UsageError("the map has no 'sources'.")
    refuse_others("source", name, portmap.sources)
    rules = [rule for rule in portmap.sources.values() if not name or rule.name in name]
    with writing(), alone((path.parent / LOCK_NAME).resolve().parent):
        try:
            pins = read_lock(path.parent)
        except UnreadableSource as failure:
            click.echo(f"{failure.place}: {failure.message}", err=True)
            return NOT_UNDERSTOOD
        fetched, failed = _fetch_all(rules, pins, locked=locked)
        kept = {key: pin for key, pin in pins.items() if key in portmap.sources}
        new = pins if locked else kept | {key: each.pin for key, each in fetched.items()}
        texts = {each.pin.sha256: each.data for each in fetched.values()}
        if new == pins and not failed:
            click.echo(f"{LOCK_NAME} is up to date")
        after, worse = _print_changes(path, before, new, texts) if new != pins else (None, False)
        if dry_run or (worse and not force):
            if worse:
                said = f"{LOCK_NAME} stays as it is: the map would have new errors"
                complain(said, "'portbook update --force' writes it anyway")
            return FINDINGS if worse or failed else 0
        _write(path.parent, pins, new, texts, vendor=vendor)
        if after is not None:
            cache_trees(after)
    return FINDINGS if failed else 0


def _fetch_all(
    rules: list[Upstream], pins: dict[str, Pin], *, locked: bool
) -> tuple[dict[str, Fetched], bool]:
    """What was fetched, and whether some was not, which is told; one that is slow holds up no
    other."""
    from concurrent.futures import ThreadPoolExecutor

    from portbook.upstream.git import CannotFetch, Git, as_pinned

    def one(rule: Upstream) -> Fetched | str:
        pin = pins.get(rule.name)
        try:
            if not locked:
                return Git(rule.name, rule.git, rule.rev, rule.path, pin).current()
            if pin is None:
                raise CannotFetch("it is not in ports.lock", "'portbook update' pins it")
            return as_pinned(pin)
        except CannotFetch as failure:
            return f"{failure.message}; {failure.hint}" if failure.hint else failure.message

    with ThreadPoolExecutor(AT_ONCE) as pool:
        results = dict(zip((rule.name for rule in rules), pool.map(one, rules), strict=True))
    for name, each in results.items():
        if note := each if isinstance(each, str) else each.note:
            click.echo(f"{name}: {note}", err=True)
    fetched = {name: each for name, each in results.items() if not isinstance(each, str)}
    return fetched, len(fetched) < len(results)


def _print_changes(
    path: Path, before: Reading, pins: dict[str, Pin], texts: dict[str, bytes]
) -> tuple[Reading, bool]:
    """What the new pins make of the map, and whether they bring new errors; what they change in
    meaning is printed."""
    from portbook.compare.compare import Checked, compare
    from portbook.compare.report import render
    from portbook.language.files import Folder
    from portbook.language.load import read
    from portbook.language.upstreams import Pins
    from portbook.project import judged

    base = path.parent
    files = Folder(base, pins=Pins(base, pins, {}, texts))
    reading = read(before.sources[0], files=files)
    after = judged(path, reading)
    if after.wiring is None:
        print_findings(after.problems, path.name)
        return reading, True
    was = judged(path, before)
    assert was.wiring is not None
    difference = compare(
        Checked("the pinned sources", was.wiring, was.problems),
        Checked("the new ones", after.wiring, after.problems),
    )
    click.echo(render(difference, "text"), nl=False)
    return reading, any(each.severity == "error" for each in difference.new)


def _write(
    base: Path, old: dict[str, Pin], pins: dict[str, Pin], texts: dict[str, bytes], *, vendor: bool
) -> None:
    """The texts first, which nobody reads without a line in the lock; the lock last."""
    from portbook.cli.terminal import print_names
    from portbook.disk.apply import remove, write_atomically
    from portbook.upstream.lock import LOCK_NAME, VENDOR, cached, lock_text, pinned_source, vendored

    for digest, data in texts.items():
        if not cached(digest).is_file() or cached(digest).read_bytes() != data:
            write_atomically(cached(digest), data)
    kept = vendor or (base / VENDOR).is_dir()
    for name, pin in pins.items() if kept else ():
        data = texts.get(pin.sha256) or pinned_source(base, pin).data
        if not vendored(base, name).is_file() or vendored(base, name).read_bytes() != data:
            write_atomically(vendored(base, name), data)
    if pins != old:
        write_atomically(base / LOCK_NAME, lock_text(pins.values()).encode(), durable=True)
        print_names("written", [LOCK_NAME])
    for name in old.keys() - pins.keys() if kept else ():
        remove(vendored(base, name))
