"""playwright.config.mjs: the address that tests open and the servers they need, to be imported.

The keys are those of https://playwright.dev/docs/test-webserver. `reuseExistingServer: false`: a
number that something else holds makes the run fail, where a test of somebody else's server passes.
"""

from __future__ import annotations

from collections.abc import Iterator

from portbook.derive.order import start_order
from portbook.derive.process_env import variables_for
from portbook.model.address import Asker, Located, Problem, address, listening
from portbook.model.portmap import Environment, Project, Service
from portbook.model.url import PAGES
from portbook.targets.context import Context, Output
from portbook.targets.procfile import started
from portbook.text.quoting.script import script_comment, script_string


def emit(context: Context, project: Project) -> Iterator[Output]:
    """The file; none for a project whose default environment has no page and starts nothing."""
    environment = project.default
    page = _page(context, environment)
    services = started(environment)
    # Playwright starts one after the other: what is needed comes first.
    waves = start_order(context.wiring.needs_among(environment, services))
    order = [services[name] for wave in waves for name in wave]
    servers = [line for each in order for line in _server(context, environment, each)]
    if page is None and not servers:
        return
    lines = [script_comment(context.notice), "export default {"]
    if page is not None:
        lines.append(f"  use: {{ baseURL: {script_string(page)} }},")
    if servers:
        lines += ["  webServer: [", *(f"    {line}" for line in servers), "  ],"]
    lines.append("};")
    yield Output(f"{project.name}/playwright/playwright.config.mjs", "\n".join(lines) + "\n")


def _page(context: Context, environment: Environment) -> str | None:
    """What a browser opens: the first frontend's address, else that of the first web service."""
    running = [each for each in environment.services.values() if each.running and not each.implicit]
    for service in sorted(running, key=lambda each: each.role != "frontend"):
        endpoint = service.primary
        if endpoint is None or endpoint.scheme not in ("http", "https") or endpoint.port is None:
            continue
        asker = Asker(environment, None, "browser")
        found = address(context.portmap, asker, Located(environment, service, endpoint))
        if not isinstance(found, Problem):
            return found.url
    return None


def _server(context: Context, environment: Environment, service: Service) -> Iterator[str]:
    given = variables_for(context.wiring, environment, service)
    yield from (script_comment(f"{service.name}: {sentence}") for sentence in given.missing)
    where = _readiness(context, environment, service)
    if where is None:
        yield script_comment(f"{service.name} is left out: nothing tells when it is up")
        return
    yield "{"
    yield f"  name: {script_string(service.name)},"
    yield f"  command: {script_string((service.start or '').strip())},"
    if service.directory not in (None, "."):
        yield f"  cwd: {script_string(service.directory or '')},"
    if given.own:
        pairs = ", ".join(
            f"{script_string(name)}: {script_string(value)}" for name, value in given.own.items()
        )
        yield f"  env: {{ {pairs} }},"
    yield f"  {where},"
    yield "  reuseExistingServer: false,"
    yield "},"


def _readiness(context: Context, environment: Environment, service: Service) -> str | None:
    """`url` with the health address where it speaks HTTP, else the `port` that must take
    connections."""
    health = service.health
    endpoint = service.endpoint(health.endpoint if health else None)
    found = listening(context.portmap, environment, service, endpoint, interval=True)
    if isinstance(found, Problem) or found.port is None or endpoint is None:
        return None
    if endpoint.scheme in PAGES and (health is None or health.kind == "http"):
        path = health.path if health is not None and health.path else "/"
        return f"url: {script_string(f'{PAGES[endpoint.scheme]}://{found.address}{path}')}"
    return f"port: {found.port}"
