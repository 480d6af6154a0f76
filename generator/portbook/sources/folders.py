"""What the thing in a folder is called, for files that name no service themselves."""

from __future__ import annotations

from portbook.sources.files import load
from portbook.sources.jsonc import parse_json
from portbook.text.nodes import Mapping, Scalar
from portbook.text.source import Source

__all__ = ["UNNAMED", "service_of_folder"]

UNNAMED = "app"
"""For a text that lies in no folder."""
LARGEST = 256 * 1024


def service_of_folder(source: Source) -> str:
    """The package's name without its scope, else the folder's."""
    if source.path is None:
        return UNNAMED
    folder = source.path.parent
    package, _ = load(folder / "package.json", "package.json", LARGEST)
    if package is not None:
        root, _ = parse_json(package)
        name = root.get("name") if isinstance(root, Mapping) else None
        if isinstance(name, Scalar) and name.text.strip("@/ "):
            return name.text.rpartition("/")[2].strip() or UNNAMED
    return folder.resolve().name.lstrip(".") or UNNAMED
