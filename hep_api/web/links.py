"""The app's way to look at links."""

from flask import current_app

from hep_api.ports import LinkChecker

KEY = "hep-links"


def link_checker() -> LinkChecker:
    """Who looks at links, as the app was made with."""
    made_with: LinkChecker = current_app.extensions[KEY]
    return made_with
