"""Anchors the audit chains every few minutes: a line a chain that has grown, and a message to a webhook."""

from datetime import datetime, timedelta

import httpx
import structlog

from hep_api.audit.anchors import Anchor, add_anchors, file_of, plain, read_file
from hep_api.settings import Settings
from hep_api.store import audit_chain

WEBHOOK_SECONDS = 5.0

log = structlog.get_logger("hep.audit")


def anchor_when_due(settings: Settings, at: datetime) -> int:
    """Anchor unless that was done within the last few minutes; returns how many chains had grown. `at` is real time."""
    file = file_of(settings.audit_anchors, at)
    waited = at.timestamp() - file.stat().st_mtime if file.exists() else None
    if waited is not None and waited < timedelta(minutes=settings.audit_minutes).total_seconds():
        return 0
    return anchor(settings, at)


def anchor(settings: Settings, at: datetime) -> int:
    """Write down the heads of all chains that have grown since their last anchor of the month; returns how many.

    The file is written first. A webhook that fails is told in the log; what it missed stands in the file.
    """
    file = file_of(settings.audit_anchors, at)
    known = {one.clinic_id: one.sequence for one in read_file(file)} if file.exists() else {}
    grown = [head for head in audit_chain.heads() if head.sequence > known.get(head.clinic_id, 0)]
    anchors = [Anchor(at, head.clinic_id, head.sequence, head.mac) for head in grown]
    add_anchors(settings.audit_anchors, anchors, at)
    file.touch()
    if anchors and settings.audit_webhook:
        _send(settings.audit_webhook, anchors)
    return len(anchors)


def _send(url: str, anchors: list[Anchor]) -> None:
    try:
        httpx.post(url, json={"anchors": [plain(one) for one in anchors]}, timeout=WEBHOOK_SECONDS).raise_for_status()
    except httpx.HTTPError as error:
        log.error("anchors_not_sent", error=type(error).__name__)  # noqa: TRY400 - the address may hold a secret
