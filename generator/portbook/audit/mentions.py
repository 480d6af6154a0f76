"""Turns the facts that importers find in a checkout into mentions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from portbook.audit.checkout import Checkout
from portbook.audit.mention import Mention
from portbook.model.bind import EVERY
from portbook.model.portfacts import NODE_PORTS
from portbook.sources.dotenv.prefixes import port_name, service_of_url
from portbook.sources.dotenv.read import MAIL
from portbook.sources.found import Found, FoundClaim, FoundRoute, FoundService
from portbook.sources.kinds import kind_of_name, kind_of_scheme
from portbook.sources.naming import is_sentence, slug
from portbook.sources.readers import reader_of_name, sort_of_name
from portbook.sources.reconcile import PROXIES
from portbook.sources.settings import Setting
from portbook.sources.urls import is_local
from portbook.sources.walking import BARE, DOCUMENT
from portbook.text.source import Place, Source

READMES = ("README.md", "readme.md", "Readme.md", "README.markdown", "README.txt", "README")


_SAYS = re.compile(r"(?<![a-z])ports?(?![a-z])|localhost|127\.0\.0\.1", re.IGNORECASE)
_HEADING = re.compile(r" {0,3}#{1,6}\s")


def _about_ports(path: str) -> bool:
    """Whether a document is about ports as a whole, by its name."""
    return DOCUMENT.fullmatch(path.rpartition("/")[2]) is not None


def _lines_about_ports(source: Source) -> dict[int, bool]:
    """The lines whose own words, table head or nearest heading say port; whether it is more than
    their own words."""
    found = {}
    heading = head = within = False
    for number, line in enumerate(source.text.split("\n"), 1):
        row = line.lstrip().startswith("|")
        says = _SAYS.search(line[:2000]) is not None
        if _HEADING.match(line):
            heading = says
        head = (head if within else says) if row else False
        within = row
        if says or heading or head:
            found[number] = heading or head
    return found


def _before(place: Place, count: int) -> str:
    return place.source.text[max(0, place.start - count) : place.start]


_OPTION = re.compile(r"\s--(?:tail|lines|since|limit|count|timeout|max-[a-z-]+)[ =]\Z")
"""Of a command: `logs --tail 40`."""


_LOCAL = re.compile(r"(?:localhost|127\.0\.0\.1|\[::1\]|0\.0\.0\.0):\Z")


_OWN = frozenset(("package", "script", "dockerfile", "program"))
"""Sorts of files that speak of what their folder holds."""
_BESIDE = frozenset(("storybook", "studio"))
"""What a package starts beside that which it is itself."""
_UNSAID = frozenset(("app", "main"))
"""What importers call a thing that a file gives no name."""
_NODE_PORT = "NodePort"
_PROXIED = re.compile(r"\b(?:prox(?:y|ies|ied)|tunnels?)\b", re.IGNORECASE)
_INTERNAL = re.compile(
    r"(?:never|not) published|unpublished|(?:nunca|no) publicad|nicht veröffentlicht"
    r"|(?<!\w)intern[aoe]?l?(?!\w)",
    re.IGNORECASE,
)
"""Of a row: what it tells of is reached inside a network alone."""
_DRAWN = re.compile(r"[\u2500-\u257f\u25b2-\u25c4]")
"""What boxes and arrows are drawn with."""
_STAGE = re.compile(r"^[ \t]*FROM[ \t]", re.IGNORECASE | re.MULTILINE)
"""Of a Dockerfile; which of several stages is run, another file says."""
_INTERVAL = 50
"""Numbers from which on an interval of a document is one set aside, and nothing that listens."""


def mentions_of(checkout: Checkout, found: Found, environment: str | None) -> Iterator[Mention]:
    """Each claim; those of proxies' routes come from `calls_of`.

    `environment` is that of claims which do not say it.
    """
    facts = {(each.path, each.name): each for each in found.services}
    routed = {(each.path, each.line) for each in found.of(FoundRoute)}
    told: dict[str, dict[int, bool]] = {}
    repeated = _repeated(checkout, found.claims)
    for claim in found.claims:
        path = checkout.relative(claim.path)
        sort = sort_of_name(path)
        if claim.reference and (sort == "markdown" or (claim.path, claim.line) in routed):
            continue
        if claim.status == "retired" or checkout.silenced(path, claim.line):
            continue
        inner = claim.port is None
        number = claim.container_port if inner else claim.port
        place = checkout.place(path, claim.line, number, last=inner)
        option = _OPTION.search(_before(place, 40)) is not None
        if sort == "markdown" and (option or is_sentence(claim.service)):
            continue
        if sort == "markdown" and not _about_ports(path):
            if path not in told:
                told[path] = _lines_about_ports(place.source)
            if claim.line not in told[path] and _before(place, 1) != ":":
                continue
        fact = facts.get((claim.path, claim.service))
        mention = _mention(place, path, sort, claim, fact)
        if (path, claim.line) in repeated:
            mention = replace(mention, port=None, inner=mention.number)
        if sort == "markdown" and not _about_ports(path):
            listed = told[path].get(claim.line, False)
            # `SSH:22` in a sentence or a drawing tells how such things work, as a rule.
            # Nor does a drawing's arrow end at this machine, as a rule.
            drawn = _DRAWN.search(place.source.line_text(claim.line)) is not None
            loose = drawn or not (listed or _LOCAL.search(_before(place, 40)))
            passing = mention.passing or loose or path.rpartition("/")[2] not in READMES
            mention = replace(mention, weak=mention.weak or loose, passing=passing)
        yield replace(mention, environment=mention.environment or environment)


def _mention(
    place: Place, path: str, sort: str | None, claim: FoundClaim, fact: FoundService | None
) -> Mention:
    document = sort == "markdown" or (sort is None and claim.project is not None)
    kind = (fact.kind if fact else None) or kind_of_scheme(claim.scheme)
    # What is listed as a proxy's numbers is not what stands behind it.
    proxied = document and kind not in PROXIES and _PROXIED.search(claim.group or "") is not None
    inside = (document or (claim.reference and sort == "dotenv")) and _is_inside(place)
    return Mention(
        place=place,
        path=path,
        port=None if _in_cluster(claim) or inside else claim.port,
        port_end=claim.port_end,
        inner=(claim.port if inside else None) or claim.container_port,
        names=_names(claim, sort, fact.container if fact else None),
        kind=kind,
        endpoint=claim.endpoint,
        environment=claim.environment,
        project=claim.project if document else None,
        variable=claim.variable,
        transport=claim.transport,
        bind=(claim.bind or EVERY) if claim.stack and sort == "compose" else None,
        # Also in a document's block; its tables call services as people do.
        compose=sort == "compose"
        or (fact is not None and fact.compose is not None and claim.line > fact.line),
        own=_is_own(claim, sort),
        call=claim.reference,
        weak=proxied
        or (document and claim.port in NODE_PORTS and _is_of_cluster(claim, place))
        or (claim.assumed and (sort != "program" or claim.variable is not None))
        or _in_cluster(claim)
        or sort == "devcontainer"
        or (sort == "dockerfile" and len(_STAGE.findall(place.source.text)) > 1),
        lax=_is_own(claim, sort) or kind in ("nginx", "caddy") or _is_setting(claim, path),
        document=document,
        passing=proxied
        or (document and _INTERNAL.search(place.source.line_text(place.line)) is not None)
        or (sort == "dotenv" and claim.service in MAIL)
        or (document and ((claim.port_end or claim.port or 0) - (claim.port or 0)) >= _INTERVAL),
    )


def _repeated(checkout: Checkout, claims: Iterable[FoundClaim]) -> set[tuple[str, int]]:
    """Rows of tables that give several services one number, twice or more: on one host they could
    not have it, each in a container of its own they can."""
    tables: dict[str, list[int]] = {}
    rows: dict[tuple[str, int], list[FoundClaim]] = {}
    for claim in claims:
        path = checkout.relative(claim.path)
        if sort_of_name(path) == "markdown" and claim.container_port is None:
            if path not in tables:
                tables[path] = _tables(checkout.source(path))
            start = tables[path][claim.line] if claim.line < len(tables[path]) else 0
            rows.setdefault((path, start), []).append(claim)
    found = set()
    for (path, start), listed in rows.items():
        pairs = {(slug(each.service), each.port, each.environment, each.host) for each in listed}
        if start and len(pairs) - len({pair[1:] for pair in pairs}) > 1:
            found |= {(path, each.line) for each in listed}
    return found


def _tables(source: Source | None) -> list[int]:
    """For each line, from 0 on as its number says, the line before its table; 0 outside of any."""
    starts = [0]
    for number, text in enumerate(source.text.split("\n") if source else (), 1):
        inside = text.lstrip().startswith("|")
        starts.append((starts[-1] or number) if inside else 0)
    return starts


def _is_of_cluster(claim: FoundClaim, place: Place) -> bool:
    told = f"{claim.group} {place.source.line_text(place.line)}"
    return re.search(r"node ?port|kubernetes|k8s|cluster", told, re.IGNORECASE) is not None


def _is_own(claim: FoundClaim, sort: str | None) -> bool:
    bare = sort == "dotenv" and claim.variable in BARE
    return (sort in _OWN or bare) and claim.service not in _BESIDE and not claim.reference


def _is_setting(claim: FoundClaim, path: str) -> bool:
    """Whether a program's own settings say what it listens on, in a container as on the host."""
    reader = reader_of_name(path)
    return reader is not None and reader.settings and not claim.reference


_NAMED_HOST = re.compile(r"[`@/\"']([a-z][\w-]*):\Z")


def _is_inside(place: Place) -> bool:
    """Whether a document gives `db:5432`: the address within a container network."""
    before = _NAMED_HOST.search(_before(place, 80))
    return before is not None and not is_local(before[1])


def _in_cluster(claim: FoundClaim) -> bool:
    """A cluster's own numbers for a service that elsewhere has others."""
    return (claim.description or "").startswith(_NODE_PORT)


def _names(claim: FoundClaim, sort: str | None, container: str | None) -> tuple[str, ...]:
    """A variable's name comes first: the importer may have joined it to another's number."""
    listed: list[str] = []
    if claim.variable and sort != "compose" and claim.variable not in BARE:
        named = port_name(claim.variable)
        listed.append(named.service if named else service_of_url(claim.variable))
    if sort == "dotenv" and claim.variable in BARE:
        # Every program has it; only the folder says whose it is.
        folder = claim.path.replace("\\", "/").rpartition("/")[0]
        listed.append(folder.rpartition("/")[2])
    elif sort != "devcontainer" or claim.service not in _UNSAID:
        # `VITE_WS_URL` calls something, and hardly the program in whose folder it stands.
        unsaid = sort == "dotenv" and claim.reference and listed == [""]
        if not unsaid or kind_of_scheme(claim.scheme) or claim.container_port:
            listed.append(claim.service)
    if container:
        listed.append(container)
    if sort == "markdown":
        # A sentence around a number is no name of anything.
        listed = [x for x in listed if x.count("(") == x.count(")") and not x.endswith(".")]
    return tuple(dict.fromkeys(each for each in listed if each))


def calls_of(checkout: Checkout, routes: Iterable[FoundRoute]) -> Iterator[Mention]:
    """What proxies hand requests on to: a number on the host, or one in a container."""
    for route in routes:
        path = checkout.relative(route.path)
        if route.port is None or checkout.silenced(path, route.line):
            continue
        local = is_local(route.target)
        if not local and not re.fullmatch(r"[A-Za-z0-9_-]+", route.target):
            continue
        yield Mention(
            place=checkout.place(path, route.line, route.port),
            path=path,
            passing=True,
            port=route.port if local else None,
            inner=None if local else route.port,
            names=(slug(route.prefix),) if local else (route.target,),
            variable=f"route {route.prefix}",
            call=True,
        )


def setting_mention(
    source: Source,
    path: str,
    setting: Setting,
    environment: str | None,
    project: str,
    owners: tuple[str, ...],
) -> Mention:
    """A number of a settings file; where nothing names it, it is of one of `owners`.

    The name of the project says nothing within its own files.
    """
    # What a program calls is not itself (`spring.cloud.gateway.routes[0].uri` of a gateway), and
    # its client of something (`eureka.client.service-url`) no web client.
    own = {project, *((*owners, "client") if setting.call else ())}
    names = tuple(each for each in setting.context if each not in own)
    kind = kind_of_scheme(setting.scheme) or next(filter(None, map(kind_of_name, names)), None)
    unnamed = not setting.call and not names
    inner = setting.host is not None and not is_local(setting.host)
    return Mention(
        place=source.place(setting.start, setting.end),
        path=path,
        port=None if inner else setting.number,
        inner=setting.number if inner else None,
        names=(setting.host, *names) if inner and setting.host else names,
        among=owners if unnamed else (),
        kind=kind,
        environment=environment,
        call=setting.call,
        lax=unnamed,
    )
