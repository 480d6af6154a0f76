"""Every target's files for many maps, shown to the program that reads them: `make soak` prints how
many maps and files each has taken.

The maps are this repository's own, the stress maps, and 200 that Hypothesis makes. A program that
takes long to start is shown all files at once.
"""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, Phase, given, settings
from markdown_it import MarkdownIt

from portbook.model.targets import TARGETS
from portbook.text.source import Source
from tests.real.test_nginx import free_ports_for
from tests.real.test_proxies import refused_by_caddy, refused_by_haproxy
from tests.support import dotenv_readers, nginx
from tests.support.cli import CHECKOUT
from tests.support.files import make_files
from tests.support.nginx import generated
from tests.support.ports import free_port
from tests.support.programs import need, need_npm
from tests.support.proxies import ask_traefik
from tests.support.servers import serve
from tests.targets.test_every_target import STRESS, maps

Files = list[Path]
"""The files of all maps, each map's below a folder of its own."""
Words = list[str | Path]


def said(command: Words, folder: Path, env: dict[str, str] | None = None) -> str:
    """What a program has against something; "" where it takes it."""
    done = subprocess.run(
        command, cwd=folder, env=env, capture_output=True, text=True, check=False, timeout=1200
    )
    return f"{done.stdout}{done.stderr}" or "failed" if done.returncode else ""


def one_by_one(command: Callable[[Path], Words]) -> Callable[[Files, Path], Iterator[str]]:
    def judge(files: Files, folder: Path) -> Iterator[str]:
        for each in files:
            yield said(command(each), each.parent)

    return judge


def all_at_once(command: Callable[[Files], Words]) -> Callable[[Files, Path], Iterator[str]]:
    def judge(files: Files, folder: Path) -> Iterator[str]:
        yield said(command(files), folder)

    return judge


def pem(folder: Path) -> tuple[Path, Path]:
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    options: Words = ["-newkey", "rsa:2048", "-nodes", "-subj", "/CN=a", "-keyout", key]
    assert said([need("openssl"), "req", "-x509", *options, "-out", certificate], folder) == ""
    certificate.write_text(certificate.read_text() + key.read_text())
    return certificate, key


def by_nginx(files: Files, folder: Path) -> Iterator[str]:
    pair = pem(folder)
    for each in files:
        text = free_ports_for(each.read_text(encoding="utf-8"), pair)
        text = re.sub(r"server \[2001:db8::7\]", "server [::1]", text)
        yield nginx.complaints(nginx.configuration(each.parent / "one", {each.name: text}))


def by_haproxy(files: Files, folder: Path) -> Iterator[str]:
    certificate, _ = pem(folder)
    for each in files:
        yield refused_by_haproxy(each.read_text(encoding="utf-8"), certificate, each.parent)


def by_caddy(files: Files, folder: Path) -> Iterator[str]:
    certificate, _ = pem(folder)
    for each in files:
        yield refused_by_caddy(each.read_text(encoding="utf-8"), certificate, each.parent)


def by_traefik(files: Files, folder: Path) -> Iterator[str]:
    """One that runs on, and is given one file after the other."""
    static = [yaml.safe_load(each.read_text()) for each in files if each.name.startswith("traefik")]
    points = {name for each in static for name in each["entryPoints"]}
    ports = {name: free_port() for name in sorted({*points, "traefik"})}
    (folder / "read").mkdir()
    config = {
        "entryPoints": {name: {"address": f"127.0.0.1:{port}"} for name, port in ports.items()},
        "api": {"insecure": True},
        "providers": {"file": {"directory": "read"}, "providersThrottleDuration": "0s"},
    }
    (folder / "traefik.yaml").write_text(json.dumps(config))
    api = f"127.0.0.1:{ports['traefik']}"
    certificate, key = pem(folder)
    with serve([need("traefik"), "--configFile=traefik.yaml"], ports["traefik"], cwd=folder):
        for at, each in enumerate(file for file in files if file.name.startswith("dynamic")):
            text = re.sub(r'certFile: ".*"', f'certFile: "{certificate}"', each.read_text())
            text = re.sub(r'keyFile: ".*"', f'keyFile: "{key}"', text)
            yield taken_by_traefik(api, text, f"mark-{at}", folder / "read")


def taken_by_traefik(api: str, text: str, mark: str, folder: Path) -> str:
    """It reads all files of the folder whenever one is written: a router of ours in the second
    tells that it has read the first."""
    content = yaml.safe_load(text)
    route = {"routers": {mark: {"rule": "Path(`/`)", "service": "api@internal"}}}
    (folder / "ours.yaml").write_text(text, encoding="utf-8")
    (folder / "mark.yaml").write_text(json.dumps({"http": route}))
    wanted = {f"{name}@file" for name in (*content.get("http", {}).get("routers", ()), mark)}
    found: dict[str, Any] = {}
    for _ in range(100):
        found = {each["name"]: each for each in ask_traefik(api, "routers")}
        if wanted <= found.keys():
            break
        time.sleep(0.02)
    wrong = [each for each in found.values() if each["status"] != "enabled"]
    return f"{wanted - found.keys()} {wrong}" if wrong or not wanted <= found.keys() else ""


def by_compose(files: Files, folder: Path) -> Iterator[str]:
    for each in files:
        secrets = set(re.findall(r"\$\{(\w+):\?", each.read_text(encoding="utf-8")))
        env = {"HOME": str(folder), **dict.fromkeys(secrets, "x")}
        base: Words = []
        if each.name.startswith("compose.ports"):  # an overlay: something has to lie below it
            root: Any = yaml.compose(each.read_text(encoding="utf-8"))
            sections = {key.value: node for key, node in root.value}
            bare = {key.value: {"image": "x"} for key, _ in sections["services"].value}
            (each.parent / "base.yaml").write_text(json.dumps({"services": bare}))
            base = ["-f", "base.yaml"]
        command: Words = [need("docker-compose"), *base, "-f", each.name, "config"]
        done = subprocess.run(command, cwd=each.parent, env=env, capture_output=True, check=False)
        yield "" if done.stdout else done.stderr.decode() or "nothing"


def by_readers_of_env(files: Files, folder: Path) -> Iterator[str]:
    for each in files:
        one, other = dotenv_readers.python_dotenv(each), dotenv_readers.bash(each)
        yield "" if one == other else f"{one} {other}"


def by_node(files: Files, folder: Path) -> Iterator[str]:
    script = "".join(
        f"if (typeof (await import({json.dumps(each.as_uri())})).default !== 'object') throw 1;\n"
        for each in files
    )
    (folder / "all.mjs").write_text(script)
    yield said([need("node"), "all.mjs"], folder)


def by_mypy(files: Files, folder: Path) -> Iterator[str]:
    for at, each in enumerate(files):
        (folder / f"ports{at}.py").write_text(each.read_text(encoding="utf-8"))
    names = [f"ports{at}" for at in range(len(files))]
    yield said(
        [sys.executable, "-m", "mypy", "--strict", *(f"{each}.py" for each in names)], folder
    )
    yield said([sys.executable, "-c", f"import {', '.join(names)}"], folder)


def by_promtool(files: Files, folder: Path) -> Iterator[str]:
    # The blackbox exporter is asked about addresses of any form: as its manual has it.
    relabel = [
        {"source_labels": ["__address__"], "target_label": "__param_target"},
        {"target_label": "__address__", "replacement": "127.0.0.1:9115"},
    ]
    jobs = [
        {
            "job_name": str(at),
            "file_sd_configs": [{"files": [str(each)]}],
            "relabel_configs": relabel if each.name == "blackbox.json" else [],
        }
        for at, each in enumerate(files)
    ]
    (folder / "prometheus.yml").write_text(json.dumps({"scrape_configs": jobs}))
    yield said([need("promtool"), "check", "config", "prometheus.yml"], folder)


def by_devcontainers(files: Files, folder: Path) -> Iterator[str]:
    program = need_npm("@devcontainers/cli") / "devcontainer.js"
    for each in files:
        at = each.parent / ".devcontainer"
        merged = each.read_text(encoding="utf-8").replace("{", '{\n  "image": "debian:12",', 1)
        make_files(at, {"devcontainer.json": merged})
        command: Words = [need("node"), program, "read-configuration"]
        yield said(
            [*command, "--workspace-folder", each.parent, "--docker-path", need("true")], folder
        )


def by_git(files: Files, folder: Path) -> Iterator[str]:
    for each in files:
        if each.name == ".gitattributes":
            yield said([need("git"), "init", "-q"], each.parent)
            command: Words = [need("git"), "check-attr", "text", "--", "shop/.env"]
            done = subprocess.run(
                command, cwd=each.parent, capture_output=True, text=True, check=True
            )
            yield "" if done.stdout == "shop/.env: text: unset\n" else done.stdout + done.stderr


def by_markdown(files: Files, folder: Path) -> Iterator[str]:
    for each in files:
        tokens = MarkdownIt("commonmark").enable("table").parse(each.read_text(encoding="utf-8"))
        html = "".join(token.content for token in tokens if token.type == "html_block")
        yield re.sub(r"<!--[^<]*-->\s*|</?details[^<>]*>\s*|<summary>[^<>]*</summary>\s*", "", html)


def by_python(files: Files, folder: Path) -> Iterator[str]:
    """Its own readers, where the program itself is not to be had."""
    for each in files:
        text = each.read_text(encoding="utf-8")
        if each.suffix == ".csv":
            rows = list(csv.DictReader(io.StringIO(text)))
            yield "" if all(None not in row and None not in row.values() for row in rows) else text
        else:
            yield "" if yaml.safe_load(text) is not None else text


def by_ssh(files: Files, folder: Path) -> Iterator[str]:
    for each in files:
        for host in re.findall(r"^Host (\S+)$", each.read_text(encoding="utf-8"), re.MULTILINE):
            yield said([need("ssh"), "-G", "-F", each, host], folder)


SCHEMA = CHECKOUT / "docs/reference/ports.json.schema.json"
JUDGES: dict[str, Callable[[Files, Path], Iterator[str]]] = {
    "portsmd": by_markdown,
    "dotenv": by_readers_of_env,
    "cors": all_at_once(
        lambda files: [
            "python3",
            "-c",
            "import json, sys\n[json.load(open(f)) for f in sys.argv[1:]]",
            *files,
        ]
    ),
    "nginx": by_nginx,
    "compose": by_compose,
    "caddyfile": by_caddy,
    "traefik": by_traefik,
    "haproxy": by_haproxy,
    "procfile": one_by_one(lambda each: [need("honcho"), "check", "-f", each]),
    "processcompose": by_python,
    "vite": by_node,
    "playwright": by_node,
    "devcontainer": by_devcontainers,
    "typescript": all_at_once(
        lambda files: [
            need("node"),
            need_npm("typescript") / "bin" / "tsc",
            *("--noEmit", "--strict", "--moduleDetection", "force", "--lib", "es2022"),
            *files,
        ]
    ),
    "python": by_mypy,
    "envrc": one_by_one(lambda each: [need("bash"), "-euc", f". {each}"]),
    "agents": by_markdown,
    "kubernetes": all_at_once(lambda files: [need("kubernetes-validate"), "--strict", *files]),
    "prometheus": by_promtool,
    "homepage": by_python,
    "nftables": one_by_one(lambda each: [need("unshare"), "-rn", need("nft"), "-c", "-f", each]),
    "networkpolicy": all_at_once(lambda files: [need("kubernetes-validate"), "--strict", *files]),
    "sshconfig": by_ssh,
    "csv": by_python,
    "portsjson": all_at_once(
        lambda files: [need("check-jsonschema"), "--schemafile", SCHEMA, *files]
    ),
    "schemas": all_at_once(lambda files: [need("check-jsonschema"), "--check-metaschema", *files]),
    "llms": by_markdown,
    "gitfiles": by_git,
}


def test_each_target_has_a_judge() -> None:
    assert [each.name for each in TARGETS] == list(JUDGES)


@pytest.mark.soak
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("target", JUDGES)
def test_the_files_of_any_map_are_taken(
    target: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    texts = [(CHECKOUT / "ports.yaml").read_text(encoding="utf-8"), *STRESS]

    @settings(
        max_examples=200,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(content=maps())
    def gather(content: dict[str, object]) -> None:
        texts.append(json.dumps(content, ensure_ascii=False))

    gather()
    files = []
    for at, text in enumerate(texts):
        made = generated(Source("ports.yaml", text), target)
        folder = make_files(tmp_path / f"{at}", dict(made))
        files += [folder / path for path in made if PurePosixPath(path).name != ".gitignore"]
    began = time.monotonic()
    faults = [fault for fault in JUDGES[target](files, tmp_path) if fault]
    with capsys.disabled():
        taken = f"{len(texts)} maps, {len(files)} files, {len(faults)} refused"
        print(f"\n{target}: {taken}, {time.monotonic() - began:.0f} s")
    assert faults == [], faults[:3]
