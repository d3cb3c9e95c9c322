"""`cases run` and `cases explain` as a clinician meets them."""

from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

PAGE = """\
given: {exercises: [clamshell], policy: standard, autonomy: auto}
cases:
  - {case: pain 3 eases, session: 3, morning: {}, expect: MODIFY M1}
  - {case: pain 6 stops, session: 6, morning: {}, expect: STOP_ALERT S3}
"""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.yaml"
    path.write_text(PAGE, encoding="utf-8")
    return path


def cases(app: Flask, *args: object) -> Result:
    return app.test_cli_runner().invoke(args=["cases", *map(str, args)])


def test_cases_that_pass_are_counted(app: Flask, page: Path) -> None:
    result = cases(app, "run", page)
    assert (result.exit_code, result.output) == (0, "2 passed, 0 failed\n")


def test_a_wrong_expectation_is_shown_readably(app: Flask, page: Path) -> None:
    page.write_text(PAGE.replace("MODIFY M1", "HOLD H3"), encoding="utf-8")
    result = cases(app, "run", page)
    assert result.exit_code == 1
    assert result.output == (
        f"FAILED {page}:3: pain 3 eases\n"
        f"  {page}:3: day 1, Tue 2026-03-03: decision\n"
        "    expected: HOLD by H3\n"
        "    got:      MODIFY by M1, final\n"
        "1 passed, 1 failed\n"
    )


def test_a_file_that_cannot_be_read_hides_no_other(app: Flask, page: Path) -> None:
    (page.parent / "broken.yaml").write_text(PAGE.replace("session: 3", "sesion: 3"), encoding="utf-8")
    result = cases(app, "run", page.parent)
    assert result.exit_code == 2
    assert (
        f"{page.parent}/broken.yaml:3: cases.1.sesion: unknown key 'sesion'; did you mean 'session'?" in result.output
    )
    assert result.output.endswith("2 passed, 0 failed\n")


def test_a_case_the_engine_stumbles_over_is_a_failure_of_that_case(app: Flask, page: Path) -> None:
    beyond_its_table = (
        "  - case: a phase beyond its table\n"
        "    given:\n"
        "      exercises: {raise: {dose: scheduled}}\n"
        "      protocol:\n"
        "        schedule: {min_hours_between: 40, rows: [{weeks: [1, 1], sets: 3, rep_max: 15}]}\n"
        "        phases: [{id: P1, schedule_weeks: [2, 3], exercises: [{slug: raise, scheduled: true}]}]\n"
        "    day: 0\n"
        "    expect: {locks: []}\n"
    )
    page.write_text(PAGE + beyond_its_table, encoding="utf-8")
    result = cases(app, "run", page)
    assert result.exit_code == 1
    assert "got:      ValueError: no row for week 2" in result.output
    assert result.output.endswith("2 passed, 1 failed\n")


@pytest.mark.parametrize(
    "lang, sentences",
    [
        ("en", ("Due", "Today is a training day. Clamshell 3x8",
                "Do a little less.", "Pain reached 3; up to 2 is fine. [M1]")),
        ("es", ("Toca", "Hoy toca entrenar.", "[M1]")),
    ],
)  # fmt: skip
def test_a_course_is_told_day_by_day(app: Flask, page: Path, lang: str, sentences: tuple[str, ...]) -> None:
    result = cases(app, "explain", page, "--lang", lang, "--case", "eases")
    assert result.exit_code == 0, result.output
    assert "day 0, Mon 2026-03-02" in result.output
    assert "pain 6 stops" not in result.output
    for sentence in sentences:
        assert sentence in result.output


def test_a_diary_tells_everything_that_can_happen(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "all.yaml"
    path.write_text(
        "case: everything\n"
        "given: {exercises: [clamshell], autonomy: auto}\n"
        "events:\n"
        "  - {day: 0, screen: clear}\n"
        "  - {day: 0, session: {pain: [0, null, 0], form: minor, swelling: 1}, after: 1,\n"
        "     morning: {pain: 1, limp: true}}\n"
        "  - {day: 0, session: {}, correction: true, received: day 2 09:00}\n"
        "  - {day: 2, measure: {stairs-pain: 2, heel-raise-sl-reps: {left: 20, right: 21}}}\n"
        "  - {day: 3, pause: {until: day 5}, equipment: {load_step_kg: 1}}\n"
        "  - {day: 3, clinician: [acknowledge, unlock]}\n"
        "  - {day: 6, expect: {locks: []}}\n",
        encoding="utf-8",
    )
    output = cases(app, "explain", path).output
    for told in (
        "Check       07:00 clear", "pain 0, ?, 0 effort 6 minor; swelling 1", "An hour on", "limp yes",
        "(correction, received on 2026-03-04 09:00)", "Pain on stairs: 2", ": 20 (left)", "2026-03-05 - 2026-03-07",
        "unlock: because",
    ):  # fmt: skip
        assert told in output, output


def test_an_unreadable_file_is_not_explained(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text("case: broken\n", encoding="utf-8")
    result = cases(app, "explain", path)
    assert result.exit_code == 2
    assert "'given' needs a 'protocol' or 'exercises'" in result.output
