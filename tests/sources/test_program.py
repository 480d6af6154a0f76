"""Entry points of programs to the numbers that they open, where no other file says one."""

from __future__ import annotations

import json
from pathlib import Path

from portbook.sources.readers import import_file
from portbook.sources.walking import walk
from tests.support.cli import portbook
from tests.support.files import make_files

OPENED: dict[str, tuple[str, list[tuple[int, str | None, str | None]]]] = {
    "server.js": ("// app.listen(1111)\napp.listen(3100, () => {})", [(3100, None, None)]),
    "index.ts": (
        "const PORT = Number(process.env.PORT || 3200);\nserver.listen(PORT, '0.0.0.0')",
        [(3200, "0.0.0.0", "PORT")],
    ),
    "main.ts": (
        'await app.listen(parseInt(process.env.API_PORT ?? "3300", 10))',
        [(3300, None, "API_PORT")],
    ),
    "app.mjs": ("Bun.serve({ fetch, port: 3400, idleTimeout: 255 })", [(3400, None, None)]),
    "main.py": (
        'uvicorn.run(\n    "main:app",\n    host="127.0.0.1",\n    port=8100,\n    workers=100,\n)',
        [(8100, "127.0.0.1", None)],
    ),
    "app.py": (
        'app.run(debug=True, port=int(os.environ.get("PORT", 5100)))',
        [(5100, None, "PORT")],
    ),
    "run.py": ('HTTPServer(("", 8200), Handler).serve_forever()', [(8200, None, None)]),
    "api.py": ("port = 8300\nserver.run(app, port=port)", [(8300, None, None)]),
    "main.go": (
        'go http.ListenAndServe(":8400", nil)\nlis, err := net.Listen("tcp", "127.0.0.1:50100")',
        [(8400, None, None), (50100, "127.0.0.1", None)],
    ),
    "server.go": (
        'port := os.Getenv("PORT")\nif port == "" {\n\tport = "8500"\n}\nr.Run(":" + port)',
        [(8500, None, None)],
    ),
    "main.rs": ('HttpServer::new(f).bind(("127.0.0.1", 8600))?', [(8600, "127.0.0.1", None)]),
    "app.rb": ("set :port, 4600", [(4600, None, None)]),
    "Main.kt": ("embeddedServer(Netty, port = 8700) { }", [(8700, None, None)]),
    "Program.cs": (
        'host.UseUrls("http://localhost:5700");',
        [(5700, "localhost", None)],
    ),
    "start.js": ("app.listen(options.port)\ncluster.listen(path)\napp.on('x', 9999)", []),
    "www.js": ("const port = compute(3000, 4000);\napp.listen(port)", []),
    "server.py": ("app.run(port=settings.PORT)\nretry(port=1, wait=3000)", []),
}


def test_what_a_call_that_listens_is_handed(tmp_path: Path) -> None:
    for name, (text, expected) in OPENED.items():
        found = import_file(make_files(tmp_path / name, {name: text}) / name)
        assert [(c.port, c.bind, c.variable) for c in found.claims] == expected, name
        assert all(each.assumed for each in found.claims), name


def test_a_number_counts_where_no_other_file_says_one(tmp_path: Path) -> None:
    """Below a manifest it is that program's; compose files, Dockerfiles, scripts and .env files
    are believed before it, and what is shown, tested or brought along says nothing."""
    package = '{"name": "@shop/api", "dependencies": {"express": "4"}}'
    files = {
        "api/package.json": package,
        "api/src/index.js": "app.listen(3100)",
        "web/package.json": '{"name": "web", "scripts": {"dev": "vite --port 3200"}}',
        "web/server.js": "app.listen(3299)",
        "jobs/.env": "PORT=3300\n",
        "jobs/app.py": "app.run(port=3399)",
        "db/compose.yaml": "services: {admin: {build: ., ports: ['3400:3400']}}",
        "db/Dockerfile": "FROM x\n",
        "db/app.py": "app.run(port=3499)",
        "cmd/sync/main.go": 'http.ListenAndServe("127.0.0.1:3500", nil)',
        "examples/server.js": "app.listen(3998)",
        "api/test/server.js": "app.listen(3997)",
        "node_modules/x/index.js": "app.listen(3996)",
        "api/src/deep/down/index.js": "router.use(3995)",
    }
    found = walk(make_files(tmp_path / "shop", files))
    opened = {(c.service, c.port, c.bind) for c in found.claims if c.port}
    assert opened == {
        ("api", 3100, None),
        ("web", 3200, None),
        ("jobs", 3300, None),
        ("admin", 3400, None),
        ("sync", 3500, "127.0.0.1"),
    }


def test_an_audit_sees_where_the_text_and_the_map_part(tmp_path: Path) -> None:
    make_files(tmp_path / "shop", {"package.json": '{"name": "shop"}', "app.js": "x.listen(3100)"})
    assert portbook(tmp_path, "init", "shop").status == 0
    assert json.loads(portbook(tmp_path, "audit", "--json").out)["diagnostics"] == []
    assert portbook(tmp_path, "move", "shop", "3101").status == 0
    found = json.loads(portbook(tmp_path, "audit", "--json").out)["diagnostics"]
    assert [(e["path"], e["line"], e["code"]) for e in found] == [("shop/app.js", 1, "disagrees")]
