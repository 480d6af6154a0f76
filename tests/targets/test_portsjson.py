"""ports.json, held against the schema that is published for it."""

from __future__ import annotations

import subprocess
from pathlib import Path

from portbook.text.source import Source
from tests.support.cli import CHECKOUT
from tests.support.nginx import generated
from tests.support.programs import need

GOLDEN = Path(__file__).parent / "golden"
SCHEMA = CHECKOUT / "docs/reference/ports.json.schema.json"


def judged(*files: Path) -> subprocess.CompletedProcess[str]:
    command: list[str | Path] = [need("check-jsonschema"), "--schemafile", SCHEMA, *files]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=100)


def test_every_map_keeps_to_the_published_schema(tmp_path: Path) -> None:
    maps = [*sorted(GOLDEN.glob("*/*/ports.yaml")), CHECKOUT / "ports.yaml"]
    assert len(maps) > 20
    for number, path in enumerate(maps):
        [text] = generated(Source.load(path), "portsjson").values()
        (tmp_path / f"{number}.json").write_text(text, encoding="utf-8")
    done = judged(*tmp_path.iterdir())
    assert done.returncode == 0, done.stdout
    wrong = tmp_path / "wrong.json"
    wrong.write_text(text.replace('"port": 3000', '"port": "3000"'), encoding="utf-8")
    assert judged(wrong).returncode == 1
