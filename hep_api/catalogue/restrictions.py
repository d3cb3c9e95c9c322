"""What an episode of care forbids for a while: after a graft, a repair, an osteotomy [CORRECTIONS C4]."""

from collections.abc import Callable

from hep_api.catalogue.clauses import EPISODE_DAYS
from hep_api.catalogue.document import Cursor
from hep_api.catalogue.scalars import list_of, one_of, text, whole
from hep_api.catalogue.vocabulary import FAMILIES, Known
from hep_api.engine.protocol import Restriction

REQUIRED = ("source",)
OPTIONAL = ("families", "slugs", "when", "since", "weeks", "until_confirmed")
EPISODE_WORDS = ("surgery.graft", "surgery.extras")
"""Facts of an episode that a restriction may depend on [MEASUREMENTS B.3]."""


def restriction_reader(known: Known) -> Callable[[Cursor], Restriction]:
    """A reader of one entry of `restrict`; it names what it forbids and what ends it."""

    def read(cursor: Cursor) -> Restriction:
        fields = cursor.fields(REQUIRED, OPTIONAL)
        if not {"families", "slugs"} & fields.found.keys():
            cursor.fail("say what is forbidden: 'families' or 'slugs'")
        if not {"weeks", "until_confirmed"} & fields.found.keys():
            cursor.fail("say what ends it: 'weeks' with 'since', or 'until_confirmed'")
        if ("weeks" in fields.found) != ("since" in fields.found):
            cursor.fail("'weeks' and 'since' belong together")
        return Restriction(
            families=fields.read("families", list_of(one_of(FAMILIES, "load family")), ()),
            slugs=fields.read("slugs", list_of(one_of(known.exercises, "exercise")), ()),
            when=fields.read("when", _when, ("", "")),
            since=fields.read("since", one_of(EPISODE_DAYS, "day of the episode"), ""),
            weeks=fields.read("weeks", whole(1, 104), None),
            until_confirmed=fields.read("until_confirmed", one_of(known.confirmations, "confirmation"), ""),
            source=fields.read("source", one_of(known.vocabulary["sources"], "source"), ""),
        )

    return read


def _when(cursor: Cursor) -> tuple[str, str]:
    pairs = [(name, text(below)) for name, below in cursor.entries()]
    if len(pairs) != 1 or pairs[0][0] not in EPISODE_WORDS:
        cursor.fail(f"one fact of the episode is expected, such as {{surgery.graft: hamstring}}: {EPISODE_WORDS}")
        return ("", "")
    return pairs[0]
