"""Programs that serve: which options say at which port, and what they take when none does."""

from __future__ import annotations

from dataclasses import dataclass

from portbook.sources.naming import names

__all__ = ["BY_WORD", "CALLERS", "RUNNERS_BY_WORD", "SERVES", "Program"]


@dataclass(frozen=True, slots=True)
class Program:
    """`words` begin the command. `options` take a port, `binds` an address with one.

    `kind` is the catalogue's, whose default port counts where the line gives none and `serves`
    is true; `argument` marks programs that take the port as a plain word.
    """

    words: tuple[str, ...]
    kind: str | None
    options: tuple[str, ...] = ("--port",)
    binds: tuple[str, ...] = ()
    default: int | None = None
    argument: bool = False


def _program(text: str, kind: str | None, *options: str, **more: object) -> Program:
    return Program(tuple(text.split()), kind, options or ("--port",), **more)  # type: ignore[arg-type]


PROGRAMS: tuple[Program, ...] = (
    # Longer beginnings stand before shorter ones of the same program.
    _program("vite preview", "vite-preview"),
    _program("vite build", None, "--none"),
    _program("vite optimize", None, "--none"),
    _program("vite dev", "vite"),
    _program("vite serve", "vite"),
    _program("vite", "vite"),
    _program("next dev", "nextjs", "-p", "--port"),
    _program("next start", "nextjs", "-p", "--port"),
    _program("nuxt dev", "nuxt", "-p", "--port"),
    _program("nuxi dev", "nuxt", "-p", "--port"),
    _program("nuxt preview", "nuxt", "-p", "--port"),
    _program("astro dev", "astro"),
    _program("astro preview", "astro"),
    _program("ng serve", "angular"),
    _program("ng s", "angular"),
    _program("react-scripts start", "create-react-app", "--none"),
    _program("vue-cli-service serve", "vue-cli"),
    _program("webpack-dev-server", "webpack-dev-server"),
    _program("webpack serve", "webpack-dev-server"),
    _program("gatsby develop", "gatsby", "-p", "--port"),
    _program("gatsby serve", "gatsby", "-p", "--port", default=9000),
    _program("storybook dev", "storybook", "-p", "--port"),
    _program("start-storybook", "storybook", "-p", "--port"),
    _program("parcel build", None, "--none"),
    _program("parcel", "parcel", "-p", "--port"),
    _program("expo start", "expo", "-p", "--port"),
    _program("remix vite:dev", "remix"),
    _program("react-router dev", "remix"),
    _program("docusaurus start", "docusaurus", "-p", "--port"),
    _program("vitepress dev", "vitepress"),
    _program("rsbuild dev", "rsbuild"),
    _program("eleventy", "eleventy"),
    _program("live-server", "live-server"),
    _program("http-server", None, "-p", "--port", default=8080),
    _program("json-server", None, "-p", "--port", default=3000),
    _program("serve", None, "-l", "--listen", "-p", "--port", default=3000),
    _program("wrangler dev", "wrangler"),
    _program("wrangler pages dev", "wrangler"),
    _program("nest start", "nestjs", "--none"),
    _program("strapi develop", "strapi", "--none"),
    _program("strapi start", "strapi", "--none"),
    _program("directus start", "directus", "--none"),
    _program("prisma studio", "prisma-studio", "-p", "--port"),
    _program("hardhat node", "hardhat"),
    _program("anvil", "anvil", "-p", "--port"),
    _program("solana-test-validator", "solana-validator", "--rpc-port"),
    _program("uvicorn", "fastapi"),
    _program("fastapi dev", "fastapi"),
    _program("fastapi run", "fastapi"),
    _program("hypercorn", "fastapi", "--none", binds=("-b", "--bind")),
    _program("daphne", "django", "-p", "--port"),
    _program("gunicorn", None, "--none", binds=("-b", "--bind"), default=8000),
    _program("flask run", "flask", "-p", "--port"),
    _program("manage.py runserver", "django", "--none", argument=True),
    _program("http.server", None, "--none", argument=True, default=8000),
    _program("streamlit run", "streamlit", "--server.port"),
    _program("jupyter lab", "jupyter"),
    _program("jupyter notebook", "jupyter"),
    _program("mkdocs serve", "mkdocs", "--none", binds=("-a", "--dev-addr")),
    _program("mlflow server", "mlflow", "-p", "--port"),
    _program("mlflow ui", "mlflow", "-p", "--port"),
    _program("tensorboard", "tensorboard"),
    _program("rails server", "rails", "-p", "--port"),
    _program("rails s", "rails", "-p", "--port"),
    _program("puma", "rails", "-p", "--port", binds=("-b", "--bind")),
    _program("rackup", None, "-p", "--port", default=9292),
    _program("php artisan serve", "laravel"),
    _program("artisan serve", "laravel"),
    _program("php", "php", "--none", binds=("-S",)),
    _program("symfony serve", "symfony"),
    _program("symfony server:start", "symfony"),
    _program("mix phx.server", "phoenix", "--none"),
    _program("hugo server", "hugo", "-p", "--port"),
    _program("hugo serve", "hugo", "-p", "--port"),
    _program("jekyll serve", "jekyll", "-P", "--port"),
    _program("dotnet run", None, "--none", binds=("--urls",)),
    _program("dotnet watch", None, "--none", binds=("--urls",)),
    _program("redis-server", "redis"),
    _program("mongod", "mongodb"),
    _program("ollama serve", "ollama", "--none"),
    _program("minio server", "minio", "--none", binds=("--address",)),
    _program("caddy file-server", "caddy", "--none", binds=("--listen", "-l")),
)

BY_WORD: dict[str, tuple[Program, ...]] = {
    word: tuple(program for program in PROGRAMS if program.words[0] == word)
    for word in dict.fromkeys(program.words[0] for program in PROGRAMS)
}

SERVES = frozenset(("php", "dotnet run", "dotnet watch"))
"""Programs that only sometimes serve: without an option for it they open nothing."""

RUNNERS: tuple[tuple[str, ...], ...] = tuple(
    tuple(text.split())
    for text in (
        "npx",
        "bunx",
        "pnpm exec",
        "pnpm dlx",
        "pnpm",
        "yarn",
        "bun run",
        "bun x",
        "bun",
        "npm exec --",
        "npm exec",
        "uv run",
        "poetry run",
        "pipenv run",
        "pdm run",
        "hatch run",
        "bundle exec",
        "python -m",
        "python3 -m",
        "python",
        "python3",
        "bin/",
        "exec",
        "env",
        "cross-env",
        "cross-env-shell",
        "dotenv --",
        "dotenv -e .env --",
        "sudo",
        "nohup",
        "time",
        "nodemon --exec",
        "nodemon -x",
        "doppler run --",
        "infisical run --",
        "op run --",
    )
)
"""Words before the program itself."""

RUNNERS_BY_WORD: dict[str, tuple[tuple[str, ...], ...]] = {
    word: tuple(runner for runner in RUNNERS if runner[0] == word)
    for word in dict.fromkeys(runner[0] for runner in RUNNERS)
}

CALLERS = names(
    "curl wget lsof netstat ss nc ncat telnet kill fuser kill-port npx-kill-port wait-on ssh "
    "scp start-server-and-test psql redis-cli mysql mongosh open xdg-open echo grep ab hey "
    "wrk k6 playwright cypress ngrok cloudflared ping nmap docker kubectl export taskkill "
    "findstr"
)
"""Programs whose ports are somebody else's."""
