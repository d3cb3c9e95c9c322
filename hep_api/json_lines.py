"""Files of one JSON value a line, which several processes may write to."""

import errno
import os
from pathlib import Path
from typing import Any

import orjson


def append_line(path: Path, value: Any) -> int:
    """Put a value at the end of a file, on disk before this returns; its byte offset. Raises OSError."""
    line = orjson.dumps(value) + b"\n"
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        written = os.write(descriptor, line)
        if written != len(line):
            raise OSError(errno.ENOSPC, "only part of the line fitted", str(path))
        os.fsync(descriptor)
        return os.lseek(descriptor, 0, os.SEEK_CUR) - written
    finally:
        os.close(descriptor)
