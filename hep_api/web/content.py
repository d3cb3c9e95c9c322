"""The installed catalogue, and that of a clinic with content of its own: read once a process, on first use."""

from functools import cache
from uuid import UUID

from hep_api.catalogue import Catalogue, load
from hep_api.catalogue.own import with_own
from hep_api.catalogue.written import OwnText
from hep_api.store import clinic_contents
from hep_api.store.callers import Caller
from hep_api.store.models import ClinicContentRow
from hep_api.store.scope import Scope

MOST_HELD = 256

_held: dict[UUID, tuple[int, Catalogue]] = {}


@cache
def installed_catalogue() -> Catalogue:
    """The catalogue that this installation came with; raises ContentError naming every mistake in it."""
    return load()


def catalogue_of(caller: Caller) -> Catalogue:
    """What a caller's clinic works with: the installed catalogue and its own content.

    The revision comes with the sign-in, so this asks the database only once after each change.
    """
    return catalogue_at(caller.scope, caller.content_revision)


def catalogue_at(scope: Scope, revision: int) -> Catalogue:
    """What a clinic works with at a revision of its content; 0: it never had any."""
    if not revision:
        return installed_catalogue()
    held, catalogue = _held.get(scope.clinic_id, (0, installed_catalogue()))
    if held != revision:
        catalogue, _ = with_own(installed_catalogue(), own_texts(clinic_contents.list_contents(scope)))
        if len(_held) >= MOST_HELD:
            _held.clear()
        _held[scope.clinic_id] = (revision, catalogue)
    return catalogue


def own_texts(rows: list[ClinicContentRow]) -> list[OwnText]:
    """Rows as the catalogue's readers take them."""
    return [OwnText(row.kind, row.name, row.body, row.version, retired=row.retired_at is not None) for row in rows]
