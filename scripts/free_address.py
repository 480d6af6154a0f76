"""Prints HOST:PORT, with the next port that is free where that one is taken."""

from __future__ import annotations

import socket
import sys


def is_free(host: str, port: int) -> bool:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError:
            return False
    return True


host, _, wanted = sys.argv[1].rpartition(":")
port = next((each for each in range(int(wanted), 65536) if is_free(host, each)), int(wanted))
if port != int(wanted):
    print(f"{wanted} is taken: {port} is used instead", file=sys.stderr)
print(f"{host}:{port}")
