"""`python -m scripts.docs`: write the pages that are made from the code."""

from __future__ import annotations

from scripts.docs.pages import ROOT, pages

for name, text in pages().items():
    (ROOT / name).write_text(text, encoding="utf-8")
    print(name)
