"""`who` where one process, or one service, has a number in several ways."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

from tests.support.cli import portbook
from tests.support.files import make_files
from tests.support.ports import free_port
from tests.support.servers import serve


def test_a_service_of_two_transports_stands_for_each(tmp_path: Path) -> None:
    number = free_port()
    text = f'projects: {{shop: {{services: {{turn: "{number}/tcp+udp"}}}}}}\n'
    with socket.socket(type=socket.SOCK_DGRAM) as turn:
        turn.bind(("127.0.0.1", number))
        told = portbook(make_files(tmp_path, {"ports.yaml": text}), "who", str(number)).out
    assert "shop/turn (localhost, tcp): it does not listen" in told
    assert "shop/turn (localhost, udp): something else holds it" in told


def test_one_process_on_several_addresses_is_told_once(tmp_path: Path) -> None:
    number = free_port()
    with (
        socket.create_server(("127.0.0.1", number)),
        socket.socket(type=socket.SOCK_DGRAM) as also,
    ):
        also.bind(("127.0.0.1", number))
        told = portbook(tmp_path, "who", str(number)).out
    assert told.startswith(f"127.0.0.1:{number}/tcp, 127.0.0.1:{number}/udp\n")
    assert told.count("process: ") == 1


def test_a_folder_does_not_steer_the_terminal(tmp_path: Path) -> None:
    number = free_port()
    text = f"projects: {{shop: {{path: shop, services: {{web: {number}}}}}}}\n"
    make_files(tmp_path, {"ports.yaml": text, "shop/x": "", "odd\x1b[2J\nmap:/x": ""})
    server = [sys.executable, "-m", "http.server", "--bind", "127.0.0.1", str(number)]
    with serve(server, number, cwd=tmp_path / "odd\x1b[2J\nmap:"):
        told = [
            portbook(tmp_path, *words) for words in (("who", str(number)), ("stop", "shop/web"))
        ]
    for each in told:
        assert "odd\\x1b[2J\\nmap:" in each.out
        assert "\x1b" not in each.out + each.err
    assert told[0].out.count("\nmap:") == 1
