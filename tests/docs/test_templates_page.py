"""The templates that docs/templates.md shows give what it shows beside them."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import yaml

from portbook.cli.commands.template import STARTER
from portbook.derive.calls import Wiring
from portbook.language.load import read
from portbook.model.portmap import PortMap
from portbook.targets import custom
from portbook.targets.context import Context
from portbook.targets.templates import Templates
from portbook.text.source import Source
from tests.docs.test_targets_page import FENCE
from tests.support.cli import CHECKOUT, portbook
from tests.support.files import make_files

PAGE = CHECKOUT / "docs" / "templates.md"


def made(page: str) -> dict[str, str]:
    """What the page's templates write of the page's map, by path."""
    fences = {match["name"]: match["body"] for match in FENCE.finditer(page)}
    portmap = read(Source("ports.yaml", fences["templates"])).portmap
    assert isinstance(portmap, PortMap)
    project = portmap.projects["shop"]
    with tempfile.TemporaryDirectory() as folder:
        own = {choice.template or "": fences[choice.template or ""] for choice in project.targets}
        context = Context(
            portmap, Wiring(portmap), "ports.yaml", Templates(make_files(Path(folder), own))
        )
        outputs = [
            each for choice in project.targets for each in custom.emit(context, project, choice)
        ]
    return {output.path.removeprefix("shop/"): output.text for output in outputs}


def test_the_templates_write_what_the_page_shows() -> None:
    page = PAGE.read_text(encoding="utf-8")
    fences = {match["name"]: match["body"] for match in FENCE.finditer(page)}
    found = made(page)
    assert len(found) == 4
    assert {path: fences[path] for path in found} == found
    assert yaml.safe_load(found["ansible/ports.yml"])["ports_development"]["api"] == 8000
    assert (
        yaml.safe_load(found["homer/config.yml"])["services"][0]["items"][0]["name"] == "Shop front"
    )
    own = [body for name, body in fences.items() if name.endswith(".j2")]
    assert max(len(body.splitlines()) for body in own) <= 16


def test_a_template_begins_empty_or_as_a_shipped_one(tmp_path: Path) -> None:
    text = "projects: {shop: {services: {web: 3000}, targets: [{template: a.txt.j2, to: a.txt}]}}"
    (tmp_path / "ports.yaml").write_text(text)
    assert portbook(tmp_path, "template", "new", "a.txt").status == 0
    assert (tmp_path / "templates" / "a.txt.j2").read_text() == STARTER
    assert portbook(tmp_path, "generate").status == 0
    written = (tmp_path / "generated" / "shop" / "a.txt").read_text()
    assert written.splitlines()[1] == "development web 3000/tcp"
    assert portbook(tmp_path, "template", "new", "caddyfile").status == 0
    shipped = CHECKOUT / "templates" / "Caddyfile.j2"
    assert (tmp_path / "templates" / "Caddyfile.j2").read_text() == shipped.read_text()
    for name in ("a.txt", "../a", "/a"):
        assert portbook(tmp_path, "template", "new", name).status == 2


def test_the_section_for_agents_goes_where_such_a_file_is(tmp_path: Path) -> None:
    services = json.dumps({f"s{at}": 3000 + at for at in range(20)})
    asked = "targets: [agents], install: [agents]"
    text = f"projects: {{shop: {{path: shop, services: {services}, {asked}}}}}"
    (tmp_path / "ports.yaml").write_text(text)
    (tmp_path / "shop").mkdir()
    assert portbook(tmp_path, "install").status == 0
    assert list((tmp_path / "shop").iterdir()) == []
    (tmp_path / "shop" / "CLAUDE.md").write_text("# Ours\n")
    assert portbook(tmp_path, "install").status == 0
    lines = (tmp_path / "shop" / "CLAUDE.md").read_text().splitlines()
    assert lines[0] == "# Ours"
    marks = [
        at for at, line in enumerate(lines) if "portbook >>>" in line or "portbook <<<" in line
    ]
    first, last = marks
    assert last - first - 1 <= 15
    assert not (tmp_path / "shop" / "AGENTS.md").exists()
