"""SARIF as viewers read it."""

from __future__ import annotations

import json

from portbook.cli.render import render
from portbook.text.diagnostic import error
from portbook.text.source import Source
from tests.cli.render.findings import conflict, misspelt


def test_sarif() -> None:
    page = "# port-conflict\n\nTwo claims that cannot\nboth be bound.\n\nMore."
    log = json.loads(render([conflict(), misspelt()], "sarif", False, 80, {"port-conflict": page}))
    (run,) = log["runs"]
    assert (log["version"], run["columnKind"]) == ("2.1.0", "unicodeCodePoints")
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["port-conflict", "unknown-key"]
    assert rules[0]["shortDescription"] == {"text": "Two claims that cannot both be bound."}
    assert rules[0]["help"]["markdown"] == page
    first, second = run["results"]
    assert (first["ruleId"], first["level"]) == ("port-conflict", "error")
    location = first["locations"][0]["physicalLocation"]
    assert location["artifactLocation"] == {"uri": "ports.yaml"}
    assert location["region"]["startLine"] == 5
    assert location["region"]["endColumn"] == 16
    assert first["relatedLocations"][0]["message"] == {"text": "First claimed here."}
    (change,) = second["fixes"][0]["artifactChanges"]
    assert change["replacements"] == [
        {
            "deletedRegion": {"startLine": 4, "startColumn": 7, "endLine": 4, "endColumn": 10},
            "insertedContent": {"text": "w"},
        }
    ]


def test_paths_become_uris() -> None:
    names = {
        "my maps/größe.yaml": "my%20maps/gr%C3%B6%C3%9Fe.yaml",
        "/a b/p.yaml": "file:///a%20b/p.yaml",
    }
    for name, uri in names.items():
        found = error("x", "m", Source(name, "x").place(0))
        log = json.loads(render([found], "sarif", False, 80, {}))
        location = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
        assert location["artifactLocation"] == {"uri": uri}
