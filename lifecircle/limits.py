"""What a stranger's file may take: of the archive; of the child that opens it memory, processor time and files."""

from __future__ import annotations

import mmap
import resource
from pathlib import Path

KEPT_LIMIT = 200 * 2**20
"""A larger file is not kept: its hash, size and name are (docs/contract/submissions.md, Files)."""

_PAGE = resource.getpagesize()
_OPEN_FILES = 32
_UNEVEN = 8 * 2**20
"""What looking itself may take."""


def limit_memory(further_mib: int) -> int:
    """Let this process take so much more address space than it has now; beyond it, allocation fails.

    Returns:
        How much it may have in all, in bytes.
    """
    limit = _address_space() + further_mib * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    return limit


def has_memory(limit: int) -> bool:
    """Whether this process can have all that it was limited to: an allocation that failed was then beyond the limit."""
    if resource.getrlimit(resource.RLIMIT_AS)[0] != limit:
        return False
    try:
        mmap.mmap(-1, max(limit - _address_space() - _UNEVEN, _PAGE)).close()
    except (OSError, MemoryError):
        return False
    return True


def _address_space() -> int:
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * _PAGE


def limit_cpu(further_seconds: int) -> None:
    """Let this process work so much longer than it has until now; beyond it, the system ends it (SIGXCPU)."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + further_seconds + 1
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def limit_files(largest_written_mib: int) -> None:
    """Let this process write files of at most this size (0: none), open few at a time, and leave no core dump."""
    size = largest_written_mib * 2**20
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    resource.setrlimit(resource.RLIMIT_NOFILE, (_OPEN_FILES, _OPEN_FILES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
