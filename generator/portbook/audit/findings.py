"""Words the differences: the place in the checkout, the place in the map, and the next step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from portbook.audit.envfiles import Compared
from portbook.audit.expected import Expected, Holders
from portbook.audit.judge import Difference
from portbook.audit.mention import Mention
from portbook.model.portmap import Project
from portbook.model.ports import span
from portbook.sources.naming import slug
from portbook.text.diagnostic import Diagnostic, error, warning
from portbook.text.grouping import grouped
from portbook.text.source import Place

PAGES = {
    "disagrees": (
        "A file of the checkout gives a port, or calls one, under a number that is not the map's. "
        "The second place is where the map says it.\n\n"
        "Write the map's number into the file, or move the service in the map."
    ),
    "address-differs": (
        "A compose file publishes a port on other addresses than the map says. Without an address "
        "Compose takes all of them; the map's own default is 127.0.0.1.\n\n"
        "Write the address into the compose file, or `bind` into the map."
    ),
    "cors-differs": (
        "A list of allowed origins lacks an origin that calls the service after the map, or holds "
        "one that the map knows nothing of. localhost and 127.0.0.1 count as one.\n\n"
        "Correct the list, or say in the map who calls the service: `uses`, `env`, `cors: extra`."
    ),
    "not-in-map": (
        "A file of the checkout gives a port that no service of the project has in the map.\n\n"
        "Add it to the map, so that nobody else takes the number."
    ),
    "not-found": (
        "The map gives a service a number that is in none of the files that could say it.\n\n"
        "Name the file that sets it in `configured_in`, or take what is gone out of the map."
    ),
    "not-read": (
        "A file of the checkout could not be read, or not to its end, so nothing is known of what "
        "it says.\n\nMend the file; what it says behind that place was not compared."
    ),
}
"""Markdown by code; the first paragraph says what was found, the second what to do."""


def differing(difference: Difference, overlay: str | None) -> Diagnostic:
    """A number in the checkout that is another in the map; `overlay` is the installed file that
    Compose is to lay over it."""
    mention, of = difference.mention, difference.of
    who, place = _who(of), of.service.endpoint_place(of.endpoint)
    where = "" if of.environment.default else f" in {of.environment.name}"
    published = difference.published
    if published is not None:
        _, here, there = published
        what = f"{who} {_span(mention)}"
        message = f"{what} is published on {here} here, {there} in the map{where}"
    elif difference.inside:
        here, there = str(mention.inner), _number(of, inside=True)
        message = f"{who} is {here} in its container here, {there} in the map{where}"
    else:
        here, there = _span(mention), _number(of, inside=mention.port is None)
        verb = "is called at" if mention.call else "is"
        message = f"{who} {verb} {here} here, {there} in the map{where}"
    address = published is not None and published.what == "address"
    report = warning if address or overlay else error
    step = _step(of, here, there, inside=difference.inside or published is not None)
    if overlay:
        step = f"start it by the command in {overlay}, which lays {there} over it"
    return report(
        "address-differs" if address else "disagrees",
        message,
        _at(mention, difference.inside),
        (place, f"{there} in the map"),
        hint=step,
    )


def differing_variable(compared: Compared) -> Diagnostic:
    """A variable of a .env file that has another value in the map."""
    assert compared.said is not None
    here, there = compared.said
    variable, environment = compared.variable, compared.environment
    where = "" if environment.default else f" in {environment.name}"
    message = f"{variable.name} is {here} here, {there} in the map{where}"
    source = _number_place(compared, there)
    hint = f"write {there} here, or change the map: 'portbook install' puts its value here"
    return error("disagrees", message, compared.place, (source, f"{there} in the map"), hint=hint)


def unknown(
    holders: Holders, project: Project, mentions: Iterable[Mention]
) -> Iterator[Diagnostic]:
    """Numbers that the map does not have, each once with all places that give it."""
    numbers = grouped((mention.number, mention) for mention in mentions)
    for number, listed in numbers.items():
        first = next((each for each in listed if not each.call), listed[0])
        other = [each for each in listed if each is not first]
        related = [(each.place, "also here") for each in other[:8]]
        holder = next(iter(holders.get(number, ())), None)
        if holder is not None:
            message = f"{project.name} has no port {number} in the map; {_who(holder)} has it"
            related.insert(0, (holder.service.endpoint_place(holder.endpoint), "in the map"))
            hint = f"'portbook next {project.name}' prints a free one"
        else:
            message = f"{_span(first)} is no port of {project.name} in the map"
            hint = _add(project, first)
        yield warning("not-in-map", message, first.place, *related, hint=hint)


def _add(project: Project, mention: Mention) -> str:
    if mention.owner is not None:
        service = project.services.get(mention.owner)
        if service is not None and service.endpoints:
            name = mention.endpoint or "NAME"
            return f"add it to 'ports' of {project.name}/{mention.owner}: {name}: {_span(mention)}"
        return f"write 'port: {_span(mention)}' at {project.name}/{mention.owner}"
    name = next((slug(each) for each in mention.names if slug(each)), "NAME")
    if name in project.services:
        return f"add it to 'ports' of {project.name}/{name}: NAME: {_span(mention)}"
    inner = f":{mention.inner}" if mention.inner and mention.compose else ""
    return f"'portbook add {project.name}/{name} --port {_span(mention)}{inner}' claims it"


def _step(of: Expected, here: str, there: str, *, inside: bool) -> str:
    if inside or not here.isdecimal() or of.environment.services.get(of.name) is not of.service:
        return f"write {there} here, or {here} in the map"
    environment = "" if of.environment.default else f" --environment {of.environment.name}"
    return f"write {there} here, or 'portbook move {_who(of)} {here}{environment}'"


def _who(of: Expected) -> str:
    return f"{of.service.project}/{of.service.name_of(of.endpoint)}"


def _number(of: Expected, *, inside: bool) -> str:
    endpoint = of.endpoint
    first, last = endpoint.port, endpoint.port_end
    if first is None or (inside and endpoint.container_port is not None):
        first, last = endpoint.container_port, endpoint.container_end
    return span(first, last)


def _span(mention: Mention) -> str:
    return span(mention.number, mention.port_end)


def _at(mention: Mention, inside: bool) -> Place:
    """For a number in a container its own place, the last on the line."""
    place = mention.place
    if not inside or mention.inner is None or mention.port is None:
        return place
    source, line = place.source, place.line
    text, number = source.line_text(line), str(mention.inner)
    at = text.rfind(number)
    if at < 0:
        return place
    start = source.offset(line, at + 1)
    return source.place(start, start + len(number))


def _number_place(compared: Compared, there: str) -> Place:
    """Where the map gives the number, which a reference in a value only follows."""
    variable, environment = compared.variable, compared.environment
    number = there.rpartition(":")[2]
    own = environment.services.get(variable.service)
    others = [each for each in environment.services.values() if each is not own]
    for service in ([own] if own else []) + others:
        listed = service.same_as is None and service.hosted is None
        for endpoint in service.endpoints if listed else ():
            if str(endpoint.port) == number:
                return service.endpoint_place(endpoint)
    return variable.place
