"""A home on NFSv4 between two machines, in Debian's user-mode Linux: what docs/several-machines.md says of locks."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from lifecircle.settings import PROJECT

pytestmark = [pytest.mark.integration, pytest.mark.soak]

LINUX = "linux.uml"
PATH = "/usr/sbin:/usr/bin:/sbin:/bin"
PATIENCE_SECONDS = 600


@pytest.mark.skipif(
    shutil.which(LINUX) is None,
    reason="this system lacks: user-mode-linux; please run: deploy/system-packages user-mode-linux",
)
def test_a_home_on_nfs_is_one_machines_at_a_time_and_who_was_cut_off_is_told(tmp_path: Path) -> None:
    first = tmp_path / "init"
    guest = f"cd {PROJECT} && exec {sys.executable} -B -m tests.integration.nfs_guest 2>&1"
    first.write_text(f"#!/bin/sh\nexport PATH={PATH} PYTHONPATH={PROJECT}\n{guest}\n")
    first.chmod(0o755)
    # its root is this machine's, read only; what it prints is what it has seen
    command = [
        LINUX,
        "mem=384M",
        "rootfstype=hostfs",
        "rootflags=/",
        "ro",
        f"init={first}",
        "con=null",
        "con0=fd:0,fd:1",
    ]
    booted = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
        env=os.environ | {"TMPDIR": str(tmp_path)},
    )
    said = [line for line in booted.stdout.splitlines() if line.startswith("{")]
    assert len(said) == 1, booted.stdout
    seen = json.loads(said[0])
    assert "taken over by another run" in seen.pop("who was cut off is told")
    assert seen.pop("an open file stays under another name") == [".nfs"]
    assert seen == dict.fromkeys(seen, True)
