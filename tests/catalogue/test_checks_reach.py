"""What the linter says of a phase that holds a perfect patient for too long, and of what is only worth knowing."""

from click.testing import CliRunner

from hep_api.catalogue.loader import FOLDER, ROOT, check
from hep_api.cli.protocols import protocols

HIP = (
    (ROOT / FOLDER / "protocols/hip_strength.yaml").read_text(encoding="utf-8").replace("id: hip_strength", "id: mine")
)


def test_a_phase_that_is_left_too_late_is_named_with_what_was_missing_last(protocol_file):
    path = protocol_file(HIP.replace("freq: 3-5/wk", "freq: 1/wk", 1))
    (problem,) = check([path]).lines()
    assert "phases.P1: a perfect patient needs 7.3 weeks (3 at most); missing last: " in problem
    assert "clamshell" in problem


def test_a_phase_that_is_never_left_is_named_with_what_stays_missing(protocol_file):
    path = protocol_file(HIP.replace("sets: 3, target: 40}", "sets: 3, target: 40, share_of_1rm_at_least: 2}"))
    (problem,) = check([path]).lines()
    assert "phases.P2: a perfect patient is not out after 18.2 weeks (5 at most); still missing: " in problem
    assert "lateral-band-walk, 3x40: 0 of 1 good sessions" in problem


def test_a_phase_that_only_fits_at_the_upper_end_of_its_frequency_is_a_note(protocol_file):
    found = check([protocol_file(HIP)])
    assert found.lines() == []
    (note,) = found.notes()
    assert "note: phases.P3: at the lower end of 'freq' a perfect patient needs 9.0 of 8 weeks" in note


def test_notes_are_shown_on_demand_and_never_fail(protocol_file):
    path = str(protocol_file(HIP))
    quiet = CliRunner().invoke(protocols, ["check", path])
    told = CliRunner().invoke(protocols, ["check", path, "--notes"])
    assert (quiet.exit_code, quiet.output) == (0, "No mistakes.\n")
    assert told.exit_code == 0
    assert "note: phases.P3" in told.output
    assert told.output.endswith("No mistakes.\n")


def test_a_ladder_after_which_nothing_gets_harder_is_a_note():
    notes = check(walk=False).notes()
    said = "note: tyler-twist: plateau by design: after 'heaviest-bar' nothing gets harder"
    assert any(said in note for note in notes)
    assert not any("leg-press:" in note for note in notes)


def test_a_file_with_a_mistake_is_not_walked(protocol_file):
    path = protocol_file(HIP.replace("freq: 3-5/wk", "freq: 1/wk", 1).replace("version: 0.1.0", "version: x"))
    (problem,) = check([path]).lines()
    assert "'x' is not a version" in problem
