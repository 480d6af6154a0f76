"""Facts of every sort that an importer could hand on, likely or not."""

from __future__ import annotations

from hypothesis import strategies as st

from portbook.sources.found import (
    Found,
    FoundChange,
    FoundClaim,
    FoundProject,
    FoundRange,
    FoundService,
)

__all__ = ["facts"]

_NAMES = st.sampled_from(
    [
        "api",
        "API",
        "db",
        "PostgreSQL",
        "Redis (cache)",
        "web site",
        "前端",
        "self",
        "con",
        "1st",
        "url",
    ]
) | st.text(max_size=12)
_TEXTS = st.none() | st.text(max_size=40) | st.sampled_from(["a: b", "# no", "{x}", "- y", "null"])
_PATHS = st.sampled_from(
    ["compose.yaml", ".env", ".env.example", "PORTS.md", "web/vite.config.ts", "a/compose.yml"]
)
_PORTS = st.integers(3000, 3008) | st.integers(1, 65535)
_LINES = st.integers(1, 99)
_ENVIRONMENTS = st.sampled_from([None, None, None, "dev", "Production", "staging", "测试", ""])
_PROJECTS = st.sampled_from([None, None, "shop", "Blog", "编辑"])
_STATUSES = st.sampled_from([None, None, "active", "reserved", "planned", "retired", "odd"])


@st.composite
def _claims(draw: st.DrawFn) -> FoundClaim:
    port = draw(st.none() | _PORTS)
    wide = draw(st.integers(0, 9)) == 0 and port is not None and port < 65000
    inner = draw(st.none() | _PORTS) if port is not None else draw(_PORTS)
    return FoundClaim(
        draw(_PATHS),
        draw(_LINES),
        draw(_NAMES),
        port,
        project=draw(_PROJECTS),
        endpoint=draw(st.sampled_from([None, None, "ws", "Web UI", "port"])),
        port_end=port + 3 if wide and port else None,
        container_port=inner,
        container_end=inner + 3 if wide and inner and inner < 65000 else None,
        bind=draw(st.sampled_from([None, "0.0.0.0", "127.0.0.1", "::1", "[::]", "eth0"])),
        transport=draw(st.sampled_from([None, None, "tcp", "udp", "sctp"])),
        scheme=draw(st.sampled_from([None, "http", "ws", "HTTP", "not one"])),
        host=draw(st.sampled_from([None, None, None, "nas", "web1.example", "localhost"])),
        environment=draw(_ENVIRONMENTS),
        status=draw(_STATUSES),
        group=draw(_TEXTS),
        description=draw(_TEXTS),
        variable=draw(st.sampled_from([None, "PORT", "API_PORT"])),
        reference=draw(st.integers(0, 5)) == 0,
    )


_SERVICES = st.builds(
    FoundService,
    _PATHS,
    _LINES,
    _NAMES,
    project=_PROJECTS,
    title=_TEXTS,
    description=_TEXTS,
    kind=st.sampled_from([None, "vite", "postgresql", "odd"]),
    role=st.sampled_from([None, "backend", "odd"]),
    image=st.sampled_from([None, "postgres:15", "redis", "acme/thing@sha256:1", "a b"]),
    build=_TEXTS,
    container=_TEXTS,
    compose=_TEXTS,
    directory=st.sampled_from([None, "web", "./api/", "../out", "/abs", "a\\b"]),
    start=_TEXTS,
    health=st.sampled_from([None, "tcp", "/health", "/a{b}", "curl http://localhost:1/x", "x {y}"]),
    environment=_ENVIRONMENTS,
    uses=st.lists(_NAMES, max_size=3).map(tuple),
    env=st.just((("POSTGRES_DB", "shop"), ("POSTGRES_USER", "${USER}"))),
    secrets=st.sampled_from([(), ("POSTGRES_PASSWORD",), ("no name",)]),
)
_RANGES = st.builds(
    FoundRange,
    _PATHS,
    _LINES,
    _PORTS,
    st.none() | _PORTS,
    purpose=_TEXTS,
    project=_PROJECTS,
    status=_STATUSES,
    step=st.sampled_from([None, 1, 10, 99999]),
)
_CHANGES = st.builds(
    FoundChange,
    _PATHS,
    _LINES,
    service=st.none() | _NAMES,
    project=_PROJECTS,
    before=st.none() | _PORTS,
    after=st.none() | _PORTS,
    date=st.sampled_from([None, "2025-01-02", "2025", "last week"]),
    reason=_TEXTS,
)
_CHECKOUTS = st.builds(
    FoundProject,
    st.just("shop"),
    st.just(1),
    _NAMES,
    title=_TEXTS,
    folder=st.sampled_from([None, "shop", "."]),
)

facts = st.tuples(
    st.lists(_claims(), max_size=12),
    st.lists(_SERVICES, max_size=5),
    st.lists(_RANGES, max_size=3),
    st.lists(_CHANGES, max_size=3),
    st.lists(_CHECKOUTS, max_size=2),
).map(lambda lists: Found([fact for each in lists for fact in each]))
