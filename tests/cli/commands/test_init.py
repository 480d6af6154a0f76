"""`portbook init` and `import` as a person types them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from tests.support.cli import portbook
from tests.support.files import make_files, read_files

COMPOSE = """\
services:
  db:
    image: postgres:16
    ports: ["127.0.0.1:${DB_PORT:-5432}:5432"]
    environment: {POSTGRES_DB: shop, POSTGRES_PASSWORD: "${POSTGRES_PASSWORD}"}
  cache:
    image: redis:7-alpine
    ports: ["127.0.0.1:6379:6379"]
  api:
    build: ./api
    ports: ["127.0.0.1:8000:8000"]
    depends_on: [db, cache]
"""
SHOP_PORTS = """\
# Shop ports

| Service | Port | Notes |
|---|---|---|
| PostgreSQL | 5432 | main database |
| Redis | 6379 | cache |
| API | 8000 | FastAPI |
| Web | 5180 | Vite dev server |
"""
CHAT_PORTS = """\
# Chat

## Development

- **Gateway**: 4100
- **WebSocket**: 4101

## Production

- **Gateway**: 80
"""
CHECKOUTS = {
    "shop/compose.yaml": COMPOSE,
    "shop/.env": "DB_PORT=5433\nPOSTGRES_PASSWORD=hunter2\n",
    "shop/PORTS.md": SHOP_PORTS,
    "shop/web/vite.config.ts": "export default { server: { port: 5180, strictPort: true } }\n",
    "shop/web/package.json": json.dumps(
        {"name": "shop-web", "scripts": {"dev": "vite"}, "devDependencies": {"vite": "^5"}}
    ),
    "blog/.env": "PORT=3000\nDATABASE_URL=postgres://localhost:5433/blog\n",
    "blog/package.json": json.dumps(
        {"name": "blog", "scripts": {"dev": "next dev -p 3000"}, "dependencies": {"next": "15"}}
    ),
    "notes/Procfile": "web: bundle exec puma -p 4000\nworker: bundle exec sidekiq\n",
    "metrics/docker-compose.yml": (
        "services:\n"
        '  prometheus: {image: prom/prometheus, ports: ["9090:9090"]}\n'
        '  grafana: {image: "grafana/grafana:11", ports: ["3000:3000"], depends_on: [prometheus]}\n'
    ),
    "chat/PORTS.md": CHAT_PORTS,
    "pages/package.json": json.dumps(
        {"scripts": {"dev": "astro dev --port 4321"}, "dependencies": {"astro": "5"}}
    ),
}
FOLDERS = sorted({name.partition("/")[0] for name in CHECKOUTS})
GOLDEN = Path(__file__).parent / "golden" / "six-checkouts.yaml"


def test_six_checkouts_become_a_map(tmp_path: Path) -> None:
    make_files(tmp_path, CHECKOUTS)
    ran = portbook(tmp_path, "init", *FOLDERS)
    text = (tmp_path / "ports.yaml").read_text()
    assert text == GOLDEN.read_text()
    assert "hunter2" not in text
    assert ran.out == ""
    assert ran.status == 1, ran.err
    assert "shop/db: 5433 (shop/compose.yaml:4) or 5432 (shop/PORTS.md:5)" in ran.err
    assert "claimed by metrics/grafana and blog/blog" in " ".join(ran.err.split())
    assert "'exclusive'" in ran.err


def test_what_init_asks_for_makes_the_map_whole(tmp_path: Path) -> None:
    make_files(tmp_path, CHECKOUTS)
    portbook(tmp_path, "init", *FOLDERS)
    checked = portbook(tmp_path, "check", "--format", "json")
    found = json.loads(checked.out)["diagnostics"]
    assert [each["code"] for each in found if each["severity"] == "error"] == ["port-conflict"]
    moved = portbook(tmp_path, "move", "metrics/grafana", "3001")
    assert moved.status == 0, moved.err
    assert portbook(tmp_path, "check").status == 0
    assert portbook(tmp_path, "generate", "--check").status == 0
    assert (tmp_path / "generated" / "shop" / "compose.ports.yaml").is_file()


def test_a_list_of_the_whole_company_tells_of_its_checkouts(tmp_path: Path) -> None:
    company = tmp_path / "company"
    rows = "| Billing | 4100 | Invoices |\n| Orders | 4110 | Baskets |\n| Grafana | 3000 | |\n"
    table = f"| Service | Port | Purpose |\n|--|--|--|\n{rows}| Mail | 4999 | Another number |\n"
    numbers = {"billing": 4100, "orders": 4110, "mail": 4120}
    make_files(company, {f"{name}/.env": f"PORT={port}\n" for name, port in numbers.items()})
    make_files(company, {"PORTS.md": f"# Ports\n\n{table}"})
    ran = portbook(company, "init", "billing", "orders", "mail", "PORTS.md")
    assert ran.status == 0, ran.out + ran.err
    projects = yaml.safe_load((company / "ports.yaml").read_text(encoding="utf-8"))["projects"]
    assert set(projects.pop("company")["services"]) == {"grafana", "mail"}
    assert {name: len(each["services"]) for name, each in projects.items()} == dict.fromkeys(
        numbers, 1
    )
    assert next(iter(projects["billing"]["services"].values()))["description"] == "Invoices"


def test_a_list_by_team_tells_of_the_teams_checkouts(tmp_path: Path) -> None:
    teams = {"billing": 4100, "orders": 4200}
    rows = "".join(
        f"| {name} | API | {port} | Requests |\n| {name} | Mail | {port + 1} | |\n"
        for name, port in teams.items()
    )
    make_files(tmp_path, {f"{name}/.env": f"PORT={port}\n" for name, port in teams.items()})
    table = f"| Team | Service | Port | Purpose |\n|--|--|--|--|\n{rows}"
    make_files(tmp_path, {"PORTS.md": f"# Ports\n\n{table}"})
    ran = portbook(tmp_path, "init", "billing", "orders", "PORTS.md")
    assert ran.status == 0, ran.out + ran.err
    found = json.loads(portbook(tmp_path, "list", "--json").out)["claims"]
    numbers = sorted((claim["project"], claim["port"]) for claim in found)
    assert numbers == [(name, port + n) for name, port in teams.items() for n in (0, 1)]


def test_the_document_of_one_project_keeps_what_another_has_too(tmp_path: Path) -> None:
    make_files(
        tmp_path,
        {
            "metrics/compose.yaml": "services: {grafana: {image: x, ports: ['3000:3000']}}\n",
            "shop/PORTS.md": "| Service | Port |\n|--|--|\n| Grafana | 3000 |\n| Web | 4000 |\n",
        },
    )
    ran = portbook(tmp_path, "init", "metrics", "shop")
    assert "claimed by shop/grafana and metrics/grafana" in " ".join(ran.err.split()), ran.err


def test_a_second_init_adds_nothing(tmp_path: Path) -> None:
    make_files(tmp_path, CHECKOUTS)
    portbook(tmp_path, "init", *FOLDERS)
    before = read_files(tmp_path)
    again = portbook(tmp_path, "init", *FOLDERS)
    assert "nothing is added" in again.err
    assert again.status == 0
    assert read_files(tmp_path) == before


def test_init_of_this_folder(tmp_path: Path) -> None:
    folder = make_files(tmp_path / "shop", {".env": "API_PORT=8000\n"})
    ran = portbook(folder, "init")
    assert ran.status == 0, ran.err
    listed = json.loads(portbook(folder, "list", "--json").out)["claims"]
    assert [(row["project"], row["service"], row["port"]) for row in listed] == [
        ("shop", "api", 8000)
    ]


def test_what_portbook_made_is_not_taken_for_somebodys(tmp_path: Path) -> None:
    folder = make_files(tmp_path / "shop", {".env": "API_PORT=8000\n"})
    portbook(folder, "init")
    portbook(folder, "generate")
    again = portbook(folder, "init")
    assert "nothing is added" in again.err
    assert "generated" not in again.err


def test_what_portbook_installed_hides_nothing_of_the_checkout(tmp_path: Path) -> None:
    files = {
        "compose.yaml": "services:\n  api: {image: x, ports: ['${API_PORT:-8000}:80']}\n",
        "web/package.json": '{"name": "web", "scripts": {"dev": "vite"}}',
        ".env": "MODE=test\n",
    }
    folder = make_files(tmp_path / "shop", files)
    portbook(folder, "init")
    first = (folder / "ports.yaml").read_text()
    asked = first.replace("    path:", "    install: [compose, dotenv, portsmd]\n    path:")
    (folder / "ports.yaml").write_text(asked)
    for command in ("generate", "install"):
        assert portbook(folder, command).status == 0
    assert "API_PORT=8000" in (folder / ".env").read_text()
    with (folder / "compose.yaml").open("a") as stack:
        stack.write("  cache: {image: redis, ports: ['6390:6379']}\n")
    assert "extended" in portbook(folder, "init").err
    extended = (folder / "ports.yaml").read_text()
    assert "cache: {kind: redis, image: redis, port: 6390" in extended
    assert "nothing is added" in portbook(folder, "init").err
    (folder / "ports.yaml").unlink()
    (folder / "compose.yaml").write_text(files["compose.yaml"])
    assert portbook(folder, "init").status == 0
    assert (folder / "ports.yaml").read_text() == first


def test_a_new_checkout_joins_the_map_that_is_there(tmp_path: Path) -> None:
    written = "# mine\nprojects:\n  shop: {services: {web: 3000}}   # keep me\n"
    make_files(tmp_path, {"ports.yaml": written, "blog/.env": "BLOG_PORT=3000\nFEED_PORT=1025\n"})
    dry = portbook(tmp_path, "init", "blog", "--dry-run")
    assert (tmp_path / "ports.yaml").read_text() == written
    assert "+  blog:" in dry.out
    ran = portbook(tmp_path, "init", "blog")
    assert ran.status == 1
    assert "extended: ports.yaml" in ran.err
    assert "claimed by" in ran.err
    assert (tmp_path / "ports.yaml").read_text() == written + (
        "  # from blog/.env\n"
        "  blog:\n"
        "    path: blog\n"
        "    services:\n"
        '      blog: {configured_in: [".env"], port: 3000}\n'
        '      feed: {configured_in: [".env"], port: 1025}\n'
    )


def test_import_prints_what_it_found_and_writes_nothing(tmp_path: Path) -> None:
    make_files(tmp_path, {"PORTS.md": SHOP_PORTS + "\nSee ports 9000 and above.\n"})
    ran = portbook(tmp_path, "import", "--json", "PORTS.md")
    assert ran.status == 0
    said = json.loads(ran.out)
    assert list(said) == ["claims", "ranges", "unread"]
    keys = "project service port port_end bind container_port transport environment line path"
    assert list(said["claims"][0]) == keys.split()
    numbers = {(row["service"], row["port"], row["line"]) for row in said["claims"]}
    assert ("PostgreSQL", 5432, 5) in numbers
    assert not (tmp_path / "ports.yaml").exists()


def test_what_a_compose_file_does_not_publish_is_no_claim(tmp_path: Path) -> None:
    compose = "services:\n  db: {image: postgres, expose: ['5432']}\n  web: {ports: ['80:8080']}\n"
    make_files(tmp_path, {"compose.yaml": compose})
    said = json.loads(portbook(tmp_path, "import", "--json", "compose.yaml").out)
    assert [row["port"] for row in said["claims"]] == [80]
    assert [row["text"] for row in said["unread"]] == ["db 5432"]


SECRETS = {
    "app/compose.yaml": (
        "services:\n"
        "  db:\n"
        '    image: postgres:16\n    ports: ["5432:5432"]\n'
        "    environment:\n"
        "      POSTGRES_PASSWORD: opensesame\n"
        "      DATABASE_URL: postgres://u:opensesame@db:5432/x\n"
        "    healthcheck: {test: curl http://localhost:5432/up?token=opensesame}\n"
    ),
    "app/.env": "APP_PORT=6001\nDB_PASSWORD=54321\nSMTP=smtp://u:opensesame@mail.example:587\n",
    "app/Procfile": "api: API_KEY=opensesame node api.js --port 4001\n",
    "app/PORTS.md": (
        "| Service | Port | Notes |\n|--|--|--|\n| db | 5432 | password: opensesame |\n\n"
        "```bash\ncurl -u admin:opensesame http://localhost:7001\n```\n"
    ),
}


def test_no_secret_leaves_the_checkout(tmp_path: Path) -> None:
    make_files(tmp_path, SECRETS)
    ran = portbook(tmp_path, "init", "app")
    again = portbook(tmp_path, "import", "--json", "app")
    assert ran.status == again.status == 0
    for text in (ran.err, again.out, again.err, (tmp_path / "ports.yaml").read_text()):
        assert "opensesame" not in text
        assert "54321" not in text
    assert "secrets: [POSTGRES_PASSWORD]" in (tmp_path / "ports.yaml").read_text()


def test_what_is_told_fits_a_terminal(tmp_path: Path) -> None:
    long = "".join(f"| service {n} | {4000 + n} | {'word ' * 30}|\n" for n in range(3))
    text = f"| Name | Port | What |\n|--|--|--|\n{long}\n\nSee 9000 {'and more ' * 30}.\n"
    files = {"PORTS.md": text, ".env": "SERVICE_0_PORT=4010\n", "vite.config.js": "x"}
    make_files(tmp_path / "shop", files)
    ran = portbook(tmp_path, "init", "--verbose", "shop")
    assert ran.status == 0
    assert [line for line in ran.err.splitlines() if len(line) > 80] == []
    assert "a number within a sentence" in ran.err


def test_names_of_files_draw_nothing_on_a_terminal(tmp_path: Path) -> None:
    make_files(
        tmp_path, {"shop/evil\x1b[2J.compose.yaml": "services: [\n", "shop/.env": "A_PORT=1\n"}
    )
    ran = portbook(tmp_path, "init", "shop")
    assert "\x1b" not in ran.err
    assert "\\x1b[2J" in ran.err


def test_two_folders_of_one_name_are_two_projects(tmp_path: Path) -> None:
    make_files(tmp_path, {"one/app/.env": "WEB_PORT=3000\n", "two/app/.env": "WEB_PORT=4000\n"})
    ran = portbook(tmp_path, "init", "one/app", "two/app")
    assert ran.status == 0, ran.err
    listed = json.loads(portbook(tmp_path, "list", "--json").out)["claims"]
    found = {(row["project"], row["port"]) for row in listed}
    assert found == {("app", 3000), ("two-app", 4000)}
    for again in (["one/app", "two/app"], ["two/app"]):
        assert "nothing is added" in portbook(tmp_path, "init", *again).err


def test_a_dry_run_prints_the_new_map(tmp_path: Path) -> None:
    make_files(tmp_path, {"PORTS.md": SHOP_PORTS})
    ran = portbook(tmp_path, "import", "PORTS.md", "--project", "Shop", "--dry-run")
    assert ran.status == 0, ran.err
    assert not (tmp_path / "ports.yaml").exists()
    assert "\n  shop:\n" in ran.out
    (tmp_path / "other.yaml").write_text(ran.out)
    assert portbook(tmp_path, "-f", "other.yaml", "check").status == 0


def test_the_machine_at_hand_gets_the_name_it_is_given(tmp_path: Path) -> None:
    make_files(tmp_path, {"PORTS.md": SHOP_PORTS})
    portbook(tmp_path, "import", "PORTS.md", "--host", "laptop")
    listed = json.loads(portbook(tmp_path, "list", "--json").out)["claims"]
    assert {row["host"] for row in listed} == {"laptop"}
    refused = portbook(tmp_path, "-f", "b.yaml", "import", "PORTS.md", "--host", "My Laptop")
    assert refused.status == 2
    assert "my-laptop" in refused.err


def test_the_map_wins_where_a_document_disagrees(tmp_path: Path) -> None:
    written = "projects: {shop: {services: {api: 8001}}}\n"
    make_files(tmp_path, {"ports.yaml": written, "PORTS.md": SHOP_PORTS})
    ran = portbook(tmp_path, "import", "PORTS.md", "--project", "shop")
    assert "shop/api is 8001 in the map" in ran.err
    assert "8000 in PORTS.md:7" in ran.err
    listed = json.loads(portbook(tmp_path, "list", "--json").out)["claims"]
    assert {row["service"]: row["port"] for row in listed}["api"] == 8001


HOSTILE: dict[str, bytes] = {
    "binary.md": bytes(range(256)) * 20,
    "empty.md": b"",
    "deep.yaml": b"[" * 5000,
    "bomb.yml": b"a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n",
    "compose.yaml": b"services: [1, {ports: 3}]\n",
    ".env": b"\xff\xfe=\x00\n",
    "table.md": b"| Port | Service |\n|--|--|\n| 70000 | a |\n| -1 | b |\n| 0 | c |\n| 1e3 | d |\n",
    "package.json": b'{"scripts": {"dev": 3}',
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_get_a_message(tmp_path: Path, name: str) -> None:
    make_files(tmp_path, {name: HOSTILE[name]})
    ran = portbook(tmp_path, "import", name)
    assert ran.status in (0, 1, 2)
    assert ran.err
    assert json.loads(portbook(tmp_path, "import", "--json", name).out)["claims"] == []


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    ran = portbook(tmp_path, "import", "nowhere.md")
    assert ran.status == 2
    assert "nowhere.md" in ran.err
    assert portbook(tmp_path, "init", "nowhere").status == 2
    (tmp_path / "empty").mkdir()
    empty = portbook(tmp_path, "init", "empty")
    assert (empty.status, "No port was found there" in empty.err) == (1, True)
    assert not (tmp_path / "ports.yaml").exists()


def test_somebody_elses_ports_yaml_is_left_alone(tmp_path: Path) -> None:
    theirs = "services:\n  - {name: web, port: 3000}\n"
    make_files(tmp_path, {"ports.yaml": theirs, ".env": "API_PORT=8000\n"})
    ran = portbook(tmp_path, "init")
    assert ran.status == 2
    assert "-f map.yaml import ports.yaml" in ran.err
    assert (tmp_path / "ports.yaml").read_text() == theirs


def test_a_circle_of_links_ends(tmp_path: Path) -> None:
    make_files(tmp_path / "shop", {".env": "API_PORT=8000\n"})
    (tmp_path / "shop" / "again").symlink_to(tmp_path / "shop")
    ran = portbook(tmp_path, "init", "shop")
    assert ran.status == 0, ran.err


def test_many_checkouts_are_told_in_25_lines(tmp_path: Path) -> None:
    for name in "abcdefghij":
        two = f"| web | 80{name} |\n| api | 3000 |\n| db | 5432 |\n" + "See 9000 or 9001.\n\n" * 9
        document = f"| Name | Port |\n|--|--|\n{two}"
        compose = "services: {db: {image: postgres, ports: ['5433:5432']}}"
        files = {"PORTS.md": document, "compose.yaml": compose, "deploy/compose.yaml": "a: [}"}
        make_files(tmp_path / f"shop-{name}", files)
    folders = [f"shop-{name}" for name in "abcdefghij"]
    ran = portbook(tmp_path, "init", "--dry-run", *folders)
    assert len(ran.err.splitlines()) <= 25, ran.err
    assert all(len(line) <= 80 for line in ran.err.splitlines())
    assert "10 to decide (marked in the map):\n" in ran.err
    assert "port-conflict (and 8 more): 3000/tcp on localhost" in ran.err
    whole = portbook(tmp_path, "init", "--dry-run", "--verbose", *folders).err
    assert len(whole.splitlines()) > 60


def test_an_empty_folder_gets_an_example(tmp_path: Path) -> None:
    folder = tmp_path / "My Shop"
    folder.mkdir()
    shown = portbook(folder, "init", "--dry-run")
    assert (shown.status, read_files(folder)) == (0, {})
    ran = portbook(folder, "init")
    assert (ran.status, ran.out) == (0, "")
    assert "next: put your own services into ports.yaml, then 'portbook generate'" in ran.err
    text = (folder / "ports.yaml").read_text()
    assert text == shown.out
    assert text.startswith("# yaml-language-server: $schema=generated/ports.schema.json\n")
    assert portbook(folder, "check", "--strict").status == 0
    ran = portbook(folder, "generate")
    assert ran.err.endswith("start with generated/PORTS.md\n")
    assert (folder / "generated/ports.schema.json").is_file()
    # What the comments offer is right as it stands.
    (folder / "ports.yaml").write_text(text.replace("# db:", "db:"))
    assert portbook(folder, "check", "--strict").status == 0
    assert portbook(folder, "add", "my-shop/cache", "--kind", "redis").status == 0
    assert portbook(folder, "init").status == 1


def test_an_example_may_name_its_host_and_project(tmp_path: Path) -> None:
    ran = portbook(tmp_path, "init", "--host", "laptop", "-p", "shop")
    assert ran.status == 0
    rows = json.loads(portbook(tmp_path, "list", "--json").out)["claims"]
    assert {(row["host"], row["project"]) for row in rows} == {("laptop", "shop")}
    (tmp_path / "new").mkdir()
    assert portbook(tmp_path / "new", "init", "--host", "My Laptop").status == 2


def test_a_map_that_was_deleted_leaves_no_trouble_behind(tmp_path: Path) -> None:
    stack = "services: {web: {image: x, ports: ['8080:80']}}\n"
    make_files(tmp_path, {f"code/{name}/compose.yaml": stack for name in ("shop", "blog")})
    (tmp_path / "map").mkdir()
    for name in ("shop", "blog", "blog"):
        (tmp_path / "map" / "ports.yaml").unlink(missing_ok=True)
        ran = portbook(tmp_path / "map", "init", f"../code/{name}")
        assert ran.status == 0, ran.err
        assert portbook(tmp_path / "map", "check").status == 0
    local = (tmp_path / "map" / "ports.local.yaml").read_text()
    assert local == 'paths:\n  # shop: "../code/shop"\n  blog: "../code/blog"\n'
