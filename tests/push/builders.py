"""Messages and outcomes for the tests of pushing."""

from typing import Any, Literal
from uuid import UUID, uuid4

from hep_api.ports import PushAddress, PushMessage, PushTemplate


def a_message(
    phone: str = "phone",
    *,
    template: PushTemplate = PushTemplate.EXERCISE_DUE,
    locale: str = "en-US",
    kind: Literal["fcm_token", "fcm_fid"] = "fcm_token",
    delivery_id: UUID | None = None,
    ttl_seconds: int = 3600,
    tag: str = "",
    collapse_key: str = "daily",
) -> PushMessage:
    chosen = delivery_id or uuid4()
    return PushMessage(
        delivery_id=chosen,
        address=PushAddress(kind, phone),
        template=template,
        locale=locale,
        ttl_seconds=ttl_seconds,
        tag=tag or f"reminder:{chosen}",
        collapse_key=collapse_key,
    )


def every_string(value: Any) -> list[str]:
    """All strings of a JSON value, keys left out."""
    if isinstance(value, dict):
        return [text for item in value.values() for text in every_string(item)]
    if isinstance(value, list):
        return [text for item in value for text in every_string(item)]
    return [value] if isinstance(value, str) else []
