"""Judges whether the holder of a claim's number is the right one, and how that is known.

Nothing here is proof: a process says where it runs and what it is called, a container what its
labels are. Where neither speaks for or against, the answer is that nobody can tell.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from typing import NamedTuple

from portbook.machine.engine import Container
from portbook.machine.here import CheckoutIndex, OwnedFolder, compose_project, shown
from portbook.machine.listeners import Listener
from portbook.machine.processes import Process, is_contained, kinds_of, programs_of, unseen
from portbook.machine.snapshot import Holder
from portbook.model.catalogue import kind_of_image
from portbook.model.portmap import Endpoint, Service

RIGHT, WRONG, UNSURE, OTHER = "right", "wrong", "unsure", "other-copy"


class Verdict(NamedTuple):
    """`state` is RIGHT, WRONG, UNSURE, or OTHER: another working copy's of the same project.

    `reason` is half a sentence about the holder.
    """

    state: str
    reason: str


def judge_holder(
    checkouts: CheckoutIndex, service: Service, endpoint: Endpoint, holder: Holder
) -> Verdict:
    """Whether a holder of an endpoint's number is that service."""
    if holder.container is not None:
        labelled = _labelled(checkouts, service, holder)
        return _container(service, endpoint, holder.container, holder.listener, labelled)
    if holder.process is None:
        return Verdict(UNSURE, unseen())
    return _process(checkouts, service, holder.process, places_of(checkouts, holder))


def places_of(checkouts: CheckoutIndex, holder: Holder) -> list[OwnedFolder]:
    """The folders of the map that a holder runs in, else those that its command line names or that
    Compose means by its project's name."""
    container, process = holder.container, holder.process
    if container is not None:
        around = checkouts.around(container.folder) if container.folder else []
        return around or checkouts.of_compose(container.project)
    if process is None:
        return []
    around = checkouts.around(process.cwd) if process.cwd else []
    return around or checkouts.named(process.command)


def _process(
    checkouts: CheckoutIndex, service: Service, process: Process, around: list[OwnedFolder]
) -> Verdict:
    whose = other_copy(service.project, around)
    if whose is not None:
        where = shown(process.cwd or str(around[0].folder))
        return Verdict(OTHER, f"it runs in {where}, which is {whose} of {service.project}")
    found = kinds_of(process)
    kind = service.kind.name if service.kind else None
    if found and kind is not None and kind not in found:
        return Verdict(WRONG, f"it is {process.program}, not {_called(service)}")
    verdict = _placed(service, around, process)
    if verdict is not None:
        return verdict
    if service.contained:
        return _outside_container(process)
    return _named(service, process) or _elsewhere(checkouts, service, process)


def of_other_copy(checkouts: CheckoutIndex, holder: Holder) -> str | None:
    """The working copy that a holder belongs to, in words, where that is not the one that looks."""
    around = places_of(checkouts, holder)
    mine = not all(each.copy for each in around)
    return None if mine or not around else f"{around[0].copy} of {around[0].project}"


def other_copy(project: str, around: Iterable[OwnedFolder]) -> str | None:
    """Whose copy of a project a folder is, in words; None where it is not another one's."""
    ours = [each for each in around if each.project == project]
    return ours[0].copy if ours and all(each.copy for each in ours) else None


def _named(service: Service, process: Process) -> Verdict | None:
    """What the program's name and its command line say."""
    found = kinds_of(process)
    kind = service.kind.name if service.kind else None
    if kind in found:
        return Verdict(RIGHT, f"it is {process.program}")
    if _is_start(service, process):
        return Verdict(RIGHT, "its command line is the service's 'start'")
    if programs_of(kind) and process.name and not found:
        return Verdict(WRONG, f"it is {process.program}, not {_called(service)}")
    return None


def _placed(service: Service, around: list[OwnedFolder], process: Process) -> Verdict | None:
    """What the folder says that a process runs in, or that its command line names."""
    if not around:
        return None
    where = shown(process.cwd or str(around[0].folder))
    ours = [each for each in around if each.project == service.project]
    if not ours:
        return Verdict(WRONG, f"it runs in {where}, which is {_owner(around[0])}")
    if any(each.service in (None, service.name) for each in ours):
        return Verdict(RIGHT, f"it runs in {where}")
    state = UNSURE if service.directory is None else WRONG
    return Verdict(state, f"it runs in {where}, which is {_owner(ours[0])}")


def _owner(ground: OwnedFolder) -> str:
    if ground.service is None:
        return f"the checkout of {ground.project}"
    return f"the folder of {ground.project}/{ground.service}"


def _outside_container(process: Process) -> Verdict:
    if process.is_proxy:
        return Verdict(UNSURE, "it is a container's, and no engine says whose")
    if process.elsewhere:
        return Verdict(UNSURE, "nothing says whether it runs in a container")
    if is_contained(process.pid):
        return Verdict(UNSURE, "it runs in a container, and nothing says in whose")
    return Verdict(WRONG, "it is a process of this machine; the map says: in a container")


def _is_start(service: Service, process: Process) -> bool:
    """Whether all words of `start` stand in the command line, as `uvicorn app:app` does."""
    try:
        words = shlex.split(service.start or "")
    except ValueError:
        return False
    telling = [word for word in words if not word.startswith("-") and "{" not in word]
    plain = {part.rpartition("/")[2] for part in process.command} | set(process.command)
    return len(telling) > 1 and all(word in plain for word in telling)


def _elsewhere(checkouts: CheckoutIndex, service: Service, process: Process) -> Verdict:
    checkout = checkouts.checkout(service.project)
    if checkout is None or process.cwd is None:
        return Verdict(UNSURE, "its service is not known")
    return Verdict(WRONG, f"it runs in {shown(process.cwd)}, outside of {shown(checkout)}")


def _container(
    service: Service,
    endpoint: Endpoint,
    container: Container,
    listener: Listener,
    labelled: Verdict | None,
) -> Verdict:
    if labelled is not None and labelled.state != RIGHT:
        return labelled
    inside = next((p.inside for p in container.published if p[:3] == listener[:3]), None)
    expected = endpoint.container_port
    if expected is not None and endpoint.port_end is None and inside not in (None, expected):
        reason = f"the container passes it on to {inside}, not to {expected}"
        return Verdict(WRONG, reason)
    if labelled is not None:
        return labelled
    if container.name == (service.container or service.name):
        return Verdict(RIGHT, f"the container is called {container.name}")
    return _by_image(service, container)


def _labelled(checkouts: CheckoutIndex, service: Service, holder: Holder) -> Verdict | None:
    """What Compose's labels say; None for a container that Compose did not start."""
    container = holder.container
    if container is None or container.project is None:
        return None
    whose = other_copy(service.project, places_of(checkouts, holder))
    if whose is not None:
        where = f" in {shown(container.folder)}" if container.folder else ""
        said = f"it is the compose service {container.project}'s {container.service}{where}"
        return Verdict(OTHER, f"{said}, which is {whose} of {service.project}")
    owner = _compose_owner(checkouts, service.project, container)
    name = f"{container.project}'s {container.service}"
    same = container.service == service.compose_name
    if owner == service.project:
        state = RIGHT if same else WRONG
        return Verdict(state, f"it is the compose service {name}")
    if owner is not None or not same:
        return Verdict(WRONG, f"it is the compose service {name}")
    return Verdict(UNSURE, f"it is the compose service {name}, of a project the map does not know")


def _compose_owner(checkouts: CheckoutIndex, wanted: str, container: Container) -> str | None:
    """The map's project that a container's labels mean: by its folder, else by its name."""
    around = checkouts.around(container.folder) if container.folder else []
    owners = [each.project for each in around]
    if owners:
        return wanted if wanted in owners else owners[0]
    for project in (wanted, *checkouts.projects):
        checkout = checkouts.checkout(project)
        if container.project in (project, checkout and compose_project(checkout)):
            return project
    return None


def _by_image(service: Service, container: Container) -> Verdict:
    kind = kind_of_image(container.image)
    wanted = service.kind.name if service.kind else None
    if service.image is not None and _repository(service.image) == _repository(container.image):
        return Verdict(RIGHT, f"the container {container.name} runs {container.image}")
    if kind is not None and wanted is not None:
        state = RIGHT if kind == wanted else WRONG
        return Verdict(state, f"the container {container.name} runs {container.image}")
    return Verdict(UNSURE, f"nothing tells whose the container {container.name} is")


def _repository(image: str) -> str:
    """A reference without its tag and digest: the number behind a registry is no tag."""
    name = image.partition("@")[0]
    head, colon, tag = name.rpartition(":")
    bare = head if colon and "/" not in tag else name
    return bare.removeprefix("docker.io/").removeprefix("library/")


def _called(service: Service) -> str:
    return service.kind.name if service.kind else service.name
