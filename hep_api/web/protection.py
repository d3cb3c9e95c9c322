"""What every answer tells a browser: run nothing, frame nothing, lend it to no other site."""

from flask import Response

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
"""On every answer. No Access-Control header is among them: no other site may read anything."""

UNLESS_SAID = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
}
"""On answers that say nothing else; pages for people have a policy of their own."""

TRANSPORT = "max-age=31536000; includeSubDomains"

COOKIES = {"SESSION_COOKIE_SECURE": True, "SESSION_COOKIE_HTTPONLY": True, "SESSION_COOKIE_SAMESITE": "Strict"}
"""There are none today; one that comes travels by TLS only, and no script reads it."""


def protect(response: Response, *, secure: bool) -> None:
    """Put the headers on an answer; `secure`: it goes out by TLS, which is promised for a year then."""
    response.headers.update(HEADERS)
    for name, value in UNLESS_SAID.items():
        response.headers.setdefault(name, value)
    if secure:
        response.headers["Strict-Transport-Security"] = TRANSPORT
