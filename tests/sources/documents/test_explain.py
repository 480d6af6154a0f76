"""`import --explain`: what a line was taken for, by which headings and columns, and its outcome."""

from __future__ import annotations

from pathlib import Path

from portbook.sources.documents.explain import explain_document, explain_file
from portbook.text.source import Source

TEXT = """# Shop

## Production

| Service | Port | Inside | PG_PORT |
|---|---|---|---|
| web | 3000 | 80 | 5433 |
| - | 3001 | | |

- see http://localhost:3000

### Port conflicts
- **Port 80**: Apache
"""


def told(line: int | None) -> dict[int, str]:
    return {at: "\n".join(why) for at, why in explain_document(Source("PORTS.md", TEXT), line)}


def test_a_row_tells_of_its_table_its_columns_and_its_headings() -> None:
    row = told(7)[7].split("\n")
    assert row[0] == "a row of the table on line 5"
    assert row[2].startswith('  its column "Port" holds the ports (its header speaks of ports;')
    assert "2 of 2 cells are numbers" in row[2]
    assert '  its column "PG_PORT" holds the ports of pg (' in row[4]
    assert row[5:7] == ['below "Shop", "Production"', "which makes it environment production"]
    assert row[7] == "gives web 3000, container 80, environment production"
    assert row[8] == "gives pg 5433, container 80, project web, environment production"


def test_each_line_that_says_something_has_a_reason() -> None:
    every = told(None)
    assert list(every) == [7, 8, 10, 13]
    assert "gives nothing: the line has no name for its number" in every[8]
    assert every[8].endswith("to have it read, name the service in the row")
    assert every[10].endswith("gives nothing: 3000 is claimed on line 7 by web")
    assert 'by "Port conflicts" its numbers are in dispute or only discussed' in every[13]
    assert told(5)[5].startswith("the header of the table on line 5")
    assert told(2)[2] == "gives nothing: no number of a port was seen here"
    assert told(1)[1].split("\n")[0] == "a heading"


def test_other_formats_tell_what_each_line_gives(tmp_path: Path) -> None:
    (tmp_path / "ports.yaml").write_text("# 9999 was it\nshop: {web: 3000}\nranges: [4000-4099]\n")
    explained, problems = explain_file(tmp_path / "ports.yaml", "ports.yaml", None)
    assert not problems
    assert [(at, why[0].partition(":")[0]) for at, _, why in explained] == [
        (1, "gives nothing"),
        (2, "`shop` is a name"),
        (3, "`ranges` holds what is set aside"),
    ]
    assert [why[-1] for _, _, why in explained[1:]] == [
        "gives web 3000, project shop",
        "sets 4000 to 4099 aside: it does not say for what",
    ]
    explained, problems = explain_file(tmp_path / "none.md", "none.md", 3)
    assert problems


def test_a_value_that_lacks_its_quotes_is_explained_with_all_behind_it(tmp_path: Path) -> None:
    (tmp_path / "ports.yaml").write_text("note: a (b: c)\nshop: {web: 3000}\n")
    explained, problems = explain_file(tmp_path / "ports.yaml", "ports.yaml", 2)
    assert explained[0][2] == [
        "`shop` is a name",
        "`web` is a name",
        "gives web 3000, project shop",
    ]
    assert [(each.severity, str(each.place)) for each in problems] == [
        ("warning", "ports.yaml:1:11")
    ]


def test_each_key_of_a_port_list_tells_what_it_was_taken_for(tmp_path: Path) -> None:
    (tmp_path / "ports.yaml").write_text(
        "projects:\n  shop:\n    services:\n      web: {host_port: 3000, internal_port: 80}\n"
        "    history:\n      old: 3001\n    timeout: 3600\n    prod: {api: 4000}\n"
        "free:\n  site: 3002\n3003: stock\n"
    )
    explained, _ = explain_file(tmp_path / "ports.yaml", "ports.yaml", None)
    why = {at: reasons for at, _, reasons in explained}
    above = ["`projects` holds projects", "`shop` is a project"]
    assert why[4] == [
        *above,
        "`services` only groups what it holds",
        "`web` is a name",
        "`host_port` says the port",
        "`internal_port` says the port inside a container",
        "gives web 3000, container 80, project shop",
    ]
    elsewhere = "to have a number of it read, name it outside of there"
    history = f"`history` only tells of ports, or of other things: {elsewhere}"
    assert why[6][:3] == [*above, history]
    assert why[7][2] == f"`timeout` measures something: {elsewhere}"
    assert why[8][2:4] == ["`prod` is the environment production", "`api` is a name"]
    assert why[10][0] == "`free` holds numbers that nobody has"
    assert why[11][0] == "`3003` is the port of what its value names"


def test_the_machines_of_a_port_list_are_told(tmp_path: Path) -> None:
    (tmp_path / "ports.yaml").write_text(
        "hosts:\n  oak: {ip: 10.0.0.7}\noak:\n  feed:\n    ports: {amqp: 29092}\n"
        "    internal_ports:\n      amqp: 9092\nweb: {port: 3000, host: oak}\n"
    )
    explained, _ = explain_file(tmp_path / "ports.yaml", "ports.yaml", None)
    why = {at: reasons for at, _, reasons in explained}
    assert why[5][0] == "`oak` is the machine oak"
    assert why[5][-1] == "gives amqp 29092, container 9092, project feed, host oak"
    assert "`host` says where it runs" in why[8]
    assert "gives web 3000, host oak" in why[8]
