"""Who reads a variable: of each small checkout, the one number that its program listens on."""

from __future__ import annotations

import json
from pathlib import Path

from portbook.sources.walking import walk
from tests.support.files import make_files


def package(script: str, *needs: str) -> str:
    dependencies = dict.fromkeys(needs, "1")
    return json.dumps({"name": "web", "scripts": {"dev": script}, "dependencies": dependencies})


NEXT, VITE = package("next dev", "next"), package("vite", "vite")
CASES: dict[str, tuple[dict[str, str], set[int]]] = {
    "Next.js reads no PORT from .env": ({"package.json": NEXT, ".env": "PORT=4000\n"}, {3000}),
    "its option beats all": (
        {"package.json": package("next dev -p 4100", "next"), ".env": "PORT=4000\n"},
        {4100},
    ),
    "a variable before the command is its environment": (
        {"package.json": package("PORT=4200 next dev", "next"), ".env": "PORT=4000\n"},
        {4200},
    ),
    "Vite reads none either": ({"package.json": VITE, ".env": "PORT=4000\n"}, {5173}),
    "but its configuration": (
        {"package.json": VITE, "vite.config.ts": "export default {server: {port: 3100}}"},
        {3100},
    ),
    "which may ask for the variable": (
        {
            "package.json": VITE,
            ".env": "PORT=4000\n",
            "vite.config.ts": "export default {server: {port: Number(env.PORT) || 3100}}",
        },
        {4000, 3100},
    ),
    "what a browser dials is no listener": (
        {
            "package.json": VITE,
            "vite.config.ts": "export default {server: {port: 3100, hmr: {clientPort: 443}}}",
        },
        {3100},
    ),
    "Create React App loads the file": (
        {
            "package.json": package("react-scripts start", "react-scripts"),
            ".env": "PORT=4000\n",
        },
        {4000},
    ),
    "and a backend may": (
        {"package.json": package("node server.js", "express"), ".env": "PORT=4000\n"},
        {4000},
    ),
    "the last of two lines counts": ({".env": "API_PORT=4000\nAPI_PORT=4001\n"}, {4001}),
    "a variable that names another is no second listener": (
        {".env": "WEB_PORT=4000\nAPP_PORT=${WEB_PORT}\nUI_PORT=$WEB_PORT\n"},
        {4000},
    ),
    "an alias of what stands nowhere says nothing": ({".env": "APP_PORT=${WEB_PORT}\n"}, set()),
}


def test_the_number_that_the_program_listens_on(tmp_path: Path) -> None:
    for at, (name, (files, expected)) in enumerate(CASES.items()):
        folder = tmp_path / str(at) / "web"
        make_files(folder, files)
        claims = walk(folder, "web").claims
        said = {each.port for each in claims if not each.assumed}
        assert (said or {each.port for each in claims}) == expected, name
