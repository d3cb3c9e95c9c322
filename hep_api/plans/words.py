"""What the parts of one plan are called in one language."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from hep_api.catalogue import Catalogue
from hep_api.catalogue.values import ExerciseEntry
from hep_api.engine.explain import Phrase
from hep_api.engine.protocol import Content
from hep_api.engine.slot import prescription_id
from hep_api.web.wording import say


@dataclass(frozen=True, slots=True)
class Words:
    """The installed catalogue, a language, and the content that the plan was assigned with.

    What the catalogue no longer has is called by its slug or id.
    """

    catalogue: Catalogue
    language: str
    content: Content

    def say(self, phrase: Phrase) -> str:
        """A sentence."""
        return say(self.catalogue, self.language, phrase, self.content.protocol.id)

    def entry(self, slug: str) -> ExerciseEntry | None:
        """An exercise as the catalogue has it now, with its texts."""
        return self.catalogue.exercises.get(slug)

    def exercise(self, slug: str) -> str:
        """The name of an exercise."""
        entry = self.entry(slug)
        return entry.name.of(self.language) if entry else slug

    def rung(self, slug: str, index: int) -> dict[str, Any]:
        """One variant of an exercise's ladder: index from 0 (easiest), id and name."""
        rung_id = self.content.exercises[slug].rungs[index].id
        entry = self.entry(slug)
        text = entry.rung_names.get(rung_id) if entry else None
        return {"index": index, "id": rung_id, "name": text.of(self.language) if text else rung_id}

    def phase(self, phase_id: str) -> str:
        """The name of a phase."""
        protocol = self.catalogue.protocols.get(self.content.protocol.id)
        text = protocol.phase_names.get(phase_id) if protocol else None
        return text.of(self.language) if text else phase_id

    def plan(self) -> str:
        """What the patient calls the plan: neutral."""
        protocol = self.catalogue.protocols.get(self.content.protocol.id)
        return protocol.patient_name.of(self.language) if protocol else self.content.protocol.id

    def routine(self, routine_id: str) -> str:
        """The name of a routine of the protocol."""
        protocol = self.catalogue.protocols.get(self.content.protocol.id)
        text = protocol.routine_names.get(routine_id) if protocol else None
        return text.of(self.language) if text else routine_id

    def region(self) -> str:
        """The name of the treated site."""
        return self.term("regions", self.content.protocol.region)

    def term(self, group: str, slug: str) -> str:
        """A word of the vocabulary; one that has no text is its own name."""
        text = self.catalogue.vocabulary[group].get(slug)
        return text.of(self.language) if text else slug

    def slug_of(self, plan_id: UUID, slot_id: UUID | None) -> str:
        """Which exercise a prescription of the plan is; empty for none."""
        return next((slug for slug in self.content.exercises if prescription_id(plan_id, slug) == slot_id), "")
