"""The targets, one record each, from which every list of them is made.

What a target emits is made by the module of its name in `targets/`, which is loaded when something
is generated. The language, the checks and the documentation need only what stands here.
"""

from __future__ import annotations

import re
from dataclasses import field

from portbook.text.frozen import frozen

WHOLE, MARKDOWN, DOTENV = "whole", "markdown", "dotenv"
"""How `install` puts a file into a checkout: as a file of ours, or as a marked region of a file
that others write as well, the marks in comments of that language."""

TEMPLATES = "templates"
"""What `install` calls the files that come from templates of the user's."""


@frozen
class Target:
    """One sort of generated file.

    `files` are those of a project, by their path from the project's folder, and `map_files` those
    of the whole map, from the output folder; each with what it is, in words that fit "X and Y are
    both written to ...". In a path `[...]` is left out for the default environment, and a name in
    braces is filled in. `asked`: written only where `targets` names it. `install` is one of WHOLE,
    MARKDOWN and DOTENV, None for what no checkout gets; `install_into` are files of the checkout
    that take it in place of its own path, each where it is there already. `module`, of its own name
    in `targets/` by default, holds `emit(context, project)` for `files` and `emit_map(context)`
    for `map_files`; `emit` is the name of the former where a module makes several targets.
    `judge`: the programs that read its files in the tests, "" where none could be had.
    """

    name: str
    about: str
    files: dict[str, str] = field(default_factory=dict)
    map_files: dict[str, str] = field(default_factory=dict)
    asked: bool = True
    install: str | None = WHOLE
    install_into: tuple[str, ...] = ()
    module: str = ""
    emit: str = "emit"
    judge: str = ""

    @property
    def emitter(self) -> str:
        return self.module or f"portbook.targets.{self.name}"


# fmt: off
TARGETS: tuple[Target, ...] = (
    Target("portsmd", "Documents for people: one for each project, and the map of all.",
        {"PORTS.md": "the project's document"},
        {"PORTS.md": "the combined map: every host's ports in order, and who has which role"},
        asked=False, install=MARKDOWN, judge="markdown-it-py, Chromium"),
    Target("dotenv",
        "Every endpoint of a project as `API_PORT`, `API_URL`; each service's own variables.",
        {".env[.{environment}]": "the .env file",
            "{directory}/{env_file}[.{environment}]": "the env file of a service"}, asked=False,
        install=DOTENV,
        judge="Docker Compose, python-dotenv, Node, bash, direnv, Ruby's dotenv, honcho, make"),
    Target("cors", "The allowed origins: `{environment: {service: [origin, ...]}}`.",
        {"cors.json": "the list of origins"}, asked=False,
        judge="Chromium, against a server that allows what it lists"),
    Target("nginx",
        "A file for each proxy, to include in the `http` block, or in `stream` for raw TCP.",
        {"nginx/{environment}[-{proxy}].conf": "the proxy",
            "nginx/{environment}[-{proxy}].stream.conf": "the proxy of raw TCP"}, asked=False,
        judge="nginx: its own check, and requests by HTTP, WebSocket and event streams; gixy"),
    Target("compose",
        "Overlays for a project's own compose files, and a whole stack where images are known.",
        {"compose.yaml": "the whole stack for Compose",
            "compose.ports.yaml": "the override for Compose"}, asked=False,
        judge="Docker Compose, which resolves it; yamllint"),
    Target("caddyfile", "The proxies of an environment for Caddy.",
        {"Caddyfile[.{environment}]": "the Caddyfile"},
        judge="Caddy: its own check, and the same requests as nginx"),
    Target("traefik",
        "The proxies of an environment for Traefik's file provider, with their entry points.",
        {"traefik/dynamic[.{environment}].yaml": "the routers of Traefik",
            "traefik/traefik[.{environment}].yaml": "the entry points of Traefik"},
        judge="Traefik: its own API, and the same requests as nginx"),
    Target("haproxy", "The proxies of an environment for HAProxy.",
        {"haproxy/haproxy[.{environment}].cfg": "the configuration of HAProxy"},
        judge="HAProxy: its own check, and the same requests as nginx"),
    Target("procfile", "A line for each service with a `start`, for foreman, honcho and overmind.",
        {"Procfile[.{environment}]": "the Procfile"}, judge="honcho, which runs it"),
    Target("processcompose",
        "Commands with their dependencies and health checks, for process-compose.",
        {"process-compose[.{environment}].yaml": "the configuration of process-compose"}),
    Target("vite",
        "The port and the proxy rules of each Vite server; `vite.config` imports it.",
        {"vite/vite.config.mjs": "the settings of Vite"},
        judge="Vite, which listens and proxies requests"),
    Target("playwright",
        "The address that tests open and the servers they need; `playwright.config` imports it.",
        {"playwright/playwright.config.mjs": "the settings of Playwright"},
        judge="Playwright, which refuses another server"),
    Target("devcontainer", "The ports that an editor forwards from a development container.",
        {"devcontainer/devcontainer.json": "the ports of the development container"},
        judge="the command line of Dev Containers"),
    Target("typescript", "Numbers and URLs of each environment as constants, `as const`.",
        {"typescript/ports.ts": "the constants for TypeScript"},
        module="portbook.targets.constants", emit="emit_typescript", judge="tsc"),
    Target("python", "Numbers and URLs of each environment as typed constants.",
        {"python/ports.py": "the constants for Python"}, module="portbook.targets.constants",
        emit="emit_python", judge="mypy, and an import"),
    Target("envrc", "Numbers and URLs for direnv, or any shell that sources the file.",
        {"envrc/.envrc[.{environment}]": "the exports for direnv"}, judge="direnv, bash"),
    Target("agents",
        "A section for coding agents: the numbers, and the command for a new one.",
        {"agents/AGENTS.md": "the section for coding agents"}, install=MARKDOWN,
        install_into=("AGENTS.md", "CLAUDE.md")),
    Target("kubernetes",
        "Services, NodePorts and Ingresses of Kubernetes for a project's containers.",
        {"kubernetes/{environment}.yaml": "the Services of Kubernetes"},
        judge="kubernetes-validate"),
    Target("prometheus",
        "What Prometheus scrapes and what its blackbox exporter probes, for `file_sd_configs`.",
        map_files={"prometheus/metrics.json": "what Prometheus scrapes",
            "prometheus/blackbox.json": "what the blackbox exporter probes"}, judge="promtool"),
    Target("homepage", "A page of links for Homepage.",
        map_files={"homepage/services.yaml": "the links of Homepage"}),
    Target("nftables",
        "A host's firewall from the flows of the map: a table of its own, replaced as a whole.",
        map_files={"nftables/{host}.nft": "the host's firewall"},
        judge="nft, and connections between network namespaces"),
    Target("networkpolicy", "Who may reach which of a project's pods, from the flows of the map.",
        {"networkpolicy/{environment}.yaml": "the NetworkPolicies of Kubernetes"}, install=None,
        judge="kubernetes-validate"),
    Target("sshconfig", "Forwards the ports of other hosts, to include in `~/.ssh/config`.",
        map_files={"sshconfig/config": "the forwards of ssh"},
        judge="ssh, through an sshd on loopback"),
    Target("csv", "The rows of `portbook list` for spreadsheets.",
        map_files={"csv/ports.csv": "the rows for spreadsheets"},
        module="portbook.targets.portscsv", judge="Python's csv"),
    Target("portsjson", "The resolved map for programs.",
        map_files={"ports.json": "the resolved map"}, asked=False, judge="check-jsonschema"),
    Target("schemas", "The editor's schema of ports.yaml.",
        map_files={"ports.schema.json": "the schema of ports.yaml"}, asked=False,
        judge="check-jsonschema"),
    Target("llms", "The map for coding agents (https://llmstxt.org).",
        {"llms.txt": "a project's numbers for coding agents, of a map above 8 KB"},
        map_files={"llms.txt": "the map for coding agents"}, asked=False, install=None),
    Target("gitfiles", "Line endings are kept; `.env` files are not ignored.",
        map_files={".gitattributes": "line endings for git",
            ".gitignore": "what git must not ignore"}, asked=False, judge="git"),
)
# fmt: on
"""All of them, in the order in which their files are made."""


def choices(*, of_map: bool = False) -> tuple[str, ...]:
    """The names that a project's `targets` may have, or with `of_map` those of `settings`."""
    return tuple(each.name for each in TARGETS if each.asked and (each.files or of_map))


def installable() -> tuple[str, ...]:
    """The names that a project's `install` may have."""
    return (*(each.name for each in TARGETS if each.files and each.install), TEMPLATES)


def environment_path(pattern: str, environment: str, *, default: bool) -> str:
    """A path of `files` in an environment. Each `[...]` is a part that the default environment's
    path lacks: of `Procfile[.{environment}]`, `Procfile`, and `Procfile.staging` in staging."""
    whole = re.sub(r"\[([^]]*)\]", "" if default else r"\1", pattern)
    return whole.replace("{environment}", environment)
