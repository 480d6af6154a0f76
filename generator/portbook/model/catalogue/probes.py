"""Commands that ask a program inside its own container, for images without wget and curl.

Compose runs a command given as text by the image's `/bin/sh`, so an image without a shell can be
asked nothing. 127.0.0.1 rather than localhost: musl resolves that to ::1 first, where many
programs do not listen.
"""

from __future__ import annotations

__all__ = ["CONNECT", "python_get"]

CONNECT = (
    "nc -z 127.0.0.1 {self.port} 2>/dev/null"
    " || bash -c ': > /dev/tcp/127.0.0.1/{self.port}' 2>/dev/null"
)
"""Whether the port takes connections: BusyBox has nc, Debian and Red Hat images have bash."""


def python_get(path: str) -> str:
    """Fetch a path with the interpreter the image is built on; an HTTP error is a failure."""
    url = f"http://127.0.0.1:{{self.port}}{path}"
    return f"python3 -c \"import urllib.request; urllib.request.urlopen('{url}', timeout=5)\""
