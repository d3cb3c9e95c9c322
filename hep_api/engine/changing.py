"""A copy of a frozen value with changes: dataclasses.replace for values with slots, in a small part of the time."""

from collections.abc import Callable
from dataclasses import fields
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import replace  # under its own name, so that every change is still checked against its field
else:

    def replace(value: Any, /, **changes: Any) -> Any:
        """The value with some fields changed; raises AttributeError for a field it does not have."""
        return _copier(value.__class__)(value, changes)


@cache
def _copier(kind: type) -> Callable[[Any, dict[str, Any]], Any]:
    """How to copy a kind of value with changes: written out field by field, as dataclasses does for `__init__`.

    The copy is filled while it is a draft, of a class with the same slots that is not frozen: writing past a frozen
    class takes ten times as long.
    """
    names = [field.name for field in fields(kind)]
    lines = [
        "def copied(value, changes):",
        "    made = draft()",
        *[f"    made.{name} = value.{name}" for name in names],
        "    for name in changes:",
        "        setattr(made, name, changes[name])",
        "    made.__class__ = kind",
        "    return made",
    ]
    known: dict[str, Any] = {"draft": type(f"{kind.__name__}Draft", (), {"__slots__": names}), "kind": kind}
    exec("\n".join(lines), known)  # noqa: S102 - nothing in it but the names of our own fields
    copied: Callable[[Any, dict[str, Any]], Any] = known["copied"]
    return copied


__all__ = ["replace"]
