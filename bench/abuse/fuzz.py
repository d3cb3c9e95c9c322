"""E18: everything the contract allows and forbids is sent to the running server, role by role.

python -m bench.abuse.fuzz --cases 3000 --minutes 10 [--role ROLE] [sqlite | URL]

The real web process on a real database; its own OpenAPI document is walked by schemathesis: boundaries of every field
of every route, random values, and sequences that follow ids from one answer to the next. About half of all ids are of
the role's own clinic, some of another clinic, whose texts and ids are looked for in every answer. Afterwards the other
clinic's rows are hashed again, the audit trail is verified, and facts are compared with what was sent.
"""

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.abuse.fuzzing import after, engine, naming, things
from bench.abuse.fuzzing.door import Door
from bench.abuse.fuzzing.engine import Bounds
from bench.abuse.fuzzing.people import Clinic
from bench.abuse.fuzzing.watch import Watch
from bench.abuse.ground import DAYS_BEFORE, Ground
from bench.abuse.tally import Tally, report
from bench.abuse.walls import fresh_database
from hep_api.store.scope import Role
from hep_api.web import contract
from stack.binaries import Source
from stack.servers import serve_postgres

NOBODY = "nobody"
ROLES = (NOBODY, "patient", "caregiver", "therapist", "admin")
OWN, OTHER = "Meadow", "Canarybird"
"""Marks of the two clinics: whatever a person of a clinic wrote holds its own."""


def grounds(database: str) -> Iterator[Ground]:
    """One server in front of an empty database; it trusts one proxy, which the scenario is. Empty: a PostgreSQL."""
    with TemporaryDirectory() as folder, ExitStack() as stack:
        url = f"sqlite:///{folder}/hep.sqlite3"
        if database != "sqlite":
            server = stack.enter_context(serve_postgres(url=database or None, source=Source.chosen(os.environ)))
            url = stack.enter_context(fresh_database(server))
        ground = Ground(Path(folder), url)
        stack.callback(ground.stop)
        ground.serve({"PATH": os.defpath, "HEP_TRUSTED_PROXIES": "1"})
        yield ground


def found(ground: Ground, mark: str) -> Clinic:
    """A clinic with people in treatment."""
    clinic = Clinic(ground.app, mark, ground.began_at - timedelta(days=DAYS_BEFORE))
    things.fill(clinic)
    things.train(clinic, ground.address.url)
    return clinic


def fuzz(ground: Ground, role: str, bounds: Bounds) -> Tally:
    """One bounded run of one role, and what must hold of the database afterwards."""
    own, other = found(ground, OWN), found(ground, OTHER)
    database = own.settings.database_url
    before = after.fingerprints(database, other.id)
    watch = Watch(frozenset({OTHER, *_ids(other)}))
    door = Door(own, None if role == NOBODY else Role(role))
    document = naming.named(contract.document(ground.app), naming.mixed(own.names, other.names))
    engine.throw(document, ground.address.url, door, watch, bounds)
    changed = after.changed_tables(before, after.fingerprints(database, other.id))
    broken = [*after.broken_chains(ground.app), *after.homeless(database), *after.complaints(ground.folder / "web.log")]
    lost = after.lost_facts(database, own, watch.recorded)
    told = [*watch.told(), *watch.leaks, *(f"changed in the other clinic: {name}" for name in changed), *broken, *lost]
    print("\n".join(f"  {line}" for line in told), flush=True)
    return Tally(
        f"E18 {role} on {database.partition(':')[0]}",
        watch.tries,
        leaks=len(watch.leaks),
        lost=len(lost),
        silent_overwrites=len(changed),
        broken=len(watch.failures) + len(broken),
        seen=_seen(door, watch),
    )


def _ids(clinic: Clinic) -> set[str]:
    named = (values for name, values in clinic.names.items() if name.endswith("_id") or name == "email")
    return {value for values in named for value in values}


def _seen(door: Door, watch: Watch) -> dict[str, int]:
    statuses = {f"answered {status}": count for status, count in sorted(watch.statuses.items())}
    routes = {"routes": len(watch.routes), "facts recorded": len(watch.recorded)}
    return {**routes, "sign-ins": door.sign_ins, "successors": door.successors, **statuses}


def run(bounds: Bounds, databases: Sequence[str] = ("sqlite", ""), roles: Sequence[str] = ROLES) -> Iterator[Tally]:
    """Every role on every database, each in front of a server of its own."""
    for database in databases:
        for role in roles:
            for ground in grounds(database):
                yield fuzz(ground, role, bounds)


def main() -> int:
    """Every role on both databases, unless some are named."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--cases", type=int, default=3000, help="random cases of each role, shared by its routes")
    asked.add_argument("--minutes", type=float, default=10, help="longest time of each role")
    asked.add_argument("--role", choices=ROLES, action="append", help="only these roles")
    asked.add_argument("databases", nargs="*", help="sqlite, or the URL of a PostgreSQL whose user makes databases")
    chosen = asked.parse_args()
    bounds = Bounds(chosen.cases, chosen.minutes * 60)
    return report(run(bounds, chosen.databases or ("sqlite", ""), chosen.role or ROLES))


if __name__ == "__main__":
    sys.exit(main())
