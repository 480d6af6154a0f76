"""Runs an audit of a folder of checkouts within the test's own process."""

from __future__ import annotations

from pathlib import Path

from portbook.audit.audit import audit
from portbook.audit.checkout import Checkout
from portbook.machine.here import read_here
from portbook.project import load
from portbook.text.diagnostic import Diagnostic

__all__ = ["audited", "places"]


def audited(root: Path) -> list[Diagnostic]:
    """The findings of every project of `root`'s ports.yaml, files named from `root`."""
    loaded = load(root / "ports.yaml")
    assert loaded.wiring is not None
    assert not [each for each in loaded.problems if each.severity == "error"], loaded.problems
    here, problems = read_here(loaded.wiring.portmap, loaded.path)
    assert not problems
    own = [each.path for each in loaded.sources if each.path]
    found = []
    for project in loaded.wiring.portmap.projects.values():
        folder = here.checkout(project)
        if folder is not None and folder.is_dir():
            checkout = Checkout(folder, str(folder), own, [loaded.output])
            found += audit(checkout, loaded.wiring, project).findings
    return found


def places(root: Path, found: list[Diagnostic]) -> set[tuple[str, int, str]]:
    """File, line and code of each, which no two share."""
    listed = [
        (_relative(root, each.place.source.name), each.place.line, each.code) for each in found
    ]
    assert len(set(listed)) == len(listed), listed
    return set(listed)


def _relative(root: Path, name: str) -> str:
    path = Path(name).resolve()
    return path.relative_to(root.resolve()).as_posix()


SHOP = """\
projects:
  shop:
    path: shop
    services:
      web: {kind: vite, directory: web, port: 3100, uses: [api]}
      api:
        kind: express
        directory: api
        configured_in: [api/settings.conf]
        ports: {http: 3002, ws: {number: 3003, scheme: ws}}
        uses: [db]
      db: {kind: postgres, image: postgres, port: "5433:5432"}
"""
SAID = {"shop/web/.env": "PORT=3100\n", "shop/api/.env": "PORT=3002\nWS_PORT=3003\n"}
DB = "services:\n  db:\n    image: postgres\n    ports: ['127.0.0.1:5433:5432']\n"
