"""A mention beside an endpoint of the map: do they agree, and if not, which one does it mean?"""

from __future__ import annotations

import posixpath

from portbook.audit.expected import Expected
from portbook.audit.mention import Mention

__all__ = ["agreeing", "contained", "differs_inside", "houses", "numbered", "rival"]


def houses(each: Expected, mention: Mention) -> bool:
    """Whether the file of the mention lies in the service's own folder."""
    folder = posixpath.normpath(each.service.directory or ".")
    return folder != "." and mention.path.startswith(f"{folder}/")


def numbered(each: Expected) -> bool:
    """Whether the map says any number of it."""
    return each.endpoint.port is not None or each.endpoint.container_port is not None


def contained(each: Expected) -> bool:
    """Whether the map says what it is inside a container."""
    return each.endpoint.container_port is not None


def agreeing(mention: Mention, known: list[Expected]) -> Expected | None:
    """The first endpoint that has the mention's number on its side, of the host or inside."""
    for each in known:
        if mention.port is None:
            if each.inside(mention, mention.inner):
                return each
        elif each.outside(mention) or (mention.lax and each.inside(mention, mention.port)):
            return each
    return None


def differs_inside(mention: Mention, each: Expected) -> bool:
    """Whether the number on the host is right and the one in the container is not."""
    if mention.port is None or mention.inner is None or mention.port_end or mention.weak:
        return False
    if mention.document and not mention.compose:
        return False
    single = contained(each) and not each.endpoint.port_end
    return single and not each.inside(mention, mention.inner)


def rival(mention: Mention, open_: list[Expected], known: list[Expected]) -> Expected | None:
    """The endpoint of `known` that the mention gives another number; `open_` are those that its
    file does not say rightly elsewhere. None where it rather speaks of a further one."""
    for each in known:
        if mention.endpoint is not None and each.endpoint.name == mention.endpoint:
            return each
    if mention.call:
        return known[0] if known else None
    for each in (*open_, *(known if mention.port is not None else [])):
        if mention.inner is not None and each.endpoint.container_port == mention.inner:
            return each
    transport = mention.transport or "tcp"
    fitting = [each for each in open_ if transport in each.endpoint.transports]
    if mention.port is not None:
        fitting = [each for each in fitting if each.endpoint.port is not None]
    return next((each for each in fitting if each.endpoint is each.service.primary), None)
