"""The images of docker-compose.yml; the bases come from their registry, else are made of Debian's packages.

A stand-in has the name and tag of what it stands for, in a registry that exists nowhere, and the interface of the
official image; no file of production knows of it.
"""

from __future__ import annotations

import logging
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lifecircle.settings import PROJECT
from tests.compose.engine import Engine

logger = logging.getLogger(__name__)

_BASES = Path(__file__).with_name("bases")
_STAND_INS = "stand-in.invalid"
_DEBIAN = f"{_STAND_INS}/debian:bookworm"


def registry_within_reach(engine: Engine, services: Mapping[str, Any]) -> str | None:
    """Have the base images, and tell from which registry they are; None is the one of docker-compose.yml."""
    bases = base_images(services)
    if all(_has(engine, base) or _pulls(engine, base) for base in bases):
        return None
    logger.info("the registry is out of reach: making %s from Debian's packages", ", ".join(map(_plain, bases)))
    for base in bases:
        stand_in = f"{_STAND_INS}/{_plain(base)}"
        if not _has(engine, stand_in):
            _make(engine, stand_in)
    return _STAND_INS


def base_images(services: Mapping[str, Any]) -> list[str]:
    """What is not ours: the images that services run, and those that ours are built on."""
    run = {service["image"] for service in services.values() if "build" not in service}
    built_on = {
        value
        for service in services.values()
        for name, value in service.get("build", {}).get("args", {}).items()
        if name.endswith("_IMAGE")
    }
    return sorted(run | built_on)


def build(engine: Engine, config: Mapping[str, Any]) -> None:
    """Build our own images as docker-compose.yml says.

    By the client, not by Compose, which cannot hand a secret over where BuildKit's plugin is missing.
    """
    ours = {service["image"]: service["build"] for service in config["services"].values() if "build" in service}
    for image, said in ours.items():
        context = Path(said["context"])
        arguments = [f"--build-arg={name}={value}" for name, value in said.get("args", {}).items()]
        for secret in said.get("secrets", []):
            file = config["secrets"][secret["source"]]["file"]
            arguments.append(f"--secret=id={secret['source']},src={file}")
        logger.info("building %s", image)
        engine.must("build", "--tag", image, "--file", context / said["dockerfile"], *arguments, context)


def _make(engine: Engine, stand_in: str) -> None:
    if not _has(engine, _DEBIAN):
        _make_debian(engine)
    name = _plain(stand_in).partition(":")[0]
    logger.info("making %s", stand_in)
    engine.must(
        *("build", "--tag", stand_in, "--build-arg", f"DEBIAN={_DEBIAN}"),
        *("--file", _BASES / f"{name}.Dockerfile", _BASES),
    )


def _make_debian(engine: Engine) -> None:
    subprocess.run([PROJECT / "deploy" / "system-packages", "debootstrap"], check=True)
    with tempfile.TemporaryDirectory(prefix="lifecircle-debian-", dir="/var/tmp") as place:
        tree, log = Path(place) / "tree", Path(place) / "log"
        command: list[str | Path] = ["debootstrap", "--variant=minbase", "--include=ca-certificates", "bookworm", tree]
        with log.open("wb") as output:
            made = subprocess.run(command, stdout=output, stderr=output, check=False)
        if made.returncode:
            raise RuntimeError(f"debootstrap failed:\n{log.read_text()[-3000:]}")
        archive = Path(place) / "debian.tar"
        subprocess.run(["tar", "-C", tree, "-cf", archive, "."], check=True)
        engine.must("import", archive, _DEBIAN)


def _plain(image: str) -> str:
    """The name and tag without the registry."""
    return image.rpartition("/")[2]


def _has(engine: Engine, image: str) -> bool:
    return engine.docker("image", "inspect", image).returncode == 0


def _pulls(engine: Engine, image: str) -> bool:
    return engine.docker("pull", "--quiet", image).returncode == 0
