"""Docker Compose takes the generated files, and binds what the map claims and nothing else."""

from __future__ import annotations

import http.server
import json
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml

from portbook.derive.calls import Wiring
from portbook.language.load import read
from portbook.model.claims import environment_claims
from portbook.model.portmap import PortMap, Project
from portbook.targets.compose import emit
from portbook.targets.context import Context
from portbook.targets.templates import Templates
from portbook.text.source import Source
from tests.support.cli import portbook
from tests.support.compose import asked
from tests.support.files import make_files
from tests.support.programs import CHECKOUT, need

GOLDEN = CHECKOUT / "tests" / "targets" / "golden" / "compose"
MAPS = {
    "this-repository": CHECKOUT / "ports.yaml",
    **{case.name: case / "ports.yaml" for case in sorted(GOLDEN.iterdir())},
}
SECRET = re.compile(r"\$\{(\w+):\?")
# What Docker binds for an address of the map; an address alone is itself.
BOUND = {"localhost": ("127.0.0.1", "::1"), "::": ("0.0.0.0", "::"), "*": ("",)}

Binding = tuple[str, int, int, str]
"""Address and number on the host, container port, transport."""


def portmap_of(text: str) -> PortMap:
    portmap = read(Source("ports.yaml", text)).portmap
    assert portmap is not None
    return portmap


def files_of(portmap: PortMap, project: Project) -> dict[str, str]:
    context = Context(portmap, Wiring(portmap), "ports.yaml", Templates())
    return {output.path.rpartition("/")[2]: output.text for output in emit(context, project)}


PROJECTS = [
    pytest.param(name, project, id=f"{name}-{project}")
    for name, path in MAPS.items()
    for project in portmap_of(path.read_text(encoding="utf-8")).projects
]


def run_config(files: Sequence[Path]) -> subprocess.CompletedProcess[str]:
    """`docker compose config`, without a variable of ours."""
    folder = files[0].parent
    named = [word for file in files for word in ("-f", file)]
    return asked(folder, *named, env={"HOME": str(folder)})


def resolved(*files: Path) -> dict[str, Any]:
    done = run_config(files)
    assert done.stdout, done.stderr
    services: dict[str, Any] = json.loads(done.stdout)["services"]
    return services


def bindings(service: dict[str, Any]) -> list[Binding]:
    return sorted(
        (port.get("host_ip", ""), int(port["published"]), port["target"], port["protocol"])
        for port in service.get("ports", ())
    )


def claimed(project: Project) -> dict[str, list[Binding]]:
    """What each container of the default environment binds, by the claims of the map alone."""
    found: dict[str, list[Binding]] = {}
    for claim in environment_claims(project.default):
        inner = claim.endpoint.container_port
        kind = claim.service.kind
        if kind and kind.listeners and not claim.service.env:
            # Who comes from outside is heard at a second number.
            inner = kind.listeners.outside
        if claim.service.contained and claim.service.running and inner is not None:
            found.setdefault(claim.service.name, []).extend(
                (address, number, inner + number - claim.port, claim.transport)
                for number in range(claim.port, claim.last + 1)
                for address in BOUND.get(claim.bind, (claim.bind,))
            )
    return {name: sorted(rows) for name, rows in found.items()}


def stack_folder(folder: Path, text: str) -> Path:
    """The stack with the secrets it asks for in the .env file beside it."""
    secrets = "".join(f"{name}=secret of {name}\n" for name in sorted(set(SECRET.findall(text))))
    return make_files(folder, {"compose.yaml": text, ".env": secrets}) / "compose.yaml"


@pytest.mark.parametrize(("name", "project"), PROJECTS)
def test_a_stack_binds_what_the_map_claims(name: str, project: str, tmp_path: Path) -> None:
    portmap = portmap_of(MAPS[name].read_text(encoding="utf-8"))
    found = portmap.projects[project]
    text = files_of(portmap, found).get("compose.yaml")
    own = {
        service.name
        for service in found.default.services.values()
        for stack in found.stacks
        if found.declared(stack, service)
    }
    known = {
        service.compose_name: service
        for service in reversed(found.default.services.values())
        if service.running and service.hosted is None and (service.image or service.build)
        if service.name not in own and service.compose != ()
        if found.default.host in (service.hosts or (found.default.host,))
    }
    assert (text is not None) == bool(known)
    if text is None:
        return
    services = resolved(stack_folder(tmp_path, text))
    expected = claimed(found)
    assert {key: bindings(service) for key, service in services.items()} == {
        key: expected.get(service.name, []) for key, service in known.items()
    }


@pytest.mark.parametrize(("name", "project"), PROJECTS)
def test_an_override_binds_what_the_map_claims(name: str, project: str, tmp_path: Path) -> None:
    """Over a file that publishes everything to everybody, as compose files mostly do."""
    portmap = portmap_of(MAPS[name].read_text(encoding="utf-8"))
    found = portmap.projects[project]
    text = files_of(portmap, found).get("compose.ports.yaml")
    by_service = claimed(found)
    expected: dict[str, list[Binding]] = {}
    for service in found.default.services.values():
        ours = service.contained and service.running and service.hosted is None
        if ours and found.compose:
            rows = by_service.get(service.name, [])
            if any(each.port is None and each.container_port is None for each in service.endpoints):
                # What is not known wholly stays as the base has it.
                rows = [("", port, inner, transport) for _, port, inner, transport in rows]
            expected.setdefault(service.compose_name, []).extend(rows)
    assert (text is not None) == bool(expected)
    if text is None:
        return
    base = {
        key: {"image": "base", "ports": [f"{port}:{inner}" for _, port, inner, _ in rows]}
        for key, rows in expected.items()
    }
    files = {"base.yaml": json.dumps({"services": base}), "compose.ports.yaml": text}
    folder = make_files(tmp_path, files)
    services = resolved(folder / "base.yaml", folder / "compose.ports.yaml")
    assert {key: bindings(service) for key, service in services.items()} == {
        key: sorted(rows) for key, rows in expected.items()
    }


@pytest.mark.parametrize(
    "base",
    [
        [],
        ["80"],
        ["8080:80"],
        ["8080:8080"],
        ["8080:80", "8443:443"],
        ["127.0.0.1:8080:80"],
        ["0.0.0.0:8080:80/tcp", "[::]:8080:80"],
        ["8080-8082:80-82"],
        [{"target": 80, "published": 8080, "host_ip": "127.0.0.1"}],
        [{"target": 80, "published": "8080", "mode": "host"}],
    ],
    ids=str,
)
@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("8080:80", [("127.0.0.1", 8080, 80, "tcp")]),
        ("localhost:8080:80", [("127.0.0.1", 8080, 80, "tcp"), ("::1", 8080, 80, "tcp")]),
        ("9000:90/udp", [("127.0.0.1", 9000, 90, "udp")]),
        ({"container": 80}, []),
    ],
    ids=str,
)
def test_nothing_that_the_base_publishes_remains(
    base: list[Any], form: Any, expected: list[Binding], tmp_path: Path
) -> None:
    service = {"container": "web", "compose": "web", "ports": {"http": form}}
    portmap = portmap_of(
        yaml.safe_dump(
            {"projects": {"shop": {"compose": "base.yaml", "services": {"web": service}}}}
        )
    )
    files = files_of(portmap, portmap.projects["shop"])
    files["base.yaml"] = json.dumps({"services": {"web": {"image": "web", "ports": base}}})
    folder = make_files(tmp_path, files)
    services = resolved(folder / "base.yaml", folder / "compose.ports.yaml")
    assert bindings(services["web"]) == expected


def test_an_unknown_port_leaves_the_base_alone(tmp_path: Path) -> None:
    web = "{web: {container: w, compose: web, port: null}}"
    text = f"projects: {{s: {{compose: base.yaml, services: {web}}}}}"
    portmap = portmap_of(text)
    files = files_of(portmap, portmap.projects["s"])
    files["base.yaml"] = json.dumps({"services": {"web": {"image": "w", "ports": ["8080:80"]}}})
    folder = make_files(tmp_path, files)
    services = resolved(folder / "base.yaml", folder / "compose.ports.yaml")
    assert bindings(services["web"]) == [("", 8080, 80, "tcp")]


def test_values_arrive_as_the_map_means_them(tmp_path: Path) -> None:
    text = (GOLDEN / "database-and-secrets" / "compose.yaml").read_text(encoding="utf-8")
    services = resolved(stack_folder(tmp_path, text))
    read_back = {
        name: {key: value.replace("$$", "$") for key, value in service["environment"].items()}
        for name, service in services.items()
    }
    assert read_back["api"] == {
        "DATABASE_URL": "postgresql://seller@db:5432/shop",
        "PGPASSWORD": "secret of POSTGRES_PASSWORD",
        "LABEL": "a$b ${c}",
        "SIGNING_KEY": "secret of SIGNING_KEY",
    }
    assert read_back["other"] == {
        "POSTGRES_DB": "mine",
        "POSTGRES_USER": "seller",
        "POSTGRES_PASSWORD": "secret of POSTGRES_PASSWORD",
        "TOKEN": "secret of TOKEN-1",
    }
    assert services["api"]["depends_on"]["db"]["condition"] == "service_healthy"


def test_commands_arrive_as_the_kinds_mean_them(tmp_path: Path) -> None:
    text = (GOLDEN / "official-images" / "compose.yaml").read_text(encoding="utf-8")
    services = resolved(stack_folder(tmp_path, text))
    commands = {
        name: [word.replace("$$", "$") for word in service["command"]]
        for name, service in services.items()
        if service.get("command")
    }
    assert commands == {
        "keys": ["start-dev"],
        "files": ["server", "/mnt/data"],
        "nodes": ["start-single-node", "--insecure"],
        "ledger": ["serve", "--price", "$5"],
        "bare-ledger": ["serve", "--price", "$5"],
    }
    assert services["open-search"]["environment"] == {
        "discovery.type": "single-node",
        "xpack.security.enabled": "false",
    }


STATED = """\
services:
  db:
    image: postgres:16
    ports: ["127.0.0.1:5433:5432"]
    environment:
      - TZ=${TZ:-}
      - LANG=${APP_LANG:-C}
      - POSTGRES_PASSWORD=${POSTGRES_PASSWORD:?}
    volumes:
      - data:/var/lib/postgresql/data
      - ./a.sql:/docker-entrypoint-initdb.d/a.sql:ro
      - {type: volume, source: more, target: /more, read_only: true}
      - ${KEPT:-./kept}:/kept
  api:
    build: {context: ., dockerfile: docker/api.Dockerfile}
    ports: ["127.0.0.1:8000:8000"]
  web: {build: {context: web, dockerfile: Dockerfile.dev}, ports: ["127.0.0.1:3000:3000"]}
volumes: {data: {}, more: {}}
"""
KEPT = ("image", "build", "ports", "volumes", "environment")


@pytest.mark.parametrize("given", [{}, {"TZ": "UTC", "APP_LANG": "pl", "KEPT": "/k"}])
def test_a_stack_keeps_what_a_text_states_of_containers(
    given: dict[str, str], tmp_path: Path
) -> None:
    """The stack of a checkout that has no compose file, and a document with one's text."""
    env = {"HOME": str(tmp_path), "POSTGRES_PASSWORD": "x", **given}
    make_files(
        tmp_path, {"before/compose.yaml": STATED, "shop/PORTS.md": f"```yaml\n{STATED}```\n"}
    )
    for words in (("init", "shop"), ("generate",)):
        assert portbook(tmp_path, *words).status == 0
    made = ("--project-directory", "before", "-f", "generated/shop/compose.yaml")
    found = [
        json.loads(asked(*words, env=env).stdout)["services"]
        for words in ((tmp_path / "before",), (tmp_path, *made))
    ]
    for mount in (mount for each in found for mount in each["db"]["volumes"]):
        mount.pop(mount["type"], None)  # what the short and the long form say otherwise
    before, after = (
        {name: {key: each.get(key) for key in KEPT} for name, each in services.items()}
        for services in found
    )
    assert before == after


def test_a_missing_secret_is_named(tmp_path: Path) -> None:
    text = (GOLDEN / "database-and-secrets" / "compose.yaml").read_text(encoding="utf-8")
    secrets = "POSTGRES_PASSWORD=p\nTOKEN=t\n"
    folder = make_files(tmp_path, {"compose.yaml": text, ".env": secrets})
    done = run_config([folder / "compose.yaml"])
    assert not done.stdout
    assert "set SIGNING_KEY" in done.stderr


def test_a_circle_that_is_not_cut_would_be_refused(tmp_path: Path) -> None:
    """Why the golden case `circle` is written as it is."""
    text = (GOLDEN / "circle" / "compose.yaml").read_text(encoding="utf-8")
    loaded = yaml.safe_load(text)
    loaded["services"]["web"]["depends_on"] = {"api": {"condition": "service_started"}}
    folder = make_files(tmp_path, {"compose.yaml": yaml.safe_dump(loaded)})
    done = run_config([folder / "compose.yaml"])
    assert not done.stdout
    assert "cycle" in done.stderr


def test_the_compose_schema_accepts_every_stack(tmp_path: Path) -> None:
    files = {}
    for name, path in MAPS.items():
        portmap = portmap_of(path.read_text(encoding="utf-8"))
        for project in portmap.projects.values():
            text = files_of(portmap, project).get("compose.yaml")
            if text is not None:
                files[f"{name}-{project.name}.yaml"] = text
    assert len(files) > len(MAPS) / 2
    folder = make_files(tmp_path, files)
    checked = subprocess.run(
        [need("check-jsonschema"), "--builtin-schema", "vendor.compose-spec", *folder.iterdir()],
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert checked.returncode == 0, checked.stdout.decode()


class Statuses(http.server.BaseHTTPRequestHandler):
    """Answers /401 with 401, and anything else with 200."""

    def do_GET(self) -> None:
        self.send_response(int(self.path[1:]) if self.path[1:].isdigit() else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@contextmanager
def statuses() -> Iterator[int]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Statuses) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def image_with(folder: Path, tool: str) -> Path:
    """A folder of programs as an image has them: a shell, grep, and one that fetches."""
    folder.mkdir()
    for name in ("sh", "grep"):
        (folder / name).symlink_to(need(name))
    (folder / ("curl" if tool == "curl" else "wget")).symlink_to(need(tool))
    return folder


@pytest.mark.parametrize("tool", ["wget", "busybox", "curl"])
@pytest.mark.parametrize(
    ("health", "well"),
    [
        ("/health", True),
        ("/a?b='c'&d=$HOME", True),
        ("/204", True),
        ("/404", False),
        ("/503", False),
        ({"path": "/401", "status": 401}, True),
        ({"path": "/204", "status": 204}, True),
        ({"path": "/200", "status": 401}, False),
        ({"path": "/403", "status": 401}, False),
        ({"path": "/503", "status": 204}, False),
    ],
    ids=str,
)
def test_a_health_check_tells_well_from_ill(
    tool: str, health: Any, well: bool, tmp_path: Path
) -> None:
    """As Docker runs it: by the image's shell, after Compose has read the file."""
    programs = image_with(tmp_path / "bin", tool)
    with statuses() as port:
        service = {"image": "app", "port": port, "health": health}
        document = {"projects": {"shop": {"services": {"app": service}}}}
        portmap = portmap_of(yaml.safe_dump(document))
        text = files_of(portmap, portmap.projects["shop"])["compose.yaml"]
        test = resolved(stack_folder(tmp_path, text))["app"]["healthcheck"]["test"]
        command = test[1].replace("$$", "$")
        assert test[0] == "CMD-SHELL"
        done = subprocess.run(
            [str(shutil.which("sh")), "-c", command],
            env={"PATH": str(programs), "HOME": "/"},
            capture_output=True,
            check=False,
            timeout=30,
        )
    assert (done.returncode == 0) == well, done.stderr.decode()
