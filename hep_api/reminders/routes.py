"""When the patient who asks wants to be reminded."""

from typing import Any

from werkzeug.http import quote_etag

from hep_api import clock
from hep_api.reminders import service
from hep_api.reminders.schemas import RemindersIn, RemindersOut
from hep_api.web.auth import audience, scope
from hep_api.web.contract import Slice, may_name_version
from hep_api.web.etags import asked_tags

Answer = tuple[dict[str, Any], dict[str, str]]
slice_ = Slice("reminders", __name__, description="When a patient wants to be reminded.")


@slice_.route("/v1/me/reminders")
@audience("patient", "caregiver", reach="self")
@slice_.response(200, RemindersOut)
def read_reminders() -> Answer:
    """My wishes; 18:00 on days with something to do until I choose. Edits name the ETag in If-Match."""
    return _tagged(service.read_wishes(scope()))


@slice_.route("/v1/me/reminders", methods=["PUT"])
@audience("patient", "caregiver", reach="self")
@slice_.arguments(RemindersIn)
@slice_.response(200, RemindersOut)
@may_name_version
def keep_reminders(body: dict[str, Any]) -> Answer:
    """Keep my wishes, all at once. My zone follows; reminders that are already out are not repeated.

    My latest wishes count. With If-Match, wishes that they replace without having known them are kept as a conflict.

    At most two notices come on a day that are not about safety, whatever I wish.
    """
    return _tagged(service.keep_wishes(scope(), body, clock.now(), asked_tags()))


def _tagged(plain: dict[str, Any]) -> Answer:
    return plain, {"ETag": quote_etag(service.tag_of(plain))}
