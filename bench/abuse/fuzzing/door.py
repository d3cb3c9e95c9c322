"""Signs every request of one role in, and gives it an address of its own."""

import re
from http import HTTPStatus
from typing import Any

from requests import PreparedRequest
from requests.auth import AuthBase

from bench.abuse.fuzzing.people import Clinic
from hep_api.store.db import acting
from hep_api.store.scope import Role, Scope

PROOFS = re.compile(r"/v1/me/(password|second-factor)")
"""Throttled by sign-in: five a minute would be all that these see."""
SIGNS_OUT = re.compile(r"/v1/(auth/logout|me/sign-ins)")
GONE = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})
UNDONE = re.compile(rb'"(signed_out|second_factor_missing)"')


class Door(AuthBase):  # type: ignore[misc,unused-ignore]
    """The credentials of whoever a role is at the moment.

    The server trusts one proxy, which the scenario is: each request comes from another address, so that throttles by
    address meet as many strangers and not one. Whoever was signed out signs in again; whoever cannot - removed, or
    without a second factor by an own wish - is followed by somebody else of that role.
    """

    def __init__(self, clinic: Clinic, role: Role | None) -> None:
        self.clinic, self.role = clinic, role
        self.sign_ins = self.successors = self._requests = 0
        self._who: Scope | None = getattr(clinic, role.value) if role else None
        self._token = ""
        self._again = False
        self._begin()

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        """Sign a request in."""
        self._requests += 1
        low = self._requests
        request.headers["X-Forwarded-For"] = f"10.{low >> 16 & 255}.{low >> 8 & 255}.{low & 255}"
        if self._who is not None:
            if PROOFS.search(request.url or ""):
                self._begin()
            request.headers["Authorization"] = f"Bearer {self._token}"
        return request

    def look(self, request: Any, status: int, body: bytes) -> None:
        """Notice that an answer ended the sign-in, or tells that there is none any more."""
        ours = f"Bearer {self._token}" in (request.headers.get("Authorization") or [])
        if self._who is None or not ours:
            return
        if status in GONE and UNDONE.search(body):
            if self._again:
                self._follow()
            self._again = not self._again
            self._begin()
        elif status < HTTPStatus.BAD_REQUEST:
            self._again = False
            if request.method != "GET" and SIGNS_OUT.search(request.url):
                self._begin()

    def _begin(self) -> None:
        if self._who is not None:
            self.sign_ins += 1
            self._token = self.clinic.sign_in(self._who)

    def _follow(self) -> None:
        self.successors += 1
        clinic = self.clinic
        with clinic.app.app_context(), acting(clinic.therapist):
            if self.role is Role.PATIENT:
                self._who = clinic.admit()
            elif self.role is Role.CAREGIVER:
                self._who = clinic.let_act(clinic.admit())
            elif self.role is not None:
                self._who = clinic.employ(clinic.id, self.role)
