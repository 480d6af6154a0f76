"""One file of another repository by the `git` program, with the user's own credentials.

What an address, a branch or a repository says is never run: no protocols but https, ssh and file,
no prompts, no hooks, no submodules, no links, nothing checked out. A commit without its history
and, where the server can filter, without the other files.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import NamedTuple

from portbook.text.diagnostic import legible
from portbook.text.process_group import started
from portbook.text.source import LARGEST, Refusal, UnreadableSource
from portbook.upstream.lock import Pin, address_fault, path_fault, pinned_source, rev_fault

SECONDS = 120
"""How long one step of Git may take."""

HISTORY = 1000
"""Commits back in which a branch's earlier commit is looked for."""

MOST_BLOCKS = 4 * 1024 * 1024
"""What Git may write into one file, in blocks of 512 bytes: 2 GB (ulimit in POSIX)."""

_HASH = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}").fullmatch

_SETTINGS = {
    "core.hooksPath": os.devnull,
    "core.fsmonitor": "false",
    "core.attributesFile": os.devnull,
    "credential.interactive": "false",
    "fetch.recurseSubmodules": "false",
    "fetch.fsckObjects": "true",
    "gc.auto": "0",
    "maintenance.auto": "false",
    "remote.origin.promisor": "true",
    "remote.origin.partialCloneFilter": "blob:none",
    "advice.fetchShowForcedUpdates": "false",
}
_REPOSITORY = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_NAMESPACE")
"""Of a repository that the caller is in, as in a hook: it is not the one that is meant."""


class CannotFetch(Refusal):
    """The reason for a person, and what to do."""


class Fetched(NamedTuple):
    """`note` says what a person should know of how the commit came to be another one."""

    pin: Pin
    data: bytes
    note: str | None = None


class Git:
    """Fetches for one source: what is pinned of it now, None where nothing is."""

    def __init__(self, name: str, url: str, rev: str, path: str, pinned: Pin | None) -> None:
        for text, fault in ((url, address_fault), (rev, rev_fault), (path, path_fault)):
            wrong = fault(text)
            if wrong is not None:
                raise CannotFetch(f"'{text}' {wrong}")
        self.name, self.url, self.rev, self.path = name, url, rev, path
        self.pinned = pinned if pinned and (pinned.url, pinned.path) == (url, path) else None

    def newest(self) -> tuple[str, str]:
        """The commit that the branch, tag or commit means now, and what to ask for it by."""
        if _HASH(self.rev):
            return self.rev, self.rev
        wanted = (f"refs/heads/{self.rev}", f"refs/tags/{self.rev}", f"refs/tags/{self.rev}^{{}}")
        listed = self._run(None, "ls-remote", "--", self.url, *wanted).decode(errors="replace")
        rows = (line.partition("\t") for line in listed.splitlines())
        found = {ref: commit for commit, _, ref in rows if _HASH(commit)}
        for ref in (wanted[0], wanted[2], wanted[1]):
            if ref in found:
                return found[ref], ref.removesuffix("^{}")
        raise CannotFetch(f"{self.url} has no branch or tag '{self.rev}'")

    def current(self) -> Fetched:
        """The file at the newest commit; from this machine where that is the pinned one."""
        commit, ref = self.newest()
        if self.pinned is not None and self.pinned.commit == commit:
            with contextlib.suppress(UnreadableSource):
                # The folder of a map cannot be known here: this is asked of the cache.
                data = pinned_source(Path(), self.pinned).data
                return Fetched(self.pinned._replace(rev=self.rev), data)
        return self.fetch(commit, ref)

    def fetch(self, commit: str, ref: str) -> Fetched:
        """The file in a commit; CannotFetch where there is none that a map could be."""
        with tempfile.TemporaryDirectory(prefix="portbook-", ignore_cleanup_errors=True) as folder:
            top = Path(folder)
            self._run(top, "init", "-q", "--bare", "--template=", ".")
            self._fetch(top, ref, 1)
            got = self._run(top, "rev-parse", "--verify", "FETCH_HEAD^{commit}").decode().strip()
            if got != commit and _HASH(self.rev):
                raise CannotFetch(f"{self.url} gave {got[:12]} for {commit[:12]}")
            blob, data = self._blob(top, got)
            digest = hashlib.sha256(data).hexdigest()
            pin = Pin(self.name, self.url, self.rev, got, self.path, blob, digest)
            return Fetched(pin, data, self._note(top, got, ref))

    def _blob(self, top: Path, commit: str) -> tuple[str, bytes]:
        listed = self._run(top, "ls-tree", "-z", "--full-tree", commit, "--", self.path)
        entry = listed.rstrip(b"\0").decode(errors="replace")
        mode, kind, blob = entry.partition("\t")[0].split() or ("", "", "")
        where = f"{self.path} of {self.url} in {commit[:12]}"
        if not entry or kind == "tree":
            raise CannotFetch(f"there is no file {where}", "say 'path' at the source")
        if mode not in ("100644", "100755"):
            what = "a link" if mode == "120000" else "no file of that repository"
            raise CannotFetch(f"{where} is {what}, which is not followed")
        size = int(self._run(top, "cat-file", "-s", blob))
        if size > LARGEST:
            shown = f"{size / 1024 / 1024:,.0f} MB"
            raise CannotFetch(f"{where} has {shown}: a map has at most {LARGEST // 1024 // 1024}")
        data = self._run(top, "cat-file", "blob", blob)
        hashed = (hashlib.sha1 if len(blob) == 40 else hashlib.sha256)(b"blob %d\0" % len(data))
        hashed.update(data)
        if hashed.hexdigest() != blob:
            raise CannotFetch(f"{where} is not what its name says: {blob[:12]}")
        return blob, data

    def _note(self, top: Path, commit: str, ref: str) -> str | None:
        """Where the commit is another one: whether a tag was moved or a branch rewritten."""
        before = self.pinned
        if before is None or before.commit == commit or before.rev != self.rev:
            return None
        if ref.startswith("refs/tags/"):
            return f"the tag {self.rev} was moved: it was {before.commit[:12]}, is {commit[:12]}"
        self._fetch(top, ref, HISTORY)
        args = ("merge-base", "--is-ancestor", before.commit, commit)
        with contextlib.suppress(CannotFetch):
            self._run(top, *args)
            return None
        return (
            f"the branch {self.rev} was rewritten: {before.commit[:12]}, which is pinned, "
            f"is not among its last {HISTORY} commits"
        )

    def _fetch(self, top: Path, ref: str, depth: int) -> None:
        options = ("--no-tags", "--no-write-commit-graph", "--filter=blob:none", f"--depth={depth}")
        self._run(top, "fetch", "-q", *options, "--", "origin", ref)

    def _run(self, top: Path | None, *arguments: str) -> bytes:
        command = ["git", *arguments]
        if os.name == "posix":
            script = f'ulimit -f {MOST_BLOCKS}; exec "$@"'
            command = ["sh", "-c", script, "sh", *command]
        if shutil.which("git") is None:
            raise CannotFetch("the git command is not here", "install Git")
        try:
            with started(command, cwd=top, env=self._environment(top)) as process:
                out, err = process.communicate(timeout=SECONDS)
        except subprocess.TimeoutExpired:
            raise CannotFetch(f"{self.url} did not answer within {SECONDS} s") from None
        if process.returncode:
            # It may quote a server, who may say anything.
            lines = [line.strip() for line in err.decode(errors="replace").splitlines()]
            told = [line for line in lines if line.startswith(("fatal:", "error:"))]
            words = next(filter(None, (*told, *lines)), f"git ended with {process.returncode}")
            words = words.removeprefix("fatal:").removeprefix("error:").strip()
            raise CannotFetch(f"{self.url}: {legible(words)}")
        return out

    def _environment(self, top: Path | None) -> dict[str, str]:
        settings = {**_SETTINGS, "remote.origin.url": self.url}
        pairs: dict[str, str] = {}
        for at, (key, value) in enumerate(settings.items()):
            pairs |= {f"GIT_CONFIG_KEY_{at}": key, f"GIT_CONFIG_VALUE_{at}": value}
        kept = {key: value for key, value in os.environ.items() if key not in _REPOSITORY}
        return {
            **kept,
            **pairs,
            "GIT_CONFIG_COUNT": str(len(settings)),
            "GIT_ALLOW_PROTOCOL": "https:ssh:file",
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_ASKPASS": kept.get("GIT_ASKPASS", ""),
            "SSH_ASKPASS_REQUIRE": "never",
            "GIT_SSH_COMMAND": f"{_ssh(kept)} -o BatchMode=yes -o ConnectTimeout=15",
            "GIT_LFS_SKIP_SMUDGE": "1",
            "LC_ALL": "C",
            # A folder above the temporary one is no repository of this fetch.
            "GIT_CEILING_DIRECTORIES": str(top.parent) if top else "",
        }


def as_pinned(pin: Pin) -> Fetched:
    """The text that a line of ports.lock names; CannotFetch where its commit has another one."""
    found = Git(pin.name, pin.url, pin.commit, pin.path, pin).current()
    if (found.pin.blob, found.pin.sha256) != (pin.blob, pin.sha256):
        raise CannotFetch(f"{pin.path} in {pin.commit[:12]} is not the text that ports.lock names")
    return found._replace(pin=pin)


def _ssh(environment: dict[str, str]) -> str:
    """The user's own ssh for Git: the variable's before the setting's (git-config(1))."""
    given = environment.get("GIT_SSH_COMMAND")
    if given:
        return given
    done = subprocess.run(
        ["git", "config", "--global", "core.sshCommand"], capture_output=True, check=False
    )
    return done.stdout.decode(errors="replace").strip() or "ssh"
