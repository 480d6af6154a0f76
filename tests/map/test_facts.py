"""Nothing the five port documents tell is lost on its way into the generated files.

Read from the committed `generated/`, which other tests hold fresh.
"""

from __future__ import annotations

import html
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from dotenv import dotenv_values

from tests.map import facts

GENERATED = Path(__file__).parents[2] / "generated"


class ComposeLoader(yaml.SafeLoader):
    """Reads `!override` lists as the lists they are."""


def construct_override(loader: ComposeLoader, node: yaml.SequenceNode) -> list[Any]:
    return loader.construct_sequence(node, deep=True)


ComposeLoader.add_constructor("!override", construct_override)


@cache
def published() -> Any:
    return json.loads((GENERATED / "ports.json").read_text(encoding="utf-8"))


@cache
def compose(project: str, name: str) -> Any:
    text = (GENERATED / project / name).read_text(encoding="utf-8")
    return yaml.load(text, ComposeLoader)["services"]


@cache
def document(project: str) -> tuple[str, ...]:
    """The lines of PORTS.md as a reader sees them: without escapes and code marks."""
    text = html.unescape((GENERATED / project / "PORTS.md").read_text(encoding="utf-8"))
    text = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text).replace("`", "")
    return tuple(here(text).splitlines())


def here(text: str) -> str:
    """Both spellings of this machine as one."""
    return text.replace("127.0.0.1", "localhost")


def holds(line: str, cell: str | int) -> bool:
    if isinstance(cell, int):
        return re.search(rf"(?<!\d){cell}(?!\d)", line) is not None
    return cell.lower() in line.lower()


def name_of(fact: Any) -> str:
    return "-".join(str(part) for part in fact[:3])


def test_every_claim_is_a_fact_and_every_fact_a_claim() -> None:
    claims = [
        facts.Port(
            claim["project"],
            claim["service"],
            claim["port"],
            claim["container_port"],
            claim["environment"],
            claim["status"],
        )
        for claim in published()["claims"]
        if claim["port"] is not None
    ]
    assert sorted(claims, key=str) == sorted(facts.PORTS, key=str)


def test_axolop_has_no_known_port_in_production() -> None:
    claims = [claim for claim in published()["claims"] if claim["project"] == "axolop"]
    assert not [
        claim["port"] for claim in claims if claim["environment"] == "production" and claim["port"]
    ]


def test_phoenix_of_enforcement_listens_on_loopback_only() -> None:
    binds = {
        claim["bind"]
        for claim in published()["claims"]
        if (claim["project"], claim["service"]) == ("sertantai-enforcement", "backend")
    }
    assert binds == {"127.0.0.1"}


@pytest.mark.parametrize("row", [*facts.RANGES, *facts.ROWS], ids=name_of)
def test_row(row: facts.Row) -> None:
    lines = document(row.project)
    assert any(all(holds(line, cell) for cell in row.cells) for line in lines)


@pytest.mark.parametrize(
    ("project", "needle"),
    [(project, needle) for project, told in facts.TOLD.items() for needle in told],
)
def test_told(project: str, needle: str) -> None:
    assert needle.lower() in " ".join(" ".join(document(project)).split()).lower()


@pytest.mark.parametrize("fact", facts.VARIABLES, ids=name_of)
def test_variable(fact: facts.Variable) -> None:
    values = dotenv_values(GENERATED / fact.file, interpolate=False)
    value = values.get(fact.name)
    assert value is not None
    assert here(value).rstrip("/") == fact.value


@pytest.mark.parametrize("fact", facts.ORIGINS, ids=name_of)
def test_origins(fact: facts.Origins) -> None:
    text = (GENERATED / fact.project / "cors.json").read_text(encoding="utf-8")
    expected = {
        f"http://{host}:{port}" for host in ("localhost", "127.0.0.1") for port in fact.ports
    }
    assert set(json.loads(text)["development"][fact.service]) == expected


def test_prsnl_backend_reads_its_origins_as_json() -> None:
    value = dotenv_values(GENERATED / "prsnl/backend/.env", interpolate=False)["CORS_ORIGINS"]
    assert value is not None
    ports = {int(origin.rpartition(":")[2]) for origin in json.loads(value)}
    assert ports == {3002, 3003, 3004, 5173}


@cache
def routes(project: str) -> dict[str, tuple[int, bool]]:
    """Location to the upstream's port, and whether the location's prefix is taken off."""
    text = (GENERATED / project / "nginx/production.conf").read_text(encoding="utf-8")
    upstreams = {
        name: int(port)
        for name, port in re.findall(r"upstream (\S+) \{[^}]*?server [^;\s]*:(\d+)", text)
    }
    blocks = re.findall(r"location (/\S*) \{(.*?)^    \}", text, re.MULTILINE | re.DOTALL)
    led = [(path, body, re.search(r"proxy_pass http://([\w-]+)", body)) for path, body in blocks]
    return {path: (upstreams[to[1]], "rewrite" in body) for path, body, to in led if to}


@pytest.mark.parametrize("fact", facts.ROUTES, ids=name_of)
def test_route(fact: facts.Route) -> None:
    assert routes(fact.project)[fact.path] == (fact.port, fact.strip)


def test_hypernode_server_name_and_listen() -> None:
    text = (GENERATED / "hypernode/nginx/production.conf").read_text(encoding="utf-8")
    assert re.search(r"^\s*server_name hypernodesolana\.org;", text, re.MULTILINE)
    assert re.search(r"^\s*listen (?:\S+:)?80\b[^;]*;", text, re.MULTILINE)


@pytest.mark.parametrize("fact", facts.COMPOSE_PORTS, ids=str)
def test_compose_override(fact: facts.Published) -> None:
    ports = compose(fact.project, "compose.ports.yaml")[fact.service]["ports"]
    assert (str(fact.published), fact.target) in {
        (port["published"], port["target"]) for port in ports
    }


@cache
def compose_of_document(project: str) -> Any:
    """What PORTS.md shows for Compose: the project's own file declares it, so no other does."""
    text = (GENERATED / project / "PORTS.md").read_text(encoding="utf-8")
    [block] = re.findall(r"^```yaml\n(services:\n.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return yaml.safe_load(block)["services"]


@pytest.mark.parametrize("fact", facts.COMPOSE_SERVICES, ids=name_of)
def test_compose_service(fact: facts.ComposeService) -> None:
    service = compose_of_document(fact.project)[fact.service]
    build = service.get("build")
    source = build["context"] if isinstance(build, dict) else build or service["image"]
    assert source == fact.source or source.endswith("/" + fact.source)
    environment = {key: str(value) for key, value in service.get("environment", {}).items()}
    assert fact.environment.items() <= environment.items()
    assert set(fact.depends_on) <= set(service.get("depends_on", ()))


def test_passwords_of_hypernode_come_from_outside() -> None:
    environment = compose_of_document("hypernode")["postgres"]["environment"]
    assert environment["POSTGRES_PASSWORD"].startswith("${POSTGRES_PASSWORD")
