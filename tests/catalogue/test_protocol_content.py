"""Four protocols against their clinical tables, typed by hand, and what all have in common."""

from decimal import Decimal

import pytest

from hep_api.engine.dose import Unit
from hep_api.engine.schedule import ScheduleRow

UNITS = {Unit.REPS: "", Unit.SECONDS: "s", Unit.STEPS: "st", Unit.METRES: "m", Unit.MINUTES: "min"}

# protocol.phase | band | weeks | times a week | exercises with their dose
TABLE = """
pfp.P1 | A | 1-3 | 3-5 | quad-set 3x10@5s, straight-leg-raise 3x10-20, sidelying-hip-abduction 3x15-30, clamshell 3x8-20, glute-bridge 3x10-20
pfp.P2 | S | 3-8 | 3 | step-down 3x8-15, single-leg-squat 3x6-15, double-leg-squat 3x8-20, leg-press 3x8-15, step-up 3x8-15, lateral-band-walk 3x40st, split-squat 3x8-15
pfp.P3 | R | 2-10 | 3 | single-leg-squat 3x6-12, lateral-hop 3x6-10, box-jump 3x5-6, decel-drill 4x3-5, agility-ladder 4x10m, cadence-run 1x10-20min, run-walk
itbs.P1 | A | 1-2 | 5-7 | sidelying-hip-abduction 2x10-15, clamshell 2x10-15, glute-bridge 2x10-15, leg-swing-dynamic 2x10-15, stationary-bike 1x10-20min
itbs.P2 | S | 4-5 | 3-5 | sidelying-hip-abduction 3x15-30, hip-hike 3x10-20, clamshell 3x15-20, standing-hip-abduction-band 3x10-20, side-plank 3x15-45s, hip-flexor-stretch-kneeling 3x30s, tfl-stretch-standing 3-5x30s
itbs.P3 | S | 2-5 | 3 | step-down 3x8-15, single-leg-squat 3x6-15, single-leg-stance-hip-control 3x30s, forward-lunge 3x8-15, lateral-lunge 3x8-12, step-up 3x8-15, lateral-band-walk 3x40st, hip-flexor-stretch-kneeling 3x30s, tfl-stretch-standing 3-5x30s
itbs.P4 | R | 3-6 | 2-3 | single-leg-squat 3x6-12, lateral-hop 3x6-10, drop-jump 3x4-6, agility-ladder 4x10m, run-walk, hip-flexor-stretch-kneeling 3x30s, tfl-stretch-standing 3-5x30s
hip_strength.P1 | A | 1-3 | 3-5 | sidelying-hip-abduction 2-3x8-20, clamshell 2-3x8-20, standing-hip-abduction-band 2-3x8-20, quadruped-hip-abduction 2-3x8-20, side-plank 3x15-30s
hip_strength.P2 | S | 3-5 | 3 | lateral-band-walk 3x40st, step-down 3x8-15, single-leg-squat 2-3x8-15, hip-hike 3x10-20, step-up 3x8-15, forward-lunge 3x8-15, lateral-lunge 3x8-12
hip_strength.P3 | R | 3-8 | 2-3 | single-leg-squat 3x6-12, lateral-hop 3x6-10, box-jump 3x4-6, agility-ladder 4x10m, cut-pivot-drill 4x4-6, run-walk
achilles_mid_hsr.P1 | S | 1-3 | 3 | hsr-heel-raise-seated, hsr-heel-raise-legpress, hsr-heel-raise-standing
achilles_mid_hsr.P2 | S | 11-16 | 3 | hsr-heel-raise-seated, hsr-heel-raise-legpress, hsr-heel-raise-standing
achilles_mid_hsr.P3 | R | 4-12 | 2-3 | hsr-heel-raise-seated 4x6, hsr-heel-raise-legpress 4x6, hsr-heel-raise-standing 4x6, rebound-heel-raise 3x20, pogo-hop 3x20-30, single-leg-hop-in-place 3x10-30, run-walk
"""  # noqa: E501 - one phase a line reads as the clinical table does
TYPED = ("pfp", "itbs", "hip_strength", "achilles_mid_hsr")
ROWS = [[cell.strip() for cell in row.split("|")] for row in TABLE.strip().splitlines()]


def span(low, high):
    return f"{low}" if low == high else f"{low}-{high}"


def written(listing):
    """A listing as the table writes it."""
    dose = listing.dose
    if dose is None:
        return listing.slug
    hold = f"@{span(dose.hold_low_seconds, dose.hold_high_seconds)}s" if dose.hold_low_seconds else ""
    amount = span(dose.low, dose.high)
    return f"{listing.slug} {span(dose.sets_low, dose.sets_high)}x{amount}{hold}{UNITS[dose.unit]}"


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_a_phase_is_what_the_clinical_table_says(catalogue, row):
    place, band, weeks, times, exercises = row
    protocol_id, phase_id = place.split(".")
    phase = catalogue.protocols[protocol_id].protocol.phase(phase_id)
    assert phase.band == band
    assert span(phase.weeks_min, phase.weeks_max) == weeks
    assert span(phase.frequency.low, phase.frequency.high) == times
    assert ", ".join(written(listing) for listing in phase.exercises) == exercises


@pytest.mark.parametrize(
    "protocol_id, policies, weeks, total",
    [
        ("pfp", ("standard", "runner_pfp"), None, (6, 21)),
        ("itbs", ("moderate", "default"), None, (10, 18)),
        ("hip_strength", ("standard", "default"), None, (7, 16)),
        ("achilles_mid_hsr", ("tendon", "default"), 12, (16, 31)),
    ],
)
def test_policies_and_weeks(catalogue, protocol_id, policies, weeks, total):
    entry = catalogue.protocols[protocol_id]
    protocol = entry.protocol
    assert (protocol.policy, protocol.run_policy) == policies
    assert protocol.min_programme_weeks == weeks
    assert entry.total_weeks == tuple(Decimal(number) for number in total)


def test_the_heavy_slow_table_falls_from_15_to_6_and_gains_a_set_in_week_4(catalogue):
    schedule = catalogue.protocols["achilles_mid_hsr"].protocol.schedule
    assert schedule.rows == (
        ScheduleRow(1, 1, 3, 15),
        ScheduleRow(2, 3, 3, 12),
        ScheduleRow(4, 5, 4, 10),
        ScheduleRow(6, 8, 4, 8),
        ScheduleRow(9, 12, 4, 6),
    )
    assert schedule.min_hours_between == 40


def test_the_lifts_play_week_1_then_weeks_2_to_12_and_then_keep_the_last_row(catalogue):
    first, second, third = catalogue.protocols["achilles_mid_hsr"].protocol.phases
    assert (first.schedule_first_week, first.schedule_last_week) == (1, 1)
    assert (second.schedule_first_week, second.schedule_last_week) == (2, 12)
    assert third.schedule_last_week is None
    assert all(listing.scheduled for phase in (first, second) for listing in phase.exercises)
    assert not any(listing.scheduled for listing in third.exercises)


@pytest.mark.parametrize("slug", TYPED)
def test_only_return_phases_need_a_sign_off_here(catalogue, slug):
    for phase in catalogue.protocols[slug].protocol.phases:
        assert phase.needs_sign_off == (phase.band == "R")


def test_return_to_sport_is_signed_for_in_every_protocol(catalogue):
    phases = [phase for entry in catalogue.protocols.values() for phase in entry.protocol.phases]
    assert all(phase.needs_sign_off for phase in phases if phase.band == "R")


def test_exercises_that_a_gate_names_never_rotate_out(catalogue):
    core = {
        f"{slug}.{phase.id}": {listing.slug for listing in phase.exercises if listing.core}
        for slug, entry in catalogue.protocols.items()
        for phase in entry.protocol.phases
    }
    assert core["pfp.P2"] == core["itbs.P3"] == {"step-down", "single-leg-squat"}
    assert core["itbs.P2"] == {"sidelying-hip-abduction", "hip-hike"}
    assert core["hip_strength.P2"] == {"lateral-band-walk", "step-down", "single-leg-squat"}


def test_the_outer_hip_stretches_stay_out_of_the_first_fortnight(catalogue):
    """The stretched position loads the sore spot [CORRECTIONS C11]."""
    phases = catalogue.protocols["itbs"].protocol.phases
    with_stretch = [p.id for p in phases if any(listing.slug == "tfl-stretch-standing" for listing in p.exercises)]
    assert with_stretch == ["P2", "P3", "P4"]


def test_where_a_ladder_starts_and_ends_in_a_phase(catalogue):
    bounds = {
        (slug, phase.id, listing.slug): (listing.start_rung, listing.to_rung)
        for slug in TYPED
        for phase in catalogue.protocols[slug].protocol.phases
        for listing in phase.exercises
        if listing.start_rung or listing.to_rung
    }
    assert bounds == {
        ("pfp", "P2", "single-leg-squat"): (None, "to-standard-chair"),
        ("pfp", "P3", "single-leg-squat"): ("free-to-60-deg", "free-to-60-deg"),
        ("itbs", "P2", "hip-hike"): ("4-inch-step-supported", None),
        ("itbs", "P4", "single-leg-squat"): ("free-deep", None),
        ("itbs", "P4", "run-walk"): ("rs3", None),
        ("hip_strength", "P2", "single-leg-squat"): (None, "to-standard-chair"),
        ("hip_strength", "P2", "step-up"): (None, "8-inch"),
        ("hip_strength", "P3", "single-leg-squat"): ("free-deep", None),
        ("hip_strength", "P3", "box-jump"): ("single-leg-low-box", None),
    }


def test_a_listing_takes_the_sides_of_its_exercise(catalogue):
    phase = catalogue.protocols["pfp"].protocol.phase("P2")
    sides = {listing.slug: listing.dose.per_side for listing in phase.exercises}
    assert sides["step-down"]
    assert not sides["double-leg-squat"]


def test_a_dose_outside_the_catalogue_says_who_wants_it(catalogue):
    notes = [note for entry in catalogue.protocols.values() for note in entry.listing_notes if note.override]
    assert {note.override for note in notes} <= set(catalogue.vocabulary["sources"])


def test_nothing_is_reviewed_yet(catalogue):
    """The content waits for a licensed clinician; signing a file off changes this test knowingly."""
    reviews = {(entry.review.reviewed_by, entry.review.reviewed_on) for entry in catalogue.protocols.values()}
    assert reviews == {(None, None)}


def test_protocol_texts_are_in_spanish_and_neutral_for_the_patient(catalogue):
    for entry in catalogue.protocols.values():
        texts = [entry.name, entry.patient_name, *entry.phase_names.values(), *entry.contraindications, *entry.notes]
        assert all(text.es and text.es != text.en for text in texts)
        assert not any(word in entry.patient_name.en.lower() for word in ("weak", "syndrome", "pain", "tendin"))
