"""`flask protocols diff A B` for a file, an id, id@version and a hash."""

from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from hep_api.app import create_app
from hep_api.catalogue.loader import FOLDER, ROOT
from hep_api.store.db import db
from tests.app_fixtures import make_settings
from tests.plans.conftest import Practice, practice

__all__ = ["practice"]


@pytest.fixture
def newer(tmp_path: Path) -> str:
    text = (ROOT / FOLDER / "protocols/hip_strength.yaml").read_text(encoding="utf-8")
    path = tmp_path / "newer.yaml"
    path.write_text(text.replace("version: 0.1.0", "version: 0.2.0"), encoding="utf-8")
    return str(path)


def diff(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=["protocols", "diff", *words])


def test_it_tells_each_change_and_how_many_current_patients_it_would_touch(
    app: Flask, practice: Practice, newer: str
) -> None:
    practice.assign()
    practice.assign()
    practice.act(practice.assign("pfp"), "end")
    assert diff(app, "hip_strength", newer).output.splitlines() == [
        "- hip_strength 0.1.0 (not reviewed by a clinician yet)",
        "+ hip_strength 0.2.0 (not reviewed by a clinician yet)",
        "Whole programme: version: 0.1.0 becomes 0.2.0.",
        "Current patients with hip_strength 0.1.0: 1.",
    ]
    assert diff(app, "pfp", "pfp").output.splitlines()[-2:] == [
        "Nothing changes for a patient.", "Current patients with pfp 0.1.0: 0.",
    ]  # fmt: skip


def test_what_was_assigned_is_named_by_version_or_by_the_beginning_of_its_hash(
    app: Flask, practice: Practice, newer: str
) -> None:
    content_hash = practice.plan(practice.assign())["protocol"]["content_hash"]
    by_hash = diff(app, content_hash[:10], newer, "--language", "es").output.splitlines()
    assert by_hash[0] == f"- hip_strength 0.1.0 ({content_hash[:12]}) (aún sin revisar por un profesional clínico)"
    assert by_hash[-1] == f"Pacientes actuales con hip_strength 0.1.0 ({content_hash[:12]}): 1."
    assert diff(app, newer, "hip_strength@0.1.0").exit_code == 0


@pytest.mark.parametrize("named", ["knees", "pfp@7.0.0", "0123456789", "nowhere.yaml"])
def test_what_is_not_there_is_refused(app: Flask, named: str) -> None:
    assert diff(app, "pfp", named).exit_code == 2


def test_without_a_database_no_patient_is_touched(tmp_path: Path, newer: str) -> None:
    app = create_app(make_settings(tmp_path, f"sqlite:///{tmp_path}/none.sqlite3"))
    with app.app_context():
        assert diff(app, "hip_strength", newer).output.endswith("Current patients with hip_strength 0.1.0: 0.\n")
        db.engine.dispose()
