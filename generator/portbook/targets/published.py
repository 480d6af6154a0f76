"""The JSON Schema of ports.json, for programs that read the resolved map."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
TEXT_OR_NULL: Schema = {"type": ["string", "null"]}
PORT_OR_NULL: Schema = {"type": ["integer", "null"], "minimum": 1, "maximum": 65535}


def claims_schema() -> Schema:
    """Every key is always there; what is not known is null."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:portbook:ports.json:1",
        **_object(
            "The resolved port map.",
            {
                "version": {"const": 1},
                "title": TEXT,
                "generated": {"type": "string", "description": "From what, and by which command."},
                "hosts": _listed(_host()),
                "projects": _listed(_project()),
                "claims": _listed(_claim()),
                "ranges": _listed(_range()),
            },
        ),
        "title": "ports.json",
    }


def _object(description: str, properties: dict[str, Schema]) -> Schema:
    return {
        "description": description,
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _listed(item: Schema) -> Schema:
    return {"type": "array", "items": item}


def _host() -> Schema:
    return _object(
        "A machine on which ports are bound.",
        {
            "name": TEXT,
            "os": {"enum": ["linux", "macos", "windows"]},
            "address": {**TEXT_OR_NULL, "description": "How other machines reach it."},
            "domain": {**TEXT_OR_NULL, "description": "How browsers reach it."},
        },
    )


def _project() -> Schema:
    hosts = "Environments with their hosts; the first is the default."
    return _object(
        "A codebase with its services.",
        {
            "name": TEXT,
            "title": TEXT,
            "description": TEXT_OR_NULL,
            "environments": {
                "type": "object",
                "additionalProperties": TEXT,
                "description": hosts,
            },
            "services": _listed(_service()),
        },
    )


def _service() -> Schema:
    return _object(
        "A part of a project.",
        {
            "name": TEXT,
            "title": TEXT,
            "kind": TEXT_OR_NULL,
            "role": TEXT,
            "status": TEXT,
            "pinned": {"type": "boolean"},
        },
    )


def _claim() -> Schema:
    where = "Where a person would look: for a browser what the web shows it, else on its host."
    number = "The number on the host; null where it is not known or not published."
    return _object(
        "An endpoint in an environment, as `portbook list --json` prints it.",
        {
            "host": TEXT,
            "environment": TEXT,
            "project": TEXT,
            "service": TEXT,
            "endpoint": TEXT_OR_NULL,
            "port": {**PORT_OR_NULL, "description": number},
            "port_end": {**PORT_OR_NULL, "description": "The last number of an interval."},
            "container_port": PORT_OR_NULL,
            "transport": {"enum": ["tcp", "udp", "sctp", None]},
            "bind": {**TEXT_OR_NULL, "description": "The address it listens on."},
            "scheme": TEXT_OR_NULL,
            "status": TEXT,
            "role": TEXT,
            "url": {**TEXT_OR_NULL, "description": where},
        },
    )


def _range() -> Schema:
    return _object(
        "Numbers set aside for a purpose.",
        {
            "name": TEXT,
            "project": {**TEXT_OR_NULL, "description": "null: the whole map's."},
            "ports": {"type": "string", "description": "Such as `4000-4099, 4200`."},
            "purpose": TEXT_OR_NULL,
            "host": TEXT_OR_NULL,
            "status": TEXT,
        },
    )
