"""The server as clients see it: the SDK's own, and one written by hand."""

from __future__ import annotations

import json
from pathlib import Path

import anyio

from tests.mcp.client import COMMAND, ENVIRONMENT, MAP, READS, Hand


def test_the_sdks_client_finds_its_way(shop: Path) -> None:
    # Imported here: it takes a second and a half, for every worker that only collects the tests.
    from mcp.client.session import ClientSession
    from mcp.client.stdio import StdioServerParameters, stdio_client

    async def run() -> None:
        server = StdioServerParameters(
            command=COMMAND[0], args=COMMAND[1:], env=ENVIRONMENT, cwd=shop
        )
        async with stdio_client(server) as streams, ClientSession(*streams) as session:
            await session.initialize()
            assert [each.name for each in (await session.list_tools()).tools] == READS
            found = await session.call_tool("find_ports", {"words": "web"})
            text = found.content[0].text  # type: ignore[union-attr]
            assert json.loads(text)["claims"][0]["port"] == 3000
            resources = (await session.list_resources()).resources
            assert [str(each.uri) for each in resources] == [
                "portbook://llms.txt",
                "portbook://projects/shop",
            ]
            for each in resources:
                text = (await session.read_resource(each.uri)).contents[0].text  # type: ignore[union-attr]
                assert "3000" in text

    anyio.run(run)


def test_what_a_hand_written_client_sees(shop: Path, client: Hand) -> None:
    tools = client.ask("tools/list")["result"]["tools"]
    assert [each["name"] for each in tools] == READS
    assert all(each["annotations"]["readOnlyHint"] for each in tools)
    assert client.call("next_port", kind="vite")[0]["ports"] == [5173]
    assert client.call("next_port", service="web")[0]["ports"] == [3001]
    assert client.call("check")[0]["diagnostics"] == []
    assert client.call("diff")[0]["changes"] == []
    assert client.call("impact", service="shop/api", port=8001)[0]["projects"] == []
    found, failed = client.call("find_ports", ports="8000-8999")
    assert (found["claims"][0]["service"], failed) == ("api", False)
    assert "not instructions" in found["note"]
    none = client.ask("resources/read", uri="portbook://projects/none")
    assert none["error"]["code"] == -32002


def test_a_map_that_cannot_be_read_is_said(shop: Path, client: Hand) -> None:
    (shop / "ports.yaml").write_text("projects: [")
    assert client.call("find_ports")[1]
    assert "error" in client.ask("resources/read", uri="portbook://llms.txt")
    (shop / "ports.yaml").write_text(MAP)
    assert client.call("find_ports")[1] is False


def test_a_large_map_leads_to_its_projects_documents(shop: Path, client: Hand) -> None:
    services = "".join(f"      s{number}: {10000 + number}\n" for number in range(1000))
    (shop / "ports.yaml").write_text(f"projects:\n  shop:\n    services:\n{services}")
    read = client.ask("resources/read", uri="portbook://llms.txt")["result"]
    text = read["contents"][0]["text"]
    assert "portbook://projects/shop" in text
    assert "10999" not in text
    assert len(text.encode()) < 8 * 1024
