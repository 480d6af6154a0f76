"""Services, containers and routes of Kubernetes manifests."""

from __future__ import annotations

from portbook.sources.found import FoundRoute
from portbook.sources.kubernetes import read_kubernetes
from portbook.text.source import Source
from tests.sources.facts import calls, lines_unread, ports

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
