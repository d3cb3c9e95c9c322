"""Whether a clinician has signed what a plan was assigned with, and whether the clinic insists on it."""

from typing import Any

from hep_api.catalogue import Catalogue
from hep_api.catalogue.reviewing import installed_review
from hep_api.catalogue.values import Review
from hep_api.courses.contents import kept_review
from hep_api.engine.protocol import Content
from hep_api.errors import Conflict
from hep_api.store import clinic_settings
from hep_api.store.scope import Scope


def review_of(catalogue: Catalogue, content: Content) -> Review:
    """Who signed a plan's content: known when it was assigned, or signed since without a change."""
    kept = kept_review(content.hash)
    return kept if kept.reviewed else installed_review(catalogue, content)


def told(review: Review) -> dict[str, Any]:
    """A review as plain data."""
    return {"reviewed": review.reviewed, "reviewed_by": review.reviewed_by, "reviewed_on": review.reviewed_on}


def refuse_unreviewed(scope: Scope, review: Review) -> None:
    """Raise Conflict when the scope's clinic assigns only what a clinician has signed, and nobody has."""
    if not review.reviewed and clinic_settings.chosen(scope, clinic_settings.UNREVIEWED) == "refuse":
        message = "No clinician has signed this protocol, and this clinic assigns only those that are signed."
        raise Conflict(message, code="protocol_unreviewed")
