"""What the tests of notices need: a plan, a phone, a day, a sender that does as it is told."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID, uuid4

from sqlalchemy import select

from hep_api.notices.deliver import Courier
from hep_api.ports import PushMessage, PushOutcome, PushResult
from hep_api.store import devices
from hep_api.store.db import session, write
from hep_api.store.models import ContentRow, DeliveryRow, OccurrenceRow, PlanRow
from hep_api.store.scope import Scope

MONDAY_NOON = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)
"""12:00 in Madrid."""

SIX_IN_THE_EVENING = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)
"""18:00 in Madrid, when reminders come to those who never chose."""


@dataclass(frozen=True)
class ADay:
    scheduled: bool = True
    done: bool = False
    locked: bool = False
    paused: bool = False
    check_in_due: bool = True


def every_day(day: ADay | None = None) -> Callable[[UUID, datetime], ADay]:
    return lambda *_: day or ADay()


@dataclass
class FakeSender:
    """Keeps what it was asked to send and answers as scripted, `sent` when the script is over."""

    script: list[PushOutcome | PushResult] = field(default_factory=list)
    messages: list[PushMessage] = field(default_factory=list)
    on_send: Callable[[Sequence[PushMessage]], None] = lambda _: None

    def send(self, messages: Sequence[PushMessage]) -> list[PushOutcome]:
        self.messages += messages
        self.on_send(messages)
        return [self._answer(message) for message in messages]

    def _answer(self, message: PushMessage) -> PushOutcome:
        step = self.script.pop(0) if self.script else PushResult.SENT
        if isinstance(step, PushResult):
            step = PushOutcome(message.delivery_id, step, None, None, f"scripted {step}")
        return PushOutcome(
            message.delivery_id, step.result, step.provider_id, step.retry_after_seconds, step.detail,
            step.concerns_everyone,
        )  # fmt: skip

    @property
    def templates(self) -> list[str]:
        return [message.template.value for message in self.messages]


def refused(*, everyone: bool) -> PushOutcome:
    return PushOutcome(uuid4(), PushResult.OUR_FAULT, None, None, "refused", concerns_everyone=everyone)


def busy(retry_after_seconds: float) -> PushOutcome:
    return PushOutcome(uuid4(), PushResult.NOT_SENT, None, retry_after_seconds, "busy")


def a_courier(sender: FakeSender, now: datetime, day: ADay | None = None, **more) -> Courier:
    more.setdefault("lease_seconds", 60)
    return Courier(sender=sender, read_day=every_day(day), now=lambda: now, chance=lambda: 0.5, **more)


def add_plan(patient: Scope, therapist: Scope, at: datetime = MONDAY_NOON) -> UUID:
    """A live plan row; its content is of no interest here."""
    plan_id = uuid4()
    with write() as current:
        if current.get(ContentRow, "0" * 64) is None:
            current.add(ContentRow(hash="0" * 64, kind="plan", body=b"{}", created_at=at))
        current.add(
            PlanRow(
                id=plan_id,
                clinic_id=patient.clinic_id,
                patient_id=patient.subject_id,
                protocol_id="itbs",
                protocol_version="1.0.0",
                content_hash="0" * 64,
                status="active",
                phase="P1",
                started_on=at.date(),
                side="left",
                autonomy="auto",
                created_at=at,
                created_by=therapist.subject_id,
            )
        )
    return plan_id


def add_phone(owner: Scope, address: str = "", client_id: UUID | None = None, at: datetime = MONDAY_NOON) -> UUID:
    """A phone of somebody; returns the id that the server gave it."""
    registration = devices.Registration(client_id or uuid4(), "fcm_token", address or f"phone-{uuid4()}", "ios", "1.0")
    return devices.register_device(owner, registration, at).id


def occurrences(kind: str | None = None) -> list[OccurrenceRow]:
    found = select(OccurrenceRow).order_by(OccurrenceRow.due_at, OccurrenceRow.id)
    if kind:
        found = found.where(OccurrenceRow.kind == kind)
    session().expire_all()
    return list(session().scalars(found))


def deliveries() -> list[DeliveryRow]:
    session().expire_all()
    return list(session().scalars(select(DeliveryRow).order_by(DeliveryRow.next_attempt_at, DeliveryRow.id)))
