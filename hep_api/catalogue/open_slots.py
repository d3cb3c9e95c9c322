"""Places on a menu that a clinician fills when assigning: a sport block, a goal task [CORRECTIONS B14]."""

from hep_api.catalogue.document import Cursor
from hep_api.catalogue.scalars import flag, one_of, slug, texts, whole
from hep_api.catalogue.values import NO_TEXT, OpenSlot
from hep_api.catalogue.vocabulary import FAMILIES

REQUIRED = ("slot", "name")
OPTIONAL = ("required", "family", "at_most", "note")


def is_open_slot(cursor: Cursor) -> bool:
    """Whether an entry of a menu is a place to fill and not an exercise."""
    return cursor.is_mapping() and any(name == "slot" for name, _ in cursor.entries())


def read_open_slot(cursor: Cursor, phase: str, place: int) -> OpenSlot:
    """`{slot: sport-block, name: {...}, required: true, family: impact, at_most: 3}`."""
    fields = cursor.fields(REQUIRED, OPTIONAL)
    return OpenSlot(
        phase=phase,
        id=fields.read("slot", slug, ""),
        name=fields.read("name", texts, NO_TEXT),
        place=place,
        required=fields.read("required", flag, default=True),
        family=fields.read("family", one_of(FAMILIES, "load family"), ""),
        at_most=fields.read("at_most", whole(1, 6), 1),
        note=fields.read("note", texts, None),
    )
