"""What programs themselves make of settings from which portbook reads a port."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from portbook.sources.walking import walk
from tests.support.dotenv_readers import node, python_dotenv
from tests.support.files import make_files
from tests.support.programs import need, need_npm

PACKAGE = json.dumps({"name": "web", "scripts": {"dev": "vite"}, "devDependencies": {"vite": "1"}})
VITE = {
    "nothing": "export default {}\n",
    "a number": "export default {server: {port: 3100, hmr: {clientPort: 443}}}\n",
    "a constant": "const PORT = 3200\nexport default {server: {port: PORT}}\n",
    "a function": "export default () => ({server: {port: Number(process.env.NONE) || 3300}})\n",
}
ASK = """\
const {resolveConfig} = await import(process.argv[1]);
const seen = {};
for (const folder of process.argv.slice(2)) {
  process.chdir(folder);
  const {server} = await resolveConfig({root: folder, logLevel: "silent"}, "serve");
  seen[folder] = server.port ?? 5173;
}
console.log(JSON.stringify(seen));
process.exit(0);
"""


def test_vite_s_port_is_its_configuration_s_whatever_env_says(tmp_path: Path) -> None:
    folders = {}
    for name, config in VITE.items():
        files = {"package.json": PACKAGE, ".env": "PORT=4000\n", "vite.config.mjs": config}
        folders[name] = str(make_files(tmp_path / name.replace(" ", "-"), files))
    vite = need_npm("vite") / "dist" / "node" / "index.js"
    command: list[str | Path] = [need("node"), "--input-type=module", "-e", ASK, vite]
    done = subprocess.run(
        [*command, *folders.values()], capture_output=True, check=True, timeout=60
    )
    asked = json.loads(done.stdout)
    for name, folder in folders.items():
        claims = [c for c in walk(Path(folder)).claims if c.endpoint is None]
        said = {c.port for c in claims if not c.assumed} or {c.port for c in claims}
        assert said == {asked[folder]}, name


def test_the_last_of_two_lines_and_an_alias_are_what_readers_have(tmp_path: Path) -> None:
    text = "API_PORT=4000\nWEB_PORT=4002\nAPI_PORT=4001\nUI_PORT=${WEB_PORT}\n"
    path = make_files(tmp_path / "web", {".env": text}) / ".env"
    said = {c.variable: str(c.port) for c in walk(path.parent).claims}
    assert said == {"API_PORT": "4001", "WEB_PORT": "4002"}
    assert python_dotenv(path) == {**said, "UI_PORT": "4002"}
    assert node(path)["API_PORT"] == "4001"
