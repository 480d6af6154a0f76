"""Which headings and cells are environments."""

from __future__ import annotations

import pytest

from portbook.sources.documents.environments import environment_of, stage_named

STAGES = [
    ("Development Environment", "development"),
    ("开发环境端口配置", "development"),
    ("Environnement de développement", "development"),
    ("Produktion", "production"),
    ("本番環境", "production"),
    ("Staging", "staging"),
    ("Development Tools", None),
    ("开发工具", None),
    ("production-app", None),
    ("Development and Production", None),
    ("Services", None),
]


@pytest.mark.parametrize(("text", "wanted"), STAGES)
def test_stages_in_headings(text: str, wanted: str | None) -> None:
    assert environment_of(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"), [("Prod", "production"), ("Ubuntu/PROD", "Ubuntu/PROD"), ("Blau", "Blau")]
)
def test_stages_that_are_whole_cells(text: str, wanted: str) -> None:
    assert stage_named(text) == wanted
