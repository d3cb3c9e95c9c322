"""POST /v1/exercises/{slug}/media/uploads."""

import hashlib
from pathlib import Path
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from hep_api.media import adding
from hep_api.media.schemas import MediaItemOut, MediaListOut
from hep_api.store.db import session
from hep_api.store.models import MediaFileRow, MediaRow
from tests.builders.clinics import Clinic, add_colleague, found_clinic
from tests.builders.own_content import give_own_content
from tests.builders.phones import mistakes
from tests.builders.pictures import film, phone_photo, photo
from tests.builders.shelves import CLAMSHELL, Staff, taken


def test_an_upload_is_added_and_given_out_again(staff: Staff) -> None:
    item = taken(staff.upload(phone_photo(), alt_es="Rodillas", caption_en="From above", credit="Dr. R", position="3"))
    assert MediaItemOut().validate(item) == {}
    assert (item["kind"], item["media_type"], item["access"]) == ("picture", "image/jpeg", "api")
    assert (item["width"], item["height"], item["rung_id"], item["position"]) == (64, 48, None, 3)
    assert (item["alt_en"], item["alt_es"]) == ("Knees apart, feet together", "Rodillas")
    assert (item["added_by"], item["shown"], item["checked_at"]) == (str(staff.scope.subject_id), True, None)
    answer = staff.get(item["url"])
    assert (answer.status_code, len(answer.data)) == (200, item["size_bytes"])
    assert b"Robin" not in answer.data
    assert MediaListOut().validate(staff.get(f"{CLAMSHELL}/media").get_json()) == {}


@pytest.mark.parametrize("name, media_type", [("clip.mp4", "video/mp4"), ("clip.webm", "video/webm")])
def test_a_film_is_told_by_its_content(staff: Staff, name: str, media_type: str) -> None:
    """Neither its name nor what the client calls it is looked at."""
    item = taken(staff.upload(film(name)))
    assert (item["kind"], item["media_type"], item["width"]) == ("video", media_type, 96)


def test_every_mistake_is_told_at_once(staff: Staff) -> None:
    response = staff.upload(b"<svg/>", id="x", alt_en=None, licence="", position="-1", colour="red")
    assert mistakes(response) == {"id", "alt_en", "licence", "position", "colour"}
    assert mistakes(staff.upload(b"<svg/>", rung_id="no-such")) == {"file", "rung_id"}


def test_a_body_that_is_no_form_with_a_file_is_refused(staff: Staff) -> None:
    path = f"{CLAMSHELL}/media/uploads"
    assert staff.client.post(path, json={"id": str(uuid4())}, headers=staff.headers).status_code == 415
    form = {"id": str(uuid4()), "alt_en": "A", "licence": "own"}
    assert mistakes(
        staff.client.post(path, data={**form, "x": ""}, headers=staff.headers, content_type="multipart/form-data")
    ) == {"file", "x"}
    texts = {**form, "file": "as text"}
    assert mistakes(staff.client.post(path, data=texts, headers=staff.headers, content_type="multipart/form-data")) == {
        "file"
    }


def test_one_language_is_enough_to_say_what_it_shows(staff: Staff) -> None:
    assert taken(staff.upload(alt_en=None, alt_es="Rodillas"))["alt_en"] == ""
    assert mistakes(staff.upload(alt_en="   ")) == {"alt_en"}


def test_a_body_above_its_limit_is_413_and_other_routes_keep_theirs(staff: Staff, client: FlaskClient) -> None:
    large = staff.upload(b"\0" * 31_000_001)
    assert (large.status_code, large.get_json()["detail"]) == (413, "The request is larger than 31 MB.")
    assert mistakes(staff.upload(b"\0" * 2_000_000)) == {"file"}
    other = client.post("/v1/auth/login", data=b" " * 1_000_001, content_type="application/json")
    assert (other.status_code, other.get_json()["detail"]) == (413, "The request is larger than 1 MB.")


def test_nothing_is_read_of_somebody_who_may_not_upload(client: FlaskClient) -> None:
    answer = client.post(f"{CLAMSHELL}/media/uploads", data={"file": "x"}, content_type="multipart/form-data")
    assert answer.status_code == 401


def test_the_same_id_again_is_the_same_upload(staff: Staff) -> None:
    again = {"id": str(uuid4())}
    first = taken(staff.upload(**again))
    second = staff.upload(**again)
    assert (second.status_code, second.get_json()) == (200, first)
    assert len(staff.listed()) == 1
    for other in (staff.upload(**again, licence="other"), staff.upload(photo(size=(10, 10)), **again)):
        assert (other.status_code, other.get_json()["code"]) == (409, "media_conflict")
    assert staff.upload(path="/v1/exercises/glute-bridge", **again).status_code == 409


def test_two_clinics_may_use_one_id_and_each_has_its_own(staff: Staff) -> None:
    again = {"id": str(uuid4())}
    other = Staff(staff.client, staff.sign_in, found_clinic("Other").therapist)
    items = [taken(staff.upload(**again)), taken(other.upload(film("clip.webm"), **again))]
    assert [one.get(items[0]["url"]).content_type for one in (staff, other)] == ["image/jpeg", "video/webm"]
    sizes = [len(one.get(items[0]["url"]).data) for one in (staff, other)]
    assert sizes == [item["size_bytes"] for item in items]
    staff.remove(items[0])
    assert other.get(items[1]["url"]).data[:4] == film("clip.webm")[:4]


def test_an_exercise_or_rung_that_is_not_there_is_refused(staff: Staff) -> None:
    assert staff.upload(path="/v1/exercises/levitation").status_code == 404
    assert staff.get("/v1/exercises/levitation/media").status_code == 404
    response = staff.upload(rung_id="no-such-band")
    assert "no-band" in response.get_json()["errors"][0]["message"]


def test_an_exercise_of_the_clinics_own_takes_them_too(staff: Staff, clinic: Clinic, tmp_path: Path) -> None:
    give_own_content(tmp_path / "own", clinic.id)
    path = "/v1/exercises/wall-push"
    taken(staff.upload(path=path, rung_id="no-hands"))
    stranger = Staff(staff.client, staff.sign_in, found_clinic("Other").therapist)
    assert stranger.upload(path=path).status_code == 404


def test_there_is_an_end_to_how_many_and_how_much(staff: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adding, "MOST_OF_EXERCISE", 2)
    items = [taken(staff.upload()), taken(staff.upload())]
    full = staff.upload()
    assert (full.status_code, full.get_json()["code"]) == (409, "media_full")
    monkeypatch.setattr(adding, "MOST_BYTES", sum(item["size_bytes"] for item in items) + 10)
    much = staff.upload(path="/v1/exercises/glute-bridge")
    assert (much.status_code, "links" in much.get_json()["detail"]) == (409, True)
    staff.remove(items[0])
    taken(staff.upload(path="/v1/exercises/glute-bridge"))


def test_words_licence_and_order_are_changed_by_version(staff: Staff) -> None:
    item = taken(staff.upload())
    changed = staff.change(item, caption_es="Desde arriba", licence="own", position=7, alt_es="Rodillas", alt_en="")
    assert (changed.status_code, changed.headers["ETag"]) == (200, '"2"')
    plain = changed.get_json()
    assert {name for name in plain if plain[name] != item[name]} == {
        "caption_es", "licence", "position", "alt_es", "alt_en", "version", "changed_at", "changed_by",
    }  # fmt: skip
    assert staff.change(item, licence="late").status_code == 412
    assert mistakes(staff.change(plain, alt_es="")) == {"alt_en"}
    assert mistakes(staff.change(plain, licence="", file="x")) == {"licence", "file"}
    bare = staff.client.patch(f"/v1/media/{item['id']}", json={"licence": "own"}, headers=staff.headers)
    assert bare.status_code == 428
    assert staff.listed() == [plain]


def test_what_is_removed_is_shown_to_nobody_and_its_bytes_are_gone(staff: Staff) -> None:
    """Who added and who removed it stays."""
    again = {"id": str(uuid4())}
    item = taken(staff.upload(**again))
    colleague = Staff(staff.client, staff.sign_in, add_colleague(staff.scope))
    assert colleague.remove(item).status_code == 204
    assert staff.listed() == []
    assert [staff.get(item["url"]).status_code, staff.remove(item).status_code] == [404, 404]
    assert staff.change(item, licence="own").status_code == 404
    assert session().scalar(select(func.count()).select_from(MediaFileRow)) == 0
    row = session().scalars(select(MediaRow)).one()
    assert (row.added_by, row.removed_by) == (staff.scope.subject_id, colleague.scope.subject_id)
    assert staff.upload(**again).get_json()["code"] == "media_removed"


def test_the_bytes_of_another_clinic_are_nobodys(staff: Staff) -> None:
    item = taken(staff.upload())
    stranger = Staff(staff.client, staff.sign_in, found_clinic("Other").therapist)
    assert [stranger.get(item["url"]).status_code, stranger.listed()] == [404, []]


def test_what_is_kept_is_what_its_hash_says(staff: Staff) -> None:
    item = taken(staff.upload(film("clip.mp4")))
    answer = staff.get(item["url"])
    assert answer.headers["ETag"] == f'"{hashlib.sha256(answer.data).hexdigest()}"'
