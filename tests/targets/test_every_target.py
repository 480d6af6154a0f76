"""What holds for every target, whatever the map: its language reads it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from portbook.model.catalogue import CATALOGUE
from portbook.model.targets import TARGETS
from portbook.text.quoting.lines import INVISIBLE
from portbook.text.source import Source
from tests.bench.bigmap import big_map
from tests.support.cli import CHECKOUT
from tests.support.nginx import context_of, files_of
from tests.support.tries import tries

ASKED = [target.name for target in TARGETS if target.asked]


def as_json(text: str) -> None:
    json.loads(text.partition("\n")[2] if text.startswith("//") else text)


def as_yaml(text: str) -> None:
    # libyaml where PyYAML was built with it: ten times as fast.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    assert all(each is not None for each in yaml.load_all(text, loader))


def as_python(text: str) -> None:
    compile(text, "ports.py", "exec")


def as_csv(text: str) -> None:
    assert len({len(row) for row in csv.reader(io.StringIO(text))}) <= 1


READERS: dict[str, Callable[[str], None]] = {
    ".json": as_json,
    ".yaml": as_yaml,
    ".py": as_python,
    ".csv": as_csv,
}
"""Languages that this Python reads; the programs of the others have tests of their own."""
SHOWN = {*READERS, ".md", ".mjs", ".ts"}
"""Languages that can spell, or leave out, what nobody sees (CVE-2021-42574)."""

TEXTS = st.text(
    st.characters(categories=("L", "N", "P", "S", "Zs")), max_size=20
) | st.sampled_from(
    [
        *('it\'s "so"', "*/ x", "--> y", "${HOME} `id`", "a\nb", "\u2028", "\\", "{{ x }} {% y %}"),
        *("a\u202eb\u2066c", "d\u200be\xadf\U000e0041"),
        *("<b onclick=x>y</b>", "<script>x</script>"),
    ]
)
NAMES = st.sampled_from(["web", "api", "db", "a-long-name-of-a-service", "none", "class", "on"])
KINDS_OF_ALL = tuple(CATALOGUE.values())
KINDS = st.sampled_from(["vite", "fastapi", "postgres", "prometheus", "phoenix", "sveltekit"])
FORMS = ("{0}", "{0}:{0}", "127.0.0.1:{0}:80", "[::1]:{0}:{0}", "0.0.0.0:{0}:90")
ADDRESSES = st.sampled_from(["far.example", "2001:db8::7", "192.0.2.7"])
LISTENS = (8080, "[::1]:8080", ["127.0.0.1:8080", "[::1]:8080"], "*:8080")
HEADERS = st.dictionaries(
    st.sampled_from(["X-One", "X-Two", "X-Frame-Options"]),
    TEXTS.filter(lambda text: text.strip() and text.isprintable()),
    min_size=1,
)
OF_ROUTES = {
    "strip": st.booleans(),
    "websocket": st.booleans(),
    "event_stream": st.booleans(),
    "max_body": st.sampled_from(["0", "1k", "20m"]),
    "timeout": st.sampled_from(["1s", "90s", "2m"]),
    "request_headers": HEADERS,
}
OF_PROXIES = {
    "server_name": st.sampled_from(["a.example", "*.a.example", ["a.example", "b.example"]]),
    "underscores": st.booleans(),
    "headers": HEADERS,
    "tls": st.just({"certificate": "/etc/ssl/a.pem", "key": "/etc/ssl/a.key"}),
    "files": st.dictionaries(
        st.sampled_from(["/assets/", "/a-b.c/"]),
        st.sampled_from(["/srv/a", {"folder": "/srv/b", "fallback": "/index.html"}]),
        min_size=1,
    ),
}
ROUTES = st.sampled_from(["/", "/api", "/api/", "/a-b/", "/a/b/", "/v1.2/x/"])


@st.composite
def maps(draw: st.DrawFn) -> dict[str, Any]:
    """A map of one project with two environments, hostile in every text, without conflicts."""
    names = draw(st.lists(NAMES, min_size=1, max_size=4, unique=True))
    services = {}
    for at, name in enumerate(names):
        service: dict[str, Any] = {"title": draw(TEXTS), "kind": draw(KINDS), "directory": name}
        service["port"] = draw(st.sampled_from(FORMS)).format(3000 + at)
        if draw(st.booleans()):
            service["env"] = {"SAID": draw(TEXTS).replace("{", "{{").replace("}", "}}")}
        if draw(st.booleans()):
            service["health"] = draw(st.sampled_from(["/", "/health?a=b&c=%20", "tcp"]))
        if draw(st.booleans()):
            service["image"] = "acme/app"
        if draw(st.booleans()):
            service["start"] = "run"
        service["uses"] = [each for each in names[:at] if draw(st.booleans())]
        services[name] = service
    routes = {
        path: {
            "to": draw(st.sampled_from(names)),
            **draw(st.fixed_dictionaries({}, optional=OF_ROUTES)),
        }
        for path in draw(st.lists(ROUTES, min_size=1, max_size=4, unique=True))
    }
    cluster = {"cluster": "kubernetes"} if draw(st.booleans()) else {}
    return {
        "title": draw(TEXTS),
        "hosts": {
            "laptop": {},
            "far": {"address": draw(ADDRESSES), "domain": "a.example", **cluster},
        },
        "projects": {
            "shop": {
                "title": draw(TEXTS),
                "environments": {"development": "laptop", "pre-prod": "far"},
                "services": services,
                "proxy": {
                    "pre-prod": {
                        "listen": draw(st.sampled_from(LISTENS)),
                        "routes": routes,
                        **draw(st.fixed_dictionaries({}, optional=OF_PROXIES)),
                    }
                },
            }
        },
    }


@settings(max_examples=tries(15), deadline=None)
@given(content=maps())
def test_any_map_is_read_by_the_language_of_every_target(content: dict[str, Any]) -> None:
    source = Source("ports.yaml", json.dumps(content, ensure_ascii=False))
    context, again = context_of(source), context_of(source)
    for target in ASKED:
        files = files_of(context, target)
        for path, made in files.items():
            assert made.endswith("\n") or not made, path
            suffix = PurePosixPath(path).suffix
            READERS.get(suffix, str)(made)
            assert suffix not in SHOWN or not INVISIBLE.search(made), path
        assert files_of(again, target) == files, target


def every_kind() -> dict[str, Any]:
    """Each program of the catalogue, in containers and as processes, with all its ports."""
    services = {
        kind.name: {"kind": kind.name, "port": 20000 + at, "uses": [KINDS_OF_ALL[at - 1].name]}
        for at, kind in enumerate(KINDS_OF_ALL)
    }
    environments = {"development": "laptop", "production": "far"}
    hosts = {"laptop": {}, "far": {"address": "2001:db8::7", "cluster": "kubernetes"}}
    proxy = {"listen": 19999, "routes": {f"/{name}/": {"to": name} for name in services}}
    project = {"environments": environments, "services": services, "proxy": {"production": proxy}}
    return {"hosts": hosts, "projects": {"all": project}}


def every_form() -> dict[str, Any]:
    """Each way to say a port."""
    ports: dict[str, Any] = {
        "one": 4000,
        "inside": "4001:80",
        "address": "127.0.0.1:4002:80",
        "six": "[::1]:4003",
        "datagrams": {"number": 4004, "transport": "udp"},
        "association": {"number": 4005, "transport": "sctp"},
        "pool": {"number": "4010-4019"},
        "everywhere": {"number": 4006, "bind": "*"},
        "two": {"number": 4007, "bind": ["127.0.0.1", "::1"]},
    }
    services = {name: {"ports": {"main": port}, "title": name} for name, port in ports.items()}
    return {"projects": {"shop": {"services": {**services, "idle": {"start": "sleep 1"}}}}}


STRESS = {
    "all programs": json.dumps(every_kind()),
    "all forms": json.dumps(every_form()),
    "300 services": big_map(15),
}


@pytest.mark.parametrize("text", STRESS.values(), ids=STRESS)
def test_stress(text: str) -> None:
    context = context_of(Source("ports.yaml", text))
    for target in TARGETS:
        for path, made in files_of(context, target.name).items():
            READERS.get(PurePosixPath(path).suffix, str)(made)
            assert "None" not in made, path


def test_this_repositorys_own_map() -> None:
    """Seven projects of five teams: every target says something of them, or nothing at all."""
    context = context_of(Source.load(CHECKOUT / "ports.yaml"))
    for target in TARGETS:
        if target.asked:
            files = files_of(context, target.name)
            assert bool(files) or not target.map_files, target.name
            for path, made in files.items():
                READERS.get(PurePosixPath(path).suffix, str)(made)
