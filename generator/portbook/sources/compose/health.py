"""A container's health check to what ports.yaml calls one: a path, or a command."""

from __future__ import annotations

import re

from portbook.sources.compose.stack import Stack
from portbook.text.nodes import Node, Scalar

__all__ = ["health_of"]

_CLIENT = re.compile(r"\b(curl|wget|http|httpie|Invoke-WebRequest|fetch|urlopen|requests\.get)\b")
_URL = re.compile(
    r"https?://(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1?\])(?::\d+)?(/[^\s'\"|;&)]*)?"
)
LONGEST = 500


def health_of(stack: Stack, service: Node) -> str | None:
    """The check that the file writes; None where it has none or turns the image's off."""
    check = stack.get(service, "healthcheck")
    if stack.text(stack.get(check, "disable")) in ("true", "True", "yes"):
        return None
    node = stack.get(check, "test")
    if node is None:
        return None
    if isinstance(node, Scalar):
        words = [stack.text(node) or ""]
    else:
        words = [stack.text(each) or "" for each in stack.items(node)]
        if words[:1] == ["NONE"]:
            return None
        words = words[1:] if words[:1] in (["CMD"], ["CMD-SHELL"]) else words
    command = " ".join(" ".join(words).split())
    found = _URL.search(command)
    if found and _CLIENT.search(command):
        return found[1] or "/"
    return command if command and len(command) <= LONGEST else None
