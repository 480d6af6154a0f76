"""Adds to a schema what editors show: plain messages, examples, defaults and snippets.

The keywords are those of the YAML language server and of VS Code, which pass over one another's;
validators pass over all of them.
"""

from __future__ import annotations

from typing import Any

from portbook.language.schemas import Schema
from portbook.language.shapes import NAME_PATTERN

NAMED = "A name begins with a letter and holds a-z, 0-9 and -; Windows' device names are refused."
PORT = 'A port is a number from 1 to 65535, or "5433:5432" for a container, 53/udp or 8000-8010.'

EXAMPLES: dict[str, list[Any]] = {
    "service.port": [3000, "5433:5432", "127.0.0.1:5433:5432", "53/udp", "8000-8010"],
    "service.ports": [{"http": 3002, "ws": {"number": 3003, "scheme": "ws"}}],
    "service.image": ["postgres:16"],
    "service.directory": ["api"],
    "service.start": ["npm run dev"],
    "service.health": ["/health", "tcp", {"path": "/health", "status": 204}],
    "service.uses": [["db", "auth/api"]],
    "service.env": [{"DATABASE_URL": "{db.url}", "PORT": "{self.port}"}],
    "service.database": [{"name": "shop", "user": "shop"}],
    "service.secrets": [["POSTGRES_PASSWORD"]],
    "project.path": ["../shop"],
    "project.compose": ["compose.yaml", {"prod": {"files": ["compose.yaml", "compose.prod.yaml"]}}],
    "project.environments": [{"development": "laptop", "production": "web"}],
    "range.ports": ["4000-4099", "4000-4099, 4200-4299"],
    "host.address": ["staging.example"],
}
DEFAULTS: dict[str, Any] = {
    "service.bind": "127.0.0.1",
    "service.status": "active",
    "service.pinned": False,
    "service.env_file": ".env",
    "service.env_format": "quoted",
    "settings.output": "generated",
    "instances.step": 100,
    "instances.count": 9,
    "host.os": "linux",
}
"""By record and key."""

SERVICE = {
    "${1:web}": {"kind": "${2:vite}", "port": "${3:3000}", "start": "${4:npm run dev}"},
}
CONTAINER = {
    "${1:db}": {"kind": "${2:postgres}", "image": "${3:postgres:16}", "port": "${4:5433}:${5:5432}"}
}
PROJECT = {"${1:shop}": {"title": "${2:Shop}", "services": {"${3:web}": "${4:3000}"}}}


def for_editors(schema: Schema) -> Schema:
    """The whole schema with what helps a person who types; it accepts what it did."""
    definitions = schema["$defs"]
    for told, keyword in ((EXAMPLES, "examples"), (DEFAULTS, "default")):
        for name, value in told.items():
            record, _, key = name.partition(".")
            definitions[record]["properties"][key][keyword] = value
    schema["properties"]["projects"]["defaultSnippets"] = [
        {"label": "project", "description": "A project with a service.", "body": PROJECT}
    ]
    definitions["project"]["properties"]["services"]["defaultSnippets"] = [
        {"label": "service", "description": "A process with its port.", "body": SERVICE},
        {"label": "container", "description": "A service in a container.", "body": CONTAINER},
    ]
    endpoint = definitions["endpoint"]
    endpoint["errorMessage"] = PORT
    for name in ("endpoint", "service", "kind-port", "alternative"):
        definitions[name]["patternErrorMessage"] = PORT
    for key in ("number", "container"):
        endpoint["properties"][key]["patternErrorMessage"] = PORT
    for definition in definitions.values():
        _add_messages(definition, f"That cannot be read as: {definition['title'].lower()}.")
    _add_messages(schema, None)
    return schema


def _add_messages(schema: Any, message: str | None) -> None:
    """Say in words what each pattern wants: `message`, else what the key is for."""
    if not isinstance(schema, dict):
        for each in schema if isinstance(schema, list) else ():
            _add_messages(each, message)
        return
    if message is None and "description" in schema:
        message = f"That does not fit. {schema['description']}"
    pattern = schema.get("pattern")
    named = isinstance(pattern, str) and pattern.endswith(f"){NAME_PATTERN}$")
    if pattern is not None and (named or message):
        schema.setdefault("patternErrorMessage", NAMED if named else message)
    for each in schema.get("properties", {}).values():
        _add_messages(each, None)
    for key in ("items", "anyOf", "then", "else", "additionalProperties", "propertyNames"):
        _add_messages(schema.get(key), message)
