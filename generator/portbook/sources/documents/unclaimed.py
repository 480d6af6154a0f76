"""Says why a statement's number belongs to no service: it is free, or has no name."""

from __future__ import annotations

import re
from collections.abc import Callable

from portbook.sources.documents.environments import STAGES
from portbook.sources.documents.formats import TOOLS
from portbook.sources.documents.modes import is_of_system
from portbook.sources.documents.scope import tells_of_document
from portbook.sources.documents.text import (
    NEGATIONS,
    PREPOSITIONS,
    about,
    about_any,
    alternatives,
    clean_name,
    is_empty,
    outside_brackets,
    starts_with,
    strip_words,
)
from portbook.sources.documents.tokens import Number, scan
from portbook.sources.documents.unlabelled import Statement

SENTENCE_REASON = "a number within a sentence"
DRAWING = "a number in a drawing"
COUNTED = "a count, no port"
NO_PORT = "a line of the block that states no port"
NAMELESS = "a number without a name"
NAMELESS_LINE = "the line has no name for its number"
NAMELESS_RESERVED = "reserved, without a name"
NOT_NAMED = "the document names no service that has the number"
NOT_SAID = "nothing says which service uses the number"
PROTOCOL = "one of a list of protocols and their numbers"
LONELY = "a number by the way, in a list that is not about ports"
FIREWALL = "a rule of a firewall"
FREE_REASON = "free numbers, claimed by nobody"
MODE_REASONS = {
    "free": FREE_REASON,
    "avoid": "numbers to stay away from, not claims of this document",
    "warned": "a number that is in dispute or discussed, not a claim",
    "example": "a number of an example or of what to do when something fails",
    "figures": "a number that measures or compares, not a claim",
    "advice": "a number of what one should do, not a claim",
    "outgoing": "a number of another machine, which this one only calls",
}

_USED = re.compile(r"\s*[(（]\s*\d+\s[^()（）]*[)）]")
"""`9470-9476 (7 ports)`: how many of them are in use."""


def unclaimed(statement: Statement, number: Number, name: str) -> str | None:
    """Why nobody has a number or an interval: it is free, or says how much of a range is used."""
    if number.is_interval and about("assign", name) and _USED.match(statement.rest, number.last):
        return "how much of a range is used"
    general = ("recommended", "port", "range", "small")
    if about("recommended", name) and not strip_words(name, *general):
        return MODE_REASONS["advice"]
    if not about("free", name):
        return None
    told = _ON.sub("", name) if starts_with("free", name) else name  # `Free numbers on oak`
    rest = strip_words(
        told, "free", "port", "range", "next", "service", "later", "numbering", *_STATES
    )
    later = number.is_interval and about("later", name)
    coming = not number.is_interval and starts_with("next", name)  # `Next free API`
    return FREE_REASON if later or coming or not clean_name(rest) else None


_ON = re.compile(rf"\s(?:{PREPOSITIONS}|hos|bei|chez) \S+$", re.IGNORECASE)


def is_free(text: str) -> bool:
    """Whether a text only says that something is free: `(not yet assigned)`, `free since May`."""
    return _only(_SINCE.split(text)[0], "free", "port", "range", "next", "later", *_STATES)


def nameless(statement: Statement, name: str) -> str | None:
    """Why a number has no owner: its line only says how it stands, or what to do with it."""
    addressed = statement.form == "address"
    if statement.key in ("reserved", "planned"):
        return NAMELESS_RESERVED
    if addressed and _only(name, "order", "visit", "small"):
        return SENTENCE_REASON
    if not addressed and _SETTING.fullmatch(name):
        return "a setting that is no port"
    if statement.form == "numbered" and _PROGRAM.fullmatch(name):
        return None  # `5000: orders.py`: a file that runs, with its port before it
    return names_nobody(name) or ("a collective name" if _is_collective(statement, name) else None)


_PROGRAM = re.compile(r"\w[\w-]*\.(?:py|[cm]?[jt]s|go|rb|php|sh)")


def names_nobody(name: str) -> str | None:
    """Why a name by itself is nobody's."""
    return next((reason for holds, reason in _NAMELESS if holds(name)), None)


def _is_collective(statement: Statement, name: str) -> bool:
    """`Production: 3001, 8001, 3307`: of programs that are told elsewhere."""
    numbers = len(statement.entries)
    labelled = any(entry.label for entry in statement.entries)
    if statement.key == "environment" and numbers > 2 and not labelled:
        return True
    bare = sum(not entry.label for entry in statement.entries)
    if bare > 2 and any(starts_with(each, name) for each in _OF_ALL):
        return True  # `Further ports taken: 22, 631, 7000`
    many = (numbers > 1 and statement.form == "numbered") or statement.form == "plain"
    own = strip_words(_RUN_BY.sub("", name), "many", "general", "part", "service")
    many = many and not (numbers > 1 and own)
    many = many and not (numbers == 1 and _IDENTIFIER.fullmatch(name))
    allows = about("firewall", name) and (numbers > 1 or about("allow", name))
    return allows or (many and about("many", _last_word(name)))


_RUN_BY = re.compile(r"\b(?:docker|podman|compose|kubernetes|k8s)\b\s?", re.IGNORECASE)
_IDENTIFIER = re.compile(r"[a-z][a-z\d]*(?:-[a-z\d]+)+")
"""`it-tools`, which is one."""
_OF_ALL = ("free", "further", "taken", "in-use")
_GENERAL = (
    *("port", "host", "container", "default", "numbering", "fallback", "assign", "range", "url"),
    *("transport", "old", "new", "overview", "usual", "reserved", "free", "next"),
    *("mapping", "visit", "everywhere", "updated", "separator", "local", "allow", "value"),
)


def names_nothing(name: str) -> bool:
    """Whether a name has only words that any port may have: `Default port`, `In use (now)`."""
    bare = clean_name(_REMARK.sub(" ", CAMEL.sub(" ", name))) or name
    if any(map(str.isdecimal, bare)):
        return False  # A number is no word of these.
    stages = STAGES if " " in bare and about_any(("default", "fallback"), bare) else ()
    return not any(map(str.isalnum, strip_words(bare, *_GENERAL, *stages, "small", "now")))


CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
"""Between the words of `localPort`."""
_REMARK = re.compile(r"[(（\[【][^()（）\[\]【】]*[)）\]】]")
_IPV4 = re.compile(r"\d\.\d{1,3}\.\d{1,3}\.[\dx]")
_LETTER = re.compile(
    r"[^\W\d_]|(?:re)?start(?:en)?|stop(?:pen)?|kill|run|(?:in|out)bound|[ei]n?gress|[ds]?nat"
    r"|closed|filtered|(?-i:ALLOW|DENY|LIMIT|REJECT|DROP|ACCEPT)\b.*",
    re.IGNORECASE,
)
"""What `-p 80:80`, `Stop port 8090` or `3306/tcp DENY Anywhere` say beside the number."""
_ASKED = re.compile(r"(?:GET|POST|PUT|PATCH|DELETE|HEAD)\s")
_ADDRESS = re.compile(
    r"[A-Za-z][\w+.-]*://\S+|\S+@\S+\.[a-z]{2,}\b.*|(?:[\w-]+\.){2,}(?:internal|svc|cluster)?"
)
"""Where something is, or who is written to."""
COMMAND = re.compile(
    rf"(?:sudo |\$ )?(?:{TOOLS}|php|node|ab|hey|wrk|nmap) (?:-|\w+ |\w+\.(?:[cm]?[jt]s|py|php)$)"
    r"|http (?:GET|POST|PUT|PATCH|DELETE)$|k6 run$"
    r"|(?:Invoke|Test|Start|Stop|Get|Set|New)-(?:Process|Job|[A-Z]+[a-z]+[A-Z]\w+)(?:\s|$)"
)
_CALLED_WITH = re.compile(
    r"(?:^|\s)(?:lsof|netstat|fuser|kill|curl|telnet|nc|ss) -"
    r"|^(?:sudo )?(?:ufw|iptables|firewall-cmd) "
)
"""`Look with lsof -i`, `ufw allow`"""
_GIVEN = re.compile(r"\w\s\$[A-Z_]{2,}\s")
"""`token $TOKEN node1`, of a command"""
_DIRECTIVE = re.compile(
    r"(?:(?:reverse_proxy|proxy_?pass(?:reverse)?|(?:fastcgi|uwsgi|grpc)_pass|rewrite|targets|listen"
    r"|upstream|bind|expose|(?:local|remote)forward|(?:listen|connect)port|root \*)"
    r"(?:\s?[+,&/]\s?|$))+",
    re.IGNORECASE,
)


def is_place(name: str) -> bool:
    """Whether a name is a path, a program's file, or what a proxy does there."""
    patterns = (_DIRECTIVE.fullmatch, _PROGRAM.fullmatch, _PATH.search)
    return any(told(name) for told in patterns)


_COUNTED_PART = re.compile(
    r"(?:rule|regel|regla|regra|règle|regola|правило|line|step|phase|attempt|tentativa|intento|versuch|tentative|попытка|day|week|task|option|opci[oó]n|opç[aã]o|вариант|الخيار|method|approach|case|zeile|schritt|paso|passo|étape)\s?\d+"
    r"|(?:option|variante?|opci[oó]n|opção|вариант|method|approach|case) (?-i:[A-Z])"
    r"|(?:adr|rfc|req|n?fr|task|ticket|issue|bug|us|epic|inc|chg)-\d+",
    re.IGNORECASE,
)
_STATES = ("visit", "runs", "small", "allow", "now")
"""Concepts of `open and accessible`, which says how a port stands."""
_PREPOSITIONS = {
    *PREPOSITIONS.split("|"),
    *("à", "aan", "ao", "dans", "bei", "an", "bij", "по", "в", "z", "w", "i", "to", "for", "für"),
    *("und", "and"),
}
_SETTING = re.compile(
    r"(?!.*port$)(?-i:[a-z])\w*(?:\.[a-z]\w*)*"
    r"\.(?!local|internal|home|example|cloud|site|info|tech|name|corp|host|test)[a-z]{6,}",
    re.IGNORECASE,
)
"""`server.worldsize (3000)`"""
_VARIABLE = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|[a-z]\w*(?:\.\w+)+")
_CAMEL_NAME = re.compile(r"[a-z]+(?:[A-Z][a-z]+)+")


def is_setting(name: str) -> bool:
    """`JWT_EXPIRATION`, `cache.size`, `idleSeconds`: what measures, not where something is."""
    whole = (name.isupper() and " " not in name) or _VARIABLE.fullmatch(name)
    words = re.split(r"[._]", name) if whole else []
    words = CAMEL.split(name) if _CAMEL_NAME.fullmatch(name) else words
    counts = words and about_any(("quantity", "measure"), words[-1])
    counts = counts and not words[-1].upper().endswith("ER")  # `RATE_LIMITER`
    limits = {"MAX", "MIN"} & set(words) or words[:1] in (["max"], ["min"])
    return bool(counts or limits) and not about("port", name)


_NO_NAME = re.compile(
    r"GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|(?:TCP|UDP)[\s\d|]*|X(?:-[A-Z]\w*)+|Done!?"
    r"|option(?: [a-z]+)?|How|What|Why|Where|When|Which|Who"
    r"|(?:Start|End)(?: Local)?|GUI"
)
"""A method of HTTP, a header of its answers (`X-RateLimit-Limit`), an end of a range, `a GUI`."""
_PATH = re.compile(r"(?:^|\s)/\w")
_SPEAKS = re.compile(
    r"[?？]$|\s(?:it|them|which|who)(?:\s|$)|(?<!\.[A-Z])[.!?]\s+\S|[。！？，]|:\d\d|\d{4}-\d\d-\d\d"
    rf"|^{alternatives('clause')}(?:\s|(?<=[\u2e80-\u9fff]))|^(?-i:to)\s|^请[不勿使将先确]"
    r"|\S{3}(?:使用|通过|需要|应该)\s?\S{3}|建议$|写的"
    r"|\s(?:of|than|below|above|between|blocks|under|for|to|from|about|with|by|de|da|do|del|sobre|von|für|unter"
    r"|über|pour|sur|на|для|от|ниже|выше|di|per|van|voor|dla|since|seit|depuis|desde|dal|sinds"
    r"|zwischen|tussen|между|vers|hacia|verso|nach|naar"
    r"|calls?|appeler|appelle|llama|chama|aufruft|вызывает)$"
    r"|^(?:the|an?|der|die|das|le|la|les|el|los|il|o|os)\s(?:\S+\s+){4}|^(?:\S+\s+){9}"
    r"|\s(?:are|were|have been)\s(?:now\s)?\w+ed\b"
    r"|^(?:(?:on|from|outside|inside|at) (?:the|your|a|outside|inside|docker)|auf|aus|im"
    r"|en (?:el|la|los|tu|su)|dans (?:le|la|un)|depuis (?:le|la)|desde (?:el|la)|no servidor"
    r"|na máquina|внутри|снаружи|извне)(?:\s|$)"
    r"|^(?:with|avec|con|mit|com|per|within|in(?! or)|aux?|zu[mr]|alla|agli)\s"
    r"|^by\s(?-i:[a-zß-ÿ]|[A-Z]+$)|^\w+ed for\s|\s\w+ed (?:with|to|from|at)\b"
    r"|^\S+ (?:configured|enabled|disabled|installed|updated|validated|opened)\b"
    r"|\sby \d+$|\b(?:more|less|fewer|longer) than\s|\sat (?:most|least)\s"
    r"|\s(?:below|above|over) \d|^such$|\s(?:since|seit|desde|depuis|dal|sinds)$"
    r"|^(?:conflicts? with|default of|depends? on|connect(?:s|ed|ing)? to|talks? to)\s"
    r"|^reserved by (?:the )?(?:operating )?(?:system|kernel|os)\b|^see line$"
    r"|\s&&\s|==|\{[\"']|\w[ıiuü]yorsa\b|\{\{|\{\s*\}"
    r"|\s(?:uses|talks to|connects to|calls|needs|affiche|muestra|zeigt|mostra|показывает)\s"
    r"|^(?:\S+ )?(?:terminates|redirects|proxies|forwards|listens|exposes|accepts|receives"
    r"|handles)\s"
    r"|^(?:found|should|must|shows?|for|für|pour|para|voor|dla|для|killing|stopping|reachable|accessible|was)\s"
    r"|^\w+ (?:add|remove)\s"
    r"|\S에서(?:\s|$)|\sexpects?\s"
    r"|\s(?:maps|takes?|needs|requires|braucht|benötigt|necesita|precisa)$"
    r"|\s(?:shows|returns|prints|answers?|responds?|(?:is|are) (?:configured|set) to)$"
    r"|\b(?:all|every|toutes?|tous|todas?|todos|alle|tutt[ei]|всех)\s\w+ ?\w*$|所有|すべての|모든"
    rf"|\s{alternatives('modal')}\s",
    re.IGNORECASE,
)
"""A sentence has an end within, ends in a preposition, has an article before four words, or ten."""


def _last_word(name: str) -> str:
    return re.split(r"[\s_/-]+", outside_brackets(name))[-1]


def _only(name: str, *concepts: str) -> bool:
    """Whether a name has words of the first concept and, but for the others', no more."""
    return about(concepts[0], name) and not clean_name(strip_words(name, *concepts))


_FILE = re.compile(
    r"(?!(?i:next|node|nuxt|vue|react|express|nest|ember|meteor|three|d3|alpine|socket)\.(?:js|io)$"
    r"|(?!App|Index|Server|Main|Config)[A-Z][a-z]+\.js$)"
    r"[\w./-]+\.(?:ya?ml|json|toml|md|[cm]?[jt]sx?|py|sh|conf|env|cfg|ini|sql|txt|go|rs|java|xml"
    r"|html|rb|php|cs|properties|example)|(?:[\w.-]+/)+(?:Dockerfile|Makefile|Procfile|\.env)"
    r"|\.env[\w.-]*|Dockerfile[\w.-]*|docker-compose[\w.-]*"
)
_BESIDE_A_STATE = ("port", "range", "planned", "service", "next", "later", "numbering", "small")
_SIGNS = 2
"""Letters that a name has at least: one alone is a particle, `5000は使用禁止`."""


def _only_a_state(name: str) -> bool:
    if starts_with("free", name) and _SINCE.search(name):
        return True
    return any(
        about(state, name) and len(clean_name(strip_words(name, state, *_BESIDE_A_STATE))) < _SIGNS
        for state in ("reserved", "planned", "free", "avoid", "retired")
    )


_SINCE = re.compile(r"\s(?:since|seit|desde|depuis|dal|sinds|od|с)\s", re.IGNORECASE)
"""`Unused since the move`"""
_DENIED = re.compile(
    r"\b(?:not|don't|never|debería|deveria|devrait|sollte)\b|^(?-i:CORS)\s"
    r"|\b(?:redirected|redirige|redirigido|redirecionado|redirigé|weitergeleitet|reindirizzato)\b"
    rf"|\s(?:{NEGATIONS})(?: [^\W\d]+)?$",
    re.IGNORECASE,
)
"""`PostgreSQL n'est pas`, before a number that it has not; `redirected to` another's."""
_COMMANDED = re.compile(r"\b(?:curl|wget|EXPOSE)$|=\$$|\s\^$")
_ENV = re.compile(r"(?:^|\s)\.env\b|\w\.(?:ya?ml|toml|properties)(?![A-Za-z])")
_PLACED = re.compile(rf"(?:{PREPOSITIONS})\s\S")
"""`na Macach zajmuje AirPlay`, behind a port."""
_COUNTER = re.compile(
    r"(?:_ids?|[a-z]Ids?)$|\b(?:DHCP|IP)[ -](?i:range|pool|scope|leases?|bereich)\b"
)
_SHORT = 3
"""Words of a name that may speak of an address, or of what is old."""


def _tells_of_past(name: str) -> bool:
    """`was formerly Shop`, `Redis жил`: by one of the first two words, or the last."""
    words = name.split()
    return any(
        word.islower() and about("past", word) for word in (*words[:2], *words[-1:]) if words[1:]
    )


def _visits(name: str) -> bool:
    """Whether a name only says to go somewhere: `Open URL`."""
    rest = clean_name(strip_words(name, "visit", "url", "browser", "small"))
    return about("visit", name) and len(rest) < 4


def _is_of_new(name: str) -> bool:
    """`New projects`, `Para nuevos servicios se recomienda`: what is not there yet."""
    told = " ".join(_PREPOSED.sub("", name).split()[:3])
    whose = ("project", "users") if told.startswith("Next") else ("project", "users", "part")
    if " " in told and starts_with("next", told) and about_any(whose, told):
        return True  # `next customer gets`
    coming = about("new", told) and about_any(("project", "service", "many"), told)
    return coming and any(starts_with(each, told) for each in ("new", "project", "service", "many"))


_PREPOSED = re.compile(
    rf"^(?:(?:{PREPOSITIONS}|для|für|pour|para|un|une|unos|eine?) )+", re.IGNORECASE
)
_REMARKS = ("step", "admonition", "advice", "problem")
_BESIDE_A_FILE = "the number stands beside a file, not beside a service"
_MEANT = (
    ("changed", "old", "new"),
    ("problem", "taken"),
    ("taken",),
    ("probe", "port"),
    ("browser",),
    ("old", "status", "now", "small"),
    ("mapping", "router", "port", "small"),
)
"""Concepts of which a name has words and nothing else, where it tells of a number."""
_SEEN_FROM = re.compile(
    r"(?:(?:local )?network|lan|red|rede|réseau|netzwerk|сеть|网络|局域网)(?: access| local)?",
    re.IGNORECASE,
)
"""`Local` and `Network`, as Vite prints where it is."""
_THEIR_BROWSER = re.compile(
    r"(?:(?:.* )?(?:in (?:the|an?)|im|dans (?:le|un)|en (?:el|un)|no|nel|в)|your|my|tu|su|(?:o )?"
    rf"[st]eu|votre|ton|deinen?|ihren?|tuo|je|uw|свой|вашем) {alternatives('browser')}",
    re.IGNORECASE,
)
_NAMELESS: tuple[tuple[Callable[[str], object], str], ...] = (
    (
        lambda n: (
            _only_a_state(n) or (about("reserved", n.partition(" ")[0]) and about("later", n))
        ),
        NAMELESS_RESERVED,
    ),
    (lambda n: is_empty(n) or names_nothing(n) or _IPV4.search(n), NAMELESS),
    (lambda n: _LETTER.fullmatch(n) or _COMMANDED.search(n), NAMELESS),
    (lambda n: not any(map(str.isalpha, n)), NAMELESS),
    (lambda n: n.startswith("{"), "a line of program text"),
    (_DENIED.search, SENTENCE_REASON),
    (lambda n: about("firewall", n) and about("allow", n), FIREWALL),
    (_SEEN_FROM.fullmatch, "from where it is reached, no service"),
    (_THEIR_BROWSER.fullmatch, "a browser, with which somebody goes there"),
    (lambda n: about("deprecated", n) and len(n.split()) > _SHORT, SENTENCE_REASON),
    (lambda n: COMMAND.match(n) or _CALLED_WITH.search(n), "an example command"),
    (_GIVEN.search, "an example command"),
    (lambda n: any(_only(n, each, "port", "small") for each in _REMARKS), SENTENCE_REASON),
    (_ADDRESS.fullmatch, "the number stands beside an address, not beside a service"),
    (lambda n: _FILE.fullmatch(outside_brackets(n)) or _ENV.search(n), _BESIDE_A_FILE),
    (lambda n: _PATH.search(n) or _ASKED.match(n), "a path that leads to the number"),
    (lambda n: _SPEAKS.search(n) or n.count("(") != n.count(")"), SENTENCE_REASON),
    (lambda n: about("url", n) and len(n.split()) > _SHORT, SENTENCE_REASON),
    (lambda n: " " in n and starts_with("calls", n), SENTENCE_REASON),
    (lambda n: " " in n and about("asked", _last_word(n)), SENTENCE_REASON),
    (lambda n: len(n.split()) > _SHORT and about("calls", n), SENTENCE_REASON),
    (_tells_of_past, SENTENCE_REASON),
    (lambda n: _PLACED.match(n) and about_any(("taken", "uses"), n), SENTENCE_REASON),
    (lambda n: starts_with("condition", n) and len(n.split()) > _SHORT, SENTENCE_REASON),
    (_is_of_new, NAMELESS),
    (tells_of_document, SENTENCE_REASON),
    (lambda n: about("outgoing", n) and len(n.split()) <= _SHORT, MODE_REASONS["outgoing"]),
    (is_setting, "a setting that is no port"),
    (lambda n: about("usual", n) and " " in n, "a number that programs usually have"),
    (_DIRECTIVE.fullmatch, "a directive of a configuration"),
    (is_of_system, MODE_REASONS["avoid"]),
    (_COUNTER.search, COUNTED),
    (lambda n: all(about(each, n) for each in ("everywhere", "many", "runs")), SENTENCE_REASON),
    (lambda n: n.casefold() in _PREPOSITIONS or _COUNTED_PART.fullmatch(n), SENTENCE_REASON),
    (lambda n: (" " in n or n.isupper()) and not strip_words(n, *_STATES), SENTENCE_REASON),
    (lambda n: _NO_NAME.fullmatch(n) or scan(n, loose=False), SENTENCE_REASON),
    (lambda n: _visits(n) or any(_only(n, *concepts) for concepts in _MEANT), SENTENCE_REASON),
)
"""What a name by itself says against it, and why it names nobody."""
