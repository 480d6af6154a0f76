"""Finds the machines that a document names: in columns, and in its headings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, takewhile

from portbook.sources.documents.blocks import Block, Fence, Heading, Item, Line, Table
from portbook.sources.documents.called import SYSTEM, machines_called, roots_in
from portbook.sources.documents.environments import environment_of, without_compounds
from portbook.sources.documents.places import GUEST, NO_MACHINES
from portbook.sources.documents.scope import (
    INTRODUCTION,
    IP,
    LED_BY,
    MACHINE,
    PARTED,
    Scope,
    without_numbering,
    without_numbers,
)
from portbook.sources.documents.sections import NAME
from portbook.sources.documents.text import (
    BRACKET,
    COMPUTER,
    about,
    about_any,
    clean_name,
    is_anybody,
    is_empty,
    outside_brackets,
    plain,
    strip_words,
    without_pictures,
)
from portbook.sources.documents.tokens import scan
from portbook.sources.kinds import kind_of_name


def known_hosts(blocks: list[Block]) -> frozenset[str]:
    """The names of machines, in lower case."""
    headings = [title for title in _titles(blocks) if _is_title(title)]
    tables = [block for block in blocks if isinstance(block, Table)]
    hosts = _hosts_in_headings(headings) | _hosts_in_columns(tables)
    hosts |= _named_machines(list(_titles(blocks)))
    hosts |= machines_called(blocks) | _hosts_with_addresses(tables) | _hosts_in_locations(tables)
    above = list(_standing_above(blocks))
    single = {name for text in above for name in _machines_in(text)}
    addressed = {text for text in above if IP.search(text)}
    kinds = {name.split()[-1] for name in single - hosts}  # `Raspberry Pi`, and `the same Pi`
    return frozenset(hosts | single if len(hosts | kinds | addressed) > 1 else hosts)


def _standing_above(blocks: list[Block]) -> Iterator[str]:
    """Headings but the title, and what else may head what follows it: lines, items and rows."""
    title = next((block for block in blocks if isinstance(block, Heading)), None)
    for at, block in enumerate(blocks):
        match block:
            case Heading() if block is not title or block.level > 1:
                yield block.text
            case Line() if _TITLES(block.text):
                yield block.text
            case Item() if _holds(block, blocks[at + 1 : at + 2]):
                yield block.text
            case Table():
                rows = block.rows[:_ROWS]
                yield from (row.cells[0] for row in rows if not any(row.cells[1:]))
            case Fence():
                yield from (text for _, text in roots_in(block))


def _titles(blocks: list[Block]) -> Iterator[tuple[int, str]]:
    """Headings, lines in bold letters, below all of them, and what is above branches, by levels."""
    for block in blocks:
        if isinstance(block, Heading):
            yield block.level, block.text
        elif isinstance(block, Line) and block.text.startswith("**"):
            yield INTRODUCTION, block.text
        elif isinstance(block, Fence):
            yield from roots_in(block)


def _is_title(title: tuple[int, str]) -> bool:
    return title[0] != INTRODUCTION or _TITLES(title[1]) is not None


def _holds(item: Item, following: list[Block]) -> bool:
    return any(isinstance(each, Item) and each.depth > item.depth for each in following)


_TITLES = re.compile(r"\*\*[^*]{2,60}\*\*:?\s*|(?:[^|\s]+ ){0,3}[^|\s]+[:：]\s*").fullmatch
"""`**NAS:**`, or `On my laptop:`, a line above what it introduces."""


def named_addresses(headings: list[Heading]) -> dict[str, str]:
    """The names that headings give to addresses of machines."""
    named: dict[str, str] = {}
    for text in (plain(heading.text[:200]) for heading in headings):
        address, name = IP.search(text), Scope().machine_in(text)
        if address and name and name != address[0]:
            named.setdefault(address[0], name)
    return named


_TOLD = re.compile(r"\W*(?P<key>[^\W\d][^:：|]{1,20}?)\W*[:：]\W*(?P<value>[\w.-]+)(?P<rest>.*)")
_IS_IP = re.compile(r"(?:LAN |local )?IP(?:v4)?(?: ?-?[^\W\d]+)?", re.IGNORECASE)
_NAMED = re.compile(r"(?!localhost\b|host\b|v?\d)[a-z][a-z\d]*(?:-[a-z\d]+)*")
_NEAR = 5
"""Blocks below a heading that may tell where its section is."""


def places_of_sections(blocks: list[Block]) -> dict[int, str]:
    """The machines that lines right below headings tell, `Host: oak`, `IP: 10.0.0.5`, by the lines
    of these; nothing where all are one."""
    places: dict[int, str] = {}
    for at, block in enumerate(blocks):
        if isinstance(block, Heading):
            below = takewhile(lambda b: isinstance(b, Item | Line), blocks[at + 1 : at + 1 + _NEAR])
            told = (_place_told(each, block) for each in below if isinstance(each, Item | Line))
            if place := next(filter(None, told), None):
                places[block.line] = place
    return places if len({*places.values()}) > 1 else {}


def _place_told(block: Item | Line, heading: Heading) -> str | None:
    told = _TOLD.fullmatch(plain(block.text[:100]))
    if told is None or any(map(str.isalnum, told["rest"])):
        return None
    if _IS_IP.fullmatch(told["key"]) and IP.fullmatch(told["value"]):
        label = clean_name(plain(heading.text[:100]))
        named = len(label.split()) < _WORDS and kind_of_name(label) is None
        return Scope().machine_in(f"{label} ({told['value']})") if named else told["value"]
    name = told["value"]
    return name if _NAMED.fullmatch(name) and _is_machine(told["key"], name) else None


def _is_machine(key: str, name: str) -> bool:
    """Whether `Host: oak` tells a machine: a key for one, and no program's, stage's, or anybody's
    name."""
    called = about("machine", key) and not strip_words(key, "machine")
    other = kind_of_name(name) is not None or name in NO_MACHINES or environment_of(name)
    return called and not (other or is_anybody(name))


_WORDS = 4
"""Words of a machine's name."""


def _machines_in(text: str) -> set[str]:
    """`Ports of the NAS`, `VPS services`, `Programs of the system (my dev laptop)`."""
    text = without_numbers(plain(text[:200])).rstrip(":：")
    led = _CALLED.fullmatch(text)
    if led and about("hardware", led["what"].rstrip("0123456789 ").split()[-1]):
        return {led["name"]}  # `oak (Raspberry Pi 4)`
    texts = (outside_brackets(text), *BRACKET.findall(text))
    found: set[str] = set()
    for part in (part for each in texts for part in PARTED.split(each)):
        name = clean_name(strip_words(part, "port", "service", "many"))
        called = about("origin", name)
        name = _MODEL.sub("", LED_BY.sub("", name))
        last = name.split()[-1:] if name.isascii() else [without_compounds(name)]
        said = bool(last) and not called
        said = said and (about("hardware", last[0]) or not strip_words(name, "hardware"))
        said = said and len(name.split()) <= _WORDS and kind_of_name(name) is None
        if said and name.casefold() not in NO_MACHINES:
            found.add(name.casefold())
    return found


_CALLED = re.compile(
    r"(?P<name>[a-z][a-z\d-]{1,20}) [(（](?P<what>[^()（）]*[^\W\d][^()（）]*)[)）]"
)
_MODEL = re.compile(r"(?<=[^\W\d]) (?:v?\d{1,2}[A-Za-z]?\+?)$")
"""`Raspberry Pi 4`"""
_MACHINE_OF = re.compile(
    r"(?P<name>[A-Z][\w-]{2,20}(?: [A-Z][\w-]{2,20}){0,2}|(?P<marked>[^\W\d][\w-]{2,20}))"
    r" ?[(（](?P<what>[^()（）]{3,60})[)）]:?"
)
_BOTH = 2
"""What is said of a machine, of its system and its memory, whose name is a program's, too."""
_LED_OF = re.compile(
    r"\*\*(?P<name>[^\W\d][\w-]{2,20})\*\*(?P<sign>\s[–—-]\s| ?[(（])(?P<what>.{3,60}?)[)）]?:?"
)
"""`**oak** – Debian 12, 64 GB`, `**oak** (Dell, upstairs)`, above what is there."""
_SIZED = re.compile(r"\d ?(?:GB|GiB|Go|Gt|TB|ГБ|RAM)\b")
_PLACED = re.compile(r"(?P<key>[^\W\d]{2,20})[:：]\s+(?P<name>[^\W\d][\w-]*)(?:\s{2,}|\t|,\s)\S.*")


def machine_led(text: str, hosts: frozenset[str]) -> str | None:
    """The machine that leads a line above a table: `server: oak   ip 10.0.0.5`, `**oak** – ...`."""
    if (led := _LED_OF.fullmatch(text[:200])) and led["name"].casefold() in hosts:
        return led["name"]
    told = _PLACED.fullmatch(text[:200])
    return told["name"] if told and _is_machine(told["key"], told["name"]) else None


def _named_machines(headings: list[tuple[int, str]]) -> set[str]:
    """`## Augusta (Primary server)`, `**The Attic (Debian 12):**`, `### oak (SER5, 32 GB)`: names
    with what machines they are, or run, by their levels; beside two such, one word of a heading
    is another."""
    told: dict[int, dict[str, bool]] = {}
    for level, text in headings:
        shown = without_pictures(plain(text[:100]))
        first, *others = PARTED.split(without_numbering(shown))
        led = others and not strip_words(
            first, "service", "port", "many"
        )  # `Services — oak (Arch)`
        match = _MACHINE_OF.fullmatch(others[-1] if led else shown)
        if match is None or environment_of(match["name"]) or about("port", match["name"]):
            continue  # `External ports (host → container)`
        marked = match["marked"]
        told_of = sum(map(bool, map(SYSTEM.fullmatch, re.split(r",\s", match["what"]))))
        program = kind_of_name(match["name"]) is not None and told_of < _BOTH
        titled = level < INTRODUCTION
        machine = told_of > 0 or IP.match(match["what"]) is not None
        machine = machine or (titled and about_any(COMPUTER, match["what"]))
        code = f"`{match['name']}`" in text
        if program or (marked and not (machine or code)):
            continue
        short = " " not in match["name"] and (code or len(match["what"].split()) < _WORDS)
        if machine or (titled and short):
            told.setdefault(level, {})[match["name"].casefold()] = machine
    machines = ((each, sum(each.values())) for each in told.values())
    return _led_machines(headings) | {
        name for each, of in machines if of > 1 and 2 * of >= len(each) for name in each
    }


def _led_machines(headings: list[tuple[int, str]]) -> set[str]:
    """Names in bold, each with what it is, if that tells of machines, or if they are called
    after whose they are, and counted: `**acme-srv-1** (upstairs)`."""
    led = [match for _, text in headings if (match := _LED_OF.fullmatch(text[:200]))]
    names = {each["name"].casefold() for each in led}
    runs = any(kind_of_name(name) or about_any(("part", "general"), name) for name in names)
    machines = [SYSTEM.match(each["what"]) or _SIZED.search(each["what"]) for each in led]
    dashed = any(machines) and not any("(" in each["sign"] for each in led)
    counted = len({name.rstrip("0123456789") for name in names}) < len(names)
    counted = counted and len({name.partition("-")[0].rstrip("0123456789") for name in names}) == 1
    named = dashed or all(machines) or counted
    return names if named and not runs and len(names) == len(led) > 1 else set()


def _hosts_in_headings(titles: list[tuple[int, str]]) -> set[str]:
    """Sibling headings that all name machines: `### Web server`, `### Database server`, `### db01`,
    `### VPS 1 (Oslo)`, or say which: `### Docker host (oak)`."""
    found: dict[int, list[str]] = {}
    numbers: set[str] = set()
    totals: dict[int, int] = {}
    ported: dict[int, set[str]] = {}
    for level, text in titles:
        label = clean_name(without_numbers(plain(text[:200])))
        if kind_of_name(label) or any(n.sure for n in scan(plain(text[:200]), loose=False)):
            continue  # `Web server (port 3000)` is a program, `Pi-hole` no machine.
        totals[level] = totals.get(level, 0) + 1
        if numbered := MACHINE.match(label):
            numbers.add(numbered[0].casefold())
        elif _NUMBERED.fullmatch(bare := clean_name(strip_words(label, *_LISTING)) or label):
            found.setdefault(level, []).append(bare.casefold())
        elif names_computer(label):
            name = label if _SERVER_OF.match(label) else LED_BY.sub("", label)
            found.setdefault(level, []).append(name.casefold())
        elif name := _computer_of_ports(label):
            ported.setdefault(level, set()).add(name.casefold())
        elif name := _computer_called(label) or _computer_placed(label):
            found.setdefault(level, []).append(name)
    several = (each for each in ported.values() if len(each) > 1)
    return {*chain(*several), *(numbers if len(numbers) > 1 else ())} | {
        label
        for level, labels in found.items()
        if len({*labels}) > 1 and 2 * len(labels) >= totals[level]
        for label in labels
    }


_NUMBERED = re.compile(
    r"(?!step|phase|part|day|week|lab|test|chapter|stage|team|task|case|lesson|sprint|v?lan|net|project"
    r"|module|section|demo|ex|option|service|port)[a-z]{2,12}-?0\d|(?:web|db|srv|host|pc|vm|vps|docker|kube|k8s|master|worker|proxy|lb|edge|gw|mail|mx|ns|mon"
    r"|backup|nas|pve|proxmox|esxi?|pi|rpi|nuc|gpu|build|runner|bastion|box|hetzner|ovh)-?[1-9]",
    re.IGNORECASE,
)
"""`web01`, `pve2`: how machines are called that are counted."""
_LISTING = ("port", "range", "service", "many", "overview")
_BARE_NAME = re.compile(r"[a-z][a-z\d-]+")


def _computer_called(label: str) -> str:
    """`Docker host (oak)`: the name in the bracket, if that is no program's."""
    outside, inside = outside_brackets(label), BRACKET.findall(label)
    told = len(inside) == 1 and _BARE_NAME.fullmatch(inside[0]) and names_computer(outside.strip())
    other = told and (kind_of_name(inside[0]) or environment_of(inside[0]) or is_anybody(inside[0]))
    return inside[0] if told and not other else ""


def _computer_placed(label: str) -> str:
    """`Home server (cellar)`, `Edge LXC (CT 200)`: the name before what is no program."""
    outside, inside = outside_brackets(label).strip(), BRACKET.findall(label)
    placed = len(inside) == 1 and (inside[0].isalpha() or GUEST.fullmatch(inside[0]))
    told = placed and names_computer(outside)
    other = told and (kind_of_name(inside[0]) or environment_of(inside[0]))
    return outside.casefold() if told and not other else ""


def _computer_of_ports(label: str) -> str:
    """`Host ports` beside `Ports of the cloud server (rented)`, but `Web server ports`."""
    name = LED_BY.sub("", clean_name(strip_words(outside_brackets(label), "port")))
    alone = about("machine", name) and not strip_words(name, "host")  # no `External ports`
    own = about("port", label) and (alone or names_computer(name))
    return name if own and (alone or strip_words(name, *COMPUTER, "part", "small")) else ""


def names_computer(label: str) -> bool:
    """`Web server`, `Servidor de correo`: by its last word, or the one before `of`."""
    if len(label) > 40 or about("port", label) or label.endswith((")", "）")):
        return False
    words = label.split() if label.isascii() else [without_compounds(label)]
    said = bool(words) and about_any(COMPUTER, words[-1]) and not about("origin", label)
    return said or _SERVER_OF.match(label) is not None


_SERVER_OF = re.compile(
    r"(?:servidor|serveur|server|nodo|nœud|macchina|máquina) (?:d[aeiou]s?|del|della|d['’])\b"
    r"|сервер [а-яё]+|serwer [a-ząćęłńóśźż]+|máy chủ \w",
    re.IGNORECASE,
)
"""`Servidor de`, `Serveur des`, `Сервер`, before what it serves."""


def _hosts_in_columns(tables: list[Table]) -> set[str]:
    """Names in columns that are headed as machines."""
    hosts: set[str] = set()
    for table in tables:
        for at, header in enumerate(table.header):
            head = plain(header)
            if not about("machine", head) or about("port", head):
                continue
            names = [plain(row.cells[at][:80]) for row in table.rows[:500] if at < len(row.cells)]
            filled = [name for name in names if not is_empty(name)]
            if filled and not any(scan(name) for name in filled[:20] if name.isdecimal()):
                hosts.update(clean_name(name).casefold() for name in filled if not name.isdecimal())
    return hosts


def _hosts_in_locations(tables: list[Table]) -> set[str]:
    """Names below `Location` that stand there again and again, in any table: no files."""
    told = [
        clean_name(outside_brackets(plain(row.cells[at][:80]))).casefold()
        for table in tables
        for at, header in enumerate(table.header)
        if about("location", plain(header)) and not about("port", plain(header))
        for row in table.rows[:_ROWS]
        if at < len(row.cells) and not is_empty(plain(row.cells[at][:80]))
    ]
    names = {*told}
    again = len(told) > 2 * len(names) > 2 and all(map(_PLAIN.fullmatch, names))
    return {name for name in names if kind_of_name(name) is None} if again else set()


_PLAIN = re.compile(r"[^\W\d][\w-]*(?: [\w-]+)?")
"""A name of a machine, which is no path and no sentence."""
_ADDRESS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}(?:/\d{1,2})?")
_ROWS = 100


def _hosts_with_addresses(tables: list[Table]) -> set[str]:
    """Names beside a column of addresses, in tables without ports."""
    hosts: set[str] = set()
    for table in tables:
        columns = list(
            zip(*([plain(c[:80]) for c in row.cells] for row in table.rows[:_ROWS]), strict=False)
        )
        heads = [plain(header) for header in table.header]
        addressed = any(len(c) > 1 and all(map(_ADDRESS.fullmatch, c)) for c in columns)
        if not addressed or any(about("port", head) for head in heads) or len(heads) < 2:
            continue
        names = {clean_name(name).casefold() for name in columns[0] if not is_empty(name)}
        programs = sum(kind_of_name(name) is not None for name in names)
        named = not about("service", heads[0]) or NAME.fullmatch(heads[0]) is not None
        if named and 2 * programs <= len(names):
            hosts |= {name for name in names if not _ADDRESS.search(name) and not name.isdecimal()}
    return hosts
