"""Which lines of a README speak of ports: other documents of a checkout speak of many things.

The reader of documents takes them for port maps, so that it finds a number in every table; what
it finds in a README counts only where a heading, a table's head or the line says port, or where
the number stands in an address.
"""

from __future__ import annotations

import re

from portbook.sources.walking import DOCUMENT
from portbook.text.source import Place, Source

__all__ = ["about_ports", "in_address", "lines_about_ports"]

_SAYS = re.compile(r"(?<![a-z])ports?(?![a-z])|localhost|127\.0\.0\.1", re.IGNORECASE)
_HEADING = re.compile(r" {0,3}#{1,6}\s")


def about_ports(path: str) -> bool:
    """Whether a document is about ports as a whole, by its name."""
    return DOCUMENT.fullmatch(path.rpartition("/")[2]) is not None


def lines_about_ports(source: Source) -> frozenset[int]:
    """The lines whose own words, table head or nearest heading say port."""
    found = set()
    heading = head = within = False
    for number, line in enumerate(source.text.split("\n"), 1):
        row = line.lstrip().startswith("|")
        says = _SAYS.search(line[:2000]) is not None
        if _HEADING.match(line):
            heading = says
        head = (head if within else says) if row else False
        within = row
        if says or heading or head:
            found.add(number)
    return frozenset(found)


def in_address(place: Place) -> bool:
    """Whether a number stands behind a colon, as in `:3000`."""
    return place.source.text[max(0, place.start - 1) : place.start] == ":"
