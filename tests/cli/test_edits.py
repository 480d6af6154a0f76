"""What a dry run says will be written is what then is written, however little of it is made."""

from __future__ import annotations

import contextlib
import io
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from portbook.cli.edits import (
    Preview,
    files_of,
    preview,
    print_fresh,
    print_written,
    write,
)
from portbook.cli.loading import read_map
from portbook.edit.change import Change, Refused
from portbook.edit.verify import verify
from portbook.project import generate, load
from portbook.project import write as write_generated
from portbook.targets.gitfiles import STAMP
from portbook.text.record import RECORD
from tests.edit.linked import changes, linked_maps
from tests.support.files import read_files
from tests.support.tries import tries


def previewed(path: Path, change: Change) -> Preview:
    """An edit that is made whatever the map says then."""
    reading, _ = read_map(path)
    return preview(path, reading, verify(reading, [change]), force=True)


def said(found: Preview) -> str:
    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(out):
        print_written(found, dry_run=True)
        print_fresh(found)
    return out.getvalue()


@settings(max_examples=tries(15), deadline=None, suppress_health_check=list(HealthCheck))
@given(text=linked_maps(), data=st.data())
def test_a_dry_run_lists_what_is_written(text: str, data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "ports.yaml")
        path.write_text(text)
        loaded = load(path)
        plan, problems = generate(loaded)
        assert plan is not None, problems
        write_generated(loaded, plan, whole=True)
        assert loaded.wiring is not None
        change = data.draw(changes(loaded.wiring.portmap))
        try:
            found = previewed(path, change)
        except Refused:
            assume(False)
        assert found.after.changed is not None
        stamp = Path(folder, "generated", STAMP)
        kept = stamp.read_bytes()
        stamp.unlink()
        whole = previewed(path, change)
        assert whole.after.changed is None
        assert said(found) == said(whole)
        stamp.write_bytes(kept)
        before = read_files(Path(folder))
        write(found)
        after = read_files(Path(folder))
        written = {name for name in {*before, *after} if before.get(name) != after.get(name)}
        listed = {name.removeprefix(f"{folder}/") for name in files_of(found)}
        assert listed == written - {f"generated/{STAMP}", f"generated/{RECORD}"}
        again, _ = generate(load(path))
        assert again is None or again.clean
