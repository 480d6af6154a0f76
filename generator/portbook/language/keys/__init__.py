"""The language of ports.yaml: every key, its shape and what it is for.

The one definition. `load.py` reads with it, `schema.py` prints it as JSON Schema, and the key
reference in the guide is made from it.
"""

from __future__ import annotations

from portbook.language.endpoints import ENDPOINT
from portbook.language.keys.hosts import EXCLUSIVE, HOST, INSTANCES, RANGE, SETTINGS
from portbook.language.keys.maps import INCLUDED, KIND, KIND_PORT, MAP, UPSTREAM
from portbook.language.keys.parts import (
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
from portbook.language.keys.projects import (
    ENVIRONMENT,
    FILES,
    PROJECT,
    PROXY,
    ROUTE,
    STACK,
    TARGET,
    TLS,
)
from portbook.language.keys.services import OVERLAY, SERVICE
from portbook.language.keys.sources import SOURCE
from portbook.language.keys.values import ROLES, STATUSES, health_of
from portbook.language.records import Record

__all__ = ["INCLUDED", "MAP", "RECORDS", "ROLES", "SERVICE", "STATUSES", "UPSTREAM", "health_of"]

RECORDS: tuple[Record, ...] = (
    MAP,
    HOST,
    RANGE,
    EXCLUSIVE,
    KIND,
    KIND_PORT,
    SOURCE,
    SETTINGS,
    INSTANCES,
    PROJECT,
    ENVIRONMENT,
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
    FILES,
    STACK,
    TLS,
    TARGET,
)
"""Every record, in the order of the reference page."""
