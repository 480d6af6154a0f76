"""Names, variables and listens that nginx can start with."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from portbook.derive.calls import Wiring
from portbook.language.load import read
from portbook.targets import nginx
from portbook.targets.context import Context
from portbook.targets.nginx.listens import LONGEST, server_name, variable
from portbook.text.source import Source
from tests.support.nginx import TEMPLATES
from tests.targets.nginx.shop import ROUTES, shop, with_proxy


@pytest.mark.parametrize("name", ["a" * 60 + ".example", "*." + "a" * 60, "A" * 60 + ".B"])
def test_a_long_server_name_is_a_pattern(name: str) -> None:
    """It would overflow the table of names, and nginx would not start."""
    shown = server_name(name)
    pattern = shown.removeprefix('"~').removesuffix('"')
    assert re.fullmatch(pattern, name.lower().replace("*", "www"))
    assert not re.fullmatch(pattern, "evil-" + name.lower().replace("*.", "").replace(".", "x"))


def test_a_variable_fits_nginx() -> None:
    reading = read(Source("ports.yaml", shop(ROUTES)))
    assert reading.portmap is not None
    [proxy] = reading.portmap.projects["shop"].default.proxies
    assert variable(proxy, "connection") == "$shop_development_connection"
    long = variable(replace(proxy, project="sertantai-enforcement" * 3), "connection")
    assert re.fullmatch(r"\$[a-z][a-z0-9_]*", long)
    assert len(long) <= LONGEST + 1


def test_without_a_number_there_is_no_server() -> None:
    """A server without `listen` would take port 80."""
    text = shop(["/: site"], listens=["443"])
    reading = read(Source("ports.yaml", text))
    assert reading.portmap is not None
    project = reading.portmap.projects["shop"]
    [proxy] = project.default.proxies
    [endpoint] = proxy.endpoints
    secure = replace(proxy, endpoints=(replace(endpoint, scheme="https"),))
    project = replace(project, environments={"development": with_proxy(project.default, secure)})
    [output] = nginx.emit(
        Context(reading.portmap, Wiring(reading.portmap), "ports.yaml", TEMPLATES), project
    )
    assert "server {" not in output.text
    assert "listen 443 is left out: no certificate goes with it" in output.text
