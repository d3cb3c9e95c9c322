"""Second factors of one clinic's staff: each function is about the scope's own subject."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, select, update

from hep_api.store import audit
from hep_api.store.db import session
from hep_api.store.models import RecoveryCodeRow, SecondFactorRow
from hep_api.store.scope import Scope


def find_factor(scope: Scope) -> SecondFactorRow | None:
    """The subject's authenticator app, in use or waiting to be confirmed, or None."""
    return session().scalars(select(SecondFactorRow).where(*_own(scope))).one_or_none()


def hold_factor(scope: Scope) -> SecondFactorRow | None:
    """The same, held until the transaction ends."""
    return session().scalars(select(SecondFactorRow).where(*_own(scope)).with_for_update()).one_or_none()


def show_secret(scope: Scope, sealed: bytes, at: datetime) -> None:
    """Keep a secret that was shown and waits to be confirmed; one in use stays in use."""
    row = hold_factor(scope)
    if row is None:
        row = SecondFactorRow(staff_id=scope.subject_id, clinic_id=scope.clinic_id, last_step=0)
        session().add(row)
    row.pending, row.pending_at = sealed, at
    audit.append(scope, "second_factor.shown", about={"staff": scope.subject_id})


def confirm_factor(scope: Scope, row: SecondFactorRow, step: int, at: datetime) -> None:
    """Ask for the app that waits, which the transaction holds, from `at` on; its code of `step` is used up."""
    row.secret, row.confirmed_at, row.last_step = row.pending, at, step
    row.pending = row.pending_at = None
    audit.append(scope, "second_factor.confirmed", about={"staff": scope.subject_id})


def use_step(scope: Scope, step: int) -> bool:
    """Use up the code of one half minute; False when it, or a later one, was used before."""
    used = (
        update(SecondFactorRow)
        .where(*_own(scope), SecondFactorRow.last_step < step)
        .values(last_step=step)
        .returning(SecondFactorRow.staff_id)
        .execution_options(synchronize_session=False)
    )
    return session().execute(used).one_or_none() is not None


def use_recovery_code(scope: Scope, code_hash: str, at: datetime) -> bool:
    """Use up a recovery code; False when there is none such, or it was used before."""
    used = (
        update(RecoveryCodeRow)
        .where(
            RecoveryCodeRow.clinic_id == scope.clinic_id,
            RecoveryCodeRow.staff_id == scope.subject_id,
            RecoveryCodeRow.hash == code_hash,
            RecoveryCodeRow.used_at.is_(None),
        )
        .values(used_at=at)
        .returning(RecoveryCodeRow.hash)
        .execution_options(synchronize_session=False)
    )
    right = session().execute(used).one_or_none() is not None
    if right:
        audit.append(scope, "recovery_code.used", about={"staff": scope.subject_id})
    return right


def replace_recovery_codes(scope: Scope, code_hashes: Collection[str], at: datetime) -> None:
    """Give the subject new recovery codes; those before open nothing any more."""
    _forget_codes(scope)
    for code_hash in code_hashes:
        session().add(RecoveryCodeRow(hash=code_hash, clinic_id=scope.clinic_id, staff_id=scope.subject_id, made_at=at))
    audit.append(scope, "recovery_code.renewed", about={"staff": scope.subject_id})


def count_recovery_codes(scope: Scope) -> int:
    """How many recovery codes the subject has left."""
    left = select(func.count()).where(
        RecoveryCodeRow.clinic_id == scope.clinic_id,
        RecoveryCodeRow.staff_id == scope.subject_id,
        RecoveryCodeRow.used_at.is_(None),
    )
    return session().scalar(left) or 0


def remove_factor(scope: Scope) -> None:
    """Forget the subject's authenticator app and recovery codes."""
    _forget_codes(scope)
    session().execute(delete(SecondFactorRow).where(*_own(scope)))
    audit.append(scope, "second_factor.removed", about={"staff": scope.subject_id})


def _own(scope: Scope) -> tuple[ColumnElement[bool], ...]:
    return SecondFactorRow.clinic_id == scope.clinic_id, SecondFactorRow.staff_id == scope.subject_id


def _forget_codes(scope: Scope) -> None:
    session().execute(
        delete(RecoveryCodeRow).where(
            RecoveryCodeRow.clinic_id == scope.clinic_id, RecoveryCodeRow.staff_id == scope.subject_id
        )
    )
