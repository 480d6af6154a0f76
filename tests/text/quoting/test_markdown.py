"""Values in Markdown: each dialect's renderer must show the value again, and nothing beside it."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from urllib.parse import unquote

import cmarkgfm
import markdown
import pytest
from cmarkgfm.cmark import Options
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from portbook.text.quoting.lines import visible
from portbook.text.quoting.markdown import (
    markdown_code,
    markdown_fence,
    markdown_link,
    markdown_text,
    slug,
    table,
)

_COMMONMARK = MarkdownIt("commonmark").enable("table")
RENDERERS: dict[str, Callable[[str], str]] = {
    "markdown-it": _COMMONMARK.render,
    "cmark-gfm": lambda source: cmarkgfm.github_flavored_markdown_to_html(
        source, Options.CMARK_OPT_UNSAFE
    ),
    "python-markdown": lambda source: markdown.markdown(
        source, extensions=["tables", "fenced_code", "attr_list", "def_list", "admonition"]
    ),
}
each_renderer = pytest.mark.parametrize("render", RENDERERS.values(), ids=RENDERERS)

_PIECES = (
    "| \\ ` `` * ** _ __ [ ] ( ) ![ ]( < > </td> <br> <script> <b & &amp; &lt; &#124; ~ ~~ ~~~ # "
    "## #12 @ann $x$ :smile: { } {: onclick=x } - -- --- + 1. 1) = === ! !!! ??? /// : \n a b  "
    "http://a.example https://a.example/b_c?d=e&f=g http://a.example/*x* javascript:alert(1) "
    "www.b.example x@y.example ftp://c.example <!-- --> <? ?> <![CDATA[ ]]> é 日 \u200b \u202e "
    "\x00 \x02 \x03 \t \r\n \u2028 \" ' % ^ ; , . 5432 localhost:3000 [x]: [^1]"
)
PIECES = st.sampled_from(_PIECES.split(" "))
VALUES = st.one_of(
    st.lists(PIECES, max_size=8).map("".join),
    st.lists(PIECES, max_size=8).map(" ".join),
    st.text(max_size=20),
)


class Page(HTMLParser):
    """What a browser would show of some HTML: the text of each cell, every tag, every link."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.cells: list[str] = []
        self.text = ""
        self.tags: list[str] = []
        self.links: list[str] = []
        self.attributes: set[str] = set()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes.update(name for name, _ in attrs)
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]
        if tag in ("td", "th"):
            self.cells.append("")
        if tag == "br":
            self.handle_data("\v")

    def handle_data(self, data: str) -> None:
        self.text += data
        if self.cells:
            self.cells[-1] += data

    def handle_decl(self, decl: str) -> None:
        self.tags.append(f"!{decl}")

    def handle_comment(self, data: str) -> None:
        self.tags.append(f"!--{data}")

    def handle_pi(self, data: str) -> None:
        self.tags.append(f"?{data}")


def shown(value: str) -> str:
    """What `markdown_text` promises to show, with \v for a line end."""
    lines = [" ".join(part for part in line.split(" ") if part) for line in _lines(value)]
    return "\v".join(lines)


def _lines(value: str) -> list[str]:
    text = re.sub(r" *\n *", "\n", visible(value)).strip()
    return text.split("\n")


def cell(render: Callable[[str], str], spelled: str) -> Page:
    """A table with the spelling in a middle cell, between cells that must stay what they are."""
    page = Page(render(f"| one | two | three |\n|---|---|---|\n| 1 | {spelled} | 3 |\n"))
    assert len(page.cells) == 6, page.cells
    assert page.cells[3].strip() == "1"
    assert page.cells[5].strip() == "3"
    return page


def inside(page: Page) -> list[str]:
    frame = {"table", "thead", "tbody", "tr", "th", "td", "p"}
    return [tag for tag in page.tags if tag not in frame]


@each_renderer
@given(value=VALUES)
@example(value="a|b\\|c\\")
@example(value="<script>alert(1)</script>")
@example(value="[a](javascript:alert(1)){: onclick=x }")
def test_a_cell_shows_the_text_and_nothing_else(render: Callable[[str], str], value: str) -> None:
    page = cell(render, markdown_text(value))
    assert page.cells[4].strip() == shown(value).strip()
    assert set(inside(page)) <= {"br", "a"}
    assert all(re.match("https?://", link) or link.startswith("mailto:") for link in page.links)
    assert page.attributes <= {"href"}


@each_renderer
@given(value=VALUES.filter(lambda value: bool(visible(value).strip())))
def test_a_paragraph_shows_the_text_and_nothing_else(
    render: Callable[[str], str], value: str
) -> None:
    page = Page(render(markdown_text(value)))
    assert page.text.replace("\v\n", "\v").strip() == shown(value).strip()
    assert page.tags[0] == "p"
    assert set(inside(page)) <= {"br", "a"}


@each_renderer
@given(value=VALUES)
@example(value="&#12")
def test_a_code_cell_shows_the_value(render: Callable[[str], str], value: str) -> None:
    page = cell(render, markdown_code(value))
    assert page.cells[4].strip() == visible(value).strip().replace("\n", "\v")
    # GitHub's dialect finds e-mail addresses after it has decoded entities; nothing else is linked.
    assert set(inside(page)) <= {"br", "code", "a"}
    assert all(link.startswith("mailto:") for link in page.links)


@each_renderer
@given(text=VALUES, url=st.one_of(VALUES, VALUES.map("https://a.example/".__add__)))
@example(text="a", url="http://[::1]:3000/")
def test_a_link_leads_only_to_http(render: Callable[[str], str], text: str, url: str) -> None:
    page = cell(render, markdown_link(text, url))
    if re.match("https?://", url) and visible(text).strip():
        assert page.cells[4].strip() == shown(text).strip()
    assert set(inside(page)) <= {"br", "a"}
    assert all(re.match("https?://|mailto:", link, re.IGNORECASE) for link in page.links)
    assert page.attributes <= {"href"}


@each_renderer
def test_a_link_to_an_address_in_brackets(render: Callable[[str], str]) -> None:
    page = cell(render, markdown_link("API", "http://[::1]:3000/a?b=c&d=e_f_#g"))
    assert [unquote(link) for link in page.links] == ["http://[::1]:3000/a?b=c&d=e_f_#g"]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "//a.example", "http:x", "http://a:b@c/"])
def test_what_is_no_web_address_is_no_link(url: str) -> None:
    assert markdown_link("API", url) == "API"


@each_renderer
@given(body=VALUES)
@example(body="```\n</code>\n~~~\n````")
def test_a_fence_holds_its_body(render: Callable[[str], str], body: str) -> None:
    page = Page(render(f"before\n\n{markdown_fence('text', body)}\nafter\n"))
    assert page.tags == ["p", "pre", "code", "p"]
    kept = page.text.removeprefix("before").strip("\n").removesuffix("after")
    assert kept.strip().split() == visible(body).split()


def test_a_link_keeps_its_address() -> None:
    assert markdown_link("API", "http://[::1]:3000/a?b=c&d=e#f") == (
        "[API](http://[::1]:3000/a?b=c&d=e#f)"
    )


@pytest.mark.parametrize(
    ("value", "spelled"),
    [
        ("", ""),
        ("Backend API (v2)", "Backend API (v2)"),
        ("a|b", "a\\|b"),
        ("<b> & c", "&lt;b&gt; &amp; c"),
        ("DATABASE_URL", "DATABASE_URL"),
        ("two\nlines", "two<br>lines"),
        ("~old~", "&#126;old&#126;"),
        ("@ann, #12, $5", "&#64;ann, &#35;12, &#36;5"),
        (":smile:", "&#58;smile:"),
        ("see http://localhost:5173.", "see <http://localhost:5173>."),
        ("www.example.org", "www\\.example.org"),
        ("javascript://x", "javascript&#58;//x"),
        ("1. first", "1\\. first"),
        ("- item", "&#45; item"),
        ("a\u202eb\u200bc\x07d", "abcd"),
    ],
)
def test_text_is_spelled(value: str, spelled: str) -> None:
    assert markdown_text(value) == spelled


@pytest.mark.parametrize(
    ("value", "spelled"),
    [
        ("", ""),
        ("npm run dev", "`npm run dev`"),
        ("a`b", "`` a`b ``"),
        ("`", "`` ` ``"),
        ("a|b", "<code>a&#124;b</code>"),
        ("<b>", "`<b>`"),
        ("a\nb", "<code>a<br>b</code>"),
        ("C:\\", "<code>C&#58;&#92;</code>"),
    ],
)
def test_code_is_spelled(value: str, spelled: str) -> None:
    assert markdown_code(value) == spelled


def test_a_language_cannot_open_anything() -> None:
    assert markdown_fence("sh", "ls\n") == "```sh\nls\n```\n"
    assert markdown_fence("sh {onclick=x}", "ls") == "```\nls\n```\n"


@pytest.mark.parametrize(
    ("text", "anchor"),
    [
        ("Port 5432: API", "port-5432-api"),
        ("C++ & D", "c-d"),
        ("My Heading x — a/b (c)", "my-heading-x-a-b-c"),
        ("Ünïcode", "unicode"),
        ("日本", "u65e5-u672c"),
        ("!", "section"),
    ],
)
def test_slugs(text: str, anchor: str) -> None:
    assert slug(text) == anchor


@given(st.lists(st.from_regex("[a-z0-9]+", fullmatch=True), min_size=1))
def test_a_plain_heading_has_the_slug_for_its_anchor(words: list[str]) -> None:
    heading = " ".join(words)
    html = markdown.markdown(f"# {heading}", extensions=["toc"])
    assert f'id="{slug(heading)}"' in html


@given(st.text())
def test_a_slug_is_an_anchor(text: str) -> None:
    assert re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", slug(text))


def test_columns_that_say_nothing_are_left_out() -> None:
    built = table(("Port:", "Service", "Why"), [("`1`", "a", ""), ("`2`", "b", "")])
    assert built is not None
    assert str(built) == "| Port | Service |\n| ---: | --- |\n| `1` | a |\n| `2` | b |\n"
    assert built.columns == ("Port", "Service")
    assert table(("Port:",), []) is None
