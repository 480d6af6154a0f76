"""ssh forwards to what listens on other hosts."""

from __future__ import annotations

import json
import subprocess
from http.client import HTTPConnection
from pathlib import Path

from portbook.text.source import Source
from tests.support.echo import echo
from tests.support.files import make_files
from tests.support.nginx import generated
from tests.support.ports import free_port
from tests.support.programs import need
from tests.support.servers import serve
from tests.targets.operated import SHOP, ran


def test_ssh_knows_the_forwards(tmp_path: Path) -> None:
    make_files(tmp_path, generated(SHOP, "sshconfig"))
    done = ran("ssh", "-G", "-F", "sshconfig/config", "web1-ports", cwd=tmp_path)
    lines = done.stdout.splitlines()
    assert {"hostname web1", "user deploy", "exitonforwardfailure yes"} <= set(lines)
    # What the first host has claimed itself is shifted.
    assert "localforward [127.0.0.1]:13000 [127.0.0.1]:3000" in lines
    assert "localforward [127.0.0.1]:19090 [127.0.0.1]:9090" in lines


SSHD = """
Port {port}
ListenAddress 127.0.0.1
HostKey {folder}/host
AuthorizedKeysFile {folder}/user.pub
PidFile {folder}/pid
UsePAM no
StrictModes no
"""


def test_ssh_forwards_to_what_listens_there(tmp_path: Path) -> None:
    """A real sshd on loopback, whose service is asked through the forward."""
    ssh, there = free_port(), free_port()
    for name in ("host", "user"):
        command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(tmp_path / name)]
        subprocess.run(command, check=True, timeout=60)
    (tmp_path / "sshd_config").write_text(SSHD.format(port=ssh, folder=tmp_path))
    text = f"""
hosts: {{laptop: {{}}, far: {{ssh: 127.0.0.1}}}}
projects:
  shop:
    environments: {{development: laptop, production: far}}
    services: {{api: {{port: {there}}}}}
"""
    [config] = generated(Source("ports.yaml", text), "sshconfig").values()
    here = int(config.split("LocalForward 127.0.0.1:")[1].split()[0])
    make_files(tmp_path, {"config": config})
    options = {
        "Port": ssh,
        "IdentityFile": tmp_path / "user",
        "UserKnownHostsFile": "/dev/null",
        "StrictHostKeyChecking": "no",
        "BatchMode": "yes",
    }
    client = ["ssh", "-F", str(tmp_path / "config"), "-N"]
    client += [word for name, value in options.items() for word in ("-o", f"{name}={value}")]
    server: list[str | Path] = [need("sshd"), "-D", "-e", "-f", tmp_path / "sshd_config"]
    with echo("api", there), serve(server, ssh), serve([*client, "far-ports"], here):
        connection = HTTPConnection("127.0.0.1", here, timeout=20)
        connection.request("GET", "/through")
        assert json.loads(connection.getresponse().read())["path"] == "/through"
