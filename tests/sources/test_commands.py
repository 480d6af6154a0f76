"""Command lines to the ports they open."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portbook.sources.commands import command_ports
from portbook.sources.compose import read_compose
from portbook.text.source import Source


@pytest.mark.parametrize(
    ("line", "number", "kind"),
    [
        ("vite --port 3000", 3000, "vite"),
        ("vite dev --port=3000 --host", 3000, "vite"),
        ("npx vite -- --port 3000", 3000, "vite"),
        ("pnpm exec next dev -p 4001", 4001, "nextjs"),
        ("next dev --turbo -p4002", 4002, "nextjs"),
        ("PORT=4003 next start", 4003, "nextjs"),
        ("cross-env NODE_ENV=test PORT=4004 react-scripts start", 4004, "create-react-app"),
        ("astro dev --port 4005", 4005, "astro"),
        ("ng serve --port 4006", 4006, "angular"),
        ("storybook dev -p 6007", 6007, "storybook"),
        ("uvicorn main:app --reload --port 8001", 8001, "fastapi"),
        ("python -m uvicorn main:app --port=8002", 8002, "fastapi"),
        ("poetry run gunicorn -b 0.0.0.0:8003 app:app", 8003, None),
        ("flask --app x run", None, None),
        ("flask run -p 5001", 5001, "flask"),
        ("python manage.py runserver 0.0.0.0:8004", 8004, "django"),
        ("./manage.py runserver 8005", 8005, "django"),
        ("python3 -m http.server 8006", 8006, None),
        ("streamlit run app.py --server.port 8502", 8502, "streamlit"),
        ("bundle exec puma -p ${PORT:-3001} -C config/puma.rb", 3001, "rails"),
        ("bin/rails server -p 3002", 3002, "rails"),
        ("php -S localhost:8007 -t public", 8007, "php"),
        ("php artisan serve --port=8008", 8008, "laravel"),
        ("java -jar app.jar --server.port=8081", 8081, None),
        ("java -Dserver.port=8082 -jar app.jar", 8082, None),
        ("dotnet run --urls http://localhost:5005", 5005, None),
        ("./server --port 9001 --verbose", 9001, None),
        ("PORT=9002 node server.js", 9002, None),
        ("sh -c 'true' && vite --port 3003", 3003, "vite"),
        ("vite --port 70000", None, None),
        ("lsof -i :3000", None, None),
        ("curl --port 3000 http://localhost:3000", None, None),
        ("tsc -p tsconfig.json", None, None),
        ("jest --maxWorkers 4000", None, None),
        ("vite build", None, None),
        ("", None, None),
    ],
)
def test_what_a_line_says(line: str, number: int | None, kind: str | None) -> None:
    said = [each for each in command_ports(line) if not each.assumed]
    assert [(each.number, each.kind) for each in said] == ([(number, kind)] if number else [])


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("vite", 5173),
        ("vite preview", 4173),
        ("next dev", 3000),
        ("nuxt dev", 3000),
        ("astro dev", 4321),
        ("ng serve", 4200),
        ("http-server", 8080),
        ("uvicorn main:app", 8000),
        ("flask run", 5000),
        ("rails s", 3000),
        ("php index.php", None),
        ("node server.js", None),
    ],
)
def test_defaults_are_assumed(line: str, number: int | None) -> None:
    found = command_ports(line)
    assert [each.number for each in found] == ([number] if number else [])
    assert all(each.assumed for each in found)


def test_addresses_and_variables() -> None:
    found = command_ports("uvicorn a:b --host 0.0.0.0 --port ${API_PORT:-8000}")[0]
    assert (found.bind, found.variable) == ("0.0.0.0", "API_PORT")
    assert command_ports("gunicorn --bind [::]:80 x")[0].bind == "::"


def test_several_commands_of_one_line() -> None:
    found = command_ports("concurrently \"vite --port 1\" 'uvicorn a:b --port 2' & next dev -p 3")
    assert {each.number for each in found} == {1, 2, 3}


@given(st.text(alphabet="abPORT=123 -\"'\\$;&|(){}\n:.", max_size=80))
def test_any_text_is_a_command(text: str) -> None:
    assert all(1 <= each.number <= 65535 for each in command_ports(text))


@pytest.mark.parametrize(
    ("command", "kind"),
    [
        ("uvicorn main:app --host 0.0.0.0 --port 80", "fastapi"),
        ('["sh", "-c", "alembic upgrade head && uvicorn main:app --port 80"]', "fastapi"),
        ("sh -c 'sleep 3; next dev -p 3000'", "nextjs"),
        ("celery -A app worker", None),
    ],
)
def test_what_a_built_service_starts_is_its_kind(command: str, kind: str | None) -> None:
    text = f"services: {{app: {{build: ., command: {command}, ports: ['80:80']}}}}\n"
    found = read_compose(Source("compose.yaml", text))
    assert [each.kind for each in found.services] == [kind]
