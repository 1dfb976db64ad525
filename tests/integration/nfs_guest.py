"""The first program of a user-mode Linux: an NFSv4.2 server, two machines that mount a home from it, and what they see.

It prints what it saw as one line of JSON and switches the machine off.  Each machine is a network of its own with a
name of its own: to the server they are two, and one can be cut off.
"""

from __future__ import annotations

import ctypes
import json
import os
import socket
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from lifecircle.home import Home, HomeInUseError
from lifecircle.writing import remove_protected, replace_link

LEASE_SECONDS = 10
_SERVED, _ONE, _OTHER = (Path("/mnt") / name for name in ("served", "one", "other"))
_NETWORKS = {_ONE: 1, _OTHER: 2}
_LOCK = "landing"
_MOUNTED = "vers=4.2,hard,lookupcache=none,nosharecache,proto=tcp"
_FOREVER = 2**31 - 1
_EXPORTED = 0x2402  # from any port, without subtree check, by its number
_FINIT_MODULE = 313
_POWER_OFF = 0x4321FEDC


def main() -> None:
    """Try it and print it; or, called with `hold`, be a process of the first machine that holds its lock."""
    if sys.argv[1:] == ["hold"]:
        _hold()
        return
    try:
        _begin()
        _serve()
        for machine in _NETWORKS:
            _join(machine)
        _say(json.dumps(_try()))
    except BaseException:
        # nobody is above the first program: it would end in a panic
        _say(traceback.format_exc())
        raise
    finally:
        ctypes.CDLL(None).reboot(_POWER_OFF)


def _try() -> dict[str, object]:
    seen: dict[str, object] = {}
    with _holder() as holder:
        seen["refused, naming the holder"] = f"(process {holder.pid} on " in (_refusal() or "")
        holder.kill()
    seen["free once the holder is killed"] = _soon(lambda: _refusal() is None, 5)
    for name in ("old", "new"):
        (_ONE / name).write_text(name)
        replace_link(_ONE / "current", _ONE / name)
        seen[f"the {name} link is seen at once"] = (_OTHER / "current").read_text() == name
    folder = _ONE / "folder"
    folder.mkdir()
    (folder / "page").touch()
    with (folder / "page").open():
        remove_protected(folder)
        seen["an open file stays under another name"] = [path.name[:4] for path in folder.iterdir()]
    remove_protected(folder)
    seen["and goes the next time"] = not folder.exists()
    with _holder() as holder:
        _run("ip", "-n", _ONE.name, "link", "set", "inner1", "down")
        seen["free once the lease is over"] = _soon(lambda: _refusal() is None, 6 * LEASE_SECONDS)
        with Home(_OTHER).hold(_LOCK):
            _run("ip", "-n", _ONE.name, "link", "set", "inner1", "up")
            seen["who was cut off is told"] = holder.communicate("\n")[0]
    return seen


def _hold() -> None:
    home = Home(_ONE)
    with home.hold(_LOCK):
        _say("held")
        sys.stdin.readline()
        try:
            home.require_held(_LOCK)
        except HomeInUseError as error:
            _say(str(error))
        else:
            _say("it is still held")


def _holder() -> subprocess.Popen[str]:
    command = [sys.executable, "-B", "-m", "tests.integration.nfs_guest", "hold"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _refusal() -> str | None:
    """Why the second machine does not get the lock; None if it does."""
    try:
        with Home(_OTHER).hold(_LOCK):
            return None
    except HomeInUseError as error:
        return str(error)


def _soon(is_so: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.2)
    return True


def _begin() -> None:
    for kind, place in (("proc", "/proc"), ("sysfs", "/sys"), ("tmpfs", "/run"), ("tmpfs", "/mnt")):
        _run("mount", "-t", kind, kind, place)
    for folder in (_SERVED, *_NETWORKS):
        folder.mkdir()
    modules = Path("/usr/lib/uml/modules") / os.uname().release
    needs = dict(line.split(":") for line in (modules / "modules.dep").read_text().splitlines())
    for wanted in ("fs/nfsd/nfsd.ko", "fs/nfs/nfsv4.ko", "drivers/net/veth.ko"):
        path = f"kernel/{wanted}"
        for module in [*reversed(needs[path].split()), path]:
            with (modules / module).open("rb") as file:
                # one that is loaded already is refused
                ctypes.CDLL(None).syscall(_FINIT_MODULE, file.fileno(), b"", 0)


def _serve() -> None:
    """Serve a folder as rpc.nfsd and rpc.mountd would, of which nothing need be installed."""
    _run("mount", "-t", "tmpfs", "tmpfs", str(_SERVED))
    _run("mount", "-t", "nfsd", "nfsd", "/proc/fs/nfsd")
    for name in ("nfsv4leasetime", "nfsv4gracetime"):
        (Path("/proc/fs/nfsd") / name).write_text(f"{LEASE_SECONDS}\n")
    known = Path("/proc/net/rpc")
    for number in _NETWORKS.values():
        (known / "auth.unix.ip" / "channel").write_text(f"nfsd 10.0.{number}.2 {_FOREVER} all\n")
    export = f"all {_SERVED} {_FOREVER} {_EXPORTED} 65534 65534 0\n"
    (known / "nfsd.export" / "channel").write_text(export)
    (known / "nfsd.fh" / "channel").write_text(f"all 1 \\x00000000 {_FOREVER} {_SERVED}\n")
    listening = socket.create_server(("", 2049))
    (Path("/proc/fs/nfsd") / "versions").write_text("-3 +4 +4.1 +4.2\n")
    (Path("/proc/fs/nfsd") / "portlist").write_text(f"{listening.fileno()}\n")
    (Path("/proc/fs/nfsd") / "threads").write_text("4\n")


def _join(machine: Path) -> None:
    """Let a machine with a network and a name of its own mount what is served."""
    name, number = machine.name, _NETWORKS[machine]
    _run("ip", "netns", "add", name)
    _run("ip", "link", "add", f"outer{number}", "type", "veth", "peer", "name", f"inner{number}", "netns", name)
    _run("ip", "addr", "add", f"10.0.{number}.1/24", "dev", f"outer{number}")
    _run("ip", "link", "set", f"outer{number}", "up")
    _run("ip", "-n", name, "addr", "add", f"10.0.{number}.2/24", "dev", f"inner{number}")
    _run("ip", "-n", name, "link", "set", f"inner{number}", "up")
    identify = f"echo {name} > /sys/fs/nfs/net/nfs_client/identifier"
    _run("ip", "netns", "exec", name, "sh", "-c", identify)
    options = f"{_MOUNTED},addr=10.0.{number}.1,clientaddr=10.0.{number}.2"
    mount = ["mount", "-i", "-t", "nfs4", "-o", options, f"10.0.{number}.1:/", str(machine)]
    _run("nsenter", f"--net=/run/netns/{name}", *mount)


def _run(*command: str) -> None:
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
