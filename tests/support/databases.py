"""A Redis, a PostgreSQL and their like, ready for `serve`: nothing outside of their folder."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from functools import cache
from pathlib import Path

from tests.support.programs import need
from tests.support.users import as_user, is_root

__all__ = [
    "nginx_command",
    "postgres_command",
    "postgres_program",
    "redis_command",
    "wait_for_postgres",
]


def redis_command(port: int, bind: str = "127.0.0.1") -> list[str | Path]:
    plain = ["--save", "", "--appendonly", "no", "--protected-mode", "no"]
    return [need("redis"), "--port", str(port), "--bind", bind, *plain]


def postgres_command(folder: Path, port: int, listen: str = "127.0.0.1") -> list[str | Path]:
    """A cluster of its own in `folder`, which everybody may enter; PostgreSQL refuses root."""
    shutil.copytree(_cluster(), folder / "pg", symlinks=True)
    if is_root():
        subprocess.run(["chown", "-R", "65534:65534", folder / "pg"], check=True)
    (folder / "pg").chmod(0o700)
    settings = [f"listen_addresses={listen}", "fsync=off", "unix_socket_directories="]
    given = [word for setting in settings for word in ("-c", setting)]
    return as_user([_bin() / "postgres", "-D", folder / "pg", "-p", str(port), *given])


def postgres_program(name: str) -> str:
    return str(_bin() / name)


def wait_for_postgres(port: int) -> None:
    """Its socket takes connections before the server does."""
    ready = [postgres_program("pg_isready"), "-h", "127.0.0.1", "-p", str(port)]
    until = time.monotonic() + 20
    while subprocess.run(ready, check=False, stdout=subprocess.DEVNULL).returncode:
        assert time.monotonic() < until, "PostgreSQL does not come up"
        time.sleep(0.05)


def _bin() -> Path:
    need("postgresql")
    return max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))


@cache
def _cluster() -> Path:
    """Made once a run: initdb takes longer than all else together."""
    import atexit

    home = Path(tempfile.mkdtemp(prefix="pb-pg-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    home.chmod(0o777)
    command = [
        str(_bin() / "initdb"),
        "-D",
        str(home / "pg"),
        "-U",
        "shop",
        "-A",
        "trust",
        "--no-sync",
    ]
    subprocess.run(as_user(command), check=True, capture_output=True, timeout=60, cwd=home)
    return home / "pg"


def nginx_command(folder: Path, listen: str, workers: int = 2) -> list[str | Path]:
    """nginx with a configuration in `folder` that answers everything with 200."""
    temporary = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    paths = "".join(f"{name}_temp_path {folder}/{name};" for name in temporary)
    text = (
        f"daemon off; pid {folder}/pid; error_log stderr; worker_processes {workers};"
        f"events {{}} http {{ access_log off; {paths}"
        f"server {{ listen {listen}; return 200 ok; }} }}"
    )
    (folder / "nginx.conf").write_text(text)
    return [need("nginx"), "-e", "stderr", "-c", folder / "nginx.conf"]
