"""TypeScript and Python know each number."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.support.programs import need, need_npm
from tests.targets.developed import ran, written


def test_typescript_knows_each_number(tmp_path: Path) -> None:
    written(tmp_path, "typescript")
    (tmp_path / "use.ts").write_text(
        'import { ports, type Environment } from "./shop/typescript/ports.ts";\n'
        "const port: 8010 = ports.development.API_PORT;\n"
        'const where: Environment = "pre-prod";\n'
        "// @ts-expect-error: no such number\n"
        "const wrong: 8011 = ports.development.API_PORT;\n"
        "console.log(port, where, wrong);\n"
    )
    options = ["--noEmit", "--strict", "--allowImportingTsExtensions", "--lib", "es2022,dom"]
    compiler = need_npm("typescript") / "bin" / "tsc"
    done = ran([need("node"), compiler, *options, "use.ts"], tmp_path)
    assert (done.stdout, done.returncode) == ("", 0)


def test_python_knows_each_number(tmp_path: Path) -> None:
    written(tmp_path, "python")
    (tmp_path / "use.py").write_text(
        "from shop.python import ports\n"
        "number: int = ports.API_PORT\n"
        "text: str = ports.PreProd.PROXY_URL\n"
        "none: int = ports.None_.API_PORT\n"
        "print(number, text, none)\n"
    )
    done = ran([sys.executable, "use.py"], tmp_path)
    assert done.stdout == "8010 http://127.0.0.1 8010\n"
    checked = ran([need("mypy"), "--strict", "use.py"], tmp_path)
    assert checked.returncode == 0, checked.stdout
    (tmp_path / "wrong.py").write_text("from shop.python import ports\nports.API_PORT = 1\n")
    assert "final" in ran([need("mypy"), "wrong.py"], tmp_path).stdout
