"""Makes names for ports.yaml out of names in files, and finds environments in file names."""

from __future__ import annotations

import functools
import re
import unicodedata

_WORDS = {
    "development": "dev devel development local",
    "production": "prod production live",
    "staging": "stage staging stg",
    "test": "test testing",
    "preproduction": "preprod",
    **{name: name for name in ("ci", "qa", "uat", "preview", "demo", "sandbox", "e2e")},
}
ENVIRONMENTS = {word: name for name, words in _WORDS.items() for word in words.split()}
"""Words of file names that stand for an environment, and its usual long name."""

ENGLISH_BOUNDS = (
    *(("start", "end"), ("from", "to"), ("first", "last"), ("low", "high"), ("lower", "upper")),
    *(("min", "max"), ("begin", "stop"), ("begin", "end"), ("start", "stop")),
)
BOUNDS = (
    *ENGLISH_BOUNDS,
    *(("von", "bis"), ("van", "tot"), ("desde", "hasta"), ("inicio", "fin"), ("inicio", "fim")),
    *(("début", "fin"), ("debut", "fin"), ("с", "по")),
)
"""Words of the keys and variables that hold where an interval begins, and where it ends."""

# Windows keeps these for devices, with any suffix.
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])")
_LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "ł": "l", "đ": "d", "ı": "i"})


def names(text: str) -> frozenset[str]:
    """The words of a text between blanks: a table that fits a page."""
    return frozenset(text.split())


@functools.lru_cache(maxsize=20_000)
def slug(text: str) -> str:
    """A name of the form `[a-z][a-z0-9-]*` as like the text as can be; "" where nothing is left."""
    plain = unicodedata.normalize("NFKD", text.lower().translate(_LETTERS))
    kept = "".join(each for each in plain if not unicodedata.combining(each))
    name = re.sub(r"[^a-z0-9]+", "-", kept).strip("-")[:60].rstrip("-")
    if name and not name[0].isalpha():
        name = f"n{name}"
    return f"{name}-service" if _DEVICES.fullmatch(name) or name == "self" else name


def words(name: str) -> list[str]:
    """The words of a name in any case style: `apiServer_URL` is api, server, url."""
    split = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[a-z][0-9])(?=[A-Z])", " ", name)
    return [each.lower() for each in re.split(r"[^A-Za-z0-9]+", split) if each]


def environment_of(filename: str) -> str | None:
    """The environment that a file's name speaks of: `.env.production`, `compose.dev.yml`."""
    parts = re.split(r"[._-]+", filename.lower())
    return next((ENVIRONMENTS[part] for part in parts if part in ENVIRONMENTS), None)


_LITTLE = names(
    "a an the and or of in on at to for from with by as here there this that these those it its is "
    "are was yes no not both same all any each"
)
_BEFORE_NOUNS = names("in on at of from with by here this that these those")
_VERBS = names("declares carries carry uses runs listens maps binds publishes exposes")


def is_sentence(name: str) -> bool:
    """Whether a text's name for something is a piece of a sentence: `4200 here`."""
    said = slug(name).split("-")
    little = [word for word in said if word in _LITTLE]
    long = len(said) > 4 and (bool(little) or not _VERBS.isdisjoint(said))
    return len(little) == len(said) or said[0] in _BEFORE_NOUNS or long
