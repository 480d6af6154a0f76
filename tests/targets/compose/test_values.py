"""Environment, command and health check, as the program inside sees them."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from portbook.language.load import read
from portbook.model.bind import LOOPBACK
from portbook.text.source import Source
from tests.support.tries import tries
from tests.targets.compose.written import files_of, services_of, stack_of

HOSTILE = (
    *("$HOME", "${X:?}", "$$", "a: b", "a #b", "- a", "'", '"', "\\", "!override", "&a", "*a"),
    *("{a}", "[a]", "a\nports: []", "#", "%", "@", "yes", "0x1f", "22:22", "", " a "),
    *("\u2028privileged: true", "é👩‍💻", "<<", "---", "{{ 7 * 7 }}", "{% raw %}"),
)


def doubled(text: str) -> str:
    return text.replace("$", "$$")


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_values_stay_values(value: str) -> None:
    literal = value.replace("{", "{{").replace("}", "}}")
    command = f"ask {literal or 'x'}"
    service = {
        "image": f"i{value}",
        "build": f"b{value}",
        "container": f"c{value}",
        "port": "8080:80",
        "env": {"V": literal, "ON": f"{literal}{{self.port}}"},
        "health": {"command": command},
        "kind": "postgres",
        "database": {"name": f"n{value}", "user": f"u{value}"},
        "secrets": ["S"],
    }
    made = stack_of({"web": service})
    assert made == {
        "web": {
            "image": doubled(f"i{value}"),
            "build": doubled(f"b{value}"),
            "container_name": doubled(f"c{value}"),
            "ports": [{"target": 80, "published": "8080", "host_ip": LOOPBACK, "protocol": "tcp"}],
            "environment": {
                "V": doubled(value),
                "ON": doubled(value) + "80",
                "POSTGRES_DB": doubled(f"n{value}"),
                "POSTGRES_USER": doubled(f"u{value}"),
                "S": "${S:?set S}",
            },
            "healthcheck": {
                "test": ["CMD-SHELL", doubled(f"ask {value or 'x'}")],
                "interval": "10s",
                "timeout": "5s",
                "retries": 5,
                "start_period": "30s",
            },
        }
    }


@given(value=st.text())
@settings(max_examples=tries(50))
def test_any_value_the_reader_takes_is_read_back(value: str) -> None:
    literal = value.replace("{", "{{").replace("}", "}}")
    services = {"web": {"image": "web", "env": {"V": literal}}}
    text = yaml.safe_dump({"projects": {"shop": {"services": services}}})
    assume(not read(Source("ports.yaml", text)).problems)
    made = services_of("compose.yaml", files_of(text)["shop/compose.yaml"])
    assert made["web"]["environment"]["V"] == doubled(value)


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_commands_and_settings_stay_values(value: str) -> None:
    kinds = {
        "text": {"image": "i", "command": f"run {value}", "image_env": {"a.b": f"x{value}"}},
        "words": {"image": "i", "command": ["run", f"x{value}"], "needs": ["KEY"]},
    }
    services = {name: {"kind": name, "image": "i"} for name in kinds}
    text = yaml.safe_dump({"kinds": kinds, "projects": {"shop": {"services": services}}})
    made = services_of("compose.yaml", files_of(text)["shop/compose.yaml"])
    assert made["text"]["command"] == doubled(f"run {value}")
    assert made["text"]["environment"] == {"a.b": doubled(f"x{value}")}
    assert made["words"]["command"] == ["run", doubled(f"x{value}")]
    assert made["words"]["environment"] == {"KEY": "${KEY:?set KEY}"}


def test_a_map_takes_away_what_a_shipped_kind_has() -> None:
    kinds = {
        "minio": {"command": []},
        "postgres": {"needs": []},
        "elasticsearch": {"image_env": {}},
    }
    images = {"minio": "minio/minio", "postgres": "postgres", "elasticsearch": "elasticsearch:8"}
    services = {name: {"kind": name, "image": image} for name, image in images.items()}
    text = yaml.safe_dump({"kinds": kinds, "projects": {"shop": {"services": services}}})
    made = services_of("compose.yaml", files_of(text)["shop/compose.yaml"])
    assert all("command" not in service for service in made.values())
    assert all("environment" not in service for service in made.values())
