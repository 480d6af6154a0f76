"""Whose number a file gives: a mention to the service of the map that it is about."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from dataclasses import replace

from portbook.audit.labels import Labels, akin
from portbook.audit.mention import Mention
from portbook.model.portmap import Project, Service
from portbook.sources.sorts import sort_of_name

__all__ = ["Owners"]


class Owners:
    """Settles the mentions of one project's checkout.

    `services` are the project's, those that stand for proxies included; `variables` give a
    service to each variable of the map.
    """

    def __init__(
        self, project: Project, services: dict[str, Service], variables: dict[str, str]
    ) -> None:
        self.labels = Labels(project, services)
        self.services = services
        self.variables = variables

    def settled(self, mentions: Iterable[Mention]) -> list[Mention]:
        """The mentions, `owner` filled in where it is certain.

        A word that may mean a service is not taken for it in a file that calls another thing by
        the service's own name.
        """
        first = [self._named(each) for each in mentions]
        direct = {(each.path, each.owner) for each in first if each.owner}
        return [each if each.owner else self._guessed(each, direct) for each in first]

    def _named(self, mention: Mention) -> Mention:
        if mention.owner is not None:
            return mention
        if mention.variable in self.variables and not mention.compose:
            return replace(mention, owner=self.variables[mention.variable])
        for name in mention.names:
            found = self._fitting(self.labels.exact(name, compose=mention.compose), mention)
            if found is not None and not self._is_other(found, mention):
                return replace(mention, owner=found)
        return mention

    def _guessed(self, mention: Mention, direct: set[tuple[str, str]]) -> Mention:
        left = [each for each in mention.among if (mention.path, each) not in direct]
        if len(mention.among) == 1 or len(left) == 1:
            return replace(mention, owner=(left or mention.among)[0])
        if mention.own:
            return replace(mention, owner=self._housed(mention))
        for name in () if _is_web_process(mention) else mention.names:
            found = self._fitting(self.labels.alike(name), mention)
            if found is not None and (mention.path, found) not in direct:
                return replace(mention, owner=found)
        if mention.kind is None:
            return mention
        found = self._fitting(self.labels.of_kind(mention.kind), mention)
        # Of two Redis one may be a thing that the map does not know.
        if found is None or (mention.path, found) in direct:
            return mention
        return replace(mention, owner=found)

    def _housed(self, mention: Mention) -> str | None:
        """The service whose folder the file lies in, where there is one alone."""
        inside = [
            each
            for each in self.services.values()
            if not each.hosted and not each.image and _folder(each) == mention.folder
        ]
        if mention.kind and len(inside) > 1:
            inside = [each for each in inside if akin(each, mention.kind)]
        found = inside[0].name if len(inside) == 1 else None
        return None if found and self._is_other(found, mention) else found

    def _is_other(self, name: str, mention: Mention) -> bool:
        """Whether a file of the service's folder starts another program: Vite's own server, where
        the map has the nginx that serves what it builds."""
        service = self.services[name]
        if not mention.own or mention.kind is None or service.kind is None or not service.contained:
            return False
        return not akin(service, mention.kind)

    def _fitting(self, found: Iterable[str], mention: Mention) -> str | None:
        """The one of them that may be meant; None for none, and for several."""
        listed = list(found)
        if len(listed) > 1:
            listed = [name for name in listed if self._has(name, mention)] or listed
        return listed[0] if len(listed) == 1 else None

    def _has(self, name: str, mention: Mention) -> bool:
        endpoints = self.services[name].endpoints
        return any(
            each.port == mention.port or each.container_port == mention.inner for each in endpoints
        )


def _is_web_process(mention: Mention) -> bool:
    """In a Procfile `web` is whatever takes requests from outside, often the backend
    (https://devcenter.heroku.com/articles/procfile, "The web process type")."""
    return sort_of_name(mention.path) == "procfile" and "web" in mention.names


def _folder(service: Service) -> str:
    folder = posixpath.normpath(service.directory or ".")
    return "" if folder == "." else folder
