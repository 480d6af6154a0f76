"""vite.config.mjs: where each Vite of a project listens and what it passes on, to be imported.

The keys are those of https://vite.dev/config/server-options. `strictPort` keeps Vite from taking
the next number when the map's is in use; the proxy makes the browser see one origin, so that the
back end needs no CORS while the page is written.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from portbook.model.address import Asker, Located, Problem, address, locate, route_to
from portbook.model.bind import EVERY
from portbook.model.portmap import Endpoint, Environment, Project, Proxy, Service
from portbook.model.reference import Target
from portbook.model.url import PAGES
from portbook.targets.context import Context, Output
from portbook.text.quoting.script import script_comment, script_string


def emit(context: Context, project: Project) -> Iterator[Output]:
    """The file; none for a project whose default environment runs no Vite."""
    environment = project.default
    served = [
        (service, endpoint)
        for service in environment.services.values()
        if _is_vite(service) and (endpoint := service.primary) and endpoint.port is not None
    ]
    if not served:
        return
    lines = [script_comment(context.notice), "export const services = {"]
    for service, endpoint in served:
        lines += [f"  {script_comment(service.title)}", f"  {script_string(service.name)}: {{"]
        lines += [f"    {line}" for line in _server(context, project, service, endpoint)]
        lines.append("  },")
    lines += ["};", "", f"export default services[{script_string(served[0][0].name)}];"]
    yield Output(f"{project.name}/vite/vite.config.mjs", "\n".join(lines) + "\n")


def _is_vite(service: Service) -> bool:
    """Whether it takes its port from Vite's own configuration, as SvelteKit does as well."""
    kind = service.kind
    from_vite = kind is not None and any(
        each.startswith("vite.config") and each.endswith("server.port") for each in kind.port_files
    )
    return from_vite and service.running and service.hosted is None and service.same_as is None


def _server(
    context: Context, project: Project, service: Service, endpoint: Endpoint
) -> Iterator[str]:
    environment = project.default
    host = "0.0.0.0" if service.contained else endpoint.bind.replace(EVERY, "::")
    port = endpoint.container_port if service.contained else endpoint.port
    yield "server: {"
    yield f"  host: {script_string(host)},"
    yield f"  port: {port},"
    yield "  strictPort: true,"
    yield from _update_connection(context, environment, service, endpoint)
    passed = dict(_passed(context, project, service))
    if passed:
        yield "  proxy: {"
        for path in sorted(passed, key=lambda each: (-len(each), each)):
            yield f"    {script_string(path)}: {passed[path]},"
        yield "  },"
    yield "},"


def _update_connection(
    context: Context, environment: Environment, service: Service, endpoint: Endpoint
) -> Iterator[str]:
    """The page's own connection for updates, which goes where the browser's page came from."""
    found = route_to(context.portmap, environment, Located(environment, service, endpoint))
    if found is None:
        return
    proxy, _ = found
    listens = [each for each in proxy.endpoints if each.port is not None]
    if not listens:
        return
    secure = [each for each in listens if each.scheme == "https"]
    protocol = script_string("wss" if secure else "ws")
    yield f"  hmr: {{ protocol: {protocol}, clientPort: {(secure or listens)[0].port} }},"
    names = [name for name in proxy.server_names if name != "_"]
    if names:
        allowed = [name.removeprefix("*") for name in names]
        yield f"  allowedHosts: {json.dumps(allowed)},"


def _passed(context: Context, project: Project, service: Service) -> Iterator[tuple[str, str]]:
    """What the dev server passes on, by path: as the proxies of the environment do, or those of
    another; what it uses and no proxy has, below its name."""
    environment = project.default
    routes = _routes(environment.proxies) or _routes(
        [proxy for each in project.environments.values() for proxy in each.proxies]
    )
    reached = set()
    for path, target, strip in routes:
        located = locate(context.portmap, environment, target)
        if isinstance(located, Problem) or located.service.name == service.name or path == "/":
            continue
        reached.add((located.service.project, located.service.name))
        yield from _entry(context, environment, service, located, path.rstrip("/"), strip=strip)
    for target in service.uses:
        located = locate(context.portmap, environment, target)
        if isinstance(located, Problem):
            continue
        if (located.service.project, located.service.name) not in reached:
            yield from _entry(
                context, environment, service, located, f"/{located.service.name}", strip=True
            )


def _routes(proxies: tuple[Proxy, ...] | list[Proxy]) -> list[tuple[str, Target, bool]]:
    return [(route.path, route.target, route.strip) for proxy in proxies for route in proxy.routes]


def _entry(
    context: Context,
    environment: Environment,
    service: Service,
    located: Located,
    path: str,
    *,
    strip: bool,
) -> Iterator[tuple[str, str]]:
    viewpoint = "container" if service.contained else "process"
    found = address(context.portmap, Asker(environment, service, viewpoint), located)
    if isinstance(found, Problem) or found.scheme not in PAGES:
        return
    options: dict[str, Any] = {
        "target": script_string(f"{PAGES[found.scheme]}://{found.address}"),
        "changeOrigin": "true",
        "ws": "true",
    }
    # A key that begins with ^ is a pattern; a plain one would take /apish for /api as well.
    pattern = f"^{re.escape(path)}(?=[/?]|$)"
    if strip:
        regex = f"new RegExp({script_string(pattern)})"
        options["rewrite"] = f'(path) => path.replace({regex}, "").replace(/^(?!\\/)/, "/")'
    text = ", ".join(f"{key}: {value}" for key, value in options.items())
    yield pattern, f"{{ {text} }}"
