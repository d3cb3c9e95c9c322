"""Accounts of staff; only whoever runs the installation opens them, on its command line."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from hep_api.errors import FieldError, NotFound
from hep_api.identity.password_rules import password_mistake
from hep_api.identity.passwords import hash_password
from hep_api.store import clinics, emails, entrance, second_factors, staff, tokens
from hep_api.store.db import acting, write
from hep_api.store.models import StaffRow
from hep_api.store.scope import Role, Scope


def account_mistakes(clinic_id: UUID, *, email: str, name: str, password: str) -> Iterator[FieldError]:
    """What an account cannot have: a clinic that is not there, an address in use, a password easily guessed."""
    desk = _desk(clinic_id)
    with acting(desk):
        clinic = clinics.find_clinic(desk)
    if clinic is None:
        yield FieldError("clinic", "There is no such clinic.")
    if entrance.is_email_taken(email):
        yield FieldError("email", "An account with this e-mail address exists already.")
    mistake = password_mistake(password, (clinic.name if clinic else "", email, name))
    if mistake:
        yield FieldError("password", mistake)


def open_account(clinic_id: UUID, given: Mapping[str, Any], at: datetime) -> UUID:
    """Open an account with what StaffIn loads and return its id; raises NotFound for an unknown clinic."""
    password_hash = hash_password(given["password"])
    desk = _desk(clinic_id)
    with acting(desk), write():
        clinic = clinics.get_clinic(desk)
        row = StaffRow(
            id=uuid4(),
            email=given["email"],
            name=given["name"],
            role=given["role"],
            password_hash=password_hash,
            locale=given["locale"],
            zone=given["zone"] or clinic.zone,
            created_at=at,
        )
        staff.add_staff(desk, row)
    return row.id


def list_accounts(clinic_id: UUID) -> list[StaffRow]:
    """Everybody who works at a clinic, first come first; raises NotFound."""
    desk = _desk(clinic_id)
    with acting(desk):
        clinics.get_clinic(desk)
        return staff.list_staff(desk)


def forget_second_factor(email: str, at: datetime) -> None:
    """Take a lost second factor away and end every sign-in; the person is told. Raises NotFound."""
    row = entrance.find_staff_by_email(email)
    if row is None:
        raise NotFound("Nobody signs in with this e-mail address.")
    scope = Scope(row.clinic_id, row.id, Role(row.role))
    with acting(scope), write():
        second_factors.remove_factor(scope)
        tokens.revoke_owner(scope, row.id, reason="second_factor", at=at)
        emails.owe_email(scope, row.id, "second_factor_off", at)


def _desk(clinic_id: UUID) -> Scope:
    """Whoever runs the installation, at a clinic: a role that belongs to nobody in particular."""
    return Scope(clinic_id, uuid4(), Role.OPERATOR)
