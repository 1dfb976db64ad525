"""What programs leave in a folder: no submissions, and nobody's fault."""

from __future__ import annotations

from pathlib import Path
from random import Random

from simulation.files.parcel import Parcel
from simulation.mess.spoiling import OLE


def junk_beside(rng: Random, parcel: Parcel) -> Parcel:
    """Give what a program left beside a file: Excel's lock, a folder's thumbnails, a broken download."""
    folder, slash, name = parcel.path.rpartition("/")
    # most of these have one name whatever they belong to: a folder of the file's own holds them
    own = f"{folder}{slash}附件/{name.rpartition('.')[0]}/"
    path = rng.choice(
        (
            f"{folder}{slash}~${name}",
            f"{folder}{slash}.~{name}",
            f"{folder}{slash}{name}.part",
            f"{folder}{slash}{name}.tmp",
            f"{own}Thumbs.db",
            f"{own}.DS_Store",
            f"{own}desktop.ini",
        )
    )
    content = OLE + rng.randbytes(157)

    def write(target: Path) -> None:
        target.write_bytes(content)

    return Parcel(path, parcel.received_at, write, is_submission=False)
