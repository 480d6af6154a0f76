"""Every form a number can be written in, and what a move makes of it."""

from __future__ import annotations

import pytest

from portbook.edit.change import Refused
from portbook.edit.move import Move
from portbook.edit.renumber import Number
from portbook.edit.verify import verify
from portbook.language.load import read
from portbook.model.portmap import HistoryEntry
from portbook.text.source import Source

HEAD = "projects:\n  shop:\n    environments: {dev: localhost, prod: localhost}\n    services:\n"


def moved(
    text: str,
    *,
    endpoint: str = "default",
    environment: str | None = None,
    number: Number | None = None,
    entry: HistoryEntry | None = None,
) -> str:
    """The services' text after `web` got 4000."""
    reading = read(Source("ports.yaml", HEAD + text))
    assert list(reading.problems) == []
    assert reading.portmap is not None
    service = reading.portmap.projects["shop"].services["web"]
    found = service.endpoint(endpoint)
    inner = found.container_port if found and service.contained else None
    wanted = number or Number(4000, 4000, inner)
    edit = verify(reading, [Move("shop", "web", endpoint, environment, wanted, entry)])
    after = edit.files[0].after.text
    assert after.startswith(HEAD)
    return after[len(HEAD) :]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("      web: 3000\n", "      web: 4000\n"),
        ("      web: '3000'\n", "      web: '4000'\n"),
        ('      web: "3000:80"\n', '      web: "4000:80"\n'),
        ('      web: "127.0.0.1:3000:80"\n', '      web: "127.0.0.1:4000:80"\n'),
        ('      web: "[::1]:3000:80/tcp"\n', '      web: "[::1]:4000:80/tcp"\n'),
        ('      web: "\\x33000"\n', "      web: 4000\n"),
        ("      web: 3000/udp\n", "      web: 4000/udp\n"),
        ("      web: {port: null}\n", "      web: {port: 4000}\n"),
        ("      web:\n        port:\n", "      web:\n        port: 4000\n"),
        ("      web:\n        port:   # unknown\n", "      web:\n        port: 4000   # unknown\n"),
        ("      web: &n 3000\n", "      web: &n 4000\n"),
        ("      web: {port: 3000}\n", "      web: {port: 4000}\n"),
        ("      web: {port: }\n", "      web: {port: 4000}\n"),
        (
            "      web: {port: {number: 3000, bind: 0.0.0.0}}\n",
            "      web: {port: {number: 4000, bind: 0.0.0.0}}\n",
        ),
        (
            "      web: {ports: {default: 3000, ws: 3001}}\n",
            "      web: {ports: {default: 4000, ws: 3001}}\n",
        ),
        (
            "      web: {port: 3000, ports: {default: 3002}}\n",
            "      web: {port: 3000, ports: {default: 4000}}\n",
        ),
        (
            "      web:\n        port:\n          number: 3000 # here\n",
            "      web:\n        port:\n          number: 4000 # here\n",
        ),
        ("      web: {kind: redis}\n", "      web: {kind: redis, port: 4000}\n"),
        (
            "      web: {title: T, kind: redis, role: queue,}\n",
            "      web: {title: T, kind: redis, port: 4000, role: queue,}\n",
        ),
        (
            "      web:\n        kind: redis # k\n        notes: n\n",
            "      web:\n        kind: redis # k\n        port: 4000\n        notes: n\n",
        ),
        (
            "      web:\n        port: {scheme: redis}\n        kind: redis\n",
            "      web:\n        port: {scheme: redis, number: 4000}\n        kind: redis\n",
        ),
        # The container keeps its own number.
        ("      web: {image: x, port: 3000}\n", '      web: {image: x, port: "4000:3000"}\n'),
        ("      web: {image: x, port: '3000'}\n", "      web: {image: x, port: '4000:3000'}\n"),
        (
            "      web: {image: x, port: {number: 3000}}\n",
            "      web: {image: x, port: {number: 4000, container: 3000}}\n",
        ),
        (
            "      web: {image: x, kind: redis, port: 6380}\n",
            "      web: {image: x, kind: redis, port: 4000}\n",
        ),
        (
            "      web: {image: x, kind: redis}\n",
            "      web: {image: x, kind: redis, port: 4000}\n",
        ),
        # What an alias or a merge shares stays with those who share it.
        (
            "      a: &a {port: 3000, title: A}\n      web: {<<: *a}\n",
            "      a: &a {port: 3000, title: A}\n      web: {<<: *a, port: 4000}\n",
        ),
        (
            "      a: &a\n        port: 3000\n      web:\n        <<: *a\n",
            "      a: &a\n        port: 3000\n      web:\n        <<: *a\n        port: 4000\n",
        ),
        (
            "      a: {port: &p 3000}\n      web: {port: *p}\n",
            "      a: {port: &p 3000}\n      web: {port: 4000}\n",
        ),
        ("      a: &a 3000\n      web: *a\n", "      a: &a 3000\n      web: 4000\n"),
        (
            "      a: &a {port: 3000}\n      web: *a\n",
            "      a: &a {port: 3000}\n      web: {<<: *a, port: 4000}\n",
        ),
        (
            "      web: &a {port: 3000}\n      b: {<<: *a, port: 3001}\n",
            "      web: &a {port: 4000}\n      b: {<<: *a, port: 3001}\n",
        ),
    ],
)
def test_the_number_of_all_environments(before: str, after: str) -> None:
    assert moved(before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('      web: "3000-3002"\n', '      web: "4000-4002"\n'),
        ('      web: "3000-3002:80-82"\n', '      web: "4000-4002:80-82"\n'),
        ("      web: {port: {number: 3000-3002}}\n", "      web: {port: {number: 4000-4002}}\n"),
    ],
)
def test_an_interval(before: str, after: str) -> None:
    inner = (80, 82) if ":80" in before else (None, None)
    assert moved(before, number=Number(4000, 4002, *inner)) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("      web: 3000\n", "      web: {port: 3000, environments: {prod: {port: 4000}}}\n"),
        (
            "      web: {port: 3000}\n",
            "      web: {port: 3000, environments: {prod: {port: 4000}}}\n",
        ),
        (
            "      web:\n        port: 3000\n\n      b: 1\n",
            (
                "      web:\n        port: 3000\n        environments: {prod: {port: 4000}}\n"
                "\n      b: 1\n"
            ),
        ),
        (
            "      web: {port: 3000, environments: {prod: {bind: 0.0.0.0}}}\n",
            "      web: {port: 3000, environments: {prod: {bind: 0.0.0.0, port: 4000}}}\n",
        ),
        (
            "      web: {port: 3000, environments: {prod: {port: 5000}}}\n",
            "      web: {port: 3000, environments: {prod: {port: 4000}}}\n",
        ),
        (
            "      web: {port: 3000, environments: {prod: {port: null}}}\n",
            "      web: {port: 3000, environments: {prod: {port: 4000}}}\n",
        ),
        (
            "      web: {port: 3000, environments: {prod: {ports: {default: 5000}}}}\n",
            "      web: {port: 3000, environments: {prod: {ports: {default: 4000}}}}\n",
        ),
        (
            "      web: {port: 3000, environments: {prod: {offset: 10}}}\n",
            "      web: {port: 3000, environments: {prod: {offset: 10, port: 4000}}}\n",
        ),
        (
            "      web: {port: 3000, environments: {dev: {port: 5000}}}\n",
            "      web: {port: 3000, environments: {dev: {port: 5000}, prod: {port: 4000}}}\n",
        ),
        (
            (
                "      web:\n        port: 3000\n        environments:\n          prod:\n"
                "            port: 5000 # p\n"
            ),
            (
                "      web:\n        port: 3000\n        environments:\n          prod:\n"
                "            port: 4000 # p\n"
            ),
        ),
        (
            "      web:\n        port: 3000\n        environments:\n          dev: {port: 1}\n",
            (
                "      web:\n        port: 3000\n        environments:\n          dev: {port: 1}\n"
                "          prod: {port: 4000}\n"
            ),
        ),
        (
            "      web: {image: x, port: 3000}\n",
            '      web: {image: x, port: 3000, environments: {prod: {port: "4000:3000"}}}\n',
        ),
    ],
)
def test_the_number_of_one_environment(before: str, after: str) -> None:
    assert moved(before, environment="prod") == after


def test_an_endpoint_by_its_name() -> None:
    before = "      web: {ports: {http: 3000, ws: 3001}}\n"
    assert moved(before, endpoint="ws") == "      web: {ports: {http: 3000, ws: 4000}}\n"
    laid = moved(before, endpoint="ws", environment="prod")
    assert "ws: 3001}, environments: {prod: {ports: {ws: 4000}}}}" in laid


ENTRY = HistoryEntry("2026-01-02", 3000, 4000, "it: was taken")
FLOW = '{date: 2026-01-02, from: 3000, to: 4000, reason: "it: was taken"}'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("      web: 3000 # c\n", f"      web: {{port: 4000, history: [{FLOW}]}} # c\n"),
        (
            "      web: {port: 3000, history: []}\n",
            f"      web: {{port: 4000, history: [{FLOW}]}}\n",
        ),
        (
            "      web: {port: 3000, history: {change: c}}\n",
            f"      web: {{port: 4000, history: [{{change: c}}, {FLOW}]}}\n",
        ),
        (
            "      web:\n        port: 3000\n        history:\n",
            f"      web:\n        port: 4000\n        history: [{FLOW}]\n",
        ),
        (
            "      web:\n        port: 3000\n        history:\n        - {change: c} # c\n",
            (
                f"      web:\n        port: 4000\n        history:\n        - {{change: c}} # c\n"
                f"        - {FLOW}\n"
            ),
        ),
        (
            (
                "      web:\n        port: 3000\n        history:\n          change: c\n"
                "          date: 2025\n"
            ),
            (
                "      web:\n        port: 4000\n        history:\n          - change: c\n"
                f"            date: 2025\n          - {FLOW}\n"
            ),
        ),
        (
            (
                "      web:\n        history:\n          - change: c\n            reason: |\n"
                "              because\n\n        port: 3000\n"
            ),
            (
                "      web:\n        history:\n          - change: c\n            reason: |\n"
                "              because\n          - date: 2026-01-02\n            from: 3000\n"
                '            to: 4000\n            reason: "it: was taken"\n\n        port: 4000\n'
            ),
        ),
    ],
)
def test_the_history(before: str, after: str) -> None:
    assert moved(before, entry=ENTRY) == after


def test_no_last_line_break() -> None:
    """What stands last must not become a line longer by what is added."""
    before = "      web:\n        kind: redis\n        notes: |\n          n"
    laid = "        environments: {prod: {port: 4000}}\n"
    after = before.replace("        notes", f"{laid}        notes")
    assert moved(before, environment="prod") == after


@pytest.mark.parametrize(("sign", "gap"), [("|+", True), ("|", False), (">-", False)])
def test_blank_lines_behind_a_block_of_text(sign: str, gap: bool) -> None:
    """They stay with the text where they are part of it, else with what comes next."""
    head = f"      web:\n        port: 3000\n        notes: {sign}\n          n\n"
    laid = "        environments: {prod: {port: 4000}}\n"
    rest = "      b: 1\n"
    after = f"{head}\n\n{laid}{rest}" if gap else f"{head}{laid}\n\n{rest}"
    assert moved(f"{head}\n\n{rest}", environment="prod") == after


def test_a_container_port_that_cannot_stay_follows() -> None:
    before = "      web: {image: x, port: 3000, environments: {prod: {offset: 100}}}\n"
    assert moved(before) == before.replace("port: 3000", "port: 4000")


def test_what_a_proxy_listens_on_is_not_moved_alone() -> None:
    text = "      web: {kind: nginx, port: 8080}\n    proxy: {dev: {listen: 8080, service: web}}\n"
    with pytest.raises(Refused, match="cannot be moved alone"):
        moved(text)


def test_a_list_of_ports_behind_a_shared_merge_is_left_alone() -> None:
    text = "      a: &a {ports: {http: 3000, ws: 3001}}\n      web: {<<: *a}\n"
    with pytest.raises(Refused, match="shop/a"):
        moved(text, endpoint="ws")
