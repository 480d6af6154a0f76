"""Notes and sections on the site: no picture from elsewhere, no link into a checkout."""

from __future__ import annotations

from html.parser import HTMLParser

import markdown
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portbook.targets.site.html import published_block

SPELLED = {
    "![a](http://e/x.png)": "[a](http://e/x.png)",
    "![](http://e/x.png)": "[picture](http://e/x.png)",
    "[![built](http://e/b.svg)](https://ci)": "[built](https://ci)",
    "[![](http://e/b.svg)](https://ci)": "[picture](https://ci)",
    "![a\nb](http://e/x)": "[a\nb](http://e/x)",
    "text ![a][1]\n\n[1]: http://e/x.png": "text [a][1]\n\n[1]: http://e/x.png",
    "- ![a](b.png)": "- a (`b.png`)",
    "see [the guide](docs/G.md#x), [w](https://x.y/z)": (
        "see the guide (`docs/G.md`), [w](https://x.y/z)"
    ),
    "[`a.md`](a.md)": "`a.md`",
    "[top](#ports)": "top",
    "[r]: docs/x.md\n\n[t][r]": "\\[r]: docs/x.md\n\n[t][r]",
    "[TOC]": "\\[TOC]",
    "`![a](x)` \\![a](https://b)": "`![a](x)` \\![a](https://b)",
    "```\n![a](x)\n[x](y.md)\n```": "```\n![a](x)\n[x](y.md)\n```",
}


@pytest.mark.parametrize(("typed", "shown"), SPELLED.items())
def test_pictures_and_relative_links_are_told(typed: str, shown: str) -> None:
    assert published_block(typed) == f"{shown}\n"


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


PIECES = (
    *("![", "[", "]", "](http://e/x.png)", "](x.md)", "](#y)", "][r]", "]()", "a", " ", "\\", "`"),
    *(
        "``",
        "\n",
        "\n\n",
        "- ",
        "> ",
        "```\n",
        "    ",
        "*",
        "!",
        '(x "t")',
        "[r]: http://e/p.png\n",
    ),
)


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_no_text_becomes_a_picture(text: str) -> None:
    reader = _Tags()
    reader.feed(markdown.markdown(published_block(text), extensions=["tables", "fenced_code"]))
    for tag, attributes in reader.found:
        assert tag != "img", text
        assert tag != "a" or str(attributes.get("href")).startswith("http://"), text
