"""Finished HTML goes around the Markdown parser and comes back where it was; what pages have in
common is taken out once, and written back as it was."""

from __future__ import annotations

import json
import re

import markdown
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portbook.mkdocs_plugin.blocks import PARTS, Parts, extract, insert_blocks, insert_text, squeeze

BLOCK = """\
<div class="pb-scroll">
<table class="pb-table"><tr><td>*a* &lt;b&gt;</td></tr></table>
</div>"""


def rendered(text: str) -> str:
    short, blocks = extract(text)
    html = markdown.markdown(short, extensions=["tables", "fenced_code"])
    return insert_blocks(insert_text(html, blocks), blocks)


def test_a_block_comes_back_byte_for_byte() -> None:
    text = f"# Title\n\n{BLOCK}\n\nSome *text*.\n\n{BLOCK}\n"
    html = rendered(text)
    assert html.count(BLOCK) == 2
    assert "<em>text</em>" in html
    assert html.index("Title") < html.index(BLOCK) < html.index("<em>text")


def test_the_page_is_what_the_parser_alone_would_make() -> None:
    text = f"# Title\n\n{BLOCK}\n\n- a\n- b\n\n{BLOCK}\n\nEnd.\n"
    alone = markdown.markdown(text, extensions=["tables", "fenced_code"])
    assert rendered(text).split() == alone.split()


@pytest.mark.parametrize("fence", ["```", "~~~", "`````"])
def test_code_between_fences_is_left_alone(fence: str) -> None:
    text = f"{fence}html\n\n{BLOCK}\n\n```x\n\n{BLOCK}\n{fence}\n\n{BLOCK}\n"
    short, blocks = extract(text)
    assert blocks == [f"{BLOCK}\n"]
    assert short.count(BLOCK) == 2


def test_html_of_others_is_left_alone() -> None:
    text = '<div class="theirs">\n</div>\n\n<p>x</p>\n'
    assert extract(text) == (text, [])


def test_a_comment_inside_a_block_is_no_place_for_another() -> None:
    block = f"{BLOCK}<!--portbook:0--><!--/portbook-->"
    assert rendered(f"{block}\n\n{BLOCK}\n").split() == f"{block}\n{BLOCK}".split()


def test_the_search_is_given_the_words_alone() -> None:
    hidden = '<figure class="pb-topology" data-search-exclude><b>hidden</b></figure>'
    form = '<form class="pb-filter"><option>all</option></form>'
    parts = f'<div class="pb-parts"><p>part</p>{hidden}</div>'
    short, blocks = extract(f"{BLOCK}\n\n{form}\n\n{hidden}\n\n{parts}\n")
    said = insert_text(short, blocks)
    assert "<p>*a* &lt;b&gt;.</p>" in said
    assert "<p>part</p>" in said
    assert "all" not in said
    assert "hidden" not in said
    assert "<table" not in said


def test_what_surrounds_an_article_loses_its_indents() -> None:
    page = "<head>\n\n   <title>x y</title>\n</head>\n"
    page += "<article>\n<h1>a</h1>\n  <pre>\n  a\n\n  b</pre>\n</article>\n  z\n"
    assert squeeze(page) == (
        "<head>\n<title>x y</title>\n</head>\n"
        "<article>\n<h1>a</h1>\n  <pre>\n  a\n\n  b</pre></article>\nz\n"
    )
    assert squeeze("no article\n  here") == "no article\nhere"


@given(st.lists(st.sampled_from([BLOCK, "text", "```", "~~~", "", "# x", "```\ncode\n```"])))
def test_nothing_is_lost(parts: list[str]) -> None:
    text = "\n\n".join(parts)
    short, blocks = extract(text)
    assert insert_blocks(insert_text(short, blocks), blocks) == text


PALETTE = (
    '<form class="md-header__option" data-md-component="palette">\n<input type="radio">\n</form>\n'
    "<script>var palette=1</script>"
)
SEARCH = (
    '<label class="md-header__button md-icon" for="__search"></label>\n'
    '<div class="md-search"><nav>options</nav></div>\n'
)
CONFIG = '<div class="md-dialog"></div>\n<script id="__config" type="application/json">{}</script>'
PAGE = """\
<head>
<script>__md_scope=new URL("{root}",location)</script>
</head>
<header><nav>{palette}
{search}</nav>
</header>
<article><p>{name}</p></article>
{config}
"""


def page(name: str, root: str = "../..") -> str:
    return PAGE.format(palette=PALETTE, search=SEARCH, config=CONFIG, name=name, root=root)


def read(taken: str, script: str) -> str:
    """What a browser makes of the page."""
    texts = json.loads(script.partition("=")[2].partition("\n")[0])
    without = re.sub(r"<script src=.*?</script>\n", "", taken)
    return re.sub(r"<script>portbook\((\d+)\)</script>", lambda at: texts[int(at[1])], without)


def test_pages_are_what_they_were_once_a_browser_has_read_them() -> None:
    parts = Parts()
    pages = [page("one"), page("two"), page("top", ".")]
    taken = [
        parts.without_parts(each, root) for each, root in zip(pages, ("../../",) * 3, strict=True)
    ]
    assert [read(each, parts.script()) for each in taken] == pages
    assert all(len(each) < 450 for each in taken)


def test_what_says_the_same_is_kept_once_and_the_script_comes_before_its_calls() -> None:
    parts = Parts()
    taken = parts.without_parts(page("one"), "../../")
    assert parts.without_parts(page("two"), "../../") == taken.replace("one", "two")
    assert parts.script().count("md-search") == 1
    assert taken.count("portbook(") == 4
    assert taken.index(f'<script src="../../{PARTS}">') < taken.index("portbook(")


def test_no_end_tag_within_the_script_ends_it() -> None:
    parts = Parts()
    parts.without_parts(page("one"), "")
    assert "</" not in parts.script()


def test_a_link_to_the_repository_needs_no_script_and_stays() -> None:
    source = '<div class="md-header__source"><a href="https://git.example">code</a></div>\n'
    parts = Parts()
    taken = parts.without_parts(page("one").replace(SEARCH, SEARCH + source), "")
    assert source in taken
    assert "md-search" not in taken


def test_a_page_of_another_theme_is_left_alone() -> None:
    parts = Parts()
    plain = "<head></head><p>portbook(1)</p>"
    assert parts.without_parts(plain, "") == plain
    assert parts.script() == ""
