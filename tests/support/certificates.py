"""A certificate that nobody signed."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.support.programs import need

__all__ = ["certificate"]


def certificate(folder: Path, name: str = "shop.example") -> tuple[Path, Path]:
    """One for a name and 127.0.0.1, and its key, which also stands behind it in the first file."""
    pair = folder / "certificate.pem", folder / "key.pem"
    command: list[str | Path] = [
        *(need("openssl"), "req", "-x509", "-newkey", "ec", "-pkeyopt"),
        *("ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", f"/CN={name}"),
        *("-addext", f"subjectAltName=DNS:{name},IP:127.0.0.1"),
        *("-out", pair[0], "-keyout", pair[1]),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    pair[0].write_text(pair[0].read_text() + pair[1].read_text())
    return pair
