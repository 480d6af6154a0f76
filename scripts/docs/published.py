"""The JSON Schema of ports.json, for programs that read the resolved map."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
MAYBE: Schema = {"type": ["string", "null"]}
PORT: Schema = {"type": ["integer", "null"], "minimum": 1, "maximum": 65535}


def claims_schema() -> Schema:
    """Every key is always there; what is not known is null."""
    host = _object(
        "A machine on which ports are bound.",
        name=TEXT,
        os={"enum": ["linux", "macos", "windows"]},
        address=_told(MAYBE, "How other machines reach it."),
        domain=_told(MAYBE, "How browsers reach it."),
    )
    texts = {"type": "object", "additionalProperties": TEXT}
    project = _object(
        "A codebase with its services.",
        name=TEXT,
        title=TEXT,
        description=MAYBE,
        environments=_told(texts, "Environments with their hosts; the first is the default."),
        services=_listed(_service()),
    )
    scope = {"name": TEXT, "project": _told(MAYBE, "null: the whole map's.")}
    numbers = _object(
        "Numbers set aside for a purpose.",
        **scope,
        ports=_told(TEXT, "Such as `4000-4099, 4200`."),
        purpose=MAYBE,
        host=MAYBE,
        status=TEXT,
    )
    whole = _object(
        "The resolved port map.",
        version={"const": 1},
        title=TEXT,
        generated=_told(TEXT, "From what, and by which command."),
        hosts=_listed(host),
        projects=_listed(project),
        claims=_listed(_claim()),
        ranges=_listed(numbers),
    )
    draft = "https://json-schema.org/draft/2020-12/schema"
    return {"$schema": draft, "$id": "urn:portbook:ports.json:1", **whole, "title": "ports.json"}


def _object(about: str, **properties: Schema) -> Schema:
    return {
        "description": about,
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _listed(item: Schema) -> Schema:
    return {"type": "array", "items": item}


def _told(schema: Schema, about: str) -> Schema:
    return {**schema, "description": about}


def _service() -> Schema:
    texts = {"name": TEXT, "title": TEXT, "kind": MAYBE, "role": TEXT, "status": TEXT}
    return _object("A part of a project.", **texts, pinned={"type": "boolean"})


def _claim() -> Schema:
    where = "Where a person would look: for a browser what the web shows it, else on its host."
    number = "The number on the host; null where it is not known or not published."
    return _object(
        "An endpoint in an environment, as `portbook list --json` prints it.",
        **dict.fromkeys(("host", "environment", "project", "service"), TEXT),
        endpoint=MAYBE,
        port=_told(PORT, number),
        port_end=_told(PORT, "The last number of an interval."),
        container_port=PORT,
        transport={"enum": ["tcp", "udp", "sctp", None]},
        bind=_told(MAYBE, "The address it listens on."),
        scheme=MAYBE,
        status=TEXT,
        role=TEXT,
        url=_told(MAYBE, where),
    )
