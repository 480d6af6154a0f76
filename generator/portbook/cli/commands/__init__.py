"""One module a command, imported when the command is run; here is what each is for."""

from __future__ import annotations

from typing import NamedTuple


class Entry(NamedTuple):
    """A command's line in the overview, and what a person may type, behind `portbook`."""

    about: str
    example: str


GROUPS = {
    "Start": {
        "init": Entry("Make a map of the checkouts that are there.", "init ~/code/*"),
        "import": Entry("Take ports from documents and files into the map.", "import PORTS.md"),
        "generate": Entry("Write every file that the map says.", "generate"),
        "install": Entry("Put the generated files into the checkouts.", "install --diff shop"),
    },
    "Look": {
        "check": Entry("Find what is wrong with the map.", "check --strict"),
        "list": Entry("Show the map in the terminal.", "list shop --role database"),
        "next": Entry("Print the next free port.", "next --kind postgres"),
        "impact": Entry("Show what would change if a port moved.", "impact shop/api 8001"),
        "flows": Entry("Show who may reach whom, and why.", "flows shop"),
        "diff": Entry("Say what changed in meaning since a revision.", "diff main"),
        "explain": Entry(
            "Print the manual page of a check, a target or a kind.", "explain port-conflict"
        ),
    },
    "Change": {
        "add": Entry("Add a service with a port of its own.", "add shop/cache --kind redis"),
        "move": Entry("Give a service another port.", "move shop/api next"),
        "rename": Entry(
            "Call a service, a project, an environment or a range otherwise.",
            "rename shop/api backend",
        ),
        "remove": Entry("Take a service or a project out of the map.", "remove shop/cache"),
        "resolve": Entry("End every conflict with the fewest moves.", "resolve --apply"),
        "update": Entry("Pin other repositories' maps anew.", "update --dry-run"),
    },
    "This machine": {
        "status": Entry("Show how the map's claims on this machine stand.", "status --watch"),
        "who": Entry("Say what holds a port, and who should.", "who 3000"),
        "health": Entry("Ask this machine's services whether they are well.", "health shop"),
        "run": Entry("Start a service, or a project, on its ports.", "run shop"),
        "stop": Entry("End what holds a port.", "stop 3000"),
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
        "completion": Entry("Print what completes our words in a shell.", "completion bash"),
        "template": Entry("Begin a template of your own.", "template new compose"),
        "help": Entry("Print this overview, or the help of a command.", "help check"),
    },
}
"""Every command by what one is about to do; each lives in the module of its name."""

COMMANDS = {name: entry for group in GROUPS.values() for name, entry in group.items()}
