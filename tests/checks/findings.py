"""What reader and checks say about a map, for the tests of the checks."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from portbook.checks import check, judge
from portbook.derive.calls import Wiring
from portbook.language.files import Folder
from portbook.language.load import read
from portbook.language.upstreams import Pins
from portbook.text.diagnostic import Diagnostic, sort_key
from portbook.text.source import Source
from portbook.upstream.lock import Pin

__all__ = ["HOSTS", "STAGES", "codes_in", "findings", "marked", "proxied", "shop"]

UPSTREAM = re.compile(r"^# ([a-z-]+):ports\.yaml\n", re.MULTILINE)
HOSTS = "hosts: {laptop: {}, server: {address: s.example}, mac: {os: macos}, pc: {os: windows}}\n"
STAGES = "environments: {development: laptop, production: server}, "
PROXIED = """\
projects:
  shop:
    services:
      web: {{port: 3000}}
{services}
    proxy:
      development:
        - {{name: p, listen: 8080, server_name: {one}, {first} routes: {{/: web}}}}
        - {{name: q, listen: 8080, server_name: {other}, {second} routes: {{/: web}}}}
"""


def findings(text: str) -> list[Diagnostic]:
    """Everything found wrong with the text of a map, in its order.

    Behind a line `# NAME:ports.yaml` stands the map of a source, on the same lines there.
    """
    own, name, other = [*UPSTREAM.split(text, maxsplit=1), "", ""][:3]
    pins, texts = {}, {}
    if name:
        data = ("\n" * (own.count("\n") + 1) + other).encode()
        digest = hashlib.sha256(data).hexdigest()
        url = re.findall(r'git: "([^"]+)"', own)[0]
        pins[name] = Pin(name, url, "main", "0" * 40, "ports.yaml", "0" * 40, digest)
        texts[digest] = data
    files = Folder(Path(), pins=Pins(Path(), pins, {}, texts))
    reading = read(Source("ports.yaml", own), files=files)
    if reading.portmap is None:
        return list(reading.problems)
    found = judge(reading.portmap, reading.problems) + check(Wiring(reading.portmap))
    return sorted(found, key=sort_key)


def codes_in(text: str) -> list[str]:
    return [diagnostic.code for diagnostic in findings(text)]


def marked(diagnostic: Diagnostic) -> str:
    """The text that a diagnostic points at."""
    place = diagnostic.place
    return place.source.text[place.start : place.end]


def shop(services: str, project: str = "", top: str = "") -> str:
    return f"{HOSTS}{top}projects: {{shop: {{{project}services: {{{services}}}}}}}\n"


def proxied(one: str, other: str, *, first: str = "", second: str = "", services: str = "") -> str:
    return PROXIED.format(one=one, other=other, first=first, second=second, services=services)
