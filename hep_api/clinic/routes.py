"""The settings of a clinic, and its audit trail."""

from typing import Any

from hep_api import clock
from hep_api.clinic import service, trail
from hep_api.clinic.schemas import ClinicSettingIn, ClinicSettingOut, ClinicSettingsOut, TrailIn, TrailOut
from hep_api.web.auth import audience, caller, scope
from hep_api.web.contract import Slice

slice_ = Slice("clinic", __name__, description="What a clinic decides for all of its plans.")


@slice_.route("/v1/clinic/settings")
@audience("therapist", "admin", reach="clinic")
@slice_.response(200, ClinicSettingsOut)
def list_settings() -> dict[str, Any]:
    """Every choice and every number: what it is, what is allowed, default, what this clinic has set, who and why."""
    return service.list_settings(scope())


@slice_.route("/v1/clinic/settings/<slug>", methods=["PUT"])
@audience("admin", reach="clinic")
@slice_.arguments(ClinicSettingIn)
@slice_.response(200, ClinicSettingOut)
def change_setting(body: dict[str, Any], slug: str) -> dict[str, Any]:
    """Make one setting for plans that are assigned from now on; an empty value puts the default back."""
    return service.change_setting(scope(), slug, body["value"], body["reason"], clock.now())


@slice_.route("/v1/clinic/audit")
@audience("admin", reach="clinic")
@slice_.arguments(TrailIn, location="query")
@slice_.response(200, TrailOut)
def read_trail(query: dict[str, Any]) -> dict[str, Any]:
    """Who did or read what, about whom, newest first; by person, patient or day. By ids: no name and no health."""
    return trail.list_events(scope(), query, caller().zone)
