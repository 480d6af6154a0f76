"""Templates of the user's: what they reach, what they may spend, and which files they are."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from portbook.derive.calls import Wiring
from portbook.language.load import read
from portbook.targets import bounded, custom
from portbook.targets.context import Context
from portbook.targets.plain import View, plain
from portbook.targets.templates import TemplateProblem, Templates
from portbook.text.quoting.html import Html
from portbook.text.source import Source
from tests.support.cli import CHECKOUT
from tests.support.files import make_files

VALUES = (str, int, float, bool, type(None))
MAP = (CHECKOUT / "ports.yaml").read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_files(tmp_path, {"templates/x.j2": "", "secret": "hunter2"})


def rendered(folder: Path, text: str, **values: Any) -> str:
    (folder / "templates" / "x.j2").write_text(text)
    return Templates(folder / "templates").render("x.j2", **values)


class Noting(Templates):
    """Keeps what a template of the user's is given."""

    def render(self, name: str, /, **values: Any) -> str:
        self.given = values
        return ""


def given_values() -> dict[str, Any]:
    """What a template of the user's sees of this repository's own map."""
    portmap = read(Source("ports.yaml", MAP, CHECKOUT / "ports.yaml")).portmap
    assert portmap is not None
    noting = Noting()
    context = Context(portmap, Wiring(portmap), "ports.yaml", noting)
    project = next(iter(portmap.projects.values()))
    choice = read(
        Source("m", "projects: {a: {services: {w: 1}, targets: [{template: x.j2, to: x}]}}")
    ).portmap
    assert choice is not None
    list(custom.emit(context, project, choice.projects["a"].targets[0]))
    return noting.given


def test_a_template_reaches_nothing_but_plain_values() -> None:
    """Walks everything that hangs on what a template gets, to its end."""
    stack, seen, kinds = [plain(given_values())], set(), set()
    while stack:
        value = stack.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        kinds.add(type(value))
        if isinstance(value, View):
            assert all(not callable(each) for each in vars(value).values())
            stack += vars(value).values()
        elif isinstance(value, dict):
            stack += [*value, *value.values()]
        elif isinstance(value, tuple):
            stack += value
    assert kinds <= {View, dict, tuple, Html, *VALUES}
    assert len(seen) > 100


def test_what_is_no_plain_value_is_left_out() -> None:
    found = plain({"a": 1, "p": Path(), "f": len, "m": os, "s": Source("n", "t"), "l": [Path(), 2]})
    assert found == {"a": 1, "l": (2,)}


ATTACKS = [
    "{{ project.origin }}",
    "{{ project.origin.nodes[0].source.path.joinpath('/etc/passwd').read_text() }}",
    "{{ project.place('x').source.path }}",
    "{{ project.__class__ }}",
    "{{ project.__init__.__globals__ }}",
    "{{ project._text }}",
    "{{ ''.__class__.__mro__ }}",
    "{{ (''|attr('__class__')) }}",
    "{{ notice.format.__globals__ }}",
    "{{ '{0.__class__}'.format(project) }}",
    "{{ '{0.__init__.__globals__}'.format(project) }}",
    "{{ claims|map(attribute='__class__')|first }}",
    "{{ self.__init__.__globals__ }}",
    "{{ self._TemplateReference__context.environment }}",
    "{{ cycler.__init__.__globals__.os }}",
    "{{ lipsum.__globals__ }}",
    "{{ namespace.__init__.__globals__ }}",
    "{{ range.__self__ }}",
    "{{ dict.__self__ }}",
    "{{ dict.__base__ }}",
    "{% macro m() %}{% endmacro %}{{ m._func.__globals__ }}",
    "{% macro m() %}{% endmacro %}{{ m.catch_kwargs }}",
    "{% for x in [1] %}{{ loop._iterator.gi_frame }}{% endfor %}",
    "{{ claims[0].update({'port': 1}) }}",
    "{{ claims[0].pop('port') }}",
    "{{ 'x'.encode() }}",
    "{% include '../secret' %}",
    "{% include '/etc/passwd' %}",
    "{% set project.name = 'x' %}",
]

SPENDERS = [
    "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
    "{% for a in range(99999) %}{% for b in range(99999) %}x{% endfor %}{% endfor %}",
    "{% set n = namespace(s='x') %}{% for a in range(60) %}{% set n.s = n.s ~ n.s %}{% endfor %}",
    "{% set n = namespace(s='x') %}{% for a in range(60) %}{% set n.s = n.s + n.s %}{% endfor %}",
    "{% set n = namespace(s=[1]) %}{% for a in range(60) %}{% set n.s = n.s + n.s %}{% endfor %}",
    "{% set n = namespace(s=[1]) %}{% for a in range(60) %}{% set n.s = [n.s, n.s] %}{% endfor %}",
    (
        "{% set n = namespace(s=1) %}{% for a in range(60) %}{% set n.s = {'a': n.s, 'b': n.s} %}"
        "{% endfor %}{{ n.s }}"
    ),
    "{% set n = namespace(s=1) %}{% for a in range(60) %}{% set n.s = (n.s, n.s) %}{% endfor %}",
    (
        "{% set n = namespace(s=1) %}{% for a in range(60) %}{% set n.s = dict(a=n.s, b=n.s) %}"
        "{% endfor %}"
    ),
    (
        "{% set n = namespace(s=[1]) %}{% for a in range(60) %}"
        "{% set n.s = n.s|batch(2, n.s)|list %}{% endfor %}{{ n.s|tojson }}"
    ),
    "{{ ([(1,)] * 9999)|sum(start=()) }}",
    "{{ 'x' * 10**9 }}",
    "{{ [0] * 10**9 }}",
    "{{ 10 ** 9999999999 }}",
    "{% set n = namespace(s=9) %}{% for a in range(60) %}{% set n.s = n.s * n.s %}{% endfor %}",
    "{{ '%999999999d' % 1 }}",
    "{{ '%*d' % (999999999, 1) }}",
    "{{ '%.999999999f' % 1.0 }}",
    "{{ '%999999999d'|format(1) }}",
    "{{ '{:999999999}'.format(1) }}",
    "{{ '{:{}}'.format(1, 999999999) }}",
    "{{ 'x'|center(10**9) }}",
    "{{ 'x'.ljust(10**9) }}",
    "{{ 'x'.zfill(10**9) }}",
    "{{ 'x'|indent(10**9) }}",
    "{{ ('x\\n' * 200000)|indent(9999) }}",
    "{{ range(99999)|list|tojson(indent=9999) }}",
    "{{ range(9999)|list|tojson(indent=99) }}",
    "{{ range(99999)|list|pprint }}",
    "{{ ('x' * 100000)|replace('x', 'y' * 100000) }}",
    "{{ ('x' * 100000).replace('x', 'y' * 100000) }}",
    "{{ ('x' * 100000)|replace('', 'y' * 100000) }}",
    "{{ range(99999)|join('y' * 100000) }}",
    "{{ ('y' * 100000).join('x' * 99999) }}",
    "{% set s %}{% for a in range(99999) %}{{ 'x' * 100000 }}{% endfor %}{% endset %}",
    "{% for a in range(99999) %}{{ range(99999)|sum }}{% endfor %}",
    "{% macro f(n) %}{% if n %}{{ f(n - 1) }}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(40) }}",
    "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
    "{% include 'x.j2' %}",
    "{% for a in range(9999) recursive %}{{ loop(range(9999)) }}{% endfor %}",
    "{{ [1]|batch(10**9, 0)|list }}",
    "{{ ([[1]] * 9999)|sum(start=[]) }}",
    "{{ ([{'a': [1]}] * 9999)|sum('a', []) }}",
    "{{ ('http://a.b/' ~ '(' * 9999 ~ '.' * 9999 ~ ')' * 9999)|urlize }}",
    "{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}",
]


def test_an_attack_is_refused(folder: Path) -> None:
    values = given_values()
    for text in ATTACKS:
        with pytest.raises(TemplateProblem):
            rendered(folder, text, **values)


def test_what_a_template_spends_is_bounded(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for bound in ("STEPS", "LONGEST", "MOST"):
        monkeypatch.setattr(bounded, bound, 100_000)
    for text in SPENDERS:
        with pytest.raises(TemplateProblem) as caught:
            rendered(folder, text)
        assert len(str(caught.value)) < 500, text


def test_a_template_of_everyday_works(folder: Path) -> None:
    text = (
        "{% macro line(c) -%}{{ c.service }}={{ c.port }}{%- endmacro %}"
        "{% for name, origins in [('a', ['x', 'y'])] %}{{ name }}: {{ origins|join(', ') }}\n"
        "{% endfor %}{% for c in claims|sort(attribute='port') %}{{ line(c) }} {{ loop.index }}/"
        "{{ loop.length }}{{ ' ' if not loop.last }}{% endfor %} "
        "{{ '%05d' % 7 }} {{ '{:,}'.format(12345) }} {{ 'a' ~ 1 ~ none }} {{ {'a': 1}|tojson }} "
        "{{ 'Ab'.lower()|replace('a', 'c') }} {{ [1, 2] + [3] }} {{ 7 // 2 }} {{ 2 ** 5 }}"
        "{% set n = namespace(t=0) %}{% for c in claims %}{% set n.t = n.t + c.port %}{% endfor %}"
        " {{ n.t }} {{ claims|groupby('service')|map('first')|join('|') }}"
    )
    claims = [{"service": "web", "port": 3001}, {"service": "api", "port": 3000}]
    assert rendered(folder, text, claims=claims).splitlines() == [
        "a: x, y",
        ('api=3000 1/2 web=3001 2/2 00007 12,345 a1None {"a": 1} cb [1, 2, 3] 3 32 6001 api|web'),
    ]


def test_shipped_templates_say_the_same_beside_templates_of_ones_own(folder: Path) -> None:
    portmap = read(Source("ports.yaml", MAP)).portmap
    assert portmap is not None
    wiring = Wiring(portmap)
    from portbook.targets.emit import emit

    found = []
    for templates in (Templates(), Templates(folder / "templates")):
        outputs, problems = emit(Context(portmap, wiring, "ports.yaml", templates))
        assert problems == []
        found.append(outputs)
    assert found[0] == found[1]


@pytest.mark.parametrize("what", ["link", "dangling", "pipe", "folder", "large", "behind"])
def test_only_regular_files_of_the_folder_are_templates(folder: Path, what: str) -> None:
    path = folder / "templates" / "odd.j2"
    if what == "link":
        path.symlink_to(folder / "secret")
    elif what == "dangling":
        path.symlink_to(folder / "nothing")
    elif what == "pipe":
        os.mkfifo(path)
    elif what == "folder":
        path.mkdir()
    elif what == "large":
        path.write_text("x" * (1 << 21))
    else:
        (folder / "templates").rename(folder / "elsewhere")
        (folder / "templates").symlink_to(folder / "elsewhere")
        (folder / "elsewhere" / "odd.j2").write_text("x")
    with pytest.raises(TemplateProblem, match=r"odd\.j2"):
        Templates(folder / "templates").render("odd.j2")


def test_a_link_within_the_folder_is_followed(folder: Path) -> None:
    (folder / "templates" / "a.j2").write_text("here")
    (folder / "templates" / "b.j2").symlink_to("a.j2")
    assert Templates(folder / "templates").render("b.j2") == "here"
