"""The team, for the admins of a clinic; therapists see who their colleagues are."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from hep_api import clock
from hep_api.team import service
from hep_api.team.schemas import (
    CarersIn,
    ColleagueOut,
    HandedOverOut,
    NamedPatientOut,
    NamedPatientsOut,
    NamesIn,
    RemovalIn,
    RoleIn,
    StaffInvitedOut,
    StaffInviteIn,
    StaffInvitesOut,
    TeamOut,
)
from hep_api.web.auth import audience, scope, settings
from hep_api.web.contract import Slice
from hep_api.web.paging import page

slice_ = Slice("team", __name__, description="Who works at a clinic, and who cares for whom.")
LAST_ADMIN = (HTTPStatus.CONFLICT, HTTPStatus.CONFLICT.name)


@slice_.route("/v1/clinic/staff")
@audience("therapist", "admin", reach="clinic")
@slice_.response(200, TeamOut)
def list_team() -> dict[str, Any]:
    """Everybody who works, or worked, at the clinic, first come first."""
    return {"items": service.list_team(scope())}


@slice_.route("/v1/clinic/staff/<uuid:staff_id>", methods=["PATCH"])
@audience("admin", reach="clinic")
@slice_.arguments(RoleIn)
@slice_.response(200, ColleagueOut)
@slice_.alt_response(*LAST_ADMIN)
def change_role(body: dict[str, Any], staff_id: UUID) -> dict[str, Any]:
    """Give a colleague another role, from the next request on; a clinic always keeps an admin."""
    return service.change_role(scope(), staff_id, body["role"], body["hand_to"], clock.now())


@slice_.route("/v1/clinic/staff/<uuid:staff_id>/removal", methods=["POST"])
@audience("admin", reach="clinic")
@slice_.arguments(RemovalIn, required=False)
@slice_.response(200, HandedOverOut)
@slice_.alt_response(*LAST_ADMIN)
def remove_colleague(body: dict[str, Any], staff_id: UUID) -> service.HandedOver:
    """Close a colleague's account; the next request of any of their devices is turned away.

    Their patients go to `hand_to`, open alerts with them. What they did stays, under their name.
    """
    return service.remove(scope(), staff_id, body["hand_to"], clock.now(), clock.real_now())


@slice_.route("/v1/clinic/staff/invites", methods=["POST"])
@audience("admin", reach="clinic")
@slice_.arguments(StaffInviteIn)
@slice_.response(201, StaffInvitedOut)
def invite_colleague(body: dict[str, Any]) -> dict[str, Any]:
    """Invite a colleague: a code that opens one account, once.

    It goes out by e-mail, and is answered for when no e-mail arrives. Older open invites to that address stop working.
    """
    return service.invite(settings(), scope(), body, clock.real_now())


@slice_.route("/v1/clinic/staff/invites")
@audience("admin", reach="clinic")
@slice_.response(200, StaffInvitesOut)
def list_staff_invites() -> dict[str, Any]:
    """Invites that still open an account, newest first."""
    return {"items": service.list_invites(scope(), clock.real_now())}


@slice_.route("/v1/clinic/staff/invites/<uuid:invite_id>", methods=["DELETE"])
@audience("admin", reach="clinic")
@slice_.response(204)
def revoke_staff_invite(invite_id: UUID) -> None:
    """Take an invite back."""
    service.revoke_invite(scope(), invite_id, clock.real_now())


@slice_.route("/v1/clinic/patients")
@audience("admin", reach="clinic")
@slice_.arguments(NamesIn, location="query")
@slice_.response(200, NamedPatientsOut)
def list_names(query: dict[str, Any]) -> dict[str, Any]:
    """Patients in treatment by name, with who cares: what it takes to hand over, and nothing about health."""
    lines = service.list_names(scope(), without_therapist=query["without_therapist"])
    items, next_cursor = page(lines, service.order, query.get("cursor"), query["limit"])
    return {"items": items, "next_cursor": next_cursor}


@slice_.route("/v1/clinic/patients/<uuid:patient_id>/therapists", methods=["PUT"])
@audience("admin", reach="clinic")
@slice_.arguments(CarersIn)
@slice_.response(200, NamedPatientOut)
def set_carers(body: dict[str, Any], patient_id: UUID) -> dict[str, Any]:
    """Say who cares for a patient from now on; newcomers are told of the alerts that are open."""
    return service.set_carers(scope(), patient_id, body["therapists"], clock.now())
