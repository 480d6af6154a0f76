"""Commands that show who holds a port, and that free it."""

from __future__ import annotations

import re

from tests.targets.portsmd.pages import document_of, files_of, yaml_of


def test_udp_and_intervals_in_commands() -> None:
    text = document_of({"game": {"ports": {"play": "27015/udp", "rooms": "27100-27110"}}})
    assert "-iUDP:27015" in text
    assert "-iTCP:27100-27110 -sTCP:LISTEN" in text
    assert "sport >= :27100 and sport <= :27110" in text
    assert "Get-NetUDPEndpoint -LocalPort 27015" in text
    assert "-LocalPort (27100..27110)" in text
    assert "--filter publish=27015/udp" in text


def test_a_container_is_stopped_and_a_process_killed() -> None:
    services = {
        "web": 3000,
        "db": {"image": "postgres", "ports": {"sql": "5433:5432", "game": "5434-5436/tcp+udp"}},
    }
    commands = document_of(services).partition("### Freeing a port")[2]
    assert re.findall(r"publish=(\S+)\) *# (.*)$", commands, re.MULTILINE) == [
        ("5433", "DB"),
        ("5434-5436", "DB (game)"),
        ("5434-5436/udp", "DB (game)"),
    ]
    assert re.findall(r"^kill \$\(lsof -t -i(\S+)", commands, re.MULTILINE) == ["TCP:3000"]
    assert re.findall(r"^Stop-Process .* -LocalPort (\d+)", commands, re.MULTILINE) == ["3000"]


def test_a_number_of_a_process_and_of_a_container_has_both_commands() -> None:
    shop = {
        "services": {"here": 5432, "boxed": {"image": "postgres", "port": "5432:5432"}},
    }
    exclusive = [{"members": ["shop/here", "shop/boxed"]}]
    text = files_of(yaml_of({"exclusive": exclusive, "projects": {"shop": shop}}))["shop/PORTS.md"]
    assert "docker stop $(docker ps -q --filter publish=5432)  # Boxed" in text
    assert "kill $(lsof -t -iTCP:5432 -sTCP:LISTEN)  # Here" in text


def test_where_all_are_containers_no_process_is_killed() -> None:
    text = document_of({"db": {"image": "postgres", "port": 5432}})
    assert "docker stop $(docker ps" in text
    for word in ("lsof -t", "Stop-Process", "taskkill", "kill -9"):
        assert word not in text


def test_commands_are_for_this_machine_only() -> None:
    services = {"web": 3000, "far": {"port": 4000, "host": "far"}}
    shop = {"environments": {"development": "near"}, "services": services}
    text = yaml_of({"hosts": {"near": {}, "far": {}}, "projects": {"shop": shop}})
    commands = files_of(text)["shop/PORTS.md"].partition("## Availability")[2]
    commands = commands.partition("<summary>What else")[0]
    assert "3000" in commands
    assert "4000" not in commands


def test_of_sctp_alone_there_is_no_command() -> None:
    text = document_of({"signal": {"port": "9899/sctp"}})
    assert "`9899/sctp`" in text
    assert "## Availability" not in text
    text = document_of({"signal": {"port": "9899/sctp"}, "web": 3000})
    assert "kill $(lsof -t -iTCP:3000 -sTCP:LISTEN)" in text
    assert "lsof -t -iUDP" not in text
