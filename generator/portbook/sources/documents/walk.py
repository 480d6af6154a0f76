"""Goes through the blocks of a document in order and gathers what each states."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import takewhile

from portbook.sources.documents.blocks import Block, Fence, Heading, Item, Line, Table
from portbook.sources.documents.called import machine_quoted
from portbook.sources.documents.changes import read_change
from portbook.sources.documents.columns import columns_of
from portbook.sources.documents.environments import (
    stage_told,
)
from portbook.sources.documents.evidence import Gathered
from portbook.sources.documents.extent import MOST_SAYINGS
from portbook.sources.documents.features import Column
from portbook.sources.documents.fences import read_fence
from portbook.sources.documents.introductions import (
    TITLED,
    describes,
    is_in_need,
    names_machine,
    shuns,
    stage_above,
    stage_told_above,
    user_of_ports,
)
from portbook.sources.documents.labels import key_of, without_port
from portbook.sources.documents.lines import Lines
from portbook.sources.documents.listened import read_listeners
from portbook.sources.documents.machines import machine_led, named_addresses, places_of_sections
from portbook.sources.documents.matrix import without_unknown
from portbook.sources.documents.mermaid import nodes_in
from portbook.sources.documents.modes import may_be_reached, status_of
from portbook.sources.documents.places import addresses_apart, texts_of
from portbook.sources.documents.reshaped import (
    have_usual_ports,
    holds_programs,
    products_of,
    table_of,
)
from portbook.sources.documents.scope import INTRODUCTION, Scope, names_a_program, without_numbering
from portbook.sources.documents.sections import tables_of_headings, tells_purposes
from portbook.sources.documents.statements import read_statement
from portbook.sources.documents.tables import gives_ports, read_table, states_properties
from portbook.sources.documents.text import (
    about,
    about_any,
    clean_name,
    outside_brackets,
    plain,
    strip_words,
)
from portbook.sources.documents.tokens import Number, mentions_port, scan
from portbook.sources.documents.told_rows import items_of
from portbook.sources.documents.unclaimed import MODE_REASONS, names_nothing
from portbook.sources.kinds import kind_of_name

_REMARK = re.compile(r"(?<=\S)\s*[(（](?:[^()（）\d]|\([^()]*\))*[)）]$")
_NOTED = re.compile(r"\s*<?(?P<url>[a-z]+://\S+?:\d{2,5}\S*?)>?\s+#\s*(?P<name>[^\W\d].{0,60})")
"""`http://10.0.0.7:4200 # Shell`"""
_THROUGH = re.compile(r"^(?:through|via|über|durch|par|através de|через)\s", re.IGNORECASE)
_QUOTED = re.compile(r"[\d.)\s]*[“”„\"「『]")
_LOOK = 20
"""Blocks below a heading that may tell how its numbers are meant."""
_NUMBER_ALONE = re.compile(r"\W*(?:port\W+)?\d{2,5}\W*", re.IGNORECASE)


class Walk:
    """Goes through the blocks in order, with the headings that are open.

    `scopes` is filled with one scope for each block that was read, `columns` has those of a table
    by its id.
    """

    def __init__(
        self,
        hosts: frozenset[str],
        blocks: list[Block],
        columns: dict[int, list[Column]],
        gathered: Gathered,
    ) -> None:
        self.blocks = blocks
        self.columns = columns
        self.gathered = gathered
        self.scopes: list[Scope] = []
        titled = _is_about_ports(gathered.path, blocks)
        headings = [block for block in blocks if isinstance(block, Heading)]
        apart = addresses_apart(texts_of(blocks))
        self.scope = Scope(hosts, named_addresses(headings), apart, spoken=titled, titled=titled)
        numbers = [_NUMBER_ALONE.fullmatch(heading.text) for heading in headings]
        self.places = places_of_sections(blocks)
        self.by_number = sum(map(bool, numbers)) > 2
        self.lines = Lines(gathered)
        self.headed = tables_of_headings(blocks, columns)
        self.introduced = -1  # the last line that introduces what follows
        self.held = -1  # the last line that `Staging:` or `**Web**` right above the first one holds

    def through(self) -> int | None:
        """Read them all, or up to the line that is given back."""
        blocks = self.blocks
        left = MOST_SAYINGS
        for at, block in enumerate(blocks):
            left -= not isinstance(block, Table)
            if left < 0:
                return block.line - 1
            above = blocks[at - 1] if at else None
            if not isinstance(block, Item | Line | Fence):
                self.lines.leave_list()
            self.lines.scope = self.scope
            match block:
                case Heading():
                    scope = self.scope.under(_with_its_line(block, above))
                    self.scope = replace(scope, host=self.places.get(block.line, scope.host))
                    self._reach(blocks[at + 1 : at + 1 + _LOOK], introduced=False)
                    self.lines.scope = self.scope
                    self._heading(block)
                case Table():
                    self._table(block, above)
                case Item():
                    self.lines.item(block)
                case Line():
                    self._line(block, blocks[at + 1 : at + 1 + _LOOK])
                case Fence():
                    self._fence(block, above)
            self.scopes.append(self.scope)
        return None

    def _fence(self, fence: Fence, above: Block | None) -> None:
        stage = stage_above(fence, above)
        scope = replace(self.scope, environment=stage or self.scope.environment)
        if scope.level == INTRODUCTION and is_in_need(scope.label or ""):
            scope = replace(scope, _mode="example")  # Steps of what may be done.
        if read_listeners(fence, scope, self.gathered):
            return
        if table := table_of(fence):
            self._table(table, above)
            return
        self.lines.scope = scope
        read_fence(fence, self.lines, scope, self.gathered)
        self.lines.scope = self.scope

    def _table(self, table: Table, above: Block | None) -> None:
        columns = self.columns.get(id(table)) or columns_of(table, self.scope.hosts)
        scope = self.scope
        if table.assumed and not (scope.spoken or holds_programs(table, columns)):
            for row in table.rows:  # Nothing calls these columns ports.
                self.lines.line(Line("   ".join(row.cells), row.line))
            return
        told = isinstance(above, Line) and about("port", plain(above.text[-500:]))
        several = sum(c.role == "port" and not c.known for c in columns) > 1
        told = told or (scope.spoken and several and holds_programs(table, columns))
        told = told or have_usual_ports(table, columns)
        near = "port" if told else scope.near
        columns = without_unknown(columns, scope.hosts, near=near, spoken=scope.spoken)
        if states_properties(table) and self.scope.label:
            self.lines.properties(table)
            return
        items = None if gives_ports(table, columns) else items_of(table, columns)
        if items is not None:
            self.lines.items(items)
            return
        if sum(column.role in ("port", "range") and not column.header for column in columns):
            self.gathered.note(table.line, "a header of numbers")
        user = user_of_ports(above.text) if isinstance(above, Line) else None
        stage = stage_told_above(above) if isinstance(above, Line) else None
        scope = replace(self.scope, environment=self.scope.environment or stage)
        for each in products_of(table):
            own = columns if each is table else columns_of(each, self.scope.hosts)
            owner = self._owner(each, own, user)
            read_table(each, own, scope, self.gathered, owner)

    def _owner(self, table: Table, columns: list[Column], user: str | None) -> str | None:
        """Whose all ports of a table are, where its rows only tell what each is for.

        `user` is what the sentence above says, empty for what the heading names.
        """
        used = user is not None and tells_purposes([c for c in columns if c.role != "url"])
        if not used and id(table) not in self.headed:
            return None
        label = (user if used else None) or self.scope.without_introduction().label
        named = _THROUGH.sub("", strip_words(outside_brackets(label or ""), "port"))
        program = strip_words(named, "runs")  # `Nginx listening ports`
        named = program if kind_of_name(program) else named
        return clean_name(named) or label or None

    def _line(self, line: Line, below: list[Block]) -> None:
        following = below[0] if below else None
        shown = plain(line.text[:2000])
        label = self.scope.without_introduction().label or ""
        introduces = shown.endswith((":", "：")) or (
            (TITLED.fullmatch(line.text.strip()) is not None and not describes(shown, below, label))
            or shuns(line, shown, following)
            or (isinstance(following, Item) and names_machine(line, self.scope.hosts))
        )
        if stage := stage_told(shown[:200]):
            self.scope = replace(self.scope.without_introduction(), environment=stage)
            self.lines.scope = self.scope
        needed = is_in_need(shown)
        shows = isinstance(following, Fence) and (
            needed or about_any(("example", "usual"), shown[:60])
        )
        if (introduces or shows) and isinstance(following, Item | Table | Fence | Line):
            usual = isinstance(following, Fence) and (needed or about("usual", shown))
            self._introduce(line, below, shown, usual=usual)
            return
        held = isinstance(following, Item | Table | Fence)
        if held and (place := machine_led(line.text, self.scope.hosts)):
            self._introduce(line, below, f"server: {place}", usual=False)
            return
        if noted := _NOTED.fullmatch(line.text[:500]):
            self.lines.weak(f"{noted['name']}: {noted['url']}", line.line)
            return
        if nodes := list(nodes_in(line.text)):
            for node in nodes:
                self.lines.weak(node, line.line)
            return
        if line.line == self.held + 1:
            self.held = line.line
        elif not isinstance(following, Fence):
            self.scope = self.lines.scope = self.scope.without_introduction()
        self.lines.line(line)

    def _introduce(self, line: Line, below: list[Block], shown: str, *, usual: bool) -> None:
        """Open a section below a line that introduces what follows, or only shows how."""
        if not isinstance(below[0], Item | Fence):
            self.lines.leave_list()
        title = _REMARK.sub("", shown.rstrip(":：")) if line.text.endswith((")", "）")) else shown
        title = title.rstrip(":：")
        goes_on = self.introduced + 1 == line.line  # below `**To change the ports:**`
        mode, self.introduced = self.scope.mode if goes_on else None, line.line
        self.scope = self.scope.under(Heading(INTRODUCTION, title, line.line))
        if mode and self.scope.mode is None:
            self.scope = replace(self.scope, _mode=mode)
        named = machine_quoted(line.text, self.scope.hosts)
        self.scope = replace(self.scope, host=named or self.scope.host)
        self._reach(below, introduced=True)
        if usual:
            self.scope = replace(self.scope, _mode="example")
        self.lines.scope = self.scope
        held = key_of(title) == "environment" or bool(TITLED.fullmatch(line.text.strip()))
        above = self.scope.above
        held = held or (above is not None and self.scope.host != above.host)
        self.held = line.line if held else self.held
        if mentions_port(shown):
            self.lines.line(line)

    def _reach(self, below: list[Block], *, introduced: bool) -> None:
        """Numbers that are `available` are what runs here where all that is below has a name.

        It must be introduced as no ports, have addresses, or be the first that a document tells.
        """
        label = self.scope.label or ""
        if self.scope.mode != "free" or not may_be_reached(label):
            return
        items = takewhile(lambda each: isinstance(each, Item), below)
        said = [
            told for each in items if isinstance(each, Item) and (told := read_statement(each.text))
        ]
        names = [each.name for each in said if each.name and not each.key]
        nobody = any(names_nothing(name) or about("new", name) for name in names)
        named = len(names) == len(said) and not nobody
        numbers = [entry.number for each in said for entry in each.entries]
        named = named and not any(number.is_interval for number in numbers)
        if below and isinstance(below[0], Table):
            roles = {column.role for column in self.columns.get(id(below[0]), ())}
            named = {"port", "service"} <= roles
        spoken = introduced and not about_any(("port", "range"), label)
        first = not self.gathered.claims or any(number.scheme for number in numbers)
        if named and (spoken or first):
            self.scope = replace(self.scope, _mode="usual")

    def _heading(self, heading: Heading) -> None:
        """Numbers in a heading: a range, a change, or the port of what it names."""
        text = plain(heading.text[:500])
        numbers = scan(text, loose=_NUMBER_ALONE.fullmatch(heading.text) is not None)
        if not numbers:
            return
        if (
            (len(numbers) > 1 or numbers[0].sign)
            and about("changed", text)
            and read_change(text, heading.line, self.scope, self.gathered)
        ):
            return
        if self.by_number and _NUMBER_ALONE.fullmatch(heading.text):
            self.scope = self.lines.scope = replace(self.scope, number=numbers[0])
            self.gathered.note(heading.line, "a heading that is a number: what is below it uses it")
            return
        if self.scope.mode in MODE_REASONS:
            self.gathered.note(heading.line, "a heading of numbers that nobody claims")
            return
        numbers = [_as_range(number) for number in numbers]
        for number in numbers:
            if number.start >= 20 and (number.end or (number.open_ended and len(numbers) > 1)):
                status = status_of(text) if about("reserved", text) else None
                purpose = self.scope.label or text
                self.gathered.add_range(number, heading.line, purpose, self.scope.project, status)
        if not any(number.end for number in numbers):
            self._named_in_heading(heading, text)

    def _named_in_heading(self, heading: Heading, text: str) -> None:
        machine = any(number.bind for number in scan(text, loose=False))
        if (
            machine
            or _QUOTED.match(text)
            or not names_a_program(without_port(self.scope.label or text))
            or about("none", outside_brackets(text))
            or text.rstrip().endswith(("?", "？"))
            or self.scope.mode == "changed"
            or self._is_model(text)
        ):
            self.gathered.note(heading.line, "a number in a heading")
            return
        before = len(self.gathered.claims)
        self.lines.weak(without_numbering(text), heading.line)
        for named in self.gathered.claims[before:]:
            named.heading = True

    def _is_model(self, text: str) -> bool:
        """Whether a heading ends as a machine is called: `Dell OptiPlex 7040`."""
        label = self.scope.label or ""
        told = about_any(("service", "part", "port"), label) or kind_of_name(label)
        return _MODEL.fullmatch(text) is not None and not (told or self.scope.near == "port")


_MODEL = re.compile(r"[A-Z]\w+ [A-Z]\w+(?: [A-Z]\w+)* \d{3,4}")


def _with_its_line(heading: Heading, above: Block | None) -> Heading:
    """`# Ports of staging` and `# Updated: 2024-04-24` on the next line: of one heading."""
    place = heading.level, heading.line - 1
    above = above if isinstance(above, Heading) and above.text else None
    same = above and (above.level, above.line) == place and not scan(above.text, loose=False)
    return replace(heading, level=heading.level + 1) if same else heading


def _as_range(number: Number) -> Number:
    """`### metrics: 5050 -> 5069`: from a round number on, of a section an arrow is an interval."""
    last = number.container if number.sign == "→" else None
    if last is None or number.start % 10 or not 0 < last - number.start < _BLOCK:
        return number
    return replace(number, end=last, container=None, sign="-")


_BLOCK = 1000
"""A section has fewer numbers."""


def _is_about_ports(path: str, blocks: list[Block]) -> bool:
    """Whether a document is about ports by its name, or by its words where it has no headings."""
    name = path.rpartition("/")[2].partition(".")[0]
    headings = (block.text for block in blocks if isinstance(block, Heading))
    title = next((text for text in headings if any(map(str.isalpha, text))), None)
    told = [block.text for block in blocks[:200] if isinstance(block, Item | Line)]
    return any(about("port", text[:2000]) for text in (name, *(told if title is None else [title])))
