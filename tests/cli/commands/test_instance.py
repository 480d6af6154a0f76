"""Working copies side by side: slots, what is put into them, and whose a port is."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.support.cli import portbook
from tests.support.files import make_files
from tests.support.ports import free_port
from tests.support.repositories import committed, git
from tests.support.servers import serve

MAP = """\
projects:
  shop:
    path: .
    instances: {INSTANCES}
    services:
      web: {kind: vite, directory: web, port: 3000, env: {VITE_API_URL: "{api.url}"}, uses: [api]}
      api: {kind: fastapi, directory: api, port: 8000}
      mail: {port: 1025, pinned: true, reason: one for all}
"""


def repository(
    folder: Path, web: int = 3000, api: int = 8000, instances: str = "{step: 5}"
) -> Path:
    text = MAP.replace("INSTANCES", instances[1:-1])
    text = text.replace("3000", str(web)).replace("8000", str(api))
    ignored = ".env\nports.local.yaml\n.portbook.json\ncors.json\n"
    shop = make_files(
        folder / "shop", {"ports.yaml": text, "web/x": "", "api/x": "", ".gitignore": ignored}
    )
    return committed(shop)


def worktree(shop: Path, name: str) -> Path:
    git(shop, "worktree", "add", "-q", f"../{name}", "-b", name)
    return shop.parent / name


def added(folder: Path, *words: str) -> dict[str, object]:
    ran = portbook(folder, "instance", "add", "--json", *words)
    assert ran.status == 0, ran.err
    (found,) = json.loads(ran.out)["instances"]
    return {key: found[key] for key in ("project", "name", "slot", "path")} | {
        row["service"]: row["port"] for row in found["claims"]
    }


def test_a_worktree_gets_a_slot_and_gives_it_back(tmp_path: Path) -> None:
    shop = repository(tmp_path)
    copy = worktree(shop, "shop-login-fix")
    before = sorted(each.relative_to(copy) for each in copy.rglob("*"))
    expected = {"project": "shop", "name": "login-fix", "slot": 1, "path": str(copy)}
    expected |= {"web": 3005, "api": 8005, "mail": 1025}
    assert added(copy) == expected
    assert added(copy / "api") == expected, "a second time nothing changes"
    assert (shop / "ports.local.yaml").read_text().splitlines()[1:] == [
        "instances:",
        "  shop:",
        '    login-fix: {slot: 1, path: "../shop-login-fix"}',
    ]
    lines = (copy / ".env").read_text().splitlines()
    assert {"COMPOSE_PROJECT_NAME=shop-login-fix", "WEB_PORT=3005"} <= set(lines)
    assert "VITE_API_URL=http://localhost:8005" in (copy / "web/.env").read_text()
    assert not (copy / "PORTS.md").exists()
    assert not (shop / ".env").exists()
    assert portbook(copy, "install", "--check").status == 0
    told = portbook(tmp_path, "-f", "shop/ports.yaml", "instance", "list")
    assert "slot 1" in told.out
    assert "web 3005, api 8005" in told.out
    assert "mail (pinned)" in told.out
    listed = json.loads(portbook(shop, "list", "--instance", "login-fix", "--json").out)
    assert [row["port"] for row in listed["claims"]] == [3005, 8005, 1025]
    here = portbook(copy, "list", "api")
    assert here.out.splitlines()[1].startswith("8005 ")
    assert "as the working copy login-fix has it" in here.err
    assert portbook(copy / "api", "open", "--print", "web").out == "http://localhost:3005\n"
    assert portbook(shop, "open", "--print", "web").out == "http://localhost:3000\n"
    assert portbook(shop, "instance", "remove", "login-fix").status == 0
    assert sorted(each.relative_to(copy) for each in copy.rglob("*")) == before
    assert not (shop / "ports.local.yaml").exists()


@pytest.mark.parametrize("folder", ["shop/.claude/worktrees/fix", ".cursor/worktrees/shop/fix"])
def test_a_worktree_lies_where_an_agent_puts_it(tmp_path: Path, folder: str) -> None:
    shop, copy = repository(tmp_path), tmp_path / folder
    git(shop, "worktree", "add", "-q", str(copy), "-b", "fix")
    assert (added(copy)["name"], added(copy / "web")["web"]) == ("fix", 3005)
    assert "VITE_API_URL=http://localhost:8005" in (copy / "web/.env").read_text()
    assert portbook(copy, "install", "--check").status == 0
    listed = json.loads(portbook(shop, "list", "web", "--json").out)["claims"]
    assert [each["port"] for each in listed] == [3000], "the main checkout around it is no copy"


def test_the_variables_of_a_copy(tmp_path: Path) -> None:
    shop = repository(tmp_path)
    copy = worktree(shop, "fix")
    added(copy)
    ran = portbook(copy, "instance", "env")
    code = f"{ran.out}\necho $COMPOSE_PROJECT_NAME $WEB_PORT"
    assert subprocess.check_output(["sh", "-c", code], text=True) == "shop-fix 3005\n"
    values = json.loads(portbook(shop, "instance", "env", "fix", "--format", "json").out)
    assert values["API_URL"] == "http://127.0.0.1:8005"
    assert "API_PORT=8000" in portbook(shop, "instance", "env", "--format", "dotenv").out.split()


@pytest.mark.parametrize("ignored", [".env", ".env\n.portbook.json", ".env\n*.json\nvite"])
def test_what_git_holds_is_told_of_and_comes_back(tmp_path: Path, ignored: str) -> None:
    """Whatever of the generated files a team commits: the copy has its own numbers, documents stay
    as they are, and afterwards git sees no change and only what it ignores was there."""
    shop = repository(tmp_path)
    text = (shop / "ports.yaml").read_text()
    text = text.replace("    path: .\n", "    path: .\n    targets: [vite, agents]\n")
    ignored = f"ports.local.yaml\n{ignored}\n"
    make_files(shop, {"ports.yaml": text, "AGENTS.md": "# Us\n", ".gitignore": ignored})
    assert portbook(shop, "install").status == 0
    git(shop, "add", "-A")
    git(shop, "commit", "-qm", "installed")
    copy = worktree(shop, "fix")
    before = sorted(each.relative_to(copy) for each in copy.rglob("*"))
    ran = portbook(copy, "instance", "add")
    assert ran.status == 0, ran.err
    assert "port: 3005" in (copy / "vite/vite.config.mjs").read_text()
    assert "8005" in (copy / "web/.env").read_text()
    held = sorted({"vite/vite.config.mjs", "cors.json", ".portbook.json"} & git_files(copy))
    assert (f"git holds {', '.join(held)}: with this copy's" in ran.err) is bool(held)
    assert git(copy, "diff", "--name-only").split() == held
    again = portbook(copy, "instance", "add")
    assert "0 written" in again.err
    (copy / "AGENTS.md").write_text("# More of us\n" + (copy / "AGENTS.md").read_text())
    assert portbook(shop, "instance", "remove", "fix").status == 0
    assert git(copy, "status", "--short", "--ignored") == "M AGENTS.md"
    assert sorted(each.relative_to(copy) for each in copy.rglob("*")) == before


def git_files(folder: Path) -> set[str]:
    return set(git(folder, "ls-files").split())


def test_twenty_at_once_and_a_full_range(tmp_path: Path) -> None:
    shop = repository(tmp_path, instances="{step: 5, count: 20}")
    copies = [worktree(shop, f"c{number}") for number in range(21)]
    with ThreadPoolExecutor(4) as pool:
        ran = list(pool.map(lambda each: portbook(each, "instance", "add", "--json"), copies[:20]))
    slots = [json.loads(each.out)["instances"][0]["slot"] for each in ran]
    assert sorted(slots) == list(range(1, 21))
    full = portbook(copies[20], "instance", "add")
    assert full.status == 1
    assert "no slot of shop is free, of 20: 1 c" in full.err
    git(shop, "worktree", "remove", "--force", str(copies[3]))
    assert added(copies[20])["slot"] == slots[3], "a slot whose folder is gone is given on"
    git(shop, "worktree", "remove", "--force", str(copies[7]))
    freed = portbook(shop, "instance", "remove").err
    assert freed == f"shop: slot {slots[7]} of c7 is free again\n"


def test_nine_slots_of_a_range_are_nine_and_the_tenth_is_told_what_makes_room(
    tmp_path: Path,
) -> None:
    shop = repository(tmp_path)
    text = (shop / "ports.yaml").read_text()
    ranges = "instances: {range: few}\n    ranges: {few: {ports: 4000-4018, purpose: copies}}"
    (shop / "ports.yaml").write_text(text.replace("instances: {step: 5}", ranges))
    git(shop, "commit", "-qam", "y")
    copies = [added(worktree(shop, f"c{slot}")) for slot in range(1, 10)]
    assert [(each["slot"], each["web"]) for each in copies] == [
        (slot, 4000 + 2 * (slot - 1)) for slot in range(1, 10)
    ]
    full = portbook(worktree(shop, "c10"), "instance", "add")
    assert full.status == 1
    assert "no slot of shop is free, of 9: 1 c1, 2 c2" in full.err
    assert "a longer range few (now 4000-4018) has room for more" in full.err


def test_slots_that_are_anothers_are_passed_over(tmp_path: Path) -> None:
    """Where the map says nothing of copies, the usual step may meet somebody."""
    shop = repository(tmp_path)
    text = (shop / "ports.yaml").read_text().replace("    instances: {step: 5}\n", "")
    (shop / "ports.yaml").write_text(f"{text}  blog: {{path: ../blog, services: {{x: 8100}}}}\n")
    git(shop, "commit", "-qam", "y")
    assert added(worktree(shop, "fix"))["web"] == 3200


def test_the_map_beside_the_repositories(tmp_path: Path) -> None:
    shop = repository(tmp_path / "code")
    text = (shop / "ports.yaml").read_text().replace("path: .", "path: ../code/shop")
    maps = make_files(tmp_path / "maps", {"ports.yaml": text})
    (shop / "ports.yaml").unlink()
    git(shop, "commit", "-qam", "the map stands elsewhere")
    copy = worktree(shop, "fix")
    assert portbook(copy, "instance", "add").status == 2
    ran = portbook(copy, "instance", "add", PORTBOOK_MAP=str(maps / "ports.yaml"))
    assert ran.status == 0, ran.err
    assert (maps / "ports.local.yaml").exists()
    assert "WEB_PORT=3005" in (copy / ".env").read_text()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add",), "is shop itself"),
        (("add", "--path", "none"), "there is no folder none"),
        (("add", "--project", "shp"), "Did you mean 'shop'?"),
        (("remove", "none"), "there is no instance 'none'"),
        (("env", "none"), "there is no instance 'none'"),
        (("add", "--path", "../fix", "A b"), "cannot be a copy's name"),
    ],
)
def test_what_cannot_be(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    shop = repository(tmp_path)
    worktree(shop, "fix")
    ran = portbook(shop, "instance", *words)
    assert ran.status == 2
    assert said in ran.err.replace("\n", " ")


def test_other_lines_of_the_local_file_stay(tmp_path: Path) -> None:
    shop = repository(tmp_path)
    local = shop / "ports.local.yaml"
    copy = worktree(shop, "fix")
    for text in ("# mine\nhost: localhost # here\n", "{host: localhost}\n", "host: localhost"):
        local.write_text(text)
        added(copy)
        assert "slot: 1" in local.read_text()
        assert portbook(shop, "instance", "remove", "fix").status == 0
        left = local.read_text()
        assert left.rstrip("\n").replace(", instances: {}", "") == text.rstrip("\n")
    local.write_text("instances: {shop: {a: {slot: 1, path: x}, b: {slot: 1, path: y}}}\n")
    ran = portbook(shop, "instance", "list")
    assert ran.status == 2
    assert "slot 1 of shop is a's" in ran.err


def test_whose_a_port_is(tmp_path: Path) -> None:
    base = free_port()
    shop = repository(tmp_path, web=base, api=base + 1, instances="{step: 2, count: 3}")
    copy, stray = worktree(shop, "fix"), worktree(shop, "stray")
    added(copy)
    here = make_files(tmp_path / "elsewhere", {"x": ""})
    server = [sys.executable, "-m", "http.server", "--bind", "127.0.0.1"]
    with serve([*server, str(base)], base, cwd=copy / "web"):
        state = {
            name: json.loads(portbook(folder, "status", "--json").out)["claims"][1]
            for name, folder in (("main", shop), ("copy", copy))
        }
        assert state["main"]["service"] == "web"
        assert state["main"]["state"] == "other-copy"
        assert "the copy fix of shop" in state["main"]["reason"]
        assert state["copy"]["state"] == "silent"
        mine = {
            folder.name: portbook(folder, "who", str(base), "--mine", "--json")
            for folder in (shop, copy, copy / "api", stray, here)
        }
        assert {name: ran.status for name, ran in mine.items()} == {
            "shop": 1,
            "fix": 0,
            "api": 0,
            "stray": 1,
            "elsewhere": 1,
        }
        assert json.loads(mine["shop"].out)["mine"] is False
        assert "the copy fix of shop" in json.loads(mine["stray"].out)["whose"][0]
        refused = portbook(shop, "run", "web", "--", "true")
        assert refused.status == 1
        assert "which is the copy fix of shop" in refused.err.replace("\n", " ")
        assert portbook(shop, "stop", "--yes").status == 0
        assert portbook(shop, "stop", str(base), "--yes").status == 1
        assert portbook(copy, "who", str(base), "--mine").status == 0, "it was left alone"
    assert portbook(shop, "who", str(base), "--mine").status == 4


def test_stop_ends_what_is_this_copys(tmp_path: Path) -> None:
    base = free_port()
    shop = repository(tmp_path, web=base, api=base + 1, instances="{step: 2, count: 3}")
    copy = worktree(shop, "fix")
    added(copy)
    server = [sys.executable, "-m", "http.server", "--bind", "127.0.0.1"]
    with (
        serve([*server, str(base)], base, cwd=shop / "web") as ours,
        serve([*server, str(base + 2)], base + 2, cwd=copy / "web") as theirs,
    ):
        for folder, number, other in ((copy, base, "the main"), (shop, base + 2, "the copy fix")):
            told = portbook(folder, "who", str(number))
            assert f"map:\n  shop/web of {other}" in told.out
            ran = portbook(folder, "stop", str(number), "--yes")
            assert ran.status == 1, "its number is no number of this copy"
            assert "is another copy's: left alone" in ran.err
        kept = portbook(copy, "who", str(base + 4), "--json").out
        assert [each["of"] for each in json.loads(kept)["claims"]] == [
            "slot 2, which is reserved for a copy"
        ]
        ran = portbook(copy, "stop", "--yes")
        assert (ran.status, ran.err) == (0, "")
        assert theirs.wait(10) is not None
        assert ours.poll() is None
