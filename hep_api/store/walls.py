"""The second wall, on PostgreSQL: which rows and columns each role of the database may touch, and how it is raised.

The first wall is the Scope that every store function filters by. This one does not know what a statement says: it
shows the rows of the clinic that the transaction was told of, and none while it was told of none.
"""

import hashlib
from collections.abc import Iterator, Mapping

from sqlalchemy import Connection, Table, text

from hep_api.store.models import Row

APP = "hep_app"
"""What statements run as: it owns nothing, and sees one clinic."""
ACROSS = "hep_across"
"""What the few statements over all clinics run as: it sees some columns of every clinic."""
ROLES = (APP, ACROSS)

CLINIC, KEY = "hep.clinic_id", "hep.key"
"""What a transaction is told: which clinic it is in; or which secret somebody brings to the door."""

DOORS: Mapping[str, str] = {
    "staff": "email",
    "invite": "code_hash",
    "refresh_token": "hash",
    "reset_token": "hash",
    "staff_invite": "code_hash",
}
"""Before a clinic is known: a row that shows itself to whoever names exactly what stands in this column."""

EVERY = ("*",)
SEEN_ACROSS: Mapping[str, tuple[str, ...]] = {
    "alert": ("id", "clinic_id", "patient_id", "acknowledged_at"),
    "audit": ("clinic_id",),
    "audit_head": ("clinic_id", "sequence", "mac"),
    "care_relationship": ("id", "clinic_id", "staff_id", "patient_id", "started_at", "until_at", "ended_at"),
    "clinic": EVERY,
    "course": ("clinic_id", "patient_id", "next_boundary_at", "summary"),
    "delivery": EVERY,
    "device": EVERY,
    "email": EVERY,
    "heartbeat": EVERY,
    "invite_try": ("id", "tried_at"),
    "media": ("clinic_id", "id", "url", "next_check_at", "removed_at"),
    "occurrence": EVERY,
    "patient": ("id", "clinic_id", "zone", "locale", "archived_at", "planned_until"),
    "plan": (
        "id", "clinic_id", "patient_id", "status", "protocol_id", "protocol_version", "content_hash", "created_at",
    ),
    "proxy": ("id", "clinic_id", "until_at", "ended_at"),
    "push_pause": EVERY,
    "reminder_setting": EVERY,
    "reset_request": EVERY,
    "staff": ("id", "clinic_id", "zone", "locale", "disabled_at"),
    "token_family": ("id", "clinic_id", "proxy_id"),
}  # fmt: skip
"""What workers and counts read of every clinic: no name, no fact, no decision, no password."""
WRITTEN_ACROSS: Mapping[str, tuple[str, ...]] = {
    "delivery": EVERY,
    "device": ("gone_at",),
    # Its causes owe it, inside their clinic; to whom it goes is looked up there, too.
    "email": ("state", "fence", "attempts", "lease_until", "next_attempt_at", "detail", "settled_at"),
    "media": ("next_check_at",),
    "occurrence": ("state", "reason", "settled_at"),
    "patient": ("planned_until",),
    "heartbeat": EVERY,
    "push_pause": EVERY,
    # Nothing changes it, but to hold a row takes the right to.
    "reset_request": ("asked_at",),
}
"""What they change of every clinic."""
ADDED_ACROSS = ("delivery", "heartbeat", "push_pause")
REMOVED_ACROSS = ("invite_try", "push_pause", "reset_request")

# Roles belong to the whole server: another database of it may have made them, even at this moment.
MAKE_ROLE = """DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN CREATE ROLE {role} NOLOGIN; END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"""
JOIN_ROLE = """DO $$ BEGIN
    IF NOT pg_has_role(current_user, '{role}', 'MEMBER') THEN
        EXECUTE format('GRANT {role} TO %I', current_user);
    END IF;
END $$"""

EVERYTHING = "SELECT, INSERT, UPDATE, DELETE"
APP_MAY: Mapping[str, str] = {
    "audit": "SELECT, INSERT",
    "audit_head": "SELECT, INSERT, UPDATE",
    "invite_try": "SELECT, INSERT",
    "reset_request": "INSERT",
}
"""What whoever serves may do where that is not everything: the trail is only added to; what nobody has looked at yet,
such as the address of somebody who forgot a password, is not read at the door."""


def tables_of_clinics() -> list[Table]:
    """Every table whose rows belong to a clinic, the clinics themselves among them."""
    return [table for table in Row.metadata.sorted_tables if "clinic_id" in table.columns or table.name == "clinic"]


def raise_walls(connection: Connection) -> None:
    """Make the roles, grants and policies be as they are written here; the owner does it, inside a transaction.

    Takes each table for a moment, so it changes nothing when they are so already.
    """
    if connection.dialect.name != "postgresql" or are_raised(connection):
        return
    for statement in _statements():
        connection.execute(text(statement))


def lower_force(connection: Connection) -> None:
    """Let the owner see all rows until the walls are raised again: migrations change rows of every clinic."""
    if connection.dialect.name == "postgresql":
        for name in _forced(connection):
            connection.execute(text(f'ALTER TABLE "{name}" NO FORCE ROW LEVEL SECURITY'))


def are_raised(connection: Connection) -> bool:
    """Whether the walls stand as they are written here; always on SQLite, which has none."""
    if connection.dialect.name != "postgresql":
        return True
    mark = connection.scalar(
        text(
            "SELECT obj_description(oid, 'pg_policy') FROM pg_policy"
            " WHERE polname = 'hep_clinic' AND polrelid = to_regclass('clinic')"
        )
    )
    return mark == _mark() and {table.name for table in tables_of_clinics()} <= _forced(connection)


def _forced(connection: Connection) -> set[str]:
    found = connection.scalars(
        text(
            "SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity"
            " AND relnamespace = current_schema()::regnamespace"
        )
    )
    return set(found)


def _mark() -> str:
    """What says in the database which walls stand there."""
    return "hep walls " + hashlib.sha256("\n".join(_walls()).encode()).hexdigest()[:16]


def _statements() -> Iterator[str]:
    for role in ROLES:
        yield MAKE_ROLE.format(role=role)
        yield JOIN_ROLE.format(role=role)
    yield from _walls()
    yield f"COMMENT ON POLICY hep_clinic ON clinic IS '{_mark()}'"


def _walls() -> Iterator[str]:
    yield f"GRANT USAGE ON SCHEMA public TO {', '.join(ROLES)}"
    # Which revision this is: whoever connects asks it before serving.
    yield "GRANT SELECT ON alembic_version TO PUBLIC"
    for table in Row.metadata.sorted_tables:
        may = APP_MAY.get(table.name, EVERYTHING)
        yield f'REVOKE ALL ON "{table.name}" FROM {", ".join(ROLES)}'
        yield f'GRANT {may} ON "{table.name}" TO {APP}'
        yield from _across(table.name)
    for table in tables_of_clinics():
        yield f'ALTER TABLE "{table.name}" ENABLE ROW LEVEL SECURITY'
        yield f'ALTER TABLE "{table.name}" FORCE ROW LEVEL SECURITY'
        yield from _policies(table)


def _across(table: str) -> Iterator[str]:
    for what, columns in (("SELECT", SEEN_ACROSS.get(table)), ("UPDATE", WRITTEN_ACROSS.get(table))):
        if columns:
            some = "" if columns == EVERY else f" ({', '.join(columns)})"
            yield f'GRANT {what}{some} ON "{table}" TO {ACROSS}'
    for what, tables in (("INSERT", ADDED_ACROSS), ("DELETE", REMOVED_ACROSS)):
        if table in tables:
            yield f'GRANT {what} ON "{table}" TO {ACROSS}'


def _policies(table: Table) -> Iterator[str]:
    owner = "id" if table.name == "clinic" else "clinic_id"
    mine = f"{owner} = NULLIF(current_setting('{CLINIC}', true), '')::uuid"
    wanted = {"hep_clinic": f"TO {APP} USING ({mine}) WITH CHECK ({mine})"}
    if table.name in DOORS:
        wanted["hep_door"] = f"FOR SELECT TO {APP} USING ({DOORS[table.name]} = current_setting('{KEY}', true))"
    if table.name in SEEN_ACROSS:
        # Not merely a member of it: whoever connects inherits what its roles may, and must not inherit this.
        as_it = f"current_user = '{ACROSS}'"
        wanted["hep_across"] = f"TO {ACROSS} USING ({as_it}) WITH CHECK ({as_it})"
    for name in ("hep_clinic", "hep_door", "hep_across"):
        yield f'DROP POLICY IF EXISTS {name} ON "{table.name}"'
    for name, rule in wanted.items():
        yield f'CREATE POLICY {name} ON "{table.name}" {rule}'
