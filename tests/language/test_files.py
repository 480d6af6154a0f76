"""Files as they come: damaged, empty, in several parts."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from portbook.language.load import Reading, read
from portbook.text.source import Source
from tests.support.files import make_files

MAP = "projects: {shop: {services: {web: 3000}}}\n"


def said(reading: Reading) -> list[tuple[str, str]]:
    return [(problem.code, str(problem.place)) for problem in reading.problems]


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        ("", "syntax", "the file holds no map"),
        ("\ufeff", "syntax", "the file holds no map"),
        ("# only\n# comments\n", "syntax", "the file holds no map"),
        ("---\n", "syntax", "the file holds no map"),
        ("~", "syntax", "the file holds no map"),
        ("\t", "syntax", None),
        ("projects:\n\tshop: {}\n", "syntax", "a tab cannot indent YAML"),
        ("- a\n", "wrong-type", "a list stands where the map belongs"),
        ("%YAML 9.9\n--- {}\n", "syntax", None),
        ("[" * 200_000, "too-deep", "nested more than 64 levels deep"),
        ("- " * 200_000, "too-deep", "nested more than 64 levels deep"),
    ],
)
def test_no_map(text: str, code: str, message: str | None) -> None:
    reading = read(Source("ports.yaml", text))
    assert reading.portmap is None
    assert reading.problems[0].code == code
    assert message is None or reading.problems[0].message == message


@pytest.mark.parametrize(
    "text", [MAP, "\ufeff" + MAP, MAP.replace("\n", "\r\n"), f"---\n{MAP}...\n", f"# x\n{MAP}"]
)
def test_the_same_map_however_it_is_saved(text: str) -> None:
    reading = read(Source("ports.yaml", text))
    assert reading.problems == []
    assert reading.portmap is not None
    (endpoint,) = reading.portmap.projects["shop"].services["web"].endpoints
    assert endpoint.port == 3000


def test_a_mistake_of_syntax_does_not_hide_what_stands_before_it() -> None:
    text = "titel: x\nranges: {web: 0-9}\nexclusive:\n  - reason: [x\n"
    reading = read(Source("ports.yaml", text))
    assert reading.portmap is None
    assert [code for code, _ in said(reading)] == [
        "syntax",
        "unknown-key",
        "bad-port",
        "wrong-type",
    ]


@pytest.mark.parametrize("key", ["k" * 1_000_000, "\x7f", "a\\nb", "日本", "\\ud800"])
def test_strange_keys_are_named_legibly(key: str) -> None:
    reading = read(Source("ports.yaml", f'? "{key}"\n: 1\n'))
    assert reading.problems
    for problem in reading.problems:
        assert problem.message.isprintable()
        assert len(problem.message) <= 400


def test_numbers_of_thousands_of_digits() -> None:
    digits = "1" * 10_000
    text = f"projects: {{shop: {{services: {{a: {digits}, b: 0{digits}, c: {digits}:10}}}}}}"
    reading = read(Source("ports.yaml", text))
    assert {code for code, _ in said(reading)} <= {"bad-port", "yaml-trap", "wrong-type"}
    assert len(reading.problems) == 3


@pytest.mark.soak
@pytest.mark.timeout(300)
def test_a_scalar_of_fifty_megabytes() -> None:
    began = time.monotonic()
    reading = read(Source("ports.yaml", f"title: [{'x' * 50_000_000}]\n"))
    assert [code for code, _ in said(reading)] == ["wrong-type"]
    assert time.monotonic() - began < 120


def test_included_files_are_one_map(tmp_path: Path) -> None:
    files = {
        "ports.yaml": "include: [projects/*.yaml, projects/a.yaml]\nprojects: {main: {}}\n",
        "projects/a.yaml": "projects: {a: {services: {x: 1}}}\nhosts: {h: }\n",
        "projects/b.yaml": "projects: {b: {services: {y: 2}}}\nkinds: {k: {role: tool}}\n",
    }
    make_files(tmp_path, files)
    reading = read(Source.load(tmp_path / "ports.yaml", "ports.yaml"))
    assert reading.problems == []
    assert reading.portmap is not None
    assert list(reading.portmap.projects) == ["main", "a", "b"]
    assert list(reading.portmap.hosts) == ["h"]
    assert reading.portmap.kinds["k"].role == "tool"
    place = reading.portmap.projects["b"].place("services", "y")
    assert str(place) == "projects/b.yaml:1:30"
    assert [source.name for source in reading.sources] == [
        *("ports.yaml", "projects/a.yaml", "projects/b.yaml")
    ]


def test_what_is_wrong_in_an_included_file_is_said_of_it(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "ports.yaml": "include:\n  - none*.yaml\n  - p/*.yaml\nprojects: {a: {}}\n",
        "p/a.yaml": "projects: {a: {}, b: {servces: {}}}\n",
        "p/b.yaml": "settings: {output: x}\ntitle: x\n",
        "p/c.yaml": b"projects: # caf\xe9\n",
        "p/d.yaml": "",
    }
    make_files(tmp_path, files)
    reading = read(Source.load(tmp_path / "ports.yaml", "maps/ports.yaml"))
    assert said(reading) == [
        ("include", "maps/ports.yaml:2:5"),
        ("unknown-key", "maps/p/a.yaml:1:23"),
        ("unknown-key", "maps/p/b.yaml:1:1"),
        ("unknown-key", "maps/p/b.yaml:2:1"),
        ("include", "maps/ports.yaml:3:5"),
        ("syntax", "maps/p/d.yaml:1:1"),
    ]
    related = reading.problems[4].related
    assert [str(place) for place, _ in related] == ["maps/p/c.yaml:1:16"]
    assert reading.problems[2].hint == "put it into the file that includes this one"


def test_a_name_in_two_files_is_a_duplicate(tmp_path: Path) -> None:
    files = {
        "ports.yaml": "include: a.yaml\nprojects: {shop: {}}\n",
        "a.yaml": "projects:\n  shop: {}\n",
    }
    make_files(tmp_path, files)
    reading = read(Source.load(tmp_path / "ports.yaml", "ports.yaml"))
    assert said(reading) == [("duplicate-key", "a.yaml:2:3")]
    assert str(reading.problems[0].related[0][0]) == "ports.yaml:2:12"


def test_a_map_that_includes_itself_is_read_once(tmp_path: Path) -> None:
    make_files(tmp_path, {"ports.yaml": "include: '*.yaml'\nprojects: {a: {}}\n", "b.yaml": MAP})
    reading = read(Source.load(tmp_path / "ports.yaml", "ports.yaml"))
    assert reading.problems == []
    assert reading.portmap is not None
    assert list(reading.portmap.projects) == ["a", "shop"]


SECRET = "root:hunter2:19000\n"
OUT = [
    "../secret",
    "../*",
    "../**",
    "/**",
    "{top}/secret",
    "link",
    "linked/secret",
    "linked/*",
    "**",
]


@pytest.mark.parametrize("repository", [True, False])
def test_include_stays_in_the_repository_and_quotes_nobody_else(
    tmp_path: Path, repository: bool
) -> None:
    make_files(tmp_path, {"secret": SECRET, "map/.git/x": ""} if repository else {"secret": SECRET})
    maps = make_files(tmp_path / "map" / "maps", {"ports.yaml": ""})
    (maps / "link").symlink_to(tmp_path / "secret")
    (maps / "linked").symlink_to(tmp_path)
    for pattern in OUT:
        text = f"include: '{pattern.format(top=tmp_path)}'\nprojects: {{a: {{}}}}\n"
        reading = read(Source("ports.yaml", text, maps / "ports.yaml"))
        assert len(reading.sources) == 1
        assert [problem.code for problem in reading.problems] in (["include"], ["include"] * 2), (
            pattern
        )
        for problem in reading.problems:
            quoted = [problem.place, *(place for place, _ in problem.related)]
            assert all("hunter2" not in place.source.text for place in quoted)
            assert "hunter2" not in problem.message


def test_include_reaches_the_whole_repository(tmp_path: Path) -> None:
    make_files(tmp_path, {".git/x": "", "a/ports.yaml": "", "b/c/d.yaml": MAP, "b/.h.yaml": "x"})
    for pattern in ("../b/c/d.yaml", "../**/*.yaml", "../*/c/*.yaml", str(tmp_path / "b/c/d.yaml")):
        text = f"include: '{pattern}'\nprojects: {{a: {{}}}}\n"
        reading = read(Source("ports.yaml", text, tmp_path / "a" / "ports.yaml"))
        assert reading.problems == []
        assert reading.portmap is not None
        assert list(reading.portmap.projects) == ["a", "shop"]


def test_a_file_that_is_no_map_is_named_and_not_quoted(tmp_path: Path) -> None:
    for held in (SECRET, "password: hunter2\n", "- hunter2\n", "{{{ hunter2", b"\xffhunter2\n"):
        make_files(tmp_path, {"x.yaml": held})
        text = "include: x.yaml\nprojects: {a: {}}\n"
        reading = read(Source("ports.yaml", text, tmp_path / "ports.yaml"))
        assert [problem.code for problem in reading.problems] == ["include"]
        (problem,) = reading.problems
        assert str(problem.place) == "ports.yaml:1:10"
        assert "hunter2" not in f"{problem.message} {problem.related}"
