"""The words of `words.toml`: each is found wherever and however a text writes it."""

from __future__ import annotations

import pytest

from portbook.sources.documents import text

TERMS = {
    concept: [term.strip() for terms in languages.values() for term in terms.split(",")]
    for concept, languages in text._concepts().items()
}


@pytest.mark.parametrize("concept", TERMS)
def test_every_word_is_found_among_others(concept: str) -> None:
    """Texts are asked for what they can hold; no term may be missed by that."""
    pattern = text._pattern(concept)
    for term in TERMS[concept]:
        for written in (term, term.upper(), term.title(), f"(3000) {term}, x", f"_{term}s"):
            assert text.about(concept, written) == bool(pattern.search(written)), written
            left = " ".join(pattern.sub(" ", written).strip(" -_/()[]（）:：·.,").split())
            assert text.strip_words(written, concept) == left
        assert text.about(concept, term)


def test_words_begin_with_a_capital_dotted_i_too() -> None:
    assert text.about("container", "İÇERİDE")
