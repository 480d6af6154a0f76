"""The JSON Schema, judged by real validators, beside the reader."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from portbook.language.editor import DEFAULTS, EXAMPLES
from portbook.language.keys import DRAFT, RECORDS, map_schema
from portbook.language.load import read
from portbook.language.scalars import as_bool, as_int, is_text
from portbook.model.catalogue import ALIASES, CATALOGUE
from portbook.text.nodes import Mapping, Node, Scalar, Sequence
from portbook.text.source import Source
from portbook.text.tree import parse
from scripts.docs.pages import ROOT, pages
from tests.language.bad_shapes import BAD, Bad
from tests.support.programs import need

VALIDATOR = jsonschema_rs.validator_for(map_schema())

GOOD = (
    'projects: {shop: {services: {web: 3000, api: 8000, db: "5433:5432"}}}',
    "projects: {shop: {services: {web: , api: {port: }}}}",
    "projects: {shop: }",
    "hosts: {a: }\nranges: {b: 4000-, c: {ports: '1, 5-9'}}",
    "projects: {a: {environments: [x, y], services: {b: {environments: {x: {port: }}}}}}",
    "projects: {a: {services: {b: {ports: {c: '[::1]:53:53/tcp+udp', d: 50020-50030}}}}}",
    "projects: {a: {services: {b: {bind: '::', health: tcp, uses: c, secrets: {X: }}}}}",
    "projects: {a: {services: {b: {bind: '[::1]', since: 2025, history: moved}}}}",
    "projects: {a: {proxy: {x: [{listen: 127.0.0.1:80, routes: {/: b}}, {listen: 1, to: a}]}}}",
    "projects: {a: {start: make, stop: {all: make stop}, related: [a.md], targets: caddyfile}}",
    "settings: {checks: {port-conflict: off}}",
)


def plain(node: Node | None) -> Any:
    """A tree as YAML 1.2's core schema reads it."""
    if isinstance(node, Mapping):
        return {key.text: plain(value) for key, value in node.entries()}
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    assert isinstance(node, Scalar)
    if node.is_null:
        return None
    for value in (as_bool(node), as_int(node)):
        if value is not None:
            return value
    return node.text if is_text(node) else float(node.text)


def accepted(text: str) -> bool:
    return VALIDATOR.is_valid(plain(parse(Source("ports.yaml", text))[0]))


def test_it_is_a_schema() -> None:
    assert map_schema()["$schema"] == DRAFT
    jsonschema_rs.meta.validate(map_schema())


@pytest.mark.parametrize("text", GOOD)
def test_good_maps_pass_both(text: str) -> None:
    assert [problem.message for problem in read(Source("ports.yaml", text)).problems] == []
    assert accepted(text)


@pytest.mark.parametrize("bad", BAD, ids=[bad.text for bad in BAD])
def test_bad_maps_pass_neither(bad: Bad) -> None:
    problems = read(Source("ports.yaml", bad.text)).problems
    shown = [(p.code, bad.text[p.place.start : p.place.end]) for p in problems]
    assert shown == [(bad.code, bad.at)]
    # A trap is a text to YAML 1.2, and a number to the other readers.
    assert not accepted(bad.text)


def test_all_mistakes_are_reported_at_once() -> None:
    """One mistake does not hide the others: the sum of the parts is found in the whole."""
    entries = [bad for bad in BAD if bad.text.startswith("projects: {shop: {services: {api: {")]
    bodies = [bad.text.split("{api: ", 1)[1][:-3] for bad in entries]
    listed = "\n".join(f"      s{number}: {body}" for number, body in enumerate(bodies))
    text = f"projects:\n  shop:\n    services:\n{listed}\n"
    problems = read(Source("ports.yaml", text)).problems
    found = [(p.code, text[p.place.start : p.place.end]) for p in problems]
    assert found == [(bad.code, bad.at) for bad in entries]
    assert [p.place.line for p in problems] == [4 + number for number in range(len(entries))]


def test_this_repositorys_map_passes_the_validator_that_editors_use(tmp_path: Path) -> None:
    schema = tmp_path / "ports.schema.json"
    schema.write_text(json.dumps(map_schema()))
    command: list[str | Path] = [need("check-jsonschema"), "--schemafile", schema]
    good = subprocess.run([*command, ROOT / "ports.yaml"], capture_output=True, check=False)
    assert good.returncode == 0, good.stdout
    (tmp_path / "bad.yaml").write_text("projects: {shop: {services: {api: {prot: 80}}}}\n")
    bad = subprocess.run([*command, tmp_path / "bad.yaml"], capture_output=True, check=False)
    assert bad.returncode == 1
    assert b"prot" in bad.stdout


MISSPELT = (
    ("settings: {chekcs: {}}", "settings", "chekcs"),
    ("hosts: {a: {oss: linux}}", "hosts/a", "oss"),
    ("ranges: {a: {ports: 1-9, prupose: x}}", "ranges/a", "prupose"),
    ("exclusive: [{members: [a, b], raeson: x}]", "exclusive/0", "raeson"),
    ("projects: {shop: {titel: x}}", "projects/shop", "titel"),
    ("projects: {shop: {history: [{change: x, daet: x}]}}", "projects/shop/history/0", "daet"),
    ("projects: {shop: {targets: [{template: a, to: b, c: d}]}}", "projects/shop/targets/0", "c"),
    ("projects: {shop: {proxy: {p: {lisen: 80}}}}", "projects/shop/proxy/p", "lisen"),
    ("projects: {shop: {proxy: {p: [{lisen: 80}]}}}", "projects/shop/proxy/p/0", "lisen"),
    (
        "projects: {shop: {proxy: {p: {routes: {/: {to: a, srtip: true}}}}}}",
        "projects/shop/proxy/p/routes//",
        "srtip",
    ),
    *(
        (
            f"projects: {{shop: {{services: {{api: {entry}}}}}}}",
            f"projects/shop/services/api{path}",
            key,
        )
        for entry, path, key in (
            ("{prot: 80}", "", "prot"),
            ("{port: {numbr: 80}}", "/port", "numbr"),
            ("{ports: {http: {numbr: 80}}}", "/ports/http", "numbr"),
            ("{environments: {a: {prot: 80}}}", "/environments/a", "prot"),
            ("{env: {A: {value: x, veiwpoint: process}}}", "/env/A", "veiwpoint"),
            ("{secrets: {A: {valeu: x}}}", "/secrets/A", "valeu"),
            ("{alternatives: {port: 1, wehn: x}}", "/alternatives", "wehn"),
            ("{alternatives: [{port: 1, wehn: x}]}", "/alternatives/0", "wehn"),
            ("{health: {pth: /x}}", "/health", "pth"),
        )
    ),
)


@pytest.mark.parametrize(("text", "path", "key"), MISSPELT, ids=[text for text, *_ in MISSPELT])
def test_a_misspelt_key_is_pointed_at_however_deep_it_lies(text: str, path: str, key: str) -> None:
    errors = VALIDATOR.iter_errors(plain(parse(Source("ports.yaml", text))[0]))
    (error,) = errors
    assert "/".join(map(str, error.instance_path)) == path
    assert f"'{key}' was unexpected" in error.message


def test_a_validator_of_the_command_line_names_every_misspelt_key(tmp_path: Path) -> None:
    schema = tmp_path / "ports.schema.json"
    schema.write_text(json.dumps(map_schema()))
    files = [tmp_path / f"{number}.yaml" for number in range(len(MISSPELT))]
    for file, (text, _, _) in zip(files, MISSPELT, strict=True):
        file.write_text(text)
    command: list[str | Path] = [need("check-jsonschema"), "--schemafile", schema, *files]
    done = subprocess.run(command, capture_output=True, check=False, text=True)
    assert done.returncode == 1
    assert "valid under any" not in done.stdout
    for _, _, key in MISSPELT:
        assert f"'{key}' was unexpected" in done.stdout


def test_no_alternatives_hide_what_is_wrong() -> None:
    """`anyOf` is left for which of two keys is needed."""

    def found(schema: Any) -> list[Any]:
        if isinstance(schema, list):
            return [each for item in schema for each in found(item)]
        if not isinstance(schema, dict):
            return []
        own = [schema["anyOf"]] if isinstance(schema.get("anyOf"), list) else []
        return own + [each for item in schema.values() for each in found(item)]

    keywords = {key for one in found(map_schema()) for each in one for key in each}
    assert keywords == {"required"}


def test_examples_and_defaults_are_what_the_map_takes() -> None:
    """Each stands where its record's other keys would, and nothing is wrong with it."""
    schema = map_schema()
    for told, values in ((EXAMPLES, lambda each: each), (DEFAULTS, lambda each: [each])):
        for name, given in told.items():
            record, _, key = name.partition(".")
            part = {"$defs": schema["$defs"], **schema["$defs"][record]["properties"][key]}
            validator = jsonschema_rs.validator_for(part)
            assert all(validator.is_valid(each) for each in values(given)), name


def test_every_pattern_is_told_in_words() -> None:
    def told(schema: Any) -> list[bool]:
        if isinstance(schema, list):
            return [each for item in schema for each in told(item)]
        if not isinstance(schema, dict):
            return []
        own = ["patternErrorMessage" in schema] if isinstance(schema.get("pattern"), str) else []
        return own + [each for item in schema.values() for each in told(item)]

    found = told(map_schema())
    assert len(found) > 100
    assert all(found)


def test_editors_are_told_the_kinds() -> None:
    kind = map_schema()["$defs"]["service"]["properties"]["kind"]
    assert {*CATALOGUE, *ALIASES} == {each["body"] for each in kind["defaultSnippets"]}
    for name in ("postgres", "mongo", "a-kind-of-my-own", ""):
        text = f"projects: {{shop: {{services: {{api: {{kind: {name}}}}}}}}}"
        assert accepted(text)
    assert not accepted("projects: {shop: {services: {api: {kind: Post_gres}}}}")


NULLS = (
    ("ranges: {web: }", False),
    ("projects: {shop: {services: {api: {alternatives: [null]}}}}", False),
    ("projects: {shop: {services: {api: {alternatives: }}}}", True),
    ("projects: {shop: {proxy: {p: {tls: }}}}", True),
    ("projects: {shop: {services: {api: {env: {A: }}}}}", True),
    ("projects: {shop: {services: {api: {role: , kind: , status: }}}}", True),
)


@pytest.mark.parametrize(("text", "fits"), NULLS)
def test_nothing_may_stand_where_the_reader_takes_it(text: str, fits: bool) -> None:
    assert accepted(text) is fits
    assert (read(Source("ports.yaml", text)).problems == []) is fits


def properties(definition: Any) -> dict[str, Any]:
    """The properties of a record's definition, beside its short form or told apart from it."""
    return dict(definition.get("then", definition)["properties"])


def test_reader_schema_and_reference_know_the_same_keys() -> None:
    schema = map_schema()
    page = (ROOT / "docs/reference/keys.md").read_text()
    sections = dict(section.split("\n", 1) for section in page.split("\n## ")[1:])
    assert len(sections) == len(RECORDS)
    for record in RECORDS:
        definition = schema if record.ref == "map" else schema["$defs"][record.ref]
        described = properties(definition)
        assert described.keys() == record.fields.keys()
        section = sections[record.ref.replace("-", " ").capitalize()]
        rows = [row.split("|") for row in section.splitlines() if row.startswith("| `")]
        assert [row[1].strip(" `") for row in rows] == list(record.fields)
        for name, field in record.fields.items():
            assert described[name]["description"] == field.doc
            assert field.doc.endswith(".")


def test_every_reference_of_the_schema_leads_somewhere() -> None:
    text = json.dumps(map_schema())
    refs = {part.split('"')[0] for part in text.split('"#/$defs/')[1:]}
    assert refs <= map_schema()["$defs"].keys()


def test_the_pages_made_from_the_code_are_fresh() -> None:
    for name, expected in pages().items():
        assert (ROOT / name).read_text() == expected, "run: python -m scripts.docs"
