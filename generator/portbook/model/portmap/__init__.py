"""The port map: hosts, ranges, projects, services and their endpoints, environment by environment.

Every value is complete: short forms are spelled out, defaults of kinds filled in, overlays laid
over. `origin` leads back to the text for diagnostics and edits.
"""

from __future__ import annotations

from portbook.model.origin import Origin
from portbook.model.portmap.endpoint import Alternative, Endpoint, Health, PathEntry
from portbook.model.portmap.history import HistoryEntry
from portbook.model.portmap.project import (
    DEFAULT_ENVIRONMENT,
    Environment,
    Project,
    TargetChoice,
)
from portbook.model.portmap.proxy import Proxy, Route, Tls
from portbook.model.portmap.ranges import Range
from portbook.model.portmap.service import (
    CLAIMING,
    ENV_STATUSES,
    RUNNING,
    Allow,
    Cors,
    Database,
    EnvValue,
    Hosted,
    Secret,
    Service,
)
from portbook.model.portmap.whole import Exclusive, Host, Member, PortMap, Settings

__all__ = [
    "CLAIMING",
    "DEFAULT_ENVIRONMENT",
    "ENV_STATUSES",
    "RUNNING",
    "Allow",
    "Alternative",
    "Cors",
    "Database",
    "Endpoint",
    "EnvValue",
    "Environment",
    "Exclusive",
    "Health",
    "HistoryEntry",
    "Host",
    "Hosted",
    "Member",
    "Origin",
    "PathEntry",
    "PortMap",
    "Project",
    "Proxy",
    "Range",
    "Route",
    "Secret",
    "Service",
    "Settings",
    "TargetChoice",
    "Tls",
]
