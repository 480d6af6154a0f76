"""Lines that were once misread, each with neighbours in other words and languages."""

from __future__ import annotations

import pytest

from portbook.sources.documents import read_markdown
from portbook.sources.found import FoundRange
from portbook.text.source import Source

_PURPOSES = "| Port | Config Key | Description |\n|---|---|---|\n"
OF_HEADINGS = (
    f"## Edge Gateway\n\n{_PURPOSES}| 7070 | a | Main server |\n| 7079 | b | Metrics |\n\n"
    f"## Cache Daemon\n\n{_PURPOSES}| 7090 | a | HTTP API |\n\n"
    f"## Databases\n\n{_PURPOSES}| 5432 | c | Main store |"
)
"""Sections of services, whose tables tell what each port is for."""
OF_AREAS = (
    "## Application\n\n| Port | Description |\n|---|---|\n| 3000 | Shop pages |\n\n"
    "## Storage Layer\n\n| Port | Description |\n|---|---|\n| 5432 | PostgreSQL |\n| 6379 | Redis |"
)
KINDS = [
    # A column that only counts or codes the rows names none of them.
    ("| ID | Server | Game port |\n|---|---|---|\n| 6 | lobby | 7001 |\n| 2 | arena | 7002 |",
     "lobby 7001, arena 7002"),
    ("| Ref | Zweck | Port |\n|---|---|---|\n| S-01 | Shop | 7001 |\n| S-02 | Lager | 7002 |",
     "Shop 7001, Lager 7002"),
    ("| 编号 | 模块 | 端口 |\n|---|---|---|\n| A3 | 订单 | 7001 |\n| A9 | 库存 | 7002 |",
     "订单 7001, 库存 7002"),
    ("| ID | Porta |\n|---|---|\n| loja-web | 7001 |\n| loja-api | 7002 |",
     "loja-web 7001, loja-api 7002"),
    # Nor does one that says the same again and again, wherever all are led.
    ("| Port | To | Use |\n|---|---|---|\n| 7001 | box | Shop |\n| 7002 | box | Blog |",
     "Shop 7001, Blog 7002"),
    ("| Port | Schutz | Notiz |\n|---|---|---|\n| 7001 | ohne | Lager |\n| 7002 | ohne | Post |",
     "Lager 7001, Post 7002"),
    ("| 端口 | 目的地 | 说明 |\n|---|---|---|\n| 7001 | 本机:8 | 订单 |\n| 7002 | 本机:9 | 库存 |",
     "订单 7001, 库存 7002"),
    # Advice for everybody is no port of anybody's.
    ("## Como mudar a porta\n\n### Opção 1: arquivo\n\n- App: 7001", ""),
    ("## Bonnes pratiques\n\n```\nWEB_PORT=7001\n```", ""),
    ("## 最佳实践\n\n- 网站：7001", ""),
    # What nobody may use is nobody's.
    ("## Puertos que NO se pueden usar\n\n| Puerto | Quien |\n|---|---|\n| 7001 | AirPlay |", ""),
    ("## Asla dokunulmayan portlar\n\n`7001`, `7002` — başkasının.", ""),
    ("## Ports that cannot be used\n\n- 7001: the router", ""),
    # What is added to a number is none, and a host's number that is reckoned is not told.
    ("| App | Host port | Inside |\n|---|---|---|\n| Api | `BASE + 1` | 80 |\n\n- Api: :7101",
     "Api 7101:80"),
    ("| Dienst | Port |\n|---|---|\n| Web | $BASE + 10 |\n| Api | 7001 |", "Api 7001"),
    ("| Servicio | Puerto |\n|---|---|\n| Web | puerto + 2 |\n| Api | 7001 |", "Api 7001"),
    ("```env\nPORT_BASE=7000\nPORT_OFFSET=10\nWEB_PORT=7001\n```", "web 7001"),
    # A plus within a sentence of a drawing is no corner of a box.
    ("```\n│ Jobs │ all 40+ workers │\n│ Web │ :7001 │\n```", "Web 7001"),
    ("```\n+------------+\n| Web :7001  |\n+------------+\n```", "Web 7001"),
    ("```\n│ C++ build │ 12+ agents │\n```", ""),
    # Words that any port may have name nobody.
    ("## Default port: 7001\n\n- Shop: http://localhost:7001", "Shop 7001"),
    ("### 默认端口 (7001)\n\n- 商店：http://localhost:7001", "商店 7001"),
    ("### Puerto por defecto: 7001", ""),
    ("- Registry: 7001\n- Functions: 7002\n- Status: 7003",
     "Registry 7001, Functions 7002, Status 7003"),
    ("### Nutzung von Port 7001 (empfohlen)\n\n- URL: http://localhost:7001", ""),
    # Examples and how-tos give no facts, whatever range they show; the default is one.
    ("## Examples\n\n### Range 7000-7009\n\n- Web: http://localhost:7001", ""),
    ("## Exemplos\n\n### Faixa 7000-7009 (padrão)\n\n- Web: http://localhost:7001",
     "7000-7009, Web 7001"),
    ("## Beispiele\n\n### Internes Netzwerk\n\n- Web: 7001", ""),
    ("## 如何连接\n\n- 远程桌面：7001", ""),
    ("- **本地端口：** 例如 `7001`", ""),
    ("- Local port: such as 7001 or 7002", ""),
    ("- Web: 7001, e.g. in a browser", "Web 7001"),
    # Freed numbers are nobody's in any language.
    ("### 70xx Portları Serbest\n\n```\n7001, 7002: Yeni sistemler için hazır\n```", ""),
    ("### Puertos sin usar\n\n- 7001: futuras pruebas", ""),
    ("### Незанятые порты\n\n- 7001: новые сервисы", ""),
    ("### Tersedia\n\n- 7001: layanan baru", ""),
    # A fragment of a sentence is no name.
    ("- Evite usar portas abaixo de 1024", ""),
    ("- Stay below 1024", ""),
    ("- Nie unter 1024", ""),
    # The remark tells whose side its number is.
    ("- **5432** - Database (external: 7001)", "Database 7001:5432"),
    ("- 7001 - Datenbank (intern 5432)", "Datenbank 7001:5432"),
    ("- 8000 – API (publicado en 7001)", "API 7001:8000"),
    # Nodes of Mermaid, in a fence and outside of one.
    ('```mermaid\ngraph LR\n  A["Web<br/>:7001"] --> B[(Store 7002)]\n```', "Web 7001, Store 7002"),
    ('flowchart TD\n    P1["🟢 :7001<br/>Kasse"]\n    P1 -->|"calls"| P2', "Kasse 7001"),
    ("```mermaid\nsequenceDiagram\n  participant W as Web (port 7001)\n  W->>D: retry 500\n```",
     "Web 7001"),
    ("status[ok]: retried 7001 times", ""),
    # A header of both sides heads mappings.
    ("| Хост:Контейнер | Сервис |\n|---|---|\n| `7001:80` | web |\n| `7002` | api |",
     "web 7001:80, api 7002"),
    ("| Host → Container | Name |\n|---|---|\n| 7001 → 80 | web |\n| 7002 | api |",
     "web 7001:80, api 7002"),
    # Blanks that align a dash part nothing.
    ("```\nTAKEN:\n22     - SSH\n7001   - Web\n```", "SSH 22, Web 7001"),
    ("```\n80      : Proxy\n443     : Proxy TLS\n```", "Proxy 80, Proxy TLS 443"),
    ("```\n├── web/     # Port 7001 (alone)\n└── api/     # Port 7002\n```", "web 7001, api 7002"),
    # Pairs of a name and a number in the brackets of a sentence, and no others.
    ("All of it (shop 7001, stock 7002) starts by itself.", "shop 7001, stock 7002"),
    ("Всё слушает снаружи (магазин 7001, склад 7002/7003).",
     "магазин 7001, склад 7002, склад 7003"),
    ("Der Stapel (Laden 7001, Lager 7002) läuft immer.", "Laden 7001, Lager 7002"),
    ("The map was wrong (shop 7001 instead of 7002, stock 7003).", ""),
    ("Ports (7001, 7002) are open.", ""),
    # A row of intervals, each with its purpose.
    ("- Reserved ranges: 7000-7099 tests · 7100-7199 APIs", "7000-7099, 7100-7199"),
    ("- Диапазоны резерва: 7000–7099 тесты; 7100–7199 службы", "7000-7099, 7100-7199"),
    ("- Rangos reservados: 7000-7099 pruebas, 7100-7199 servicios", "7000-7099, 7100-7199"),
    ("Pick one of the reserved 7000-7009 / 7100-7109 ranges. Tell us.", ""),
    # What is called inside of containers completes what is published.
    ("- Lager: 7001:5432\n\n## Internes Netzwerk\n\n- Container Lager: 5432", "Lager 7001:5432"),
    ("- 仓库：7001:5432\n\n## 内部网络端口\n\n- 容器内 仓库: 5432", "仓库 7001:5432"),
    ("- Store: 7001:5432\n\n## Docker internal\n\n- Container Store: 5432", "Store 7001:5432"),
    ("```env\nINTERNAL_PORT=8080\nWEB_PORT=7001\n```", "web 7001"),
    ("| Port | Service | Bind |\n|---|---|---|\n| 7001 | Store | `127.0.0.1:7001` → 5432 |",
     "Store 7001:5432"),
    # Commas within brackets part no names.
    ("| Port | Service |\n|---|---|\n| 7001 / 7002 | Panel (own VM, behind the proxy) |",
     "Panel (own VM, behind the proxy) 7001, Panel (own VM, behind the proxy) 7002"),
    # A line that introduces is a name where it is no sentence.
    ("**Store**\n- Port: 7001\n\nFront:\n- Port: 7002", "Store 7001, Front 7002"),
    ("这意味着：\n- 通过端口 7001 可以访问", ""),
    ("This means that\n- port 7001", ""),
    # An item says how those below it are meant.
    ("1. **避免使用**:\n   - 7001, 7002: 常见开发端口\n2. 商店: 7003", "商店 7003"),
    ("- Avoid:\n  - 7001: common\n- Shop: 7002", "Shop 7002"),
    ("* Frei:\n  * 7001: was auch kommt\n  * 7002", ""),
    ("- Ejemplo:\n  - Tienda: 7001\n- Tienda: 7002", "Tienda 7002"),
    # Services that are available are there; ports that are available nobody has.
    ("## Available services\n\n- web: 7001", "web 7001"),
    ("## Servicios disponibles\n\n- tienda: 7001", "tienda 7001"),
    ("## 可用服务\n\n- 商店: 7001", "商店 7001"),
    ("## Available ports\n\n- web: 7001", "web 7001"),
    ("- api: 8001\n\n## Available ports\n\n- web: 7001", "api 8001"),
    ("## Free for new services\n\n- web: 7001", ""),
    ("## How to access\n\n- web: 7001", "web 7001"),
    ("## 如何访问\n\n- 商店: http://localhost:7001", "商店 7001"),
    ("## Nasıl erişilir\n\n- web: 7001", "web 7001"),
    # What happens if something else happens is nobody's number.
    ("- Si el puerto 7001 está ocupado, use 7002.", ""),
    ("Nếu cổng 7001 đang bận, hãy đổi sang 7002.", ""),
    ("如果 7001 被占用，请改为 7002", ""),
    ("### Port 7001 is already in use\n\nRun `lsof -i :7001`, or start with `PORT=7002 run`.", ""),
    ("Attention : n'utilisez jamais le port 7001, un autre l'a.", ""),
    ("- Start the stub server on port 7001", ""),
    # Limits, counts, dates and lengths of time.
    ("- Laden: 7001\n- Max. Verbindungen: 4096\n- Stand: 2025", "Laden 7001"),
    ("- 商店：7001\n- 最大连接：3000\n- 日志保留：1000", "商店 7001"),
    ("- [ ] Q3 2025: ports of one's own", ""),
    ("```\nNot shown: 997 closed ports\n```", ""),
    ("| Part | URL | Uptime |\n|---|---|---|\n| shop | http://10.0.0.4:7001 | 1523 h |",
     "shop 7001"),
    ("## Error codes\n\n| Code | Meaning |\n|---|---|\n| 7001 | no store |", ""),
    ("## Kosten\n\n| Was | 2024 | 2025 |\n|---|---|---|\n| Server | 4800 | 5200 |", ""),
    # Things compared are somebody else's, sides of what runs here are not.
    ("## Compared with others\n\n| | Ours | Theirs |\n|---|---|---|\n|Port| 7001 | 7002 |", ""),
    ("## Local vs production\n\n| Name | Local | Production |\n|---|---|---|\n|shop | 7001 | 7002|",
     "shop 7001, shop 7002"),
    ("## Common default ports\n\n- 7001: whatever", ""),
    # Of properties, flags and variables only those of ports give one.
    ("| Flag | Default |\n|---|---|\n| `--shop-port` | 7001 |\n| `--workers` | 4 |",
     "shop-port 7001"),
    # Of a connection the one behind it listens.
    ("| From | To | Port |\n|---|---|---|\n| shop | stock | 7001 |\n| stock | store | 7002 |",
     "stock 7001, store 7002"),
    ("| Von | Nach | Port |\n|---|---|---|\n| Laden | Lager | 7001 |", "Lager 7001"),
    # Columns below their words, as commands print them.
    ("```\nPORT     STATE SERVICE VERSION\n7001/tcp open  shop    Shop\n7002/tcp up    stock\n```",
     "shop 7001, stock 7002"),
    ("```\nNAME  TYPE      CLUSTER-IP  PORT(S)\nshop  NodePort  10.96.1.2   80:30001/TCP\n```",
     "shop 30001:80"),
    ("| Range | For | Status |\n|---|---|---|\n| 7000-7099 | shops | used |\n|7100-7199|-|free|",
     "7000-7099"),
    ("- Base URL: http://localhost:7001", ""),
    ("Inside, each calls the other by name (e.g. `shop:7001`, `stock:7002`).", ""),
    # A port in a box belongs to the words above it in the same box.
    ("```\n│ Shop       │──▶│ Stock      │\n│ Port: 7001 │──▶│ Port: 7002 │\n```",
     "Shop 7001, Stock 7002"),
    ("```\n│ Store │ Queue │\n│ :7001 │ :7002 │\n```", "Store 7001, Queue 7002"),
    ("```\n│ Blocks          │\n│ 7001 ─── 7099   │\n```", ""),
    ("```\n│ ANTES       │ DEPOIS │\n│ Loja: :7001 │ :7002  │\n```", "Loja 7002"),
    ("```\n| Dienst | Port |\n|--------|------|\n| Laden  | 7001 |\n```", "Laden 7001"),
    ("```\n• Tienda  → Puerto 7001 (vía Nginx /)\n```", "Tienda 7001"),
    ("## Updated\n\n```\n• Shop  → 127.0.0.1:7001  → shop:80\n```", "Shop 7001:80"),
    ("- 7001 (shop), 7002 (stock)", "shop 7001, stock 7002"),
    # Advice claims nothing, but its ranges hold.
    ("## Best practices\n\n- 7000-7099: shops\n- Shop: 7101", "7000-7099"),
    ("## Buenas prácticas\n\n```\nTiendas: 7000-7099, 7200-7299\n```", "7000-7099, 7200-7299"),
    ("| Band | Range | For |\n|---|---|---|\n| `70xx` | 7020-7099 | shops |", "7020-7099"),
    # What a machine only calls, and who only calls a machine.
    ("## Outbound\n\n| Host | Port |\n|---|---|\n| mail.example | 587 |", ""),
    ("## Ausgehende Verbindungen\n\n- Zeit: 123/udp", ""),
    ("- Shop: http://localhost:7001\n- SHOP_ORIGIN: http://localhost:7001", "Shop 7001"),
    ("### Can I use 7001?\n\nYes, set `PORT=7001`.", ""),
    # Neither harbours' numbers nor passwords nor stages are services.
    ("- Quay (Puerto 1)\n- Shop (Puerto 7001)", "Shop 7001"),
    ('```\n"password": "123"\n```', ""),
    ("## Environment policy\n\n| Env | Ports |\n|---|---|\n| Staging | 7001 |", ""),
    ("| Port | Service |\n|---|---|\n| 7001 | localhost only |\n| 7002 | shop |", "shop 7002"),
    ("- shop: 7001 (http), 7002 (https), 7010-7019 (modules)", "7010-7019, shop 7001, shop 7002"),
    # Counts of ports, lines of a file, what a number may be and what is allowed are nobody's.
    ("- 1000 puertos por tienda\n- 7001 puertos: todos", ""),
    ("- Shop\n  - File: `src/shop.ts`\n  - Line: 147\n  - Serves on: `http://localhost:7001`",
     "Shop 7001"),
    ("See `src/shop.ts:23-27`.", ""),
    ("- Shop: 7001\n- Range: 1024-65535", "Shop 7001"),
    ("- **허용**: 7001 (테스트), 7002 (스테이징)", ""),
    ("- 상점: 7001\n- 시험: +10 (예: 7011)", "상점 7001"),
    ("1. Partir de la base (ej: 7001)", ""),
    # What waits for a purpose is free; what has one is set aside for it.
    ("**Available ports**:\n- 7000-7099: shops\n- 7100-7199: additional shops", "7000-7099"),
    ("## Puertos libres\n\n- 7000-7099\n- 7001: tienda", ""),
    ("```\n7001: 80 shop/web\n7002: 80 shop/admin\n```", "shop/web 7001:80, shop/admin 7002:80"),
    ("### Stock\n\n- Port: `8080` (inside its container)", "Stock :8080"),
    # The inside of several parts is a port of the host where no two rows share one.
    ("| Coin | node internal port | node public port | rpc port |\n|---|---|---|---|\n"
     + "".join(f"| c{n} | 70{n} | 71{n} | 72{n} |\n" for n in range(10, 16)),
     ", ".join(f"c{n} 7{part}{n}" for n in range(10, 16) for part in range(3))),
    # Thresholds, settings in a string, and questions to somebody.
    ("- магазин — 7001\n- Лимит соединений — 2000\n- Порог — 5000", "магазин 7001"),
    ("- Umbral: 7001\n- Tienda: 7002", "Tienda 7002"),
    ("- Store: 7001\n- Connection string: `Server=localhost,7001;Timeout=3000`", "Store 7001"),
    ("- [ ] ask the others about 7001", ""),
    # A proxy's configuration to be filled in is an example.
    ("```nginx\nserver {\n  listen 80;\n  server_name your-domain.com;\n}\n```", ""),
    ("Usually it looks so:\n\n```nginx\nserver {\n  listen 80;\n}\n```", ""),
    ("```nginx\nserver {\n  listen 80;\n  server_name shop.lan;\n}\n```", "nginx 80"),
    # A port range may be a single one, a list may be of assignments, and a command is no name.
    ("| Port range | Part |\n|---|---|\n| 7001 | shop |\n| 7010-7019 | stock |\n| 29 | TOTAL |",
     "shop 7001, 7010-7019"),
    ("```\nshop=7001\nstock=7002\n```", "shop 7001, stock 7002"),
    ("启动命令：`java -jar shop.jar --server.port=7001`", ""),
    ("Set `SHOP_PORT=7001` in `.env`, then start it.", ""),
    ("- **Shop**\n  - Start: `serve --port 7001`", "Shop 7001"),
    # A word that measures is one where it is the whole name.
    ("- Uptime: 1523\n- Uptime Kuma: 7001\n- Ticket service: 7002\n- Password manager: 7003",
     "Uptime Kuma 7001, Ticket service 7002, Password manager 7003"),
    ("- Line: 1470\n- Line bot: 7001\n- Stand-up bot: 7002\n- Stand: 2025",
     "Line bot 7001, Stand-up bot 7002"),
    ("- Open WebUI (7001)\n- Open WebUI + Ollama: 7002\n- Check Mate (7003)",
     "Open WebUI 7001, Open WebUI + Ollama 7002, Check Mate 7003"),
    ("## 订单处理\n\n- 订单：7001\n- shop: 7002 (avoids a port conflict)", "订单 7001, shop 7002"),
    ("- Next.js: 7001\n- Node.js (7002)\n- Limit service: 7003\n- server.js: 7004",
     "Next.js 7001, Node.js 7002, Limit service 7003"),
    ("| الخدمة | المنفذ |\n|---|---|\n| متجر | 7001 |", "متجر 7001"),
    ("| Range | For |\n|---|---|\n| 7001-7000 | shops |\n| 7100-7199 | stock |",
     "7001-7000, 7100-7199"),
    ("- Commandes: 7001\n- Budget app: 7002", "Commandes 7001, Budget app 7002"),
    ("## Statistics API\n\n| Name | Port |\n|---|---|\n| Counter | 7001 |", "Counter 7001"),
    # What Git leaves between two branches names nobody.
    ("| App | Port |\n|---|---|\n<<<<<<< HEAD\n| Web | 7001 |\n=======\n| Web | 7002 |\n>>>>>>> x",
     "Web 7001, Web 7002"),
    ("| 服务 | 端口 |\n|---|---|\n| 网站 | 7001 |\n>>>>>>> stash\n| 订单 | 7002 |",
     "网站 7001, 订单 7002"),
    # The number of a line is no port.
    ("- `stop.sh` - Line 35: takes 7001 away", ""),
    ("- `stop.sh` - Zeile 35: ohne 7001", ""),
    # A heading names the file of its block, and before that the service.
    ("## Settings\n\n### Shop (.env.production)\n\n```\nPORT=7001\n```", "Shop 7001"),
    ("## 設定\n\n### 店（.env.production）\n\n```\nPORT=7001\n```", "店 7001"),
    # Where a name of the net leads, the brackets say to whom.
    ("- `shop.acme.dev` → `localhost:7001` (Shop)", "Shop 7001"),
    ("- api.acme.org -> localhost:7002 (Backend)", "Backend 7002"),
    ("- `shop.acme.org` → `localhost:7001`", "shop.acme.org 7001"),
    # A label that only says that a mapping follows names nobody: its heading does.
    ("## Nginx\n\nO mapeamento será: 7001:80\n\n## Cache\n\n- Le port est : 7002",
     "Nginx 7001:80, Cache 7002"),
    ("## Lager\n\nDas Mapping ist: 7001:80\n\n## Blog\n\nThe mapping will be: 7002:80",
     "Lager 7001:80, Blog 7002:80"),
    ("- Logs ES: 7001\n- Mapping service: 7002", "Logs ES 7001, Mapping service 7002"),
    # A path, the address it leads to, and who is there.
    ("```\n/ → localhost:7001 → web\n/api -> http://localhost:7002 -> backend (v2)\n```",
     "web 7001, backend 7002"),
    ("- `/auth` => 127.0.0.1:7001 => Keycloak", "Keycloak 7001"),
    # Stores that stand behind a label are programs of their own, one set for each label.
    ("- Integration: postgres 7001, redis 7002\n- Load: postgres 7003, redis 7004",
     "Integration postgres 7001, Integration redis 7002, Load postgres 7003, Load redis 7004"),
    ("| Suite | Ports |\n|---|---|\n| Load | postgres 7001, redis 7002 |",
     "Load postgres 7001, Load redis 7002"),
    ("- Grafana: http 7001, metrics 7002", "Grafana 7001, Grafana 7002"),
    # What a step of a test or a guide expects is nobody's name.
    ("- Expected: redirect to http://localhost:7001\n- Result: 7002\n- Step CA: 7003",
     "Step CA 7003"),
    ("- Ergebnis: http://localhost:7001", ""),
    ("- 预期：http://localhost:7001", ""),
    # Below a heading that names nobody the remark of a stage does.
    ("### Default ports\n\n- **Development**: 7001 (Next.js dev server)\n- Production: dynamic",
     "Next.js dev server 7001"),
    ("## Blog\n\n- Development: 7001 (with reload)", "Blog 7001"),
    # A line of a block of commands that no shell runs is told, its commands are not.
    ("```bash\nWeb (Next.js):   http://localhost:7001\nStore:  localhost:7002\ncurl :7003\n```",
     "Web (Next.js) 7001, Store 7002"),
    # A port beside the host's is the container's.
    ("| 服务名 | 端口 | 宿主机端口 |\n|---|---|---|\n| 订单 | 80 | 7001 |\n| 库存 | 81 | 7002 |",
     "订单 7001:80, 库存 7002:81"),
    ("| Service | Port | Host port |\n|---|---|---|\n| Shop | 80 | 7001 |\n| Blog | 81 | 7002 |",
     "Shop 7001:80, Blog 7002:81"),
    # A drawing's arrow from a low number to another is a change where changes are told.
    ("## Migration guide\n\n```\nProxy HTTP    80   → 7001\nProxy HTTPS   443  → 7002\n```", ""),
    # What says yes and no names no row, and what stands behind a repository's name is in it.
    ("| Repo | Container ports | Used? |\n|---|---|---|\n| `shop` | a `7001`; b `7002` | **yes** |",
     "a :7001, b :7002"),
    ("| Project | Ports |\n|---|---|\n| shop | api 7001, web 7002 |", "api 7001, web 7002"),
    # A count that leads a sentence is none, nor a remark on where a number stands.
    ("- **35** repos on disk carry a file of their own.\n- Web: 7001", "Web 7001"),
    ("It is told in two ways (`7001` here, `7002/7003` in `ops/local`).", ""),
    ("- **Collisions** — stays out of the `7001` (Next.js), `7002` (Flask) zones", ""),
    # Fields of one line belong to what the heading names, however that is numbered.
    ("## ✅ 1. shop-service\n\n**Done**: 2026-04-17 | **Port**: 7001 | **DB**: `shop` (SQL)",
     "shop-service 7001"),
    ("## 2️⃣ Lager\n\n**Status:** aktiv · **Port:** 7001 · **Team:** Nord", "Lager 7001"),
    ("## 3. 订单\n\n**状态**：运行 | **端口**：7001", "订单 7001"),
    # What is answered is a number of HTTP.
    ("- Response when locked: **429** with a header `Retry-After: 60`\n- 响应: 403\n- Antwort: 404",
     ""),
    ("- Auth returns 401 without a token\n- Responder: 7001", "Responder 7001"),
    # `PORT` below what nobody is named by is the heading's.
    ("## Shop\n\n### Variables\n\n| Variable | Is | |\n|---|---|---|\n| PORT | 7001 | The port |",
     "Shop 7001"),
    # Numbers that others are reckoned from are nobody's.
    ("```\nDB_PORT  = 7400 + NN\nUI_PORT  = 7500 + NN  (one of them)\n```", ""),
    ("- Store: 7400 + slot\n- Web: 7001", "Web 7001"),
    # Several numbers of a stage without names only gather what is told elsewhere.
    ("## Analysis\n\n- Production uses: 7001, 7002, 7003\n- Dev: 7004, 7005, 7006", ""),
    # Of two numbers before an arrow both are of the side that leads.
    ("- Web: 5173/80 (inside) → 7001 (outside)", "Web 7001:80"),
    # A heading of what is used and what is free takes nothing back.
    ("## PUERTOS UTILIZADOS Y DISPONIBLES\n\n- 7001: Tienda\n\n### Disponibles\n\n- 7002: más",
     "Tienda 7001"),
    ("## Ports used & available\n\n- 7001: Shop", "Shop 7001"),
    ("## 已用和可用端口\n\n- 7001：订单", "订单 7001"),
    ("### Port conflicts\n\nServices use these ports:\n\n- `7001`: Shop\n- `7002`: Blog",
     "Shop 7001, Blog 7002"),
    # An interface is what people use where no cell is an address.
    ("| Interface | URL | Use |\n|---|---|---|\n| Shop | http://localhost:7001 | buying |",
     "Shop 7001"),
    # Where others listen is only called.
    ("| Destination | Port | Direction |\n|---|---|---|\n| https://a.example | 7001 | Outbound |",
     ""),
    ("| Ziel | Port | Richtung |\n|---|---|---|\n| Lager | 7001 | ausgehend |", ""),
    # A number and the address with it are one.
    ("- API: Puerto 7001 — URL de acceso: http://localhost:7001", "API 7001"),
    # A property of a block which no program reads; arrows from a number to who has it.
    ("## Tienda\n\n```yml\nImagen: web\nPuerto expuesto: 7001:80\nRed: a\n```", "Tienda 7001:80"),
    ("```\nSystem:\n  7001    → Proxy UI\n  7002/7003 -> Shop (two)\n```",
     "Proxy UI 7001, Shop 7002, Shop 7003"),
    # Free is a name between two names, and how far a number is from another is told of no one.
    ("## Be Free Fitness\n\n- 7001: Web", "Web 7001"),
    ("## Free Ports Here\n\n- 7001: Web", ""),
    ("- Port 7001 is 10 ports away from the router (6991)", ""),
    # A column of all else is named by what stands beside a number, or by the project.
    ("| Project | Web | Other |\n|---|---|---|\n| a | 7001 | 7002 (mail) |\n| b | 7003 | 7004 |",
     "Web 7001, mail 7002, Web 7003, b 7004"),
    # An interval of a row that says so is a range, with a transport, too.
    ("| Порт | Тип | Кто |\n|---|---|---|\n| 7101 | TCP | Ночь |\n| 7110–7120 | UDP | a range |",
     "Ночь 7101, 7110-7120"),
    # Of a container whose name comes again another column tells what a number is for.
    ("## Sun\n\n| Port | Container | Use |\n|---|---|---|\n| 7001 | sun | U |\n| 7002 | sun | Y |",
     "sun 7001, sun 7002"),
    ("| Port | Container | Use |\n|---|---|---|\n| 7001 | proxy | Shop |\n| 7002 | proxy | Blog |",
     "Shop 7001, Blog 7002"),
    # A first column of areas names no row where another tells them apart.
    ("| In | Repo | Port |\n|---|---|---|\n| A | s-a | 71 |\n| A | s-b | 72 |\n| A | s-c | 73 |",
     "s-a 71, s-b 72, s-c 73"),
    # A product behind a label is who listens; a sentence about an address names nobody.
    ("- **Box care:** Portainer (http://localhost:7001)\n- Web: React (http://localhost:7002)",
     "Portainer 7001, Web 7002"),
    ("- **The wizard works** — if you like, go on and use http://localhost:7001/setup instead", ""),
    ("5. None → 401 Unauthorized\n6. 错误：404 Not Found", ""),
    # A firewall lets in what others listen on; a path of several leads to who has the port.
    ("- Public ingress: 80 (HTTP), 7001\n- `/a/*`, `/b*` → localhost:7001 → shop-api (7001:80)",
     "shop-api 7001:80"),
    # Sides told in words, without brackets.
    ("- auth: Port 80 trong container → 7001 trên host\n- web: 81 in container -> 7002 on host",
     "auth 7001:80, web 7002:81"),
    # What a heading of a stage has below it is of the heading above.
    ("## Lager\n\n**Lokale Entwicklung:**\n\n- **Port**: 7001", "Lager 7001"),
    ("## API\n\n| Contexte | Port |\n|---|---|\n| Production | 7001 |\n| Dev | 7002 |",
     "API 7001, API 7002"),
    ("- ✅ Portas 7001, 7002 estão corretas\n- ✅ Porte disponibili: `7003`, `7004`", ""),
    ("Bots scan the default ports as they usually are:\n\n- `22` (SSH)\n- `7001` (SQL)", ""),
    ("- **In the network**: all speak by name (e.g. `http://auth:7001`)", ""),
    # A name that is struck out is one, and a block of commands may list.
    ("| 服务 | 端口 |\n|---|---|\n| 订单 | 7001 |\n| ~~库存~~ | 7002 |", "订单 7001, 库存 7002"),
    ("```bash\n# open\n7001  - Shop\n7002  - Blog (new)\nss -tlnp\n```", "Shop 7001, Blog 7002"),
    # A single item of a list that is about something else tells a number by the way.
    ("## Grundsätze\n\n1. Schichten\n2. Abstand: 7001\n3. Ordnung\n4. Namen", ""),
    ("## Rules\n\n- **Layers**: by depth\n- **Distance**: port 7001\n- **Order**: as told", ""),
    ("## Notes\n\n- first\n- Shop: http://localhost:7001\n- Redis: 7002\n- then\n- that\n- last",
     "Shop 7001, Redis 7002"),
    ("- Notes\n  - first\n  - second\n- Web\n  - Port: 7001\n  - Team: x\n- Last", "Web 7001"),
    # Words of a sentence name nobody, brackets or not; an odd low number is an amount.
    ("Both are told (`7001` there, `7002` from the start), and (is 7003, are 7004).", ""),
    ("- Ratio: 250\n- Web: 7001\n- PLC: 502\n- Jobs: port 250", "Web 7001, PLC 502, Jobs 250"),
    # Numbers of standards, lines of files, years and times of day, whatever stands before them.
    ("### ISO 27001 - Security\n\n- RFC 6335: names\n- slice.h line 94\n- Stand: 2025-01-XX", ""),
    ("```\n│ #12 │ 01.03 14:32 │ OK │\n│ SSH │ 22:22 │ up │\n```", "SSH 22:22"),
    ("- Text (2024): https://a.example/b\n- Web: 7001", "Web 7001"),
    # Commands of a drawing, the status of `docker ps`, and camel case that only says port.
    ("```\ncurl -f http://localhost:7001/health\nshop-web   Up 2 hours (healthy)   7002/tcp\n```",
     "shop-web 7002"),
    ("```\nlocalPort = 7001\nexternalPort = 7002\n```", ""),
    # What stands before `localhost` is a sentence, and its verb is no name.
    ("The app will be available at `http://localhost:7001`.", "app 7001"),
    ("- [x] set up for localhost:7001\n- Impact: the script expects port 7002", ""),
    # Behind a dash stands the part of what is named, or what it does.
    ("* Markt - Backend: 7001\n* Markt - Frontend: 7002\n- ✅ **User** - Kullanıcı yönetimi (7003)",
     "Markt Backend 7001, Markt Frontend 7002, User 7003"),
    ("- 7001 → Admin (5174)\n- 7002 → Cache (6379)", "Admin 7001:5174, Cache 7002:6379"),
    ("### Proxy\n\n- **Ports:** 80 (HTTP), 443 (HTTPS)", "Proxy 80, Proxy 443"),
    ("```\nService  External port  Internal port\n────────────\nShop     7001           80\n```",
     "Shop 7001:80"),
    # Below a heading that tells what to do nobody is named, nor by a sentence or a date.
    ("### Create an environment\n\n- URL: http://localhost:7001", ""),
    ("The shop will open by itself at http://localhost:7001.\n\n- Last time: Dec 22-23, 2025", ""),
    ("- Quality: 87/100\n- Card: 4000 0000 0002\n- EIN: 84-193024\n- Border: `220 14% 22%`", ""),
    # `Remote` is where a heading's is reached; what any program may offer is the heading's.
    ("### Chat\n\n- **API:** http://localhost:7001\n- **Remote:** http://10.1.2.3:7001",
     "Chat 7001, Chat 7001"),
    ("### Git\n\n- URL: ws://localhost:7001\n- SSH: ws://localhost:7002", "Git 7001, Git 7002"),
    ("### Port 7001 & 7002 - Queue (bus)\n\n- Purpose:\n  - Port 7001: protocol of messages",
     "Queue 7001, Queue 7002, Queue 7001"),
    # Lines of a drawing with the number first, and the transport in capitals.
    ("```\nVPN:    1194/UDP   (as usual)\n:7001  reader\n7002     Shop (by proxy)\n```",
     "VPN 1194, reader 7001, Shop 7002"),
    # As many names as numbers, a domain's service in brackets, what a port is for before the rest.
    ("| Port | Who |\n|---|---|\n| 7001 / 7002 / 7003 | postgres / mongodb / redis |",
     "postgres 7001, mongodb 7002, redis 7003"),
    ("| Domain | Port |\n|---|---|\n| a.acme.org | 7001 (Shop) |\n| b.acme.org | 7002 |",
     "Shop 7001, b.acme.org 7002"),
    ("| 端口 | 用途 | 约束 |\n|---|---|---|\n| 7001 | 订单 | 容器 80 |\n| 7002 | 库存 | 容器 81 |",
     "订单 7001:80, 库存 7002:81"),
    ("| 포트 | 용도 | 환경 |\n|---|---|---|\n| 7001 | 서버 | stage |\n| 7002 | 서버 | dev |",
     "서버 7001, 서버 7002"),
    ("- 3-2-1 rule: 3 copies, 1 elsewhere\n- Web: 7001", "Web 7001"),
    ("- at load (lib/data/masters.ts:1958:34)\n- **Box** (ID: 7102) - all of it", ""),
    # A column of an environment may hold its ports, or the variables that set them.
    ("| App | Local Env | Docker Env |\n|---|---|---|\n| Shop | 7001 | 7101 |\n| B | 7002 | 7102 |",
     "Shop 7001, Shop 7101, B 7002, B 7102"),
    # What looks like an amount may be a port all the same, and a verb begin a name.
    ("- API server 7001\n- Landing page 7002\n- Web: 7003/7003\n- SSH: 2022",
     "API server 7001, Landing page 7002, Web 7003, Web 7003, SSH 2022"),
    ("- Group: 7004 7005 7006\n- Test Runner Web UI: 7007",
     "Group 7004, Group 7005, Group 7006, Test Runner Web UI 7007"),
    ("## Ports\n\n- 139 - Samba\n- 85 - tests", "Samba 139"),
    ("- 5432/tcp Postgres (docker network / localhost only)", "Postgres 5432"),
    ("| Port | Protocol | Service |\n|---|---|---|\n| 5900-5999 | TCP | VNC |", "5900-5999"),
    ("It also uses mDNS (5353/udp, for names) and DHCP.", "mDNS 5353"),
    ("- **8028 端口**：仅在容器内部使用，不对外暴露", ""),
    ("- **If deployed by hand, use**:\n  - port: 8000", ""),
    ("- **IMPORTANTE:** Puertos 80 y 443 están abiertos", ""),
    ("## Hub\n\n- Port 3001: Development Environment", "Hub 3001"),
    (
        "## Adding a service\n\n### Next Available\n\n| Kind | No |\n|---|---|\n| API | 8004 |",
        "",
    ),
    ("```\nPATRONI API PORTS\n────\n8008  │ ██ Patroni 1 API\n```", "Patroni 1 API 8008"),
    (
        "| Port | Local | Prod |\n|---|---|---|\n| 3000 | Shown | No |\n| 8080 | Shown | No |",
        "",
    ),
    (
        "| VM | Services, ports |\n|---|---|\n| a | Web 3000, DB 633/634 |\n| b | API 800 |",
        "Web 3000, DB 633, DB 634, API 800",
    ),
    (OF_HEADINGS, "Edge Gateway 7070, Edge Gateway 7079, Cache Daemon 7090, Main store 5432"),
    (OF_AREAS, "Shop pages 3000, PostgreSQL 5432, Redis 6379"),
    ("## MinIO\n\n- `9100` - API\n- `9101` - console", "MinIO 9100, MinIO 9101"),
    ("### Dashboard\n\n```\nhttp://localhost:5173\n```", ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "facts"), KINDS)
def test_a_kind(text: str, facts: str) -> None:
    found = read_markdown(Source("PORTS.md", f"# Ports\n\n{text}\n"))
    told = [(r.line, f"{r.start}-{r.end or ''}") for r in found.of(FoundRange)]
    for claim in found.claims:
        inner = f":{claim.container_port}" if claim.container_port else ""
        told.append((claim.line, f"{claim.service} {claim.port or ''}{inner}"))
    assert ", ".join(text for _, text in sorted(told, key=lambda fact: fact[0])) == facts


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("## Cities\n\n| City | Code |\n|---|---|\n| Bern | 3000 |", 0),
        ("## Load\n\n| Runs | Done |\n|---|---|\n| 10 | 15000 |", 0),
        ("## Load\n\n- Requests: 5000", 0),
        ("## Services\n\n| City | Here |\n|---|---|\n| shop | 3000 |", 1),
        (
            "## Where\n\n| Name | Dev | Production |\n|---|---|---|\n| shop | 3000 | 4000 |",
            2,
        ),
    ],
)
def test_numbers_where_nothing_speaks_of_ports(text: str, facts: int) -> None:
    found = read_markdown(Source("NOTES.md", f"# The shop\n\n{text}\n"))
    assert len(found.claims) == facts


def test_a_stage_is_that_with_or_without_how_it_runs() -> None:
    header = "| App | DEV (Docker) | PROD (Docker) |\n|---|---|---|\n"
    found = read_markdown(Source("PORTS.md", f"# Ports\n\n{header}| Web | 7001 | 8001 |\n"))
    stages = [(claim.environment, claim.port) for claim in found.claims]
    assert stages == [("development", 7001), ("production", 8001)]


def test_a_column_of_a_hosts_addresses_is_the_hosts() -> None:
    header = "| Host IP | Port | Service |\n|---|---|---|\n"
    found = read_markdown(Source("PORTS.md", f"# Ports\n\n{header}| 10.0.0.5 | 7001 | Wiki |\n"))
    assert [(claim.host, claim.port) for claim in found.claims] == [("10.0.0.5", 7001)]


def test_tabs_and_admonitions_of_mkdocs() -> None:
    """https://squidfunk.github.io/mkdocs-material/reference/content-tabs/"""
    rows = "    | Service | Port |\n    |---|---|\n    | web | {} |\n    |api\t|{}|\n"
    found = read_markdown(
        Source(
            "PORTS.md",
            '# Ports\n\n=== "Development"\n'
            + rows.format(4100, 4101)
            + '\n=== "Production"\n\n'
            + rows.format(8100, 8101)
            + "\nThe proxy listens on port 9100.\n\n"
            + '!!! warning "Caution"\n\n    - grafana: 9300\n\n'
            + '??? info\n\n    === "More"\n\n'
            + rows.format(9725, 9726).replace("    |", "        |"),
        )
    )
    assert [(each.service, each.port, each.environment) for each in found.claims] == [
        ("web", 4100, "development"),
        ("api", 4101, "development"),
        ("web", 8100, "production"),
        ("api", 8101, "production"),
        ("proxy", 9100, None),
        ("grafana", 9300, None),
        ("web", 9725, None),
        ("api", 9726, None),
    ]
    assert [each.line for each in found.claims] == [6, 7, 13, 14, 16, 20, 28, 29]


def test_a_command_of_thousands_of_lines_is_read_once() -> None:
    command = "docker run \\\n" * 3000 + "-p 7001:80 shop\ndocker run -p 7002:80 mail\n"
    found = read_markdown(Source("PORTS.md", f"# Run\n\n```\n{command}```\n"))
    assert [(each.service, each.port) for each in found.claims] == [("mail", 7002)]


def test_a_sentence_tells_whose_the_ports_of_the_next_table_alone_are() -> None:
    rows = "| Port | Purpose |\n|---|---|\n| {} | Metrics |\n| {} | Ledger |\n"
    text = f"# Ports\n\n**collector** uses these ports:\n\n{rows.format(4517, 4518)}\nMore.\n\n"
    fenced = "```\n" + rows.format(4617, 4618) + "```\n"
    found = read_markdown(Source("PORTS.md", text + fenced))
    told = [(each.service, each.port) for each in found.claims]
    assert told == [("collector", 4517), ("collector", 4518), ("Metrics", 4617), ("Ledger", 4618)]
