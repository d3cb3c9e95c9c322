"""seed: a demo clinic with a therapist, an admin and patients, so that a newcomer can look around."""

from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

import click
import orjson
from flask import current_app

from hep_api import clock
from hep_api.identity.passwords import hash_password
from hep_api.patients.service import invite_patient
from hep_api.settings import Settings
from hep_api.store import clinic_settings, clinics, patients, staff
from hep_api.store.clinic_settings import SECOND_FACTOR
from hep_api.store.db import acting, write
from hep_api.store.models import ClinicSettingRow, StaffRow
from hep_api.store.scope import Role, Scope

EMAIL = "therapist@demo.example"
ADMIN_EMAIL = "admin@demo.example"
PASSWORD = "demo demo demo demo"  # noqa: S105 - a demo clinic's, printed for everybody
ZONE = "Europe/Madrid"
PATIENTS = (("Ana Ejemplo", 1988, "es"), ("Ben Sample", 1975, "en"), ("Chris Muster", None, "en"))


REFUSED = (
    "DATABASE_URL names a database of yours, and everybody knows the password of the demo clinic. "
    "Found a clinic of your own instead (`clinic found`, `staff add`), or say --yes."
)


@click.command("seed")
@click.option("--yes", is_flag=True, help="Also into a database that DATABASE_URL names.")
def seed(*, yes: bool) -> None:
    """Make the demo clinic unless it is there, and print its ways in as JSON; every run makes fresh invite codes."""
    settings: Settings = current_app.extensions["hep-settings"]
    if not (settings.has_embedded_database or yes):
        raise click.ClickException(REFUSED)
    click.echo(orjson.dumps(seed_demo(settings, clock.now(), clock.real_now()), option=orjson.OPT_INDENT_2))


def seed_demo(settings: Settings, at: datetime, real_at: datetime) -> dict[str, Any]:
    """The demo clinic's ways in. Ids are derived from names, so seeding twice changes nothing but the codes."""
    scope = Scope(demo_id("clinic"), demo_id(EMAIL), Role.THERAPIST)
    with acting(scope):
        if clinics.find_clinic(scope) is None:
            with write():
                _found(scope, at)
        if not any(row.name == SECOND_FACTOR for row in clinic_settings.list_changes(scope)):
            with write():
                clinic_settings.add_change(scope, _no_second_factor(scope, at))
        codes = [
            {"id": demo_id(name), "name": name, "birth_year": birth_year, **_code(settings, scope, name, real_at)}
            for name, birth_year, _ in PATIENTS
        ]
    return {
        "clinic_id": scope.clinic_id,
        "therapist": {"email": EMAIL, "password": PASSWORD},
        "admin": {"email": ADMIN_EMAIL, "password": PASSWORD},
        "patients": codes,
    }


def demo_id(name: str) -> UUID:
    """The id of something of the demo clinic."""
    return uuid5(NAMESPACE_URL, f"hep:demo:{name}")


def _found(scope: Scope, at: datetime) -> None:
    clinics.add_clinic(scope, "Demo clinic", ZONE, at)
    for email, name, role in ((EMAIL, "Dr. Demo", Role.THERAPIST), (ADMIN_EMAIL, "Demo Admin", Role.ADMIN)):
        staff.add_staff(
            scope,
            StaffRow(
                id=demo_id(email),
                email=email,
                name=name,
                role=role.value,
                password_hash=hash_password(PASSWORD),
                locale="en",
                zone=ZONE,
                created_at=at,
            ),
        )
    for name, birth_year, locale in PATIENTS:
        patients.add_patient(scope, demo_id(name), name=name, birth_year=birth_year, zone=ZONE, locale=locale, at=at)


def _no_second_factor(scope: Scope, at: datetime) -> ClinicSettingRow:
    """So that a newcomer signs in with one call; any other clinic requires one unless its admin decides otherwise."""
    return ClinicSettingRow(
        id=demo_id(SECOND_FACTOR),
        clinic_id=scope.clinic_id,
        name=SECOND_FACTOR,
        value="optional",
        reason="A demo, whose password everybody knows",
        set_by=scope.subject_id,
        set_at=at,
    )


def _code(settings: Settings, scope: Scope, name: str, at: datetime) -> dict[str, str]:
    return {"invite_code": invite_patient(settings, scope, demo_id(name), at).code}
