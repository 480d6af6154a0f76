#!/usr/bin/env python3
"""Fit what each sign weighs that a document's name has the number beside it.

    scripts/fit_weights.py read FOLDER GENERATOR > ANSWERS
    scripts/fit_weights.py fit FOLDER ANSWERS...

FOLDER holds labelled documents: beside each `NAME.md` a `NAME.labels.json` with its claims,
`[{"service": "Web", "port": 3000}, ...]`, as a careful person reads it. ANSWERS is what a version
of the reader found in them. Only lines that it left unread are learned from, so take versions
from before the documents were looked at: GENERATOR is the folder `generator` of a `git worktree`;
the lines that today's rules were made for say nothing of what they miss elsewhere. Learned from
are the kinds of the tests, too, by the claims that these expect.
"""

from __future__ import annotations

import json
import math
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from portbook.sources.documents.document import read_document
from portbook.sources.documents.text import alike
from portbook.sources.documents.weighed import undecided
from portbook.sources.found import FoundClaim
from portbook.text.source import Source

ROOT = Path(__file__).parents[1]
WEIGHTS = ROOT / "generator/portbook/sources/documents/weights.toml"
KINDS = ROOT / "tests/sources/documents/kinds.txt"
HEAD = """\
# How much each sign speaks for a name that stands beside a number (`signs.py`): the sum is the
# logarithm of the odds that it has it. Written by `scripts/fit_weights.py`.

"""
LEAST = 0.6
"""The sum that makes a claim: less than this was wrong too often in the kinds of the tests."""
AGAIN = 1.5
"""The same of a number that another line has for another name."""
SPARSE = 1.0
"""How much weighs against a sign that explains little: the strength of its L1 norm."""
RARE = 5
"""How often a sign must stand somewhere to be learned from."""
TURNS = 300

Example = tuple[frozenset[str], bool]
Answer = dict[str, list[dict[str, Any]]]
Key = tuple[str, int, str, int]


def answers(folder: Path, generator: Path) -> dict[str, Answer]:
    """What the reader in `generator` finds in each document."""
    command = [sys.executable, "-m", "portbook", "import", "--json"]
    read = partial(
        subprocess.check_output, text=True, env={**os.environ, "PYTHONPATH": str(generator)}
    )
    documents = sorted(each.resolve() for each in folder.glob("*.md"))
    return {each.name: json.loads(read([*command, each])) for each in documents}


def examples(document: Path, answer: Answer) -> Iterator[tuple[Key, Example]]:
    """The names beside numbers that an answer left out, and whether each has its number."""
    labels = json.loads(document.with_suffix(".labels.json").read_text("utf-8"))
    claims = [
        FoundClaim(
            document.name,
            each["line"],
            each["service"] or "",
            each["port"],
            port_end=each["port_end"],
            container_port=each["container_port"],
        )
        for each in answer["claims"]
    ]
    named = [(each["service"], each["port"]) for each in labels]
    yield from _examples(document.name, document.read_text("utf-8"), claims, named)


def examples_of_kinds() -> Iterator[tuple[Key, Example]]:
    """Those of the kinds that the tests hold: what is not expected there is wrong."""
    for kind in KINDS.read_text("utf-8").split("\n=== ")[1:]:
        name, _, text = kind.partition("\n")
        text, _, expected = text.partition("--- expect\n")
        told = re.findall(r"^(.+) (\d+)(?::\d+)?(?: @.*)?$", expected, re.MULTILINE)
        claims = read_document(Source("PORTS.md", text), weighs=False).found.claims
        yield from _examples(name, text, claims, [(name, int(port)) for name, port in told])


def _examples(
    name: str,
    text: str,
    claims: list[FoundClaim],
    named: list[tuple[str, int]],
) -> Iterator[tuple[Key, Example]]:
    places = read_document(Source(name, text), weighs=False).places()
    for line, told in undecided(text.split("\n"), places, {}, claims, every=True):
        for each in told:
            port = each.number.start
            known = (claim.service for claim in claims if claim.port == port)
            if not any(alike(each.name, other) for other in known):
                right = any(alike(each.name, label) for label, p in named if p == port)
                yield (name, line, each.name, port), (each.signs, right)


def fit(learned: list[Example]) -> dict[str, float]:
    """Weights of a logistic regression with an L1 norm, by accelerated proximal gradient descent
    (FISTA: Beck and Teboulle 2009)."""
    often = Counter(sign for signs, _ in learned for sign in signs)
    names = ["bias", *sorted(sign for sign, times in often.items() if times >= RARE)]
    places = {name: at for at, name in enumerate(names)}
    rows = [[0, *(places[s] for s in signs if s in places)] for signs, _ in learned]
    right = [float(is_right) for _, is_right in learned]
    step = 4 / (max(map(len, rows)) * len(rows)) * 8
    weights, ahead, pace = [0.0] * len(names), [0.0] * len(names), 1.0
    for _ in range(TURNS):
        slope = [0.0] * len(names)
        for row, is_right in zip(rows, right, strict=True):
            off = 1 / (1 + math.exp(-sum(ahead[at] for at in row))) - is_right
            for at in row:
                slope[at] += off
        before = weights
        moved = [weight - step * each for weight, each in zip(ahead, slope, strict=True)]
        weights = [moved[0], *(_shrunk(weight, step * SPARSE) for weight in moved[1:])]
        faster = (1 + math.sqrt(1 + 4 * pace * pace)) / 2
        ahead = [w + (pace - 1) / faster * (w - b) for w, b in zip(weights, before, strict=True)]
        pace = faster
    return {name: round(weights[at], 2) for name, at in places.items() if abs(weights[at]) >= 0.005}


def _shrunk(weight: float, by: float) -> float:
    return math.copysign(max(0.0, abs(weight) - by), weight)


def main(command: str, folder: str, *files: str) -> None:
    if command == "read":
        json.dump(answers(Path(folder), Path(files[0]).resolve()), sys.stdout)
        return
    learned: dict[Key, Example] = {}
    for name in files:
        told = json.loads(Path(name).read_text("utf-8"))
        for document in sorted(told):
            for key, example in examples(Path(folder, document), told[document]):
                learned.setdefault(key, example)
    kinds = dict(examples_of_kinds())
    weights = fit([*learned.values(), *kinds.values(), *kinds.values()])
    bias = weights.pop("bias")
    lines = [f"{json.dumps(sign)} = {weight}" for sign, weight in sorted(weights.items())]
    head = f"{HEAD}bias = {bias}\nleast = {LEAST}\nagain = {AGAIN}\n\n[signs]\n"
    WEIGHTS.write_text(head + "\n".join(lines) + "\n", "utf-8")
    claims = sum(right for _, right in learned.values())
    print(f"{len(lines)} signs of {len(learned)} names beside numbers, {claims} of them claims")


if __name__ == "__main__":
    main(*sys.argv[1:])
