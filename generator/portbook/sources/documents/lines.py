"""Reads what list items and lines of paragraphs state, with the items above them."""

from __future__ import annotations

import re
from dataclasses import replace

from portbook.sources.documents.addresses import addressed
from portbook.sources.documents.blocks import Item, Line, Table
from portbook.sources.documents.cells import Entry
from portbook.sources.documents.changes import told_now
from portbook.sources.documents.environments import environment_of, stage_told
from portbook.sources.documents.evidence import MENTIONED, Evidence
from portbook.sources.documents.forms import CHECKBOX, each_named, with_ends
from portbook.sources.documents.labels import is_door, key_of
from portbook.sources.documents.modes import mode_of, status_of
from portbook.sources.documents.one_pair import pair_alone
from portbook.sources.documents.owners import CODED, Parent, part_of, speaks_of
from portbook.sources.documents.pairs import HOSTLIKE, pairs_of
from portbook.sources.documents.prose import COMMAND, RUNS, doing, ports_told
from portbook.sources.documents.repeated import own_pages, without_again
from portbook.sources.documents.scope import INTRODUCTION, labelled, names_a_program
from portbook.sources.documents.sentences import sentences, speaks, without_because, without_reason
from portbook.sources.documents.set_aside import only_intervals, ranges_set_aside
from portbook.sources.documents.silent_lines import why_silent
from portbook.sources.documents.spoken import led_in_bold, own_ports, plainly
from portbook.sources.documents.stated import Said, Sayings
from portbook.sources.documents.statements import read_statement
from portbook.sources.documents.subjects import says_each, tells_what_to_do
from portbook.sources.documents.text import (
    NEGATIONS,
    about,
    about_any,
    alternatives,
    clean_name,
    plain,
    starts_with,
    strip_words,
)
from portbook.sources.documents.tokens import Number, mentions_port, scan
from portbook.sources.documents.told_rows import states_part
from portbook.sources.documents.unclaimed import MODE_REASONS, SENTENCE_REASON, names_nobody
from portbook.sources.documents.unlabelled import END, Statement
from portbook.sources.documents.wrapped import REST, is_cut, is_part
from portbook.sources.kinds import kind_of_name

_LONGEST = 2000
_ALONE = re.compile(
    rf"[`*\"']*:?\d{{2,5}}(?::\d{{2,5}})?(?:/(?:tcp|udp))?[`*\"']*(?:\s*[(（]{END.pattern}[)）])?",
    re.IGNORECASE,
)
"""`8080:80`, `3000 (HTTP)`, below `Ports:`"""
_LABEL = 12
"""Words of an item that may say how the items below it are meant."""
_OPENED = re.compile(
    r"(?:open|visit|access|start|launch|run)\s(?:the\s)?(\w+(?: \w+){0,2})(?<!browser)",
    re.IGNORECASE,
)
"""`Open the admin panel:` above its address."""
_THOUSANDS = re.compile(r"(?<![\d,.])\d{1,2},\d{3}\s?[-–—]\s?\d{1,2},\d{3}(?![\d,])")
"""`30,000-60,000`"""
_LISTED_AS_USED = re.compile(
    rf"\s*[-–—,;(]\s*(?:(?:do )?(?:{NEGATIONS})|don't|ne pas)\s[^,;:()]{{0,25}}"
    r"\b(?:for|per|para|pour|für|для)\s(?:any )?(?:other|altr|otr|outr|autre|ander|друг)\w*\b"
    r"[^,;()]*\)?$",
    re.IGNORECASE,
)
"""`Shop - do not use for other services`: that one has it."""
_LATER = re.compile(r"\s*(?:→|->|=>)\s*(?:will|to be|should|soon)\b.*", re.IGNORECASE)
"""`8080 → will move to 3005`"""
_FIELDS = re.compile(r"\s+[|·•]\s+(?=\*\*)|(?<=[\w/`,])\s+(?=`?[A-Z][A-Z\d_]+=)")
_FIELD = re.compile(
    r"\s*\*\*[^*]{1,40}(?:[:：]\*\*|\*\*\s*[:：]|\*\*\s+\d{2,5}\b)|`?[A-Z][A-Z\d_]+=\S*$"
)
"""`**Status**: up | **Port**: 3001`, fields of what the heading names; `**Web** 80 · **Api** 81`;
`API_PORT=3000 WEB_PORT=3001`"""
_SENT = re.compile(r"[`*]*\d{2,5}/(?:tcp|udp)[`*]*\s[^\d;]+$")
"""`2811/tcp control channel`, before `; data channels use 50000-51000`"""
_TRANSPORTS = re.compile(r"\b(?:tcp|udp|sctp)\b", re.IGNORECASE)


class Lines(Sayings):
    """Reads the lines of one document in order."""

    def leave_list(self) -> None:
        self._parents.clear()

    def item(self, item: Item) -> None:
        while self._parents and self._parents[-1].depth >= item.depth:
            self._parents.pop()
        self._stage(item)
        self._before = (0, "")
        if self.scope.number and self._user(item, self.scope.number):
            return
        text = _LATER.sub("", _LISTED_AS_USED.sub("", CHECKBOX.sub("", item.text)))
        introduced = self.scope.level == INTRODUCTION and key_of(self.scope.label or "") == "port"
        above = self._parents[-1] if self._parents else None
        headed = introduced or (text.startswith("`") and self._heading())
        below = above.ports or above.name if above else headed
        if below and _ALONE.fullmatch(text):
            text = f"port: {text}"
        elif above and above.coded and above.name and not above.claims:
            text = part_of(text) or text
        scope, mode = self.scope, next((p.mode for p in self._parents if p.mode), None)
        self.scope = replace(scope, _mode=mode) if mode else scope
        claims = self._read(text, item.line, strict=False)
        own_pages(claims, [each.claim for each in above.claims] if above else [])
        self.scope = scope
        if is_cut(item.text):
            self._before = (item.line, plain(item.text[-_SENTENCE:]))
        name, environment = self._parent_name(text, claims)
        label = re.split("[:：]", plain(text[:120]))[0]
        mode = mode or (mode_of(label) if not claims and len(label.split()) < _LABEL else None)
        ranges = scope.mode == "warned" and about("reserved", label) and about("range", label)
        mode = mode if mode in MODE_REASONS else "usual" if ranges else None
        host = None if claims or kind_of_name(name) else self.scope.machine_in(plain(text[:120]))
        ports = key_of(label) == "port" and not claims
        coded = CODED.match(text) is not None
        self._parents.append(
            Parent(item.depth, name, claims, environment, mode, host, ports, item.line, coded)
        )

    def _user(self, item: Item, number: Number) -> bool:
        """`- nginx TCP` below a heading that is a number: who uses it."""
        told = _TRANSPORTS.split(plain(item.text[:200]), maxsplit=1)
        name = clean_name(told[0])
        short = name and len(name.split()) < 4 and not any(map(str.isdigit, name))
        if short and (len(told) > 1 or name == plain(item.text)):
            self._add(Said(name, Entry(number), item.line, weak=True))
        return bool(short)

    def _stage(self, item: Item) -> None:
        """`Environment: staging` says it of the ports of its heading."""
        stage = stage_told(plain(item.text[:200]))
        for candidate in reversed(self.gathered.claims if stage else []):
            claim = candidate.claim
            if self.scope.group not in (claim.group, claim.service) or claim.environment:
                break
            candidate.claim = replace(claim, environment=stage)

    def properties(self, table: Table) -> None:
        """The rows of a table of properties, each as an item under what the heading names."""
        for row in table.rows:
            self._parents[:] = [Parent(0, self._heading() or self.scope.label or "", [])]
            label = plain(row.cells[0][:80]) if row.cells else ""
            if about("port", label) or key_of(label):
                self.item(Item(": ".join(row.cells[:2]), row.line, 1))
            elif states_part(row):
                part = (strip_words(label, "url") if about("url", label) else "") or label
                owned = about("part", part) and names_a_program(self.scope.label or "")
                owner = f"{self.scope.label} " if owned else ""
                self.item(Item(f"{owner}{part}: {plain(row.cells[1])}", row.line, 0))
            else:
                self.gathered.note(row.line, "a property that is no port")
        self.leave_list()

    def items(self, items: list[Item]) -> None:
        """Read the rows of a table, each as an item."""
        for item in items:
            self.item(item)
        self.leave_list()

    def line(self, line: Line) -> None:
        if self._parents and line.line == self._parents[-1].line + 1:
            self._parents[-1].line = line.line
        elif line.text.startswith("**"):
            self.leave_list()  # A label of the section, behind its list.
        if (led := led_in_bold(line.text)) and self.scope.mode is None:
            self._add(Said(led[0], Entry(led[1]), line.line, weak=True))
        else:
            self._read(line.text, line.line, strict=True)
        self._before = (line.line, self._whole(plain(line.text[-_SENTENCE:]), line.line))

    def _whole(self, shown: str, line: int) -> str:
        """A line with what the sentence that it goes on with says above."""
        last, before = self._before
        whole = f"{sentences(before)[-1]} {shown}" if last + 1 == line else shown
        return whole.strip()[-_SENTENCE:]

    def _goes_on(self, shown: str, line: int) -> bool:
        """Whether a line of a paragraph is the rest of a sentence that the end of a line cut."""
        last, before = self._before
        return last + 1 == line and is_cut(before) and REST.match(shown) is not None

    def weak(self, text: str, line: int) -> None:
        """A piece of a drawing: it only mentions what it names."""
        for candidate in self._read(text, line, strict=True):
            candidate.strength = MENTIONED

    def _parent_name(self, text: str, claims: list[Evidence]) -> tuple[str, str | None]:
        shown = plain(text[:300])
        environment = environment_of(shown) if len(shown) < 60 else None
        if claims:
            return claims[-1].claim.service, environment
        bold = _BOLD.match(text)
        named = labelled("service", shown) or labelled("container", shown) or (bold and bold[1])
        name = named or clean_name(shown.partition(":")[0].partition("：")[0])
        key = key_of(name)
        told = not CODED.match(text)  # `open-webui`
        if told and tells_what_to_do(name):
            opened = _OPENED.fullmatch(name)
            return (opened[1] if opened else ""), environment
        nobody = key or (told and speaks_of(name)) or names_nobody(name) or len(name.split()) > 6
        return ("" if nobody or scan(name, loose=False) else name), environment

    def _read(self, text: str, line: int, *, strict: bool) -> list[Evidence]:
        if not any(map(str.isdigit, text)):
            return []
        if len(text) > _LONGEST:
            long = f"a line of {len(text):,} characters is not read as a port's line"
            self.gathered.note(line, long)
            return []
        text = each_named(plainly(without_because(text)))
        text = with_ends(_THOUSANDS.sub(lambda match: match[0].replace(",", ""), text))
        parts = _FIELDS.split(text)
        head, _, tail = text.partition("; ")
        ranged = _SENT.match(head) and only_intervals(tail)
        parts = [head, tail] if ranged else parts
        if len(parts) > 1 and (ranged or all(map(_FIELD.match, parts))):
            return [claim for part in parts for claim in self._read(part, line, strict=strict)]
        shown = plain(text)
        reason = why_silent(shown, text, line, self.scope, self.gathered)
        if reason is not None:
            if reason and (mentions_port(shown) or self.scope.mode in MODE_REASONS):
                self.gathered.note(line, reason)
            return []
        before = len(self.gathered.claims)
        if was := told_now(text):
            self._state(was[0], line, strict=strict)
            claims = [each.claim for each in self.gathered.claims[before:]]
            for claim, old in zip(claims, was[1], strict=False):
                self.gathered.moved(line, claim.service, claim.project, old, claim.port)
        else:
            told = strict and self._goes_on(shown, line) and self._pairs(shown, line)
            told = told or self._in_turn(shown, line, strict=strict)
            if strict and not told and speaks(shown):
                self._prose(self._without_short(shown, line), line, strict=strict)
            elif not told:
                self._state(text, line, strict=strict)
        self.gathered.claims[before:] = without_again(self.gathered.claims[before:])
        return self.gathered.claims[before:]

    def _state(self, text: str, line: int, *, strict: bool) -> None:
        *silent, last = sentences(plain(text)) if strict else [""]
        if silent and not any(map(str.isdigit, "".join(silent))) and _PORT_ALONE.match(last):
            text = last.rstrip(".")  # `Handles orders. Port: 8082.`
        statement, shown = read_statement(text), plain(text)
        if statement and strict and is_part(statement, shown) and self._goes_on(shown, line):
            statement = None  # `The only one that others see is` above `port 8080`
        if statement and statement.form in ("plain", "address") and _is_within(statement, shown):
            statement = None
        statement = None if says_each(shown) else statement
        if statement is None or not self.state(statement, line, text, strict=strict):
            self._prose(self._without_short(shown, line), line, strict=strict)

    def _without_short(self, shown: str, line: int) -> str:
        """What is left of a line's sentences without those that only list or label numbers."""
        said = sentences(shown)
        short = said if len(said) > 1 else []
        if any(starts_with("pronoun", each) for each in short[1:]) and doing(shown):
            short = []  # `Start the broker. It listens on port 5672.`
        return " ".join(each for each in said if each not in short or not self._short(each, line))

    def _short(self, said: str, line: int) -> bool:
        """Whether a sentence is `Web 3000, API 8000.` or `Range: 4000-4099.`, which is added."""
        listed = pairs_of(said)
        mapped = listed and all(number.container for _, number in listed.told)
        told = (
            listed
            and (listed.placed or not listed.label or len(listed.told) > _SEVERAL)
            and "→" not in said
        )
        if told or mapped:
            return self._in_turn(said, line, strict=True)
        if pair := pair_alone(said):
            for number in pair.numbers:
                self._add(Said(pair.name, Entry(number), line, weak=True))
            return True
        stated = read_statement(said.rstrip(".")) if any(map(str.isdigit, said)) else None
        if stated is None or stated.form not in ("labelled", "alone"):
            return False
        known = stated.key in (None, "port", "range")
        return known and self.state(stated, line, said, strict=True)

    def _in_turn(self, shown: str, line: int, *, strict: bool) -> bool:
        """Add names with their ports, one after the other; whether a line says nothing else."""
        said, *more = sentences(shown)
        if more and not any(map(str.isdigit, "".join(more))):
            shown = said  # `Inside: web 8000, cache 6379. Nothing else sees them.`
        listed, placed = pairs_of(shown), addressed(shown)
        if listed and len(placed or ()) >= len(listed.told):
            listed = None  # `Open the shop at http://localhost:3000, the till at ...`
        pairs = listed.told if listed else placed
        stage = environment_of(listed.label) if listed else None
        aside = ("example", "avoid", "free") if listed and _KEPT.search(listed.label) else _ASIDE
        if listed and about_any(aside, listed.label):
            pairs = []
        scope = self.scope
        if listed and (listed.placed or HOSTLIKE.fullmatch(listed.label)):
            self.scope = replace(scope, host=listed.label)
        above = self._program_above()
        for name, number in pairs or ():
            if listed is None and names_nobody(name):
                continue
            weak = strict or listed is None
            door = above and is_door(name) and not kind_of_name(name)
            named = f"{above} {name}" if door else name
            if number.is_interval and not number.container:
                self.gathered.add_range(number, line, named, self.scope.project, None)
                continue
            self._add(Said(named, Entry(number), line, environment=stage, weak=weak))
        self.scope = scope
        if pairs is not None and not pairs and not self._visited_part(shown, line):
            self.gathered.note(line, SENTENCE_REASON)
        return pairs is not None

    def _visited_part(self, shown: str, line: int) -> bool:
        """`Access the app at http://localhost:4200`, below `Running the frontend`, is of that."""
        numbers = scan(shown)
        part = self._part_above() if len(numbers) == 1 and numbers[0].scheme else ""
        for number in numbers if part else ():
            self._add(Said(part, Entry(number), line, weak=True))
        return bool(part)

    def _prose(self, shown: str, line: int, *, strict: bool) -> None:
        """Intervals that a sentence sets aside are ranges, and pairs of name and number claims."""
        shown = without_reason(shown)
        if intervals := ranges_set_aside(shown, strict=strict):
            for number, told in intervals:
                self.gathered.add_range(number, line, told, self.scope.project, status_of(shown))
            return
        if self._pairs(shown, line):
            return
        tells = self.scope.mode == "changed" or about("avoid", self._whole(shown, line))
        owner = "" if tells else self._heading()
        for each in sentences(shown) if owner else ():
            for door, number in own_ports(each):
                self._add(Said(f"{owner} {door}".strip(), Entry(number), line, weak=True))
        if not tells and (runs := RUNS.search(shown)):
            alone = read_statement(runs[1])
            if alone and self.state(alone, line, runs[1], strict=False):
                return
        if mentions_port(shown):
            self.gathered.note(line, SENTENCE_REASON)

    def _pairs(self, shown: str, line: int) -> bool:
        """Add the names with numbers of a sentence, which may begin above; whether it has any."""
        whole = self._whole(shown, line)
        tells = self.scope.mode == "changed" or about("avoid", whole) or COMMAND.search(shown)
        pairs = () if tells else addressed(whole) or ports_told(whole, self._heading())
        for name, number in pairs:
            if str(number.start) in shown and not names_nobody(name):
                self._add(Said(name, Entry(number), line, weak=True))
        for number in scan(shown) if pairs else ():
            if number.end and (besides := _BESIDES.search(shown[: number.first])):
                told = f"{next(iter(pairs))[0]} {besides[1]}"
                self.gathered.add_range(number, line, told, self.scope.project, None)
        return bool(pairs)


def _is_within(statement: Statement, shown: str) -> bool:
    """`Samba shares the invoices on port 445`: whether a part of a name has it, or more."""
    name, number = statement.name, statement.entries[0].number.start
    told = doing(shown) if len(name.split()) > 1 or name in shown[: len(name)] else []
    more = len(told) > len(statement.entries) and all(own == name for own, _ in told)
    words = {*name.split()}
    within = ({*own.split()} < words and each.start == number for own, each in told)
    return more or any(within)


_BESIDES = re.compile(
    r"\b(passive|passiven|pasivos|passivas|passifs|data|rtp|media|relay) "
    rf"{alternatives('port')}s? $",
    re.IGNORECASE,
)
"""`FTP is on port 21 with passive ports 40000-40050`"""
_PORT_ALONE = re.compile(rf"{alternatives('port')}\s?[:：]?\s\d", re.IGNORECASE)
_BOLD = re.compile(r"\*\*([^*:：]{2,40})\*\*\s+[-–—]\s")
"""`**edge** - reverse proxy`, above its port."""
_ASIDE = ("usual", "example", "avoid", "free", "retired")
_KEPT = re.compile(
    r"\b(?:keeps?|stays?|remains?|behalten|bleiben|mantienen|mantêm|gardent|mantengono|houden)\b",
    re.IGNORECASE,
)
"""`Shared things keep their usual numbers`, which are those that follow."""
_SEVERAL = 3
"""Pairs that a sentence must list for what leads it to be no name."""
_SENTENCE = 400
"""Signs of a sentence of several lines that are read together."""
