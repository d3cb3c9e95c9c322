"""The installed catalogue: read once a process, on first use."""

from functools import cache

from hep_api.catalogue import Catalogue, load


@cache
def installed_catalogue() -> Catalogue:
    """The catalogue that this installation came with; raises ContentError naming every mistake in it."""
    return load()
