"""One checkout a rule: what is compared with what, and what is left alone."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from tests.audit.auditing import DB, SAID, SHOP, audited, places
from tests.support.files import make_files

STAGED = "hosts: {here: {}, there: {}}\n" + SHOP.replace(
    "    services:\n",
    "    environments: {development: here, staging: there}\n    services:\n",
).replace("uses: [db]\n", "uses: [db]\n        environments: {staging: {ports: {http: 4002}}}\n")


class Case(NamedTuple):
    files: dict[str, str]
    expected: set[tuple[str, int, str]]
    map: str = SHOP


CASES = {
    "a compose file and the map agree": Case({}, set()),
    "a further number of a service is new": Case(
        {"shop/compose.yaml": DB.replace("5432']", "5432', '9187:9187']")},
        {("shop/compose.yaml", 4, "not-in-map")},
    ),
    "the number in the container differs": Case(
        {"shop/compose.yaml": DB.replace("5433:5432", "5433:5434")},
        {("shop/compose.yaml", 4, "disagrees")},
    ),
    "another database is not the one that the map has": Case(
        {"shop/compose.yaml": DB + "  reports:\n    image: postgres\n    ports: ['5499:5432']\n"},
        {("shop/compose.yaml", 7, "not-in-map")},
    ),
    "a database of another name is the only one that there is": Case(
        {"shop/compose.yaml": DB.replace("  db:", "  main-postgres:").replace("5433:", "5439:")},
        {("shop/compose.yaml", 4, "disagrees")},
    ),
    "a Procfile's web is whatever takes requests": Case(
        {"shop/Procfile": "web: cd api && node . --port 3002\n"},
        set(),
        SHOP.replace("web: {kind: vite, directory: web", "frontend: {kind: vite, directory: page"),
    ),
    "a public address beside a program's own port": Case(
        {"shop/api/settings.conf": "http port: 3002\nurl host: shop.example, port: 443\n"}, set()
    ),
    "settings make a finding an error, or none": Case(
        {"shop/api/.env": "PORT=3002\nWS_PORT=3003\nADMIN_PORT=3999\n"},
        set(),
        "settings: {checks: {not-in-map: off}}\n" + SHOP,
    ),
    "an environment that the map has": Case(
        {"shop/api/.env.staging": "PORT=4003\n"},
        {("shop/api/.env.staging", 1, "disagrees")},
        STAGED,
    ),
    "an environment's own number": Case({"shop/api/.env.staging": "PORT=4002\n"}, set(), STAGED),
    "the other environment's number": Case(
        {"shop/api/.env.staging": "PORT=3002\n"},
        {("shop/api/.env.staging", 1, "disagrees")},
        STAGED,
    ),
    "an environment that the map does not have": Case({"shop/api/.env.test": "PORT=9\n"}, set()),
    "a file without an environment may speak of any": Case(
        {"shop/Procfile": "api: PORT=4002 node .\n"}, set(), STAGED
    ),
    "an example is a file as well": Case(
        {"shop/api/.env.example": "PORT=3009\n"}, {("shop/api/.env.example", 1, "disagrees")}
    ),
    "what Git ignores is read where it is a .env file": Case(
        {"shop/.gitignore": ".env\n", "shop/.env": "API_PORT=3005\n"},
        {("shop/.env", 1, "disagrees")},
    ),
    "a line that asks for it is passed over": Case(
        {"shop/Procfile": "api: PORT=3005 node . # portbook: ignore\n"}, set()
    ),
    "a variable in a comment says nothing": Case({"shop/.env": "# API_PORT=3005\n"}, set()),
    "the address of a container in its network": Case(
        {"shop/.env": "DATABASE_URL=postgres://db:5432/shop\n"}, set()
    ),
    "an address is called": Case(
        {"shop/.env": "API_URL=http://localhost:3005\n"}, {("shop/.env", 1, "disagrees")}
    ),
    "an address that nobody has": Case(
        {"shop/.env": "SENTRY_URL=http://localhost:9000\n"}, {("shop/.env", 1, "not-in-map")}
    ),
    "another machine's port is nobody's here": Case(
        {"shop/.env": "SENTRY_URL=https://sentry.example:9000\nSMTP_HOST=mail.example\n"}, set()
    ),
    "several files with one new number are one finding": Case(
        {"shop/.env": "SENTRY_PORT=9000\n", "shop/Procfile": "sentry: PORT=9000 run\n"},
        {("shop/.env", 1, "not-in-map")},
    ),
    "a default that nobody wrote is no disagreement": Case(
        {"shop/web/package.json": '{"scripts": {"dev": "vite"}, "devDependencies": {"vite": "6"}}'},
        set(),
    ),
    "a settings file of a language nobody knows": Case(
        {"shop/api/settings.conf": "[http]\nlisten = 3007\nws_port = 3003\nsupport = 9999\n"},
        {("shop/api/settings.conf", 2, "disagrees")},
    ),
    "a database called from a settings file": Case(
        {"shop/api/settings.conf": "port = 3002\n[database]\n  port = 5432\n"},
        {("shop/api/settings.conf", 3, "disagrees")},
    ),
    "a list of origins in a program": Case(
        {
            "shop/api/settings.conf": "port = 3002\napp.use(cors({\n  origin: ['http://localhost:1'],\n"
        },
        {("shop/api/settings.conf", 3, "cors-differs")},
    ),
    "a list that allows everything": Case(
        {"shop/api/.env": "PORT=3002\nWS_PORT=3003\nCORS_ORIGIN=*\n"},
        {("shop/api/.env", 3, "cors-differs")},
    ),
    "localhost is 127.0.0.1 as well": Case(
        {"shop/api/.env": "PORT=3002\nWS_PORT=3003\nCORS_ORIGIN=http://127.0.0.1:3100/\n"}, set()
    ),
    "a page's own origin is no list": Case(
        {"shop/web/.env": "PORT=3100\nORIGIN=http://x.example\n"}, set()
    ),
    "nobody says a number that is in the map": Case(
        {"shop/api/.env": "PORT=3002\n", "shop/api/package.json": "{}"},
        {("ports.yaml", 10, "not-found")},
    ),
    "a number in any file is not missing": Case(
        {"shop/api/.env": "PORT=3002\nOTHER=3003\n"}, set()
    ),
    "a neighbour's number in an address": Case(
        {"shop/.env": "BLOG_URL=http://localhost:3999\n"},
        set(),
        SHOP + "  blog: {services: {site: 3999}}\n",
    ),
    "a neighbour's number, opened": Case(
        {"shop/Procfile": "extra: PORT=3999 run\n"},
        {("shop/Procfile", 1, "not-in-map")},
        SHOP + "  blog: {services: {site: 3999}}\n",
    ),
    "a copy put aside": Case({"shop/.env.bak": "API_PORT=3005\n"}, set()),
    "a public name is no other number": Case({"shop/.env": "API_URL=https://api.example\n"}, set()),
    "the server of a build is not what serves it": Case(
        {"shop/page/vite.config.js": "export default { server: { port: 5199 } }\n"},
        {("shop/page/vite.config.js", 1, "not-in-map"), ("ports.yaml", 13, "not-found")},
        SHOP + "      page: {kind: nginx, build: page, directory: page, port: '8090:80'}\n",
    ),
    "a variable of the map in another folder": Case(
        {"shop/web/.env": "PORT=3100\nAPI_PORT=3100\n"},
        {("shop/web/.env", 2, "disagrees")},
    ),
    "a second number beside the right one on a document's line": Case(
        {"shop/PORTS.md": "| Service | Port |\n|---|---|\n| API | 3002, 3003 |\n"}, set()
    ),
    "a document that tells of a container's address": Case(
        {"shop/PORTS.md": "# Ports\n\n- Database: `db:5432`\n"}, set()
    ),
    "a document that is out of date": Case(
        {"shop/PORTS.md": "| Service | Port |\n|---|---|\n| Database | 5432 |\n"},
        {("shop/PORTS.md", 3, "disagrees")},
    ),
    "a document of another name for a service": Case(
        {"shop/README.md": "| Service | Port |\n|---|---|\n| Backend API | 3009 |\n"},
        {("shop/README.md", 3, "disagrees")},
    ),
    "a list in a block of a document": Case(
        {"shop/PORTS.md": "```env\nCORS_ORIGINS=http://localhost:3101\n```\n"},
        {("shop/PORTS.md", 2, "cors-differs")},
    ),
    "a list of all environments": Case(
        {
            "shop/api/settings.conf": 'allowed_origins = ["http://localhost:3100", "https://x.example"]\n'
        },
        set(),
        STAGED.replace("there: {}", "there: {domain: x.example}").replace(
            "port: 3100",
            "port: 3100, environments: {staging: {ports: {default: {public: 'https://x.example'}}}}",
        ),
    ),
    "a service of a cluster": Case(
        {
            "shop/k8s/api.yaml": "apiVersion: v1\nkind: Service\nmetadata: {name: db}\n"
            "spec:\n  ports:\n    - {port: 5432, targetPort: 5432}\n"
        },
        set(),
    ),
    "what a container publishes through a variable": Case(
        {
            "shop/compose.yaml": DB.replace("5433:", "${DB_PORT}:"),
            "shop/.env": "DB_PORT=5439\n",
        },
        {("shop/.env", 1, "disagrees")},
    ),
    "a README speaks of many numbers": Case(
        {
            "shop/README.md": "# Shop\n\n| Browser | Version |\n|---|---|\n| Firefox | 4000 |\n\n"
            "- Tests: 4100\n\n## Import\n\n- Rows: 4200\n"
        },
        set(),
    ),
    "a compose file opens a port to everybody": Case(
        {"shop/compose.yaml": DB.replace("127.0.0.1:", "")},
        {("shop/compose.yaml", 4, "address-differs")},
    ),
    "the map says every address, and the file too": Case(
        {"shop/compose.yaml": DB.replace("127.0.0.1:", "0.0.0.0:")},
        set(),
        SHOP.replace('"5433:5432"}', '"5433:5432", bind: "*"}'),
    ),
    "the other transport": Case(
        {"shop/compose.yaml": DB.replace("5432']", "5432/udp']")},
        {("shop/compose.yaml", 4, "disagrees")},
    ),
    "a variable that Compose publishes, beside the name of its container": Case(
        {
            "shop/compose.yaml": DB.replace("5433:", "${DB_PORT}:"),
            "shop/.env": "DB_HOST=db\nDB_PORT=5433\n",
        },
        set(),
    ),
    "a derived name that means a further number": Case(
        {"shop/.env": "API_PORT=6300\nAPI_HTTP_PORT=3002\n"}, set()
    ),
    "a derived name that is another service's number": Case(
        {"shop/.env": "API_PORT=5433\n"},
        set(),
        SHOP.replace("db: {kind", "db: {configured_in: [.env], kind"),
    ),
    "a manifest of a cluster that the map does not have": Case(
        {
            "shop/k8s/api.yaml": "apiVersion: v1\nkind: Service\nmetadata: {name: api}\n"
            "spec:\n  ports:\n    - {port: 8081, targetPort: 8081}\n"
        },
        set(),
    ),
    "a section that is off, and a page": Case(
        {
            "shop/api/settings.conf": "port = 3002\nws_port = 3003\n[pooler]\nenabled = false\n"
            'port = 6543\n[auth]\nsite_url = "http://127.0.0.1:9999"\n'
        },
        set(),
    ),
    "an interval of a document is set aside": Case(
        {"shop/PORTS.md": "# Ports\n\n| Service | Port |\n|---|---|\n| workflow | 5000-5999 |\n"},
        set(),
    ),
    "a Dockerfile of several stages, one of them for development": Case(
        {"shop/api/Dockerfile": "FROM node AS dev\nEXPOSE 3999\nFROM node\nEXPOSE 3002\n"},
        set(),
        SHOP.replace("kind: express\n", "kind: express\n        build: api\n"),
    ),
    "a placeholder for mail": Case({"shop/.env": "MAIL_HOST=127.0.0.1\nMAIL_PORT=2525\n"}, set()),
    "a README speaks of ports": Case(
        {"shop/README.md": "# Shop\n\n## Ports\n\n- API: 3009\n- Metrics: 9464\n"},
        {("shop/README.md", 5, "disagrees"), ("shop/README.md", 6, "not-in-map")},
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_rule(tmp_path: Path, case: Case) -> None:
    files = {"ports.yaml": case.map, "shop/compose.yaml": DB, **SAID, **case.files}
    assert places(tmp_path, audited(make_files(tmp_path, files))) == case.expected
