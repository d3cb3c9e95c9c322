"""Which edition of the world's time zone rules this installation computes with."""

import zoneinfo
from functools import cache
from importlib.metadata import version
from pathlib import Path


@cache
def zone_rules_version() -> str:
    """The IANA edition, such as 2026f or 2026.6: of the first folder that has zones, else of the tzdata package."""
    for folder in map(Path, zoneinfo.TZPATH):
        if (folder / "UTC").exists():
            listing = folder / "tzdata.zi"
            if not listing.exists():
                return f"unnamed:{folder.name}"
            with listing.open() as lines:
                return lines.readline().removeprefix("# version").strip()
    return version("tzdata")
