"""One module a command, imported when the command is run; here is what each is for."""

from __future__ import annotations

from typing import NamedTuple


class Entry(NamedTuple):
    """A command's line in the overview, and what a person may type, behind `portbook`."""

    about: str
    example: str


GROUPS = {
    "Start": {
        "init": Entry("Make a map from existing checkouts.", "init ~/code/*"),
        "import": Entry("Import ports from documents and files into the map.", "import PORTS.md"),
        "generate": Entry("Generate all files from the map.", "generate"),
        "install": Entry("Put the generated files into the checkouts.", "install --diff shop"),
    },
    "Look": {
        "check": Entry("Find mistakes in the map.", "check --strict"),
        "list": Entry("Show the map in the terminal.", "list shop --role database"),
        "next": Entry("Print the next free port.", "next --kind postgres"),
        "impact": Entry("Show what would change if a port moved.", "impact shop/api 8001"),
        "flows": Entry("Show who may reach whom, and why.", "flows shop"),
        "diff": Entry("Show what changed in meaning since a revision.", "diff main"),
        "explain": Entry(
            "Print the manual page of a check, a target or a kind.", "explain port-conflict"
        ),
    },
    "Change": {
        "add": Entry("Add a service with a port of its own.", "add shop/cache --kind redis"),
        "move": Entry("Move a service to another port.", "move shop/api next"),
        "rename": Entry(
            "Rename a service, a project, an environment or a range.",
            "rename shop/api backend",
        ),
        "remove": Entry("Remove a service or a project from the map.", "remove shop/cache"),
        "resolve": Entry("End every conflict with the fewest moves.", "resolve --apply"),
        "update": Entry("Update the pinned maps of other repositories.", "update --dry-run"),
    },
    "This machine": {
        "status": Entry("Compare the map's claims with this machine.", "status --watch"),
        "who": Entry("Show what holds a port, and which service should.", "who 3000"),
        "health": Entry("Run the health checks of this machine's services.", "health shop"),
        "run": Entry("Start a service, or a project, on its ports.", "run shop"),
        "stop": Entry("Stop what listens on a port.", "stop 3000"),
        "open": Entry("Open a service's address in the browser.", "open shop/web"),
        "audit": Entry("Compare the checkouts' files with the map.", "audit shop"),
        "instance": Entry(
            "Working copies side by side, each with its own numbers.", "instance add login-fix"
        ),
    },
    "CI, editors and agents": {
        "merge": Entry("Merge two branches of the map; Git calls it.", "merge --install"),
        "mcp": Entry("Serve the map to a coding agent.", "mcp"),
        "site": Entry("Write the pages of the published map.", "site --out pages"),
        "schema": Entry("Print the JSON Schema of ports.yaml.", "schema"),
        "completion": Entry("Print the code for completion in a shell.", "completion bash"),
        "template": Entry("Create a template of your own.", "template new compose"),
        "help": Entry("Print this overview, or the help of a command.", "help check"),
    },
}
"""Every command by what one is about to do; each lives in the module of its name."""

COMMANDS = {name: entry for group in GROUPS.values() for name, entry in group.items()}
