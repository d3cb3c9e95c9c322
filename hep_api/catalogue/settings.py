"""Settings that a protocol changes, each with who wants it so and why."""

from hep_api.catalogue.document import Cursor
from hep_api.catalogue.scalars import text
from hep_api.engine.configuring import Config, NotAllowed, configured, parsed

KEYS = ("value", "why")


def read_config(cursor: Cursor) -> tuple[tuple[str, str], ...]:
    """`name: {value, why}` for every setting that differs; what may not be changed is refused with its bounds."""
    found: list[tuple[str, str]] = []
    for name, below in cursor.entries():
        fields = below.fields(KEYS)
        fields.read("why", text, "")
        value = fields.read("value", text, "")
        try:
            parsed(name, value)
        except NotAllowed as error:
            below.fail(str(error))
            continue
        found.append((name, value))
    try:
        configured(Config(), tuple(found))
    except NotAllowed as error:
        cursor.fail(str(error))
    return tuple(found)
