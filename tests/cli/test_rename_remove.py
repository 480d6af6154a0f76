"""`rename`, `remove`, `impact` and `check --fix` as a person types them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.cli import portbook
from tests.support.files import make_files, read_files

SHOP = (
    "hosts: {laptop: {}, bench: {address: b.example}, server: {domain: shop.example}}\n"
    "ranges: {backends: 8000-8099}\n"
    "exclusive: [{members: [shop@test, blog/site], reason: one at a time}]\n"
    "projects:\n"
    "  shop:\n"
    "    environments: {development: laptop, test: bench, production: server}\n"
    "    services:\n"
    "      # what people see\n"
    '      web: {kind: vite, port: 3000, uses: [api], env: {VITE_API: "{api.url}"}}\n'
    "      api:\n"
    "        port: 8000 # stays\n"
    "        range: backends\n"
    "        bind: 0.0.0.0\n"
    '        env: {DB: "{shop@test/db.environment}", OWN: "{self.port}"}\n'
    "        environments: {test: {port: 8001}, production: {reason: r}}\n"
    "        history: [{date: 2020-01-01, to: 8001, environment: test}]\n"
    "\n"
    "      # the store\n"
    "      db:\n"
    "        kind: postgres\n"
    "        environments: {test: {port: 5433}}\n"
    "    proxy:\n"
    "      production: {server_name: shop.example, routes: {/: web, /api/: {to: api}}}\n"
)
BLOG = "projects:\n  blog:\n    services: {site: {port: 3001, uses: shop/api}, feed: 3002}\n"
FILES: dict[str, str | bytes] = {"ports.yaml": f"include: [blog.yaml]\n{SHOP}", "blog.yaml": BLOG}

STAMP = "generated/.portbook.stamp"


@pytest.mark.parametrize(
    ("arguments", "swaps"),
    [
        (
            "shop/api backend",
            [
                ("[api]", "[backend]"),
                ("{api.url}", "{backend.url}"),
                ("      api:\n", "      backend:\n"),
                ("to: api", "to: backend"),
                ("shop/api", "shop/backend"),
            ],
        ),
        (
            "shop store",
            [("shop@test", "store@test"), ("  shop:\n", "  store:\n"), ("shop/", "store/")],
        ),
        (
            "shop@test trial",
            [
                ("shop@test", "shop@trial"),
                (" test: ", " trial: "),
                ("{test: ", "{trial: "),
                ("environment: test", "environment: trial"),
            ],
        ),
        ("backends apis", [("{backends:", "{apis:"), ("range: backends", "range: apis")]),
        ("bench desk", [("bench", "desk")]),
        ("site page --what service", [("/site", "/page"), ("{site:", "{page:")]),
    ],
)
def test_a_name_changes_everywhere(
    tmp_path: Path, arguments: str, swaps: list[tuple[str, str]]
) -> None:
    make_files(tmp_path, FILES)
    assert portbook(tmp_path, "check").out.endswith("nothing to report\n")
    ran = portbook(tmp_path, "rename", *arguments.split())
    assert ran.status == 0, ran.err
    for name, text in FILES.items():
        expected = str(text)
        for old, new in swaps:
            expected = expected.replace(old, new)
        assert (tmp_path / name).read_text() == expected
    assert portbook(tmp_path, "check").out.endswith("nothing to report\n")
    assert portbook(tmp_path, "generate", "--check").status == 0


@pytest.mark.parametrize(
    "text",
    [
        (
            "ranges: {old: 4000-4999}\nsettings: {instances: {range: old}}\n"
            "projects: {shop: {services: {web: 3000}}}\n"
        ),
        (
            "projects: {shop: {ranges: {old: 4000-4999}, instances: {range: old}, "
            "services: {web: 3000}}}\n"
        ),
    ],
)
def test_the_range_of_working_copies_follows(tmp_path: Path, text: str) -> None:
    make_files(tmp_path, {"ports.yaml": text})
    ran = portbook(tmp_path, "rename", "old", "new", "--what", "range")
    assert ran.status == 0, ran.err
    assert (tmp_path / "ports.yaml").read_text() == text.replace("old", "new")


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        ("shop/api web", 1, "there is service 'web' already in 'shop'"),
        ("shop/api proxy", 1, "there is service 'proxy' already"),
        ("shop blog", 1, "there is project 'blog' already"),
        ("shop/api api", 1, "it is called 'api' already"),
        ("shop/api Api", 2, "'Api'"),
        ("shop/api con", 2, "con"),
        ("shop/apo api2", 2, "Did you mean 'shop/api'?"),
        ("x y --what thing", 2, "'thing' is no sort of thing"),
    ],
)
def test_a_refused_rename_changes_nothing(
    tmp_path: Path, arguments: str, status: int, said: str
) -> None:
    make_files(tmp_path, FILES)
    before = read_files(tmp_path)
    ran = portbook(tmp_path, "rename", *arguments.split())
    assert (ran.status, said in ran.err) == (status, True), ran.out + ran.err
    assert read_files(tmp_path) == before


def test_a_word_that_yaml_misreads_is_quoted(tmp_path: Path) -> None:
    make_files(
        tmp_path, {"ports.yaml": "projects: {shop: {services: {web: 3000, api: {uses: web}}}}\n"}
    )
    ran = portbook(tmp_path, "rename", "web", "on")
    assert ran.status == 0, ran.err
    text = (tmp_path / "ports.yaml").read_text()
    assert text == 'projects: {shop: {services: {"on": 3000, api: {uses: "on"}}}}\n'


def test_an_environment_that_aliases_share_is_renamed_in_all_its_projects(tmp_path: Path) -> None:
    text = (
        "hosts: {a: {}, b: {address: b.example}}\n"
        "projects:\n"
        "  shop: {environments: &e {development: a, production: b}, services: {web: 3000}}\n"
        "  blog: {environments: *e, services: {web: 3001}}\n"
    )
    make_files(tmp_path, {"ports.yaml": text})
    alone = portbook(tmp_path, "rename", "shop@development", "dev")
    assert (alone.status, "would change blog" in alone.err) == (1, True)
    ran = portbook(tmp_path, "rename", "development", "dev")
    assert ran.status == 0, ran.err
    assert (tmp_path / "ports.yaml").read_text() == text.replace("development", "dev")


@pytest.mark.parametrize(
    ("arguments", "local", "expected"),
    [
        (
            "shop store",
            "# mine\npaths: {shop: ../shop, blog: ~/shop}  # shop\n",
            "# mine\npaths: {store: ../shop, blog: ~/shop}  # shop\n",
        ),
        ("shop store", 'paths:\r\n  "shop": x\r\n', 'paths:\r\n  "store": x\r\n'),
        ("shop on", "paths: {shop: x}", 'paths: {"on": x}'),
        ("bench desk", "\ufeffhost: 'bench' # bench\n", "\ufeffhost: 'desk' # bench\n"),
        ("shop/api core", "host: laptop\npaths: {shop: api}\n", None),
        ("shop store", "paths: [shop\n", None),
        ("shop store", "", None),
    ],
)
def test_the_names_in_this_machines_file_follow(
    tmp_path: Path, arguments: str, local: str, expected: str | None
) -> None:
    make_files(tmp_path, {**FILES, "ports.local.yaml": local.encode()})
    ran = portbook(tmp_path, "rename", *arguments.split())
    assert ran.status == 0, ran.err
    now = (tmp_path / "ports.local.yaml").read_bytes().decode()
    assert now == (local if expected is None else expected)
    assert ("ports.local.yaml" in ran.out) == (expected is not None)


def test_a_project_takes_its_generated_files_along(tmp_path: Path) -> None:
    make_files(tmp_path, FILES)
    portbook(tmp_path, "generate")
    assert portbook(tmp_path, "rename", "shop", "store").status == 0
    assert not (tmp_path / "generated/shop").exists()
    assert (tmp_path / "generated/store/.env").exists()


def test_what_is_referred_to_is_not_removed(tmp_path: Path) -> None:
    make_files(tmp_path, FILES)
    before = read_files(tmp_path)
    ran = portbook(tmp_path, "remove", "shop/api")
    assert ran.status == 1
    for said in ("shop/web (uses)", "shop/web (env VITE_API)", "blog/site (uses)", "route /api/"):
        assert said in ran.err
    assert "4 places refer to shop/api" in ran.err
    assert portbook(tmp_path, "remove", "shop").status == 1
    assert "something refers to blog/site" in portbook(tmp_path, "remove", "blog/site").err
    assert read_files(tmp_path) == before


def test_force_breaks_and_says_what(tmp_path: Path) -> None:
    make_files(tmp_path, FILES)
    ran = portbook(tmp_path, "remove", "shop/db", "--force")
    assert ran.status == 0, ran.err
    assert "breaks: shop/api (env DB) at ports.yaml:15:" in ran.out
    assert "Not generated, for their errors: shop" in ran.err
    text = str(FILES["ports.yaml"])
    low, high = text.index("      # the store"), text.index("    proxy:")
    assert (tmp_path / "ports.yaml").read_text() == text[:low] + text[high:]


@pytest.mark.parametrize(
    ("before", "name", "after"),
    [
        ("web: 3000\n", "web", "{}"),
        ("web: 3000\n      api: 8000", "web", "api: 8000"),
        ("web: 3000\n      api: 8000", "api", "web: 3000"),
        (
            "web: 3000\n      # api's\n      api: 8000\n      # api's?\n",
            "api",
            "web: 3000\n      # api's?\n",
        ),
        (
            "web: 3000\n\n      api:\n        port: 1024\n        # inside\n\n      db: 5432\n",
            "api",
            "web: 3000\n\n      db: 5432\n",
        ),
    ],
)
def test_the_entry_goes_with_what_is_its_own(
    tmp_path: Path, before: str, name: str, after: str
) -> None:
    head = "projects:\n  shop:\n    services:"
    make_files(tmp_path, {"ports.yaml": f"{head}\n      {before}"})
    ran = portbook(tmp_path, "remove", name)
    assert ran.status == 0, ran.err
    whole = (tmp_path / "ports.yaml").read_text()
    assert whole == (f"{head} {{}}\n" if after == "{}" else f"{head}\n      {after}")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("{web: 3000, api: 8000, db: 5432}", "{web: 3000, db: 5432}"),
        ("{web: 3000, api: 8000}", "{web: 3000}"),
        ("{api: 8000}", "{}"),
        ("{api: 8000, web: 3000,}", "{web: 3000,}"),
        ("{\n  web: 3000, # w\n  api: 8000, # a\n}", "{\n  web: 3000, # w\n}"),
        ("{\n  web: 3000, # w\n  api: 8000 # a\n}", "{\n  web: 3000, # w\n}"),
    ],
)
def test_an_entry_of_a_flow(tmp_path: Path, before: str, after: str) -> None:
    make_files(tmp_path, {"ports.yaml": f"projects: {{shop: {{services: {before}}}}}\n"})
    ran = portbook(tmp_path, "remove", "api")
    assert ran.status == 0, ran.err
    assert (tmp_path / "ports.yaml").read_text() == f"projects: {{shop: {{services: {after}}}}}\n"


def test_a_project_is_removed_with_its_files(tmp_path: Path) -> None:
    make_files(
        tmp_path,
        {
            "ports.yaml": "include: [blog.yaml]\nprojects: {shop: {services: {api: 1024}}}\n",
            "blog.yaml": BLOG.replace(", uses: shop/api", ""),
        },
    )
    portbook(tmp_path, "generate")
    assert portbook(tmp_path, "remove", "blog").status == 0
    assert (tmp_path / "blog.yaml").read_text() == "projects: {}\n"
    assert not (tmp_path / "generated/blog").exists()


def test_an_anchor_that_others_need_stays(tmp_path: Path) -> None:
    text = "projects: {shop: {services: {a: &a {port: 3000}, b: {<<: *a, port: 3001}}}}\n"
    make_files(tmp_path, {"ports.yaml": text})
    ran = portbook(tmp_path, "remove", "a")
    assert (ran.status, "cannot be removed" in ran.err) == (1, True), ran.err
    assert (tmp_path / "ports.yaml").read_text() == text


def test_impact_names_everything_that_would_change(tmp_path: Path) -> None:
    text = str(FILES["ports.yaml"]).replace("  shop:\n", "  shop:\n    path: code\n")
    inside: dict[str, str | bytes] = {
        "code/.gitignore": "!\n*.log\nout/\n",
        "code/api/start.sh": "serve --port 8000\nserve --port 18000\n",
        "code/api/x.log": "8000\n",
        "code/out/y": "8000\n",
        "code/image.bin": b"\0 8000\n",
    }
    make_files(tmp_path, {**FILES, "ports.yaml": text, **inside})
    portbook(tmp_path, "generate")
    before = read_files(tmp_path)
    ran = portbook(tmp_path, "impact", "shop/api", "--json")
    assert ran.status == 0, ran.err
    found = json.loads(ran.out)
    assert (found["from"], found["to"]) == (8000, 8001)
    assert {"file": "shop/.env", "name": "API_PORT"} in found["variables"]
    assert {"proxy": "shop/proxy", "path": "/api/"} in found["routes"]
    assert found["projects"] == ["blog"]
    line = {"project": "shop", "path": "api/start.sh", "line": 1, "text": "serve --port 8000"}
    assert found["checkouts"] == [line]
    shown = portbook(tmp_path, "impact", "shop/api").out
    assert "shop/api: 8000 -> 8001 would change\n" in shown
    assert "other projects:\n  blog/site (uses)\n" in shown
    assert "code/api/start.sh:1: serve --port 8000" in shown
    assert read_files(tmp_path) == before
    assert portbook(tmp_path, "move", "shop/api", "8001").status == 0
    after = read_files(tmp_path)
    changed = {path for path in after if after[path] != before.get(path)}
    listed = {f"generated/{path}" for path in found["files"]}
    assert changed - {"ports.yaml", "generated/.portbook.json", STAMP} == listed


def test_impact_points_to_no_line_of_our_own(tmp_path: Path) -> None:
    text = "projects: {shop: {path: ., install: [dotenv, portsmd], services: {api: 8000}}}\n"
    made = {".env": "OTHER=8000\n", "ports.yaml": text, "PORTS.md": "# Ours\n\nAsk for 8000.\n"}
    make_files(tmp_path, made)
    assert [portbook(tmp_path, each).status for each in ("generate", "install")] == [0, 0]
    assert "API_PORT=8000" in (tmp_path / ".env").read_text()
    found = json.loads(portbook(tmp_path, "impact", "api", "--json").out)["checkouts"]
    assert [(each["path"], each["line"]) for each in found] == [(".env", 1), ("PORTS.md", 3)]


def test_impact_of_what_a_page_calls(tmp_path: Path) -> None:
    make_files(tmp_path, FILES)
    found = json.loads(portbook(tmp_path, "impact", "shop/web", "--json").out)
    where = {"project": "shop", "environment": "development", "service": "api"}
    assert where in found["cors"]


def test_move_as_json(tmp_path: Path) -> None:
    make_files(tmp_path, FILES)
    ran = portbook(tmp_path, "move", "blog/feed", "3005", "--json")
    said = json.loads(ran.out)
    assert [(each["from"], each["to"]) for each in said["moves"]] == [(3002, 3005)]
    assert said["written"][0] == "blog.yaml"


TYPOS = (
    "projects:\r\n  shop:\r\n    services: # ours\r\n"
    "      web: {prot: 3000, tittle: T}\r\n      api: {port: 08000}\r\n"
)


def test_fixes_are_applied(tmp_path: Path) -> None:
    make_files(tmp_path, {"ports.yaml": TYPOS.encode()})
    before = read_files(tmp_path)
    ran = portbook(tmp_path, "check", "--fix", "--dry-run")
    assert ran.status == 1
    assert "+      web: {port: 3000, title: T}" in ran.out
    assert read_files(tmp_path) == before
    ran = portbook(tmp_path, "check", "--fix")
    assert ran.status == 0, ran.out
    assert "fixed: ports.yaml:4:13: unknown-key: prot -> port" in ran.err
    text = (tmp_path / "ports.yaml").read_bytes().decode()
    fixed = TYPOS.replace("prot", "port").replace("tittle", "title").replace("08000", "8000")
    assert text == fixed
    assert portbook(tmp_path, "check", "--fix").err == ""


def test_a_fix_that_would_break_something_else_is_not_made(tmp_path: Path) -> None:
    text = "projects: {shop: {services: {a: 3000, b: {prot: 3000}, c: {tittle: T}}}}\n"
    make_files(tmp_path, {"ports.yaml": text})
    ran = portbook(tmp_path, "check", "--fix")
    assert ran.status == 1
    assert "it would bring up port-conflict" in ran.err
    assert (tmp_path / "ports.yaml").read_text() == text.replace("tittle", "title")


def test_what_is_no_map_is_not_fixed(tmp_path: Path) -> None:
    make_files(tmp_path, {"ports.yaml": "projects: ["})
    assert portbook(tmp_path, "check", "--fix").status == 2
    assert portbook(tmp_path, "check", "--dry-run").status == 2
