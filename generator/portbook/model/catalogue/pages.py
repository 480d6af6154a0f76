"""Where single facts of kinds are stated: which page says the variable, the file, the path.

A line has kinds, fields of theirs and a page, `=` being the kind's own, which come last; a fact for
which a record names its page itself is not here.
"""

from __future__ import annotations

from functools import cache

from portbook.model.kinds import Kind

_DEBIAN = "https://packages.debian.org/bookworm/all"
_PAGES = f"""
postgres port_variables https://www.postgresql.org/docs/current/app-postgres.html
postgres port_files https://www.postgresql.org/docs/current/runtime-config-connection.html
postgres culprits {_DEBIAN}/postgresql-common/filelist
mysql,mariadb port_files https://dev.mysql.com/doc/refman/8.4/en/option-files.html
mysql,mariadb culprits https://packages.debian.org/bookworm/amd64/mariadb-server/filelist
mongodb commands https://www.mongodb.com/docs/manual/reference/program/mongod/
mongodb port_files https://www.mongodb.com/docs/manual/reference/configuration-options/
mongodb culprits https://www.mongodb.com/docs/manual/tutorial/install-mongodb-on-ubuntu/
mssql port_variables https://learn.microsoft.com/en-us/sql/linux/sql-server-linux-configure-environment-variables
cockroachdb advertises,ports https://www.cockroachlabs.com/docs/stable/cockroach-start
scylladb port_files https://github.com/scylladb/scylladb/blob/master/conf/scylla.yaml
cassandra port_files https://cassandra.apache.org/doc/latest/cassandra/managing/configuration/cass_yaml_file.html
cassandra culprits https://github.com/puma/puma-dev/issues/288
flask,aspnet,mlflow,docker-registry culprits https://flask.palletsprojects.com/en/stable/server/
clickhouse port_files https://clickhouse.com/docs/operations/server-configuration-parameters/settings
neo4j advertises https://neo4j.com/docs/operations-manual/current/docker/ref-settings/
influxdb port_variables,metrics https://docs.influxdata.com/influxdb/v2/reference/config-options/
couchdb port_files https://docs.couchdb.org/en/stable/config/http.html
surrealdb port_variables https://surrealdb.com/docs/reference/cli/surrealdb-cli/commands/start
surrealdb websocket https://surrealdb.com/docs/reference/rest-api/rpc-protocol
minio commands https://min.io/docs/minio/linux/reference/minio-server/minio-server.html
minio port_variables https://github.com/minio/minio/blob/master/cmd/server-main.go
minio advertises https://min.io/docs/minio/linux/reference/minio-server/settings/console.html
minio ports https://github.com/minio/minio/blob/master/README.md
minio,php-fpm culprits https://docs.portainer.io/start/install-ce/server/docker/linux
etcd port_variables,advertises,ports https://etcd.io/docs/latest/op-guide/configuration/
zookeeper port_files,ports https://zookeeper.apache.org/doc/current/zookeeperAdmin.html
redis commands,port_files https://redis.io/docs/latest/operate/oss_and_stack/management/config/
redis advertises https://redis.io/docs/latest/operate/oss_and_stack/management/replication/
redis culprits https://packages.debian.org/bookworm/amd64/redis-server/filelist
valkey port_files https://valkey.io/topics/valkey.conf/
memcached port_files,culprits https://packages.debian.org/bookworm/amd64/memcached/filelist
rabbitmq port_variables,port_files https://www.rabbitmq.com/docs/configure
rabbitmq culprits {_DEBIAN}/rabbitmq-server/filelist
kafka port_files https://kafka.apache.org/documentation/#brokerconfigs_listeners
kafka ports https://github.com/apache/kafka/blob/trunk/config/controller.properties
redpanda advertises https://docs.redpanda.com/current/reference/rpk/rpk-redpanda/rpk-redpanda-start/
nats port_files,advertises https://docs.nats.io/running-a-nats-service/configuration
mosquitto port_files https://mosquitto.org/man/mosquitto-conf-5.html
mosquitto culprits https://packages.debian.org/bookworm/amd64/mosquitto/filelist
pulsar advertises https://pulsar.apache.org/docs/next/reference-configuration-broker/
celery-flower metrics https://flower.readthedocs.io/en/latest/prometheus-integration.html
elasticsearch port_files,advertises,ports https://www.elastic.co/guide/en/elasticsearch/reference/current/modules-network.html
opensearch port_files,advertises https://docs.opensearch.org/docs/latest/install-and-configure/configuring-opensearch/network-settings/
meilisearch port_variables https://www.meilisearch.com/docs/resources/self_hosting/configuration/reference
solr port_variables https://solr.apache.org/guide/solr/latest/deployment-guide/taking-solr-to-production.html
qdrant port_variables,port_files,ports https://qdrant.tech/documentation/guides/configuration/
vite,sveltekit,remix,tanstack-start port_files https://vite.dev/config/server-options.html#server-port
vite commands https://vite.dev/guide/cli.html
vite,sveltekit,remix,tanstack-start,angular,astro,solidstart,qwik,nuxt,vitepress websocket https://vite.dev/config/server-options.html#server-hmr
vite,sveltekit culprits https://vite.dev/config/server-options.html#server-strictport
vite-preview commands https://vite.dev/guide/cli.html#vite-preview
nextjs websocket https://github.com/vercel/next.js/blob/canary/packages/next/src/server/dev/hot-middleware.ts
nuxt commands https://nuxt.com/docs/api/commands/dev
nuxt port_files https://nuxt.com/docs/api/nuxt-config#devserver
astro commands https://docs.astro.build/en/reference/cli-reference/
astro port_files https://docs.astro.build/en/reference/configuration-reference/#serverport
angular port_files https://github.com/angular/angular-cli/blob/main/packages/angular/build/src/builders/dev-server/schema.json
create-react-app commands,port_dotenv,websocket https://create-react-app.dev/docs/advanced-configuration/
remix commands https://reactrouter.com/api/other-api/dev
gatsby commands https://www.gatsbyjs.com/docs/reference/gatsby-cli/
gatsby websocket https://github.com/gatsbyjs/gatsby/blob/master/packages/gatsby/src/utils/websocket-manager.ts
storybook commands https://storybook.js.org/docs/api/cli-options
storybook websocket https://github.com/storybookjs/storybook/blob/next/code/core/src/core-server/utils/get-server-channel.ts
storybook culprits https://github.com/tensorflow/tensorboard/blob/master/README.md
tensorboard culprits https://github.com/storybookjs/storybook/blob/next/code/core/src/common/js-package-manager/JsPackageManager.ts
vue-cli commands https://cli.vuejs.org/guide/cli-service.html
vue-cli port_dotenv https://cli.vuejs.org/guide/mode-and-env.html
vue-cli port_files https://cli.vuejs.org/config/#devserver
rsbuild commands https://rsbuild.rs/guide/basic/cli
rsbuild port_files https://rsbuild.rs/config/server/port
rsbuild websocket https://rsbuild.rs/config/dev/client
parcel commands https://parceljs.org/features/cli/
parcel websocket https://github.com/parcel-bundler/parcel/blob/v2/packages/reporters/dev-server/src/HMRServer.js
ember port_variables https://github.com/ember-cli/ember-cli/blob/master/lib/commands/serve.js
ember port_files https://cli.emberjs.com/release/appendix/configuration/
ember websocket https://github.com/ember-cli/ember-cli/blob/master/lib/tasks/server/livereload-server.js
expo commands https://docs.expo.dev/more/expo-cli/
expo port_variables https://github.com/expo/expo/blob/main/packages/@expo/cli/src/utils/env.ts
expo websocket https://metrobundler.dev/docs/configuration/#tls
expo advertises https://github.com/expo/expo/blob/main/packages/@expo/cli/src/start/server/UrlCreator.ts
docusaurus,vue-cli,webpack-dev-server websocket https://webpack.js.org/configuration/dev-server/#devserverwebsocketserver
mkdocs commands https://www.mkdocs.org/user-guide/cli/#mkdocs-serve
hugo websocket https://github.com/gohugoio/hugo/blob/master/livereload/livereload.go
eleventy commands https://www.11ty.dev/docs/usage/
jekyll ports https://github.com/jekyll/jekyll/blob/master/lib/jekyll/commands/serve.rb
live-server commands,websocket https://www.npmjs.com/package/live-server
express port_variables https://github.com/expressjs/generator/blob/master/templates/js/www.ejs
nestjs commands https://docs.nestjs.com/cli/usages
nestjs websocket https://docs.nestjs.com/websockets/gateways
fastify port_variables https://github.com/fastify/fastify-cli#options
hono websocket https://hono.dev/docs/helpers/websocket
bun port_dotenv https://bun.sh/docs/runtime/env
bun websocket https://bun.sh/docs/api/websockets
deno websocket https://docs.deno.com/api/deno/~/Deno.upgradeWebSocket
adonisjs port_variables,port_dotenv https://docs.adonisjs.com/guides/getting-started/environment-variables
meteor websocket https://github.com/meteor/meteor/blob/devel/packages/ddp/DDP.md
wrangler commands https://github.com/cloudflare/workers-sdk/blob/main/packages/wrangler/src/dev.ts
wrangler port_files https://developers.cloudflare.com/workers/wrangler/configuration/#local-development-settings
wrangler websocket https://developers.cloudflare.com/workers/runtime-apis/websockets/
fastapi commands https://fastapi.tiangolo.com/deployment/manually/
fastapi websocket https://fastapi.tiangolo.com/advanced/websockets/
starlette websocket https://www.starlette.io/websockets/
django websocket https://docs.djangoproject.com/en/stable/howto/deployment/asgi/daphne/
flask port_dotenv https://flask.palletsprojects.com/en/stable/cli/#environment-variables-from-dotenv
tornado websocket https://www.tornadoweb.org/en/stable/websocket.html
sanic websocket https://sanic.dev/en/guide/advanced/websockets.html
aiohttp websocket https://docs.aiohttp.org/en/stable/web_quickstart.html#websockets
rails commands https://guides.rubyonrails.org/command_line.html#bin-rails-server
rails port_files https://puma.io/puma/Puma/DSL.html#port-instance_method
rails websocket https://guides.rubyonrails.org/action_cable_overview.html
sinatra port_variables https://github.com/sinatra/sinatra/blob/main/lib/sinatra/base.rb
phoenix port_files https://github.com/phoenixframework/phoenix/blob/main/installer/templates/phx_single/config/runtime.exs.eex
phoenix websocket https://hexdocs.pm/phoenix/channels.html
laravel commands,port_variables,port_dotenv https://github.com/laravel/framework/blob/12.x/src/Illuminate/Foundation/Console/ServeCommand.php
symfony commands https://github.com/symfony-cli/symfony-cli/blob/main/local/project/flags.go
spring-boot port_files https://docs.spring.io/spring-boot/how-to/webserver.html#howto.webserver.change-port
spring-boot websocket https://docs.spring.io/spring-framework/reference/web/websocket.html
quarkus port_files https://quarkus.io/guides/http-reference
quarkus port_dotenv https://quarkus.io/guides/config-reference#env-file
quarkus websocket https://quarkus.io/guides/websockets-next-tutorial
micronaut port_variables,port_files https://docs.micronaut.io/latest/guide/#runningSpecificPort
micronaut websocket https://docs.micronaut.io/latest/guide/#websocketServer
ktor port_files https://ktor.io/docs/server-configuration-file.html
ktor websocket https://ktor.io/docs/server-websockets.html
aspnet port_variables https://learn.microsoft.com/en-us/aspnet/core/fundamentals/servers/kestrel/endpoints
aspnet port_files https://learn.microsoft.com/en-us/aspnet/core/fundamentals/environments#lsj
aspnet websocket https://learn.microsoft.com/en-us/aspnet/core/fundamentals/websockets
fiber websocket https://docs.gofiber.io/contrib/websocket/
actix websocket https://actix.rs/docs/websockets/
axum websocket https://docs.rs/axum/latest/axum/extract/ws/
livekit port_files,advertises https://github.com/livekit/livekit/blob/master/config-sample.yaml
livekit websocket https://docs.livekit.io/reference/internals/client-protocol/
electric port_variables https://electric-sql.com/docs/sync/api/config
supabase ports https://github.com/supabase/supabase/blob/master/docker/docker-compose.yml
supabase websocket https://supabase.com/docs/guides/realtime/protocol
directus commands,port_dotenv https://directus.com/docs/configuration/intro
directus port_variables,advertises https://directus.com/docs/configuration/general
directus websocket https://directus.com/docs/configuration/realtime
strapi commands https://docs.strapi.io/cms/cli
wordpress advertises https://developer.wordpress.org/advanced-administration/wordpress/wp-config/
ghost port_variables,port_files,advertises https://docs.ghost.org/config
keycloak advertises https://www.keycloak.org/server/hostname
keycloak ports https://www.keycloak.org/server/management-interface
authentik port_variables,ports https://docs.goauthentik.io/install-config/configuration/
authentik websocket https://docs.goauthentik.io/install-config/reverse-proxy/
synapse port_files,advertises https://element-hq.github.io/synapse/latest/usage/configuration/config_documentation.html
nginx port_files https://nginx.org/en/docs/http/ngx_http_core_module.html#listen
nginx,apache ports https://www.iana.org/assignments/service-names-port-numbers/
apache port_files https://httpd.apache.org/docs/current/bind.html
nginx,apache culprits https://learn.microsoft.com/en-us/troubleshoot/windows-server/networking/service-overview-and-network-port-requirements
caddy,traefik culprits https://packages.debian.org/bookworm/amd64/apache2/filelist
caddy commands https://caddyserver.com/docs/command-line#caddy-file-server
caddy port_files https://caddyserver.com/docs/caddyfile/concepts#addresses
caddy ports https://caddyserver.com/docs/caddyfile/options
traefik port_files https://doc.traefik.io/traefik/reference/install-configuration/entrypoints/
traefik ports https://doc.traefik.io/traefik/expose/docker/basic/
haproxy port_files https://github.com/haproxy/haproxy/blob/master/doc/configuration.txt
haproxy ports https://www.haproxy.com/blog/exploring-the-haproxy-stats-page
prometheus advertises https://prometheus.io/docs/prometheus/latest/command-line/prometheus/
prometheus metrics https://prometheus.io/docs/prometheus/latest/getting_started/
prometheus culprits https://cockpit-project.org/guide/latest/listen
alertmanager advertises https://github.com/prometheus/alertmanager/blob/main/cmd/alertmanager/main.go
alertmanager ports https://github.com/prometheus/alertmanager#high-availability
alertmanager metrics https://github.com/prometheus/alertmanager/blob/main/httpserver/httpserver.go
grafana port_variables,port_files,advertises,metrics https://grafana.com/docs/grafana/latest/setup-grafana/configure-grafana/
loki port_files https://grafana.com/docs/loki/latest/configure/
tempo port_files,ports https://grafana.com/docs/tempo/latest/configuration/
kibana port_variables,advertises https://www.elastic.co/guide/en/kibana/current/docker.html
kibana port_files https://www.elastic.co/guide/en/kibana/current/settings.html
cadvisor metrics https://github.com/google/cadvisor/blob/master/docs/storage/prometheus.md
netdata websocket https://github.com/netdata/netdata/blob/master/src/web/websocket/README.md
uptime-kuma port_variables https://github.com/louislam/uptime-kuma/wiki/Environment-Variables
dozzle port_variables https://dozzle.dev/guide/supported-env-vars
localai port_variables https://localai.io/docs/reference/cli-reference/
litellm port_variables https://docs.litellm.ai/docs/proxy/cli
open-webui port_variables,advertises https://docs.openwebui.com/reference/env-configuration/
anythingllm port_variables https://github.com/Mintplex-Labs/anything-llm/blob/master/docker/.env.example
stable-diffusion-webui websocket https://github.com/AUTOMATIC1111/stable-diffusion-webui/blob/master/requirements_versions.txt
langflow port_variables,port_dotenv https://docs.langflow.org/environment-variables
mcp-inspector port_variables,ports https://github.com/modelcontextprotocol/inspector/blob/main/docs/v1-to-v2-migration.md
jupyter commands https://docs.jupyter.org/en/latest/running.html
jupyter port_variables,port_files https://jupyter-server.readthedocs.io/en/latest/other/full-config.html
streamlit commands,port_variables https://docs.streamlit.io/develop/concepts/configuration/options
streamlit port_files https://docs.streamlit.io/develop/api-reference/configuration/config.toml
streamlit websocket https://docs.streamlit.io/develop/concepts/architecture/architecture
gradio websocket https://github.com/gradio-app/gradio/pull/6069
mlflow commands,port_variables https://mlflow.org/docs/latest/api_reference/cli.html
tensorboard commands https://github.com/tensorflow/tensorboard/blob/master/tensorboard/plugins/core/core_plugin.py
airflow port_variables,advertises https://airflow.apache.org/docs/apache-airflow/stable/configurations-ref.html#api
prefect port_variables,advertises https://docs.prefect.io/v3/api-ref/settings-ref
prefect websocket https://github.com/PrefectHQ/prefect/blob/main/src/prefect/server/api/events.py
dagster websocket https://github.com/dagster-io/dagster/blob/master/python_modules/dagster-webserver/dagster_webserver/graphql.py
n8n websocket https://docs.n8n.io/hosting/configuration/environment-variables/deployment/
n8n advertises https://docs.n8n.io/hosting/configuration/environment-variables/endpoints/
n8n culprits https://github.com/microsoft/debugpy#debugpy-cli-usage
activepieces port_variables https://github.com/activepieces/activepieces/blob/main/packages/server/api/src/app/helper/system/system.ts
activepieces advertises https://www.activepieces.com/docs/install/reference/environment-variables
activepieces websocket https://www.activepieces.com/docs/install/troubleshooting/websocket-issues
node-red port_variables,port_files https://github.com/node-red/node-red/blob/main/packages/node_modules/node-red/settings.js
node-red websocket https://github.com/node-red/node-red/blob/main/packages/node_modules/@node-red/editor-api/lib/editor/comms.js
home-assistant port_files https://www.home-assistant.io/integrations/http/
home-assistant advertises https://www.home-assistant.io/integrations/homeassistant/
metabase port_variables,advertises https://www.metabase.com/docs/latest/configuring-metabase/environment-variables
superset port_files https://github.com/apache/superset/blob/master/superset/config.py
umami port_variables https://github.com/umami-software/umami/blob/master/Dockerfile
jenkins culprits https://github.com/apache/tomcat/blob/main/RUNNING.txt
sonarqube port_variables https://github.com/Homebrew/homebrew-core/blob/main/Formula/s/sonarqube.rb
sonarqube advertises https://docs.sonarsource.com/sonarqube-server/2026.3/instance-administration/server-base-url
selenium websocket https://www.selenium.dev/documentation/webdriver/bidi/
gotenberg port_variables https://gotenberg.dev/docs/configuration
mailpit port_variables https://mailpit.axllent.org/docs/configuration/runtime-options/
mailpit websocket https://github.com/axllent/mailpit/tree/develop/server/websockets
pgadmin websocket https://github.com/pgadmin-org/pgadmin4/blob/master/web/pgadmin/__init__.py
redisinsight port_variables https://redis.io/docs/latest/operate/redisinsight/configuration/
redisinsight websocket https://github.com/redis/RedisInsight/blob/main/redisinsight/api/src/main.ts
prisma-studio commands https://www.prisma.io/docs/cli/studio
kafka-ui port_variables https://ui.docs.kafbat.io/configuration/misc-configuration-properties
consul port_files https://developer.hashicorp.com/consul/docs/reference/agent/configuration-file/general
consul advertises https://developer.hashicorp.com/consul/docs/reference/agent/configuration-file/address
vault port_files,ports https://developer.hashicorp.com/vault/docs/configuration/listener/tcp
vault advertises https://developer.hashicorp.com/vault/docs/configuration#api_addr
portainer websocket https://github.com/portainer/portainer/blob/develop/api/http/handler/websocket/handler.go
gitea port_files,advertises https://docs.gitea.com/administration/config-cheat-sheet#server-server
gitlab ports https://docs.gitlab.com/install/docker/installation/
gitlab port_files,advertises https://docs.gitlab.com/omnibus/settings/configuration/
verdaccio port_files https://verdaccio.org/docs/configuration/#listen-port
verdaccio advertises https://verdaccio.org/docs/env/
nexus port_files https://github.com/sonatype/nexus-public/blob/main/assemblies/nexus-base-overlay/src/main/resources/overlay/etc/nexus-default.properties
kubernetes-api websocket https://kubernetes.io/blog/2024/08/20/websockets-transition/
ssh culprits https://packages.debian.org/bookworm/amd64/openssh-server/filelist
solana-validator commands,ports https://solana.com/developers/cookbook/development/start-local-validator
ethereum-node ports https://geth.ethereum.org/docs/fundamentals/command-line-options
anvil websocket https://github.com/foundry-rs/foundry/blob/master/crates/anvil/server/src/ws.rs
hardhat commands https://github.com/NomicFoundation/hardhat/blob/main/packages/hardhat/src/internal/builtin-plugins/node/index.ts
hardhat websocket https://github.com/NomicFoundation/hardhat/blob/main/packages/hardhat/src/internal/builtin-plugins/node/json-rpc/handler.ts
bitcoind port_files,ports https://github.com/bitcoin/bitcoin/blob/master/share/examples/bitcoin.conf
yugabytedb,clickhouse,cassandra,neo4j,questdb,rabbitmq,redpanda,nats,emqx,activemq ports =
pulsar,nsq,temporal,opensearch,typesense,weaviate,milvus,livekit,postgrest,envoy,kong ports =
nginx-proxy-manager,jaeger,otel-collector,logstash,ray,jenkins,selenium,mailpit,mailhog ports =
azurite,consul,portainer,gitea,openldap,ipfs ports =
cassandra,scylladb,zookeeper,nextcloud,docker-registry advertises =
neo4j,vite-preview,webpack-dev-server,mkdocs,jekyll,nestjs,rocket,postgrest,strapi port_files =
envoy,code-server,ssh port_files =
celery-flower,typesense,nestjs,rocket,hasura,postgrest,strapi,zipkin,ollama port_variables =
llama-cpp,librechat,flowise,gradio,jenkins,selenium,mailhog,pgadmin port_variables =
redis-commander,mongo-express,localstack,gitea,docker-registry,verdaccio port_variables =
qdrant,pushgateway,node-exporter,blackbox-exporter,postgres-exporter,redis-exporter metrics =
loki,tempo,victoria-metrics metrics =
nextjs,angular,webpack-dev-server,docusaurus,vitepress,hugo,jekyll,django,flask commands =
phoenix,php,ollama,anvil commands =
eleventy,loki,comfyui websocket =
strapi,librechat,anythingllm,flowise port_dotenv =
ollama culprits =
"""


FACTS = (
    *("commands", "port_variables", "port_dotenv", "port_files", "websocket", "advertises"),
    *("metrics", "culprits", "ports"),
)
"""The fields whose every value is looked up somewhere."""


@cache
def _lines() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for kinds, fields, page in (line.split() for line in _PAGES.strip().splitlines()):
        for kind in kinds.split(","):
            found.setdefault(kind, {}).update(dict.fromkeys(fields.split(","), page))
    return found


def pages_of(kind: Kind) -> dict[str, str]:
    """The page that states each field of a shipped kind, where it is known."""
    pages = {**_lines().get(kind.name, {}), **kind.sources}
    return {name: kind.source if page == "=" else page for name, page in pages.items()}
