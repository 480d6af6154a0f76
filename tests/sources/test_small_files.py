"""Procfile, package.json, devcontainer.json, Dockerfile, shell lines, Kubernetes manifests."""

from __future__ import annotations

import pytest

from portbook.sources.devcontainer import read_devcontainer
from portbook.sources.dockerfile import read_dockerfile
from portbook.sources.found import FoundRoute
from portbook.sources.kubernetes import read_kubernetes
from portbook.sources.packagejson import read_package_json
from portbook.sources.procfile import read_procfile
from portbook.sources.recipes import read_shell
from portbook.text.source import Source
from tests.sources.facts import calls, lines_unread, ports


def test_a_procfile() -> None:
    text = (
        "# web: x --port 1234\nweb: bundle exec puma -p 3001\n"
        "vite: bin/vite --port 3036\nworker: sidekiq\n"
    )
    found = read_procfile(Source("Procfile.dev", text))
    assert ports(found) == [("web", 3001, None, 2), ("vite", 3036, None, 3)]
    assert [(each.name, each.kind, each.start) for each in found.services] == [
        ("web", "rails", "bundle exec puma -p 3001"),
        ("vite", "vite", "bin/vite --port 3036"),
        ("worker", None, "sidekiq"),
    ]
    assert found.claims[0].environment == "development"
    assert lines_unread(found) == [1]


PACKAGE = """\
{
  "name": "@shop/web",
  "description": "The shop",
  "scripts": {
    "dev": "next dev -p 3100",
    "storybook": "storybook dev -p 6006",
    "test:e2e": "PORT=3900 next start",
    "wait": "wait-on http://localhost:3100",
    "build": "next build"
  },
  "dependencies": {"next": "15.0.0", "react": "19"},
  "proxy": "http://localhost:8000"
}
"""


def test_a_package() -> None:
    found = read_package_json(Source("package.json", PACKAGE))
    assert ports(found) == [
        ("web", 3100, None, 5),
        ("storybook", 6006, None, 6),
        ("web", 3900, None, 7),
    ]
    assert [each.environment for each in found.claims] == [None, None, "test"]
    assert [(each.name, each.kind, each.start) for each in found.services] == [
        ("web", "nextjs", "npm run dev"),
        ("storybook", "storybook", "npm run storybook"),
    ]
    assert lines_unread(found) == [8, 12]


@pytest.mark.parametrize(
    ("scripts", "dependencies", "port", "kind"),
    [
        ('{"dev": "vite"}', '{"vite": "5"}', 5173, "vite"),
        (
            '{"dev": "vite dev", "preview": "vite preview"}',
            '{"@sveltejs/kit": "2", "vite": "5"}',
            5173,
            "sveltekit",
        ),
        ('{"dev": "astro dev"}', '{"astro": "5"}', 4321, "astro"),
        ('{"start": "node x.js"}', '{"express": "4"}', None, "express"),
        ('{"build": "tsc"}', "{}", None, None),
    ],
)
def test_defaults_of_packages(
    scripts: str, dependencies: str, port: int | None, kind: str | None
) -> None:
    text = f'{{"name": "a", "scripts": {scripts}, "devDependencies": {dependencies}}}'
    found = read_package_json(Source("package.json", text))
    assert [(each.port, each.assumed) for each in found.claims] == ([(port, True)] if port else [])
    assert [each.kind for each in found.services] == ([kind] if kind else [])


def test_a_dev_container_with_comments() -> None:
    text = (
        "// for VS Code\n{\n"
        '  "forwardPorts": [3000, "db:5432", 99999],\n'
        '  "portsAttributes": {"3000": {"label": "Site"}, "9000": {"label": "x"},},\n'
        '  /* "appPort": 1111 */\n'
        '  "appPort": ["8080:80", 8081],\n'
        "}\n"
    )
    found = read_devcontainer(Source("devcontainer.json", text))
    assert ports(found) == [
        ("Site", 3000, 3000, 3),
        ("db", 5432, 5432, 3),
        ("app", 8080, 80, 6),
        ("app", 8081, 8081, 6),
    ]
    assert lines_unread(found) == [3, 4, 5]


def test_a_dockerfile() -> None:
    text = (
        "# syntax\nARG PORT=8080\nFROM --platform=linux/amd64 postgres:16 AS x\n"
        "ENV PORT=$PORT\nEXPOSE 9000/tcp \\\n  9001/udp $NOPE\nRUN curl http://x:1234\n"
        'CMD ["uvicorn", "a:b", "--port", "9100"]\n'
    )
    found = read_dockerfile(Source("Dockerfile", text))
    assert [(each.container_port, each.transport, each.line) for each in found.claims] == [
        (8080, "tcp", 4),
        (9000, "tcp", 5),
        (9001, "udp", 5),
        (9100, "tcp", 8),
    ]
    assert found.services[0].kind == "postgres"
    assert lines_unread(found) == [2, 7]


def test_shell_lines() -> None:
    text = (
        "$ docker run -d --name cache -e A=1 -p 127.0.0.1:6380:6379 \\\n"
        "    -p 8001:8001 redis:7 --port 9999\n"
        "lsof -i :3000\n# uvicorn --port 1\nuvicorn a:b --port 8000\nkill -9 $(lsof -t -i:8000)\n"
    )
    found = read_shell(Source("x.sh", text))
    assert ports(found) == [
        ("cache", 6380, 6379, 1),
        ("cache", 8001, 8001, 1),
        ("fastapi", 8000, None, 5),
    ]
    assert found.services[0].kind == "redis"
    assert lines_unread(found) == [3, 6]


MANIFESTS = """\
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  type: NodePort
  ports:
    - name: http
      port: 80
      targetPort: http
      nodePort: 30080
    - port: 9090
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  template:
    spec:
      containers:
        - name: main
          image: nginx:1.27
          env: [{name: KEY, valueFrom: {secretKeyRef: {name: s, key: k}}}, {name: A, value: "1"}]
          readinessProbe: {httpGet: {path: /up, port: http}}
          ports:
            - {name: http, containerPort: 8080}
            - {containerPort: 53, protocol: UDP, hostPort: 5353}
        - name: sidecar
          ports: [{containerPort: 15000}]
---
kind: Service
apiVersion: v1
metadata: {name: db}
spec: {type: LoadBalancer, ports: [{port: 5432}]}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: i}
spec:
  rules:
    - host: shop.example
      http:
        paths:
          - path: /api
            backend: {service: {name: api, port: {number: 8000}}}
"""


def test_kubernetes() -> None:
    found = read_kubernetes(Source("k8s.yaml", MANIFESTS))
    assert ports(found) == [
        ("web", None, 8080, 25),
        ("web", 5353, 53, 26),
        ("sidecar", None, 15000, 28),
        ("web", 30080, 8080, 10),
        ("web", None, 9090, 11),
        ("db", 5432, 5432, 33),
    ]
    assert [(each.name, each.kind, each.health) for each in found.services] == [
        ("web", "nginx", "/up"),
        ("sidecar", None, None),
    ]
    assert (found.services[0].env, found.services[0].secrets) == ((("A", "1"),), ("KEY",))
    assert [(each.prefix, each.target, each.port, each.line) for each in found.of(FoundRoute)] == [
        ("/api", "api", 8000, 44)
    ]
    assert calls(found) == []
    assert lines_unread(found) == []
