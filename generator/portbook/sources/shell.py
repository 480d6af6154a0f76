"""Lines of shell commands to the ports that they open: `docker run -p`, `--port`, `PORT=`."""

from __future__ import annotations

from collections.abc import Iterator

from portbook.model.catalogue import kind_of_image
from portbook.sources.commands import command_ports, simple_commands
from portbook.sources.compose.ports import BadPort, parse_short
from portbook.sources.found import Found, FoundClaim, FoundService
from portbook.sources.naming import names
from portbook.sources.numbers import unread_lines, unread_rest
from portbook.text.source import Source

MOST_COMMANDS = 50_000
_PROMPTS = ("$ ", "> ", "% ", "# $ ")
_VALUED = names(
    "-e --env -v --volume --name --network --net -w --workdir -u --user -h --hostname --env- "
    "file --restart -m --memory --cpus --gpus --entrypoint --platform --mount --add-host -l "
    "--label --link --log-driver --shm-size --pull --health-cmd --ip --dns --ulimit --cap-add"
)
"""Options of docker run that take the next word."""


def read_shell(source: Source) -> Found:
    """Commands that serve; those that only ask about a port, or end what holds one, give none."""
    found = Found()
    for count, (line, text) in enumerate(_lines(source)):
        if count >= MOST_COMMANDS:
            reason = f"only the first {MOST_COMMANDS} commands of a text are read"
            found.unread += unread_rest(source, range(1, line), reason)
            break
        before = len(found.claims)
        for words in simple_commands(text):
            if "run" in words[:4] and words[0] in ("docker", "podman", "nerdctl", "sudo"):
                _container(source, line, words[words.index("run") + 1 :], found)
        for port in command_ports(text):
            if not port.assumed:
                name = port.kind or (port.program or "app").split()[0]
                claim = FoundClaim(name, port.number, source.name, line, bind=port.bind)
                found.claims.append(claim)
        if len(found.claims) == before:
            reason = "the command opens no port that is known"
            last = line + text.count("\n")
            found.unread += unread_lines(source, range(line, last + 1), reason)
    return found


def _lines(source: Source) -> Iterator[tuple[int, str]]:
    """Commands with the line they begin on; a backslash joins the next line."""
    start = 1
    parts: list[str] = []
    for number, line in enumerate(source.text.split("\n"), 1):
        if not parts:
            start = number
        parts.append(line.rstrip("\r"))
        if not line.rstrip("\r").endswith("\\") or len(parts) > 200:
            text = "\n".join(parts).strip()
            for prompt in _PROMPTS:
                text = text.removeprefix(prompt)
            if text and not text.startswith("#"):
                yield start, text
            parts = []


def _container(source: Source, line: int, words: list[str], found: Found) -> None:
    name, image, entries = None, None, []
    at = 0
    while at < len(words):
        option, equals, value = words[at].partition("=")
        if not option.startswith("-"):
            image = words[at]
            break
        takes = option in ("-p", "--publish", "--name") or option in _VALUED
        if takes and not equals:
            at += 1
            value = words[at] if at < len(words) else ""
        if option in ("-p", "--publish"):
            entries.append(value)
        elif option == "--name":
            name = value
        at += 1
    service = name or (image or "app").rpartition("/")[2].partition(":")[0]
    for entry in entries:
        try:
            published = parse_short(entry)
        except BadPort:
            continue
        found.claims.append(
            FoundClaim(
                service,
                published.port,
                source.name,
                line,
                port_end=published.port_end,
                container_port=published.container,
                container_end=published.container_end,
                bind=published.bind,
                transport=published.transport,
            )
        )
    if image and entries:
        kind = kind_of_image(image)
        made = FoundService(service, source.name, line, kind=kind, image=image, container=name)
        found.services.append(made)
