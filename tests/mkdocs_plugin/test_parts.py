"""What pages have in common: taken out once, and written back as it was."""

from __future__ import annotations

import json
import re

from portbook.mkdocs_plugin.blocks import PARTS, Parts

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


def put_back(taken: str, script: str) -> str:
    """What a browser makes of the page."""
    texts = json.loads(script.partition("=")[2].partition("\n")[0])
    without = re.sub(r"<script src=.*?</script>\n", "", taken)
    return re.sub(r"<script>portbook\((\d+)\)</script>", lambda at: texts[int(at[1])], without)


def test_pages_are_what_they_were_once_a_browser_has_read_them() -> None:
    parts = Parts()
    pages = [page("one"), page("two"), page("top", ".")]
    taken = [
        parts.taken_from(each, root) for each, root in zip(pages, ("../../",) * 3, strict=True)
    ]
    assert [put_back(each, parts.script()) for each in taken] == pages
    assert all(len(each) < 450 for each in taken)


def test_what_says_the_same_is_kept_once_and_the_script_comes_before_its_calls() -> None:
    parts = Parts()
    taken = parts.taken_from(page("one"), "../../")
    assert parts.taken_from(page("two"), "../../") == taken.replace("one", "two")
    assert parts.script().count("md-search") == 1
    assert taken.count("portbook(") == 4
    assert taken.index(f'<script src="../../{PARTS}">') < taken.index("portbook(")


def test_no_end_tag_within_the_script_ends_it() -> None:
    parts = Parts()
    parts.taken_from(page("one"), "")
    assert "</" not in parts.script()


def test_a_link_to_the_repository_needs_no_script_and_stays() -> None:
    source = '<div class="md-header__source"><a href="https://git.example">code</a></div>\n'
    parts = Parts()
    taken = parts.taken_from(page("one").replace(SEARCH, SEARCH + source), "")
    assert source in taken
    assert "md-search" not in taken


def test_a_page_of_another_theme_is_left_alone() -> None:
    parts = Parts()
    plain = "<head></head><p>portbook(1)</p>"
    assert parts.taken_from(plain, "") == plain
    assert parts.script() == ""
