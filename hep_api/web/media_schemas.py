"""What everybody is told about pictures and films, as a schema."""

from marshmallow import fields, validate

from hep_api.web.schemas import Out

SOURCES = ("clinic", "shipped")
KINDS = ("picture", "video")
ACCESS = ("api", "web", "page")
HOW = (
    "api: `url` is a path of this API, fetched with the access token; web: an address elsewhere, fetched without it; "
    "page: the page of a film at a video host, opened in a browser or the host's player"
)


class MediaOut(Out):
    """One picture or film, in the caller's language. Only what exists is listed: a link that fails is left out."""

    id = fields.UUID()
    source = fields.String(
        validate=validate.OneOf(SOURCES),
        metadata={"description": "clinic: added by this clinic; shipped: came with the product"},
    )
    kind = fields.String(validate=validate.OneOf(KINDS))
    access = fields.String(validate=validate.OneOf(ACCESS), metadata={"description": HOW})
    url = fields.String(metadata={"example": "/v1/media/0b5f6e0e-6f1c-4a63-9d5e-2f3f7c7a1c55/file"})
    media_type = fields.String(metadata={"example": "image/jpeg"})
    width = fields.Integer(allow_none=True, metadata={"description": "Pixels; null: not known"})
    height = fields.Integer(allow_none=True)
    size_bytes = fields.Integer(allow_none=True, metadata={"description": "null: not known"})
    rung_id = fields.String(allow_none=True, metadata={"description": "null: shows the exercise as such"})
    alt = fields.String(metadata={"description": "What it shows, for who cannot see it; never empty"})
    caption = fields.String(metadata={"description": "Words beside it; may be empty"})
    licence = fields.String(metadata={"description": "By what right it is shown; empty: nothing has to be said"})
    credit = fields.String(metadata={"description": "Whom to name; may be empty"})
