"""`install`: into checkouts of every sort, and out of them again, byte for byte."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from portbook.edit.local import local_names
from tests.support.cli import Ran, portbook
from tests.support.files import make_files, read_files

MAP = """\
projects:
  shop:
    path: ../shop
    services:
      web: {kind: vite, port: 3000, uses: [api]}
      api: {kind: fastapi, port: 8000, directory: api, env: {DATABASE_URL: "{db.url}"}}
      db:
        kind: postgres
        image: postgres:16
        port: "5433:5432"
        database: {name: shop, user: shop}
        secrets: [POSTGRES_PASSWORD]
    proxy:
      development: {server_name: shop.localhost, listen: 8080, routes: {/: web, /api/: api}}
"""
INSTALLED = {
    ".portbook.json",
    ".env",
    "PORTS.md",
    "api/.env",
    "compose.yaml",
    "nginx/development.conf",
}


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A checkout beside the map's folder."""
    make_files(
        tmp_path,
        {
            "map/ports.yaml": MAP,
            "map/ports.local.yaml": "paths: {shop: ../shop}\n",
            "shop/api/main.py": "pass\n",
        },
    )
    return tmp_path / "shop"


def install(shop: Path, *arguments: str, text: str = MAP) -> Ran:
    folder = shop.parent / "map"
    (folder / "ports.yaml").write_text(text)
    return portbook(folder, "install", *arguments)


def test_a_new_checkout_gets_everything_and_gives_it_back(shop: Path) -> None:
    before = read_files(shop)
    assert install(shop, "--check").status == 1
    assert read_files(shop) == before
    ran = install(shop)
    assert ran.status == 0, ran.err
    assert set(read_files(shop)) - set(before) == INSTALLED
    assert install(shop, "--check").status == 0
    assert "0 written" in install(shop).err
    assert install(shop, "--remove").status == 0
    assert read_files(shop) == before
    assert not (shop / "nginx").exists()


AWKWARD = {
    "CRLF": b"SECRET=1\r\nMORE=2\r\n",
    "no final newline": b"SECRET=1",
    "CRLF without a final one": b"A=1\r\nB=2",
    "a byte order mark": b"\xef\xbb\xbfSECRET=1\n",
    "empty": b"",
    "not UTF-8": b"NAME=caf\xe9\n",
    "a value over two lines": b'KEY="one\nAPI_PORT=two"\n',
}


@pytest.mark.parametrize("data", AWKWARD.values(), ids=AWKWARD)
def test_every_byte_outside_the_region_is_kept(shop: Path, data: bytes) -> None:
    make_files(shop, {".env": data, "PORTS.md": data})
    before = read_files(shop)
    ran = install(shop)
    assert ran.status == 0, ran.err
    for name in (".env", "PORTS.md"):
        assert (shop / name).read_bytes().startswith(data)
        assert len((shop / name).read_bytes()) > len(data)
    ran = install(shop, text=MAP.replace("8000", "8001"))
    assert ran.status == 0, ran.err
    assert b"API_PORT=8001" in (shop / ".env").read_bytes()
    assert install(shop, "--remove").status == 0
    assert read_files(shop) == before


def test_what_is_written_below_the_region_stays(shop: Path) -> None:
    make_files(shop, {".env": "SECRET=1"})
    install(shop)
    with (shop / ".env").open("a") as file:
        file.write("LATER=2\n")
    assert install(shop, text=MAP.replace("8000", "8001")).status == 0
    assert install(shop, "--remove").status == 0
    assert (shop / ".env").read_text() == "SECRET=1\nLATER=2\n"


def test_a_region_edited_by_hand_stops_it_with_a_diff(shop: Path) -> None:
    install(shop)
    path = shop / ".env"
    path.write_text(path.read_text().replace("API_PORT=8000", "API_PORT=8999"))
    edited = path.read_bytes()
    ran = install(shop)
    assert ran.status == 1
    assert ".env: has a region that was edited by hand; left as it is" in ran.err
    assert "-API_PORT=8999" in ran.out
    assert "+API_PORT=8000" in ran.out
    assert path.read_bytes() == edited
    assert install(shop, "--remove").status == 1
    assert path.read_bytes() == edited
    assert install(shop, "--force").status == 0
    assert b"API_PORT=8000" in path.read_bytes()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "# >>> portbook >>>\nA=1\n# <<< portbook <<<\n" * 2,
            "two portbook regions, at the lines 1",
        ),
        ("# >>> portbook >>>\nA=1\n", "beginning of a portbook region at line 1, but no end"),
    ],
)
def test_unclear_regions_are_left_alone(shop: Path, text: str, said: str) -> None:
    make_files(shop, {".env": text})
    ran = install(shop)
    assert ran.status == 1
    assert said in ran.err
    assert (shop / ".env").read_text() == text


def test_a_clashing_key_is_told_with_its_line(shop: Path) -> None:
    make_files(shop, {"api/.env": "SECRET=1\nexport DATABASE_URL=postgres://127.0.0.1:5432/x\n"})
    ran = install(shop)
    assert ran.status == 1
    assert "api/.env: sets by hand, to another value: DATABASE_URL at line 2" in ran.err
    assert b"portbook" not in (shop / "api" / ".env").read_bytes()
    # The others are installed all the same.
    assert (shop / "compose.yaml").is_file()
    assert install(shop, "--force").status == 0


def test_lines_written_by_hand_stand(shop: Path) -> None:
    by_hand = {
        ".env": "WEB_PORT=3000\nAPI_PORT=9000\nWEB_URL='http://localhost:3000/'\n",
        "api/.env": "DATABASE_URL=postgres://shop:x@localhost:5433/shop\n",
    }
    make_files(shop, by_hand)
    ran = install(shop)
    assert ran.status == 0, ran.err
    assert ".env: WEB_PORT left out: line 1 already sets it to this value" in ran.err
    assert ".env: API_PORT left out: line 2 sets it to another value" in ran.err
    assert ".env: WEB_URL left out: line 3 already sets it, to the same address" in ran.err
    assert variables(shop / ".env") == [
        "WEB_PORT=3000",
        "API_PORT=9000",
        "WEB_URL='http://localhost:3000/'",
        "API_URL=http://127.0.0.1:8000",
        "DB_PORT=5433",
        "DB_URL=postgresql://shop@127.0.0.1:5433/shop",
        "PROXY_PORT=8080",
        "PROXY_URL=http://127.0.0.1:8080",
    ]
    # Nothing is left to say there, so nothing is written.
    assert (shop / "api" / ".env").read_text() == by_hand["api/.env"]
    assert install(shop, "--remove").status == 0
    assert (shop / ".env").read_text() == by_hand[".env"]


def variables(path: Path) -> list[str]:
    return [line for line in path.read_text().split("\n") if line and not line.startswith("#")]


COMPOSE = """\
services:
  api:
    build: {context: api, args: [WEB_URL]}
    environment: {DB: "${DB_URL:-postgres://db/x}", API_PORT: , COST: $$PROXY_PORT}
  worker:
    image: acme/worker
    env_file: [{path: ./api/.env, required: false}]
"""


def test_what_a_container_would_see_is_left_out(shop: Path) -> None:
    make_files(shop, {"deploy/dev/docker-compose.yml": COMPOSE, ".hidden/compose.yaml": "a"})
    ran = install(shop)
    assert ran.status == 0, ran.err
    where = "deploy/dev/docker-compose.yml"
    reason = f"{where} interpolates it; 'variables' can say that it is this port"
    assert f".env: API_PORT, DB_URL, WEB_URL left out: {reason}" in ran.err
    assert f"compose.yaml: is left out: the project has {where}" in ran.err
    left = [each.partition("=")[0] for each in variables(shop / ".env")]
    assert left == ["WEB_PORT", "API_URL", "DB_PORT", "PROXY_PORT", "PROXY_URL"]
    assert not (shop / "compose.yaml").exists()
    named = MAP.replace('port: "5433:5432"', 'port: "5433:5432"\n        variables: {url: DB_URL}')
    assert "DB_URL=" in "".join([install(shop, text=named).err, *variables(shop / ".env")])


def test_a_file_that_compose_hands_over_gets_no_derived_variable(shop: Path) -> None:
    make_files(shop, {"in/compose.yaml": "services: {a: {image: a, env_file: '${F:-.env}'}}\n"})
    make_files(shop, {".env": "MINE=1\n"})
    ran = install(shop)
    assert ran.status == 0, ran.err
    assert "left out: in/compose.yaml hands this file to a container" in ran.err
    make_files(shop, {"in/compose.yaml": "services: {a: {image: a, volumes: ['../:/app:ro']}}\n"})
    ran = install(shop)
    assert "left out: in/compose.yaml mounts its folder into a container" in ran.err
    assert (shop / ".env").read_text() == "MINE=1\n"
    # What the map itself says of a service stays.
    assert variables(shop / "api" / ".env")


@pytest.mark.parametrize("name", ["docs/PORTS.md", "docs/ports.md", "ports.md"])
def test_the_document_that_is_there_gets_the_region(shop: Path, name: str) -> None:
    make_files(shop, {name: "# Our ports\n"})
    before = read_files(shop)
    assert install(shop).status == 0
    found = read_files(shop)
    assert [each for each in found if each.lower().endswith("ports.md")] == [name]
    assert found[name].startswith(b"# Our ports\n<!-- >>> portbook >>>")
    assert install(shop, "--remove").status == 0
    assert read_files(shop) == before


def test_links_and_odd_things_are_not_written_through(shop: Path, tmp_path: Path) -> None:
    make_files(tmp_path, {"elsewhere": "MINE=1\n"})
    (shop / ".env").symlink_to(tmp_path / "elsewhere")
    (shop / "PORTS.md").mkdir()
    ran = install(shop)
    assert ran.status == 1
    assert ".env: is a symlink; left as it is" in ran.err
    assert "PORTS.md: is a folder; left as it is" in ran.err
    assert (tmp_path / "elsewhere").read_text() == "MINE=1\n"


def test_a_checkout_may_be_a_link(shop: Path, tmp_path: Path) -> None:
    real = tmp_path / "elsewhere/shop"
    real.parent.mkdir()
    shop.rename(real)
    shop.symlink_to(real)
    assert install(shop).status == 0
    assert (real / "compose.yaml").is_file()
    assert install(shop, "--check").status == 0
    assert install(shop, "--remove").status == 0
    assert not (real / "compose.yaml").exists()


def test_a_read_only_file_stays(shop: Path) -> None:
    make_files(shop, {".env": "SECRET=1\n"})
    (shop / ".env").chmod(0o444)
    ran = install(shop)
    assert ran.status == 1
    assert ".env: is read-only; left as it is" in ran.err
    assert (shop / ".env").read_text() == "SECRET=1\n"


def test_what_could_not_be_put_in_is_not_recorded(shop: Path) -> None:
    make_files(shop, {".env": "SECRET=1\n"})
    (shop / ".env").chmod(0o400)
    before = read_files(shop)
    assert install(shop).status == 1
    assert install(shop, "--remove").status == 0
    assert read_files(shop) == before


def test_the_mode_is_kept(shop: Path) -> None:
    make_files(shop, {".env": "SECRET=1\n"})
    (shop / ".env").chmod(0o600)
    install(shop)
    assert (shop / ".env").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("name", ["docker-compose.yml", "compose.yml", "compose.yaml"])
def test_no_compose_file_beside_the_projects_own(shop: Path, name: str) -> None:
    make_files(shop, {name: "services: {}\n"})
    ran = install(shop)
    assert ran.status == 0, ran.err
    assert f"compose.yaml: is left out: the project has {name}" in ran.err
    assert (shop / name).read_text() == "services: {}\n"
    assert {"compose.yaml"} & {path.name for path in shop.iterdir()} <= {name}


def test_missing_folders_are_named_and_skipped(shop: Path, tmp_path: Path) -> None:
    more = (
        "  blog: {path: ../blog, services: {site: 4000}}\n"
        "  lost: {services: {page: 4001}}\n"
        "  twin: {path: ../shop, services: {other: 4002}}\n"
    )
    (shop / "api" / "main.py").unlink()
    (shop / "api").rmdir()
    ran = install(shop, text=MAP + more)
    assert ran.status == 1
    assert "api/.env: is left out: the checkout has no such folder" in ran.err
    assert "blog: skipped, there is no folder" in ran.err
    assert "lost: skipped, its checkout is not known" in ran.err
    assert "twin: skipped" in ran.err
    assert not (tmp_path / "blog").exists()


def test_only_what_the_project_asks_for(shop: Path) -> None:
    ran = install(shop, text=MAP.replace("path: ../shop", "path: ../shop\n    install: [dotenv]"))
    assert ran.status == 0, ran.err
    assert set(read_files(shop)) == {".env", "api/.env", "api/main.py", ".portbook.json"}


def test_what_is_not_wanted_any_more_goes(shop: Path) -> None:
    make_files(shop, {"api/.env": "MINE=1\n"})
    install(shop)
    ran = install(
        shop, text=MAP.replace(', env: {DATABASE_URL: "{db.url}"}', "").replace("uses: [api]", "")
    )
    assert ran.status == 0, ran.err
    assert (shop / "api" / ".env").read_text() == "MINE=1\n"


def test_an_installed_document_has_no_dead_links(shop: Path) -> None:
    install(shop)
    assert "](../" not in (shop / "PORTS.md").read_text()


def test_a_project_with_errors_is_not_installed(shop: Path, tmp_path: Path) -> None:
    (tmp_path / "blog").mkdir()
    make_files(tmp_path, {"map/ports.local.yaml": "paths: {shop: ../shop, blog: ../blog}\n"})
    wrong = MAP.replace("8000", "3000") + "  blog: {path: ../blog, services: {site: 4000}}\n"
    ran = install(shop, text=wrong)
    assert ran.status == 1
    assert "port-conflict" in ran.err
    assert "shop: left as it is because of its errors" in ran.err
    assert set(read_files(shop)) == {"api/main.py"}
    assert (tmp_path / "blog" / ".env").is_file()
    assert install(shop, "--remove", text=wrong).status == 0
    assert not (tmp_path / "blog" / ".env").exists()


def test_where_a_checkout_is_on_this_machine(shop: Path, tmp_path: Path) -> None:
    make_files(tmp_path, {"map/ports.local.yaml": "paths: {shop: ../mine}\n"})
    (tmp_path / "mine").mkdir()
    assert install(shop).status == 0
    assert (tmp_path / "mine" / ".env").is_file()
    assert not (shop / ".env").exists()


@pytest.mark.parametrize("repository", [True, False])
def test_a_map_alone_writes_nowhere_outside_of_its_repository(
    tmp_path: Path, repository: bool
) -> None:
    make_files(tmp_path, {"map/ports.yaml": MAP, "shop/api/main.py": "", "map/in/x": ""})
    if repository:
        (tmp_path / "map" / ".git").mkdir()
    (tmp_path / "map" / "link").symlink_to(tmp_path / "shop")
    for path in ("../shop", "link"):
        text = MAP.replace("path: ../shop", f"path: {path}")
        ran = install(tmp_path / "shop", text=text)
        assert ran.status == 1
        assert "outside of the map's repository" in ran.err
        assert "hint: write into ports.local.yaml: paths: {shop: " in ran.err
        assert set(read_files(tmp_path / "shop")) == {"api/main.py"}
    assert install(tmp_path / "shop", text=MAP.replace("path: ../shop", "path: in")).status == 0
    assert "PORTS.md" in read_files(tmp_path / "map" / "in")


def test_what_names_a_folder_outside_did_not_come_along(tmp_path: Path) -> None:
    """A stranger's repository may hold a ports.local.yaml."""
    folder = make_files(tmp_path / "map", {"ports.local.yaml": "paths: {shop: ../shop}\n"})
    make_files(tmp_path, {"shop/api/main.py": ""})
    for words in (["init", "-q"], ["add", "ports.local.yaml"]):
        subprocess.run(["git", "-C", str(folder), *words], check=True)
    ran = install(tmp_path / "shop")
    assert (ran.status, "which names it, is committed" in ran.err) == (1, True)
    assert set(read_files(tmp_path / "shop")) == {"api/main.py"}
    subprocess.run(["git", "-C", str(folder), "rm", "-q", "--cached", "-r", "."], check=True)
    assert install(tmp_path / "shop").status == 0


def test_a_folder_that_is_confirmed_is_named_from_then_on(tmp_path: Path) -> None:
    for before, after in (
        (None, 'paths:\n  shop: "../shop"\n'),
        ("host: a\n", 'host: a\npaths:\n  shop: "../shop"\n'),
        ("paths: {a: b} # x\n", 'paths: {a: b, shop: "../shop"} # x\n'),
        ("paths:\n  a: b\n", 'paths:\n  a: b\n  shop: "../shop"\n'),
    ):
        if before is not None:
            make_files(tmp_path, {"ports.local.yaml": before})
        made = local_names(tmp_path, [("shop", "../shop")])
        assert made == (tmp_path / "ports.local.yaml", after.encode())
    for odd in ("[", "- a\n", "paths: x\n", "{host: a}\n"):
        make_files(tmp_path, {"ports.local.yaml": odd})
        assert local_names(tmp_path, [("shop", "../shop")]) is None


STARTED = [
    *(".bashrc", ".ssh/authorized_keys", ".ssh/config", ".zshenv", ".profile", ".gitconfig"),
    *(".vscode/tasks.json", ".config/autostart/x.desktop", ".config/fish/config.fish", ".vimrc"),
    *(".config/systemd/user/x.service", ".local/share/applications/x.desktop", ".husky/pre-commit"),
    *("Library/LaunchAgents/x.plist", "Programs/Startup/x.bat", ".idea/workspace.xml"),
    *(".claude/settings.json", ".mcp.json", ".zed/tasks.json", ".cargo/config.toml", "mise.toml"),
    *(".github/workflows/x.yml", "conftest.py", "a/x.pth", ".nvim.lua", ".pre-commit-config.yaml"),
    *(".cursor/mcp.json", ".roo/x", ".gemini/x", ".codex/x", ".fleet/run.json", ".Rprofile"),
    *(".lazy.lua", ".dir-locals.el", ".lvimrc", ".bazelrc", ".yarnrc.yml", ".pnpmfile.cjs"),
    *("bunfig.toml", "lefthook.yml", "opencode.json", ".config/mise/config.toml", "mise.dev.toml"),
    *(".gitlab-ci.yml", ".forgejo/workflows/x.yml", ".local/bin/git", ".helix/languages.toml"),
    *("Jenkinsfile", ".circleci/config.yml", "autorun.inf", ".mise/config.toml"),
]
NEVER = [
    *(".git/hooks/pre-commit", ".GIT/config", "git~1/config", ".g\u200cit/config"),
    *(".portbook.json", "x/.portbook.json"),
]
NO_FILE_ON_WINDOWS = ["con", "api/NUL.txt", "com1.env", "lpt9", "a/aux/b", "a/.git./x", "CONIN$"]
STREAMS = ["a/b:c", "x.txt::$DATA"]


def aimed_at(paths: list[str]) -> str:
    """The map with a template for each path."""
    targets = ", ".join(f"{{template: x.j2, to: {json.dumps(path)}}}" for path in paths)
    return MAP.replace("    services:\n", f"    targets: [{targets}]\n    services:\n", 1)


def test_no_target_writes_what_starts_by_itself(shop: Path) -> None:
    make_files(shop.parent, {"map/templates/x.j2": "echo {{ notice }}\n"})
    before = set(read_files(shop))
    ran = install(shop, "--force", text=aimed_at([*STARTED, *NEVER]))
    assert ran.status == 1
    assert ran.err.count("left as it is") == len({*STARTED, *NEVER})
    assert set(read_files(shop)) - before == INSTALLED
    text = MAP.replace("directory: api,", "directory: api, env_file: .bashrc,")
    assert install(shop, text=text).status == 1
    assert ".bashrc" not in {path.name for path in shop.rglob("*")}


def test_no_target_writes_git_s_own_or_a_device(shop: Path) -> None:
    folder = shop.parent / "map"
    make_files(folder, {"templates/x.j2": "x\n", "ports.yaml": aimed_at(NO_FILE_ON_WINDOWS)})
    before = read_files(folder)
    ran = portbook(folder, "generate", "--force")
    assert ran.status == 1
    assert ran.err.count("Windows refuses it") == len(NO_FILE_ON_WINDOWS)
    assert read_files(folder) == before
    make_files(folder, {"templates/x.j2": "x\n", "ports.yaml": aimed_at([*NEVER, *STREAMS])})
    ran = portbook(folder, "generate", "--force")
    assert ran.status == 1
    assert ran.err.count("left as it is") == len([*NEVER, *STREAMS])
    assert not [path for path in NEVER if (folder / "generated" / "shop" / path).exists()]


def test_a_file_of_ours_may_become_a_region(shop: Path) -> None:
    make_files(shop.parent, {"map/templates/notes.j2": "Ports are in PORTS.md.\n"})
    own = MAP.replace("    path:", "    targets: [{template: notes.j2, to: AGENTS.md}]\n    path:")
    assert install(shop, text=own).status == 0
    assert (shop / "AGENTS.md").is_file()
    text = MAP.replace("    path:", "    targets: [agents]\n    path:")
    assert install(shop, text=text).status == 0
    assert "portbook list" in (shop / "AGENTS.md").read_text()
    assert install(shop, "--check", text=text).status == 0
