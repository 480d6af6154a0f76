"""Unknown keys: where each belongs, or what was probably meant."""

from __future__ import annotations

import pytest

from portbook.language.keys import RECORDS
from portbook.language.load import read
from portbook.language.problems import Problems
from portbook.text.diagnostic import Diagnostic
from portbook.text.source import Source
from portbook.text.tree import parse

LONGEST = 120


def problems_of(text: str) -> list[Diagnostic]:
    return read(Source("ports.yaml", text)).problems


def service(keys: str) -> str:
    return f"projects: {{shop: {{services: {{api: {{port: 9100, {keys}}}}}}}}}"


def project(keys: str) -> str:
    return f"projects: {{shop: {{services: {{web: 3000}}, {keys}}}}}"


LONG = "it belongs to the long form of a port: port: {number: 9100, "


@pytest.mark.parametrize(
    ("text", "at", "hint"),
    [
        ("services: {web: 1}", "services", "put it under 'projects': projects: {shop: "),
        ("shop: {services: {web: 1}}", "shop", "put it under 'projects': projects: {shop: "),
        ("shop: {web: 1}", "shop", "put it under 'projects': projects: {shop: {services: {web:"),
        (
            "shop: {db: {kind: postgres, port: 1}}",
            "shop",
            "put it under 'projects': projects: {shop: {services: {db:",
        ),
        ("projects:\nshop: {title: x}", "shop", "indent it under 'projects'"),
        ("ranges:\nweb: 4000-4099", "web", "indent it under 'ranges'"),
        ("port: 80", "port", "it belongs to a service: projects: {shop: {services: {web: {port"),
        ("web: 3000", "web", "a service belongs to a project: projects: {shop: {services: {web: "),
        ("web: {port: 1, env: {}}", "web", "a service belongs to a project: projects: {shop: "),
        (service("scheme: http"), "scheme", LONG + "scheme: http}"),
        (service("public: https://x.y"), "public", LONG + "public: https://x.y}"),
        (service("number: 3"), "number", LONG + "number: 3}"),
        (service("services: {}"), "services", "it belongs to a project, a level further out"),
        (service("health: {kind: go}"), "kind", "it belongs to a service, a level further out"),
        (service("value: 1"), "value", "it belongs to a variable: env: {NAME: {value: 1}}"),
        (service("env: {}, A: b"), "A", "indent it under 'env'"),
        (service("depends_on: [a]"), "depends_on", "it is called 'uses' here"),
        (service("helth: /x"), "helth", "did you mean 'health'?"),
        (project("api: 8000"), "api", "indent it under 'services'"),
        (project("database: {port: 1}"), "database", "indent it under 'services'"),
        (project("port: 1"), "port", "it belongs to a service: services: {web: {port: 1}}"),
        (project("tls: {}"), "tls", "it belongs to a proxy: proxy: {ENVIRONMENT: {tls: ...}}"),
        (project("hosts: {}"), "hosts", "it belongs to the map, a level further out"),
        (project("servces: {}"), "servces", "did you mean 'services'?"),
        ("settings: {zzz: 1}", "zzz", "it knows: checks, instances, nginx, output, targets"),
    ],
)
def test_where_an_unknown_key_belongs(text: str, at: str, hint: str) -> None:
    (problem,) = problems_of(text)
    assert problem.code == "unknown-key"
    assert text[problem.place.start : problem.place.end] == at
    assert (problem.hint or "").startswith(hint)


def test_services_that_are_indented_too_little() -> None:
    text = "projects:\n  shop:\n    services:\n    web: 3000\n    store: {image: redis}\n"
    found = problems_of(text)
    assert [(p.code, p.place.line, p.hint) for p in found] == [
        ("unknown-key", 4, "indent it under 'services'"),
        ("unknown-key", 5, "indent it under 'services'"),
    ]


@pytest.mark.parametrize("record", RECORDS, ids=[record.ref for record in RECORDS])
@pytest.mark.parametrize("key", ["zzz", "depends_on", "x" * 100])
def test_hints_are_short(record: object, key: str) -> None:
    problems = Problems()
    root, _ = parse(Source("ports.yaml", f"{key}: [a]"))
    record.read(root, problems)  # type: ignore[attr-defined]
    (problem,) = [each for each in problems if each.code == "unknown-key"]
    assert problem.hint
    assert len(problem.hint) <= LONGEST
