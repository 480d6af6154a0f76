"""What other people's CI takes from this repository: hooks, action and GitLab's job, really run."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.compare.history import Repository
from tests.support.cli import CHECKOUT
from tests.support.files import make_files
from tests.support.programs import need

GOOD = "projects: {shop: {services: {web: 3000}}}\n"
BAD = "projects: {shop: {services: {web: 3000, api: 3000}}}\n"


def run(folder: Path, *command: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=110,
    )


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A map with its generated files, committed."""
    repository = Repository(tmp_path / "work")
    make_files(repository.folder, {"ports.yaml": GOOD})
    assert run(repository.folder, need("portbook"), "generate").returncode == 0
    repository.commit("first", {})
    return repository


def test_pre_commit_runs_the_hooks(repository: Repository) -> None:
    hooks = yaml.safe_load((CHECKOUT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    # The hooks as they are, but with this environment's portbook: pre-commit would ask an index.
    local = [{**hook, "language": "system"} for hook in hooks]
    config = yaml.safe_dump({"repos": [{"repo": "local", "hooks": local}]})
    make_files(repository.folder, {".pre-commit-config.yaml": config})
    repository.git("add", ".pre-commit-config.yaml")
    command = (need("pre-commit"), "run", "--all-files")
    path = f"{need('portbook').parent}{os.pathsep}{os.environ['PATH']}"
    environment = {"PRE_COMMIT_HOME": str(repository.folder.parent / "cache"), "PATH": path}
    good = run(repository.folder, *command, **environment)
    assert good.returncode == 0, good.stdout
    make_files(repository.folder, {"ports.yaml": BAD})
    repository.git("add", "ports.yaml")
    bad = run(repository.folder, *command, **environment)
    assert bad.returncode == 1
    assert "port-conflict" in bad.stdout
    make_files(repository.folder, {"ports.yaml": GOOD.replace("3000", "3001")})
    repository.git("add", "ports.yaml")
    stale = run(repository.folder, *command, **environment)
    assert stale.returncode == 1
    assert "portbook generate" in stale.stdout


def test_the_schemas_admit_action_and_hooks() -> None:
    schema = ("--builtin-schema", "vendor.github-actions")
    ran = run(CHECKOUT, need("check-jsonschema"), *schema, CHECKOUT / "action.yml")
    assert ran.returncode == 0, ran.stdout
    manifest = CHECKOUT / ".pre-commit-hooks.yaml"
    ran = run(CHECKOUT, need("pre-commit"), "validate-manifest", manifest)
    assert ran.returncode == 0, ran.stdout


def test_gitlabs_job_is_admitted_and_does_what_it_says(
    repository: Repository, tmp_path: Path
) -> None:
    text = (CHECKOUT / ".gitlab" / "portbook.yml").read_text(encoding="utf-8")
    # GitLab's schema knows one document: not the one that says what may be given.
    job = text.partition("\n---\n")[2].replace("$[[ inputs.stage ]]", "test")
    make_files(tmp_path, {"job.yml": job})
    ran = run(tmp_path, need("check-jsonschema"), "--builtin-schema", "vendor.gitlab-ci", "job.yml")
    assert ran.returncode == 0, ran.stdout
    make_files(repository.folder, {"ports.yaml": BAD})
    script = "set -e\n" + "\n".join(yaml.safe_load(job)["portbook"]["script"])
    ran = run(repository.folder, "bash", "-c", script, MAP="ports.yaml", PATH=_path())
    assert ran.returncode == 1
    report = json.loads((repository.folder / "gl-code-quality-report.json").read_text())
    assert [each["check_name"] for each in report] == ["port-conflict"]


def _path(*folders: Path) -> str:
    return os.pathsep.join([*map(str, folders), str(need("portbook").parent), os.environ["PATH"]])


def steps() -> dict[str, dict[str, Any]]:
    action = yaml.safe_load((CHECKOUT / "action.yml").read_text(encoding="utf-8"))
    return {step["name"]: step for step in action["runs"]["steps"] if "run" in step}


def test_the_actions_steps_in_their_order(repository: Repository, tmp_path: Path) -> None:
    base = repository.git("rev-parse", "HEAD").strip()
    make_files(repository.folder, {"ports.yaml": GOOD.replace("3000", "3001")})
    make_files(tmp_path, {"bin/gh": '#!/bin/sh\necho "$@" >"$RUNNER_TEMP/gh.txt"\n'})
    (tmp_path / "bin" / "gh").chmod(0o755)
    given = {
        "RUNNER_TEMP": str(tmp_path),
        "GITHUB_OUTPUT": str(tmp_path / "output"),
        "MAP": "ports.yaml",
        "STRICT": "true",
        "BASE": base,
        "NUMBER": "7",
        "PATH": _path(tmp_path / "bin"),
    }
    ran = {
        name: run(repository.folder, "bash", "-e", "-c", step["run"], **given)
        for name, step in steps().items()
        if name != "Install portbook"  # tests/real/test_ways_to_install.py installs
    }
    assert ran["Check the map"].returncode == 0
    assert json.loads((tmp_path / "portbook.sarif").read_text())["version"] == "2.1.0"
    assert (tmp_path / "output").read_text() == f"sarif={tmp_path}/portbook.sarif\n"
    assert ran["Check that the generated files are fresh"].returncode == 1
    assert ran["Say what changes in meaning"].returncode == 0
    assert "3001" in (tmp_path / "portbook.md").read_text()
    assert "pr comment 7 --body-file" in (tmp_path / "gh.txt").read_text()
    make_files(repository.folder, {"ports.yaml": BAD})
    bad = run(repository.folder, "bash", "-e", "-c", steps()["Check the map"]["run"], **given)
    assert bad.returncode == 1
    assert bad.stdout.startswith("::error file=ports.yaml,")
