"""What staff send and are told about pictures and films."""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from hep_api.media.upload import ALLOWED
from hep_api.web.media_schemas import ACCESS, KINDS
from hep_api.web.schemas import Count, In, Out, Text, Whole
from hep_api.web.uploads import File

LAST = 1000
RUNG = {"description": "Id of the rung that it shows; left out: the exercise as such"}
ALT = {"description": "What it shows, for who cannot see it; needed in one language at least"}
LICENCE = {"description": "By what right it is shown", "example": "CC BY 4.0"}
POSITION = {"description": "Lower ones come first"}
ID = {"description": "Made by the client; send it again with every retry"}


def check_alt(data: Mapping[str, Any]) -> None:
    """One language at least says what it shows; raises ValidationError."""
    if not data.get("alt_en") and not data.get("alt_es"):
        raise ValidationError("Say in one language at least what it shows, for who cannot see it.", "alt_en")


class WordsIn(In):
    """What is said about a picture or film."""

    id = fields.UUID(required=True, metadata=ID)
    rung_id = Text(low=1, high=60, allow_none=True, load_default=None, metadata=RUNG)
    alt_en = Text(high=500, load_default="", metadata=ALT)
    alt_es = Text(high=500, load_default="")
    caption_en = Text(high=500, load_default="")
    caption_es = Text(high=500, load_default="")
    licence = Text(low=1, high=200, required=True, metadata=LICENCE)
    credit = Text(high=200, load_default="", metadata={"description": "Whom to name"})

    @validates_schema(skip_on_field_errors=False)
    def has_alt(self, data: Mapping[str, Any], **_: Any) -> None:
        """One language at least says what it shows."""
        check_alt(data)


class LinkIn(WordsIn):
    """A picture or film that stands elsewhere."""

    url = fields.String(
        required=True,
        validate=validate.Length(1, 2000),
        metadata={"description": "https only; fetched before it is taken", "example": "https://clinic.example/a.jpg"},
    )
    position = Whole(0, LAST, load_default=0, metadata=POSITION)


class UploadIn(WordsIn):
    """A picture or film from the clinic's own hands."""

    file = File(required=True, metadata={"description": f"Told by its content; {ALLOWED}"})
    position = Count(0, LAST, load_default=0, metadata=POSITION)


class ChangeMediaIn(In):
    """What is to be said from now on; what is left out stays."""

    alt_en = Text(high=500, metadata=ALT)
    alt_es = Text(high=500)
    caption_en = Text(high=500)
    caption_es = Text(high=500)
    licence = Text(low=1, high=200, metadata=LICENCE)
    credit = Text(high=200)
    position = Whole(0, LAST, metadata=POSITION)


class MediaItemOut(Out):
    """One picture or film as staff see it: in all languages, and whether patients see it."""

    id = fields.UUID()
    slug = fields.String(metadata={"description": "Which exercise"})
    rung_id = fields.String(allow_none=True)
    kind = fields.String(validate=validate.OneOf(KINDS))
    access = fields.String(validate=validate.OneOf(ACCESS))
    url = fields.String()
    media_type = fields.String()
    width = fields.Integer(allow_none=True)
    height = fields.Integer(allow_none=True)
    size_bytes = fields.Integer(allow_none=True)
    alt_en = fields.String()
    alt_es = fields.String()
    caption_en = fields.String()
    caption_es = fields.String()
    licence = fields.String()
    credit = fields.String()
    position = fields.Integer()
    version = fields.Integer(metadata={"description": "What If-Match names when it is changed"})
    added_at = fields.AwareDateTime()
    added_by = fields.UUID(metadata={"description": "The member of staff"})
    changed_at = fields.AwareDateTime(allow_none=True)
    changed_by = fields.UUID(allow_none=True)
    shown = fields.Boolean(metadata={"description": "False: the link is broken, and only staff see it"})
    checked_at = fields.AwareDateTime(allow_none=True, metadata={"description": "Null: an upload is not checked"})
    failing_since = fields.AwareDateTime(allow_none=True, metadata={"description": "Null: it answers"})
    failed_why = fields.String(metadata={"description": "What the last look met; empty: it answers"})


class MediaListOut(Out):
    """All of an exercise, in the order in which it is shown."""

    items = fields.List(fields.Nested(MediaItemOut))
