"""The pages behind links that we send: each says what to do with what stands after the hash sign of its address."""

from functools import cache
from html import escape
from pathlib import Path
from string import Template

from hep_api.engine.explain import Phrase
from hep_api.web.content import installed_catalogue
from hep_api.web.wording import say

HERE = Path(__file__).parent
CHOOSING = ("title", "rule", "new_password", "save", "done", "over", "trouble")
SENTENCES = {"invitation": ("title", "open_app", "your_code", "no_code", "once"), "reset": CHOOSING, "join": CHOOSING}
SOURCES = {"invitation": "redeem", "reset": "password", "join": "password"}
SENDS = {
    "invitation": {},
    "reset": {"to": "v1/auth/password-reset/confirm", "secret": "token"},
    "join": {"to": "v1/auth/join", "secret": "code"},
}
"""Where a page sends the password that was chosen, and as what it sends along the rest of its address."""
SCRIPTS = {source: (HERE / f"{source}.js").read_bytes() for source in SOURCES.values()}
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Vary": "Accept-Language",
}


@cache
def page(name: str, language: str) -> bytes:
    """A page in one language, as HTML; no code or token is in it, because none reaches the server by a link."""
    said = {word: say(installed_catalogue(), language, Phrase(f"{name}.{word}")) for word in SENTENCES[name]}
    html = Template((HERE / f"{SOURCES[name]}.html").read_text(encoding="utf-8"))
    told = {word: escape(text) for word, text in said.items()}
    return html.substitute(told, language=language, **SENDS[name]).encode()
