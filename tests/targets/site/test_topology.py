"""A picture of very many gives way to a table."""

from __future__ import annotations

from tests.targets.site.sitepages import emitted


def test_a_picture_of_very_many_gives_way_to_the_table_that_names_the_callers() -> None:
    services = "\n".join(f"      s{n}: {{port: {4000 + n}, uses: [s{n + 1}]}}" for n in range(70))
    files = emitted(f"projects:\n  shop:\n    services:\n{services}\n      s70: 4070\n")
    page = files["project/shop/index.md"]
    assert "pb-topology" not in page
    assert "<td>s69</td>" in page
    assert 'href="flows/"' in page
    assert files["project/shop/flows/index.md"].count("<tr><th") == 1 + 70
