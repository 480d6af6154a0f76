"""Names as people write them to names that are free in a ports.yaml."""

from __future__ import annotations

import re

from portbook.language.services import title_of
from portbook.model.reference import ATTRIBUTES
from portbook.sources.naming import ENVIRONMENTS, slug
from portbook.text.quoting.yaml import yaml_string

__all__ = ["LONGEST", "Names", "endpoint_names", "environment_name", "same", "says_more"]

LONGEST = 40
"""Letters of a name that is made from a phrase."""

_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
"""What people add to a name in brackets: needed only where two would be one without it."""
_ENDPOINTS_TAKEN = frozenset((*ATTRIBUTES, "secret"))


class Names:
    """Hands out names, each once: who comes second gets a number."""

    def __init__(self, taken: frozenset[str] = frozenset()) -> None:
        self.taken = set(taken)

    def take(self, text: str, otherwise: str) -> str:
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


def same(text: str) -> str:
    """What two spellings of one name have in common; never empty for a text with a letter."""
    return slug(text).replace("-", "") or re.sub(r"\W", "", text).casefold()


def says_more(title: str, name: str) -> bool:
    """Whether a written name is worth keeping beside the name that was made from it."""
    return title not in (name, title_of(name)) and title.replace("_", "-") != name


def environment_name(text: str | None) -> str | None:
    """The usual long name of an environment: `Prod` is production."""
    if text is None:
        return None
    name = slug(text)
    return ENVIRONMENTS.get(name, name) or text.strip().casefold() or None
