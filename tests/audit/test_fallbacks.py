"""Programs, tests, scripts and CI files."""

from __future__ import annotations

from pathlib import Path

from tests.audit.auditing import DB, SAID, SHOP, audited, places
from tests.support.files import make_files

DEFAULTS = {
    "api/src/server.js": ("const port = process.env.PORT || {};", ("3002", "3003"), "3009"),
    "api/index.ts": ("app.listen(Number(process.env.PORT) || {})", ("3002",), "3009"),
    "api/app.py": ('port = int(os.environ.get("PORT", "{}"))', ("3002",), "3009"),
    "api/main.go": ('p := os.Getenv("PORT")\nif p == "" { p = "{}" }', ("3002",), "3009"),
    "api/config.rb": ('port ENV.fetch("PORT") { 1 }\nx = ENV["PORT"] || {}', ("3002",), "3009"),
    "api/App.java": ('@Value("${server.port:{}}")', ("3002",), "3009"),
    "api/main.rs": ('env::var("PORT").unwrap_or("{}".into())', ("3002",), "3009"),
    "api/Program.cs": ('GetEnvironmentVariable("PORT") ?? "{}"', ("3002",), "3009"),
    "api/start.php": ("$port = getenv('PORT') ?: {};", ("3002",), "3009"),
    "api/test/api.test.js": ('const API_URL = "http://localhost:{}";', ("3002",), "3009"),
    "Makefile": ("API_PORT ?= {}", ("3002",), "3009"),
    "scripts/wait.sh": ("API_URL=http://localhost:{}", ("3002", "3003"), "3009"),
    ".github/workflows/ci.yml": (
        (
            "jobs:\n  test:\n    services:\n      postgres:\n        image: postgres:16\n"
            "        ports:\n          - {}:5432"
        ),
        ("5432", "5433"),
        "5439",
    ),
    ".gitlab-ci.yml": ("variables:\n  API_URL: http://localhost:{}", ("3002",), "3009"),
}


def test_programs_tests_scripts_and_ci_files_are_read(tmp_path: Path) -> None:
    """Each is quiet with a number of the map, and found alone with another one; a folder that a
    hundred services might be of, a variable that .env sets, and a test's own port are nobody's."""
    base = {"ports.yaml": SHOP, "shop/compose.yaml": DB, "shop/web/.env": SAID["shop/web/.env"]}
    quiet = {
        "shop/tools/mock.js": "process.env.PORT || 9999",
        "shop/api/test/server.js": "const PORT = 9999;",
        "shop/api/limits.py": 'TIMEOUT = 9999\nx = os.environ.get("RETRIES", 9999)\n',
        "shop/web/serve.js": "process.env.PORT || 9999",
    }
    for path, (text, rights, wrong) in DEFAULTS.items():
        for right in rights:
            root = tmp_path / f"{path.replace('/', '-')}-{right}"
            made = {**base, **quiet, f"shop/{path}": text.replace("{}", right)}
            assert places(root, audited(make_files(root, made))) == set(), path
        root = tmp_path / f"{path.replace('/', '-')}-{wrong}"
        made = {**base, f"shop/{path}": text.replace("{}", wrong)}
        line = text[: text.index("{}")].count("\n") + 1
        found = places(root, audited(make_files(root, made)))
        assert found == {(f"shop/{path}", line, "disagrees")}, path
