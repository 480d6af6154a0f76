"""Web frameworks and API servers that a team writes its own code on.

`port` is what the framework's own documentation starts with. Where it has no health path of its
own, connecting is all that can be asked. `cors_variable` is what its users read by convention;
JSON where that is pydantic-settings, which reads a `list[str]` as nothing else, commas elsewhere.
"""

from __future__ import annotations

from portbook.model.catalogue.probes import CONNECT
from portbook.model.kinds import Kind, KindPort

__all__ = ["BACKENDS"]


def _api(name: str, title: str, port: int, source: str, health: str = "tcp") -> Kind:
    return Kind(
        name,
        title=title,
        role="backend",
        port=port,
        container_port=port,
        health=health,
        cors_variable="CORS_ORIGINS",
        source=source,
    )


def _pydantic(name: str, title: str, source: str) -> Kind:
    return Kind(
        name,
        title=title,
        role="backend",
        port=8000,
        container_port=8000,
        health="tcp",
        cors_variable="CORS_ORIGINS",
        cors_format="json",
        source=source,
    )


def _cors_allowed(name: str, title: str, health: str, source: str) -> Kind:
    return Kind(
        name,
        title=title,
        role="backend",
        port=8000,
        container_port=8000,
        health=health,
        cors_variable="CORS_ALLOWED_ORIGINS",
        source=source,
    )


BACKENDS: tuple[Kind, ...] = (
    _api(
        "node",
        "Node.js",
        3000,
        "https://nodejs.org/en/learn/getting-started/introduction-to-nodejs",
    ),
    _api("express", "Express", 3000, "https://expressjs.com/en/starter/hello-world.html"),
    _api("nestjs", "NestJS", 3000, "https://docs.nestjs.com/first-steps"),
    _api("fastify", "Fastify", 3000, "https://fastify.dev/docs/latest/Guides/Getting-Started/"),
    _api("koa", "Koa", 3000, "https://koajs.com/"),
    _api("hono", "Hono", 3000, "https://hono.dev/docs/getting-started/nodejs"),
    _api("bun", "Bun", 3000, "https://bun.sh/docs/api/http"),
    _api("deno", "Deno", 8000, "https://docs.deno.com/runtime/fundamentals/http_server/"),
    _api(
        "adonisjs",
        "AdonisJS",
        3333,
        "https://docs.adonisjs.com/guides/getting-started/installation",
    ),
    _api("meteor", "Meteor", 3000, "https://docs.meteor.com/cli/"),
    _api(
        "wrangler", "Wrangler", 8787, "https://developers.cloudflare.com/workers/wrangler/commands/"
    ),
    _api(
        "apollo-server",
        "Apollo Server",
        4000,
        "https://www.apollographql.com/docs/apollo-server/getting-started",
    ),
    _pydantic("fastapi", "FastAPI", "https://fastapi.tiangolo.com/tutorial/cors/"),
    _pydantic("starlette", "Starlette", "https://www.starlette.io/middleware/#corsmiddleware"),
    _cors_allowed(
        "django",
        "Django",
        "tcp",
        "https://docs.djangoproject.com/en/stable/ref/django-admin/#runserver",
    ),
    _api(
        "flask",
        "Flask",
        5000,
        "https://flask.palletsprojects.com/en/stable/cli/#run-the-development-server",
    ),
    _api("tornado", "Tornado", 8888, "https://www.tornadoweb.org/en/stable/"),
    _api("sanic", "Sanic", 8000, "https://sanic.dev/en/guide/running/running.html"),
    _api("aiohttp", "aiohttp", 8080, "https://docs.aiohttp.org/en/stable/web_reference.html"),
    _api(
        "rails", "Ruby on Rails", 3000, "https://guides.rubyonrails.org/getting_started.html", "/up"
    ),
    _api("sinatra", "Sinatra", 4567, "https://sinatrarb.com/intro.html"),
    _api("phoenix", "Phoenix", 4000, "https://hexdocs.pm/phoenix/up_and_running.html"),
    _cors_allowed(
        "laravel", "Laravel", "/up", "https://laravel.com/docs/deployment#the-health-route"
    ),
    _api("symfony", "Symfony", 8000, "https://symfony.com/doc/current/setup/symfony_server.html"),
    _api("php", "PHP", 8000, "https://www.php.net/manual/en/features.commandline.webserver.php"),
    _api(
        "spring-boot",
        "Spring Boot",
        8080,
        "https://docs.spring.io/spring-boot/reference/actuator/endpoints.html",
        "/actuator/health",
    ),
    _api("quarkus", "Quarkus", 8080, "https://quarkus.io/guides/smallrye-health", "/q/health"),
    _api(
        "micronaut",
        "Micronaut",
        8080,
        "https://docs.micronaut.io/latest/guide/#healthEndpoint",
        "/health",
    ),
    _api("ktor", "Ktor", 8080, "https://ktor.io/docs/server-create-a-new-project.html"),
    Kind(
        "aspnet",
        title="ASP.NET Core",
        role="backend",
        port=5000,
        container_port=8080,  # 80 before .NET 8
        health="tcp",
        cors_variable="CORS_ORIGINS",
        source="https://learn.microsoft.com/en-us/dotnet/core/compatibility/containers/8.0/aspnet-port",
    ),
    _api("go", "Go", 8080, "https://go.dev/doc/articles/wiki/"),
    _api("gin", "Gin", 8080, "https://gin-gonic.com/en/docs/quickstart/"),
    _api("echo", "Echo", 1323, "https://echo.labstack.com/docs/quick-start"),
    _api("fiber", "Fiber", 3000, "https://docs.gofiber.io/"),
    _api("actix", "Actix Web", 8080, "https://actix.rs/docs/getting-started/"),
    _api("axum", "axum", 3000, "https://docs.rs/axum/latest/axum/"),
    _api("rocket", "Rocket", 8000, "https://rocket.rs/guide/v0.5/configuration/"),
    Kind(
        "grpc",
        title="gRPC server",
        role="backend",
        scheme="grpc",
        port=50051,
        container_port=50051,
        health="tcp",
        source="https://grpc.io/docs/languages/go/quickstart/",
    ),
    Kind(
        "php-fpm",
        title="PHP-FPM",
        role="backend",
        scheme=None,  # FastCGI
        port=9000,
        container_port=9000,
        health="tcp",
        container_health=CONNECT,
        source="https://hub.docker.com/_/php",
    ),
    Kind(
        "livekit",
        title="LiveKit",
        role="backend",
        scheme="ws",
        port=7880,
        container_port=7880,
        ports={"rtc": KindPort(7881), "udp": KindPort(7882, None, "udp")},
        health="tcp",
        container_health=CONNECT,
        image="livekit/livekit-server",
        command=("--dev", "--bind", "0.0.0.0"),  # it wants keys; --dev has some
        source="https://docs.livekit.io/home/self-hosting/ports-firewall/",
    ),
)
