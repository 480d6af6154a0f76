"""compose.ports.yaml beside a project's own file of any name."""

from __future__ import annotations

import pytest

from tests.targets.compose.written import override_of


@pytest.mark.parametrize("file", ["a b.yml\nservices: {}", "x' $(id)", "é", "-f"])
def test_a_compose_file_of_any_name_stays_in_its_comment(file: str) -> None:
    made = override_of({"web": {"image": "web", "port": "8080:80"}}, compose=file)
    assert list(made) == ["web"]
