"""Who may call a route, declared on the route; who is calling, asked of the database once a request."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from functools import wraps
from inspect import signature
from typing import Any, Literal, ParamSpec, TypeVar

from flask import current_app, g, request

from hep_api import clock
from hep_api.errors import Forbidden, Unauthenticated
from hep_api.settings import Settings
from hep_api.store import reads
from hep_api.store.callers import Caller, find_caller
from hep_api.store.db import StoreBusy, enter, write
from hep_api.store.scope import Scope
from hep_api.store.tokens import note_activity
from hep_api.tokens import read_access

Who = Literal["anyone", "patient", "caregiver", "therapist", "admin"]
Reach = Literal["nothing", "door", "self", "care", "clinic", "installation"]
"""What a route's rows belong to: nothing (to nobody: the catalogue, probes); door (to whoever is about to be let in);
self (to the caller); care (to patients whom the caller reaches at this moment); clinic (to the caller's clinic as a
whole); installation (counts over all clinics, nothing of a person)."""
STAFF: tuple[Who, ...] = ("therapist", "admin")
EVERYBODY: tuple[Who, ...] = ("patient", "caregiver", *STAFF)
NOTED = timedelta(minutes=1)
"""How exactly it is kept when somebody made the last request."""
MISSING = "Your clinic requires a second factor; set one up first: POST /v1/me/second-factor."
P = ParamSpec("P")
R = TypeVar("R")


def audience(
    *who: Who, reach: Reach | None = None, before_second_factor: bool = False
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declare who may call a view ("anyone", or some roles) and whose rows it reaches; both are needed.

    Stands right under the route, over everything else.

    The token and its sign-in are checked before the body is read. A caller of another role gets 403; so does, unless
    the view is open `before_second_factor`, a member of staff who lacks the second factor that the clinic requires.
    """

    def declare(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            if "anyone" not in who:
                g.caller = _authenticate()
                if g.caller.scope.role.value not in who:
                    raise Forbidden("This is not for your role.")
                if g.caller.second_factor == "missing" and not before_second_factor:
                    raise Forbidden(MISSING, code="second_factor_missing")
                if reach == "nothing":
                    enter(None)
                with _told(g.caller.scope):
                    return view(*args, **kwargs)
            return view(*args, **kwargs)

        guarded.audience = frozenset(who)  # type: ignore[attr-defined]
        guarded.reach = reach  # type: ignore[attr-defined]
        guarded._apidoc = {  # type: ignore[attr-defined]  # noqa: SLF001 - what the OpenAPI document is made from
            **getattr(view, "_apidoc", {}),
            "audience": sorted(who),
            "reach": reach,
            "operation": view.__name__,
            "names_something": any(name.endswith("_id") or name == "slug" for name in signature(view).parameters),
        }
        return guarded

    return declare


def audience_of(view: Callable[..., Any]) -> frozenset[str]:
    """Who may call a view; empty when it was never declared."""
    return getattr(view, "audience", frozenset())


def reach_of(view: Callable[..., Any]) -> Reach | None:
    """Whose rows a view reaches; None when it was never declared."""
    found: Reach | None = getattr(view, "reach", None)
    return found


def caller() -> Caller:
    """Who is calling; only in views that are not for anyone."""
    known: Caller = g.caller
    return known


def scope() -> Scope:
    """The scope of who is calling."""
    return caller().scope


def settings() -> Settings:
    """The settings the app was made with."""
    made_with: Settings = current_app.extensions["hep-settings"]
    return made_with


@contextmanager
def _told(who: Scope) -> Iterator[None]:
    """What a view loads about patients is told to the audit trail before its answer leaves, also when it refuses."""
    reads.watch(who)
    try:
        yield
    finally:
        reads.tell(who)


def _authenticate() -> Caller:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token:
        raise Unauthenticated("Send an access token: Authorization: Bearer ...")
    at = clock.real_now()
    claims = read_access(settings().secret_key, token.strip(), at)
    known = find_caller(
        patient=claims.patient,
        clinic_id=claims.clinic_id,
        subject_id=claims.subject_id,
        family_id=claims.family_id,
        at=at,
    )
    if known is None:
        raise Unauthenticated("This sign-in has ended; sign in again.", code="signed_out")
    if known.active_at is not None and at - known.active_at >= NOTED:
        # Somebody else is writing: that was noted less than two minutes late, and is no reason to turn anybody away.
        with suppress(StoreBusy), write():
            note_activity(known.scope, at)
    return known
