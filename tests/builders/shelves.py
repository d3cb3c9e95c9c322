"""Staff who add pictures and films, over HTTP."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from hep_api import clock
from hep_api.media import adding
from hep_api.ports import LinkLook, LinkState
from hep_api.store.scope import Scope
from hep_api.web.content import installed_catalogue
from tests.builders.clinics import Clinic
from tests.builders.pictures import photo

CLAMSHELL = "/v1/exercises/clamshell"
WORDS = {"alt_en": "Knees apart, feet together", "licence": "CC BY 4.0"}


class NoLinks:
    """Where no link is looked at."""

    def look(self, url: str) -> LinkLook:
        """Nobody knows."""
        return LinkLook(LinkState.DOUBTFUL, why=f"{url} was not looked at.")


def add_media(clinic: Clinic, slug: str = "clamshell", **words: Any) -> UUID:
    """An uploaded picture, without the detour over HTTP."""
    desk = adding.Desk(clinic.therapist, installed_catalogue(), NoLinks(), clock.now())
    given = {
        "id": uuid4(), "rung_id": None, "alt_en": "A knee", "alt_es": "", "caption_en": "", "caption_es": "",
        "licence": "own", "credit": "", "position": 0, "file": photo(), **words,
    }  # fmt: skip
    row, _ = adding.add_upload(desk, slug, given)
    return row.id


@dataclass
class Staff:
    """One therapist's console."""

    client: FlaskClient
    sign_in: Callable[[Scope], dict[str, str]]
    scope: Scope

    @property
    def headers(self) -> dict[str, str]:
        return self.sign_in(self.scope)

    def get(self, path: str, **headers: str) -> TestResponse:
        return self.client.get(path, headers=self.headers | headers)

    def upload(self, file: bytes | None = None, path: str = CLAMSHELL, **fields: Any) -> TestResponse:
        """Send an upload; None among the fields leaves one out."""
        body = {"id": str(uuid4()), **WORDS, **fields}
        body = {name: value for name, value in body.items() if value is not None}
        part = FileStorage(
            io.BytesIO(photo() if file is None else file), "IMG_0042.exe", content_type="application/x-x"
        )
        # Encoded here: the client would spool large bodies to a file that it never closes.
        boundary, data = encode_multipart({**body, "file": part})
        content_type = f"multipart/form-data; boundary={boundary}"
        return self.client.post(f"{path}/media/uploads", data=data, content_type=content_type, headers=self.headers)

    def link(self, url: str, path: str = CLAMSHELL, **fields: Any) -> TestResponse:
        body = {"id": str(uuid4()), "url": url, **WORDS, **fields}
        return self.client.post(f"{path}/media", json=body, headers=self.headers)

    def change(self, item: dict[str, Any], **fields: Any) -> TestResponse:
        headers = self.headers | {"If-Match": f'"{item["version"]}"'}
        return self.client.patch(f"/v1/media/{item['id']}", json=fields, headers=headers)

    def remove(self, item: dict[str, Any]) -> TestResponse:
        return self.client.delete(f"/v1/media/{item['id']}", headers=self.headers)

    def listed(self, path: str = CLAMSHELL) -> list[dict[str, Any]]:
        """All of an exercise, as staff see it."""
        return list(self.get(f"{path}/media").get_json()["items"])


def taken(response: TestResponse) -> dict[str, Any]:
    """What was added."""
    assert response.status_code == 201, response.text
    item: dict[str, Any] = response.get_json()
    return item
