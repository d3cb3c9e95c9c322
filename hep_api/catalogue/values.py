"""What the catalogue holds: engine values with the words and sources that belong to them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from hep_api.codec import content_hash
from hep_api.engine.configuring import Config, configured
from hep_api.engine.protocol import Band, Content, Exercise, Listing, Protocol
from hep_api.errors import NotFound

Fills = tuple[tuple[tuple[str, str], tuple[Listing, ...]], ...]
"""What stands in the open places of a protocol, by (phase, place)."""

LANGUAGES = ("en", "es")
"""The languages that every text is written in."""


@dataclass(frozen=True, slots=True)
class Text:
    """The same text in every language."""

    en: str
    es: str

    def of(self, language: str) -> str:
        """The text in a language (ISO 639 code); English when there is none."""
        return self.es if language == "es" else self.en


NO_TEXT = Text("", "")


@dataclass(frozen=True, slots=True)
class ExerciseEntry:
    """One exercise with its words. Targets, equipment and sources are vocabulary slugs.

    `rung_names` by rung id; `rung_bands` where a rung may be used only from a later band than the exercise.
    `numbers_from` is 'protocol' or 'stage' when the catalogue has no dose of its own, else ''. `easier` and `harder`
    say what to change today on the same rung; `leads_to` are harder exercises of the same kind.
    """

    exercise: Exercise
    name: Text
    targets: tuple[str, ...]
    equipment: tuple[str, ...]
    rung_names: dict[str, Text]
    rung_bands: dict[str, Band]
    cue: Text
    fault: Text
    sources: tuple[str, ...]
    numbers_from: str = ""
    easier: Text = NO_TEXT
    harder: Text = NO_TEXT
    leads_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Review:
    """Who signed the content off, and on which day; both None until a clinician did."""

    reviewed_by: str | None
    reviewed_on: date | None

    @property
    def reviewed(self) -> bool:
        """Whether a clinician signed."""
        return self.reviewed_by is not None


UNREVIEWED = Review(None, None)


@dataclass(frozen=True, slots=True)
class ListingNote:
    """What to know about one exercise of one phase: a note, and the source (or '') of a dose outside the catalogue."""

    phase: str
    slug: str
    note: Text | None
    override: str


@dataclass(frozen=True, slots=True)
class OpenSlot:
    """One place: of which phase, after how many exercises of its menu, and what may stand there.

    `required`: without it the programme cannot be assigned. `family` "" = any. `at_most` exercises fit in.
    """

    phase: str
    id: str
    name: Text
    place: int
    required: bool = True
    family: str = ""
    at_most: int = 1
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class ProtocolEntry:
    """One protocol with its words. `patient_name` is neutral; `proms` are the outcome measures to collect.

    `forbid` are exercises that have no place in it, `forbid_rungs` (slug, rung) pairs that no walk may pass.
    """

    protocol: Protocol
    name: Text
    patient_name: Text
    phase_names: dict[str, Text]
    contraindications: tuple[Text, ...]
    proms: tuple[str, ...]
    notes: tuple[Text, ...]
    listing_notes: tuple[ListingNote, ...]
    sources: tuple[str, ...]
    review: Review
    open_slots: tuple[OpenSlot, ...] = ()
    forbid: tuple[str, ...] = ()
    forbid_rungs: tuple[tuple[str, str], ...] = ()
    routine_names: dict[str, Text] = field(default_factory=dict)

    @property
    def slugs(self) -> tuple[str, ...]:
        """Every exercise that any phase or routine lists, sorted."""
        return slugs_of(self.protocol)

    @property
    def total_weeks(self) -> tuple[Decimal, Decimal]:
        """Fewest and most weeks of all phases together [CORRECTIONS B15]."""
        phases = self.protocol.phases
        zero = Decimal(0)
        return sum((phase.weeks_min for phase in phases), zero), sum((phase.weeks_max for phase in phases), zero)


@dataclass(frozen=True, slots=True)
class MeasurementEntry:
    """One objective test [MEASUREMENTS B.1]. `unit` is a vocabulary slug; `low` and `high` bound an entry.

    `sides`: 'worse', 'both', 'lsi' (both, compared), 'involved' or 'none'. `better`: 'lower', 'higher', 'yes' or
    'none'. `recorded_by`: 'patient', 'clinician', 'either' or 'supervised' (a clinician, only after sign-off).
    """

    slug: str
    name: Text
    unit: str
    sides: str
    better: str
    recorded_by: str
    low: Decimal
    high: Decimal
    how_to: Text


@dataclass(frozen=True, slots=True)
class ConfirmationEntry:
    """Something a clinician ticks with name, time and note [MEASUREMENTS B.2]; it expires with the phase."""

    slug: str
    meaning: Text


@dataclass(frozen=True, slots=True)
class TierChange:
    """When question `question` was answered `answer`, the tier is `tier` instead."""

    question: str
    answer: bool
    tier: str


@dataclass(frozen=True, slots=True)
class ScreenQuestion:
    """One red-flag question. `tier` E, U or C of a yes; `asked_if` names the question whose yes makes it worth asking.

    A follow-up has no tier of its own ('').
    """

    id: str
    text: Text
    tier: str
    asked_if: str = ""
    changes: tuple[TierChange, ...] = ()
    advice: Text | None = None


@dataclass(frozen=True, slots=True)
class Screening:
    """The short set of red-flag questions in asking order, and what to do now per tier."""

    version: str
    questions: tuple[ScreenQuestion, ...]
    what_to_do: dict[str, Text]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything that was read, checked against each other. `vocabulary` by group and slug, `wording` by language.

    `published` are the (protocol id, version) that will never change again.
    `own` names what one clinic added to it; of these the `retired` stay for plans that have them, and for no others.
    """

    exercises: dict[str, ExerciseEntry]
    protocols: dict[str, ProtocolEntry]
    measurements: dict[str, MeasurementEntry]
    confirmations: dict[str, ConfirmationEntry]
    screening: Screening
    vocabulary: dict[str, dict[str, Text]]
    wording: dict[str, dict[str, str]]
    config: Config = field(default_factory=Config)
    published: frozenset[tuple[str, str]] = frozenset()
    own: frozenset[str] = frozenset()
    retired: frozenset[str] = frozenset()

    def offers(self, name: str) -> bool:
        """Whether an exercise or protocol is there for new plans."""
        return name not in self.retired and (name in self.exercises or name in self.protocols)

    def content(self, protocol_id: str, clinic: tuple[tuple[str, str], ...] = (), fills: Fills = ()) -> Content:
        """What a plan of this protocol is assigned with, under its hash; NotFound when there is none.

        Of a clinic's settings and the protocol's own, the protocol's win: the narrower knows better [SPEC 0].
        """
        entry = self.protocols.get(protocol_id)
        if entry is None:
            raise NotFound(f"There is no protocol '{protocol_id}'.")
        return content_of(entry, self.exercises, self.config, clinic, fills)


def content_of(
    entry: ProtocolEntry,
    exercises: Mapping[str, ExerciseEntry],
    config: Config,
    clinic: tuple[tuple[str, str], ...] = (),
    fills: Fills = (),
) -> Content:
    """A protocol with its exercises and settings, under its hash.

    Filled places become part of the menu, forbidden rungs are no part of any ladder.
    """
    protocol = filled(entry, fills)
    known = {slug: allowed(exercises[slug].exercise, entry.forbid_rungs) for slug in slugs_of(protocol)}
    config = configured(config, (*clinic, *protocol.config))
    return Content(content_hash(protocol, known, config), protocol, known, config)


def slugs_of(protocol: Protocol) -> tuple[str, ...]:
    """Every exercise that any phase or routine lists, sorted."""
    listed = {listing.slug for phase in protocol.phases for listing in phase.exercises}
    return tuple(sorted(listed | {item.slug for routine in protocol.routines for item in routine.items}))


def filled(entry: ProtocolEntry, fills: Fills) -> Protocol:
    """The protocol with these exercises in its open places, each where its place stood on the menu."""
    chosen = dict(fills)
    phases = []
    for phase in entry.protocol.phases:
        menu: list[Listing] = list(phase.exercises)
        for slot in reversed([slot for slot in entry.open_slots if slot.phase == phase.id]):
            menu[slot.place : slot.place] = chosen.get((slot.phase, slot.id), ())
        phases.append(replace(phase, exercises=tuple(menu)))
    return replace(entry.protocol, phases=tuple(phases))


def allowed(exercise: Exercise, forbidden: tuple[tuple[str, str], ...]) -> Exercise:
    """The exercise without the rungs that a protocol forbids: the walk never passes them [CORRECTIONS B22]."""
    gone = {rung for slug, rung in forbidden if slug == exercise.slug}
    return replace(exercise, rungs=tuple(rung for rung in exercise.rungs if rung.id not in gone)) if gone else exercise
