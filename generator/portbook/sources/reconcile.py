"""Gives each service one name and one project in all the facts of a checkout's files.

Only what is certain is joined: a folder that a compose service is built from, a variable that a
compose file fills a port in with, a service of the same name, a number or a kind that one service
alone has.
"""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path

from portbook.sources.found import (
    Fact,
    Found,
    FoundChange,
    FoundClaim,
    FoundProject,
    FoundRange,
    FoundService,
)
from portbook.sources.kinds import kind_of_name, kind_of_scheme
from portbook.sources.naming import environment_of, slug
from portbook.sources.program import SOURCES
from portbook.sources.readers import Reader, reader_of_name, sort_of_name


def reconciled(found: Found, root: str) -> Found:
    """The same facts with names, folders and kinds of their services settled; `root` is the
    checkout as the person named it."""
    found = _placed(_set_aside(found), root)
    found = _built(found, root)
    names = _Names(found)
    settled = [names.settled(each) for each in found.claims]
    claims = _without_repeats(settled, names.recipes)
    taken = {each.service for each in claims}
    services = [replace(each, name=names.alike(each.name)) for each in found.services]
    # A .env file's `DATABASE_URL` made a service whose claim has another name now.
    services = [each for each in services if each.compose or each.name in taken or each.start]
    found.put(FoundClaim, _firm(claims))
    found.put(FoundService, services)
    return found


def _set_aside(found: Found) -> Found:
    """With whole hundreds that a document gives to a name which nothing else knows as ranges."""

    def is_told(fact: FoundClaim | FoundService) -> bool:
        return sort_of_name(fact.path) == "markdown"

    def is_wide(claim: FoundClaim) -> bool:
        first, last = claim.port or 0, claim.port_end or 0
        whole = first % 100 == 0 and last % 100 == 99
        return is_told(claim) and whole and claim.transport in (None, "tcp")

    known = {each.service for each in found.claims if not is_wide(each)}
    known |= {each.name for each in found.services if not is_told(each)}
    wide = [each for each in found.claims if is_wide(each) and each.service not in known]
    gone = {each.service for each in wide}
    ranges = [
        FoundRange(each.path, each.line, each.port or 0, each.port_end, each.service)
        for each in wide
    ]
    kept = [each for each in found.facts if _name(each) not in gone]
    return replace(found, facts=[*kept, *ranges])


def _name(fact: Fact) -> str | None:
    """Of the service that a fact is about."""
    if isinstance(fact, FoundClaim):
        return fact.service
    return fact.name if isinstance(fact, FoundService) else None


def _placed(found: Found, root: str) -> Found:
    """Services get the folder of the file that tells of them, below the checkout's root; of a .env
    file, which tells of what is called from there, too, only what is called as its folder."""
    services = []
    for each in found.services:
        folder, directory = _SORTING.sub("", _folder(each.path, root)), each.directory
        build = each.build
        if build and not each.compose:
            build = os.path.normpath(os.path.join(folder, build))  # noqa: PTH118
        if sort_of_name(each.path) == "dotenv" and slug(each.name) != slug(folder):
            folder = ""
        if not each.compose:
            directory = directory or folder or None
        elif each.stack:
            outside = each.build in (None, ".") or (each.build or "").startswith(("..", "/"))
            directory = None if outside else each.build
        elif directory is not None:
            directory = os.path.normpath(os.path.join(folder, directory))  # noqa: PTH118
            directory = None if directory == "." or directory.startswith("..") else directory
        services.append(replace(each, directory=directory, build=build))
    found.put(FoundService, services)
    return found


_SORTING = re.compile(r"(?:^|/)(?:src/main/resources(?:/config)?|Properties|\.mise|\.config)$")
"""Folders that a program's settings lie in, below its own: Maven's standard layout, .NET, mise."""


def _folder(path: str, root: str) -> str:
    """The folder of a file below the checkout's root, "" for the root itself."""
    folder = os.path.relpath(os.path.dirname(path) or ".", root or ".")  # noqa: PTH120
    return "" if folder == "." or folder.startswith("..") else folder.replace(os.sep, "/")


_IMAGE_FILES = ("Dockerfile", "Containerfile")
_OWN_FILES = ("package.json", "vite.config", *_IMAGE_FILES)


def _built(found: Found, root: str) -> Found:
    """What one compose service alone is built from bears that service's name.

    Of a folder that several are built from, a Dockerfile which is not the one of a single service
    says nothing: the folder is no service beside them.
    """
    own = _names_of_built(found, root)
    paths = {each.path for each in found.claims} | {each.path for each in found.services}
    packages = {
        _folder(each, root)
        for each in paths
        if os.path.basename(each).startswith(_OWN_FILES)  # noqa: PTH119
        or sort_of_name(each) == "dockerfile"
    }

    def told(claim: FoundClaim) -> FoundClaim:
        folder = _folder(claim.path, root)
        near = {folder, os.path.dirname(folder)} - {""}  # noqa: PTH120
        if claim.service not in PROXIES or (claim.path, claim.service) in own:
            return claim
        if claim.reference or claim.stack or not near & packages:
            return claim
        # The nginx in an image that a package makes, and that no stack runs.
        return replace(claim, port=None, port_end=None, container_port=claim.port)

    claims = [
        replace(each, service=to)
        for each in map(told, found.claims)
        if (to := own.get((each.path, each.service), each.service)) is not None
    ]
    services = [each for each in found.services if each.compose]
    services += [
        replace(each, name=to)
        for each in found.services
        if not each.compose and (to := own.get((each.path, each.name), each.name)) is not None
    ]
    found.put(FoundClaim, claims)
    found.put(FoundService, services)
    return found


def _names_of_built(found: Found, root: str) -> dict[tuple[str, str], str | None]:
    """By file and name, what is called otherwise; None for what is no service."""
    owners = _owners(found.services)
    own: dict[tuple[str, str], str | None] = {}
    told = [(each.path, each.service) for each in found.claims]
    told += [(each.path, each.name) for each in found.services if not each.compose]
    declared = {(each.path, each.name) for each in found.services if each.compose}
    # A compose file may be linked to from where its relative folders are right.
    seen = {_folder(path, root) for path, _ in told}
    absent = {
        os.path.basename(folder): names  # noqa: PTH119
        for folder, names in owners.items()
        if folder not in seen and names == {os.path.basename(folder)}  # noqa: PTH119
    }
    for path, name in told:
        folder, base = _folder(path, root), os.path.basename(path)  # noqa: PTH119
        file = f"{folder}/{base}".lstrip("/")
        if name in PROXIES and (path, name) not in declared:
            named = _proxy(file, name, owners.get(folder) or set(), found.services)
            if len(named) == 1:
                own[path, name] = next(iter(named))
        elif name not in _BESIDE and (
            base.startswith(_OWN_FILES) or sort_of_name(base) == "program"
        ):
            inside = os.path.basename(folder) in SOURCES  # noqa: PTH119
            above = os.path.dirname(folder) if inside else folder  # noqa: PTH120
            named = owners.get(file) or owners.get(folder) or owners.get(above) or set()
            named = named or absent.get(os.path.basename(folder), set())  # noqa: PTH119
            if len(named) == 1:
                own[path, name] = next(iter(named))
            elif named and base.startswith(_IMAGE_FILES):
                own[path, name] = None
    return own


def _owners(services: list[FoundService]) -> dict[str, set[str]]:
    """Who is built from a folder, or from an image's file, by their paths in the checkout."""
    owners: dict[str, set[str]] = {}
    for each in services:
        if each.compose and each.build is not None:
            owners.setdefault(each.directory or "", set()).add(each.name)
            if each.dockerfile:
                file = os.path.normpath(each.dockerfile)
                owners.setdefault(file, set()).add(each.name)
                base = os.path.basename(file)  # noqa: PTH119
                # `Dockerfile.tests` makes another image than that of the folder's package.
                if base in _IMAGE_FILES or environment_of(base):
                    owners.setdefault(os.path.dirname(file), set()).add(each.name)  # noqa: PTH120
    return owners


PROXIES = ("nginx", "caddy")
"""What their files are taken for, whoever runs them."""


def _proxy(path: str, kind: str, built: set[str], services: list[FoundService]) -> set[str]:
    """Who sees the file in its container, is `built` from its folder, or is alone of the kind."""
    shown = {
        each.name
        for each in services
        if any(path == mount or path.startswith(f"{mount}/") for mount in each.mounts)
    }
    alike = {each.name for each in services if each.compose and each.kind == kind}
    near = built if "/" in path else set()
    return shown or near or alike or built


_BESIDE = ("storybook", "studio")
"""Services that a package starts beside what it is itself."""


class _Names:
    """Looks up which service a claim of a .env file, a proxy or a document is about."""

    def __init__(self, found: Found) -> None:
        self.variables: dict[str, set[str]] = {}
        self.numbers: dict[int, set[str]] = {}
        self.kinds: dict[str, set[str]] = {}
        self.names: dict[str, str] = {}
        readers = {path: reader_of_name(path) for path in {each.path for each in found.claims}}
        # Makefiles and scripts, by their paths.
        self.recipes = {path: each for path, each in readers.items() if each and each.recipes}
        for claim in sorted(found.claims, key=lambda each: each.path in self.recipes):
            if _weak(claim) or (claim.path in self.recipes and claim.port in self.numbers):
                continue
            if claim.variable:
                self.variables.setdefault(claim.variable, set()).add(claim.service)
            if claim.port is not None and claim.environment in (None, "development"):
                self.numbers.setdefault(claim.port, set()).add(claim.service)
            self.names.setdefault(_key(claim.service), claim.service)
        for service in found.services:
            if service.compose:
                self.names[_key(service.name)] = service.name
            if service.kind and service.compose:
                self.kinds.setdefault(service.kind, set()).add(service.name)

    def alike(self, name: str) -> str:
        return self.names.get(_key(name), name)

    def settled(self, claim: FoundClaim) -> FoundClaim:
        name = _key(claim.service)
        if not _weak(claim) and claim.path not in self.recipes:
            return replace(claim, service=self.names.get(name, claim.service))
        for found in (
            self.variables.get(claim.variable or ""),
            {self.names[name]} if name in self.names else None,
            self.numbers.get(claim.port) if claim.port is not None else None,
            self.kinds.get(kind_of_scheme(claim.scheme) or kind_of_name(claim.service) or ""),
        ):
            if found is not None and len(found) == 1:
                return replace(claim, service=next(iter(found)))
        return claim


def _key(name: str) -> str:
    """What spellings of one name share; a name without a Latin letter has no slug."""
    return slug(name) or name.casefold()


def _weak(claim: FoundClaim) -> bool:
    """Facts whose service was only guessed from a variable's or a route's name."""
    base = os.path.basename(claim.path).lower()  # noqa: PTH119
    return claim.reference or (claim.variable is not None and "env" in base.split("."))


def _without_repeats(claims: list[FoundClaim], recipes: dict[str, Reader]) -> list[FoundClaim]:
    """Recipes make a service only where nothing else claims the number; what a script starts may
    well run inside a container, where it starts none itself."""
    held: dict[int | None, str] = {}
    for claim in claims:
        # Whether a document means the same service is decided by who drafts the map.
        told = claim.reference or claim.path in recipes or sort_of_name(claim.path) == "markdown"
        if not told:
            held.setdefault(claim.port, claim.service)
    kept = []
    for claim in claims:
        if claim.path in recipes:
            inside = recipes[claim.path].name == "shell" and claim.container_port is None
            # `test.sh`, `deploy-prod.sh`: started elsewhere, or for a moment.
            stage = environment_of(os.path.basename(claim.path))  # noqa: PTH119
            inside = inside or stage not in (None, "development")
            if inside or held.setdefault(claim.port, claim.service) != claim.service:
                continue
        kept.append(claim)
    return kept


def _firm(claims: list[FoundClaim]) -> list[FoundClaim]:
    """Without the defaults of programs whose service says its number somewhere: a script for
    tests says none of the others'."""

    def which(claim: FoundClaim) -> tuple[str, str | None, str | None]:
        return claim.service, claim.endpoint, claim.environment

    firm = {
        which(each)
        for each in claims
        if each.port is not None and not each.assumed and not each.reference
    }
    return [each for each in claims if not each.assumed or which(each) not in firm]


def with_project_renamed(found: Found, project: str) -> Found:
    """The facts of one checkout as those of a project with another name."""
    own = {each.name for each in found.of(FoundProject)}

    def change(fact: Fact) -> Fact:
        if isinstance(fact, FoundProject):
            fact = replace(fact, name=project)
        return replace(fact, project=project) if fact.project in own else fact

    return found.changed(change)


def name_beside(path: Path, found: Found) -> str | None:
    """A second folder of one name is another project, and gets its parent's name, too."""
    whole = path.resolve()
    others = [each for each in found.of(FoundProject) if each.name == slug(whole.name)]
    if any(each.folder and not same_file(Path(each.folder), path) for each in others):
        return f"{whole.parent.name}-{whole.name}"
    return None


def with_own_project(found: Found, project: str) -> Found:
    """Where a file tells of several projects, what it says of none of them is the map's own."""
    if any(claim.project for claim in found.claims):
        return found.in_project(project, (FoundClaim, FoundService, FoundChange))
    return found.in_project(project)


def checkout_name(path: Path, map_path: Path) -> str:
    """The name of the folder that is the file's checkout, else of the map's."""
    folder = path.absolute().parent
    for each in (folder, *folder.parents):
        if (each / ".git").exists():
            return each.name
    return map_path.absolute().parent.name


def same_file(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False
