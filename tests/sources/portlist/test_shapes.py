"""Registries as people keep them by hand, each of another shape."""

from __future__ import annotations

import pytest

from portbook.sources.found import FoundRange
from portbook.sources.portlist import read_port_list
from portbook.text.source import Source

ENTRIES = [
    (
        "services: {web: 8310, db: 5432}\ntimeouts: {connect: 2000, read: 15000}\n",
        "web 8310, db 5432",
    ),
    ("ports: {till: {base: 4100, web: 4100}}\nfree_blocks: [4200-4299]\n", "till/web 4100"),
    (
        "- {name: auth, ports: {dev: 7001, staging: 7002}}\n- {name: web, port: 7003}\n",
        "auth 7001 @development, auth 7002 @staging, web 7003",
    ),
    ("auth: {ports: {dev: 7001, prod: 7002}}\n", "auth 7001 @development, auth 7002 @production"),
    ("- {name: camera, grpc_port: 4554, http_port: 8080}\n", "camera grpc 4554, camera http 8080"),
    ("- {environment: dev, ports: {web: 3000}}\n", "web 3000 @development"),
    ("environments: [{name: prod, ports: {web: 3000}}]\n", "web 3000 @production"),
    ("- {hostname: nas, services: [{name: smb, port: 445}]}\n", "nas/smb 445"),
    ("- {id: outline, ports: {host: 3210, container: 3000}}\n", "outline 3210:3000"),
    (
        "- {service: shop, container_port: 3000, dev_port: 3001, prod_port: 3002}\n",
        "shop 3001:3000 @development, shop 3002:3000 @production",
    ),
    (
        "shop: {dev_port: 3001, prod_port: 3002, metrics_port: 9001, port: 3003}\n",
        "shop 3001 @development, shop 3002 @production, shop 3003, shop metrics 9001",
    ),
    (
        "projects: [{name: alpha, port_range: [3100, 3149], ports: {web: 3100}}]\n",
        "alpha/web 3100, 3100-3149",
    ),
    ("web: {repo: 'https://x.test/me/shop.git', port: 3000}\n", "shop/web 3000"),
    (
        "dev: {web: 3000, db: 5432}\ndocker: {web: 3100, db: 5532}\n",
        "web 3000 @development, db 5432 @development, web 3100 @docker, db 5532 @docker",
    ),
    (
        "services: {web: {target: 3000, current: 3001}, db: {target: 5432, current: 5432}}\n",
        "web 3001, db 5432",
    ),
    (
        "test: {web: 3000, db: 5432}\ne2e: {web: 3100, db: 5532}\n",
        "web 3000 @test, db 5432 @test, web 3100 @e2e, db 5532 @e2e",
    ),
    (
        "services: {store: {postgres: 5432, redis: 6379}, apps: {web: 3000, user-api: 3001}}\n",
        "postgres 5432, redis 6379, web 3000, user-api 3001",
    ),
    (
        "services: {nats: {client: 4222, cluster: 6222}, livekit: {signal: 7880, turn: 5349}}\n",
        "nats client 4222, nats cluster 6222, livekit signal 7880, livekit turn 5349",
    ),
    (
        "- {name: till, note: x, uji: {host: a, port: 7001}, produksi: {host: b, port: 7002}}\n",
        "till 7001 @test, till 7002 @production",
    ),
    (
        "- {nombre: caja, desarrollo: {servidor: oak, puerto: 6100}}\n",
        "caja 6100 @development",
    ),
    (
        "bus: {port: 6142, dicom: 6182}\nkiln: {port: 6150, tls: 6151, batch: 2000}\n",
        "bus 6142, bus dicom 6182, kiln 6150, kiln tls 6151",
    ),
    (
        "docker: {cache: {publish: '9670:6379'}, trace: {publish: ['9672:16686', '9673:4317']}}\n",
        "cache 9670:6379, trace 9672:16686, trace 9673:4317",
    ),
    ("till: 3000\nboss: 3001\nlibre: [3100, 3101]\n", "till 3000, boss 3001"),
    (
        "4100: {claimedBy: kim, holder: loom/web}\n4101: {by: lu, app_ref: loom-db}\n",
        "loom/web 4100, loom-db 4101",
    ),
    ("- {port: 4100, taken_by: kim, heldBy: loom-web}\n", "loom-web 4100"),
    ("4100: {by: till, since: 2024}\n", "till 4100"),
]


@pytest.mark.parametrize(("text", "expected"), ENTRIES)
def test_what_an_entry_says_holds_for_all_below_it(text: str, expected: str) -> None:
    assert told(text) == expected


TEXTS = [
    ('core: ["gateway=8000", "identity=8001"]\n', "gateway 8000, identity 8001"),
    ("services: ['web:3000', 'localhost:3001', 'db.lan:5432']\n", "web 3000"),
    ('ports: ["3000 -> web", "api → 3001"]\n', "web 3000, api 3001"),
    ("allocated: [3000 (shop), 3001 (was 3002)]\n", "shop 3000"),
    ("web: ['catalog:6102', 8080 (see below)]\n", "web 8080"),
    ("ports: [[3000, web, the shop], [8080, api]]\n", "web 3000, api 8080"),
    (
        'backend: [8000, FastAPI]\nworker: [9101, "9102"]\n',
        "backend 8000, worker 9101, worker 9102",
    ),
    ("mail: {ports: '25, 587'}\n", "mail 25, mail 587"),
    ("ap: '8080/tcp, 139/tcp'\nweb: 80/443\n", "ap 8080, ap 139, web 80, web 443"),
    ("80: [caddy]\n443: [a, b]\n", "caddy 80"),
    ("1: {service: wiki, port: 8085}\n2: {service: forum, port: 8087}\n", "wiki 8085, forum 8087"),
    (
        "ports: ['8085 | wiki | docs', '8087,forum,all', 'blog | 8088']\n",
        "wiki 8085, forum 8087, blog 8088",
    ),
    ("wiki: 0.0.0.0:8085\nadmin: '[::]:8086'\nblog: ':8088'\n", "wiki 8085, admin 8086, blog 8088"),
    ("8080: [{service: a, env: dev}, {service: b}]\n", "a 8080 @development, b 8080"),
    (
        "till: 9350 (internal 3000)\ndb: 5440 (host) / 5432 (container)\nwiki: 8085 (was 8080)\n",
        "till 9350:3000, db 5440:5432, wiki 8085",
    ),
    (
        "till: 9350  # Express (internal 3000)\nwiki: 8085  # im Container 80\n",
        "till 9350:3000, wiki 8085:80",
    ),
    (
        "blog: 8086  # was 3000 → 8086\npay: {a: 1234, b: 1235}  # container 80\n",
        "blog 8086, pay/a 1234, pay/b 1235",
    ),
    ("list: ['DB_PORT=5432', 'traefik.http.services.web.server.port=3000']\n", ""),
]


@pytest.mark.parametrize(("text", "expected"), TEXTS)
def test_texts_that_say_more_than_a_number(text: str, expected: str) -> None:
    assert told(text) == expected


RANGES = [
    (
        "ranges:\n  3000-3099: {project: shop, services: {web: 3000}}\n  3100-3199: later\n",
        "shop/web 3000, 3000-3099, 3100-3199",
    ),
    ("3000-3099 web:\n  landing: 3000\n", "landing 3000, 3000-3099"),
    ("rules: ['3000-3099: frontends', 'never 5000-5100']\n", "3000-3099"),
    (
        "ranges: [{name: web, range: 3000-3099, services: [{name: shop, port: 3000}]}]\n",
        "web/shop 3000, 3000-3099",
    ),
    (
        "pools: {web: {start: 3000, end: 3099, next: 3002, used: {docs: 3001}, all: [3001]}}\n",
        "web/docs 3001, 3000-3099",
    ),
    ("turn: {port: 3478, relay_range: [49160, 49200]}\n", "turn 3478, 49160-49200"),
    ("sip: {signalling: 5060, rtp_range: 16384-16484}\n", "sip/signalling 5060, 16384-16484"),
    ("janus: {http: 8088, rtp: 20000-20200}\n", "janus http 8088, 20000-20200"),
    ("janus: {http: 8088, rtp: 20000-20019}\n", "janus http 8088, 20000-20019"),
    (
        "meet: {call: {api_port: 7880, rtc_ports: 7900-7911, turn_port: 3478}}\n",
        "meet/call api 7880, meet/call turn 3478, 7900-7911",
    ),
    ("sip: {port: 5060, rtp_ports: [10000-10019]}\n", "sip 5060, 10000-10019"),
    ("sip: {rtp_port: '10000-10019:20000-20019'}\n", "sip rtp 10000-10019:20000"),
    ("call: {port: 7880, worker_ports: 7900-7911}\n", "call 7880, 7900-7911"),
    (
        "port_ranges: {a: '8529 (web: 8530)', b: '8531+ (web: 8532+)', c: 3000-3099 (now 3010+)}\n",
        "3000-3099",
    ),
    ("port_ranges: {sites: 8000+}\n", "8000-None"),
    ("- {start: 3000, end: 3000, purpose: shop}\n", "3000-3000"),
    (
        "begin: 4300\nend: 4399\nshop: {von: 4400, fin: 4499}\n",
        "shop/von 4400, shop/fin 4499, 4300-4399",
    ),
    ("bereiche: [{von: 4400, bis: 4499, zweck: shop}]\n", "4400-4499"),
    ("plages: [{début: 4600, fin: 4699}]\nreservadas: [4700]\n", "4600-4699"),
]


@pytest.mark.parametrize(("text", "expected"), RANGES)
def test_what_is_set_aside_and_who_has_of_it(text: str, expected: str) -> None:
    assert told(text) == expected


GROUPS = [
    ("used_ports:\n- 3000  # shop\n- 5432  # postgres\n", "shop 3000, postgres 5432"),
    ("ufw: {allow: [{port: 22, proto: tcp, comment: SSH}], deny: [{port: 23}]}\n", "SSH 22"),
    ("firewall: {rules: [{name: web, port: 443, action: allow}]}\n", "web 443"),
    ("- {team: search, port: 6201, what: indexer}\n", "indexer 6201"),
    ("workers: [{name: mill, instances: [6001, 6002]}]\n", "workers/mill 6001, workers/mill 6002"),
    ("web: 3000\nsummary: {lowest: 3000, highest: 3001}\n", "web 3000"),
    ("'3000': shop\n'3001': (available)\n'3002': reserved\n", "shop 3000"),
    ("environment: {API_PORT: '${API_PORT:-8400}'}\n", "api 8400"),
    ("environments: {DEV: {web: 3000}}\n", "web 3000 @development"),
    ("servicios: {pagos: {puerto: 4500}}\n", "pagos 4500"),
    ("'100': {label: Main, services: [{name: wiki, port: 443}]}\n", "Main/wiki 443"),
    ("ports: {8001: wiki}\nhealth_endpoints: {8001: /health}\n", "wiki 8001"),
    ("environment: dev\nservices: {wiki: {port: 8085}}\n", "wiki 8085 @development"),
    ("avatar_ports: {talker: {port: 9510}}\n", "avatar/talker 9510"),
    (
        "web: 3000\ntemplate: {port: 9999}\nnot_used: [8092]\navailable_for_use: [8093]\n",
        "web 3000",
    ),
    ("port_allocations: {wiki: 8085}\ncore_services: {forum: 8087}\n", "wiki 8085, forum 8087"),
    ("pay:\n- 4101  # charge\n- 4102  # refund\n", "pay/charge 4101, pay/refund 4102"),
    ("pay:\n- 4101  # charge\n- 4102\n", "pay 4101, pay 4102"),
    ("unifi: {tcp: [8080, 8443], udp: [3478]}\ntcp: [22]\n", "unifi 8080, unifi 8443, unifi 3478"),
    (
        "- {port: 3000, usage: Sells what people need.}\n- {port: 3001, notes: Shop API}\n",
        "Shop API 3001",
    ),
    ("- {port: 3001, notes: what the shop puts on its pages}\n", ""),
    (
        "services: {stats: {port: 8404}, statistics: {port: 9000, image: x}}\n",
        "stats 8404, statistics 9000",
    ),
    ("stats: {services: 8404, port_count: 1200}\nstatistics: 9000\n", ""),
    (
        "services: {base: 3002, tags: 4000, template: {port: 3000}}\n",
        "base 3002, tags 4000, template 3000",
    ),
    (
        "[{name: next, port: 3000}, {name: spare, port: 3001}, {name: reserved-api, port: 3002}]\n",
        "next 3000, spare 3001, reserved-api 3002",
    ),
    (
        "[{name: Reserved, port: 3000}, {name: (free), port: 3001}, {name: unused, port: 3002}]\n",
        "",
    ),
    ("3000: next\n3001: spare\n3002: free\n3003: shop\n", "shop 3003"),
    ("- {name: web, port: 3000, tags: [internal, 2024]}\n", "web 3000"),
    ("tasks: 3010\nnotes: 3011\n", "tasks 3010, notes 3011"),
    (
        "apps: [{package: '@acme/web', dir: apps/web, port: 3100, inspect: 9230}]\n",
        "@acme/web 3100",
    ),
    ("web: 3000\nweb_test: 3001\nload_test: 3002\n", "web 3000, web 3001 @test, load_test 3002"),
    ("dev_api_port: 4000\nqa_api_port: 4001\n", "api 4000 @development, api 4001 @qa"),
    (
        (
            "managed:\n- {port: 8300, purpose: shop (nightly) front, mode: on_demand}\n"
            "unmanaged:\n- {port: 8301, usage: name resolver, owner: resolved.service}\n"
            "third_party:\n- {port: 8302, desc: 'Files (SMB, all day)', scope: lan}\n"
        ),
        "shop front 8300, name resolver 8301, Files 8302",
    ),
    (
        (
            "managed:\n- {端口: 8300, 用途: 商店, mode: on_demand}\n"
            "- {port: 8301, modo: manual, descripción: caja}\n"
        ),
        "商店 8300, caja 8301",
    ),
    (
        (
            "- {port: 8300, mode: on_demand, purpose: shop front, name: web}\n"
            "- {port: 8301, mode: host, consumers: web}\n- {port: 8302, scope: office}\n"
        ),
        "web 8300",
    ),
    (
        "managed: {web: {port: 8300, mode: host}}\nunmanaged: [8301]\nself_managed: {db: 8302}\n",
        "web 8300, db 8302",
    ),
]


@pytest.mark.parametrize(("text", "expected"), GROUPS)
def test_keys_that_hold_and_words_that_name_nobody(text: str, expected: str) -> None:
    assert told(text) == expected


LISTENERS = [
    ("web: {port: 80, targetPort: 3000, nodePort: 31000}\n", "web 31000:3000"),
    ("- {name: web, old: 8080, new: 3000}\n", "web 3000"),
    ("wiki: {container: wiki-app, public_port: 8085, private_port: 3000}\n", "wiki 8085:3000"),
    ("game: {port: 25565, rcon: 25575}\n", "game 25565, game rcon 25575"),
    ("- {name: web, wan_port: 443, lan_port: 8443}\n", "web 443:8443"),
    ("- {name: db, local: 15432, remote: 'db.internal:5432'}\n", "db 15432"),
    ("- {container: media-sonarr, image: sonarr, ports: '8989:8989'}\n", "media-sonarr 8989:8989"),
    ("crm: {meta: {cost: 4410}, network: {port: 9301, vlan: 30}}\n", "crm 9301"),
    ("mqtt: {primary: 1883, secondary: 1884}\n", "mqtt 1883, mqtt secondary 1884"),
    ("- {domain: wiki.lan, backend: 'http://10.0.0.5:3010'}\n", "wiki.lan 3010"),
    ("list: [{name: mail, image: x, ports: [{port: 25, purpose: smtp}]}]\n", "mail smtp 25"),
    ("svc: {source_port: 8080, destination_port: 80}\n", "svc 8080:80"),
    ("svc: {source_port: 8080, target_port: 80}\n", "svc 8080:80"),
    ("svc: {from_port: 8080, to_port: 80}\n", "svc 8080:80"),
    ("svc: {before: 3000, after: 3100}\n", "svc 3100"),
    ("svc: {previous: 3000, current: 3100}\n", "svc 3100"),
    ("svc: {exposed_port: 8080, container_port: 80}\n", "svc 8080:80"),
    ("svc: {port_mapping: '8080:80'}\n", "svc 8080:80"),
    ("projects: {shop: {web: {http_port: 3000}}}\n", "shop/web http 3000"),
    (
        "servers: [{name: oak, services: {frontend: [{published: 1234, target: 80}]}}]\n",
        "frontend 1234:80",
    ),
    ("web: {port: 3000, limits: {requests_per_minute: 6000}}\n", "web 3000"),
    ("policy: {start: 3000, step: 10}\nports: {web: 3000}\n", "web 3000"),
    ("projects: {shop: 3000, blog: {port: 3001, notes: '-'}}\n", "shop 3000, blog 3001"),
    (
        "projects: [{id: shop, ports: {web: 3000}}, {id: blog, ports: {web: 3001}}]\n",
        "shop/web 3000, blog/web 3001",
    ),
    ("stacks: [{stack: media, services: [{name: plex, port: 32400}]}]\n", "media/plex 32400"),
    ("repos: [{repo: shop, services: {web: 3000}}]\n", "shop/web 3000"),
    ("web: {ports: '0.0.0.0:8080->80/tcp, :::8080->80/tcp'}\n", "web 8080:80"),
    ("web: {port: {dev: 3000, prod: 80}}\n", "web 3000 @development, web 80 @production"),
    ("web: {urls: 'https://localhost:7001;http://localhost:5001'}\n", "web 7001, web http 5001"),
    ("web: {url: 'http://localhost:70010'}\n", ""),
    ("firewall: [{port: 443, from: any, comment: web}]\n", "web 443"),
    ("clusters: {web: {destinations: {d1: {address: 'http://localhost:7001'}}}}\n", ""),
    ("rules: {min: 1024, max: 65535}\nports: {web: 3000}\n", "web 3000"),
    (
        "svc: {source_port: 8080, destination_port: 80, port: 5000}\n",
        "svc 5000, svc source 8080, svc destination 80",
    ),
    ("services: {job_start: 3000, job_end: 3000}\n", "job_start 3000, job_end 3000"),
    (
        "environments: {local: {web: 3000}, remote: {web: 8080}}\n",
        "web 3000 @development, web 8080 @remote",
    ),
    ("local: {web: 3000}\nremote: {web: 8080}\n", "web 3000 @development, remote/web 8080"),
    (
        "web: {local: {port: 3000}, remote: {port: 8080}}\n",
        "web 3000 @development, web/remote 8080",
    ),
    ("dev: {base: 3000, services: {web: {offset: 0}}}\n", ""),
    ("web: {port: 3000, maps_to: 80}\n", "web 3000:80"),
    (
        "- {name: feed, ports: {amqp_external: 29092, web: 29644}, internal_ports: {amqp: 9092}}\n",
        "feed/amqp_external 29092:9092, feed/web 29644",
    ),
    (
        "web: {host_ports: {a: 3000, b: 3001}, container_ports: {a: 80}}\n",
        "web/a 3000:80, web/b 3001",
    ),
    ("web: {port: 3000, container_ports: [80]}\n", "web 3000:80"),
    ("web: {host_port: [3000, 3001], container_port: [80, 81]}\n", "web 3000, web 3001"),
    ("public: {web: 80}\ninternal: {web: 3000}\n", "web 80:3000"),
    ("external: {web: 3000}\ninternal: {db: 5432}\n", "web 3000, db 5432"),
    ("web: {ports: {http: 3000, internal_http_port: 80}}\n", "web http 3000:80"),
    ("web: {port: 3000, notes: maps 3000→80 internal}\n", "web 3000:80"),
    ("db: {port: 5440, scope: lan, description: exposed 5432 mapped to 5440}\n", "db 5440:5432"),
    ("db: {port: 5440, description: exposed 5432 mapped to 5440, scope: lan}\n", "db 5440:5432"),
    (
        "web: {port: 3000, metrics_port: 9100, note: container 80}\n",
        "web 3000:80, web metrics 9100",
    ),
    ("login: {port: 9100, note: opens doors — 9543 for HTTPS}\n", "login 9100, login https 9543"),
    (
        "depot: {port: 9210, note: 'S3 storage — API 9210, Konsole 9211'}\n",
        "depot 9210, depot konsole 9211",
    ),
    (
        "web: {port: 3000, note: 'needs Postgres 5432, dashboard 3001'}\n",
        "web 3000, web dashboard 3001",
    ),
    ("web: {port: 3000, note: console 3001}\nadmin: {port: 3001}\n", "web 3000, admin 3001"),
    (
        "shop: {api_port: 82, ui_port: 83, items: [{name: till, port: 82, internal_port: 40}]}\n",
        "shop/api 82:40, shop/ui 83, shop/till 82:40",
    ),
    ("a: {web: 3000}  # container 80\nb: {web: 3000}\n", "a/web 3000:80, b/web 3000"),
    ("shop: {port: 5201, health: 'http://localhost:5201/up'}\n", "shop 5201"),
]


@pytest.mark.parametrize(("text", "expected"), LISTENERS)
def test_fields_that_tell_where_one_service_listens(text: str, expected: str) -> None:
    assert told(text) == expected


def told(text: str, name: str = "registry.yaml") -> str:
    """The claims and ranges of a list: `project/service endpoint 8080:80 @stage`."""
    found = read_port_list(Source(name, text))
    claims = []
    for each in found.claims:
        service = f"{each.project}/{each.service}" if each.project else each.service
        numbers = f"{each.port}-{each.port_end}" if each.port_end else f"{each.port}"
        numbers += f":{each.container_port}" if each.container_port else ""
        stage = f"@{each.environment}" if each.environment else ""
        claims.append(" ".join(filter(None, (service, each.endpoint, numbers, stage))))
    return ", ".join([*claims, *(f"{each.start}-{each.end}" for each in found.of(FoundRange))])


@pytest.mark.parametrize(
    "text",
    [
        "hosts: {nas: {plex: 32400, dns: 53}, pi: {}}\n",
        "- {host: nas, name: plex, port: 32400}\n- {host: nas, name: dns, port: 53}\n",
    ],
)
def test_machines_that_services_are_on(text: str) -> None:
    found = {(c.host, c.service, c.project) for c in read_port_list(Source("p.yaml", text)).claims}
    assert found == {("nas", "plex", None), ("nas", "dns", None)}


def test_a_host_of_its_own_is_no_machine_of_several() -> None:
    text = "- {name: cache, host: redis, port: 6379}\n- {name: web, host: localhost, port: 3000}\n"
    assert {c.host for c in read_port_list(Source("p.yaml", text)).claims} == {None}
