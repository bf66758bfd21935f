"""Where tests keep their files: in memory, if this machine lends some as a folder.

A database in memory never waits for a disk, which on a busy machine takes an eighth of the time of a test of storage.
"""

import shutil
from pathlib import Path

FOLDER = Path("/dev/shm")
"""Linux lends up to half of its memory here; a container often no more than 64 MB."""
ENOUGH = 2 * 1024**3
"""Bytes: a PostgreSQL with every town of a run takes a quarter of that."""


def folder() -> Path | None:
    """For files that nobody misses after the run; None where there is not enough of it."""
    return FOLDER if FOLDER.is_dir() and shutil.disk_usage(FOLDER).free >= ENOUGH else None
