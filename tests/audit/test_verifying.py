"""Tampering with the trail is found in all seven ways, by the control that is there for it."""

from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import ClassVar
from uuid import UUID, uuid4

import orjson
import pytest
from flask import Flask
from sqlalchemy import delete, text, update

from hep_api import clock
from hep_api.audit.anchoring import anchor, anchor_when_due
from hep_api.audit.anchors import plain, read_folder
from hep_api.audit.verifying import CONTROLS, Control, Finding, verify, verify_anchors, verify_chain
from hep_api.cli.audit import audit as command
from hep_api.settings import Settings
from hep_api.store import audit
from hep_api.store.db import write
from hep_api.store.models import AuditHeadRow, AuditRow
from tests.app_fixtures import make_settings
from tests.audit import tampering
from tests.audit.tampering import Tampering, as_administrator
from tests.builders.clinics import Clinic
from tests.builders.clocks import HandClock

FOUND_BY: dict[Tampering, set[Control]] = {
    tampering.edit: {verify_chain},
    tampering.remove: {verify_chain, verify_anchors},
    tampering.reorder: {verify_chain},
    tampering.put_in: {verify_chain, verify_anchors},
    tampering.cut: {verify_anchors},
    tampering.cut_and_go_on: {verify_anchors},
    tampering.write_anew: {verify_anchors},
}
"""Removing and putting in also move the last link, which is anchored."""


@pytest.fixture
def anchored(settings: Settings, hand_clock: HandClock, clinic: Clinic) -> UUID:
    """A clinic whose chain of a dozen links is anchored in the middle and at its end."""
    for _ in range(2):
        with write():
            for _ in range(5):
                audit.append(clinic.therapist, "patient.changed", about={"patient": uuid4()})
        anchor(settings, clock.real_now())
    return clinic.id


def found(settings: Settings, *controls: Control) -> list[Finding]:
    return verify(read_folder(settings.audit_anchors), clock.real_now(), controls or CONTROLS)


def test_an_honest_trail_is_whole(settings: Settings, anchored: UUID) -> None:
    assert found(settings) == []


def test_all_seven_ways_are_tried() -> None:
    assert set(FOUND_BY) == set(tampering.WAYS)
    assert len(tampering.WAYS) == 7


@pytest.mark.parametrize("way", tampering.WAYS, ids=lambda way: way.__name__)
def test_tampering_is_found_and_missed_without_its_control(settings: Settings, anchored: UUID, way: Tampering) -> None:
    way(anchored)
    assert found(settings), "all controls together miss it"
    finders = {control for control in CONTROLS if found(settings, control)}
    assert finders == FOUND_BY[way]
    rest = [control for control in CONTROLS if control not in finders]
    assert not rest or found(settings, *rest) == []


def test_an_edit_is_named_at_its_link(settings: Settings, anchored: UUID) -> None:
    tampering.edit(anchored)
    assert [(one.clinic_id, one.sequence, one.code) for one in found(settings)] == [(anchored, 3, "altered")]


def test_a_hole_is_named_with_its_ends(settings: Settings, anchored: UUID) -> None:
    with as_administrator(), write() as current:
        current.execute(delete(AuditRow).where(AuditRow.clinic_id == anchored, AuditRow.sequence.in_([4, 5])))
    (finding,) = found(settings, verify_chain)
    assert (finding.sequence, finding.words) == (4, "links 4 to 5 are missing")


def test_columns_that_say_something_else_than_the_payload_are_found(settings: Settings, anchored: UUID) -> None:
    row = (AuditRow.clinic_id == anchored, AuditRow.sequence == 5)
    with as_administrator(), write() as current:
        current.execute(update(AuditRow).where(*row).values(actor_id=uuid4()))
    assert [(one.sequence, one.code) for one in found(settings)] == [(5, "columns_differ")]


def test_a_whole_chain_that_is_gone_is_found(settings: Settings, anchored: UUID) -> None:
    with as_administrator(), write() as current:
        current.execute(delete(AuditRow).where(AuditRow.clinic_id == anchored))
        current.execute(delete(AuditHeadRow).where(AuditHeadRow.clinic_id == anchored))
    assert "cut_off" in {one.code for one in found(settings, verify_anchors)}


def test_links_beyond_the_head_are_found(settings: Settings, anchored: UUID) -> None:
    with write() as current:
        current.execute(text("UPDATE audit_head SET sequence = sequence - 1 WHERE sequence > 1"))
    assert {"beyond_head", "head_differs"} <= {one.code for one in found(settings, verify_chain)}


def test_anchoring_that_stopped_is_found(settings: Settings, hand_clock: HandClock, clinic: Clinic) -> None:
    with write():
        audit.append(clinic.therapist, "patient.changed", about={"patient": uuid4()})
    hand_clock.wait(hours=25)
    assert {one.code for one in found(settings)} == {"not_anchored"}
    anchor(settings, clock.real_now())
    assert found(settings) == []


def test_anchors_that_were_taken_away_are_missed_after_a_day(
    settings: Settings, anchored: UUID, hand_clock: HandClock
) -> None:
    for file in settings.audit_anchors.iterdir():
        file.unlink()
    hand_clock.wait(hours=25)
    assert {one.code for one in found(settings)} == {"not_anchored"}


def test_the_worker_anchors_every_few_minutes_and_only_what_has_grown(settings: Settings, clinic: Clinic) -> None:
    at = clock.real_now()
    assert anchor_when_due(settings, at) == 1
    with write():
        audit.append(clinic.therapist, "patient.changed", about={"patient": uuid4()})
    assert anchor_when_due(settings, at + timedelta(minutes=2)) == 0
    assert anchor_when_due(settings, at + timedelta(minutes=6)) == 1
    assert anchor(settings, at) == 0
    lines = read_folder(settings.audit_anchors)
    assert [line.clinic_id for line in lines] == [clinic.id, clinic.id]
    assert lines[0].sequence < lines[1].sequence


class Receiver(BaseHTTPRequestHandler):
    """Keeps what is posted to it."""

    received: ClassVar[list[bytes]] = []

    def do_POST(self) -> None:
        self.received.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_anchors_are_sent_to_a_webhook(tmp_path: Path, settings: Settings, clinic: Clinic) -> None:
    with HTTPServer(("127.0.0.1", 0), Receiver) as server:
        Thread(target=server.handle_request, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/anchors"
        anchor(make_settings(tmp_path, settings.database_url, HEP_AUDIT_WEBHOOK=address), clock.real_now())
    (line,) = read_folder(settings.audit_anchors)
    assert orjson.loads(Receiver.received.pop()) == {"anchors": [plain(line)]}


def test_a_webhook_that_is_away_loses_no_anchor(tmp_path: Path, settings: Settings, clinic: Clinic) -> None:
    away = make_settings(tmp_path, settings.database_url, HEP_AUDIT_WEBHOOK="http://127.0.0.1:1/anchors")
    assert anchor(away, clock.real_now()) == 1
    assert len(read_folder(away.audit_anchors)) == 1


def test_the_command_says_what_is_wrong_and_where(app: Flask, settings: Settings, anchored: UUID) -> None:
    runner = app.test_cli_runner()
    whole = runner.invoke(command, ["verify"])
    assert whole.exit_code == 0
    assert "are whole" in whole.output
    tampering.edit(anchored)
    broken = runner.invoke(command, ["verify"])
    assert broken.exit_code == 1
    assert f"{anchored}  link 3  altered" in broken.output


def test_a_broken_line_among_the_anchors_is_named(app: Flask, settings: Settings, anchored: UUID) -> None:
    (file,) = settings.audit_anchors.iterdir()
    file.write_bytes(file.read_bytes() + b"{}\n")
    result = app.test_cli_runner().invoke(command, ["verify"])
    assert result.exit_code == 1
    assert f"{file.name}:3: this line is no anchor" in result.output
