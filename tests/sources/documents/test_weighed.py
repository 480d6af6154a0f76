"""What names beside numbers weigh, where no rule reads a line."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from portbook.sources.documents.document import read_document
from portbook.sources.documents.signs import Around, candidates
from portbook.sources.documents.weighed import _weights, undecided, weighed
from portbook.text.source import Source

FIT = Path(__file__).parents[3] / "scripts/fit_weights.py"


def _read(text: str, *, weighs: bool = True) -> set[tuple[str, int | None]]:
    found = read_document(Source("PORTS.md", text), weighs=weighs).found
    return {(claim.service, claim.port) for claim in found.claims}


OTHERS = """\
# Ports of the lakehouse

| Service | Port |
|---|---|
| Query | 8085 |

## Others on this machine

- 8899 Jupyter · 8001/9444 Portainer · 3307? not found yet
"""


def test_reads_what_no_rule_reads() -> None:
    assert _read(OTHERS, weighs=False) == {("Query", 8085)}
    added = {("Jupyter", 8899), ("Portainer", 8001), ("Portainer", 9444)}
    assert _read(OTHERS) == {("Query", 8085), *added}


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Boards(8702), Plans(8703)", {("Boards", 8702), ("Plans", 8703)}),
        ("span-gateway (5317:4317, 9889:8889)", {("span-gateway", 5317), ("span-gateway", 9889)}),
        ("11007/11008: RabbitMQ", {("RabbitMQ", 11007), ("RabbitMQ", 11008)}),
        ("│ ├─ :4900 (backend)  ├─ :3105 (flows) │", {("backend", 4900), ("flows", 3105)}),
        ("Redis läuft auf Port 6479", {("Redis", 6479)}),
    ],
)
def test_takes_the_names_beside_numbers(line: str, names: set[tuple[str, int]]) -> None:
    places = read_document(Source("PORTS.md", line)).places()
    told = candidates(1, *places[1], Around.of([line], []))
    assert {(each.name, each.number.start) for each in told} >= names


@pytest.mark.parametrize(
    "line",
    ["- free from here: 3010", "- do not use 5000", "- was on 4000 before", "## Ports 80 and 443"],
)
def test_weighs_nothing_that_a_rule_decides(line: str) -> None:
    reading = read_document(Source("PORTS.md", line), weighs=False)
    told = undecided([line], reading.places(), reading.gathered.notes, [])
    assert not [each for _, names in told for each in names]


def test_takes_the_names_of_one_side() -> None:
    line = "8085 Query, 8088 Charts, 8090 Airflow"
    places = read_document(Source("PORTS.md", line)).places()
    told = weighed(candidates(1, *places[1], Around.of([line], [])))
    assert [each.name for _, each in told] == ["Query", "Charts", "Airflow"]


def test_names_what_a_list_names_rather_than_what_leads_it() -> None:
    text = "# Bridges\n\nStep 2 (Data):  duck-bridge(8710), kafka-bridge(8711), tide(8712)\n"
    assert {("duck-bridge", 8710), ("tide", 8712)} <= _read(text)


def test_names_nothing_after_a_login() -> None:
    text = OTHERS.replace("8899 Jupyter", "8899 admin / hunter2")
    assert "hunter2" not in str(_read(text))


def test_says_why() -> None:
    reading = read_document(Source("PORTS.md", OTHERS))
    because = {each.claim.service: each.because for each in reading.gathered.claims}
    assert because["Jupyter"].startswith("no rule reads it; what is around the name weighs +")


def test_adds_up_the_weights_of_all_signs() -> None:
    line = "Redis läuft auf Port 6479"
    places = read_document(Source("PORTS.md", line)).places()
    told = list(candidates(1, *places[1], Around.of([line], [])))
    weights = _weights()
    summed = weights["bias"] + sum(weights.get(sign, 0) for sign in told[0].signs)
    assert [weight for weight, _ in weighed(told)] == [pytest.approx(summed)]
    assert any(sign in weights for sign in told[0].signs)
    assert weights["least"] < weights["again"]


def test_fits_a_sign_by_what_it_tells() -> None:
    learned = [(frozenset(("beside", sign)), sign == "right") for sign in ("right", "wrong") * 20]
    weights = runpy.run_path(str(FIT))["fit"](learned)
    assert weights["right"] > 0 > weights.get("wrong", -1)
    assert "beside" not in weights or abs(weights["beside"]) < weights["right"]
