"""What a page offers to download is what `generate` writes."""

from __future__ import annotations

from tests.bench.bigmap import big_map
from tests.targets.site.sitepages import (
    OWN,
    context_of,
    emitted,
    rendered,
)


def test_downloads_are_what_generate_writes() -> None:
    from portbook.targets.emit import emit

    files, written = emitted(OWN), dict(emit(context_of(OWN))[0])
    page = rendered("project/prsnl/index.md", files["project/prsnl/index.md"])
    offered = [a for tag, a in page.tags if tag == "a" and "download" in a]
    assert offered
    for each in offered:
        path = f"project/prsnl/{each['href']}"
        assert files[path] in written.values(), path
        assert "/." not in path
    assert {each["download"] for each in offered} >= {".env", "cors.json", "compose.ports.yaml"}


def test_a_large_map_publishes_what_lies_at_a_projects_top_and_names_every_variable() -> None:
    large = emitted(big_map(101))
    top = "project/project-7/"
    files = {path.removeprefix(top) for path in large if path.startswith(f"{top}files/")}
    assert files == {"files/dot.env.txt", "files/cors.json", "files/llms.txt"}
    assert f"]({top}files/llms.txt)" in large["llms.txt"]
    named = large[f"{top}index.md"].partition('<p class="pb-names">')[2].partition("</p>")[0]
    assert {"SERVICE_3_PORT", "SERVICE_3_URL", "NEXT_URL", "CORS_ORIGINS"} <= set(
        named.removeprefix("<code>").removesuffix("</code>").split(", ")
    )
