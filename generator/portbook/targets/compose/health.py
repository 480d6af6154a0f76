"""How a container is asked whether it is well, from inside it.

There, other programs exist than on the host, the port is the container's, and 127.0.0.1 is the
container itself: not `localhost`, which musl resolves to ::1 first.
"""

from __future__ import annotations

from portbook.model.address import Asker, Problem
from portbook.model.portmap import Environment, Health, PortMap, Service
from portbook.model.reference import BadReference, Value, parse_value
from portbook.targets.compose.values import expanded
from portbook.text.quoting.shell import shell_word

__all__ = ["container_test"]


def container_test(
    portmap: PortMap, environment: Environment, service: Service
) -> str | Problem | None:
    """The shell command as a YAML scalar; None where nothing in the image could ask."""
    try:
        command = _command(service)
    except BadReference as failure:
        return Problem("bad-value", str(failure))
    if command is None:
        return None
    return expanded(portmap, Asker(environment, service, "container"), command)


def _command(service: Service) -> Value | None:
    """A command of the map, else the kind's for inside its image, else one for the HTTP path.

    What the catalogue knows of an image goes before a path: it is there because the image has
    neither wget nor curl, or something that tells more.
    """
    health, kind = service.health, service.kind
    asked = health.command if health else None
    if asked is not None and (kind is None or asked.text != kind.health):
        return asked
    if kind is not None and kind.container_health is not None:
        return parse_value(kind.container_health) if kind.container_health else None
    if asked is not None:
        return asked
    return _http(service, health) if health and health.kind == "http" else None


def _http(service: Service, health: Health) -> Value | None:
    endpoint = service.endpoint(health.endpoint)
    if endpoint is None or endpoint.container_port is None or "tcp" not in endpoint.transports:
        return None
    scheme = "https" if endpoint.scheme in ("https", "wss") else "http"
    url = shell_word(f"{scheme}://127.0.0.1:{endpoint.container_port}{health.path}")
    text = _fetch(url, scheme == "https") if health.status == 200 else _status(url, health.status)
    return Value(text, (text,))


def _fetch(url: str, secure: bool) -> str:
    """Alpine images have BusyBox's wget, Debian's often curl. Its own certificate is no fault."""
    wget, curl = ("--no-check-certificate ", "-k ") if secure else ("", "")
    return f"wget -q -O /dev/null {wget}{url} || curl -fsS -o /dev/null {curl}{url}"


def _status(url: str, status: int) -> str:
    """wget follows redirects and fails from 400 on, but with -S prints every status line."""
    line = f"grep -q 'HTTP/[0-9.]* {status}'"
    wget = f"wget -S -O /dev/null --no-check-certificate {url} 2>&1 | {line}"
    curl = f"curl -ks -o /dev/null -w '%{{http_code}}' {url} | grep -qx {status}"
    return f"{wget} || {curl}"
