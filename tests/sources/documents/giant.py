"""Documents of ten million letters, each of one shape, read in a process of their own.

`python -m tests.sources.documents.giant SHAPE LETTERS` prints the seconds of processor time, the
megabytes that the process took at most, how many claims it found and whether it read all.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from portbook.sources.readers import read_source
from portbook.text.source import Source

__all__ = ["SHAPES", "Shape", "written"]

Shape = tuple[str, Callable[[int], str]]

_TABLE = "| Service | Port | Container port | Notes |\n|---|---|---|---|\n"
_CJK = "| 服务 | 端口 | 说明 |\n|---|---|---|\n"
_WIDE = "| Service |" + " Port |" * 200 + "\n|---|" + "---|" * 200 + "\n"


def _port(i: int) -> int:
    return 1024 + i % 60_000


SHAPES: dict[str, Shape] = {
    "table": (
        _TABLE,
        lambda i: f"| app-{i} | {_port(i)} | {80 + i % 9000} | what number {i} does |\n",
    ),
    "short rows": ("| A | Port |\n|---|---|\n", lambda i: f"| web | {_port(i)} |\n"),
    "chinese rows": (_CJK, lambda i: f"| 服务-{i} | {_port(i)} | 数据库服务 |\n"),
    "wide rows": (_WIDE, lambda i: f"| a{i} |" + " 3000 |" * 200 + "\n"),
    "tables": (
        "",
        lambda i: f"### Group {i}\n\n| Service | Port |\n|---|---|\n| web{i} | {_port(i)} |\n\n",
    ),
    "headings": ("", lambda i: f"## Service {i} ({_port(i)})\n\ntext\n\n"),
    "bullets": ("", lambda i: f"- **service-{i}**: `{_port(i)}` (TCP)\n"),
    "nested bullets": ("", lambda i: "  " * (i % 40) + f"- level {i}: {_port(i)}\n"),
    "sentences": ("", lambda i: f"The app {i} listens on port {_port(i)} and says so.\n\n"),
    "addresses": ("", lambda i: f"- App {i}: http://localhost:{_port(i)}/path\n"),
    "compose blocks": (
        "",
        lambda i: f'```yaml\nservices:\n  w{i}:\n    ports: ["{_port(i)}:80"]\n```\n\n',
    ),
    "names above": ("", lambda i: f"app-{i}\n  {_port(i)}:80\n\n"),
    "numbers first": ("", lambda i: f"{_port(i)} 127.0.0.1 app-{i}\n"),
    "boxes": ("```\n", lambda i: f"┌──────────┐\n│ app{i:<6}│\n│ :{_port(i):<8}│\n└──────────┘\n"),
    "branches": ("```\n", lambda i: f"vm-{i}\n├── app{i} ({_port(i)})\n└── agent (9100)\n"),
    "variables": ("```env\n", lambda i: f"APP{i}_PORT={_port(i)}\n"),
    "drawing": ("```\n", lambda i: f"│ app-{i}  │──▶│ :{_port(i)} │\n"),
    "one line": ("- x: ", lambda i: f"{_port(i)} "),
    "one row": ("| Service | Port |\n|---|---|\n| a |", lambda i: f" {_port(i)} |"),
}


def written(shape: str, letters: int) -> str:
    """At least so many letters of a shape."""
    text, each = SHAPES[shape]
    parts, length, i = [text], len(text), 0
    while length < letters:
        part = each(i)
        parts.append(part)
        length += len(part)
        i += 1
    return "".join(parts)


def main(shape: str, letters: int) -> None:
    import resource

    text = written(shape, letters)
    begun = time.process_time()
    found = read_source("markdown", Source("PORTS.md", text))
    seconds = time.process_time() - begun
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // unit
    print(f"{seconds:.1f} {most} {len(found.claims)} {not found.problems}")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
