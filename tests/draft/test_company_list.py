"""A list of several checkouts' ports, given to them."""

from __future__ import annotations

from portbook.draft.company_list import assign_to_checkouts
from portbook.sources.found import Found, FoundClaim, FoundProject, FoundService


def test_a_team_without_a_letter_takes_nothing_but_its_numbers() -> None:
    claims = [
        FoundClaim("-/.env", 1, "api", 4100, project="-"),
        FoundClaim("PORTS.md", 3, "web", 4100, project="company", group="-"),
    ]
    service = FoundService("-/.env", 1, "api", project="-")
    found = assign_to_checkouts(Found([*claims, service, FoundProject("-", 1, "-")]), "company")
    assert found.services == [service]
    assert [each.port for each in found.claims] == [4100, 4100]
