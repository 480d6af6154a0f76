"""nginx files: golden cases, the judgement of other programs, and what holds for every map."""

from __future__ import annotations

import json
import re
import subprocess
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import crossplane
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portbook.derive.calls import Wiring
from portbook.language.load import read
from portbook.model.portmap import Tls
from portbook.targets import nginx
from portbook.targets.context import Context
from portbook.text.source import Source
from tests.support.files import make_files
from tests.support.nginx import TEMPLATES, generated
from tests.support.programs import need
from tests.support.tries import tries
from tests.targets.nginx.shop import LISTENS, ROUTES, SERVICES, shop, with_proxy

CASES = sorted(Path(__file__).parent.joinpath("golden", "nginx").iterdir())
# What gixy says of every file that is right, and why it stays.
ACCEPTED = {
    "missing_resolver",  # the name in proxy_pass is an upstream's, which needs none
    "weak_ssl_tls",  # wants ssl_ciphers; nginx's own list with TLS 1.2 and 1.3 serves
    "hsts_header",  # a promise for months that only the site's owner can make
}


def golden(case: Path) -> dict[str, str]:
    return {
        path.relative_to(case).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(case.rglob("*.conf"))
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_golden(case: Path) -> None:
    assert generated(Source.load(case / "ports.yaml")) == golden(case)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_crossplane_knows_every_directive(case: Path, tmp_path: Path) -> None:
    parsed = crossplane.parse(str(whole(case, tmp_path)), strict=True)
    unknown = [
        error for error in parsed["errors"] if not in_map(Path(error["file"]), error["line"])
    ]
    assert unknown == []
    assert len(parsed["config"]) == 1 + len(golden(case))


def in_map(file: Path, line: int) -> bool:
    """Whether a line is an entry of a `map`, which crossplane takes for a directive."""
    above = file.read_text(encoding="utf-8").splitlines()[: line - 1]
    opened = next(text for text in reversed(above) if text.endswith((" {", "}")))
    return opened.startswith("map ")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_gixy_finds_nothing(case: Path, tmp_path: Path) -> None:
    command: list[str | Path] = [need("gixy"), "-f", "json", str(whole(case, tmp_path))]
    done = subprocess.run(command, capture_output=True, check=False, timeout=60)
    found = json.loads(done.stdout)
    assert [each for each in found if each["plugin"] not in ACCEPTED] == []


def test_gixy_would_find_something(tmp_path: Path) -> None:
    path = tmp_path / "nginx.conf"
    path.write_text(
        "events {} http { server { location / { proxy_pass http://$arg_x; } } }", encoding="utf-8"
    )
    done = subprocess.run(
        [need("gixy"), "-f", "json", path], capture_output=True, check=False, timeout=60
    )
    assert "ssrf" in {each["plugin"] for each in json.loads(done.stdout)}


def whole(case: Path, folder: Path) -> Path:
    """The case's files in the blocks they are meant for."""
    files = golden(case)
    make_files(folder, dict(files))
    http = [f"include {folder / name};" for name in files if not name.endswith(".stream.conf")]
    stream = [f"include {folder / name};" for name in files if name.endswith(".stream.conf")]
    blocks = ["events {}", f"http {{ {' '.join(http)} }}", f"stream {{ {' '.join(stream)} }}"]
    path = folder / "nginx.conf"
    path.write_text("\n".join(blocks), encoding="utf-8")
    return path


def test_order_of_the_map_does_not_matter() -> None:
    usual = generated(Source("ports.yaml", shop(ROUTES)))
    for routes in permutations(ROUTES):
        assert generated(Source("ports.yaml", shop(routes, SERVICES[::-1], LISTENS[::-1]))) == usual


def test_the_same_map_gives_the_same_bytes() -> None:
    for case in CASES:
        source = Source.load(case / "ports.yaml")
        assert generated(source) == generated(source)


def test_no_name_stands_in_two_files() -> None:
    """Upstreams and variables are global in nginx."""
    text = """
projects:
  a:
    environments: [b-c]
    services: &services {d: {port: {number: 8080, scheme: ws}}}
    proxy: {b-c: &proxies [{routes: {/: d}}, {name: n, listen: 81, routes: {/: d}}]}
  a-b:
    environments: [c]
    services: *services
    proxy: {c: *proxies}
"""
    files = generated(Source("ports.yaml", text))
    assert len(files) == 4
    named = [
        name
        for content in files.values()
        for name in re.findall(r"^(?:upstream|map \S+) (\S+) \{", content, re.MULTILINE)
    ]
    assert len(named) == 8
    assert len(set(named)) == 8


HOSTILE = st.text("ab1./:-_~*[]@;{}\"'\\$#` \t\r\n\x00\u2028é", min_size=1, max_size=12)


@settings(max_examples=tries(40), deadline=None)
@given(path=HOSTILE, name=HOSTILE, file=HOSTILE, bind=HOSTILE, source=HOSTILE)
def test_hostile_words_never_reach_the_syntax(
    path: str, name: str, file: str, bind: str, source: str
) -> None:
    """The reader refuses most of these; a map built by hand does not pass it."""
    reading = read(Source("ports.yaml", shop(["/api/: {to: api, strip: true}"])))
    assert reading.portmap is not None
    project = reading.portmap.projects["shop"]
    [proxy] = project.default.proxies
    evil = replace(
        proxy,
        server_names=(name, "shop.example"),
        tls=Tls(file, file),
        routes=tuple(replace(route, path=f"/{path}") for route in proxy.routes) + proxy.routes,
        endpoints=(replace(proxy.endpoints[0], bind=bind), *proxy.endpoints),
    )
    project = replace(project, environments={"development": with_proxy(project.default, evil)})
    context = Context(reading.portmap, Wiring(reading.portmap), source, TEMPLATES)
    [output] = nginx.emit(context, project)
    for line in output.text.splitlines():
        assert line == "" or line.lstrip().startswith("#") or KNOWN.fullmatch(line), line


WORD = r'(?:"[^"\n;{}]*"|\'\'|[A-Za-z0-9_$./:=~*\[\]^()+?\\-]+)'
KNOWN = re.compile(rf" *(?:{WORD}(?: {WORD})*(?:;| \{{)|\}})")
