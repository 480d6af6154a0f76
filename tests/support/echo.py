"""Small servers that say what they were asked: what stands behind a proxy in the tests."""

from __future__ import annotations

import json
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import BaseRequestHandler, ThreadingTCPServer
from typing import Any

from websockets.sync.server import ServerConnection
from websockets.sync.server import serve as serve_websocket

EVENT_GAP = 0.4
WAIT = 2.5
LONG = 90


class _Echo(BaseHTTPRequestHandler):
    """Answers with the request line's path, byte for byte, and the headers; `?events` in time,
    `?wait` after a while, `?long` after more than the minute that proxies give by themselves."""

    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        # `self.path` has doubled slashes at its beginning merged.
        path = self.requestline.split(" ")[1]
        if path.endswith("?events"):
            self.events()
            return
        if path.endswith("?wait"):
            time.sleep(WAIT)
        if path.endswith("?long"):
            time.sleep(LONG)
        said = {"name": self.server.name, "path": path, "headers": self.lowered()}
        body = json.dumps(said).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def lowered(self) -> dict[str, str]:
        return {name.lower(): value for name, value in self.headers.items()}

    def events(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        for number in range(3):
            self.wfile.write(f"data: {number}\n\n".encode())
            self.wfile.flush()
            time.sleep(EVENT_GAP)
        self.close_connection = True

    def log_message(self, *_: Any) -> None:
        """Nothing: the tests look at the answers."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, name: str, port: int, host: str) -> None:
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        super().__init__((host, port), _Echo)
        self.name = name


class _Shout(BaseRequestHandler):
    def handle(self) -> None:
        while said := self.request.recv(1024):
            self.request.sendall(said.upper())


class _Shouting(ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


@contextmanager
def echo(
    name: str,
    port: int,
    certificate: tuple[Path, Path] | None = None,
    host: str = "127.0.0.1",
) -> Iterator[None]:
    """An HTTP server on loopback, https with a certificate and its key."""
    server = _Server(name, port, host)
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    with _serving(server):
        yield


@contextmanager
def shout(port: int) -> Iterator[None]:
    """A TCP server that answers in capitals."""
    with _serving(_Shouting(("127.0.0.1", port), _Shout)):
        yield


@contextmanager
def _serving(server: _Server | _Shouting) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def websocket_echo(port: int) -> Iterator[None]:
    """A websocket server that sends back its path with each message."""

    def answer(connection: ServerConnection) -> None:
        assert connection.request is not None
        for message in connection:
            connection.send(f"{connection.request.path} {message!s}")

    with serve_websocket(answer, "127.0.0.1", port) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join()
