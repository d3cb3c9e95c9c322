"""Pages for people: behind the links of invites, and behind the link that sets a new password."""

from flask import Response, request

from hep_api.identity.pages import HEADERS, SCRIPTS, page
from hep_api.web.auth import audience
from hep_api.web.contract import Slice
from hep_api.web.schemas import LOCALES

slice_ = Slice("pages", __name__, description="Pages behind the links that we send.")
HTML = {"200": {"description": "OK", "content": {"text/html": {"schema": {"type": "string"}}}}}
JAVASCRIPT = {"200": {"description": "OK", "content": {"text/javascript": {"schema": {"type": "string"}}}}}


@slice_.route("/redeem")
@audience("anyone", reach="nothing")
@slice_.doc(responses=HTML)
def show_invitation() -> Response:
    """The page behind an invite's link, for people: it shows the code to type into the app and redeems nothing."""
    return _shown("invitation")


@slice_.route("/redeem.js")
@audience("anyone", reach="nothing")
@slice_.doc(responses=JAVASCRIPT)
def read_invitation_script() -> Response:
    """What that page shows the code with, out of the part of its address that reaches no server."""
    return _script("redeem")


@slice_.route("/reset-password")
@audience("anyone", reach="nothing")
@slice_.doc(responses=HTML)
def show_reset() -> Response:
    """The page behind the link that sets a new password, for people; opening it uses nothing up."""
    return _shown("reset")


@slice_.route("/join")
@audience("anyone", reach="nothing")
@slice_.doc(responses=HTML)
def show_joining() -> Response:
    """The page behind a staff invite's link, for people: a password is chosen there; opening it uses nothing up."""
    return _shown("join")


@slice_.route("/choose-password.js")
@audience("anyone", reach="nothing")
@slice_.doc(responses=JAVASCRIPT)
def read_password_script() -> Response:
    """What those two send the password with, and the token or code that reached no server by its address."""
    return _script("password")


def _shown(name: str) -> Response:
    language = request.accept_languages.best_match(LOCALES, LOCALES[0])
    headers = {**HEADERS, "Content-Language": language}
    return Response(page(name, language), content_type="text/html; charset=utf-8", headers=headers)


def _script(source: str) -> Response:
    return Response(SCRIPTS[source], content_type="text/javascript; charset=utf-8", headers=HEADERS)
