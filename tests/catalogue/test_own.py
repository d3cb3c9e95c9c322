"""A clinic's own content: read on top of the shipped, refused with every mistake, left out when it no longer fits."""

from dataclasses import replace
from pathlib import Path

import pytest

from hep_api.catalogue import Catalogue
from hep_api.catalogue.adding import read_added, spoiled_without
from hep_api.catalogue.own import with_own
from hep_api.catalogue.written import OwnText
from hep_api.errors import ContentError
from tests.builders.own_content import WALL_PLAN, WALL_PUSH, write_files


def added(catalogue: Catalogue, folder: Path, stored: list[OwnText] | None = None, **texts: str) -> list[OwnText]:
    return read_added(catalogue, stored or [], write_files(folder, **texts))


def mistakes(catalogue: Catalogue, folder: Path, stored: list[OwnText] | None = None, **texts: str) -> list[str]:
    with pytest.raises(ContentError) as raised:
        added(catalogue, folder, stored, **texts)
    return [problem.removeprefix(f"{folder}/") for problem in raised.value.problems]


def both(catalogue: Catalogue, folder: Path) -> list[OwnText]:
    return added(catalogue, folder, plan=WALL_PLAN, exercises=WALL_PUSH)


def test_a_protocol_and_the_exercise_it_uses_come_in_one_call_in_any_order(catalogue: Catalogue, tmp_path: Path):
    texts = both(catalogue, tmp_path)
    assert [(text.kind, text.name, text.version) for text in texts] == [
        ("protocol", "our_hip_start", "1.0.0"), ("exercise", "wall-push", ""),
    ]  # fmt: skip
    merged, problems = with_own(catalogue, texts)
    assert problems == []
    assert merged.own == {"wall-push", "our_hip_start"}
    assert ("our_hip_start", "1.0.0") in merged.published, "another text needs a higher version"
    assert set(merged.content("our_hip_start").exercises) == {"wall-push", "clamshell"}
    assert "wall-push" not in catalogue.exercises


def test_a_protocol_may_use_what_the_clinic_has_already(catalogue: Catalogue, tmp_path: Path):
    stored = added(catalogue, tmp_path, exercises=WALL_PUSH)
    assert [text.name for text in added(catalogue, tmp_path, stored, plan=WALL_PLAN)] == ["our_hip_start"]


def test_all_mistakes_of_all_files_are_told_at_once_with_their_lines(catalogue: Catalogue, tmp_path: Path):
    problems = mistakes(
        catalogue,
        tmp_path,
        plan=WALL_PLAN.replace("slug: clamshell", "slug: clamshel").replace("pain_policy: standard", "pain_policy: x"),
        exercises=WALL_PUSH.replace("region: hip", "region: hop").replace(", es: Sin manos", ""),
        broken="wall: [}",
    )
    assert [problem.split(": ")[0] for problem in problems] == [
        "broken.yaml:1", "exercises.yaml:4", "exercises.yaml:13", "plan.yaml:6", "plan.yaml:17",
    ]  # fmt: skip


def test_a_perfect_patient_must_get_out_of_every_phase_in_time(catalogue: Catalogue, tmp_path: Path):
    (problem,) = mistakes(catalogue, tmp_path, plan=WALL_PLAN.replace("[1, 4]", "[1, 1]"), exercises=WALL_PUSH)
    assert problem.startswith("plan.yaml:10: phases.P1: a perfect patient needs ")


@pytest.mark.parametrize("name", ["clamshell", "hip", "stairs-pain", "Wall", "a b", "x" * 61])
def test_an_exercise_needs_a_name_of_its_own(catalogue: Catalogue, tmp_path: Path, name: str):
    (problem,) = mistakes(catalogue, tmp_path, exercises=WALL_PUSH.replace("wall-push", name))
    said = "is a name of the shipped catalogue: choose another one", "is no name: lower-case letters"
    assert any(words in problem for words in said)
    assert problem.startswith("exercises.yaml:2: ")


@pytest.mark.parametrize("name", ["pfp", "clamshell", "our-hip"])
def test_a_protocol_needs_an_id_of_its_own(catalogue: Catalogue, tmp_path: Path, name: str):
    plan = WALL_PLAN.replace("our_hip_start", name).replace("wall-push", "clamshell", 1).replace(
        "      - {slug: clamshell}\n", ""
    )  # fmt: skip
    (problem,) = mistakes(catalogue, tmp_path, plan=plan.replace("[wall-push]", "[clamshell]"))
    assert problem.startswith("plan.yaml:1: id: ")


def test_two_files_may_not_say_the_same_name(catalogue: Catalogue, tmp_path: Path):
    (problem,) = mistakes(catalogue, tmp_path, one=WALL_PUSH, two=WALL_PUSH)
    assert problem == f"two.yaml:2: wall-push: 'wall-push' is also in {tmp_path}/one.yaml:2"


def test_exercises_lead_to_what_there_is_and_never_in_a_ring(catalogue: Catalogue, tmp_path: Path):
    second = WALL_PUSH.replace("wall-push", "wall-hold").replace("clamshell", "wall-push")
    ring = WALL_PUSH.replace("leads_to: [clamshell]", "leads_to: [wall-hold]")
    problems = mistakes(catalogue, tmp_path, ring=ring, second=second)
    assert [problem.split(": ")[0] for problem in problems] == ["ring.yaml:2", "second.yaml:2"]


def test_each_exercise_is_kept_as_it_was_written(catalogue: Catalogue, tmp_path: Path):
    second = WALL_PUSH.replace("wall-push", "wall-hold").replace("# Ours", "\n# Theirs")
    first, other = added(catalogue, tmp_path, exercises=f"---\n{WALL_PUSH}{second}# The end.\n...\n")
    assert first.text == WALL_PUSH.partition("\n")[2]
    assert other.text == first.text.replace("wall-push", "wall-hold")


def test_an_exercise_that_cannot_be_read_alone_is_refused(catalogue: Catalogue, tmp_path: Path):
    shared = WALL_PUSH.replace("cue: {", "cue: &cue {")
    second = WALL_PUSH.replace("wall-push", "wall-hold").replace(
        "cue: {en: Push the knee sideways into the wall., es: Empuja la rodilla de lado contra la pared.}", "cue: *cue"
    )
    (problem,) = mistakes(catalogue, tmp_path, exercises=shared + second)
    assert "without anchors that another one uses" in problem


@pytest.mark.parametrize("text", ["{}", "- wall-push", "", "wall-push", "? [a, b]\n: c"])
def test_a_file_that_holds_nothing_is_a_mistake(catalogue: Catalogue, tmp_path: Path, text: str):
    assert mistakes(catalogue, tmp_path, nothing=text)


def test_another_text_of_a_protocol_needs_a_higher_version(catalogue: Catalogue, tmp_path: Path):
    stored = both(catalogue, tmp_path)
    edited = WALL_PLAN.replace("Hip start", "Hips first")
    (problem,) = mistakes(catalogue, tmp_path, stored, plan=edited)
    assert problem == (
        "plan.yaml:2: version: version 1.0.0 of 'our_hip_start' is stored with another text: "
        "this one needs a higher version"
    )
    assert mistakes(catalogue, tmp_path, stored, plan=edited.replace("1.0.0", "0.10.0"))
    assert added(catalogue, tmp_path, stored, plan=edited.replace("1.0.0", "1.0.10"))
    assert added(catalogue, tmp_path, stored, plan=WALL_PLAN)


def test_a_new_text_of_an_exercise_must_still_carry_the_protocols_that_use_it(catalogue: Catalogue, tmp_path: Path):
    stored = both(catalogue, tmp_path)
    assert added(catalogue, tmp_path, stored, exercises=WALL_PUSH.replace("2x8-15", "3x8-15"))
    later = WALL_PUSH.replace("bands: [A, S]", "bands: [S]")
    problems = mistakes(catalogue, tmp_path, stored, exercises=later)
    assert [problem.split(": ")[0] for problem in problems] == ["clinic:our_hip_start:16"]


def test_what_was_broken_before_is_not_blamed_on_what_is_added(catalogue: Catalogue, tmp_path: Path):
    stored = [OwnText("exercise", "old", "old: {name: {en: Old}}\n")]
    assert added(catalogue, tmp_path, stored, exercises=WALL_PUSH)


def test_a_text_that_no_longer_fits_is_left_out_with_all_that_needs_it(catalogue: Catalogue, tmp_path: Path):
    texts = both(catalogue, tmp_path)
    second = replace(texts[1], name="wall-hold", text=texts[1].text.replace("wall-push", "wall-hold"))
    spoiled = replace(texts[1], text=texts[1].text.replace("family: hip_abd", "family: gone"))
    merged, problems = with_own(catalogue, [texts[0], spoiled, second])
    assert merged.own == {"wall-hold"}
    assert {problem.file for problem in problems} == {"clinic:our_hip_start", "clinic:wall-push"}


def test_a_shipped_name_wins_over_a_clinics_that_was_there_before(catalogue: Catalogue, tmp_path: Path):
    (text,) = added(catalogue, tmp_path, exercises=WALL_PUSH)
    later = replace(catalogue, exercises={**catalogue.exercises, "wall-push": catalogue.exercises["clamshell"]})
    merged, problems = with_own(later, [text])
    assert merged.exercises["wall-push"] is catalogue.exercises["clamshell"]
    assert merged.own == set()
    assert "is a name of the shipped catalogue" in str(problems[0])


def test_what_other_content_needs_is_named_before_it_goes(catalogue: Catalogue, tmp_path: Path):
    texts = both(catalogue, tmp_path)
    needed = spoiled_without(catalogue, texts, "wall-push")
    assert {line.split(": ")[0] for line in needed} >= {"clinic:our_hip_start:16"}
    assert spoiled_without(catalogue, texts, "our_hip_start") == []
    assert spoiled_without(catalogue, [replace(texts[0], retired=True), texts[1]], "wall-push") == []


def test_what_is_retired_can_be_read_and_not_chosen(catalogue: Catalogue, tmp_path: Path):
    plan, push = both(catalogue, tmp_path)
    merged, _ = with_own(catalogue, [replace(plan, retired=True), push])
    assert "our_hip_start" in merged.protocols
    assert (merged.offers("our_hip_start"), merged.offers("wall-push"), merged.offers("clamshell")) == (
        False, True, True,
    )  # fmt: skip
