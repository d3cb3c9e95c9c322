"""A copy of a frozen value with changes: dataclasses.replace for values with slots, in a third of the time."""

from collections.abc import Callable
from dataclasses import fields
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import replace  # under its own name, so that every change is still checked against its field
else:

    def replace(value: Any, /, **changes: Any) -> Any:
        """The value with some fields changed; raises KeyError for a field it does not have."""
        kind = value.__class__
        read, writers, writer = _of(kind)
        made = kind.__new__(kind)
        for write, kept in zip(writers, read(value)):  # noqa: B905 - both have one entry a field; checking takes time
            write(made, kept)
        for name, fresh in changes.items():
            writer[name](made, fresh)
        return made


Write = Callable[[Any, Any], None]


@cache
def _of(kind: type) -> tuple[Callable[[Any], tuple[Any, ...]], tuple[Write, ...], dict[str, Write]]:
    """How to read all fields of a kind of value at once, and how to write each into its slot, in order and by name."""
    names = [field.name for field in fields(kind)]
    writer = {name: getattr(kind, name).__set__ for name in names}
    read = attrgetter(*names) if len(names) > 1 else lambda value: (getattr(value, names[0]),)
    return read, tuple(writer.values()), writer


__all__ = ["replace"]
