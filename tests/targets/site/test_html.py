"""The cells of PORTS.md as HTML: what Python-Markdown makes of them, without Python-Markdown."""

from __future__ import annotations

from html.parser import HTMLParser

import markdown
from hypothesis import example, given
from hypothesis import strategies as st

from portbook.targets.portsmd.cells import phrase
from portbook.targets.site.html import inline
from portbook.text.quoting.html import html_lines, html_text, web_url
from portbook.text.quoting.markdown import markdown_code, markdown_link, markdown_text

TEXT = st.text(alphabet=st.sampled_from("ab1 `*_[]{}<>&|\\~$@#:./!\"'()-+=é日"), max_size=30)


class _Shown(HTMLParser):
    """Tags with the links they hold, and the text, as a reader sees them: blanks as one."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "wbr":  # where a line may break, which shows nothing
            self.seen.append(f"<{tag} {dict(attrs).get('href', '')}>")

    def handle_data(self, data: str) -> None:
        self.seen.append(data)


def seen(html: str) -> str:
    reader = _Shown()
    reader.feed(html)
    return " ".join("".join(reader.seen).split())


def by_markdown(cell: str) -> str:
    table = f"| h |\n| --- |\n| {cell} |\n"
    html = markdown.markdown(table, extensions=["tables"])
    return seen(html.partition("<td>")[2].partition("</td>")[0])


@given(TEXT)
def test_text_is_shown_as_python_markdown_shows_it(value: str) -> None:
    cell = markdown_text(value)
    assert seen(inline(cell)) == by_markdown(cell)


@given(TEXT)
@example("a/long_name/of_a-path_&/1")
def test_code_is_shown_as_python_markdown_shows_it(value: str) -> None:
    cell = markdown_code(value)
    assert seen(inline(cell)) == by_markdown(cell)


@given(TEXT, st.sampled_from(["https://a.example/b?c=d", "javascript:alert(1)", "http://x"]))
def test_links_are_shown_as_python_markdown_shows_them(value: str, url: str) -> None:
    cell = markdown_link(value, url)
    assert seen(inline(cell)) == by_markdown(cell)


@given(TEXT)
def test_phrases_are_shown_as_python_markdown_shows_them(value: str) -> None:
    cell = phrase(value)
    assert seen(inline(cell)) == by_markdown(cell)


def test_documents_of_projects_become_pages() -> None:
    assert inline("[`a/b`](../a/PORTS.md)") == '<a href="../../project/a/"><code>a/b</code></a>'
    assert inline("[the origins](#cors)") == '<a href="#cors">the origins</a>'
    assert inline("**`a` in** `b`") == "<strong><code>a</code> in</strong> <code>b</code>"


@given(st.text(max_size=60))
def test_text_has_no_meaning_in_html(value: str) -> None:
    assert not set(html_text(value)) & set("<>\"'{}`~\n")
    assert not set(html_lines(value)) & set("<>\"'{}`\n")


def test_only_the_web_is_linked() -> None:
    assert web_url("https://a.example/?q='")
    assert not web_url("javascript:alert(1)")
    assert not web_url("http:/a")
    assert not web_url("https://a.example/\nb")
    assert not web_url(" https://a.example/")
