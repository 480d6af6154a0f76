"""Of each small checkout, the numbers that its programs open and no others.

A variable counts where its program reads it, a setting where its program takes it.
"""

from __future__ import annotations

import json
from pathlib import Path

from portbook.sources.walking import walk
from tests.support.files import make_files


def package(script: str, *needs: str) -> str:
    dependencies = dict.fromkeys(needs, "1")
    return json.dumps({"name": "web", "scripts": {"dev": script}, "dependencies": dependencies})


NEXT, VITE = package("next dev", "next"), package("vite", "vite")
CASES: dict[str, tuple[dict[str, str], set[int | None]]] = {
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
    "Vue CLI loads the file": (
        {
            "package.json": package("vue-cli-service serve", "@vue/cli-service"),
            ".env": "PORT=4000\n",
        },
        {4000},
    ),
    "Astro reads none": (
        {"package.json": package("astro dev", "astro"), ".env": "PORT=4000\n"},
        {4321},
    ),
    "SvelteKit is Vite's": (
        {"package.json": package("vite dev", "@sveltejs/kit", "vite"), ".env": "PORT=4000\n"},
        {5173},
    ),
    "Vite's own flag": ({"package.json": package("vite --port 4300", "vite")}, {4300}),
    "Nuxt's configuration": (
        {
            "package.json": package("nuxt dev", "nuxt"),
            "nuxt.config.ts": "export default defineNuxtConfig({devServer: {port: 4400}})",
        },
        {4400},
    ),
    "webpack's configuration, by a constant": (
        {
            "package.json": package("webpack serve", "webpack-dev-server"),
            "webpack.config.js": "const PORT = 4500\nmodule.exports = {devServer: {port: PORT}}",
        },
        {4500},
    ),
    "Storybook beside the application": (
        {
            "package.json": json.dumps(
                {
                    "name": "web",
                    "scripts": {"dev": "next dev -p 4100", "storybook": "storybook dev -p 6007"},
                }
            )
        },
        {4100, 6007},
    ),
    "Flask loads the file": (
        {"Procfile": "web: flask run\n", ".env": "FLASK_RUN_PORT=5050\n"},
        {5050},
    ),
    "Django's argument": ({"Procfile": "web: python manage.py runserver 0.0.0.0:8001\n"}, {8001}),
    "a Caddyfile's addresses": (
        {"Caddyfile": ":4600\nreverse_proxy localhost:4601\n"},
        {4600, 4601},
    ),
    "docker run in a Makefile": (
        {"Makefile": "PORT ?= 4700\ndb:\n\tdocker run -p $(PORT):5432 postgres\n"},
        {4700},
    ),
    "and in a script": (
        {"run.sh": "docker run \\\n  -p 4701:5432 postgres\n", ".env": "X=1\n"},
        {4701},
    ),
    "and in package.json": (
        {"package.json": json.dumps({"name": "web", "scripts": {"db": "docker run -p 4702:80 x"}})},
        {4702},
    ),
    "a justfile's and a Taskfile's commands": (
        {
            "justfile": "p := '4703'\ndb:\n    podman run -p {{p}}:80 x\n",
            "Taskfile.yml": "tasks: {web: 'docker run -p 4704:80 y'}\n",
        },
        {4703, 4704},
    ),
    "what a recipe asks or ends is no listener": (
        {"Makefile": "stop:\n\tlsof -ti:4800 | xargs kill\n\tcurl localhost:4801\n"},
        set(),
    ),
    "Traefik's labels name numbers inside": (
        {
            "compose.yaml": "services:\n  web:\n    image: x\n    labels: ["
            "traefik.http.services.w.loadbalancer.server.port=4900]\n"
        },
        {None},
    ),
}


def test_the_number_that_the_program_listens_on(tmp_path: Path) -> None:
    for at, (name, (files, expected)) in enumerate(CASES.items()):
        folder = tmp_path / str(at) / "web"
        make_files(folder, files)
        claims = walk(folder, "web").claims
        said = {each.port for each in claims if not each.assumed}
        assert (said or {each.port for each in claims}) == expected, name
