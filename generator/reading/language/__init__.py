"""The language of ports.yaml: every key, its shape and what it is for.

The one definition. `load.py` reads with it, `schema.py` prints it as JSON Schema, and the key
reference in the guide is made from it.
"""

from __future__ import annotations

from generator.reading.endpoints import ENDPOINT
from generator.reading.language.hosts import EXCLUSIVE, HOST, RANGE, SETTINGS
from generator.reading.language.kinds import KIND, KIND_PORT
from generator.reading.language.maps import INCLUDED, MAP
from generator.reading.language.parts import (
    ALTERNATIVE,
    CORS,
    DATABASE,
    ENV_VALUE,
    HEALTH,
    HISTORY,
    HOSTED,
    PATH_ENTRY,
    SECRET,
)
from generator.reading.language.projects import PROJECT, TARGET
from generator.reading.language.proxies import PROXY, ROUTE, TLS
from generator.reading.language.services import OVERLAY, SERVICE
from generator.reading.language.values import health_of
from generator.reading.language.words import ROLES, STATUSES
from generator.reading.records import Record

__all__ = ["INCLUDED", "MAP", "RECORDS", "ROLES", "SERVICE", "STATUSES", "health_of"]

RECORDS: tuple[Record, ...] = (
    MAP,
    HOST,
    RANGE,
    EXCLUSIVE,
    KIND,
    KIND_PORT,
    SETTINGS,
    PROJECT,
    SERVICE,
    OVERLAY,
    ENDPOINT,
    ALTERNATIVE,
    HOSTED,
    HEALTH,
    PATH_ENTRY,
    ENV_VALUE,
    SECRET,
    CORS,
    DATABASE,
    HISTORY,
    PROXY,
    ROUTE,
    TLS,
    TARGET,
)
"""Every record, in the order of the reference page."""
