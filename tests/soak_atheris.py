"""A coverage-guided fuzzer over one reader: `python tests/soak_atheris.py INPUTS SORT`."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]
SECONDS = 30


def main() -> None:
    inputs, sort = sys.argv[1:]
    sys.path[:0] = [str(HERE), str(HERE / "generator"), str(Path(inputs).parent / "python")]

    atheris = importlib.import_module("atheris")  # scripts/soak puts it beside the inputs

    with atheris.instrument_imports(include=["portbook"]):
        from portbook.language.load import read
        from portbook.sources.documents.document import read_markdown
        from portbook.sources.readers import read_source
        from portbook.text.source import Source

    def one(data: bytes) -> None:
        source = Source("x", atheris.FuzzedDataProvider(data).ConsumeUnicodeNoSurrogates(4000))
        if sort == "map":
            read(source)
        elif sort == "markdown":
            read_markdown(source)
        else:
            read_source(sort, source)

    atheris.Setup([sys.argv[0], f"-max_total_time={SECONDS}", "-timeout=10"], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
