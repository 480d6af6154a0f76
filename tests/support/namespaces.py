"""A host and others around it as network namespaces; run by `unshare -rnm python` with a rule file.

Prints a line `FROM FAMILY TRANSPORT PORT yes|no` for each connection that was tried.
"""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

OTHERS = {"web1": 1, "web2": 3, "stranger": 9}
HOST = ("10.77.0.2", "fd77::2")
TCP = (5432, 5433, 7100, 7101, 8443, 9999)
UDP = (5300, 5301, 5302)
TRY = """
import socket, sys
kind = socket.SOCK_STREAM if sys.argv[1] == "tcp" else socket.SOCK_DGRAM
for port in map(int, sys.argv[3:]):
    with socket.socket(socket.AF_INET6 if ":" in sys.argv[2] else socket.AF_INET, kind) as s:
        s.settimeout(2)
        try:
            s.connect((sys.argv[2], port))
            s.send(b"x")
            print(port, "yes" if s.recv(1) else "no")
        except OSError:
            print(port, "no")
"""


def run(command: str) -> None:
    subprocess.run(command.split(), check=True)


def answer(kind: int, port: int) -> None:
    server = socket.socket(socket.AF_INET6, kind)
    server.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
    server.bind(("::", port))
    if kind == socket.SOCK_DGRAM:
        while True:
            data, peer = server.recvfrom(1)
            server.sendto(data, peer)
    server.listen()
    while True:
        with contextlib.suppress(OSError), server.accept()[0] as taken:
            taken.send(taken.recv(1))


def build() -> None:
    run("mount -t tmpfs tmpfs /run")
    run("ip link set lo up")
    run("ip link add lan0 type bridge")
    run(f"ip addr add {HOST[0]}/24 dev lan0")
    run(f"ip -6 addr add {HOST[1]}/64 dev lan0 nodad")
    run("ip link set lan0 up")
    for name, number in OTHERS.items():
        run(f"ip netns add {name}")
        run(f"ip link add to-{name} type veth peer name eth0 netns {name}")
        run(f"ip link set to-{name} master lan0 up")
        run(f"ip -n {name} addr add 10.77.0.{number}/24 dev eth0")
        run(f"ip -n {name} -6 addr add fd77::{number}/64 dev eth0 nodad")
        run(f"ip -n {name} link set eth0 up")
    # A container as an engine has it: its number is rewritten before it is forwarded.
    run("ip netns add container")
    run("ip link add docker0 type veth peer name eth0 netns container")
    run("ip addr add 172.30.0.1/24 dev docker0")
    run("ip link set docker0 up")
    run("ip -n container addr add 172.30.0.2/24 dev eth0")
    run("ip -n container link set eth0 up")
    run("ip -n container route add default via 172.30.0.1")
    Path("/proc/sys/net/ipv4/ip_forward").write_text("1")
    nat = (
        "add table ip engine\nadd chain ip engine pre { type nat hook prerouting priority -100; }\n"
    )
    nat += f"add rule ip engine pre ip daddr {HOST[0]} tcp dport 8443 dnat to 172.30.0.2:443\n"
    subprocess.run(["nft", "-f", "-"], input=nat, text=True, check=True)


def main(rules: str) -> None:
    build()
    for kind, ports in ((socket.SOCK_STREAM, TCP), (socket.SOCK_DGRAM, UDP)):
        for port in ports:
            threading.Thread(target=answer, args=(kind, port), daemon=True).start()
    serve = "import sys; sys.path.insert(0, sys.argv[1]); import namespaces, socket; "
    serve += "namespaces.answer(socket.SOCK_STREAM, 443)"
    inside = ["ip", "netns", "exec", "container", sys.executable, "-c", serve]
    container = subprocess.Popen([*inside, str(Path(__file__).parent)])
    while socket.socket().connect_ex(("172.30.0.2", 443)):
        assert container.poll() is None
        time.sleep(0.02)
    run(f"nft -f {rules}")
    run(f"nft -f {rules}")  # again: it replaces what is there
    try:
        for name in (*OTHERS, ""):
            where = ["ip", "netns", "exec", name] if name else []
            for family, address in zip((4, 6), HOST, strict=True):
                for transport, ports in (("tcp", TCP), ("udp", UDP)):
                    command = [*where, sys.executable, "-c", TRY, transport, address]
                    done = subprocess.run([*command, *map(str, ports)], check=True,
                                          stdout=subprocess.PIPE, text=True)  # fmt: skip
                    for line in done.stdout.splitlines():
                        print(name or "itself", family, transport, line)
    finally:
        container.kill()
        container.wait()


if __name__ == "__main__":
    main(sys.argv[1])
