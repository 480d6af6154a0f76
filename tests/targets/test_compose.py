"""Compose files: golden cases, and what holds for every map."""

from __future__ import annotations

import subprocess
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from portbook.derive.calls import wire
from portbook.language.load import read
from portbook.model.bind import LOOPBACK
from portbook.targets.compose import emit
from portbook.targets.compose.stack import acyclic
from portbook.targets.context import Context
from portbook.targets.templates import Templates
from portbook.text.source import Source
from tests.support.programs import need
from tests.support.tries import tries

CASES = sorted(Path(__file__).parent.joinpath("golden", "compose").iterdir())
TEMPLATES = Templates()
LINT = "{extends: default, rules: {document-start: disable, line-length: disable}}"

HOSTILE = (
    *("$HOME", "${X:?}", "$$", "a: b", "a #b", "- a", "'", '"', "\\", "!override", "&a", "*a"),
    *("{a}", "[a]", "a\nports: []", "#", "%", "@", "yes", "0x1f", "22:22", "", " a "),
    *("\u2028privileged: true", "é👩‍💻", "<<", "---", "{{ 7 * 7 }}", "{% raw %}"),
)


class Overriding(yaml.SafeLoader):
    """Reads what Compose's tags stand on."""


def construct_override(loader: Overriding, node: yaml.SequenceNode) -> list[Any]:
    return loader.construct_sequence(node, deep=True)


Overriding.add_constructor("!override", construct_override)


def files_of(text: str) -> dict[str, str]:
    """What a map gives, by path; the map has to be free of errors."""
    reading = read(Source("ports.yaml", text))
    portmap = reading.portmap
    assert portmap is not None
    assert [each.message for each in reading.problems if each.severity == "error"] == []
    context = Context(portmap, wire(portmap), "ports.yaml", TEMPLATES)
    return {
        output.path: output.text
        for project in portmap.projects.values()
        for output in emit(context, project)
    }


def services_of(path: str, text: str) -> dict[str, Any]:
    loaded = yaml.load(text, Overriding if path.endswith(".ports.yaml") else yaml.SafeLoader)
    services: dict[str, Any] = loaded["services"]
    return services


def stack_of(services: dict[str, Any], **project: Any) -> dict[str, Any]:
    """The services of the stack of a project `shop`."""
    text = yaml.safe_dump({"projects": {"shop": {"services": services, **project}}})
    return services_of("compose.yaml", files_of(text)["shop/compose.yaml"])


def override_of(services: dict[str, Any], **project: Any) -> dict[str, Any]:
    text = yaml.safe_dump({"projects": {"shop": {"services": services, **project}}})
    return services_of("compose.ports.yaml", files_of(text)["shop/compose.ports.yaml"])


def doubled(text: str) -> str:
    return text.replace("$", "$$")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_golden(case: Path) -> None:
    expected = {
        file.name: file.read_text(encoding="utf-8")
        for file in case.iterdir()
        if file.name != "ports.yaml"
    }
    written = files_of((case / "ports.yaml").read_text(encoding="utf-8"))
    assert {path.split("/", 1)[1]: text for path, text in written.items()} == expected


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_file_says_where_it_is_from(case: Path) -> None:
    for file in case.glob("compose*.yaml"):
        text = file.read_text(encoding="utf-8")
        assert text.startswith("# Generated from ports.yaml by 'portbook generate'")


def test_files_are_well_laid_out() -> None:
    files = [file for case in CASES for file in case.glob("compose*.yaml")]
    done = subprocess.run(
        [need("yamllint"), "--strict", "-f", "parsable", "-d", LINT, *files],
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.stdout.decode() == ""
    assert done.returncode == 0, done.stderr.decode()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_stack_means_the_same_without_guessing_types(case: Path) -> None:
    file = case / "compose.yaml"
    if not file.is_file():
        assert case.name.startswith("override")
        return
    text = file.read_text(encoding="utf-8")
    guessed, strings = yaml.safe_load(text), yaml.load(text, yaml.BaseLoader)
    for name, service in guessed["services"].items():
        for port in service.get("ports", ()):
            port["target"] = str(port["target"])
        if "healthcheck" in service:
            service["healthcheck"]["retries"] = str(service["healthcheck"]["retries"])
        assert service == strings["services"][name]


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_values_stay_values(value: str) -> None:
    literal = value.replace("{", "{{").replace("}", "}}")
    command = f"ask {literal or 'x'}"
    service = {
        "image": f"i{value}",
        "build": f"b{value}",
        "container": f"c{value}",
        "port": "8080:80",
        "env": {"V": literal, "ON": f"{literal}{{self.port}}"},
        "health": {"command": command},
        "kind": "postgres",
        "database": {"name": f"n{value}", "user": f"u{value}"},
        "secrets": ["S"],
    }
    made = stack_of({"web": service})
    assert made == {
        "web": {
            "image": doubled(f"i{value}"),
            "build": doubled(f"b{value}"),
            "container_name": doubled(f"c{value}"),
            "ports": [{"target": 80, "published": "8080", "host_ip": LOOPBACK, "protocol": "tcp"}],
            "environment": {
                "V": doubled(value),
                "ON": doubled(value) + "80",
                "POSTGRES_DB": doubled(f"n{value}"),
                "POSTGRES_USER": doubled(f"u{value}"),
                "S": "${S:?set S}",
            },
            "healthcheck": {
                "test": ["CMD-SHELL", doubled(f"ask {value or 'x'}")],
                "interval": "10s",
                "timeout": "5s",
                "retries": 5,
                "start_period": "30s",
            },
        }
    }


@given(value=st.text())
@settings(max_examples=tries(50))
def test_any_value_the_reader_takes_is_read_back(value: str) -> None:
    literal = value.replace("{", "{{").replace("}", "}}")
    services = {"web": {"image": "web", "env": {"V": literal}}}
    text = yaml.safe_dump({"projects": {"shop": {"services": services}}})
    assume(not read(Source("ports.yaml", text)).problems)
    made = services_of("compose.yaml", files_of(text)["shop/compose.yaml"])
    assert made["web"]["environment"]["V"] == doubled(value)


@pytest.mark.parametrize("file", ["a b.yml\nservices: {}", "x' $(id)", "é", "-f"])
def test_a_compose_file_of_any_name_stays_in_its_comment(file: str) -> None:
    made = override_of({"web": {"image": "web", "port": "8080:80"}}, compose=file)
    assert list(made) == ["web"]


PORTS = st.builds(
    lambda bind, port, last, transport: (bind, port, port + last, transport),
    st.sampled_from(["", "0.0.0.0:", "[::]:", "[::1]:", "localhost:", "127.0.0.1:"]),
    st.integers(1, 65000),
    st.integers(0, 3),
    st.sampled_from(["", "/udp", "/tcp+udp"]),
)
BOUND: dict[str, list[str | None]] = {
    "": ["127.0.0.1"],
    "0.0.0.0:": ["0.0.0.0"],
    "[::]:": ["::"],
    "*:": [None],
    "[::1]:": ["::1"],
    "localhost:": ["127.0.0.1", "::1"],
    "127.0.0.1:": ["127.0.0.1"],
}


@given(ports=st.lists(PORTS, min_size=1, max_size=4, unique_by=lambda each: each[1]))
@settings(max_examples=tries(20), deadline=None)
def test_every_number_of_a_form_is_published_once(ports: list[tuple[str, int, int, str]]) -> None:
    forms = {
        f"p{at}": f"{bind}{first}-{last}:{first + 7}-{last + 7}{transport}"
        for at, (bind, first, last, transport) in enumerate(ports)
    }
    expected = {
        (address, str(number), number + 7, protocol)
        for bind, first, last, transport in ports
        for number in range(first, last + 1)
        for protocol in (transport[1:].split("+") if transport else ["tcp"])
        for address in BOUND[bind]
    }
    services = {"web": {"image": "web", "ports": forms}}
    for made in (stack_of(services), override_of(services, compose="compose.yaml")):
        rows = [
            (row.get("host_ip"), row["published"], row["target"], row["protocol"])
            for row in made["web"]["ports"]
        ]
        assert set(rows) == expected
        assert len(rows) == len(expected)


@pytest.mark.parametrize(
    ("build", "written"),
    [
        ("api", "api"),
        ("api/Dockerfile.prod", {"context": "api", "dockerfile": "Dockerfile.prod"}),
        ("api/worker.Dockerfile", {"context": "api", "dockerfile": "worker.Dockerfile"}),
        ("Containerfile", {"context": ".", "dockerfile": "Containerfile"}),
        (
            "https://example.com/x.git#main:dockerfiles",
            "https://example.com/x.git#main:dockerfiles",
        ),
    ],
)
def test_an_image_is_built_by_the_file_that_is_named(build: str, written: object) -> None:
    assert stack_of({"api": {"build": build, "port": 8000}})["api"]["build"] == written


def test_the_order_of_services_carries_no_meaning() -> None:
    services = {
        "web": {"image": "web", "port": 8001, "uses": ["api"]},
        "api": {"image": "api", "port": 8002, "uses": ["db"], "env": {"W": "{web.url}"}},
        "db": {"kind": "postgres", "image": "postgres", "port": 8003, "secrets": ["P"]},
    }
    made = [stack_of(dict(order)) for order in permutations(services.items())]
    assert all(each == made[0] for each in made)


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_commands_and_settings_stay_values(value: str) -> None:
    kinds = {
        "text": {"image": "i", "command": f"run {value}", "image_env": {"a.b": f"x{value}"}},
        "words": {"image": "i", "command": ["run", f"x{value}"], "needs": ["KEY"]},
    }
    services = {name: {"kind": name, "image": "i"} for name in kinds}
    text = yaml.safe_dump({"kinds": kinds, "projects": {"shop": {"services": services}}})
    made = services_of("compose.yaml", files_of(text)["shop/compose.yaml"])
    assert made["text"]["command"] == doubled(f"run {value}")
    assert made["text"]["environment"] == {"a.b": doubled(f"x{value}")}
    assert made["words"]["command"] == ["run", doubled(f"x{value}")]
    assert made["words"]["environment"] == {"KEY": "${KEY:?set KEY}"}


def test_a_map_takes_away_what_a_shipped_kind_has() -> None:
    kinds = {
        "minio": {"command": []},
        "postgres": {"needs": []},
        "elasticsearch": {"image_env": {}},
    }
    images = {"minio": "minio/minio", "postgres": "postgres", "elasticsearch": "elasticsearch:8"}
    services = {name: {"kind": name, "image": image} for name, image in images.items()}
    text = yaml.safe_dump({"kinds": kinds, "projects": {"shop": {"services": services}}})
    made = services_of("compose.yaml", files_of(text)["shop/compose.yaml"])
    assert all("command" not in service for service in made.values())
    assert all("environment" not in service for service in made.values())


@pytest.mark.parametrize(
    ("kinds", "code"),
    [
        ("{command: {a: b}}", "wrong-type"),
        ("{needs: [A-B]}", "bad-name"),
        ("{needs: [A and B]}", "bad-name"),
        ("{needs: [a.b]}", "bad-name"),
        ("{image_env: {A or: b}}", "bad-name"),
        ("{image_env: [A]}", "wrong-type"),
    ],
)
def test_a_kind_that_says_it_wrongly(kinds: str, code: str) -> None:
    text = f"{{kinds: {{k: {kinds}}}, projects: {{shop: {{services: {{web: 3000}}}}}}}}"
    assert [each.code for each in read(Source("ports.yaml", text)).problems] == [code]


def test_only_the_default_environment_counts() -> None:
    service = {
        "image": "web",
        "port": "8001:80",
        "environments": {"production": {"image": "other", "port": "9001:80"}},
    }
    made = stack_of({"web": service}, environments=["development", "production"])
    assert made["web"]["image"] == "web"
    assert made["web"]["ports"][0]["published"] == "8001"


@pytest.mark.parametrize(
    "services",
    [
        "{web: 3000}",
        "{web: {container: w, port: 80}}",
        "{web: {image: w, port: 80, status: retired}}",
        "{web: {port: 80, compose: web}}",
    ],
)
def test_nothing_to_say_is_no_file(services: str) -> None:
    assert files_of(f"projects: {{shop: {{services: {services}}}}}") == {}


PAIRS = st.lists(st.tuples(*[st.sampled_from("abcdef")] * 2), max_size=20, unique=True)


@given(PAIRS)
def test_kept_needs_hold_no_circle_and_only_what_closes_one_is_cut(
    pairs: list[tuple[str, str]],
) -> None:
    kept, cut = acyclic(pairs)
    edges = [(name, needed) for name, wanted in kept.items() for needed in wanted]
    removed = [(name, needed) for name, wanted in cut.items() for needed in wanted]
    assert sorted(edges + removed) == sorted(pairs)
    assert not circular(edges)
    assert all(circular([*edges, pair]) for pair in removed)


def circular(pairs: list[tuple[str, str]]) -> bool:
    """Takes away, again and again, whatever needs nothing that is left."""
    left = list(pairs)
    while left:
        open_ends = [pair for pair in left if pair[1] in {name for name, _ in left}]
        if len(open_ends) == len(left):
            return True
        left = open_ends
    return False
