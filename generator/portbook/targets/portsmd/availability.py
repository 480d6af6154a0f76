"""Commands that show who holds this project's ports and that free them, on each system."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from portbook.model.portfacts import system_held, usual
from portbook.model.portmap import Environment, PortMap, Project
from portbook.model.ports import span
from portbook.targets.portsmd.cells import phrase, port_cell
from portbook.text.quoting.lines import one_line
from portbook.text.quoting.markdown import Table, markdown_fence, markdown_text, table


class Held(NamedTuple):
    """A port or interval of one transport, with the titles of the processes and of the containers
    that it belongs to."""

    first: int
    last: int
    transport: str
    processes: str
    containers: str

    @property
    def shown(self) -> str:
        return span(self.first, self.last)


@dataclass(frozen=True, slots=True)
class Availability:
    """Fenced blocks with the project's own numbers.

    `containers` stops those that run in one, from any shell. The others are empty where there is
    nothing else: `kill` is for Linux and macOS, `kill_windows` for PowerShell. `first` is a number
    for examples.
    """

    linux: str
    macos: str
    windows: str
    windows_further: str
    docker: str
    containers: str
    kill: str
    kill_windows: str
    culprits: Table | None
    first: str


SS = {"tcp": "-ltnp", "udp": "-lunp"}
LSOF = {"tcp": "-iTCP:{} -sTCP:LISTEN", "udp": "-iUDP:{}"}
POWERSHELL = {"tcp": "Get-NetTCPConnection -State Listen", "udp": "Get-NetUDPEndpoint"}
"""What asks for the listeners of a transport."""


def availability(portmap: PortMap, project: Project) -> Availability | None:
    """None for a project that holds no number in its default environment."""
    held = list(_held(project.default))
    by_transport = {each: [one for one in held if one.transport == each] for each in LSOF}
    listed = {transport: found for transport, found in by_transport.items() if found}
    if not listed:
        return None
    transport = next(iter(listed))
    first = str(listed[transport][0].first)
    processes = [each for each in held if each.processes and each.transport in listed]
    lsof = [
        f"sudo lsof -nP {LSOF[each].format(','.join(one.shown for one in found))}"
        for each, found in listed.items()
    ]
    windows = [
        f"{POWERSHELL[each]} | Where-Object LocalPort -in ({_array(found)})"
        for each, found in listed.items()
    ]
    return Availability(
        linux=markdown_fence("bash", "\n".join(_linux(listed))),
        macos=markdown_fence("bash", "\n".join(lsof)),
        windows=markdown_fence("powershell", "\n".join(windows)),
        windows_further=markdown_fence("powershell", FURTHER.format(first, transport)),
        docker=markdown_fence("bash", _docker(held)),
        # By the port, since the name of a container is seldom known. sh and PowerShell agree here.
        containers=_block(
            "bash",
            [
                (f"docker stop $(docker ps -q {_published(each)})", each.containers)
                for each in held
                if each.containers
            ],
        ),
        kill=_block("bash", [(_kill(each), each.processes) for each in processes]),
        kill_windows=_block("powershell", [(_end(each), each.processes) for each in processes]),
        culprits=culprits(portmap, project),
        first=first,
    )


FURTHER = """\
# One port, in any console: the last column is the process
netstat -ano | findstr ":{} "

# Ports that Windows itself has set aside
netsh interface ipv4 show excludedportrange protocol={}"""


def _held(environment: Environment) -> Iterator[Held]:
    """Each number on the environment's host once, with the titles of all that claim it."""
    found: dict[tuple[int, int, str], tuple[list[str], list[str]]] = {}
    for service in environment.services.values():
        if not service.claims or environment.host not in environment.hosts_of(service):
            continue
        for endpoint in service.endpoints:
            if endpoint.port is None:
                continue
            for transport in endpoint.transports:
                key = (endpoint.port, endpoint.port_end or endpoint.port, transport)
                titles = found.setdefault(key, ([], []))
                title = service.title
                if endpoint is not service.primary:
                    title = f"{title} ({endpoint.name})"
                titles[service.contained].append(title)
    for (first, last, transport), (processes, containers) in found.items():
        yield Held(first, last, transport, _either(processes), _either(containers))


def _either(titles: list[str]) -> str:
    return one_line(" or ".join(dict.fromkeys(titles)))


def _linux(listed: dict[str, list[Held]]) -> Iterator[str]:
    """ss(8) prints the peer's port as `*`, so a number can only be the listener's."""
    for transport, held in listed.items():
        single = [str(each.first) for each in held if each.first == each.last]
        if single:
            yield f"sudo ss {SS[transport]} | grep -E ':({'|'.join(single)}) '"
        for each in held:
            if each.first != each.last:
                within = f"sport >= :{each.first} and sport <= :{each.last}"
                yield f"sudo ss {SS[transport]} '{within}'"


def _array(held: list[Held]) -> str:
    """One flat array: `-in` does not look into arrays within it."""
    single = ", ".join([str(each.first) for each in held if each.first == each.last])
    wide = [_interval(each) for each in held if each.first != each.last]
    return " + ".join([f"@({single})", *wide]) if wide else single


def _interval(each: Held) -> str:
    return str(each.first) if each.first == each.last else f"({each.first}..{each.last})"


def _docker(held: Iterable[Held]) -> str:
    """Filters of one name are alternatives (docker ps, "publish")."""
    filters = [_published(each) for each in held]
    lines = [" ".join(filters[at : at + 4]) for at in range(0, len(filters), 4)]
    return "docker ps --format 'table {{.Names}}\\t{{.Ports}}' \\\n  " + " \\\n  ".join(lines)


def _published(each: Held) -> str:
    transport = "" if each.transport == "tcp" else f"/{each.transport}"
    return f"--filter publish={each.shown}{transport}"


def _kill(each: Held) -> str:
    return f"kill $(lsof -t {LSOF[each.transport].format(each.shown)})"


def _end(each: Held) -> str:
    asked = f"{POWERSHELL[each.transport]} -LocalPort {_interval(each)}"
    return f"Stop-Process -Id ({asked}).OwningProcess"


def _block(language: str, lines: list[tuple[str, str]]) -> str:
    """Commands with their comments in one column; empty without any."""
    if not lines:
        return ""
    width = max([len(command) for command, _ in lines])
    body = "\n".join([f"{command:<{width}}  # {title}" for command, title in lines])
    return markdown_fence(language, body)


MOST = 5
"""How many usual programs are named: the likeliest come first."""


def culprits(portmap: PortMap, project: Project) -> Table | None:
    """Of the default environment, with what its host's system holds."""
    host = portmap.hosts.get(project.default.host)
    system = system_held(host.os if host else "linux")
    rows = []
    for service in project.default.services.values():
        told = "; ".join([phrase(each) for each in service.culprits])
        for endpoint in service.endpoints if service.claims else ():
            port = endpoint.port
            known = usual(port) if port is not None else ()
            if port is None or not (told or known or port in system):
                continue
            own = {service.title, service.kind.title if service.kind else ""}
            often = ", ".join([markdown_text(each) for each in known if each not in own][:MOST])
            held = markdown_text(system[port]) if port in system else ""
            if told or often or held:
                rows.append((port_cell(endpoint), markdown_text(service.title), told, held, often))
    return table(("Port:", "Service", "Seen here", "Held by the system", "Usual elsewhere"), rows)
