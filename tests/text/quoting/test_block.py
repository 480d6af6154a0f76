"""A user's Markdown inside ours: what is kept, and what each renderer must never show."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from portbook.text.quoting.block import markdown_block
from tests.text.quoting.test_markdown import RENDERERS, Page

each_renderer = pytest.mark.parametrize("render", RENDERERS.values(), ids=RENDERERS)

LINES = st.sampled_from(
    [
        *("", "", "text", "# Top", "## Second #", "#tight", "> # quoted", "- # item", "===", "---"),
        *("> ===", "  ===", "- a", "  - b", "1. one", "    indented <b>", "```", "````", "~~~"),
        *(
            "```sh",
            "   ```",
            "    ```",
            "  ~~~",
            "> ```",
            "- ```",
            "| a | b |",
            "|---|---|",
            "|-|-|",
        ),
        *("| ` | <script> ` |", "<script>alert(1)</script>", "<div onclick=x>", "</p>", "<!--"),
        *("-->", "`<b>`", "`a", "<i>`", "``a`b`` <u>", "\\`<b>`", "\\\\`<b>`", "a ` b `<b>` c"),
        *("[x](javascript:alert(1))", "[x](", "javascript:alert(1))", "[x]: javascript:alert(1)"),
        *(
            "[x]:",
            "[x]",
            "[x][]",
            "[y]\\: javascript:a",
            "![i](data:text/html,x)",
            "\\[x](vbscript:a)",
        ),
        *(
            "[x](java&#115;cript:a)",
            "[x](<javascript:a>)",
            "[x](\tjavascript:a)",
            "[x] (javascript:a)",
        ),
        *("[ok](https://a.example/b_(c)?d=e&f#g)", "[rel](../README.md#x)", "<http://a.example/>"),
        *(
            "<javascript:alert(1)>",
            "a{: onclick=x }",
            "{: onclick=x }",
            "# h {: onclick=x }",
            "\\<b>",
        ),
        *('[x](http://a.example "t" onclick=x)', "[x](http://a.example\\)(javascript:a))", "\t<b>"),
        *(
            "Title",
            "javascript:x",
            "!!! note",
            "term",
            ": def <b>",
            "*[b]: <b>",
            "[^1]: javascript:a",
        ),
        *(
            "&lt;b&gt; &#60;b&#62;",
            "* * *",
            "***",
            "\x02\x03",
            "a\\",
            "\u200b# x",
            "`` <b> `",
            "<?x ?>",
        ),
    ]
)
BLOCKS = st.one_of(
    st.lists(LINES, max_size=9).map("\n".join),
    st.lists(LINES, max_size=4).map(" ".join),
    st.text("`~<>[](){}:#=-*_\\|! \nabj1.", max_size=40),
)
_TAGS = (
    "a p br em strong code pre ul ol li blockquote hr h3 h4 h5 h6 table thead tbody tr th td img "
    "dl dt dd div del input"
)
TAGS = set(_TAGS.split())
ATTRIBUTES = {"href", "src", "alt", "title", "class", "start", "align", "type", "disabled", "lang"}


@each_renderer
@given(text=BLOCKS)
@example(text="```\n<script>alert(1)</script>")
@example(text="Title\n===\n\nunder\n---\n")
def test_nothing_but_plain_markdown_survives(render: Callable[[str], str], text: str) -> None:
    page = Page(render(f"## Notes\n\n{markdown_block(text)}\n## Next\n"))
    assert page.tags[0] == page.tags[-1] == "h2"
    assert set(page.tags[1:-1]) <= TAGS
    assert page.attributes <= ATTRIBUTES
    for link in page.links:
        scheme = re.match(r"[\s\x00-\x20]*([a-z][a-z0-9+.-]*):", link, re.IGNORECASE)
        assert not scheme or scheme[1] in ("http", "https", "mailto"), link


@given(text=BLOCKS)
def test_a_second_pass_is_as_safe_as_the_first(text: str) -> None:
    once = markdown_block(text)
    for render in RENDERERS.values():
        assert set(Page(render(markdown_block(once))).tags) <= TAGS


@pytest.mark.parametrize(
    "text",
    [
        "Plain *emphasis*, **strong**, `code <b>` and [a link](https://a.example/x?y=1&z=2).",
        "- one\n- two\n  - three",
        "1. first\n2. second",
        "> a quote",
        "| a | b |\n|---|---:|\n| 1 | 2 |",
        "- `docker ps | grep a_b` lists them.",
        "See <http://a.example/x> and [the guide](docs/guide.md#top).",
        "```sh\n# a comment\nls | grep '<b>' > {out}\n```",
        "~~done~~ and a*b\\*c",
    ],
)
def test_what_is_kept_as_it_was(text: str) -> None:
    assert markdown_block(text).strip() == text


@pytest.mark.parametrize(
    ("text", "out"),
    [
        ("", ""),
        (" \n\n", ""),
        ("# A\n\n## B\n", "### A\n\n#### B\n"),
        ("#### A\n##### B\n", "### A\n#### B\n"),
        ("A\n=\n", "### A\n"),
        ("a\n\n---\n\nb", "a\n\n***\n\nb\n"),
        ("#12 is open", "\\#12 is open\n"),
        ("<b>x</b>", "&lt;b>x&lt;/b>\n"),
        ("[x](javascript:a)", "[x]\\(javascript&#58;a)\n"),
        ("[x]: javascript:a", "[x&#93;: javascript&#58;a\n"),
        ("~~~\na\n~~~", "```\na\n```\n"),
        ("```\nopen <b>", "```\nopen <b>\n```\n"),
        ("    # indented\n    <b>", "```\n# indented\n<b>\n```\n"),
        ("- a\n  ```\n  ls\n  ```", "- a\n  ```\n  ls\n  ```\n"),
        ("{: onclick=x }", "\\{: onclick=x }\n"),
        (">#", ">###\n"),
        ("[x]:\njavascript:a", "[x&#93;:\njavascript&#58;a\n"),
        ("   ```\n    ```", "```\n\n```\n"),
        ("   ```", "```\n\n```\n"),
        ("a ` b", "a \\` b\n"),
    ],
)
def test_what_is_changed(text: str, out: str) -> None:
    assert markdown_block(text) == out


def test_headings_begin_below_the_given_level() -> None:
    assert markdown_block("# A\n\n###### B", level=5) == "##### A\n\n###### B\n"
    with pytest.raises(ValueError, match="7 is not the level"):
        markdown_block("# A", level=7)
