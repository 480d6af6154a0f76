"""A stand-in for a container engine: its documented API on a unix socket, answers made here."""

from __future__ import annotations

import contextlib
import http.server
import json
import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

__all__ = ["StandIn", "container", "engine"]

VERSION = "1.44"


@dataclass
class StandIn:
    """What it answers, and what it was asked.

    `version` None leaves the header `Api-Version` out; `refuses` is about stopping; what `drips`
    comes a byte at a time; with `unending` the body of `/_ping` is longer than what comes of it.
    """

    containers: Any = field(default_factory=list)
    version: str | None = VERSION
    status: int = 200
    delay: float = 0.0
    drips: bool = False
    refuses: bool = False
    unending: bool = False
    asked: list[str] = field(default_factory=list)


def container(name: str, *ports: dict[str, Any], **labels: str) -> dict[str, Any]:
    """A row of `GET /containers/json`; labels are Compose's, with `_` for the last dot."""
    keys = {"folder": "project.working_dir"}
    return {
        "Id": name * 8,
        "Names": [f"/{name}"],
        "Image": labels.pop("image", "acme/thing:1"),
        "Created": 1_700_000_000,
        "State": "running",
        "Ports": list(ports),
        "Labels": {f"com.docker.compose.{keys.get(key, key)}": v for key, v in labels.items()},
    }


def port(public: int | None, private: int, ip: str = "127.0.0.1", kind: str = "tcp") -> Any:
    row: dict[str, Any] = {"PrivatePort": private, "Type": kind}
    return row if public is None else {**row, "IP": ip, "PublicPort": public}


@contextmanager
def engine(path: Path, answers: StandIn) -> Iterator[str]:
    """Serves for the length of the block; gives the value of DOCKER_HOST that leads there."""

    stopped = threading.Event()

    class Answering(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answers.asked.append(f"GET {self.path}")
            if self.path == "/_ping":
                self.say(200, b"OK", more=answers.unending)
                stopped.wait(10 if answers.unending else 0)
                return
            time.sleep(answers.delay)
            known = self.path.endswith("/containers/json")
            rows = answers.containers if answers.status == 200 else {"message": "out of order"}
            body = rows if isinstance(rows, bytes) else json.dumps(rows).encode()
            self.say(answers.status if known else 404, body)

        def do_POST(self) -> None:
            answers.asked.append(f"POST {self.path}")
            refused = json.dumps({"message": "no"}).encode()
            self.say(500 if answers.refuses else 204, refused if answers.refuses else b"")

        def say(self, status: int, body: bytes, *, more: bool = False) -> None:
            self.send_response(status)
            if answers.version is not None:
                self.send_header("Api-Version", answers.version)
            self.send_header("Content-Length", str(len(body) + more))
            with contextlib.suppress(BrokenPipeError):  # who asked had no patience
                self.end_headers()
                for at in range(len(body) if answers.drips else 0):
                    self.wfile.write(body[at : at + 1])
                    time.sleep(0.02)
                self.wfile.write(b"" if answers.drips else body)

        def address_string(self) -> str:
            return "somebody"  # a unix socket has no address

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    class Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
        daemon_threads = True

    with Server(str(path), Answering) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield f"unix://{path}"
        finally:
            stopped.set()
            server.shutdown()
            thread.join()
