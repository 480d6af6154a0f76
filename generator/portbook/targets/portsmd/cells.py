"""Cells of the tables in a PORTS.md: numbers, free text and links."""

from __future__ import annotations

from portbook.model.portmap import Endpoint
from portbook.model.ports import span
from portbook.text.quoting.lines import one_line
from portbook.text.quoting.markdown import markdown_code, markdown_text

NOT_KNOWN = "not known"
INTERNAL = "internal"


def numbers(endpoint: Endpoint) -> str:
    """The number or interval of an endpoint, plain, with its transport where that is not TCP."""
    if endpoint.port is None:
        return ""
    text = span(endpoint.port, endpoint.port_end or endpoint.port)
    return text if endpoint.transports == ("tcp",) else f"{text}/{'+'.join(endpoint.transports)}"


def port_cell(endpoint: Endpoint) -> str:
    """The endpoint's number on its host, or why there is none."""
    if endpoint.port is not None:
        return f"`{numbers(endpoint)}`"
    return NOT_KNOWN if endpoint.published else INTERNAL


def phrase(text: str | None) -> str:
    """Free text for a cell or a list item, on one line; code between backticks stays code."""
    if not text:
        return ""
    if "`" not in text:
        return markdown_text(text)
    parts = one_line(text).split("`")
    if len(parts) % 2 == 0:
        return markdown_text(text)
    return "".join(
        markdown_code(part) or "\\`\\`" if at % 2 else _between(part)
        for at, part in enumerate(parts)
    )


def sentences(*texts: str | None) -> str:
    """Several free texts in one cell, each but the last ending as a sentence does."""
    found = [text.strip() for text in texts if text and text.strip()]
    return phrase(
        " ".join(
            [*(each if each[-1] in ".:!?" else f"{each}." for each in found[:-1]), *found[-1:]]
        )
    )


def document_link(title: str, path: str) -> str:
    """A link to a generated file by its relative path. No link may hold another."""
    label = markdown_text(one_line(title))
    return f"[{markdown_code(title) if '<http' in label else label}]({path})"


def _between(text: str) -> str:
    """`markdown_text` drops the blanks at its edges, which part words from code here."""
    inner = markdown_text(text)
    before = " " if text[:1] == " " and inner else ""
    after = " " if text[-1:] == " " else ""
    return before + inner + after
