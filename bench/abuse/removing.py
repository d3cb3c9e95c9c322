"""A plugin of pytest that takes one wall of the product away (--without=NAME): tests that guard it must fail then."""

import gc
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import FunctionType
from typing import Any
from uuid import UUID

import jwt
import pytest
from marshmallow import EXCLUDE
from sqlalchemy import text, true

from bench.abuse.scenarios import SCENARIOS
from hep_api.store.db import db
from hep_api.store.patients import get_patient
from hep_api.store.scope import Scope


@dataclass(frozen=True, slots=True)
class Wall:
    """A control, how it is taken away before the tests run, and the scenario that has to notice.

    `database` is where its tests run.
    """

    what: str
    remove: Callable[[], object]
    scenario: str
    database: str = "sqlite"

    @property
    def proofs(self) -> tuple[str, ...]:
        """The tests that guard it."""
        return SCENARIOS[self.scenario].proofs


def _everywhere(module: str, name: str, substitute: Any) -> None:
    """Put something in the place of a name wherever the product has imported it to."""
    import hep_api.app  # noqa: F401, PLC0415 - everything is loaded before anything is replaced
    import workers.app  # noqa: F401, PLC0415

    original = getattr(sys.modules[module], name)
    for held in list(sys.modules.values()):
        if held.__name__.startswith(("hep_api.", "workers.")):
            for key, value in list(vars(held).items()):
                if value is original:
                    setattr(held, key, substitute)


def _roles() -> None:
    """Routes let in every role; what they declare stays."""
    import hep_api.app  # noqa: F401, PLC0415 - every route is declared
    from hep_api.web.auth import EVERYBODY  # noqa: PLC0415

    for held in gc.get_objects():
        if isinstance(held, FunctionType) and "anyone" not in getattr(held, "audience", {"anyone"}):
            who = held.__code__.co_freevars.index("who")
            (held.__closure__ or ())[who].cell_contents = EVERYBODY


def _unknown_fields() -> None:
    import hep_api.app  # noqa: F401, PLC0415
    from hep_api.web.schemas import In  # noqa: PLC0415

    for held in gc.get_objects():
        if isinstance(held, type) and issubclass(held, In):
            held.opts.unknown = EXCLUDE
        elif isinstance(held, In):
            held.unknown = EXCLUDE


def _throttles() -> None:
    from hep_api.web import throttle  # noqa: PLC0415

    throttle.limiter.enabled = False


def _signatures() -> None:
    jwt.api_jws.PyJWS._verify_signature = _nothing  # type: ignore[method-assign]  # noqa: SLF001


def _size() -> None:
    from hep_api.web import requests  # noqa: PLC0415

    requests.MAX_BODY_BYTES = 1 << 40


def _row_lock() -> None:
    """Numbers are given by a transaction of their own, as a sequence of the database gives them."""
    _everywhere("hep_api.store.patients", "lock_patient", get_patient)

    def number_apart(_: Scope, patient_id: UUID, count: int = 1) -> int:
        taken = text("UPDATE patient SET sequence = sequence + :count WHERE id = :id RETURNING sequence")
        with db.engine.begin() as apart:
            last: int = apart.execute(taken, {"count": count, "id": patient_id}).scalar_one()
        return last - count + 1

    _everywhere("hep_api.store.patients", "take_sequence", number_apart)


def _nothing(*_: Any, **__: Any) -> None:
    return None


def _put(module: str, name: str, substitute: Any) -> Callable[[], None]:
    return lambda: _everywhere(module, name, substitute)


WALLS: Mapping[str, Wall] = {
    "reach": Wall("patients are those within reach", _put("hep_api.store.reach", "in_reach", lambda *_: true()), "E1"),
    "roles": Wall("a route is for the roles it declares", _roles, "E3"),
    "care": Wall("care lives at this moment", _put("hep_api.store.reach", "care_lives", lambda _: true()), "E6"),
    "fingerprint": Wall(
        "another body under one id is told apart", _put("hep_api.codec", "fingerprint", lambda *_: "same"), "D3"
    ),
    "row lock": Wall("numbers are taken under the patient's row lock", _row_lock, "D11", "postgresql"),
    "size": Wall("bodies are bounded before they are read", _size, "D13"),
    "conflicts": Wall("crossing edits keep both values", _put("hep_api.store.conflicts", "keep_both", _nothing), "D9"),
    "unknown fields": Wall("fields nobody declared are refused", _unknown_fields, "E4"),
    "grace": Wall("a lost reply is given again", _put("hep_api.identity.service", "GRACE", timedelta(0)), "E9"),
    "reuse": Wall(
        "a token used twice ends its sign-in", _put("hep_api.identity.service", "_stolen_by", _nothing), "E10",
    ),
    "signature": Wall("tokens are signed", _signatures, "E11"),
    "throttles": Wall("guessing slows down", _throttles, "E12"),
    "known places": Wall(
        "owners do not wait for strangers", _put("hep_api.web.throttle", "_knows", lambda _: False), "E12"
    ),
    "same work": Wall(
        "an unknown account costs the same",
        _put("hep_api.identity.passwords", "is_right", lambda known, _: known is not None), "E13",
    ),
    "moving": Wall(
        "an address belongs to its last owner", _put("hep_api.store.devices", "_end_elsewhere", _nothing), "E14"
    ),
    "key": Wall(
        "an erased patient's key is destroyed",
        _put("hep_api.store.keys", "destroy_patient_key", _nothing), "erasure",
    ),
}  # fmt: skip


def pytest_addoption(parser: pytest.Parser) -> None:
    """Which wall."""
    parser.addoption("--without", choices=tuple(WALLS), help="the wall to take away")


def pytest_configure(config: pytest.Config) -> None:
    """Take it away before any test is imported."""
    name = config.getoption("--without")
    if name:
        WALLS[name].remove()
