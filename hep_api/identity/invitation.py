"""The page behind an invite's link: says what to do with the code, and opens nothing itself."""

from functools import cache
from html import escape
from pathlib import Path
from string import Template

from hep_api.engine.explain import Phrase
from hep_api.web.content import installed_catalogue
from hep_api.web.wording import say

HERE = Path(__file__).parent
SENTENCES = ("title", "open_app", "your_code", "no_code", "once")
SCRIPT = (HERE / "redeem.js").read_bytes()
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'self'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Vary": "Accept-Language",
}


@cache
def invitation(language: str) -> bytes:
    """The page in one language, as HTML; the code is not in it, because it never reaches the server."""
    said = {name: say(installed_catalogue(), language, Phrase(f"invitation.{name}")) for name in SENTENCES}
    page = Template((HERE / "redeem.html").read_text(encoding="utf-8"))
    return page.substitute({name: escape(text) for name, text in said.items()}, language=language).encode()
