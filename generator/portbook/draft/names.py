"""Turns names and texts of other files into values for the map: unique, visible, on one line."""

from __future__ import annotations

import functools
import re

from portbook.language.services import title_of
from portbook.language.shapes import Text
from portbook.model.reference import ATTRIBUTES
from portbook.sources.naming import ENVIRONMENTS, slug
from portbook.text.quoting.lines import one_line
from portbook.text.quoting.yaml import yaml_string
from portbook.text.secrets import without_secrets

LONGEST = 40
"""Letters of a name that is made from a phrase."""

_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
"""What people add to a name in brackets: needed only where two would be one without it."""
_ENDPOINTS_TAKEN = frozenset((*ATTRIBUTES, "secret"))


class Names:
    """Hands out names, each once: who comes second gets a number."""

    def __init__(self, taken: frozenset[str] = frozenset()) -> None:
        self.taken = set(taken)

    def unique(self, text: str, otherwise: str) -> str:
        """A name as like `text` as can be; made from `otherwise` where no letter of it is left."""
        whole = _readable(_short(slug(text)))
        base = _readable(_short(slug(_ASIDE.sub(" ", text)))) or whole
        base = base or _readable(_short(slug(otherwise))) or "service"
        name, number = base, 2
        if name in self.taken and whole and whole not in self.taken:
            name = whole
        while name in self.taken:
            name, number = f"{base}-{number}", number + 1
        self.taken.add(name)
        return name


def endpoint_names() -> Names:
    """Names for the endpoints of one service: what references ask of them is none."""
    return Names(_ENDPOINTS_TAKEN)


def _short(name: str) -> str:
    """Cut between words: a whole sentence makes no name."""
    if len(name) <= LONGEST:
        return name
    head = name[: LONGEST + 1].rpartition("-")[0]
    return (head or name[:LONGEST]).strip("-")


def _readable(name: str) -> str:
    """`no` and `on` are words that YAML readers disagree about."""
    return name if not name or yaml_string(name) == name else f"the-{name}"


@functools.lru_cache(maxsize=20_000)
def folded_name(text: str) -> str:
    """What two spellings of one name have in common; never empty for a text with a letter."""
    return slug(text).replace("-", "") or re.sub(r"\W", "", text).casefold()


def adds_information(title: str, name: str) -> bool:
    """Whether a written name is worth keeping beside the name that was made from it."""
    return title not in (name, title_of(name)) and title.replace("_", "-") != name


def environment_name(text: str | None) -> str | None:
    """The usual long name of an environment: `Prod` is production."""
    if text is None:
        return None
    name = slug(text)
    return ENVIRONMENTS.get(name, name) or text.strip().casefold() or None


LONGEST_VALUE = 300
"""Characters of one value; a document's paragraph is no description."""


def sentence(text: str | None) -> str | None:
    """The text on one line, what is secret in it hidden; None where nothing is left of it."""
    if text is None:
        return None
    line = without_secrets(one_line(text[: 4 * LONGEST_VALUE]))
    if len(line) > LONGEST_VALUE:
        line = line[:LONGEST_VALUE].rpartition(" ")[0] or line[:LONGEST_VALUE]
        line += " ..."
    return line or None


def fitting(shape: Text, text: str | None) -> str | None:
    """The text where the language takes it for such a value."""
    line = sentence(text)
    if line is None or line != text:
        return None
    return line if shape.matches is None or shape.matches.fullmatch(line) else None
