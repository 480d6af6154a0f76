"""PORTS.md and llms.txt: golden cases, and what holds for every map."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import cmarkgfm
import markdown
import pytest
import yaml
from cmarkgfm.cmark import Options
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from portbook.derive.calls import wire
from portbook.language.load import read
from portbook.targets import compose, llms, portsmd
from portbook.targets.context import Context
from portbook.targets.portsmd.names import FIXED, Headings
from portbook.targets.portsmd.tables import phrase
from portbook.targets.templates import Templates
from portbook.text.quoting.lines import one_line
from portbook.text.quoting.markdown import slug, table
from portbook.text.source import Source

CASES = sorted(Path(__file__).parents[1].joinpath("golden", "portsmd").iterdir())
TEMPLATES = Templates()
_COMMONMARK = MarkdownIt("commonmark").enable("table")
RENDERERS: dict[str, Callable[[str], str]] = {
    "markdown-it": _COMMONMARK.render,
    "cmark-gfm": lambda source: cmarkgfm.github_flavored_markdown_to_html(
        source, Options.CMARK_OPT_UNSAFE
    ),
    "python-markdown": lambda source: markdown.markdown(
        source, extensions=["tables", "fenced_code", "toc", "md_in_html"]
    ),
}
each_renderer = pytest.mark.parametrize("render", RENDERERS.values(), ids=RENDERERS)

OURS = frozenset(
    (
        *("a", "br", "code", "em", "h1", "h2", "h3", "hr", "li", "ol", "p", "pre", "strong"),
        *("details", "summary", "table", "tbody", "td", "th", "thead", "tr", "ul"),
    )
)
LINK = re.compile(r"https?://|[\w./-]+\.(?:md|json)\Z|#")
HOSTILE = (
    *("a | b", "two\nlines", "<script>alert(1)</script>", "`tick`", "``", "{ x }", "{{ 7*7 }}"),
    *("{% raw %}", "é 日本 👩", "-->", "<!--", "](javascript:alert(1))", "[x](http://a.example)"),
    *(
        "http://a.example/b",
        "# heading",
        "- item",
        "1. one",
        "*b* _i_ ~s~",
        "\\",
        "\\|",
        "|",
        "```",
    ),
    *(
        "&lt;b&gt;",
        "$x$ @ann #12 :smile:",
        "\u202eevil\u200b",
        "'\"",
        "a\n\nb",
        "!!! note",
        "==",
    ),
)


def files_of(text: str) -> dict[str, str]:
    """What a map gives, by path; the map has to be free of errors."""
    reading = read(Source("ports.yaml", text))
    portmap = reading.portmap
    assert portmap is not None
    assert [each.message for each in reading.problems if each.severity == "error"] == []
    context = Context(portmap, wire(portmap), "ports.yaml", TEMPLATES)
    outputs = [o for project in portmap.projects.values() for o in portsmd.emit(context, project)]
    outputs += [o for project in portmap.projects.values() for o in llms.emit(context, project)]
    outputs += [*portsmd.emit_map(context), *llms.emit_map(context)]
    return {output.path: output.text for output in outputs}


def yaml_of(value: Any) -> str:
    """JSON, which YAML contains, with characters as themselves."""
    return json.dumps(value, ensure_ascii=False)


def document_of(services: dict[str, Any], **project: Any) -> str:
    """The document of a project `shop`."""
    text = yaml_of({"projects": {"shop": {"services": services, **project}}})
    return files_of(text)["shop/PORTS.md"]


class Page(HTMLParser):
    """What a browser would show: tables as rows of cells, all text, all tags and links."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[list[str]]] = []
        self.text = ""
        self.tags: set[str] = set()
        self.links: list[str] = []
        self._cell = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.tables[-1][-1].append("")
            self._cell = True
        elif tag == "br":
            self.handle_data(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._cell = False

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._cell:
            self.tables[-1][-1][-1] += data

    @property
    def words(self) -> str:
        return " ".join(self.text.split())


def cells(line: str) -> int:
    """How many cells a table's line has for a reader of GFM, whatever the header says."""
    return len(re.split(r"(?<!\\)(?:\\\\)*\|", line)) - 2


def assert_tables_hold(text: str) -> None:
    block: list[str] = []
    for line in [*text.splitlines(), ""]:
        if line.startswith("| "):
            block.append(line)
            continue
        assert len({cells(each) for each in block}) <= 1, block
        block = []


def assert_alike(text: str) -> None:
    """Every dialect finds the same tables with the same words, and nothing that acts."""
    pages = {name: Page(render(text)) for name, render in RENDERERS.items()}
    first = pages["markdown-it"]
    for name, page in pages.items():
        assert page.tags <= OURS, name
        assert [[len(row) for row in each] for each in page.tables] == [
            [len(row) for row in each] for each in first.tables
        ], name
        shown = [[[cell.split() for cell in row] for row in each] for each in page.tables]
        assert shown == [
            [[cell.split() for cell in row] for row in each] for each in first.tables
        ], name
        bad = [
            each for each in page.links if not re.match(r"https?://|[\w./-]+\.(md|json)|#", each)
        ]
        assert bad == [], name


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_golden(case: Path) -> None:
    expected = {
        path.relative_to(case).as_posix(): path.read_text(encoding="utf-8")
        for path in case.rglob("*")
        if path.is_file() and path.name != "ports.yaml"
    }
    assert files_of(case.joinpath("ports.yaml").read_text(encoding="utf-8")) == expected


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_golden_renders_alike(case: Path) -> None:
    for path in case.rglob("PORTS.md"):
        text = path.read_text(encoding="utf-8")
        assert_tables_hold(text)
        assert_alike(text)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_spaces_and_blank_lines_are_tidy(case: Path) -> None:
    for path in (*case.rglob("PORTS.md"), *case.rglob("llms.txt")):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"[ \t]\n|\n\n\n|\A\n", text), path
        assert re.search(r"[^\n]\n\Z", text), path


def test_headings_have_one_anchor_each() -> None:
    for case in CASES:
        for path in case.rglob("PORTS.md"):
            text = re.sub(
                r"^```.*?^```", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL
            )
            anchors = [slug(each) for each in re.findall(r"^#+ (.*)$", text, re.MULTILINE)]
            assert len(anchors) == len(set(anchors)), path


def test_shipped_headings_are_all_reserved() -> None:
    template = Path(__file__).parents[3].joinpath("templates", "PORTS.md.j2").read_text("utf-8")
    found = {slug(each) for each in re.findall(r"^##+ ([^{\n]*)$", template, re.MULTILINE) if each}
    assert found == FIXED


def test_links_to_sections_lead_somewhere() -> None:
    text = files_of(CASES[0].joinpath("ports.yaml").read_text(encoding="utf-8"))["shop/PORTS.md"]
    anchors = {slug(each) for each in re.findall(r"^#+ (.*)$", text, re.MULTILINE)}
    assert set(re.findall(r"\]\(#([^)]*)\)", text)) == {"cors"} <= anchors


def test_a_group_does_not_take_our_anchor() -> None:
    headings = Headings()
    assert headings.heading("Ranges") == "Ranges 2"
    assert headings.heading("Web") == "Web"
    assert headings.heading("web") == "web 2"


@each_renderer
@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_text_stays_text(render: Callable[[str], str], value: str) -> None:
    """In every field that takes free text; all of it is shown, none of it acts."""
    service = {
        "title": value,
        "description": value,
        "group": value,
        "reason": value,
        "port": 3000,
        "pinned": True,
        "repository": value,
        "culprits": [value],
        "alternatives": [{"port": 3001, "when": value}],
        "paths": {"/a": {"title": value, "description": value}},
        "history": [{"to": 3000, "reason": value, "impact": value}, {"change": value}],
        "allow": {"port-conflict": value},
    }
    project = {
        "title": value,
        "description": value,
        "stack": value,
        "owner": value,
        "rules": [value],
        "related": {value: value},
        "history": [{"change": value}],
        "ranges": {"own": {"ports": "3000-3009", "purpose": value, "notes": value}},
        "start": {"now": "make up"},
    }
    text = yaml_of(
        {"title": value, "projects": {"shop": {**project, "services": {"web": service}}}}
    )
    for path, written in files_of(text).items():
        assert_tables_hold(written)
        page = Page(render(written))
        assert page.tags <= OURS | ({"blockquote"} if path.endswith("llms.txt") else set()), path
        assert not [each for each in page.links if each.startswith("javascript")], path
    assert "port" in page.words


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_text_reads_alike(value: str) -> None:
    services = {
        "web": {"title": value, "description": value, "group": value, "port": 3000},
        "api": {"title": value, "reason": value, "pinned": True, "port": 3001},
    }
    text = document_of(services, rules=[value])
    assert_alike(text)
    shown = Page(RENDERERS["cmark-gfm"](text)).words.replace("`", "")
    expected = re.sub(r"[\u202e\u200b]", "", one_line(value)).replace("`", "")
    assert expected in shown


def test_code_in_text_stays_code() -> None:
    assert phrase("from `src/` | it") == "from `src/` \\| it"
    assert phrase("a ` b") == "a \\` b"
    assert phrase(None) == ""


def test_columns_that_say_nothing_are_left_out() -> None:
    built = table(("Port:", "Service", "Why"), [("`1`", "a", ""), ("`2`", "b", "")])
    assert built is not None
    assert str(built) == "| Port | Service |\n| ---: | --- |\n| `1` | a |\n| `2` | b |\n"
    assert built.columns == ("Port", "Service")
    assert table(("Port:",), []) is None


def test_services_keep_the_order_of_the_map() -> None:
    text = document_of({"zebra": 3002, "ant": 3001, "mole": 3003})
    assert re.findall(r"^\| `(\d+)` \|", text.partition("## Availability")[0], re.MULTILINE) == [
        *("3002", "3001", "3003"),
    ]


def test_udp_and_intervals_in_commands() -> None:
    text = document_of({"game": {"ports": {"play": "27015/udp", "rooms": "27100-27110"}}})
    assert "-iUDP:27015" in text
    assert "-iTCP:27100-27110 -sTCP:LISTEN" in text
    assert "sport >= :27100 and sport <= :27110" in text
    assert "Get-NetUDPEndpoint -LocalPort 27015" in text
    assert "-LocalPort (27100..27110)" in text
    assert "--filter publish=27015/udp" in text


def test_a_container_is_stopped_and_a_process_killed() -> None:
    services = {
        "web": 3000,
        "db": {"image": "postgres", "ports": {"sql": "5433:5432", "game": "5434-5436/tcp+udp"}},
    }
    commands = document_of(services).partition("### Freeing a port")[2]
    assert re.findall(r"publish=(\S+)\) *# (.*)$", commands, re.MULTILINE) == [
        ("5433", "DB"),
        ("5434-5436", "DB (game)"),
        ("5434-5436/udp", "DB (game)"),
    ]
    assert re.findall(r"^kill \$\(lsof -t -i(\S+)", commands, re.MULTILINE) == ["TCP:3000"]
    assert re.findall(r"^Stop-Process .* -LocalPort (\d+)", commands, re.MULTILINE) == ["3000"]


def test_a_number_of_a_process_and_of_a_container_has_both_commands() -> None:
    shop = {
        "services": {"here": 5432, "boxed": {"image": "postgres", "port": "5432:5432"}},
    }
    exclusive = [{"members": ["shop/here", "shop/boxed"]}]
    text = files_of(yaml_of({"exclusive": exclusive, "projects": {"shop": shop}}))["shop/PORTS.md"]
    assert "docker stop $(docker ps -q --filter publish=5432)  # Boxed" in text
    assert "kill $(lsof -t -iTCP:5432 -sTCP:LISTEN)  # Here" in text


def test_where_all_are_containers_no_process_is_killed() -> None:
    text = document_of({"db": {"image": "postgres", "port": 5432}})
    assert "docker stop $(docker ps" in text
    for word in ("lsof -t", "Stop-Process", "taskkill", "kill -9"):
        assert word not in text


def test_a_port_of_both_transports_is_one_row_of_the_map() -> None:
    shop = {"services": {"dns": "5300/tcp+udp", "log": "5301/udp"}}
    others = {"services": {"dns": {"port": "5300/tcp+udp", "bind": "127.0.0.2"}}}
    text = files_of(yaml_of({"projects": {"shop": shop, "others": others}}))["PORTS.md"]
    found = re.findall(r"^\| `(53\d\d/\S+)` \| \S+ \| \[(\w+)\]", text, re.MULTILINE)
    assert sorted(found) == [
        *(("5300/tcp+udp", "others"), ("5300/tcp+udp", "shop"), ("5301/udp", "shop")),
    ]


@pytest.mark.parametrize("bind", ["::1", "localhost", "127.0.0.2", "0.0.0.0", "::", "192.0.2.7"])
def test_only_the_usual_bind_goes_unsaid(bind: str) -> None:
    services = {"web": {"port": 3000, "bind": bind}, "api": 3001}
    files = files_of(yaml_of({"projects": {"shop": {"services": services}}}))
    for text in (files["PORTS.md"], files["shop/PORTS.md"]):
        table = text.partition("| ---: |")[2].partition("\n\n")[0]
        rows = {row[:8]: row for row in table.splitlines()}
        assert f"| `{bind}` |" in rows["| `3000`"]
        assert "`127.0.0.1`" not in rows["| `3001`"]


def test_only_is_shown_wherever_it_is_written() -> None:
    services = {
        "web": 3000,
        "debugger": {"port": 3001, "only": ["development"]},
        "metrics": {"port": 3002, "only": ["production"]},
        "both": {"port": 3003, "only": ["production", "development"]},
    }
    text = document_of(services, environments=["development", "production"])
    tables = Page(RENDERERS["cmark-gfm"](text)).tables
    header, *rows = tables[0]
    at = header.index("Only in")
    assert {row[0]: row[at] for row in rows} == {
        "3000": "",
        "3001": "development",
        "3002": "production",
        "3003": "development, production",
    }


def test_a_circle_is_told() -> None:
    services = {
        "db": 5000,
        "front": {"port": 3000, "uses": ["back"]},
        "back": {"port": 8000, "uses": ["mail"], "env": {"FRONT": "{front.url}"}},
        "mail": {"port": 2525, "uses": ["front", "db"]},
    }
    text = document_of(services)
    assert "\nFront, Back and Mail need each other: none of them can be the first, so" in text
    services["back"] = {"port": 8000, "uses": ["mail"], "env": {"ALLOWED": "{front.origin}"}}
    services["mail"] = {"port": 2525, "uses": ["db"]}
    text = document_of(services)
    assert "need each other" not in text
    steps = re.findall(r"^(\d)\. (\w+)", text.split("## Starting")[1], re.MULTILINE)
    assert steps == [("1", "DB"), ("2", "Mail"), ("3", "Back"), ("4", "Front")]


def test_a_circle_of_everything_is_told_without_an_order() -> None:
    text = document_of({"a": {"port": 1, "uses": ["b"]}, "b": {"port": 2, "uses": ["a"]}})
    starting = text.partition("## Starting\n")[2].partition("\n## ")[0]
    assert starting.strip().startswith("A and B need each other")


def test_the_extract_is_what_the_compose_files_publish() -> None:
    services: dict[str, Any] = {
        "web": {"image": "web", "port": "*:3002:80"},
        "dns": {
            "image": "dns",
            "ports": {"q": "localhost:5300:53/tcp+udp", "r": "6000-6002:7000-7002"},
        },
        "inner": {"image": "inner", "port": {"container": 80}},
        "unknown": {"image": "unknown", "port": None},
        "no-image": {"container": "x", "port": "3003:80"},
        "own-file": {"container": "y", "compose": "theirs", "port": "3004:80"},
        "gone": {"image": "gone", "port": 3005, "status": "retired"},
    }
    text = yaml_of({"projects": {"shop": {"services": services}}})
    portmap = read(Source("ports.yaml", text)).portmap
    assert portmap is not None
    context = Context(portmap, wire(portmap), "ports.yaml", TEMPLATES)
    written: dict[str, set[tuple[str, str, int, str]]] = {}
    for output in compose.emit(context, portmap.projects["shop"]):
        loaded = yaml.safe_load(output.text.replace("!override", ""))
        for name, service in loaded["services"].items():
            for port in service.get("ports", ()):
                row = (port.get("host_ip", ""), port["published"], port["target"], port["protocol"])
                written.setdefault(name, set()).add(row)
    document = files_of(text)["shop/PORTS.md"]
    part = document.split("<summary>Compose</summary>\n")[1].split("</details>")[0]
    extract = yaml.safe_load(part.split("```yaml\n")[1].split("```")[0])["services"]
    shown = {
        name: {row for each in s["ports"] for row in rows_of(each)}
        for name, s in extract.items()
        if "ports" in s
    }
    assert shown == written
    assert set(shown) == {"web", "dns"}
    assert "leaves out `no-image`, `own-file`." in part


def rows_of(short: str) -> Iterator[tuple[str, str, int, str]]:
    """The ports of Compose's short form, one by one."""
    found = re.fullmatch(r"(?:\[?([^\]]+?)\]?:)?(\d+)(?:-(\d+))?:(\d+)(?:-\d+)?(?:/(udp))?", short)
    assert found is not None, short
    address, first, last, target, transport = found.groups()
    for number in range(int(first), int(last or first) + 1):
        inner = int(target) + number - int(first)
        yield address or "", str(number), inner, transport or "tcp"


def test_commands_are_for_this_machine_only() -> None:
    services = {"web": 3000, "far": {"port": 4000, "host": "far"}}
    shop = {"environments": {"development": "near"}, "services": services}
    text = yaml_of({"hosts": {"near": {}, "far": {}}, "projects": {"shop": shop}})
    commands = files_of(text)["shop/PORTS.md"].partition("## Availability")[2]
    commands = commands.partition("<summary>What else")[0]
    assert "3000" in commands
    assert "4000" not in commands


def test_a_secret_stands_nowhere_unless_the_map_admits_it() -> None:
    secrets = {"TOKEN": {}, "PASSWORD": {"value": "open", "environments": ["development"]}}
    text = document_of({"db": {"port": 5432, "secrets": secrets}})
    assert "| `TOKEN` | DB | never written down |" in text
    assert "| `PASSWORD` | DB | `open` in `development` only | `.env` |" in text
    assert text.count("open") == 1


def test_next_free_passes_over_what_others_have() -> None:
    services = {"web": {"port": 5999, "range": "r", "alternatives": [6002]}}
    text = document_of(services, ranges={"r": {"ports": "5999-6009"}})
    assert "`6001`, `6003`, `6004`" in text  # browsers refuse 6000, 6002 is the alternative


def test_health_commands_have_real_addresses() -> None:
    services = {
        "db": {"kind": "postgres", "port": 5433},
        "api": {"port": {"number": 8000, "scheme": "http"}, "health": "/up?a=b"},
        "raw": {"port": 9000, "health": "tcp"},
    }
    text = document_of(services)
    assert "`pg_isready -h 127.0.0.1 -p 5433`" in text
    assert "<http://127.0.0.1:8000/up?a=b>" in text
    assert "`127.0.0.1:9000`" in text


def test_llms_txt_has_the_shape_of_the_standard() -> None:
    text = files_of(CASES[0].joinpath("ports.yaml").read_text(encoding="utf-8"))["llms.txt"]
    match = re.search(r"^# .+\n\n> .+\n\n", text, re.MULTILINE)
    assert match
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == ["Map", "Projects", "Ranges"]
    assert "- [The Shop](shop/PORTS.md): Vite + FastAPI" in text
    assert "api `8000`, api.live `8002`" in text
    assert "Never invent a port" in text
    for command in ("portbook next", "portbook check"):
        assert f"`{command}`" in text


def test_a_long_llms_txt_leads_to_one_for_each_project() -> None:
    services = ", ".join(f"s{number}: {20000 + number}" for number in range(300))
    few, many = (
        files_of(
            "hosts: {a: {}, b: {}}\nprojects:\n"
            + "".join(
                f"  p{at}: {{environments: {{development: {at}}}, services: {{{services}}}}}\n"
                for at in hosts
            )
        )
        for hosts in ("a", "ab")
    )
    assert "s1 `20001`" in few["llms.txt"]
    assert len(many["llms.txt"].encode()) < llms.LARGEST
    assert "s1 `20001`" not in many["llms.txt"]
    for name in ("pa", "pb"):
        assert f"({name}/llms.txt)" in many["llms.txt"]
        assert "\n- s1 `20001`\n" in many[f"{name}/llms.txt"]
    assert [each for each in few if each.endswith("llms.txt")] == ["llms.txt"]


NUMBERS = st.integers(1, 65535)
SHOWN = st.characters(exclude_categories=["Cc", "Cs", "Cn"])
TEXTS = st.one_of(st.sampled_from(HOSTILE), st.text(SHOWN, max_size=12))
SERVICES = st.fixed_dictionaries(
    {"port": st.one_of(NUMBERS, st.none())},
    optional={
        "title": TEXTS,
        "description": TEXTS,
        "group": TEXTS,
        "kind": st.sampled_from(["vite", "postgres", "redis", "fastapi", "nginx"]),
        "status": st.sampled_from(["active", "reserved", "planned", "retired"]),
        "bind": st.sampled_from(["127.0.0.1", "0.0.0.0", "::1", "localhost"]),
        "notes": TEXTS,
        "uses": st.just(["s0"]),
    },
)


def numbered(found: list[dict[str, Any]]) -> dict[str, Any]:
    return {f"s{at}": each for at, each in enumerate(found)}


PROJECTS = st.fixed_dictionaries(
    {
        "services": st.lists(SERVICES, max_size=4).map(
            lambda found: {f"s{i}": s for i, s in enumerate(found)}
        )
    },
    optional={"environments": st.just(["development", "production"]), "notes": TEXTS},
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PROJECTS, min_size=1, max_size=3))
def test_any_map(projects: list[dict[str, Any]]) -> None:
    text = yaml_of({"projects": {f"p{at}": each for at, each in enumerate(projects)}})
    reading = read(Source("ports.yaml", text))
    assume(reading.portmap is not None)
    assume(all(each.severity != "error" for each in reading.problems))
    assert reading.portmap is not None
    files = files_of(text)
    assert files == files_of(text)
    for name, project in reading.portmap.projects.items():
        written = files[f"{name}/PORTS.md"]
        assert_tables_hold(written)
        for service in project.default.services.values():
            for endpoint in service.endpoints:
                if endpoint.port is not None:
                    assert re.search(rf"^\| `{endpoint.port}` \|", written, re.MULTILINE)
        for render in RENDERERS.values():
            assert Page(render(written)).tags <= OURS | {"blockquote", "s", "del", "h4", "h5", "h6"}
