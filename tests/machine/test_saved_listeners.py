"""What other programs print, to listeners: several versions of each, and names that mislead."""

# ruff: noqa: E501 - recorded lines are as long as they are

from __future__ import annotations

import json

import pytest

from portbook.machine.listeners import Listener, covers
from portbook.machine.saved_containers import UnknownFormat
from portbook.machine.saved_listeners import Saved, decoded, read_saved

SS = r"""
tcp   LISTEN 0      128          0.0.0.0:22         0.0.0.0:*    users:(("sshd",pid=900,fd=3))
tcp   LISTEN 0      511                *:3002             *:*    users:(("node",pid=12,fd=2),("node",pid=11,fd=2))
tcp   LISTEN 0      128             [::]:8443          [::]:*
tcp   LISTEN 0      511       127.0.0.1:6379       0.0.0.0:*    users:(("a",pid=1,fd=3)",pid=77,fd=3))
tcp   LISTEN 0      511       127.0.0.1:6381       0.0.0.0:*    users:(("",pid=1,fd=3))",pid=79,fd=3))
tcp   LISTEN 0      511       127.0.0.1:6382       0.0.0.0:*    users:(("",1),("x",pid=80,fd=3))
tcp   LISTEN 0      511       127.0.0.1:6383       0.0.0.0:*    users:(("a
b",pid=81,fd=3))
tcp   LISTEN 0      511       127.0.0.1:6380       0.0.0.0:*    users:(("b (x) [y] pid=",pid=78,fd=3)) uid:1000 ino:5
udp   UNCONN 0      0      127.0.0.53%lo:53        0.0.0.0:*    users:(("systemd-resolve",pid=5,fd=1))
tcp   ESTAB  0      0           10.0.0.1:22       10.0.0.9:5000
"""
SS_TCP_OLD = """
State      Recv-Q Send-Q     Local Address:Port       Peer Address:Port
LISTEN     0      128                   :::80                    :::*      users:(("nginx",1234,6))
"""
LSOF = "p501\ncmy\\x20app\nLme\nf20\ntIPv6\nPTCP\nn*:3000\nTST=LISTEN\nf21\ntIPv4\nPTCP\nn127.0.0.1:3001->127.0.0.1:5\nTST=ESTABLISHED\nf22\ntIPv4\nPUDP\nn*:5353\np7\ncx\nf1\ntIPv6\nPTCP\nn[::1]:631\nTST=LISTEN\n"
NETSTAT = """
Proto Recv-Q Send-Q Local Address           Foreign Address         State       PID/Program name
tcp        0      0 0.0.0.0:22              0.0.0.0:*               LISTEN      900/sshd: /usr/sbin
tcp6       0      0 :::3002                 :::*                    LISTEN      -
udp        0      0 127.0.0.1:323           0.0.0.0:*                           700/chronyd
"""
NETSTAT_MACOS = """
tcp4       0      0  127.0.0.1.631          *.*                    LISTEN
tcp46      0      0  *.5000                 *.*                    LISTEN
udp6       0      0  *.5353                 *.*
"""
NETSTAT_WINDOWS = """
  TCP    0.0.0.0:135            0.0.0.0:0              ABH\u00d6REN         984
 [svchost.exe]
  TCP    [::]:445               [::]:0                 LISTENING       4
  TCP    10.0.0.1:50000         10.0.0.2:443           ESTABLISHED     77
  UDP    0.0.0.0:123            *:*                                    1044
"""
ANSIBLE = 'web1 | SUCCESS => {"ansible_facts": {"tcp_listen": [{"address": "0.0.0.0", "name": "sshd", "pid": 9, "port": 22, "protocol": "tcp"}], "udp_listen": []}}'
OSQUERY = json.dumps(
    [{"address": "::", "port": "80", "protocol": "6", "pid": "12", "name": "nginx"},
     {"address": "127.0.0.1", "port": "53", "protocol": "17", "pid": "-1"},
     {"address": "", "port": "0", "protocol": "6", "pid": "3"}]
)  # fmt: skip
POWERSHELL = json.dumps(
    [{"LocalAddress": "::", "LocalPort": 135, "State": 2, "OwningProcess": 984},
     {"LocalAddress": "10.0.0.1", "LocalPort": 5000, "State": 5, "OwningProcess": 1},
     {"LocalAddress": "127.0.0.1", "LocalPort": 5001, "State": "Listen", "OwningProcess": 7}]
)  # fmt: skip
NMAP = """<?xml version="1.0"?><!DOCTYPE nmaprun><nmaprun><host><ports>
<port protocol="tcp" portid="22"><state state="open"/><service name="telnet"/></port>
<port protocol="udp" portid="53"><state state="open|filtered"/></port>
<port protocol="tcp" portid="80"><state state="closed"/></port></ports></host></nmaprun>"""


def rows(saved: Saved) -> list[str]:
    def name(pid: int | None) -> str:
        return f" {saved.processes[pid].name} {pid}" if pid else ""

    return [f"{e.transport} {e.address} {e.port}{name(e.pid)}" for e in saved.listeners]


@pytest.mark.parametrize(
    ("text", "sort", "seen", "expected"),
    [
        (SS, "ss", "tcp udp", [
            "tcp 0.0.0.0 22 sshd 900", "tcp :: 3002 node 11", "tcp :: 8443",
            'tcp 127.0.0.1 6379 a",pid=1,fd=3) 77', 'tcp 127.0.0.1 6381 ",pid=1,fd=3)) 79',
            'tcp 127.0.0.1 6382 ",1),("x 80', "tcp 127.0.0.1 6383 a\nb 81", "tcp 127.0.0.1 6380 b (x) [y] pid= 78",
            "udp 127.0.0.53 53 systemd-resolve 5"]),
        (SS_TCP_OLD, "ss", "tcp", ["tcp :: 80 nginx 1234"]),
        (LSOF, "lsof", "tcp udp",
         ["tcp :: 3000 my app 501", "udp 0.0.0.0 5353 my app 501", "tcp ::1 631 x 7"]),
        (NETSTAT, "netstat", "tcp udp",
         ["tcp 0.0.0.0 22 sshd: /usr/sbin 900", "tcp :: 3002", "udp 127.0.0.1 323 chronyd 700"]),
        (NETSTAT_MACOS, "netstat", "tcp udp",
         ["tcp 127.0.0.1 631", "tcp :: 5000", "udp :: 5353"]),
        (NETSTAT_WINDOWS, "netstat", "tcp udp",
         ["tcp 0.0.0.0 135 svchost.exe 984", "tcp :: 445 None 4", "udp 0.0.0.0 123 None 1044"]),
        (ANSIBLE, "Ansible's listen_ports_facts", "tcp udp", ["tcp 0.0.0.0 22 sshd 9"]),
        (OSQUERY, "osquery", "tcp udp", ["tcp :: 80 nginx 12", "udp 127.0.0.1 53"]),
        (POWERSHELL, "PowerShell", "tcp",
         ["tcp :: 135 None 984", "tcp 127.0.0.1 5001 None 7"]),
        (NMAP, "nmap", "", ["tcp :: 22"]),
    ],
    ids=lambda each: each if isinstance(each, str) and len(each) < 30 else "",
)  # fmt: skip
def test_listeners_of_each_program(text: str, sort: str, seen: str, expected: list[str]) -> None:
    saved = read_saved(text)
    assert (saved.sort, rows(saved)) == (sort, expected)
    assert saved.seen == frozenset(seen.split())


def test_only_ss_knows_whether_ipv6_is_alone() -> None:
    both, alone = (
        Listener("tcp", "::", port, None, dual) for port, dual in ((1, True), (2, False))
    )
    assert covers(both, "127.0.0.1")
    assert not covers(alone, "127.0.0.1")
    found = {each.port: each.dual for each in read_saved(SS).listeners}
    assert (found[3002], found[8443]) == (True, False)


def test_more_listeners_than_a_machine_has_are_refused() -> None:
    line = "LISTEN 0 128 0.0.0.0:{} 0.0.0.0:*\n"
    whole = "".join(line.format(number) for number in range(1, 5002))
    with pytest.raises(UnknownFormat, match="more than 5,000"):
        read_saved(f"State Recv-Q Send-Q Local Address:Port Peer Address:Port\n{whole}")


def test_powershell_s_utf_16_is_read() -> None:
    assert rows(read_saved(decoded(POWERSHELL.encode("utf-16")))) == rows(read_saved(POWERSHELL))


@pytest.mark.parametrize(
    "text",
    ["hello", "[1, 2]", "{}", "<html/>", "<nmaprun", "[" * 5000,
     '<!DOCTYPE x [<!ENTITY a "b">]><nmaprun/>'],
)  # fmt: skip
def test_what_is_none_of_them_is_refused(text: str) -> None:
    with pytest.raises(UnknownFormat):
        read_saved(text)
