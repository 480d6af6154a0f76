"""What git ignores in a checkout, after all of its .gitignore files (gitignore(5))."""

from __future__ import annotations

from pathlib import Path

from portbook.sources.files import load

__all__ = ["Ignored"]

LARGEST = 1024 * 1024


class Ignored:
    """The rules from the checkout's root down to a folder; the nearest that decides wins."""

    def __init__(self, root: Path, rules: tuple[tuple[str, object], ...] = ()) -> None:
        self.root, self.rules = root, rules

    def below(self, folder: Path, relative: str) -> Ignored:
        """With the rules of that folder's own .gitignore; `relative` ends in a slash or is ""."""
        from pathspec import GitIgnoreSpec

        source, _ = load(folder / ".gitignore", ".gitignore", LARGEST)
        if source is None or (folder / ".gitignore").is_symlink():
            return self
        lines = []
        for line in source.text.splitlines():
            try:
                GitIgnoreSpec.from_lines([line])
            except ValueError:
                continue
            lines.append(line)
        return Ignored(self.root, ((relative, GitIgnoreSpec.from_lines(lines)), *self.rules))

    def file(self, path: str) -> bool:
        for base, spec in self.rules:
            answer = spec.check_file(path.removeprefix(base)).include  # type: ignore[attr-defined]
            if answer is not None:
                return bool(answer)
        return False

    def folder(self, path: str) -> bool:
        return self.file(f"{path}/")
