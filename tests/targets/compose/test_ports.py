"""Every number is published once."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.tries import tries
from tests.targets.compose.written import override_of, stack_of

PORTS = st.builds(
    lambda bind, port, last, transport: (bind, port, port + last, transport),
    st.sampled_from(["", "0.0.0.0:", "[::]:", "[::1]:", "localhost:", "127.0.0.1:"]),
    st.integers(1, 65000),
    st.integers(0, 3),
    st.sampled_from(["", "/udp", "/tcp+udp"]),
)
BOUND: dict[str, list[str | None]] = {
    "": ["127.0.0.1"],
    "0.0.0.0:": ["0.0.0.0"],
    "[::]:": ["::"],
    "*:": [None],
    "[::1]:": ["::1"],
    "localhost:": ["127.0.0.1", "::1"],
    "127.0.0.1:": ["127.0.0.1"],
}


@given(ports=st.lists(PORTS, min_size=1, max_size=4, unique_by=lambda each: each[1]))
@settings(max_examples=tries(20), deadline=None)
def test_every_number_of_a_form_is_published_once(ports: list[tuple[str, int, int, str]]) -> None:
    forms = {
        f"p{at}": f"{bind}{first}-{last}:{first + 7}-{last + 7}{transport}"
        for at, (bind, first, last, transport) in enumerate(ports)
    }
    expected = {
        (address, str(number), number + 7, protocol)
        for bind, first, last, transport in ports
        for number in range(first, last + 1)
        for protocol in (transport[1:].split("+") if transport else ["tcp"])
        for address in BOUND[bind]
    }
    services = {"web": {"image": "web", "ports": forms}}
    for made in (stack_of(services), override_of(services, compose="compose.yaml")):
        rows = [
            (row.get("host_ip"), row["published"], row["target"], row["protocol"])
            for row in made["web"]["ports"]
        ]
        assert set(rows) == expected
        assert len(rows) == len(expected)
