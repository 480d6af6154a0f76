"""llms.txt has the shape of its standard, and stays short."""

from __future__ import annotations

import re

from portbook.targets import llms
from tests.targets.portsmd.pages import CASES, files_of


def test_llms_txt_has_the_shape_of_the_standard() -> None:
    text = files_of(CASES[0].joinpath("ports.yaml").read_text(encoding="utf-8"))["llms.txt"]
    match = re.search(r"^# .+\n\n> .+\n\n", text, re.MULTILINE)
    assert match
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == ["Map", "Projects", "Ranges"]
    assert "- [The Shop](shop/PORTS.md): Vite + FastAPI" in text
    assert "api `8000`, api.live `8002`" in text
    assert "Never invent a port" in text
    for command in ("portbook next", "portbook check"):
        assert f"`{command}`" in text


def test_a_long_llms_txt_leads_to_one_for_each_project() -> None:
    services = ", ".join(f"s{number}: {20000 + number}" for number in range(300))
    few, many = (
        files_of(
            "hosts: {a: {}, b: {}}\nprojects:\n"
            + "".join(
                f"  p{at}: {{environments: {{development: {at}}}, services: {{{services}}}}}\n"
                for at in hosts
            )
        )
        for hosts in ("a", "ab")
    )
    assert "s1 `20001`" in few["llms.txt"]
    assert len(many["llms.txt"].encode()) < llms.LARGEST
    assert "s1 `20001`" not in many["llms.txt"]
    for name in ("pa", "pb"):
        assert f"({name}/llms.txt)" in many["llms.txt"]
        assert "\n- s1 `20001`\n" in many[f"{name}/llms.txt"]
    assert [each for each in few if each.endswith("llms.txt")] == ["llms.txt"]
