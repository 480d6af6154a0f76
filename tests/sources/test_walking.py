"""Checkouts: which files are read, and which are passed over."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from portbook.sources.found import Found, FoundProject
from portbook.sources.walking import walk
from tests.support.files import make_files

ENV = "API_PORT=3000\n"


def files_of(found: Found) -> set[str]:
    return {each.path for each in found.claims}


def test_what_git_ignores_is_passed_over(tmp_path: Path) -> None:
    make_files(
        tmp_path,
        {
            ".gitignore": "*.local.env\n/tmp/\n!keep.local.env\ncompose.override.yml\n",
            "a.env": ENV,
            "x.local.env": ENV,
            "keep.local.env": ENV,
            "tmp/a.env": ENV,
            "sub/tmp/a.env": ENV,
            "sub/.gitignore": "b.env\n",
            "sub/b.env": ENV,
            "other/b.env": ENV,
            "own/compose.yaml": "services: {a: {image: x}}\n",
            "own/compose.override.yml": "services: {a: {ports: ['80:80']}}\n",
            "tmp/compose.yaml": "services: {a: {image: x, ports: ['81:81']}}\n",
        },
    )
    assert files_of(walk(tmp_path, "c")) == {
        "c/a.env",
        "c/own/compose.override.yml",
        "c/keep.local.env",
        "c/sub/tmp/a.env",
        "c/other/b.env",
    }


def test_what_others_wrote_is_passed_over(tmp_path: Path) -> None:
    names = ("node_modules/x", ".git", "vendor", "build", "dist/y", ".venv", "tests/fixtures")
    make_files(tmp_path, {f"{name}/a.env": ENV for name in names} | {"src/a.env": ENV})
    assert files_of(walk(tmp_path, "c")) == {"c/src/a.env"}


def test_links_are_not_followed(tmp_path: Path) -> None:
    make_files(tmp_path, {"out/a.env": ENV, "c/b.env": ENV})
    (tmp_path / "c" / "loop").symlink_to(tmp_path / "c")
    (tmp_path / "c" / "circle.env").symlink_to("circle.env")
    (tmp_path / "c" / "out").symlink_to(tmp_path / "out")
    (tmp_path / "c" / "d.env").symlink_to(tmp_path / "out" / "a.env")
    assert files_of(walk(tmp_path / "c", "c")) == {"c/b.env"}


def test_folders_that_cannot_be_read_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Root reads every folder, so the refusal is played."""
    make_files(tmp_path, {"a.env": ENV, "shut/b.env": ENV})
    scandir = os.scandir

    def refused(path: Path) -> Any:
        if Path(path).name == "shut":
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr("portbook.sources.walking.os.scandir", refused)
    found = walk(tmp_path, "c")
    assert files_of(found) == {"c/a.env"}
    assert [str(each.place) for each in found.problems] == ["c/shut:1:1"]
    assert [each.severity for each in found.problems] == ["warning"]


def test_binary_and_broken_files_are_told_and_passed(tmp_path: Path) -> None:
    make_files(tmp_path, {"a.env": b"\0\0", "compose.yaml": "services: [\n", "b.env": ENV})
    found = walk(tmp_path, "c")
    assert files_of(found) == {"c/b.env"}
    assert {each.severity for each in found.problems} == {"warning"}
    assert len(found.problems) == 2


def test_a_folder_that_is_none(tmp_path: Path) -> None:
    make_files(tmp_path, {"file": "x"})
    for name in ("file", "nowhere"):
        assert len(walk(tmp_path / name, name).problems) == 1


def test_very_deep_folders_end(tmp_path: Path) -> None:
    make_files(tmp_path, {"/".join("d" * 40) + "/a.env": ENV, "a/b/c.env": ENV})
    assert files_of(walk(tmp_path, "c")) == {"c/a/b/c.env"}


def test_the_project_is_named_after_its_folder(tmp_path: Path) -> None:
    (tmp_path / "My Shop_2").mkdir()
    make_files(tmp_path / "My Shop_2", {"a.env": ENV})
    seen: list[str] = []
    found = walk(tmp_path / "My Shop_2", "code/My Shop_2", seen.append)
    assert [(each.name, each.folder) for each in found.of(FoundProject)] == [
        ("my-shop-2", "code/My Shop_2")
    ]
    assert {each.project for each in found.claims} == {"my-shop-2"}
    assert seen == ["code/My Shop_2/a.env"]


def test_of_other_documents_what_is_about_ports_is_read(tmp_path: Path) -> None:
    table = "| Service | Port |\n|---|---|\n| web | 3000 |\n"
    readme = f"# Shop\n- ui: http://localhost:3002\n\n## Ports\n{table}\n## More\n- api: 4000\n"
    export = "# Export\n- web: http://localhost:3003\n\n| Year | Sold |\n|---|---|\n| 1 | 8080 |\n"
    files = {
        "PORTS.md": table,
        "docs/port-map.md": table,
        "README.md": readme,
        "LEEME.md": "# Tienda\n## Puertos\n- web: 3001\n",
        "export.md": export,
    }
    found = walk(make_files(tmp_path, files), "c")
    assert files_of(found) == {f"c/{name}" for name in files} - {"c/export.md"}
    assert {claim.port for claim in found.claims} == {3000, 3001}


def test_a_link_to_what_was_read_before_is_nothing_new(tmp_path: Path) -> None:
    make_files(tmp_path, {"a/PORTS.md": "| Service | Port |\n|---|---|\n| web | 3000 |\n"})
    (tmp_path / "b").mkdir()
    (tmp_path / "b/PORTS.md").symlink_to("../a/PORTS.md")
    assert files_of(walk(tmp_path, "c")) == {"c/a/PORTS.md"}


def test_a_link_and_its_file_are_one(tmp_path: Path) -> None:
    """It is read where it stands first, and a link out of the checkout is not followed."""
    compose = "services: {web: {build: ./web, ports: ['3000:80']}}\n"
    make_files(tmp_path, {"out/ports.md": "- web: 9000\n", "c/deploy/compose.yaml": compose})
    (tmp_path / "c/compose.yaml").symlink_to("deploy/compose.yaml")
    (tmp_path / "c/PORTS.md").symlink_to("../out/ports.md")
    (tmp_path / "c/round").symlink_to(".")
    (tmp_path / "c/later").mkdir()
    (tmp_path / "c/later/compose.yaml").symlink_to("../deploy/compose.yaml")
    found = walk(tmp_path / "c", "c")
    assert files_of(found) == {"c/compose.yaml"}
    assert [service.directory for service in found.services if service.compose] == ["web"]


def test_what_an_image_has_inside_and_where_mail_is_handed_to_open_nothing_here(
    tmp_path: Path,
) -> None:
    files = {
        "compose.yaml": "services: {db: {image: x, ports: ['5433:5432']}}\n",
        "web/package.json": '{"name": "web", "scripts": {"dev": "vite --port 3100"}}',
        "web/nginx/nginx.conf": "server { listen 3000; location / { return 204; } }\n",
        "site.conf": "server { listen 8080; location / { return 204; } }\n",
        "api/.env.example": "MAILER_HOST=\nMAILER_PORT=465\n",
        "jobs/.env": "SMTP_PORT=25\n",
    }
    found = walk(make_files(tmp_path / "shop", files))
    opened = {(c.port, c.container_port) for c in found.claims if not c.reference}
    assert opened == {(5433, 5432), (3100, None), (None, 3000), (8080, None)}
