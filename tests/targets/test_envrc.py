"""A shell sources the exports."""

from __future__ import annotations

from pathlib import Path

from tests.targets.developed import ran, written


def test_shells_source_the_exports(tmp_path: Path) -> None:
    files = written(tmp_path, "envrc")
    assert set(files) == {
        "shop/envrc/.envrc",
        "shop/envrc/.envrc.pre-prod",
        "shop/envrc/.envrc.none",
    }
    shown = 'printf \'%s|\' "$API_PORT" "$WEB_URL"'
    done = ran(["sh", "-c", f". shop/envrc/.envrc; {shown}"], tmp_path)
    assert done.stdout == "8010|http://127.0.0.1:3000|"
