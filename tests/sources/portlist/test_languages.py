"""Lists of ports in YAML, JSON and TOML, whose keys are in any language or are addresses."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
import yaml

from portbook.sources.portlist.keys import bare
from portbook.sources.portlist.read import read_port_list
from portbook.sources.readers import sort_of_source
from portbook.text.source import Source

Record = dict[str, object]

RECORDS: dict[str, list[Record]] = {
    "English": [{"name": "orders", "port": 4100}, {"name": "ledger", "port": 4101}],
    "Spanish": [
        {"servicio": "pedidos", "puerto": 4100, "descripción": "lo que se compra"},
        {"servicio": "libros", "puerto": 4101, "descripción": "lo que se debe"},
    ],
    "Russian": [{"сервис": "orders", "порт": 4100}, {"сервис": "ledger", "порт": 4101}],
    "Chinese": [{"服务": "orders", "端口": 4100}, {"服务": "ledger", "端口": 4101}],
    "addresses": [
        {"service": "orders", "url": "http://localhost:4100/docs"},
        {"service": "ledger", "url": "https://10.0.0.7:4101"},
    ],
    "changes": [
        {"service": "orders", "old_port": 3000, "new_port": 4100},
        {"service": "ledger", "old_port": 3001, "new_port": 4101},
    ],
    "another word": [{"bot": "orders", "port": 4100}, {"bot": "ledger", "port": 4101}],
}


def _toml(records: list[Record]) -> str:
    values = (
        "\n".join(f"{json.dumps(k)} = {json.dumps(v)}" for k, v in r.items()) for r in records
    )
    return "".join(f"[[service]]\n{each}\n\n" for each in values)


def _named(records: list[Record]) -> dict[str, Record]:
    return {str(name): dict(told) for (_, name), *told in (list(r.items()) for r in records)}


FILES: dict[str, tuple[str, Callable[[list[Record]], str]]] = {
    "a list": ("ports.yaml", lambda records: yaml.safe_dump({"services": records})),
    "a list alone": ("registry.yaml", yaml.safe_dump),
    "names": ("ports.yaml", lambda records: yaml.safe_dump(_named(records))),
    "JSON": ("ports.json", lambda records: json.dumps({"inventory": records})),
    "TOML": ("ports.toml", _toml),
}


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("records", RECORDS)
def test_records_give_their_ports(records: str, file: str) -> None:
    name, written = FILES[file]
    source = Source(name, written(RECORDS[records]))
    assert sort_of_source(source) == "portlist"
    names = [str(next(iter(record.values()))) for record in RECORDS[records]]
    told = {(c.service, c.port) for c in read_port_list(source).claims}
    assert told == {(names[0], 4100), (names[1], 4101)}


@pytest.mark.parametrize(
    "text",
    [
        '["4100: orders", "4101: ledger"]',
        '["orders - 4100", "ledger - 4101"]',
        '{"services": {"orders": {"ports": [4100]}, "ledger": {"ports": [{"port": 4101}]}}}',
        '{"orders": {"listen": "0.0.0.0:4100"}, "ledger": {"listen": "127.0.0.1:4101"}}',
        '{"orders": "4100:80, 4102:443", "ledger": 4101}',
    ],
)
def test_other_shapes(text: str) -> None:
    found = read_port_list(Source("ports.json", text))
    told = {(c.service, c.port) for c in found.claims}
    assert told - {("orders", 4102)} == {("orders", 4100), ("ledger", 4101)}
    assert (("orders", 4102) in told) == ("4102" in text)


@pytest.mark.parametrize("key", ["rensas_efter_dagar", "löschen_nach_tagen", "retention_days"])
def test_days_that_records_are_kept(key: str) -> None:
    text = f'{{"services": [{{"name": "orders", "port": 4100}}], "{key}": 3650}}'
    assert [c.port for c in read_port_list(Source("ports.json", text)).claims] == [4100]


def test_an_environment_of_one_s_own_keeps_its_name() -> None:
    text = "orders: {dev_port: 4100, prod_port: 4101, QA-East: 4102}\n"
    told = {c.port: c.environment for c in read_port_list(Source("ports.yaml", text)).claims}
    assert told == {4100: "development", 4101: "production", 4102: "QA-East"}


@pytest.mark.parametrize("key", ["prod_port", "puerto_producción", "port-prod"])
def test_a_port_for_each_environment(key: str) -> None:
    text = f"services:\n  - name: orders\n    dev_port: 4100\n    {key}: 4101\n"
    found = read_port_list(Source("ports.yaml", text))
    assert {(c.service, c.port, c.environment) for c in found.claims} == {
        ("orders", 4100, "development"),
        ("orders", 4101, "production"),
    }


def test_what_one_service_offers_by_its_transports() -> None:
    text = '[{"service": "gate", "http_port": 4100, "https_port": 4101}]'
    found = read_port_list(Source("ports.json", text))
    assert {(c.service, c.endpoint, c.port) for c in found.claims} == {
        ("gate", "http", 4100),
        ("gate", "https", 4101),
    }


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("hostPort", "host_port"),
        ("puerto_host", "host_port"),
        ("porta-container", "container_port"),
        ("端口", "port"),
        ("Описание", "description"),
        ("用户服务", "用户服务"),
        ("total_ports", "total_ports"),
        ("puerto-rico", "puerto_rico"),
    ],
)
def test_a_key_in_english(key: str, expected: str) -> None:
    assert bare(key) == expected
