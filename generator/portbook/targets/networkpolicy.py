"""NetworkPolicies of Kubernetes from the flows of the map: who may reach which of a project's pods.

https://kubernetes.io/docs/concepts/services-networking/network-policies/. A policy selects pods by
the label that the target `kubernetes` has Services select by. Whoever no rule names is refused,
where the cluster's network enforces policies at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from portbook.derive.flows import Flow, flows_of
from portbook.model.portmap import Environment, Project, Service
from portbook.targets.context import Context, Output
from portbook.targets.kubernetes import NAME, PROJECT, environments_of, manifests

ANYBODY = ("0.0.0.0/0", "::/0")


def emit(context: Context, project: Project) -> Iterator[Output]:
    """`<project>/networkpolicy/<environment>.yaml`, of the environments on clusters; of all where
    none is."""
    flows = [each for each in flows_of(context.wiring) if each.target.project == project.name]
    for environment in environments_of(context, project):
        into = [each for each in flows if each.there == environment.name]
        notes: list[str] = []
        listed = [
            _policy(context, environment, service, into, notes)
            for service in environment.services.values()
            if service.running and service.claims and not service.implicit and service.endpoints
        ]
        path = f"{project.name}/networkpolicy/{environment.name}.yaml"
        yield from manifests(path, [context.notice, *dict.fromkeys(notes)], listed)


def _policy(
    context: Context,
    environment: Environment,
    service: Service,
    flows: list[Flow],
    notes: list[str],
) -> dict[str, Any]:
    rules = [
        {"from": peers, "ports": ports}
        for flow in flows
        if flow.target.service == service.name
        if (ports := _ports(service, flow)) and (peers := _peers(context, environment, flow, notes))
    ]
    unlike = [rule for at, rule in enumerate(rules) if rule not in rules[:at]]
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": {"name": f"{service.project}-{service.name}"},
        "spec": {
            "podSelector": {"matchLabels": {NAME: service.name, PROJECT: service.project}},
            "policyTypes": ["Ingress"],
            "ingress": unlike,
        },
    }


def _ports(service: Service, flow: Flow) -> list[dict[str, Any]]:
    """The pod's own number: a Service has passed the published one on."""
    endpoint = service.endpoint(flow.target.endpoint)
    number = (endpoint.container_port or endpoint.port) if endpoint else None
    if endpoint is None or number is None:
        return []
    last = endpoint.container_end or (endpoint.port_end if not endpoint.container_port else None)
    port: dict[str, Any] = {"protocol": flow.transport.upper(), "port": number}
    return [{**port, "endPort": last} if last else port]


def _peers(
    context: Context, environment: Environment, flow: Flow, notes: list[str]
) -> list[dict[str, Any]]:
    source = flow.source
    if source.host is None:
        return [{"ipBlock": {"cidr": each}} for each in ANYBODY]
    if context.portmap.host_named(source.host).cluster or source.host == environment.host:
        labels = {"podSelector": {"matchLabels": {NAME: source.service, PROJECT: source.project}}}
        other = source.project != flow.target.project
        # Another project's pods may be in another namespace.
        return [{"namespaceSelector": {}, **labels} if other else labels]
    address = source.ip
    if address is None:
        notes.append(f"{source.name} is left out: no IP address of {source.host} is known")
        return []
    return [{"ipBlock": {"cidr": f"{address}/{address.max_prefixlen}"}}]
