"""Media: pictures and films that a clinic adds to exercises, and the bytes of those that it uploaded."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from hep_api.store.models.rows import Row, clinic_reference, one_of, within


class MediaRow(Row):
    """One picture or film of an exercise or of one of its rungs: a link, or an upload."""

    __tablename__ = "media"
    __table_args__ = (
        clinic_reference(),
        within("staff", "added_by"),
        within("staff", "changed_by"),
        within("staff", "removed_by"),
        one_of("kind", "picture", "video"),
        CheckConstraint("(url IS NULL) <> (hash IS NULL)", name="link_or_upload"),
        CheckConstraint("(hash IS NULL) = (size_bytes IS NULL)", name="upload_whole"),
        CheckConstraint("(removed_at IS NULL) = (removed_by IS NULL)", name="removed_whole"),
        CheckConstraint("alt_en <> '' OR alt_es <> ''", name="alt_given"),
        Index(None, "clinic_id", "slug"),
        Index(None, "next_check_at"),
        {"comment": "Pictures and films that a clinic adds to exercises; removed ones stay as rows"},
    )

    clinic_id: Mapped[UUID] = mapped_column(primary_key=True, comment="The clinic that owns the row")
    id: Mapped[UUID] = mapped_column(primary_key=True, comment="Made by the client; unique within the clinic")
    slug: Mapped[str] = mapped_column(comment="Which exercise, of the shipped catalogue or the clinic's own")
    rung_id: Mapped[str | None] = mapped_column(comment="Which variant of its ladder; NULL = the exercise as such")
    kind: Mapped[str] = mapped_column(comment="picture or video")
    media_type: Mapped[str] = mapped_column(comment="MIME type; text/html is the page of a film at a video host")
    url: Mapped[str | None] = mapped_column(comment="Address of a link; NULL for an upload")
    hash: Mapped[str | None] = mapped_column(comment="SHA-256 in hex of the kept bytes; NULL for a link")
    size_bytes: Mapped[int | None] = mapped_column(comment="Of the kept bytes; NULL for a link")
    width: Mapped[int | None] = mapped_column(comment="Pixels, where known")
    height: Mapped[int | None] = mapped_column(comment="Pixels, where known")
    alt_en: Mapped[str] = mapped_column(comment="What it shows, for who cannot see it; one language at least is there")
    alt_es: Mapped[str] = mapped_column(comment="The same in Spanish")
    caption_en: Mapped[str] = mapped_column(comment="Words beside it; may be empty")
    caption_es: Mapped[str] = mapped_column(comment="The same in Spanish")
    licence: Mapped[str] = mapped_column(comment="By what right it is shown")
    credit: Mapped[str] = mapped_column(comment="Whom to name; may be empty")
    position: Mapped[int] = mapped_column(comment="Lower ones come first")
    fingerprint: Mapped[str] = mapped_column(comment="Hash of what was sent: the same id with another is a conflict")
    version: Mapped[int] = mapped_column(comment="Counts its edits, from 1")
    added_at: Mapped[datetime] = mapped_column(comment="When")
    added_by: Mapped[UUID] = mapped_column(comment="Who")
    changed_at: Mapped[datetime | None] = mapped_column(comment="When its words were last changed")
    changed_by: Mapped[UUID | None] = mapped_column(comment="Who changed them")
    removed_at: Mapped[datetime | None] = mapped_column(comment="Since when it is shown to nobody; its bytes are gone")
    removed_by: Mapped[UUID | None] = mapped_column(comment="Who removed it")
    checked_at: Mapped[datetime | None] = mapped_column(comment="When a link was last fetched")
    next_check_at: Mapped[datetime | None] = mapped_column(comment="When it is fetched again; NULL = never")
    failures: Mapped[int] = mapped_column(comment="Checks in a row that failed")
    failing_since: Mapped[datetime | None] = mapped_column(comment="When the first of them failed; NULL = it answers")
    failed_why: Mapped[str] = mapped_column(comment="What the last of them met; empty = it answers")
    hidden_at: Mapped[datetime | None] = mapped_column(comment="Since when only staff see it, because it is broken")


class MediaFileRow(Row):
    """The bytes of one upload, beside its row so that lists never read them."""

    __tablename__ = "media_file"
    __table_args__ = (
        clinic_reference(),
        within("media", "media_id"),
        {"comment": "Bytes of uploads; they go when the upload is removed"},
    )

    clinic_id: Mapped[UUID] = mapped_column(primary_key=True, comment="The clinic that owns the row")
    media_id: Mapped[UUID] = mapped_column(primary_key=True, comment="Of which upload")
    body: Mapped[bytes] = mapped_column(LargeBinary, comment="As it is served: checked, without metadata")
