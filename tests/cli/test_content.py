"""`flask content`: a clinic's own exercises and protocols, by file."""

from pathlib import Path
from uuid import uuid4

from click.testing import Result
from flask import Flask

from hep_api.store.clinic_contents import list_contents
from hep_api.store.clinics import get_clinic
from tests.builders.clinics import Clinic, found_clinic
from tests.builders.own_content import WALL_PLAN, WALL_PUSH, write_files


def run(app: Flask, clinic: Clinic, command: str, *args: str | Path) -> Result:
    by = ["--by", "Dr. Rivera"] if command in {"add", "retire"} else []
    typed = ["content", command, "--clinic", str(clinic.id), *by, *(str(part) for part in args)]
    return app.test_cli_runner().invoke(args=typed)


def add(app: Flask, clinic: Clinic, folder: Path, **texts: str) -> Result:
    return run(app, clinic, "add", *write_files(folder, **texts))


def revision(clinic: Clinic) -> int:
    return get_clinic(clinic.therapist).content_revision


def test_files_are_added_listed_and_shown_as_they_were_written(app: Flask, clinic: Clinic, tmp_path: Path) -> None:
    result = add(app, clinic, tmp_path, plan=WALL_PLAN, exercises=WALL_PUSH)
    assert (result.exit_code, result.stdout.splitlines()) == (
        0, ["added: protocol our_hip_start 1.0.0", "added: exercise wall-push"],
    )  # fmt: skip
    exercise, protocol = run(app, clinic, "list").stdout.splitlines()
    assert exercise.startswith("exercise  wall-push  20")
    assert " by Dr. Rivera  " in exercise
    assert protocol.startswith("protocol  our_hip_start 1.0.0  20")
    assert run(app, clinic, "show", "our_hip_start").stdout == WALL_PLAN
    assert run(app, clinic, "show", "wall-push").stdout == WALL_PUSH.partition("\n")[2]


def test_what_is_shown_can_be_added_again_and_changes_nothing(app: Flask, clinic: Clinic, tmp_path: Path) -> None:
    add(app, clinic, tmp_path, plan=WALL_PLAN, exercises=WALL_PUSH)
    shown = run(app, clinic, "show", "wall-push").stdout
    assert add(app, clinic, tmp_path, again=shown).stdout == "unchanged: exercise wall-push\n"
    assert len(list_contents(clinic.therapist)) == 2


def test_nothing_is_stored_when_there_is_a_mistake(app: Flask, clinic: Clinic, tmp_path: Path) -> None:
    result = add(app, clinic, tmp_path, plan=WALL_PLAN.replace("clamshell", "clam"), exercises=WALL_PUSH)
    problem, last = result.stdout.splitlines()
    assert (result.exit_code, last) == (1, "1 mistake, nothing stored")
    assert problem.startswith(f"{tmp_path}/plan.yaml:17: ")
    assert (list_contents(clinic.therapist), revision(clinic)) == ([], 0)


def test_a_new_version_takes_the_place_of_the_old_one(app: Flask, clinic: Clinic, tmp_path: Path) -> None:
    add(app, clinic, tmp_path, plan=WALL_PLAN, exercises=WALL_PUSH)
    before = revision(clinic)
    edited = WALL_PLAN.replace("Hip start", "Hips first")
    assert "needs a higher version" in add(app, clinic, tmp_path, plan=edited).stdout
    result = add(app, clinic, tmp_path, plan=edited.replace("1.0.0", "1.1.0"))
    assert result.stdout == "replaced: protocol our_hip_start 1.1.0\n"
    assert revision(clinic) > before
    assert "Hips first" in run(app, clinic, "show", "our_hip_start").stdout


def test_what_is_retired_is_kept_and_may_be_offered_again(app: Flask, clinic: Clinic, tmp_path: Path) -> None:
    add(app, clinic, tmp_path, plan=WALL_PLAN, exercises=WALL_PUSH)
    needed = run(app, clinic, "retire", "wall-push")
    assert needed.exit_code == 1
    assert "'wall-push' is needed; retire or change first:\nclinic:our_hip_start:16: " in needed.stderr
    assert run(app, clinic, "retire", "our_hip_start").stdout == "retired: our_hip_start\n"
    assert run(app, clinic, "retire", "our_hip_start").stderr == "Error: 'our_hip_start' is retired already.\n"
    assert "(retired 20" in run(app, clinic, "list").stdout.splitlines()[1]
    assert run(app, clinic, "retire", "wall-push").exit_code == 0
    again = add(app, clinic, tmp_path, plan=WALL_PLAN, exercises=WALL_PUSH)
    assert again.stdout.splitlines()[0] == "offered again: protocol our_hip_start 1.0.0"
    assert "retired" not in run(app, clinic, "list").stdout


def test_what_is_retired_is_there_for_nothing_new(app: Flask, clinic: Clinic, tmp_path: Path) -> None:
    add(app, clinic, tmp_path, exercises=WALL_PUSH)
    run(app, clinic, "retire", "wall-push")
    assert "'wall-push' is not a known exercise" in add(app, clinic, tmp_path, plan=WALL_PLAN).stdout


def test_a_clinic_sees_nothing_of_anothers(app: Flask, clinic: Clinic, tmp_path: Path) -> None:
    other = found_clinic("Other")
    add(app, clinic, tmp_path, plan=WALL_PLAN, exercises=WALL_PUSH)
    assert run(app, other, "list").stdout == ""
    for command in ("show", "retire"):
        assert run(app, other, command, "wall-push").stderr == "Error: This clinic has no such content.\n"
    assert add(app, other, tmp_path, exercises=WALL_PUSH).stdout == "added: exercise wall-push\n"


def test_a_clinic_that_is_not_there_has_nothing_and_is_given_nothing(app: Flask, tmp_path: Path) -> None:
    (file,) = write_files(tmp_path, exercises=WALL_PUSH)
    for args in (["add", "--by", "A", str(file)], ["list"]):
        typed = ["content", args[0], "--clinic", str(uuid4()), *args[1:]]
        result = app.test_cli_runner().invoke(args=typed)
        assert (result.exit_code, result.stderr) == (1, "Error: There is no such clinic.\n")


def test_whoever_adds_says_who(app: Flask, clinic: Clinic, tmp_path: Path) -> None:
    (file,) = write_files(tmp_path, exercises=WALL_PUSH)
    typed = ["content", "add", "--clinic", str(clinic.id), "--by", " ", str(file)]
    assert app.test_cli_runner().invoke(args=typed).stderr == "Error: --by: Length must be between 1 and 120.\n"
