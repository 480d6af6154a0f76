"""What Caddy itself listens at of a Caddyfile is what is read of it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from portbook.sources.caddyfile import read_caddyfile
from portbook.sources.found import FoundRoute
from portbook.sources.readers import import_file
from portbook.text.source import Source
from tests.support.files import make_files
from tests.support.programs import need

SITES = """\
{
\tadmin localhost:2020
}
(common) {
\tlog
\tbind 127.0.0.2
}
shop.example, www.shop.example {
\t@api path /api/* /v2/*
\treverse_proxy @api api:8000
\thandle_path /ws/* {
\t\treverse_proxy 127.0.0.1:9001 127.0.0.1:9002
\t}
\treverse_proxy web:3000 {
\t\theader_up Host {host}
\t}
}
:8080,
:8082 {
\tbind 127.0.0.1
\trespond "a } and a { in quotes" 200
}
http://plain.example:{$PLAIN:8081}, http://usual.example { # not :8099
\treverse_proxy localhost:{$APP_PORT:4000}
}
localhost:9443 {
\tfile_server
}
:8083 {
\timport common
\timport inner.caddy
}
"""
ALONE = "localhost:2015\nreverse_proxy /api localhost:{$APP:5001}\nfile_server\n"
PORTS = "{\n http_port 8088\n https_port 8448\n auto_https disable_redirects\n}\na.example {\n}\n"
OFF = "{\n\tauto_https off\n}\nb.example:8500 {\n}\n:443 {\n\ttls internal\n}\n"
FILES = {"sites": SITES, "alone": ALONE, "ports": PORTS, "off": OFF}


def listened(folder: Path) -> set[tuple[str, int]]:
    """Address and number of each server of Caddy's own reading."""
    command: list[str | Path] = [need("caddy"), "adapt", "--config", folder / "Caddyfile"]
    done = subprocess.run(command, capture_output=True, check=True, timeout=60)
    servers = json.loads(done.stdout)["apps"]["http"]["servers"]
    return {
        (address or "*", int(port))
        for each in servers.values()
        for address, _, port in (listen.rpartition(":") for listen in each["listen"])
    }


def test_the_numbers_are_those_that_caddy_takes(tmp_path: Path) -> None:
    for name, text in FILES.items():
        folder = make_files(
            tmp_path / name,
            {"Caddyfile": text, "inner.caddy": "reverse_proxy inner:7000\n"},
        )
        found = import_file(folder / "Caddyfile")
        said = {(each.bind, each.port) for each in found.claims if not each.reference}
        # The server that only redirects to HTTPS is made when Caddy starts.
        redirects = {("*", 80)} if name == "sites" else set()
        assert said - {("localhost", 2020)} | redirects == listened(folder) | redirects, name


def test_what_it_hands_on_to() -> None:
    found = read_caddyfile(Source("Caddyfile", SITES))
    assert [
        (each.prefix, each.target, each.port, each.listen, each.tls, each.strip)
        for each in found.of(FoundRoute)
    ] == [
        ("/api/", "api", 8000, (443,), True, False),
        ("/ws/", "127.0.0.1", 9001, (443,), True, True),
        ("/", "web", 3000, (443,), True, False),
        ("/", "localhost", 4000, (8081, 80), False, False),
    ]
    assert [each.kind for each in found.services] == ["caddy"]
    admin = next(each for each in found.claims if each.endpoint == "admin")
    assert (admin.port, admin.bind) == (2020, "localhost")
