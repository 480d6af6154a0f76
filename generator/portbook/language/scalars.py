"""What a plain scalar means by YAML 1.2's core schema, and where YAML 1.1 would read another value.

Many tools still read YAML 1.1 (https://yaml.org/type/): a value that changes between the two is a
trap for whoever reads the same file with them, so it is reported rather than guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from portbook.text.nodes import Scalar

SUSPECT = "0123456789+-.~tTfFnNyYoO"
"""How a plain scalar begins that is no text, or a trap; an empty one counts as suspect too."""

_INT = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(
    r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)"
)
_BOOL = dict.fromkeys(("true", "True", "TRUE"), True)
_BOOL |= dict.fromkeys(("false", "False", "FALSE"), False)


def as_int(scalar: Scalar) -> int | None:
    """The number of a plain scalar; None where it is none (a quoted number is text)."""
    text = scalar.text
    if not scalar.plain or _INT.fullmatch(text) is None or len(text) > 30:
        return None
    return int(text, 0) if text[:2] in ("0o", "0x") else int(text)


def as_bool(scalar: Scalar) -> bool | None:
    return _BOOL.get(scalar.text) if scalar.plain else None


def is_text(scalar: Scalar) -> bool:
    """Whether YAML 1.2 reads a string."""
    if not scalar.plain:
        return True
    text = scalar.text
    if text in _BOOL or scalar.is_null:
        return False
    return _INT.fullmatch(text) is None and _FLOAT.fullmatch(text) is None


def trap(scalar: Scalar) -> str | None:
    """What YAML 1.1 would read instead, as half a sentence; None where both agree."""
    text = scalar.text
    if not scalar.plain or not text or text[0] not in "0123456789+-yYnNoO":
        return None
    if len(text) > 30:
        # Python refuses to spell numbers of thousands of digits, and nobody means one.
        return None
    for pattern, reading in _TRAPS:
        if pattern.fullmatch(text):
            other = reading(text)
            return f"many YAML readers take {text} for {other}" if other else None
    return None


def plain_number(scalar: Scalar) -> str | None:
    """The digits of a decimal number that was written with zeros before or underscores in it."""
    text = scalar.text.replace("_", "")
    if not scalar.plain or not text.isdecimal() or not text.isascii() or len(text) > 30:
        return None
    return text.lstrip("0") or "0"


def _base_60(text: str) -> str:
    value = 0
    for part in text.replace("_", "").split(".")[0].lstrip("+-").split(":"):
        value = value * 60 + int(part)
    return f"the base-60 number {value}"


def _octal(text: str) -> str | None:
    value = int(text.replace("_", ""), 8)
    return f"the octal number {value}" if value else None


_TRAPS: tuple[tuple[re.Pattern[str], Callable[[str], str | None]], ...] = (
    (re.compile(r"yes|Yes|YES|on|On|ON"), lambda _: "true"),
    (re.compile(r"no|No|NO|off|Off|OFF"), lambda _: "false"),
    (re.compile(r"[-+]?[1-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?"), _base_60),
    (re.compile(r"[-+]?0[0-7_]+"), _octal),
    (re.compile(r"0[0-9]+"), lambda _: "a text, others for a number"),
    (
        re.compile(r"[-+]?[0-9][0-9_]*_[0-9_]*|0b[01_]+|0x[0-9a-fA-F_]*_[0-9a-fA-F_]*"),
        lambda _: "a number without the underscores",
    ),
)
