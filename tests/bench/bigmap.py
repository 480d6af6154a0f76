"""Maps as large as a company's: any number of projects of 20 services each."""

from __future__ import annotations

__all__ = ["SERVICES", "big_map"]

SERVICES = 20
KINDS = ("express", "fastapi", "vite", "django", "nextjs")
FIRST = 10100
PER_HOST = 1000
"""Projects of one host: 20,000 numbers from 10100 on, which no browser and no system refuses."""


def big_map(projects: int) -> str:
    """The text of a map; every service has a title, a purpose, a kind, variables and a use."""
    hosts = "\n".join(f"  host-{n}: {{}}" for n in range(-(-projects // PER_HOST)))
    body = "\n".join(_project(number) for number in range(projects))
    return f"version: 1\ntitle: Bench\nhosts:\n{hosts}\nprojects:\n{body}\n"


def _project(number: int) -> str:
    lines = [
        f"  project-{number}:",
        f"    title: Project {number}",
        f"    environments: {{development: host-{number // PER_HOST}}}",
        "    services:",
    ]
    for index in range(SERVICES):
        lines += _service(number, index)
    return "\n".join(lines)


def _service(project: int, index: int) -> list[str]:
    port = FIRST + (project % PER_HOST) * SERVICES + index
    used = index + 1
    lines = [
        f"      service-{index}:",
        f"        title: Service {index} of project {project}",
        f"        description: Does the work of number {index}",
        f"        kind: {KINDS[index % len(KINDS)]}",
        f"        directory: services/s{index}",
        f"        port: {port}",
    ]
    if used < SERVICES:
        lines.append(f"        uses: [service-{used}]")
        url = f'"{{service-{used}.url}}"'
        lines.append(f'        env: {{PORT: "{{self.port}}", NEXT_URL: {url}}}')
    return lines
