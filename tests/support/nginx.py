"""nginx for the tests: generated files inside a whole configuration that touches nothing else."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from portbook.derive.calls import Wiring
from portbook.language.load import read
from portbook.model.targets import TARGETS
from portbook.targets.context import Context
from portbook.targets.templates import Templates
from portbook.text.source import Source
from tests.support.files import make_files
from tests.support.programs import need
from tests.support.servers import serve

TEMPLATES = Templates()
TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
# Debian builds it as a module of its own.
STREAM = Path("/usr/lib/nginx/modules/ngx_stream_module.so")


def generated(source: Source, target: str = "nginx") -> dict[str, str]:
    """What a map gives, by path; the map has to be readable without an error."""
    return files_of(context_of(source), target)


def context_of(source: Source) -> Context:
    """What targets are given of a map, which has to be readable without an error."""
    reading = read(source)
    assert [each.message for each in reading.problems if each.severity == "error"] == []
    portmap = reading.portmap
    assert portmap is not None
    return Context(portmap, Wiring(portmap), "ports.yaml", TEMPLATES)


def files_of(context: Context, target: str) -> dict[str, str]:
    record = next(each for each in TARGETS if each.name == target)
    module = import_module(record.emitter)
    outputs = [*module.emit_map(context)] if record.map_files else []
    for project in context.portmap.projects.values() if record.files else ():
        outputs += getattr(module, record.emit)(context, project)
    return {output.path: output.text for output in outputs}


def configuration(folder: Path, files: dict[str, str], extra: str = "") -> Path:
    """A whole nginx.conf in `folder` that includes the files; `extra` goes into `http`."""
    written = make_files(folder, dict(files))
    stream = [name for name in files if name.endswith(".stream.conf")]
    http = [name for name in files if name not in stream]
    lines = ["daemon off;", "pid nginx.pid;", "error_log stderr;", "worker_processes 1;"]
    if os.geteuid() == 0:
        # Else its workers could neither read nor write below a folder of root's own.
        lines.insert(0, "user root;")
    if stream and STREAM.exists():
        lines.insert(0, f"load_module {STREAM};")
    lines += ["events { worker_connections 128; }", "http {", "    access_log off;", extra]
    lines += [f"    {name}_temp_path temporary-{name};" for name in TEMPORARY]
    lines += [*_includes(http), "}"]
    if stream:
        lines += ["stream {", *_includes(stream), "}"]
    path = written / "nginx.conf"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _includes(names: Iterable[str]) -> list[str]:
    return [f"    include {name};" for name in names]


def command(path: Path) -> list[str | Path]:
    need("nginx-stream" if "stream {" in path.read_text(encoding="utf-8") else "nginx")
    return [need("nginx"), "-p", f"{path.parent}/", "-e", "stderr", "-c", path.name]


def complaints(path: Path) -> str:
    """What `nginx -t` says beside its two lines of success; warnings count."""
    done = subprocess.run([*command(path), "-t"], capture_output=True, check=False, timeout=60)
    said = done.stderr.decode().splitlines()
    if done.returncode == 0:
        said = [line for line in said if not line.startswith("nginx: ")]
    return "\n".join(said)


@contextmanager
def running(path: Path, port: int) -> Iterator[None]:
    """nginx with a configuration that it has nothing to say against, until the block ends."""
    assert complaints(path) == ""
    with serve(command(path), port):
        yield
