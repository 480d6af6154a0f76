"""The scripts of a package.json, and the defaults of what they start."""

from __future__ import annotations

import pytest

from portbook.sources.packagejson import read_package_json
from portbook.text.source import Source
from tests.sources.facts import lines_unread, ports

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
