"""What differs between two versions of a protocol, in clinical words and in both languages."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from hep_api.catalogue.comparison import compare
from hep_api.catalogue.loader import FOLDER, ROOT, load_edited
from hep_api.web.wording import told_changes


@pytest.fixture
def edited(catalogue, protocol_file: Callable[[str], Path]):
    """The sentences of what an edit of a shipped protocol changes."""

    def told(protocol_id: str, *edits: tuple[str, str], language: str = "en", back: bool = False) -> list[str]:
        text = (ROOT / FOLDER / f"protocols/{protocol_id}.yaml").read_text(encoding="utf-8")
        for old, new in edits:
            assert old in text, old
            text = text.replace(old, new, 1)
        entry = load_edited(protocol_file(text))
        before = catalogue.content(protocol_id)
        after = replace(catalogue, protocols={**catalogue.protocols, protocol_id: entry}).content(protocol_id)
        found = compare(after, before) if back else compare(before, after)
        return [
            f"{change['phase']['id'] if change['phase'] else '-'}: {change['text']}"
            for change in told_changes(catalogue, language, found, protocol_id)
        ]

    return told


def test_the_same_content_has_no_differences(catalogue):
    for protocol_id in catalogue.protocols:
        content = catalogue.content(protocol_id)
        assert compare(content, content) == ()


@pytest.mark.parametrize(
    "edit, en, es",
    [
        (
            ("weeks: [1, 3]", "weeks: [1, 4]"),
            "P1: weeks: 1-3 becomes 1-4.",
            "P1: semanas: 1-3 pasa a 1-4.",
        ),
        (
            ("slug: clamshell, dose: 3x8-20", "slug: clamshell, dose: 3x8-12"),
            "P1: Clamshell, dose: 3x8-20 becomes 3x8-12.",
            "P1: Almeja, dosis: 3x8-20 pasa a 3x8-12.",
        ),
        (("      - {slug: clamshell, dose: 3x8-20}\n", ""), "P1: Taken out: Clamshell.", "P1: Se retira: Almeja."),
        (
            ("freq: 3-5/wk", "freq: 3-4/wk"),
            "P1: how often: 3-5/7 d becomes 3-4/7 d.",
            "P1: con qué frecuencia: 3-5/7 d pasa a 3-4/7 d.",
        ),
        (
            ("pain_policy: standard", "pain_policy: moderate"),
            "-: pain rules: standard becomes moderate.",
            "-: reglas de dolor: standard pasa a moderate.",
        ),
        (("version: 0.1.0", "version: 0.2.0"), "-: version: 0.1.0 becomes 0.2.0.", "-: versión: 0.1.0 pasa a 0.2.0."),
    ],
)  # fmt: skip
def test_each_change_is_one_sentence_with_its_phase(edited, edit, en, es):
    assert edited("pfp", edit) == [en]
    assert edited("pfp", edit, language="es") == [es]


def test_an_exercise_that_is_new_in_one_direction_is_taken_out_in_the_other(edited):
    clamshell = "      - {slug: clamshell, dose: 3x8-20}\n"
    edit = (clamshell, f"{clamshell}      - {{slug: glute-set, dose: 2x10@5s}}\n")
    assert edited("pfp", edit) == ["P1: New: Buttock squeeze, 2x10@5s."]
    assert edited("pfp", edit, back=True) == ["P1: Taken out: Buttock squeeze."]


def test_an_exercise_that_changes_phase_is_moved(catalogue):
    before = catalogue.content("pfp")
    first, second, *rest = before.protocol.phases
    clamshell = next(listing for listing in first.exercises if listing.slug == "clamshell")
    without = replace(first, exercises=tuple(one for one in first.exercises if one is not clamshell))
    phases = (without, replace(second, exercises=(*second.exercises, clamshell)), *rest)
    after = replace(before, protocol=replace(before.protocol, phases=phases))
    (change,) = told_changes(catalogue, "en", compare(before, after), "pfp")
    assert change["phase"]["id"] == second.id
    assert change["text"] == f"Clamshell comes here from {catalogue.protocols['pfp'].phase_names[first.id].en}, 3x8-20."


def test_clauses_of_gates_are_told_in_the_words_that_a_patient_reads(edited):
    assert edited("itbs", ("      - {sessions: 3}\n", "")) == [
        "P1: To move on, no longer asked: Complete sessions in this phase: none of 3."
    ]
    (changed,) = edited("itbs", ("      - {sessions: 3}", "      - {sessions: 5}"))
    before, after = ("Complete sessions in this phase: none of 3.", "Complete sessions in this phase: none of 5.")
    assert changed == f'P1: To move on: "{before}" becomes "{after}" (at_least 3 -> 5)'
    (added,) = edited("itbs", ("      - {sessions: 3}", "      - {sessions: 3}\n      - {confirm: diagnosis-recorded}"))
    assert added.startswith("P1: To move on, also asked: To be confirmed by your therapist: ")


def test_what_a_sentence_leaves_out_of_a_clause_stands_behind_it(edited):
    (change,) = edited("itbs", ("{morning: settled, last: 3}", "{morning: settled, last: 4}"))
    assert "3 -> 4" in change


def test_rows_of_a_schedule_are_compared_week_by_week(catalogue):
    before = catalogue.content("achilles_mid_hsr")
    schedule = before.protocol.schedule
    rows = (replace(schedule.rows[0], target=12), *schedule.rows[1:])
    after = replace(before, protocol=replace(before.protocol, schedule=replace(schedule, rows=rows)))
    (change,) = told_changes(catalogue, "en", compare(before, after), "achilles_mid_hsr")
    assert change["phase"] is None
    first = schedule.rows[0]
    weeks = f"{first.first_week}-{first.last_week}" if first.last_week > first.first_week else str(first.first_week)
    assert change["text"] == f"Schedule, weeks {weeks}: 3x15 RM becomes 3x12 RM."


def test_phases_that_come_and_go_are_told_with_their_exercises(catalogue):
    before = catalogue.content("pfp")
    after = replace(before, protocol=replace(before.protocol, phases=before.protocol.phases[:-1]))
    last = before.protocol.phases[-1]
    assert [change["text"] for change in told_changes(catalogue, "en", compare(before, after), "pfp")] == [
        "This phase is gone."
    ]
    texts = [change["text"] for change in told_changes(catalogue, "en", compare(after, before), "pfp")]
    assert texts[0].startswith("This phase is new, ")
    assert len(texts) == 1 + len(last.exercises)


def test_settings_restrictions_and_ladders_are_told(catalogue):
    before = catalogue.content("pfp")
    clamshell = before.exercises["clamshell"]
    shorter = replace(clamshell, rungs=clamshell.rungs[:-1])
    after = replace(
        before,
        exercises={**before.exercises, "clamshell": shorter},
        config=replace(before.config, top_sessions=3),
    )
    assert [change["text"] for change in told_changes(catalogue, "en", compare(before, after), "pfp")] == [
        "Setting top_sessions: 2 becomes 3.",
        'Clamshell: the variant "Feet raised, light band" is gone.',
    ]


def test_every_difference_between_any_two_protocols_has_words(catalogue):
    ids = list(catalogue.protocols)
    for one in ids:
        for other in ids:
            for language in ("en", "es"):
                found = compare(catalogue.content(one), catalogue.content(other))
                for change in told_changes(catalogue, language, found, other):
                    assert not change["text"].startswith("diff."), change
