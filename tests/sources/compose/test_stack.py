"""Files that are joined by `extends` and `include`."""

from __future__ import annotations

from pathlib import Path

import pytest

from portbook.sources.compose import read_compose
from portbook.text.source import Source
from tests.support.files import make_files


def test_facts_of_other_files_name_these(tmp_path: Path) -> None:
    make_files(
        tmp_path,
        {
            "compose.yaml": "services:\n  a: {image: x}\n  b:\n"
            "    extends: {file: c/d.yml, service: e}\n",
            "compose.override.yaml": "services:\n\n  a:\n    ports: ['1:1']\n",
            "c/d.yml": "services:\n  e:\n    ports:\n    - 2:2\n",
        },
    )
    found = read_compose(
        Source(
            "shop/compose.yaml", (tmp_path / "compose.yaml").read_text(), tmp_path / "compose.yaml"
        )
    )
    assert [(each.path, each.line) for each in found.claims] == [
        ("shop/compose.override.yaml", 4),
        ("shop/c/d.yml", 4),
    ]


@pytest.mark.parametrize(
    "files",
    [
        {"compose.yaml": "services: {a: {extends: b}, b: {extends: a}}"},
        {"compose.yaml": "services: {a: {extends: a, ports: ['1:1']}}"},
        {"compose.yaml": "services: {a: {extends: nobody}}"},
        {"compose.yaml": "services: {a: {extends: {file: nowhere.yml, service: b}}}"},
        {"compose.yaml": "include: [compose.yaml]\nservices: {a: {image: x}}"},
        {"compose.yaml": "include: [b.yaml]", "b.yaml": "include: [compose.yaml]"},
        {"compose.yaml": "include: [nowhere.yaml]"},
        {"compose.yaml": "include: ['https://example.org/compose.yaml']"},
        {
            "compose.yaml": "services: {a: {extends: {file: b.yml, service: a}}}",
            "b.yml": "services: {a: {extends: {file: compose.yaml, service: a}}}",
        },
    ],
)
def test_circles_and_files_that_are_not_there_are_told(
    files: dict[str, str], tmp_path: Path
) -> None:
    found = read_compose(Source.load(make_files(tmp_path, files) / "compose.yaml"))
    assert found.problems
    assert all(each.message for each in found.problems)


@pytest.mark.parametrize("backwards", [False, True])
def test_a_chain_of_extends_grows_with_its_length(backwards: bool) -> None:
    links = [f"  s0: {{image: a, ports: ['{4000}:80']}}\n"]
    links += [
        f"  s{n}: {{extends: {{service: s{n - 1}}}, ports: ['{4000 + n}:80']}}\n"
        for n in range(1, 60)
    ]
    text = "services:\n" + "".join(reversed(links) if backwards else links)
    found = read_compose(Source("compose.yaml", text))
    of_last = {claim.port for claim in found.claims if claim.service == "s59"}
    assert of_last == set(range(4000, 4060))
    assert len(found.claims) == 60 * 61 // 2
