"""The port map: hosts, ranges, projects, services and their endpoints, environment by environment.

Every value is complete: short forms are spelled out, defaults of kinds filled in, overlays laid
over. `origin` leads back to the text for diagnostics and edits.
"""

from __future__ import annotations

from portbook.model.origin import Origin
from portbook.model.portmap.project import (
    DEFAULT_ENVIRONMENT,
    Environment,
    Exclusive,
    Files,
    Host,
    Instances,
    Member,
    PortMap,
    Project,
    Proxy,
    Range,
    Route,
    Settings,
    Stack,
    TargetChoice,
    Tls,
    Upstream,
)
from portbook.model.portmap.service import (
    CLAIMING,
    ENV_STATUSES,
    RUNNING,
    Allow,
    Alternative,
    Cors,
    Database,
    Endpoint,
    EnvValue,
    Health,
    HistoryEntry,
    Hosted,
    PathEntry,
    Secret,
    Service,
)

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
    "Files",
    "Health",
    "HistoryEntry",
    "Host",
    "Hosted",
    "Instances",
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
    "Stack",
    "TargetChoice",
    "Tls",
    "Upstream",
]
