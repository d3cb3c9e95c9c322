"""Decisions: what changed or was held, and why."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hep_api.store.models.rows import Row, clinic_key, one_of, within


class DecisionRow(Row):
    """One decision, never edited: a newer revision supersedes it."""

    __tablename__ = "decision"
    __table_args__ = (
        within("patient", "patient_id"),
        within("plan", "patient_id", "plan_id", to=("patient_id", "id")),
        clinic_key(),
        UniqueConstraint("key", "revision"),
        one_of("stage", "provisional", "final", "at_once"),
        one_of("settled_as", "accepted", "rejected", "replaced"),
        Index("ix_decision_plan", "plan_id", "sequence"),
        Index("ix_decision_patient", "patient_id", "sequence"),
        {"comment": "What was decided, also to hold, with every rule that matched"},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, comment="Of this revision")
    key: Mapped[UUID] = mapped_column(comment="The same however often it is recomputed")
    revision: Mapped[int] = mapped_column(comment="Counts recomputations that came out differently, from 1")
    clinic_id: Mapped[UUID] = mapped_column(comment="The clinic that owns the row")
    patient_id: Mapped[UUID] = mapped_column(comment="About whom")
    plan_id: Mapped[UUID] = mapped_column(comment="About which plan")
    slot_id: Mapped[UUID | None] = mapped_column(comment="About which prescription, if one")
    sequence: Mapped[int] = mapped_column(BigInteger, comment="Order of writing within the patient")
    stage: Mapped[str] = mapped_column(comment="provisional, final or at_once")
    outcome: Mapped[str] = mapped_column(comment="HOLD, INCREASE_REPS, REGRESS ...")
    rule: Mapped[str] = mapped_column(comment="The decisive rule")
    scope: Mapped[str] = mapped_column(comment="exercise, family, region, protocol or programme")
    scope_value: Mapped[str] = mapped_column(comment="Which one")
    trigger: Mapped[str] = mapped_column(comment="The fact or boundary that caused it")
    decided_at: Mapped[datetime] = mapped_column(comment="The instant it holds from")
    decided_on: Mapped[date] = mapped_column(comment="That instant's day in the patient's zone")
    proposed: Mapped[bool] = mapped_column(comment="True: it waits, or waited, for a clinician")
    settled_as: Mapped[str | None] = mapped_column(comment="accepted, rejected or replaced; empty while open")
    superseded_by: Mapped[UUID | None] = mapped_column(comment="The id of the newer revision")
    content_hash: Mapped[str] = mapped_column(comment="The content it was judged with")
    engine_version: Mapped[str] = mapped_column(comment="The engine that judged")
    actor: Mapped[str] = mapped_column(comment="engine, or the staff member's id")
    facts: Mapped[list[Any]] = mapped_column(comment="Ids of the facts it used")
    reasons: Mapped[list[Any]] = mapped_column(comment="Rules that matched: observed value, threshold, sentence key")
    before: Mapped[dict[str, Any] | None] = mapped_column(comment="The prescription before")
    after: Mapped[dict[str, Any] | None] = mapped_column(comment="The prescription after")
    phase_before: Mapped[str] = mapped_column(comment="The phase before; empty when phases are not the matter")
    phase_after: Mapped[str] = mapped_column(comment="The phase after")
