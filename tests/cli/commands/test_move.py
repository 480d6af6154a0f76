"""`move` as a person types it."""

from __future__ import annotations

import concurrent.futures
import datetime
import json
import os
import re
import shlex
import subprocess
from pathlib import Path

import pytest

from tests.cli.commands.shop import FILES
from tests.support.cli import portbook
from tests.support.files import make_files, read_files

CLASH = "projects:\n  shop: {services: {web: 3000}} # ours\n  blog: {services: {site: 3000}}\n"


def test_it_moves_and_generates(tmp_path: Path) -> None:
    text = CLASH.replace("site: 3000", 'site: {port: 3001, env: {SHOP: "{shop/web.url}"}}')
    make_files(tmp_path, {"ports.yaml": text})
    assert portbook(tmp_path, "generate").status == 0
    ran = portbook(tmp_path, "move", "shop/web", "3005")
    assert ran.status == 0, ran.err
    assert ran.out.splitlines() == [
        "shop/web: 3000 -> 3005",
        "written: ports.yaml, generated/PORTS.md, generated/blog/.env,",
        "  generated/blog/PORTS.md, generated/llms.txt, generated/ports.json,",
        "  generated/shop/.env, generated/shop/PORTS.md",
        "variables: SHOP, WEB_PORT, WEB_URL",
        "refers to it: blog/site (SHOP)",
    ]
    assert (tmp_path / "ports.yaml").read_text() == text.replace("web: 3000", "web: 3005")
    assert "3005" in (tmp_path / "generated/blog/.env").read_text()
    assert portbook(tmp_path, "generate", "--check").status == 0
    assert not list(tmp_path.glob(".*"))


def test_only_what_the_move_changes_is_its_own(tmp_path: Path) -> None:
    make_files(tmp_path, {"ports.yaml": "projects: {shop: {services: {web: 3000, api: 8000}}}\n"})
    ran = portbook(tmp_path, "move", "web", "3005", "--dry-run")
    assert "generated/ports.json" in ran.out
    assert ran.out.splitlines()[-1] == "variables: WEB_PORT, WEB_URL"
    assert portbook(tmp_path, "generate").status == 0
    map_path = tmp_path / "ports.yaml"
    map_path.write_text(map_path.read_text().replace("8000", "8001"))
    found = json.loads(portbook(tmp_path, "move", "web", "3005", "--json").out)["impact"]
    assert [each["name"] for each in found["variables"]] == ["WEB_PORT", "WEB_URL"]


def test_the_setting_with_its_own_address_is_named(tmp_path: Path) -> None:
    kafka = "services: {events: {image: apache/kafka, ports: ['9092:9092']}}\n"
    make_files(tmp_path / "shop", {"compose.yaml": kafka})
    assert portbook(tmp_path, "init", "shop").status == 0
    out = portbook(tmp_path, "move", "events", "9192").out
    assert "its own address, where it is set, in:\n  KAFKA_ADVERTISED_LISTENERS" in out


@pytest.mark.parametrize(
    "text",
    [
        CLASH,
        "projects:\n  shop:\n    services: {a: {ports: {http: 80, ws: 3000}}, b: 3000}\n",
        "projects:\n  shop:\n    services: {b: 3000, a: {ports: {http: 8080, ws: 3000}}}\n",
        (
            "ranges: {r: 3000-3010}\n"
            "projects: {shop: {services: {a: 3000, b: {port: 3000, range: r}}}}\n"
        ),
        "projects: {shop: {services: {a: {kind: redis}, b: {kind: redis}}}}\n",
        'projects: {shop: {services: {a: "3000-3009", b: "3005-3006:80-81"}}}\n',
        (
            "projects: {shop: {services: {a: {port: 3000, pinned: true, reason: r},"
            " b: {image: x, port: 3000}}}}\n"
        ),
        "projects: {shop: {services: {a: 3000, b: {port: 3000, pinned: true, reason: r}}}}\n",
        # The other environment's host has 3001 and 3002.
        (
            "hosts: {l: {}, s: {address: s.example}}\nprojects:\n"
            "  a: {environments: {dev: l}, services: {web: 3000}}\n"
            "  b: {environments: {dev: l, staging: s}, services: {web: 3000}}\n"
            "  c: {environments: {staging: s}, services: {x: 3001, y: 3002}}\n"
        ),
        # Written for one environment alone.
        (
            "hosts: {l: {}, s: {address: s.example}}\nprojects:\n"
            "  a: {environments: {staging: s}, services: {web: 4000}}\n"
            "  b:\n    environments: {dev: l, staging: s}\n"
            "    services: {web: {port: 3000, environments: {staging: {port: 4000}}}}\n"
        ),
        # A default environment that is laid over.
        (
            "projects:\n  a: {services: {web: 4000}}\n  b:\n    environments: {dev: , test: }\n"
            "    services: {web: {port: 3000, environments: {dev: {port: 4000}}}}\n"
        ),
        # An overlay that leaves the number alone.
        (
            "hosts: {l: {}, s: {address: s.example}}\nprojects:\n"
            "  a: {environments: {staging: s}, services: {web: 4000}}\n"
            "  b:\n    environments: {dev: l, staging: s}\n"
            "    services: {web: {port: 4000, environments: {staging: {title: T}}}}\n"
        ),
        # Shifted onto another's number.
        (
            "hosts: {l: {}, s: {address: s.example}}\nprojects:\n"
            "  a: {environments: {staging: s}, services: {web: 4000, api: 4001}}\n"
            "  b:\n    environments: {dev: l, staging: s}\n"
            "    services: {web: {port: 3000, environments: {staging: {offset: 1000}}}}\n"
        ),
        "projects:\n  a: {services: {web: &w {port: 3000}, b: *w}}\n",
    ],
)
def test_the_hint_of_a_conflict_works_as_printed(tmp_path: Path, text: str) -> None:
    make_files(tmp_path, {"ports.yaml": text})
    found = portbook(tmp_path, "check")
    hint = re.search(r"is\s+free:\s+portbook\s+(.*)", found.out)
    assert hint is not None, found.out
    ran = portbook(tmp_path, *shlex.split(hint[1]))
    assert ran.status == 0, ran.out + ran.err
    again = portbook(tmp_path, "check", "--json")
    assert [d for d in json.loads(again.out)["diagnostics"] if d["severity"] == "error"] == []
    assert portbook(tmp_path, "generate", "--check").status == 0


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        ("shop/web 3001", 1, "3001/tcp on localhost is blog/site's (ports.yaml:3:"),
        ("shop/web 0", 1, "0 is not a port: ports go from 1 to 65535"),
        ("shop/web 65536", 1, "65536 is not a port"),
        ("shop/many 65535", 1, "65535-65537 is not a port"),
        ("shop/web 3000", 1, "shop/web is on 3000 already"),
        ("shop/fixed 4000", 1, "shop/fixed is pinned: written into firmware"),
        ("shop/web 6000", 1, "browsers refuse to open 6000"),
        ("shop/none 4000", 1, "has no port to move"),
        ("shop/inside 4000", 1, "publishes no port"),
        ("shop/far 4000", 1, "listens on no port of this map"),
        ("shop/web x", 2, "'x' is not a port number"),
        ("shop/web", 2, "missing argument"),
        ("web 3005", 2, "several projects have a service 'web'"),
        ("zzz 3005", 2, "no service 'zzz'. There are: shop/web"),
        ("shop/wbe 3005", 2, "Did you mean 'web'?"),
        ("shop/web -e nowhere 3005", 2, "there is no environment 'nowhere'"),
    ],
)
def test_a_refusal_changes_nothing(tmp_path: Path, arguments: str, status: int, said: str) -> None:
    text = (
        "projects:\n  shop: {services: {web: 3000, many: '7000-7002', fixed: {port: 3100, "
        "pinned: true, reason: written into firmware}, none: , inside: {port: {container: 80}}, "
        "far: {hosted: {url: 'https://far.example'}}}}\n"
        "  blog: {services: {site: 3001, web: 3002}}\n"
    )
    make_files(tmp_path, {"ports.yaml": text})
    before = read_files(tmp_path)
    ran = portbook(tmp_path, "move", *arguments.split())
    assert (ran.status, said in ran.err) == (status, True), ran.out + ran.err
    assert read_files(tmp_path) == before


def test_its_own_number_in_another_environment_is_taken_too(tmp_path: Path) -> None:
    web = "{port: 3000, environments: {test: {port: 3001}}}"
    text = f"projects: {{shop: {{environments: {{dev: , test: }}, services: {{web: {web}}}}}}}\n"
    make_files(tmp_path, {"ports.yaml": text})
    ran = portbook(tmp_path, "move", "web", "3001")
    assert (ran.status, "is shop/web's in test" in ran.err) == (1, True), ran.err
    ran = portbook(tmp_path, "move", "web", "3000", "-e", "test")
    assert (ran.status, "is shop/web's" in ran.err) == (1, True), ran.err
    assert portbook(tmp_path, "move", "web", "3002", "-e", "test").status == 0
    assert (tmp_path / "ports.yaml").read_text() == text.replace("3001", "3002")


def test_no_map_is_no_fault(tmp_path: Path) -> None:
    assert portbook(tmp_path, "-f", "no/ports.yaml", "move", "web", "3001").status == 2
    make_files(tmp_path, {"ports.yaml": "projects: ["})
    assert portbook(tmp_path, "move", "web", "3001").status == 2
    assert [path.name for path in tmp_path.iterdir()] == ["ports.yaml"]


def test_force_moves_what_is_pinned_and_onto_what_is_taken(tmp_path: Path) -> None:
    text = "projects: {shop: {services: {a: {port: 3000, pinned: true, reason: r}, b: 3001}}}\n"
    make_files(tmp_path, {"ports.yaml": text})
    assert portbook(tmp_path, "move", "a", "3005", "--force").status == 0
    ran = portbook(tmp_path, "move", "a", "3001", "--force")
    assert ran.status == 0
    assert "port-conflict" in ran.err
    assert "Nothing was generated" in ran.err
    assert portbook(tmp_path, "move", "a", "70000", "--force").status == 1


def test_a_dry_run_shows_and_writes_nothing(tmp_path: Path) -> None:
    make_files(tmp_path, {"ports.yaml": CLASH})
    before = read_files(tmp_path)
    ran = portbook(tmp_path, "move", "blog/site", "next", "--dry-run")
    assert ran.status == 0
    assert "-  blog: {services: {site: 3000}}" in ran.out
    assert "+  blog: {services: {site: 3001}}" in ran.out
    assert "would be written: ports.yaml, generated/" in ran.out
    assert read_files(tmp_path) == before


def test_a_secret_beside_what_changes_is_hidden_in_what_is_shown(tmp_path: Path) -> None:
    secret = 'start: "serve --token ghp_abcdefghijklmnopqrstuvwxyz0123456789"'
    text = f"projects: {{shop: {{services: {{web: {{port: 3000, {secret}}}}}}}}}\n"
    make_files(tmp_path, {"ports.yaml": f"settings: {{checks: {{plain-secret: off}}}}\n{text}"})
    ran = portbook(tmp_path, "move", "shop/web", "3100", "--dry-run")
    assert "+projects: {shop: {services: {web: {port: 3100" in ran.out
    assert "ghp_" not in ran.out + ran.err


def test_a_reason_is_recorded_and_a_history_continued(tmp_path: Path) -> None:
    make_files(tmp_path, {"ports.yaml": CLASH})
    today = datetime.date.today().isoformat()
    assert portbook(tmp_path, "move", "blog/site", "3001", "--reason", "taken: 3000").status == 0
    text = (tmp_path / "ports.yaml").read_text()
    assert f'{{date: {today}, from: 3000, to: 3001, reason: "taken: 3000"}}' in text
    assert portbook(tmp_path, "move", "blog/site", "3002").status == 0
    text = (tmp_path / "ports.yaml").read_text()
    assert f"}}, {{date: {today}, from: 3001, to: 3002}}]" in text
    assert portbook(tmp_path, "check", "--strict").status == 0


def test_an_included_file_is_the_one_that_changes(tmp_path: Path) -> None:
    blog = "projects:\r\n  blog: # theirs\r\n    services: {site: 3001}\r\n"
    files: dict[str, str | bytes] = {
        "ports.yaml": "include: [more/*.yaml]\nprojects: {shop: {services: {web: 3000}}}\n",
        "more/blog.yaml": b"\xef\xbb\xbf" + blog.encode(),
    }
    make_files(tmp_path, files)
    ran = portbook(tmp_path, "move", "blog/site", "3005")
    assert ran.status == 0, ran.err
    assert "written: more/blog.yaml, " in ran.out
    changed = (tmp_path / "more/blog.yaml").read_bytes()
    assert changed == b"\xef\xbb\xbf" + blog.replace("3001", "3005").encode()
    assert (tmp_path / "ports.yaml").read_text() == files["ports.yaml"]
    assert portbook(tmp_path, "generate", "--check").status == 0


def test_an_edited_generated_file_stops_it(tmp_path: Path) -> None:
    make_files(tmp_path, {"ports.yaml": "projects: {shop: {services: {web: 3000}}}\n"})
    portbook(tmp_path, "generate")
    make_files(tmp_path, {"generated/shop/.env": "MINE=1\n"})
    before = read_files(tmp_path)
    ran = portbook(tmp_path, "move", "web", "3005")
    assert ran.status == 1
    assert "generated/shop/.env was edited by hand" in ran.err
    assert read_files(tmp_path) == before


def test_a_symlink_stays_one_and_the_mode_is_kept(tmp_path: Path) -> None:
    make_files(tmp_path, {"real/map.yaml": "projects: {shop: {services: {web: 3000}}}\n"})
    (tmp_path / "real/map.yaml").chmod(0o640)
    (tmp_path / "ports.yaml").symlink_to("real/map.yaml")
    assert portbook(tmp_path, "move", "web", "3005").status == 0
    assert (tmp_path / "ports.yaml").is_symlink()
    assert portbook(tmp_path, "generate", "--check").status == 0
    assert not (tmp_path / "real/generated").exists()
    assert "3005" in (tmp_path / "real/map.yaml").read_text()
    assert (tmp_path / "real/map.yaml").stat().st_mode & 0o777 == 0o640


def test_twenty_at_once_never_get_one_number_twice(tmp_path: Path) -> None:
    services = "\n".join(f"      s{n}: 3000" for n in range(20))
    text = f"projects:\n  shop:\n    services:\n{services}\n"
    make_files(tmp_path, {"ports.yaml": text})

    def move(n: int) -> int:
        return portbook(tmp_path, "move", f"s{n}", "next").status

    with concurrent.futures.ThreadPoolExecutor(20) as pool:
        assert list(pool.map(move, range(20))) == [0] * 20
    numbers = re.findall(r"s\d+: (\d+)", (tmp_path / "ports.yaml").read_text())
    assert sorted(numbers) == [str(number) for number in range(3001, 3021)]
    assert portbook(tmp_path, "check").status == 0
    assert portbook(tmp_path, "generate", "--check").status == 0
    assert not list(tmp_path.glob(".ports*"))


def test_impact_looks_neither_out_of_a_checkout_nor_without_end(tmp_path: Path) -> None:
    """A link of a file that the map names leads out; folders lie in each other."""
    web = "{port: 3000, configured_in: [link/secret.env, own.env]}"
    text = f"projects: {{shop: {{path: shop, services: {{web: {web}}}}}}}\n"
    files = {"ports.yaml": text, "out/secret.env": "A=3000\n", "shop/own.env": "B=3000\n"}
    make_files(tmp_path, files)
    (tmp_path / "shop/link").symlink_to(tmp_path / "out", target_is_directory=True)
    was = Path.cwd()
    os.chdir(tmp_path / "shop")
    try:
        for _ in range(1500):
            os.mkdir("d")  # noqa: PTH102 - a path of so many folders is too long to be named
            os.chdir("d")
    finally:
        os.chdir(was)
    try:
        ran = portbook(tmp_path, "impact", "web")
    finally:
        # Python removes no tree of so many folders.
        subprocess.run(["rm", "-r", str(tmp_path / "shop")], check=True)
    assert ran.status == 0, ran.err
    assert "own.env:1: B=3000" in ran.out
    assert "secret.env" not in ran.out


def test_move_as_json(tmp_path: Path) -> None:
    make_files(tmp_path, FILES)
    ran = portbook(tmp_path, "move", "blog/feed", "3005", "--json")
    said = json.loads(ran.out)
    assert [(each["from"], each["to"]) for each in said["moves"]] == [(3002, 3005)]
    assert said["written"][0] == "blog.yaml"
