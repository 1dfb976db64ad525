"""What Airflow adds to a run: `lifecircle run` beside `lifecircle run --airflow`, both with nothing new to do.

    .venv/bin/python -m benchmarks.cycle

The home is the toy district's, made in a temporary folder.  Only the ratio counts: seconds differ between machines.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from lifecircle.settings import PROJECT

_LIFECIRCLE = Path(sys.executable).with_name("lifecircle")
_REFERENCE = PROJECT / "tests" / "building" / "toy_district"
_REPEATED = 3


def _call(*arguments: str | Path) -> float:
    """Call `lifecircle`; the seconds that it took."""
    started = time.monotonic()
    environment = os.environ | {"LIFECIRCLE_REFERENCE": str(_REFERENCE)}
    subprocess.run([_LIFECIRCLE, *arguments], check=True, env=environment, stdout=subprocess.DEVNULL)
    return time.monotonic() - started


def main() -> None:
    """Print the seconds of the fastest of three runs each, and their ratio."""
    with tempfile.TemporaryDirectory(prefix="lifecircle-benchmark-") as folder:
        inbox, home = Path(folder) / "inbox", Path(folder) / "home"
        _call("simulate", "--out", inbox, "--to", "2023-09")
        run = ("run", "--inbox", inbox, "--home", home, "--as-of", "2023-10-20T23:59:59+08:00")
        print(f"first run, everything new: {_call(*run):.1f} s", flush=True)
        direct = min(_call(*run) for _ in range(_REPEATED))
        airflow = min(_call(*run, "--airflow") for _ in range(_REPEATED))
    print(f"nothing new: {direct:.1f} s, through Airflow {airflow:.1f} s: {airflow / direct:.1f} times")


if __name__ == "__main__":
    main()
