"""Values of the wrong sort, or nearly right: each finding says what to write."""

from __future__ import annotations

import json
import re

import pytest

from portbook.checks import check
from portbook.derive.calls import Wiring
from portbook.language.load import read
from portbook.model.reference import ATTRIBUTES
from portbook.text.diagnostic import Diagnostic
from portbook.text.source import Source


def problems_of(text: str) -> list[Diagnostic]:
    return read(Source("ports.yaml", text)).problems


def service(keys: str) -> str:
    return f"projects: {{shop: {{services: {{api: {{port: 9100, {keys}}}}}}}}}"


def project(keys: str) -> str:
    return f"projects: {{shop: {{services: {{web: 3000}}, {keys}}}}}"


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
    (problem,) = [*reading.problems, *check(Wiring(reading.portmap))]
    assert (problem.code, problem.message, problem.hint) == ("wrong-type", message, hint)


@pytest.mark.parametrize(
    ("keys", "hint"),
    [
        ("env: {A: '{api.urls}'}", "did you mean '{api.url}'?"),
        ("env: {A: '{shop/api.ws.prot}'}", "did you mean '{shop/api.ws.port}'?"),
        ("env: {A: '{api}'}", "name an attribute, such as {api.url} or {api.port}"),
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
        "references use it for the service itself",
        "references use it for an attribute",
    ]


@pytest.mark.parametrize("key", ["health", "container_health"])
def test_a_command_of_a_kind_is_read_before_a_service_has_it(key: str) -> None:
    kind = f'kinds: {{k: {{{key}: "ask {{self"}}}}'
    (problem,) = problems_of(f"{kind}\n{service('kind: k')}\n")
    assert problem.code == "bad-value"
    assert problem.message.startswith("a single brace")


HINT = "Windows refuses it as the name of a file"


@pytest.mark.parametrize(
    ("value", "fits"),
    [
        *((each, False) for each in ("nul", "Aux", "com1.md", "out/LPT9", "con/x", "x./y")),
        *((each, False) for each in ("x ", "x /y", "prn", "nul.tar.gz", "com0", "lpt¹", "ConOut$")),
        *((each, True) for each in ("null", "out/console", "com10", "./out", ".aux", "a.con")),
    ],
)
def test_output_and_templates(value: str, fits: bool) -> None:
    quoted = json.dumps(value)
    text = f"settings: {{output: {quoted}}}\nprojects: {{shop: {{services: {{web: 3000}}, "
    problems = read(
        Source("m", f"{text}targets: [{{template: a.j2, to: {quoted}}}]}}}}\n")
    ).problems
    assert [each.hint for each in problems] == ([] if fits else [HINT, HINT])


@pytest.mark.parametrize(("name", "fits"), [("aux.env", False), (".env.", False), (".aux", True)])
def test_env_files_and_not_where_a_service_lies(name: str, fits: bool) -> None:
    entry = f"{{port: 3000, directory: aux, env_file: {name}}}"
    problems = read(Source("m", f"projects: {{shop: {{services: {{web: {entry}}}}}}}\n")).problems
    assert [each.hint for each in problems] == ([] if fits else [HINT])
