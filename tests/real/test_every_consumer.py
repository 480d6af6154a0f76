"""Every target's files for many maps, shown to the program that reads them: `make soak` prints how
many maps and files each has taken.

The maps are this repository's own, the stress maps, and 200 that Hypothesis makes. A program that
takes long to start is shown all files at once. The 200 are others each time: a line says of which
seed, which PORTBOOK_SEED asks for again.
"""

from __future__ import annotations

import bisect
import csv
import io
import json
import os
import random
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, Phase, given, seed, settings
from markdown_it import MarkdownIt

from portbook.model.targets import TARGETS
from portbook.text.source import Source
from tests.real.test_nginx import free_ports_for
from tests.real.test_proxies import refused_by_caddy, refused_by_haproxy
from tests.support import certificates, dotenv_readers, nginx
from tests.support.cli import CHECKOUT
from tests.support.files import make_files
from tests.support.nginx import generated
from tests.support.ports import free_port
from tests.support.programs import need, need_npm, refused
from tests.support.proxies import ask_traefik, traefik, untaken_by_traefik
from tests.targets.test_every_target import STRESS, maps

Files = list[Path]
"""The files of all maps, each map's below a folder of its own."""
Words = list[str | Path]


def one_by_one(command: Callable[[Path], Words]) -> Callable[[Files, Path], Iterator[str]]:
    def judge(files: Files, folder: Path) -> Iterator[str]:
        for each in files:
            yield refused(command(each), each.parent)

    return judge


def all_at_once(command: Callable[[Files], Words]) -> Callable[[Files, Path], Iterator[str]]:
    def judge(files: Files, folder: Path) -> Iterator[str]:
        yield refused(command(files), folder)

    return judge


def by_nginx(files: Files, folder: Path) -> Iterator[str]:
    pair = certificates.certificate(folder)
    for each in files:
        text = free_ports_for(each.read_text(encoding="utf-8"), pair)
        text = re.sub(r"server \[2001:db8::7\]", "server [::1]", text)
        yield nginx.complaints(nginx.configuration(each.parent / "one", {each.name: text}))


def by_haproxy(files: Files, folder: Path) -> Iterator[str]:
    certificate, _ = certificates.certificate(folder)
    for each in files:
        yield refused_by_haproxy(each.read_text(encoding="utf-8"), certificate, each.parent)


def by_caddy(files: Files, folder: Path) -> Iterator[str]:
    certificate, _ = certificates.certificate(folder)
    for each in files:
        yield refused_by_caddy(each.read_text(encoding="utf-8"), certificate, each.parent)


def by_traefik(files: Files, folder: Path) -> Iterator[str]:
    """Each of the few static files starts one; one that runs on is given one dynamic file after the
    other."""
    static = {each.read_text(): each for each in files if each.name.startswith("traefik")}
    for text, each in static.items():
        # On loopback, and on ports that nobody has.
        local = re.sub(r'"(?:0\.0\.0\.0)?:[0-9]+"', '"127.0.0.1:0"', text)
        local = re.sub(r':[0-9]+"', lambda _: f':{free_port()}"', local)
        each.write_text(local)
        dynamic = each.with_name(yaml.safe_load(local)["providers"]["file"]["filename"])
        with traefik(each) as api:
            faults = untaken_by_traefik(api, yaml.safe_load(dynamic.read_text()))
            yield f"{text}{faults}" if faults else ""
    points = {name for text in static for name in yaml.safe_load(text)["entryPoints"]}
    (folder / "read").mkdir()
    config = {
        "entryPoints": {name: {"address": f"127.0.0.1:{free_port()}"} for name in points},
        "providers": {"file": {"directory": "read"}, "providersThrottleDuration": "0s"},
    }
    (folder / "running.yaml").write_text(json.dumps(config))
    with traefik(folder / "running.yaml") as api:
        for at, each in enumerate(file for file in files if file.name.startswith("dynamic")):
            yield refused_by_traefik(api, each.read_text(), f"mark-{at}", folder / "read")


def refused_by_traefik(api: str, text: str, mark: str, folder: Path) -> str:
    """It reads all files of the folder whenever one is written: a router of ours in the second
    tells that it has read the first."""
    content = yaml.safe_load(text)
    route = {"routers": {mark: {"rule": "Path(`/`)", "service": "api@internal"}}}
    (folder / "ours.yaml").write_text(text, encoding="utf-8")
    (folder / "mark.yaml").write_text(json.dumps({"http": route}))
    for _ in range(250):
        if any(each["name"] == f"{mark}@file" for each in ask_traefik(api, "http/routers")):
            faults = untaken_by_traefik(api, content)
            return f"{text}{faults}" if faults else ""
        time.sleep(0.02)
    return f"not read: {text}"


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
    yield refused([need("node"), "all.mjs"], folder)


def by_mypy(files: Files, folder: Path) -> Iterator[str]:
    for at, each in enumerate(files):
        (folder / f"ports{at}.py").write_text(each.read_text(encoding="utf-8"))
    names = [f"ports{at}" for at in range(len(files))]
    yield refused(
        [sys.executable, "-m", "mypy", "--strict", *(f"{each}.py" for each in names)], folder
    )
    yield refused([sys.executable, "-c", f"import {', '.join(names)}"], folder)


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
    yield refused([need("promtool"), "check", "config", "prometheus.yml"], folder)


def by_devcontainers(files: Files, folder: Path) -> Iterator[str]:
    program = need_npm("@devcontainers/cli") / "devcontainer.js"
    for each in files:
        at = each.parent / ".devcontainer"
        merged = each.read_text(encoding="utf-8").replace("{", '{\n  "image": "debian:12",', 1)
        make_files(at, {"devcontainer.json": merged})
        command: Words = [need("node"), program, "read-configuration"]
        yield refused(
            [*command, "--workspace-folder", each.parent, "--docker-path", need("true")], folder
        )


def by_git(files: Files, folder: Path) -> Iterator[str]:
    for each in files:
        if each.name == ".gitattributes":
            yield refused([need("git"), "init", "-q"], each.parent)
            command: Words = [need("git"), "check-attr", "text", "--", "shop/.env"]
            done = subprocess.run(
                command, cwd=each.parent, capture_output=True, text=True, check=True
            )
            yield "" if done.stdout == "shop/.env: text: unset\n" else done.stdout + done.stderr


OURS = re.compile(
    r"<!-- Generated [^<>]* -->\s*|<details markdown=\"1\">\s*<summary>[^<>]*</summary>\s*|"
    r"</details>\s*|<br>|</?code>"
)
"""The HTML that we write into Markdown."""


def by_markdown(files: Files, folder: Path) -> Iterator[str]:
    for each in files:
        tokens = MarkdownIt("commonmark").enable("table").parse(each.read_text(encoding="utf-8"))
        inline = (child for token in tokens for child in token.children or ())
        html = [each.content for each in (*tokens, *inline) if each.type.startswith("html_")]
        yield " ".join(part for part in html if OURS.fullmatch(part) is None)


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
    """What it makes of a host that no file names shows that it read the rest."""
    hosts = 0
    for each in files:
        named = re.findall(r"^Host (\S+)$", each.read_text(encoding="utf-8"), re.MULTILINE)
        hosts += len(named)
        for host in named or ["nobody"]:
            yield refused([need("ssh"), "-G", "-F", each, host], folder)
    yield "" if hosts >= len(files) // 4 else f"{hosts} hosts in {len(files)} files"


SCHEMA = CHECKOUT / "docs/reference/ports.json.schema.json"
JUDGES: dict[str, Callable[[Files, Path], Iterator[str]]] = {
    "portsmd": by_markdown,
    "dotenv": by_readers_of_env,
    "cors": all_at_once(
        lambda files: [
            sys.executable,
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


SEED = int(os.environ.get("PORTBOOK_SEED") or random.SystemRandom().randrange(2**32))


def texts_of_maps() -> list[str]:
    """Of all maps, the smallest first."""
    texts = [(CHECKOUT / "ports.yaml").read_text(encoding="utf-8"), *STRESS.values()]

    @seed(SEED)
    @settings(
        max_examples=200,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(content=maps())
    def gather(content: dict[str, object]) -> None:
        texts.append(json.dumps(content, ensure_ascii=False))

    gather()
    return sorted(texts, key=len)


def judged(target: str, texts: list[str], folder: Path) -> tuple[int, list[str]]:
    """How many files the maps give, and what is wrong with them."""
    files = []
    for at, text in enumerate(texts):
        made = generated(Source("ports.yaml", text), target)
        below = make_files(folder / f"{at}", dict(made))
        files += [below / path for path in made if PurePosixPath(path).name != ".gitignore"]
    return len(files), [fault for fault in JUDGES[target](files, folder) if fault]


@pytest.mark.soak
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("target", JUDGES)
def test_the_files_of_any_map_are_taken(
    target: str, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    texts = texts_of_maps()
    began = time.monotonic()
    files, faults = judged(target, texts, tmp_path / "all")
    taken = f"{len(texts)} maps, {files} files, {len(faults)} refused"
    took = f"{time.monotonic() - began:.0f} s"
    record_property("told", f"{target}: {taken}, {took}, PORTBOOK_SEED={SEED}")
    assert files >= len(texts) // 4
    if faults:
        # The smallest map with a fault is the last of the fewest that have one.
        fewest = bisect.bisect_left(
            range(len(texts)),
            True,
            key=lambda last: bool(judged(target, texts[: last + 1], tmp_path / f"to-{last}")[1]),
        )
        pytest.fail(f"{faults[0]}\n{texts[fewest]}")
