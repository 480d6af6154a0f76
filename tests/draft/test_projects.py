"""Projects with their environments, hosts and histories, out of documents."""

from __future__ import annotations

from portbook.draft.entries import new_text
from portbook.draft.projects import make_draft
from portbook.sources.found import Found, FoundChange, FoundProject
from tests.draft.found import claim, drafted, fact, map_of


def test_a_number_of_another_project_is_that_projects_service() -> None:
    found = Found(
        [
            claim("db", 5433, "shop/compose.yaml:3", project="shop"),
            claim("database", 5433, "blog/.env:2", project="blog", reference=True),
            claim("queue", 5672, "blog/.env:3", project="blog", reference=True),
            fact("database", "blog/.env:2", project="blog", kind="postgres"),
        ],
    )
    text = new_text(make_draft(found, "shop"))
    blog = map_of(text).projects["blog"]
    assert str(blog.services["database"].same_as) == "shop/db"
    assert "# decide: 5672 is called (blog/.env:3, as queue), and opened by nothing read" in text


def test_environments_of_a_document() -> None:
    text = drafted(
        claim("web", 3000, "PORTS.md:3", environment="dev"),
        claim("web", 80, "PORTS.md:3", environment="Prod"),
        claim("mail", 1025, "PORTS.md:4", environment="dev"),
        claim("db", 5432, "PORTS.md:5"),
    )
    project = map_of(text).projects["shop"]
    assert list(project.environments) == ["development", "production"]
    assert {name: each.host for name, each in project.environments.items()} == {
        "development": "localhost",
        "production": "production",
    }
    in_production = {
        name: [endpoint.port for endpoint in service.endpoints]
        for name, service in project.environments["production"].services.items()
    }
    assert in_production == {"web": [80], "db": [5432]}
    assert "# decide: where production runs" in text


def test_hosts_of_a_document() -> None:
    text = drafted(
        claim("proxy", 443, "PORTS.md:3", host="web1.example"),
        claim("db", 5432, "PORTS.md:4", host="nas"),
        claim("web", 3000, "PORTS.md:5"),
    )
    portmap = map_of(text)
    services = portmap.projects["shop"].services
    assert services["proxy"].hosts == ("web1-example",)
    assert services["web"].hosts == ()
    assert portmap.hosts["web1-example"].address == "web1.example"


def test_history_goes_to_its_service_or_to_the_project() -> None:
    found = Found(
        [
            claim("PostgreSQL", 5433, "PORTS.md:3"),
            FoundChange("PORTS.md", 9, "PostgreSQL", 5432, 5433, "2025-07-13", "it clashed"),
            FoundChange("PORTS.md", 10, "Minio", 9000, 9002, None, None),
            FoundProject("shop", 1, "shop", title="The shop"),
        ],
    )
    project = map_of(new_text(make_draft(found, "shop"))).projects["shop"]
    (entry,) = project.services["postgresql"].history
    assert (entry.before, entry.after, entry.date) == (5432, 5433, "2025-07-13")
    assert [entry.change for entry in project.history] == ["Minio: 9000 to 9002"]
    assert project.title == "The shop"
