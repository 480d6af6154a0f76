"""A street of real servers on loopback, in right and in wrong places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from subprocess import Popen
from typing import NamedTuple

from tests.support.databases import (
    nginx_command,
    postgres_command,
    redis_command,
    wait_for_postgres,
)
from tests.support.files import make_files
from tests.support.ports import free_port
from tests.support.programs import need
from tests.support.servers import serve
from tests.support.users import SYSTEM_PYTHON, as_user, open_folder

__all__ = ["Street", "python", "street"]

NODE = """\
const [port, host, only6] = process.argv.slice(2)
require("http").createServer((q, a) => a.end("ok"))
  .listen({ port: Number(port), host, ipv6Only: only6 === "only" })
"""
UDP = """\
import socket, sys
both = [socket.socket(socket.AF_INET, kind) for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM)]
for each in both:
    each.bind(("127.0.0.1", int(sys.argv[1])))
both[1].listen()
while True:
    both[1].accept()
"""
NAMES = (
    *("web", "api", "cache", "db", "olddb", "proxy", "six", "wide"),
    *("dual", "only6", "turn", "quiet", "foreign", "extra"),
)


class Street(NamedTuple):
    """`folder` holds ports.yaml; `ports` are the numbers by the names of the services."""

    folder: Path
    ports: dict[str, int]
    servers: dict[str, Popen[bytes]]


def map_text(ports: dict[str, int]) -> str:
    return f"""\
hosts: {{laptop: {{}}, server: {{address: shop.example}}}}
projects:
  shop:
    path: shop
    environments: {{development: laptop, production: server}}
    services:
      web: {{port: {ports["web"]}, directory: web, kind: vite}}
      api: {{port: {ports["api"]}, directory: api, health: /}}
      cache: {{kind: redis, port: {ports["cache"]}}}
      db: {{kind: postgres, port: {ports["db"]}, database: {{name: postgres, user: shop}}}}
      olddb: {{kind: postgres, port: {ports["olddb"]}}}
      proxy: {{kind: nginx, port: {ports["proxy"]}, health: /}}
      six: {{port: {ports["six"]}, bind: "::1", health: /}}
      wide: {{port: {ports["wide"]}, bind: 0.0.0.0}}
      dual: {{port: {ports["dual"]}, health: /}}
      only6: {{port: {ports["only6"]}}}
      turn: "{ports["turn"]}/udp"
      quiet: {{port: {ports["quiet"]}, health: /health}}
      foreign: {{kind: redis, port: {ports["foreign"]}}}
  blog: {{path: blog, services: {{}}}}
"""


def python(port: int, bind: str) -> list[str | Path]:
    """A server of the system's Python, which any user can start."""
    return as_user([SYSTEM_PYTHON, "-m", "http.server", str(port), "--bind", bind])


@contextmanager
def street() -> Iterator[Street]:
    """All servers, for the length of the block; `foreign` alone belongs to who runs the tests."""
    with open_folder() as folder, ExitStack() as stack:
        ports = {name: free_port() for name in NAMES}
        files = {"ports.yaml": map_text(ports), "node.js": NODE, "udp.py": UDP}
        make_files(folder, {**files, "shop/web/x": "", "shop/api/x": "", "blog/x": "", "ng/x": ""})
        (folder / "ng").chmod(0o777)
        servers = {
            name: stack.enter_context(serve(command, ports[name], host=host, cwd=folder / where))
            for name, host, where, command in _commands(folder, ports)
        }
        wait_for_postgres(ports["db"])
        yield Street(folder, ports, servers)


def _commands(
    folder: Path, ports: dict[str, int]
) -> Iterator[tuple[str, str, str, Sequence[str | Path]]]:
    """Name, the address to wait for, the folder to run in, and the command."""
    four, six = "127.0.0.1", "::1"
    node = [need("node"), folder / "node.js"]
    yield "web", six, "shop/web", as_user([*node, str(ports["web"]), six])
    yield "api", four, "blog", python(ports["api"], four)
    yield "cache", four, ".", as_user(redis_command(ports["cache"]))
    yield "db", four, ".", postgres_command(folder, ports["db"])
    yield "olddb", four, "shop", as_user(redis_command(ports["olddb"]))
    proxy = as_user(nginx_command(folder / "ng", f"127.0.0.1:{ports['proxy']}"))
    yield "proxy", four, ".", proxy
    yield "six", six, "shop", python(ports["six"], six)
    yield "wide", four, "shop", python(ports["wide"], "0.0.0.0")
    yield "dual", four, "shop", python(ports["dual"], "::")
    yield "only6", six, "shop", as_user([*node, str(ports["only6"]), "::", "only"])
    turn = [str(SYSTEM_PYTHON), str(folder / "udp.py"), str(ports["turn"])]
    yield "turn", four, "shop", as_user(turn)
    yield "foreign", four, ".", redis_command(ports["foreign"])
    yield "extra", four, "shop/api", python(ports["extra"], four)
