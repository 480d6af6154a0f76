"""Whatever a file holds, it is read to the end or to a diagnostic, never to an exception."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portbook.cli.render import FORMATS, render
from portbook.derive.calls import Wiring
from portbook.language.keys import RECORDS
from portbook.language.load import read
from portbook.text.source import Source
from portbook.text.tree import parse
from tests.support.tries import tries

KEYS = sorted({name for record in RECORDS for name in record.fields})
SCALARS = st.one_of(
    st.sampled_from(
        [
            "",
            "~",
            "null",
            "yes",
            "off",
            "010",
            "22:22",
            "0",
            "-1",
            "3000",
            '"5434:5432"',
            "1.5",
            "65536",
            "8000-8002:80-82",
            "[::1]:53/udp",
            '"{api.url}"',
            '"{"',
            "shop/api",
            "*a",
            "&a 1",
            "!tag x",
            "<<",
            '"\\0"',
            '"\\ud800"',
            "'",
            "| \n",
            "api.http",
            "localhost",
            "::1",
            "on: 1",
        ]
    ),
    st.text(max_size=12),
)
FLOW = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: "[" + ", ".join(items) + "]"),
        st.dictionaries(st.sampled_from(KEYS) | SCALARS, inner, max_size=4).map(
            lambda pairs: "{" + ", ".join(f"{key}: {value}" for key, value in pairs.items()) + "}"
        ),
    ),
    max_leaves=12,
)
SERVICE = st.dictionaries(st.sampled_from(KEYS), FLOW, max_size=5)
LINES = st.lists(
    st.tuples(st.integers(0, 5), st.sampled_from(KEYS), FLOW).map(
        lambda line: f"{'  ' * line[0]}{line[1]}: {line[2]}"
    ),
    max_size=8,
).map("\n".join)


def read_and_print(text: str) -> None:
    for pure in (False, True):
        parse(Source("ports.yaml", text), pure=pure)
    reading = read(Source("ports.yaml", text))
    for problem in reading.problems:
        assert problem.message.isprintable()
        assert 0 <= problem.place.start <= problem.place.end <= len(problem.place.source.text)
    for form in FORMATS:
        render(reading.problems, form, False, 80, {}).encode()
    if reading.portmap is not None:
        Wiring(reading.portmap)


@given(st.one_of(st.text(), FLOW, LINES))
@settings(max_examples=tries(80), deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_text_raises(text: str) -> None:
    read_and_print(text)


@given(SERVICE, st.sampled_from(["services", "hosts", "ranges", "kinds", "proxy", "environments"]))
@settings(max_examples=tries(80), deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_service_raises(keys: dict[str, str], section: str) -> None:
    entry = "{" + ", ".join(f"{key}: {value}" for key, value in keys.items()) + "}"
    within = (
        f"{{shop: {{environments: [a, b], services: {{api: {entry}}}, {section}: {{a: {entry}}}}}}}"
    )
    read_and_print(f"projects: {within}\n{section}: {{a: {entry}}}\n")
