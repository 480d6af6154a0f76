"""The whole tool in a few lines: load, check, emit, plan, apply."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from portbook.checks import check, codes, judge
from portbook.derive.calls import Wiring
from portbook.language.files import Folder
from portbook.language.load import Reading, read
from portbook.language.upstreams import LOCAL_NAME
from portbook.text.diagnostic import Diagnostic, any_error, error, sort_key, unreadable
from portbook.text.nodes import Mapping, Scalar, Sequence
from portbook.text.source import Place, Source, UnreadableSource, as_typed
from portbook.upstream.lock import LOCK_NAME
from portbook.upstream.tree_cache import is_large

if TYPE_CHECKING:
    # What only `generate` needs is imported there: `check` starts sooner without it.
    from portbook.disk.checkout import Install
    from portbook.disk.fresh import Inputs
    from portbook.disk.plan import Plan
    from portbook.model.portmap import PortMap, Project
    from portbook.targets.context import Context, Output


@dataclass(frozen=True)
class Loaded:
    """A map that was read and checked; `wiring` is None where the text was no map.

    `problems` hold the findings of reader and checks, in the order of the text. `changed` are the
    projects whose files are made anew: those of the others are as they would be; None: of all.
    """

    path: Path
    problems: list[Diagnostic]
    wiring: Wiring | None
    sources: tuple[Source, ...] = ()
    changed: frozenset[str] | None = None

    @property
    def understood(self) -> bool:
        """Whether the text could be taken for a map at all."""
        return self.wiring is not None and not any(p.code == "syntax" for p in self.problems)

    @property
    def portmap(self) -> PortMap:
        """Of a text that was a map."""
        assert self.wiring is not None
        return self.wiring.portmap

    @cached_property
    def context(self) -> Context:
        from portbook.targets.context import Context
        from portbook.targets.templates import Templates

        assert self.wiring is not None
        own = self.path.parent / "templates"
        return Context(self.portmap, self.wiring, self.path.name, Templates(own))

    @property
    def includes(self) -> tuple[str, ...]:
        """The patterns of the map's `include`."""
        node = self.portmap.origin.node("include")
        items = node.items if isinstance(node, Sequence) else [node]
        return tuple(item.text for item in items if isinstance(item, Scalar))

    @cached_property
    def emitted(self) -> tuple[list[Output], list[Diagnostic]]:
        """The files of the map and of its projects that changed, and what could not be made."""
        from portbook.targets.emit import emit, emit_map

        if self.changed is None:
            return emit(self.context)
        outputs, problems = emit(self.context, self.changed)
        more, further = emit_map(self.context)
        return outputs + more, problems + further

    @cached_property
    def inputs(self) -> Inputs | None:
        """What the output is made from; None where a source has changed since it was read."""
        from portbook.disk.fresh import inputs_of

        paths = []
        for source in self.sources:
            if source.path is None or Source.load(source.path).text != source.text:
                return None
            paths.append(source.path)
        if any(source.upstream for source in self.sources):
            paths += [self.path.with_name(name) for name in (LOCK_NAME, LOCAL_NAME)]
        return inputs_of(self.path, self.output, tuple(paths), self.includes)

    @cached_property
    def in_error(self) -> frozenset[str] | None:
        """The projects that an error has a place in; None where one is of the whole map."""
        found = set()
        for problem in self.problems:
            if problem.severity == "error":
                places = (problem.place, *(place for place, _ in problem.related))
                owners = {name for each in places if (name := self._owner(each)) is not None}
                if not owners:
                    return None
                found |= owners
        return frozenset(found)

    def _owner(self, place: Place) -> str | None:
        """The project that a place is in, its key included."""
        nodes = self.wiring.portmap.origin.nodes if self.wiring is not None else ()
        for node in nodes:
            projects = node.get("projects") if isinstance(node, Mapping) else None
            for key, value in projects.entries() if isinstance(projects, Mapping) else ():
                if key.source is place.source and key.start <= place.start <= value.end:
                    return key.text
                if value.source is place.source and value.start <= place.start <= value.end:
                    return key.text
        return None

    @property
    def output(self) -> Path:
        return self.path.parent / self.portmap.settings.output


def load(path: Path, *, checked: bool = True, locked: bool = False) -> Loaded:
    """Read and check a map; what is wrong with it is in `problems`, nothing is raised.

    `locked`: what ports.lock says of its sources has to be up to date.
    """
    try:
        source = Source.load(path, as_typed(path))
    except UnreadableSource as failure:
        return Loaded(path, [unreadable(failure)], None)
    reading = read(source, files=Folder(path.parent, locked=locked))
    if any(is_large(each) for each in reading.sources):
        from portbook.disk.fresh import cache_trees

        cache_trees(reading)
    return judged(path, reading, checked=checked)


def judged(path: Path, reading: Reading, *, checked: bool = True) -> Loaded:
    """A map that was read, perhaps one that is not written yet, with what is wrong with it."""
    if reading.portmap is None:
        return Loaded(path, list(reading.problems), None, reading.sources)
    wiring = Wiring(reading.portmap)
    problems = judge(reading.portmap, reading.problems) + (check(wiring) if checked else [])
    return Loaded(path, sorted(problems, key=sort_key), wiring, reading.sources)


def generate(
    loaded: Loaded, only: Collection[str] | None = None, *, force: bool = False
) -> tuple[Plan | None, list[Diagnostic]]:
    """What would be written, None where nothing may be, and all that was found wrong.

    A project with an error keeps the files that it has, and the map as a whole with any.
    """
    if not loaded.understood or loaded.in_error is None:
        return None, loaded.problems
    names, whole = loaded.portmap.projects, only is None and not loaded.in_error
    made = frozenset(names if only is None else only) - loaded.in_error
    if not made and not whole:
        return None, loaded.problems
    if loaded.changed is not None:
        made &= loaded.changed
    from portbook.disk.plan import make_plan
    from portbook.targets.emit import emit

    def ours(path: str) -> bool:
        owner = path.split("/", 1)[0]
        return owner in made or (whole and owner not in names)

    loaded.inputs  # noqa: B018 - what is written is made from the files as they are now
    outputs, problems = loaded.emitted if whole else emit(loaded.context, made)
    found = sorted([*loaded.problems, *problems], key=sort_key)
    if any_error(problems):
        return None, found
    return make_plan(
        loaded.output,
        outputs,
        force=force,
        ours=ours,
        within=loaded.path.parent,
        notice=loaded.context.notice,
    ), found


def site(
    loaded: Loaded, folder: Path, *, force: bool = False
) -> tuple[Plan | None, list[Diagnostic]]:
    """What would be written of the published map, whose findings are a page of it.

    None where the text is no map, or where a template of the site fails.
    """
    if not loaded.understood:
        return None, loaded.problems
    from portbook.disk.plan import make_plan
    from portbook.targets.site.emit import asset_outputs, emit_site
    from portbook.targets.templates import TemplateProblem

    context = loaded.context
    try:
        pages = emit_site(context, loaded.problems, codes())
        outputs = [*pages, *asset_outputs(context.templates)]
    except TemplateProblem as failure:
        place = context.portmap.place("projects", key=True)
        return None, [error("bad-value", str(failure), place, hint="fix the template")]
    notice = f"Generated from {context.source} by"
    return make_plan(folder, outputs, force=force, notice=notice), loaded.problems


def write(
    loaded: Loaded, plan: Plan | None, *, whole: bool, texts: Collection[tuple[Path, bytes]] = ()
) -> None:
    """Carry out a plan, if any, together with `texts` of the map's own; of the `whole` map, leave a
    stamp that spares the next run the work."""
    from portbook.disk.apply import apply
    from portbook.disk.fresh import write_stamp

    apply(*([plan] if plan else []), texts=texts, home=loaded.path.resolve().parent)
    sound = plan is not None and not plan.blocked and not any_error(loaded.problems)
    if whole and sound and loaded.inputs is not None:
        write_stamp(loaded.output, loaded.inputs)


def install(
    loaded: Loaded,
    project: Project,
    checkout: Path,
    *,
    written: Loaded | None = None,
    force: bool = False,
) -> Install:
    """What would change in a checkout, so that it holds what is generated for its project.

    Where the project is a working copy, `written` is the map without it: a copy begins as its
    repository has it, with the project's files. May raise TemplateProblem, where a template of the
    user's fails.
    """
    from portbook.disk.checkout import plan_install
    from portbook.disk.wanted import wanted_files

    wanted, compose = wanted_files(loaded.context, project, checkout)
    known = {}
    if written is not None:
        own = written.context.portmap.projects[project.name]
        files = wanted_files(written.context, own, checkout)[0]
        known = {each.path: each.text for each in files if each.shared is None}
    return plan_install(
        checkout,
        wanted,
        notice=loaded.context.notice,
        compose=compose,
        known=known,
        force=force,
    )
