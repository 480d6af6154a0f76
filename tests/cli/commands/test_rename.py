"""`rename` as a person types it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.commands.shop import FILES
from tests.support.cli import portbook
from tests.support.files import make_files, read_files


@pytest.mark.parametrize(
    ("arguments", "swaps"),
    [
        (
            "shop/api backend",
            [
                ("[api]", "[backend]"),
                ("{api.url}", "{backend.url}"),
                ("      api:\n", "      backend:\n"),
                ("to: api", "to: backend"),
                ("shop/api", "shop/backend"),
            ],
        ),
        (
            "shop store",
            [("shop@test", "store@test"), ("  shop:\n", "  store:\n"), ("shop/", "store/")],
        ),
        (
            "shop@test trial",
            [
                ("shop@test", "shop@trial"),
                (" test: ", " trial: "),
                ("{test: ", "{trial: "),
                ("environment: test", "environment: trial"),
            ],
        ),
        ("backends apis", [("{backends:", "{apis:"), ("range: backends", "range: apis")]),
        ("bench desk", [("bench", "desk")]),
        ("site page --what service", [("/site", "/page"), ("{site:", "{page:")]),
    ],
)
def test_a_name_changes_everywhere(
    tmp_path: Path, arguments: str, swaps: list[tuple[str, str]]
) -> None:
    make_files(tmp_path, FILES)
    assert portbook(tmp_path, "check").out.endswith("nothing to report\n")
    ran = portbook(tmp_path, "rename", *arguments.split())
    assert ran.status == 0, ran.err
    for name, text in FILES.items():
        expected = str(text)
        for old, new in swaps:
            expected = expected.replace(old, new)
        assert (tmp_path / name).read_text() == expected
    assert portbook(tmp_path, "check").out.endswith("nothing to report\n")
    assert portbook(tmp_path, "generate", "--check").status == 0


@pytest.mark.parametrize(
    "text",
    [
        (
            "ranges: {old: 4000-4999}\nsettings: {instances: {range: old}}\n"
            "projects: {shop: {services: {web: 3000}}}\n"
        ),
        (
            "projects: {shop: {ranges: {old: 4000-4999}, instances: {range: old}, "
            "services: {web: 3000}}}\n"
        ),
    ],
)
def test_the_range_of_working_copies_follows(tmp_path: Path, text: str) -> None:
    make_files(tmp_path, {"ports.yaml": text})
    ran = portbook(tmp_path, "rename", "old", "new", "--what", "range")
    assert ran.status == 0, ran.err
    assert (tmp_path / "ports.yaml").read_text() == text.replace("old", "new")


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        ("shop/api web", 1, "there is service 'web' already in 'shop'"),
        ("shop/api proxy", 1, "there is service 'proxy' already"),
        ("shop blog", 1, "there is project 'blog' already"),
        ("shop/api api", 1, "it is called 'api' already"),
        ("shop/api Api", 2, "'Api'"),
        ("shop/api con", 2, "con"),
        ("shop/apo api2", 2, "Did you mean 'shop/api'?"),
        ("x y --what thing", 2, "'thing' is not a known sort"),
    ],
)
def test_a_refused_rename_changes_nothing(
    tmp_path: Path, arguments: str, status: int, said: str
) -> None:
    make_files(tmp_path, FILES)
    before = read_files(tmp_path)
    ran = portbook(tmp_path, "rename", *arguments.split())
    assert (ran.status, said in ran.err) == (status, True), ran.out + ran.err
    assert read_files(tmp_path) == before


def test_a_word_that_yaml_misreads_is_quoted(tmp_path: Path) -> None:
    make_files(
        tmp_path, {"ports.yaml": "projects: {shop: {services: {web: 3000, api: {uses: web}}}}\n"}
    )
    ran = portbook(tmp_path, "rename", "web", "on")
    assert ran.status == 0, ran.err
    text = (tmp_path / "ports.yaml").read_text()
    assert text == 'projects: {shop: {services: {"on": 3000, api: {uses: "on"}}}}\n'


def test_an_environment_that_aliases_share_is_renamed_in_all_its_projects(tmp_path: Path) -> None:
    text = (
        "hosts: {a: {}, b: {address: b.example}}\n"
        "projects:\n"
        "  shop: {environments: &e {development: a, production: b}, services: {web: 3000}}\n"
        "  blog: {environments: *e, services: {web: 3001}}\n"
    )
    make_files(tmp_path, {"ports.yaml": text})
    alone = portbook(tmp_path, "rename", "shop@development", "dev")
    assert (alone.status, "would change blog" in alone.err) == (1, True)
    ran = portbook(tmp_path, "rename", "development", "dev")
    assert ran.status == 0, ran.err
    assert (tmp_path / "ports.yaml").read_text() == text.replace("development", "dev")


@pytest.mark.parametrize(
    ("arguments", "local", "expected"),
    [
        (
            "shop store",
            "# mine\npaths: {shop: ../shop, blog: ~/shop}  # shop\n",
            "# mine\npaths: {store: ../shop, blog: ~/shop}  # shop\n",
        ),
        ("shop store", 'paths:\r\n  "shop": x\r\n', 'paths:\r\n  "store": x\r\n'),
        ("shop on", "paths: {shop: x}", 'paths: {"on": x}'),
        ("bench desk", "\ufeffhost: 'bench' # bench\n", "\ufeffhost: 'desk' # bench\n"),
        ("shop/api core", "host: laptop\npaths: {shop: api}\n", None),
        ("shop store", "paths: [shop\n", None),
        ("shop store", "", None),
    ],
)
def test_the_names_in_this_machines_file_follow(
    tmp_path: Path, arguments: str, local: str, expected: str | None
) -> None:
    make_files(tmp_path, {**FILES, "ports.local.yaml": local.encode()})
    ran = portbook(tmp_path, "rename", *arguments.split())
    assert ran.status == 0, ran.err
    now = (tmp_path / "ports.local.yaml").read_bytes().decode()
    assert now == (local if expected is None else expected)
    assert ("ports.local.yaml" in ran.out) == (expected is not None)


def test_a_project_takes_its_generated_files_along(tmp_path: Path) -> None:
    make_files(tmp_path, FILES)
    portbook(tmp_path, "generate")
    assert portbook(tmp_path, "rename", "shop", "store").status == 0
    assert not (tmp_path / "generated/shop").exists()
    assert (tmp_path / "generated/store/.env").exists()
