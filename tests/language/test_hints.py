"""What the reader advises where something is wrong: the next step, never a riddle."""

from __future__ import annotations

import re

import pytest

from portbook.checks import check
from portbook.derive.calls import wire
from portbook.language.keys import RECORDS
from portbook.language.load import read
from portbook.language.problems import Problems
from portbook.model.reference import ATTRIBUTES
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


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        (service("env: [A=b]"), "a list stands where variables belong", "write env: {A: b}"),
        (
            "projects: {shop: {services: {api: {ports: [3000]}}}}",
            "a list stands where endpoints by name belong",
            "write port: 3000, or name them: ports: {http: 3000, ws: 3001}",
        ),
        (
            "projects: {shop: {services: [web: 3000]}}",
            "a list stands where services by name belong",
            "write services: {web: 3000}",
        ),
        (
            "projects: []",
            "a list stands where projects by name belong",
            "write projects: {shop: {services: {web: 3000}}}",
        ),
        (
            "exclusive: [shop, blog]\nprojects: {shop: , blog: }",
            "names stand where exclusive entries belong",
            "each entry lists its members: [[shop, blog]]",
        ),
        (
            project("proxy: {routes: {/: web}}"),
            "'routes' stands where the name of an environment belongs",
            "name the environment first: proxy: {production: {routes: ...}}",
        ),
        (
            project("proxy: {listen: 80, server_name: x}"),
            "'listen' stands where the name of an environment belongs",
            "name the environment first: proxy: {production: {listen: ...}}",
        ),
        (
            service("container: 80"),
            "the value '80' stands where the name of a container belongs",
            "a number belongs to the long form of a port: port: {number: ..., container: 80}",
        ),
    ],
)
def test_a_value_of_the_wrong_sort_is_shown_the_right_one(
    text: str, message: str, hint: str
) -> None:
    reading = read(Source("ports.yaml", text))
    assert reading.portmap is not None
    (problem,) = [*reading.problems, *check(wire(reading.portmap))]
    assert (problem.code, problem.message, problem.hint) == ("wrong-type", message, hint)


@pytest.mark.parametrize(
    ("keys", "hint"),
    [
        ("env: {A: '{api.urls}'}", "did you mean '{api.url}'?"),
        ("env: {A: '{shop/api.ws.prot}'}", "did you mean '{shop/api.ws.port}'?"),
        ("env: {A: '{api}'}", "say what of it, such as {api.url} or {api.port}"),
        (
            "env: {A: '{\"a\": 1}'}",
            'write {{ and }} for braces that are no reference: {{"a": 1}}',
        ),
        ("env: {A: '{'}", "write {{ and }} for braces that are no reference: {{"),
        (
            "cors: {extra: ['http://localhost:5173/']}",
            "without the slash at its end: http://localhost:5173",
        ),
        ("cors: {extra: ['http://a.example/b']}", "without the path at its end: http://a.example"),
        ("cors: {extra: [nowhere]}", None),
    ],
)
def test_a_value_that_is_nearly_right(keys: str, hint: str | None) -> None:
    (problem,) = problems_of(service(keys))
    assert (problem.code, problem.hint) == ("bad-value", hint)


def test_the_braces_that_are_advised_are_read() -> None:
    (problem,) = problems_of(service("env: {A: '{\"a\": 1}'}"))
    doubled = (problem.hint or "").split(": ", 1)[1]
    assert problems_of(service(f"env: {{A: '{doubled}'}}")) == []


@pytest.mark.parametrize("name", ATTRIBUTES)
def test_a_service_may_bear_the_name_of_an_attribute_and_an_endpoint_may_not(name: str) -> None:
    plain = name.replace("_", "-")
    text = (
        f"projects: {{shop: {{services: {{{plain}: {{port: 1, env: {{A: '{{self.port}}'}}}}}}}}}}"
    )
    assert problems_of(text) == []
    (problem,) = problems_of(service(f"ports: {{{name}: 1}}").replace("port: 9100, ", ""))
    assert problem.code == "bad-name"


def test_a_taken_name_says_by_what() -> None:
    text = "projects: {con: , shop: {services: {self: 1, a: {ports: {url: 1}}}}}"
    assert [re.sub("^.*: ", "", problem.message) for problem in problems_of(text)] == [
        "Windows refuses it as the name of a file",
        "references call the service itself so",
        "references ask endpoints for it",
    ]


@pytest.mark.parametrize("key", ["health", "container_health"])
def test_a_command_of_a_kind_is_read_before_a_service_has_it(key: str) -> None:
    kind = f'kinds: {{k: {{{key}: "ask {{self"}}}}'
    (problem,) = problems_of(f"{kind}\n{service('kind: k')}\n")
    assert problem.code == "bad-value"
    assert problem.message.startswith("a single brace")
