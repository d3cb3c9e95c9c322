"""Applies a batch of facts one by one, each in its own transaction; a bad one never stops the others."""

import traceback
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus
from typing import Any
from uuid import UUID

import structlog

from hep_api.codec import KINDS
from hep_api.courses import Report, instant_of, take_in
from hep_api.engine.facts import RANKS
from hep_api.errors import Conflict, FieldError, HepError, Invalid, NotYet
from hep_api.store import plans
from hep_api.store.db import StoreBusy
from hep_api.store.scope import Scope
from hep_api.web.answers import Teller
from hep_api.web.facts import SAYS_ITS_KIND, as_sent, read_fact

log = structlog.get_logger("hep.sync")


@dataclass(frozen=True, slots=True)
class _Item:
    """One fact of a batch: where it stood in it, and how it could be read."""

    index: int
    report: Report

    @property
    def id(self) -> UUID | None:
        """Its id, as far as it could be read."""
        return self.report.data.get("id")


def apply_batch(
    scope: Scope,
    patient_id: UUID,
    raws: Sequence[Any],
    teller: Teller,
    *,
    now: datetime,
    sent_at: datetime | None = None,
) -> list[dict[str, Any]]:
    """A result for each fact in the order sent; applied in the order in which they happened.

    `sent_at` is what the phone's clock said when it sent them. The way here takes time, so the skew kept with each fact
    is too low by that much; it is for people to read and moves no date.
    """
    skew = None if sent_at is None else round((sent_at - now).total_seconds())
    items = [_Item(index, replace(_read(raw), skew_seconds=skew)) for index, raw in enumerate(raws)]
    teller = replace(teller, wordings=plans.wording_hashes(scope, patient_id))
    results: dict[int, dict[str, Any]] = {}
    for item in _in_order(items, now):
        results[item.index] = _applied(scope, patient_id, item, teller, now)
    return [results[index] for index in range(len(items))]


def _read(raw: Any) -> Report:
    kind = raw.get("kind") if isinstance(raw, dict) else None
    # A kind may be anything that JSON can hold, also what cannot be looked up.
    named = isinstance(raw, dict) and not (isinstance(kind, str) and kind in SAYS_ITS_KIND)
    body = {name: value for name, value in raw.items() if name != "kind"} if named else raw
    reading = read_fact(kind, body)
    return Report(str(kind), reading.data, reading.mistakes, as_sent(body) if isinstance(body, dict) else {})


def _in_order(items: list[_Item], now: datetime) -> list[_Item]:
    """As the engine orders facts; whatever repeats an id of the batch comes last, so that the first one sent counts."""
    seen: set[UUID] = set()
    firsts: list[_Item] = []
    repeats: list[_Item] = []
    for item in items:
        again = item.id is not None and item.id in seen
        (repeats if again else firsts).append(item)
        if item.id is not None:
            seen.add(item.id)

    def order(item: _Item) -> tuple[datetime, int, str]:
        body = KINDS.get(item.report.kind)
        return (instant_of(item.report, now), RANKS[body] if body else len(RANKS), str(item.id))

    return [*sorted(firsts, key=order), *repeats]


def _applied(scope: Scope, patient_id: UUID, item: _Item, teller: Teller, now: datetime) -> dict[str, Any]:
    try:
        recorded = take_in(scope, patient_id, item.report, teller.catalogue, render=teller.answer, now=now)
    except NotYet as error:
        return _refused(item, HTTPStatus.FAILED_DEPENDENCY, error, error.fields)
    except Invalid as error:
        return _refused(item, HTTPStatus.UNPROCESSABLE_ENTITY, error, error.fields)
    except Conflict as error:
        return _refused(item, HTTPStatus.CONFLICT, error)
    except StoreBusy as error:
        return _refused(item, HTTPStatus.SERVICE_UNAVAILABLE, error)
    except Exception as error:  # noqa: BLE001 - a fact that we cannot take must not hold back all that come after it
        frames = [f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)]
        # Not log.exception: the message of an error can hold what a patient wrote.
        log.error("fact_failed", error=type(error).__name__, frames=frames[-12:])  # noqa: TRY400
        unexpected = HepError("Something went wrong on our side; send it again later.", code="internal_error")
        return _refused(item, HTTPStatus.INTERNAL_SERVER_ERROR, unexpected)
    status = HTTPStatus.CREATED if recorded.created else HTTPStatus.OK
    return _result(item, status, answer=recorded.answer)


def _refused(item: _Item, status: HTTPStatus, error: HepError, fields: Sequence[FieldError] = ()) -> dict[str, Any]:
    errors = [{"path": field.path, "message": field.message} for field in fields]
    return _result(item, status, code=error.code, detail=error.message, errors=errors)


def _result(item: _Item, status: HTTPStatus, **told: Any) -> dict[str, Any]:
    empty: dict[str, Any] = {"code": None, "detail": None, "errors": [], "answer": None}
    return {"id": str(item.id) if item.id else None, "status": int(status), **empty, **told}
