"""MkDocs in a process that no network is open to: `python -m tests.real.site.offline build`."""

from __future__ import annotations

import socket
from typing import NoReturn


def refuse(self: socket.socket, address: object, *rest: object) -> NoReturn:
    raise OSError(f"a build must not call {address}")


if __name__ == "__main__":
    from mkdocs.__main__ import cli

    for name in ("connect", "connect_ex"):
        setattr(socket.socket, name, refuse)
    cli()
