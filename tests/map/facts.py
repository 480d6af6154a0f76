"""What the five port documents behind this repository's ports.yaml tell, as tables.

Written by hand from the documents, not derived from the map: where a document contradicts itself,
the fact here is the one the map decided for, and the telling of it is a fact as well.
"""

from __future__ import annotations

from typing import NamedTuple

__all__ = [
    "COMPOSE_PORTS",
    "COMPOSE_SERVICES",
    "ORIGINS",
    "PORTS",
    "RANGES",
    "ROUTES",
    "ROWS",
    "TOLD",
    "VARIABLES",
    "ComposeService",
    "Origins",
    "Port",
    "Published",
    "Route",
    "Row",
    "Variable",
]


class Port(NamedTuple):
    """A number a service listens on; `container` where the document or image has one."""

    project: str
    service: str
    port: int
    container: int | None = None
    environment: str = "development"
    status: str = "active"


class Row(NamedTuple):
    """Words and numbers that stand together on one line of the project's PORTS.md."""

    project: str
    cells: tuple[str | int, ...]


class Variable(NamedTuple):
    file: str
    name: str
    value: str


class Origins(NamedTuple):
    """Ports of the frontends that a backend answers, with both spellings of this machine."""

    project: str
    service: str
    ports: tuple[int, ...]


class Route(NamedTuple):
    """A path of a production proxy; `strip` where the prefix goes before it is passed on."""

    project: str
    path: str
    port: int
    strip: bool


class Published(NamedTuple):
    project: str
    service: str
    published: int
    target: int


class ComposeService(NamedTuple):
    """Source is the image, or the end of the build context."""

    project: str
    service: str
    source: str
    environment: dict[str, str]
    depends_on: tuple[str, ...] = ()


def _both(project: str, service: str, port: int, container: int | None = None) -> list[Port]:
    return [
        Port(project, service, port, container, environment)
        for environment in ("development", "production")
    ]


# service, number, title, group, whether its number lies in its group's range
_IZA: tuple[tuple[str, int, str, str, bool], ...] = (
    ("main-dashboard", 3000, "IZA OS Main Dashboard", "Core IZA OS services", True),
    ("api-gateway", 3001, "IZA OS API Gateway", "Core IZA OS services", True),
    ("unified-dashboard", 3002, "IZA OS Unified Dashboard", "Core IZA OS services", True),
    ("backend", 3003, "IZA OS Backend Service", "Core IZA OS services", True),
    ("frontend", 3004, "IZA OS Frontend", "Core IZA OS services", True),
    ("websocket", 3005, "IZA OS WebSocket", "Core IZA OS services", True),
    ("grafana", 3006, "Grafana", "Core IZA OS services", True),
    ("ollama", 11434, "Ollama LLM Server", "AI and LLM services", False),
    ("chatllm", 8001, "ChatLLM Interface", "AI and LLM services", True),
    ("claude-swarm", 8002, "Claude Swarm", "AI and LLM services", True),
    ("anthropic-proxy", 8003, "Anthropic API Proxy", "AI and LLM services", True),
    ("openai-proxy", 8004, "OpenAI API Proxy", "AI and LLM services", True),
    ("django", 8005, "Django", "AI and LLM services", True),
    ("mcp-server", 8006, "MCP Server", "AI and LLM services", True),
    ("postgres", 5432, "PostgreSQL", "Databases", False),
    ("redis", 6379, "Redis Cache", "Databases", False),
    ("mongodb", 27017, "MongoDB", "Databases", False),
    ("pgadmin", 5050, "pgAdmin", "Databases", True),
    ("redis-commander", 8081, "Redis Commander", "Databases", False),
    ("portainer", 9000, "Portainer", "Development tools", True),
    ("portainer", 9443, "Portainer", "Development tools", False),
    ("prometheus", 9090, "Prometheus", "Development tools", True),
    ("sonarqube", 9001, "SonarQube", "Development tools", True),
    ("minio", 9002, "MinIO", "Development tools", True),
    ("nginx", 80, "Nginx", "Web services", False),
    ("nginx", 443, "Nginx", "Web services", False),
    ("fastapi", 8000, "FastAPI", "Web services", False),
    ("flask", 5000, "Flask", "Web services", False),
    ("n8n", 5678, "n8n Workflow", "Integration services", False),
    ("activepieces", 8084, "Activepieces", "Integration services", False),
    ("zapier", 8085, "Zapier", "Integration services", False),
    ("webhook-receiver", 8086, "Webhook Receiver", "Integration services", False),
    ("elasticsearch", 9200, "Elasticsearch", "Monitoring services", False),
    ("kibana", 5601, "Kibana", "Monitoring services", False),
    ("logstash", 5044, "Logstash", "Monitoring services", False),
    ("jaeger", 16686, "Jaeger", "Monitoring services", False),
    ("streamlit", 8501, "Streamlit", "Specialized services", False),
    ("jupyter", 8888, "Jupyter", "Specialized services", False),
    ("ngrok", 4040, "ngrok Web UI", "Specialized services", False),
    ("code-server", 8087, "VS Code Server", "Specialized services", False),
)
_IZA_ACTIVE = ("unified-dashboard", "ollama")

PORTS: tuple[Port, ...] = (
    Port("axolop", "frontend", 3000),
    Port("axolop", "api", 3001),
    Port("axolop", "redis", 6379, 6379),
    Port("axolop", "chroma", 8001, 8000),
    Port("prsnl", "frontend", 3004),
    *_both("prsnl", "frontend-container", 3003, 3003),
    *_both("prsnl", "backend", 8000),
    *_both("prsnl", "postgres", 5433, 5432),
    *_both("prsnl", "dragonfly", 6379, 6379),
    Port("prsnl", "nginx", 80, environment="production"),
    Port("prsnl", "nginx", 443, environment="production"),
    Port("prsnl", "grafana", 3000, environment="production"),
    Port("prsnl", "prometheus", 9090, environment="production"),
    Port("prsnl", "elasticsearch", 9200, environment="production"),
    Port("prsnl", "elasticsearch", 9300, environment="production"),
    Port("prsnl", "kibana", 5601, environment="production"),
    Port("prsnl", "cadvisor", 8080, environment="production"),
    Port("prsnl", "node-exporter", 9100, environment="production"),
    Port("sertantai-auth", "backend", 4000),
    Port("sertantai-auth", "postgres", 5432),
    Port("sertantai-controls", "backend", 4001),
    Port("sertantai-controls", "frontend", 5174),
    Port("sertantai-controls", "postgres", 5435),
    Port("sertantai-controls", "electric", 3000),
    Port("sertantai-enforcement", "backend", 4002),
    Port("sertantai-enforcement", "frontend", 5173),
    Port("sertantai-enforcement", "postgres", 5434, 5432),
    Port("sertantai-enforcement", "electric", 3001, 3000),
    Port("sertantai-enforcement", "redis", 6380, 6379),
    *_both("hypernode", "frontend", 3000, 3000),
    Port("hypernode", "app", 3001),
    Port("hypernode", "backend-api", 3002, 3002),
    Port("hypernode", "backend-api", 4002, 4002, "staging"),
    Port("hypernode", "backend-api", 8080, 8080, "production"),
    *_both("hypernode", "backend-api", 3003, 3003),
    Port("hypernode", "backend-api", 3003, 3003, "staging"),
    *_both("hypernode", "automation-engine", 3004, 3004),
    Port("hypernode", "automation-engine", 3004, 3004, "staging"),
    *_both("hypernode", "postgres", 5432, 5432),
    Port("hypernode", "postgres", 5432, 5432, "staging"),
    *_both("hypernode", "redis", 6379, 6379),
    Port("hypernode", "redis", 6379, 6379, "staging"),
    Port("hypernode", "gpu-worker", 8080),
    Port("hypernode", "solana", 8899),
    Port("hypernode", "proxy", 80, environment="production"),
    *(
        Port("iza", service, port, status="active" if service in _IZA_ACTIVE else "reserved")
        for service, port, _, _, _ in _IZA
    ),
)

RANGES: tuple[Row, ...] = (
    Row("prsnl", (3000, 3999, "Frontend services", 3003)),
    Row("prsnl", (8000, 8999, "Backend services", 8000)),
    Row("prsnl", (5000, 5999, "Databases", 5432)),
    Row("prsnl", (9000, 9999, "Monitoring", "Prometheus", "exporters")),
    Row("prsnl", (11000, 11999, "AI and ML")),
    Row("sertantai-enforcement", (4000, "Phoenix backends")),
    Row("sertantai-enforcement", (5173, "SvelteKit frontends", "Vite")),
    Row("sertantai-enforcement", (5434, "PostgreSQL in Docker", 5432)),
    Row("sertantai-enforcement", (3000, "ElectricSQL")),
    Row("sertantai-enforcement", (6380, "Redis", 6379)),
    Row("hypernode", (3000, 3999, "HTTP services")),
    Row("hypernode", (8000, 8999, "GPU workers")),
    Row("iza", (3000, 3099, "Core IZA OS services", "Dashboards", "API", "backend")),
    Row("iza", (8000, 8099, "AI and LLM services", "Ollama", "Claude", "OpenAI")),
    Row("iza", (5000, 5099, "Databases", "PostgreSQL", "Redis", "pgAdmin")),
    Row("iza", (9000, 9099, "Development tools", "Portainer", "Prometheus")),
    Row("iza", (4000, 4099, "Web servers", "Nginx", "FastAPI", "Flask")),
    Row("iza", (8100, 8199, "Integrations", "n8n", "Activepieces")),
    Row("iza", (9100, 9199, "Monitoring", "Elasticsearch", "Kibana")),
    Row("iza", (8200, 8299, "Specialized programs", "Streamlit", "Jupyter")),
)

ROWS: tuple[Row, ...] = (
    # the tables: which title has which number
    Row("axolop", ("Frontend (Vite)", 3000)),
    Row("axolop", ("Backend API", 3001)),
    Row("axolop", ("Redis", 6379, "queues")),
    Row("axolop", ("ChromaDB", 8001, "AI features")),
    Row("prsnl", ("Frontend Dev (SvelteKit)", 3004)),
    Row("prsnl", ("Frontend Container", 3003)),
    Row("prsnl", ("Backend + AutoAgent", 8000)),
    Row("prsnl", ("PostgreSQL ARM64", 5433)),
    Row("prsnl", ("DragonflyDB", 6379)),
    Row("prsnl", ("Nginx", 80)),
    Row("prsnl", ("Nginx", 443)),
    Row("prsnl", ("Grafana", 3000)),
    Row("prsnl", ("Prometheus", 9090)),
    Row("prsnl", ("Elasticsearch", 9200)),
    Row("prsnl", ("Elasticsearch", 9300)),
    Row("prsnl", ("Kibana", 5601)),
    Row("prsnl", ("cAdvisor", 8080)),
    Row("prsnl", ("Node Exporter", 9100)),
    Row("sertantai-auth", ("Phoenix Backend", 4000)),
    Row("sertantai-auth", ("PostgreSQL", 5432)),
    Row("sertantai-controls", ("Phoenix Backend", 4001)),
    Row("sertantai-controls", ("SvelteKit Frontend", 5174)),
    Row("sertantai-controls", ("PostgreSQL", 5435)),
    Row("sertantai-controls", ("ElectricSQL", 3000)),
    Row("sertantai-enforcement", ("Phoenix Backend", 4002)),
    Row("sertantai-enforcement", ("SvelteKit Frontend", 5173)),
    Row("sertantai-enforcement", ("PostgreSQL", 5434, 5432)),
    Row("sertantai-enforcement", ("ElectricSQL", 3001, 3000)),
    Row("sertantai-enforcement", ("Redis", 6380, 6379)),
    Row("hypernode", ("Frontend (Vite)", 3000, "Hypernode-Site-App")),
    Row("hypernode", ("Frontend (Next.js)", 3001, "hypernode-llm-deployer")),
    Row("hypernode", ("Backend API", 3002, "Hypernode-Site-App")),
    Row("hypernode", ("Backend API", 3003)),
    Row("hypernode", ("Backend API", 4002)),
    Row("hypernode", ("Automation Engine", 3004, "hypernode-automation-engine")),
    Row("hypernode", ("PostgreSQL", 5432)),
    Row("hypernode", ("Redis", 6379)),
    Row("hypernode", ("Node Worker", 8080)),
    Row("hypernode", ("Solana Localnet", 8899)),
    *(Row("iza", (title, port)) for _, port, title, _, _ in _IZA),
    *(
        Row("iza", (title, port, "active" if service in _IZA_ACTIVE else "reserved"))
        for service, port, title, _, _ in _IZA
    ),
    # fallbacks, and what lies behind one port
    Row("prsnl", (3002, "Legacy fallback", 3004)),
    Row("prsnl", (5173, "Vite's default")),
    Row("prsnl", ("/api/autoagent/*", "AutoAgent")),
    Row("prsnl", ("/api/ai/*", "LibreChat", "OpenAI")),
    Row("prsnl", ("/api/*", "Core API")),
    # pinned numbers
    *(Row("prsnl", (port, "FIXED")) for port in (3004, 3003, 8000, 6379)),
    Row("prsnl", (5433, "CRITICAL")),
    # health checks
    Row("sertantai-enforcement", ("http://localhost:4002",)),
    Row("sertantai-enforcement", ("http://localhost:5173",)),
    Row("sertantai-enforcement", ("http://localhost:3001/v1/shape?table=cases&offset=-1",)),
    Row(
        "sertantai-enforcement",
        ("psql -h localhost -p 5434 -U postgres -d sertantai_enforcement_dev",),
    ),
    Row("hypernode", ("http://localhost:3002/health",)),
    Row("hypernode", ("http://localhost:3004/health",)),
    Row("hypernode", ("http://localhost:3000",)),
    Row("hypernode", ("pg_isready", "localhost", 5432)),
    Row("hypernode", ("redis-cli", "localhost", 6379, "ping")),
    # numbers that moved
    Row("prsnl", ("2025-07-10", 3002, 3003, "container")),
    Row("prsnl", ("2025-07-13", 3003, 3004)),
    Row("prsnl", ("2025-07-13", 5432, 5433, "Apple Silicon", "x86_64")),
    Row("prsnl", ("2025-07-13", 6379, "Redis", "25x")),
    Row("prsnl", ("2025-07-07", "known ports")),
    Row("prsnl", ("2025-07-13", "Phase 3", "/api/autoagent/*", "/api/ai/*")),
    Row("hypernode", ("Automation Engine", 3002, 3004)),
    Row("iza", ("Grafana", 3006, "old port")),
    Row("iza", ("SonarQube", 9001, "old port")),
    Row("iza", ("MinIO", 9002, "old port")),
    Row("iza", ("Activepieces", 8084, "old port")),
    Row("iza", ("Django", 8005, "old port")),
    Row("iza", ("MCP Server", 8006, "old port")),
    Row("iza", ("Zapier", 8085, "resolved")),
    Row("iza", ("Webhook Receiver", 8086, "resolved")),
    Row("iza", ("VS Code Server", 8087, "resolved")),
    Row("iza", ("AnythingLLM", 3001)),
)

TOLD: dict[str, tuple[str, ...]] = {
    "axolop": (
        *("Axolop CRM", "Vercel", "main branch", "Supabase", "no ORM", "Docker"),
        *("docker ps", "docker port", "docker stop", "lsof", "kill", "taskkill", "vary"),
    ),
    "prsnl": (
        *("frontend/vite.config.ts", "frontend/.env", "backend/app/config.py"),
        *("docker-compose.yml", "docker-compose.monitoring.yml", "DEPLOYMENT_GUIDE.md"),
        *("DEVELOPER_GUIDE.md", "ARCHITECTURE.md", "MODEL_COORDINATION_RULES.md"),
        *("local process", "PostgreSQL 16", "ARM64", "Jupyter", "FastAPI", "Node.js", "crash"),
        *("docker-compose stop frontend", "docker-compose down", "docker system prune"),
        *("sudo systemctl restart docker", "CORS_ORIGINS", "5432:5432", "two origins"),
        *("Temporary use", "overrides", "changes in the port map first", "port is free"),
        *("lsof", "netstat", "docker ps", "taskkill", "deployment guides", "8000:8000"),
    ),
    "sertantai-auth": ("Phoenix (no Ash)", "neither a frontend nor ElectricSQL"),
    "sertantai-controls": ("Ash + ElectricSQL + SvelteKit",),
    "sertantai-enforcement": (
        *("Ash + ElectricSQL + SvelteKit", "config/dev.exs", "package.json", ".env.example"),
        *("ehs_dev_postgres", "ehs_dev_electric", "ehs_dev_redis", "docker ps | grep ehs_dev"),
        "docker compose -f docker-compose.dev.yml up -d postgres electric redis",
        "docker compose -f docker-compose.dev.yml down",
        "docker stop ehs_dev_postgres ehs_dev_electric ehs_dev_redis",
        *("mix phx.server", "npm run dev", "sertantai_enforcement_dev", "confirmed", "lsof"),
        *("PUBLIC_API_URL", "PUBLIC_ELECTRIC_URL", "PUBLIC_ENV", "sertantai-auth"),
    ),
    "hypernode": (
        *("docker-compose up postgres redis", "npm start", "npm run dev", "hypernodesolana.org"),
        *("Hypernode-Site-App/api", "hypernode-llm-deployer/hypernode-app", "React", "optional"),
        *("pub/sub", "netstat -ano", "lsof", "taskkill", "kill", "firewall", "Caddy", "443"),
        *("given both to the GPU worker", "sends production to 3002", "only containers know"),
        *("HTTP services are numbered 3xxx", "GPU workers 8xxx", "standard port", "real-time"),
    ),
    "iza": (
        "./manage_ports.sh",
        './manage_ports.sh start_service "Service Name" 3000 "command"',
        "./manage_ports.sh kill_port 3000",
        "docker-compose -f docker-compose.yml -f docker-compose.override.yml up -d",
        *("AirPlay", "AnythingLLM was moved to 3001", "outside the range"),
        *sorted({group for _, _, _, group, _ in _IZA}),
    ),
}

_SITE = "hypernode/Hypernode-Site-App"
_APP = "hypernode/hypernode-llm-deployer/hypernode-app"
_ENGINE = "hypernode/hypernode-automation-engine"
_DATABASE = "postgresql://hypernode@localhost:5432/hypernode"

VARIABLES: tuple[Variable, ...] = (
    Variable("sertantai-enforcement/.env", "PORT", "4002"),
    Variable("sertantai-enforcement/frontend/.env", "PUBLIC_API_URL", "http://localhost:4002"),
    Variable("sertantai-enforcement/frontend/.env", "PUBLIC_ELECTRIC_URL", "http://localhost:3001"),
    Variable("sertantai-enforcement/frontend/.env", "PUBLIC_ENV", "development"),
    Variable(f"{_SITE}/.env", "VITE_BACKEND_API_URL", "http://localhost:3002"),
    Variable(f"{_SITE}/.env", "VITE_BACKEND_WS_URL", "ws://localhost:3003"),
    Variable(f"{_SITE}/api/.env", "PORT", "3002"),
    Variable(f"{_SITE}/api/.env", "WS_PORT", "3003"),
    Variable(f"{_SITE}/api/.env", "DB_PORT", "5432"),
    Variable(f"{_SITE}/api/.env", "DATABASE_URL", _DATABASE),
    Variable(f"{_SITE}/api/.env", "REDIS_URL", "redis://localhost:6379"),
    Variable(f"{_SITE}/api/.env.staging", "PORT", "4002"),
    Variable(f"{_SITE}/api/.env.production", "PORT", "8080"),
    Variable(f"{_SITE}/.env.production", "VITE_BACKEND_API_URL", "http://hypernodesolana.org/api"),
    Variable(f"{_SITE}/.env.production", "VITE_BACKEND_WS_URL", "ws://hypernodesolana.org/ws"),
    Variable(f"{_APP}/.env", "PORT", "3001"),
    Variable(f"{_APP}/.env", "NEXT_PUBLIC_API_URL", "http://localhost:3002"),
    Variable(f"{_ENGINE}/.env", "PORT", "3004"),
    Variable(f"{_ENGINE}/.env", "DATABASE_URL", _DATABASE),
    Variable(f"{_ENGINE}/.env", "REDIS_URL", "redis://localhost:6379"),
    Variable("axolop/.env", "API_PORT", "3001"),
    Variable("prsnl/.env", "POSTGRES_PORT", "5433"),
    Variable("prsnl/.env", "DRAGONFLY_PORT", "6379"),
    Variable("iza/.env", "OLLAMA_PORT", "11434"),
)

ORIGINS: tuple[Origins, ...] = (
    Origins("axolop", "api", (3000,)),
    Origins("prsnl", "backend", (3002, 3003, 3004, 5173)),
    Origins("sertantai-controls", "backend", (5174,)),
    Origins("sertantai-enforcement", "backend", (5173,)),
    Origins("hypernode", "backend-api", (3000, 3001)),
)

ROUTES: tuple[Route, ...] = (
    Route("hypernode", "/", 3000, False),
    Route("hypernode", "/api/", 8080, True),
    Route("hypernode", "/ws/", 3003, False),
    Route("hypernode", "/automation/", 3004, True),
)

COMPOSE_PORTS: tuple[Published, ...] = (
    Published("prsnl", "frontend", 3003, 3003),
    Published("prsnl", "db", 5433, 5432),
    Published("prsnl", "redis", 6379, 6379),
    Published("sertantai-enforcement", "postgres", 5434, 5432),
    Published("sertantai-enforcement", "electric", 3001, 3000),
    Published("sertantai-enforcement", "redis", 6380, 6379),
    Published("hypernode", "frontend", 3000, 3000),
    Published("hypernode", "backend-api", 3002, 3002),
    Published("hypernode", "backend-api", 3003, 3003),
    Published("hypernode", "automation-engine", 3004, 3004),
    Published("hypernode", "postgres", 5432, 5432),
    Published("hypernode", "redis", 6379, 6379),
)

_STORES = {
    "DATABASE_URL": "postgresql://hypernode@postgres:5432/hypernode",
    "REDIS_URL": "redis://redis:6379",
}

COMPOSE_SERVICES: tuple[ComposeService, ...] = (
    ComposeService(
        "hypernode",
        "postgres",
        "postgres:15",
        {"POSTGRES_DB": "hypernode", "POSTGRES_USER": "hypernode"},
    ),
    ComposeService("hypernode", "redis", "redis:7-alpine", {}),
    ComposeService(
        "hypernode",
        "backend-api",
        "Hypernode-Site-App/api",
        {"PORT": "3002", "WS_PORT": "3003", **_STORES},
        ("postgres", "redis"),
    ),
    ComposeService(
        "hypernode",
        "automation-engine",
        "hypernode-automation-engine",
        {"PORT": "3004", **_STORES},
        ("postgres", "redis"),
    ),
    ComposeService(
        "hypernode",
        "frontend",
        "Hypernode-Site-App",
        {
            "VITE_BACKEND_API_URL": "http://localhost:3002",
            "VITE_BACKEND_WS_URL": "ws://localhost:3003",
        },
        ("backend-api",),
    ),
)
