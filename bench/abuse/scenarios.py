"""The scenarios D1 to D13, E1 to E18, F1 to F5: what is tried, by which tests, and what a failure of one would be."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Guard = Literal["leaks", "lock_outs", "lost", "silent_overwrites"]
"""The column of the table in which a failed proof counts."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """One row. `proofs` are tests of the suite; what takes real processes or many tries is in bench.abuse.runs."""

    what: str
    guards: Guard
    proofs: tuple[str, ...] = ()


SYNC, IDENTITY, WEB, NOTICES = "tests/sync/test_", "tests/identity/test_", "tests/web/test_", "tests/notices/test_"
AUDIT, PRIVACY, STORE = "tests/audit/test_", "tests/privacy/test_", "tests/store/test_"


def _of(file: str, *names: str) -> tuple[str, ...]:
    """Tests of one file, all of it without names."""
    return tuple(f"{file}.py::test_{name}" for name in names) or (f"{file}.py",)


SCENARIOS: Mapping[str, Scenario] = {
    "D1": Scenario("reply lost after the commit, sent again five times", "lost", (
        *_of(f"{SYNC}at_once", "a_reply_that_was_lost_is_given_again_as_it_was"),
        *_of("tests/sessions/test_sessions", "a_retry_gets_the_same_bytes_and_is_kept_once"),
    )),
    "D2": Scenario("one fact sent eight times at once", "lost", _of(
        f"{SYNC}at_once", "one_fact_sent_eight_times_at_once_is_taken_once_and_answered_alike",
    )),
    "D3": Scenario("one id with another body", "silent_overwrites", (
        *_of(f"{SYNC}at_once", "one_id_with_eight_bodies_at_once_keeps_one_and_refuses_seven"),
        *_of(f"{SYNC}batches", "of_two_with_one_id_the_first_sent_counts"),
        *_of("tests/sessions/test_sessions", "the_same_id_with_another_body_changes_nothing"),
    )),
    "D4": Scenario("an id that another tenant used", "leaks", (
        *_of(f"{SYNC}at_once", "an_id_that_another_tenant_used_neither_blocks_nor_tells"),
        *_of(f"{WEB}foreign_bodies", "an_id_that_somebody_else_has_used_blocks_nobody"),
        *_of("tests/media/test_uploading", "two_clinics_may_use_one_id_and_each_has_its_own"),
    )),
    "D5": Scenario("a week shuffled, reversed, split, doubled", "lost", _of(
        f"{SYNC}arrival", "every_way_to_send_a_week_comes_to_the_same",
    )),
    "D6": Scenario("clocks three days ahead, in 1970, drifting", "lost", (
        *_of(f"{SYNC}clocks"),
        *_of("tests/sessions/test_sessions", "a_session_from_the_future_is_kept_and_decides_nothing"),
    )),
    "D7": Scenario("one bad item among fifty", "lost", _of(
        f"{SYNC}at_once", "one_bad_fact_among_fifty_costs_itself_alone",
    )),
    "D8": Scenario("facts for a plan that ended or changed", "lost", (
        *_of("tests/sessions/test_sessions", "is_checked_against_what_the_phone_shows_not_against_the_last_write",
             "a_session_dated_before_its_plan_was_given_decides_nothing"),
        *_of(f"{SYNC}clocks", "therapists_read_what_was_told_with_both_times_and_why_it_does_not_count"),
    )),
    "D9": Scenario("two edit the same, offline", "silent_overwrites", _of(f"{SYNC}conflicts")),
    "D10": Scenario("50 phones, a proxy that drops, the server killed", "lost"),
    "D11": Scenario("reading while a lower number is not committed", "lost", _of(
        f"{SYNC}at_once", "a_reader_skips_nothing_while_a_lower_number_is_not_committed",
    )),
    "D12": Scenario("a restored backup sends six months again", "lost", (
        *_of(f"{SYNC}arrival", "a_restored_backup_that_sends_its_past_again_does_nothing",
             "history_that_arrives_half_a_year_late_progresses_nothing_and_reminds_of_nothing"),
        *_of(f"{SYNC}withdrawals", "a_restored_backup_does_not_bring_it_back"),
    )),
    "D13": Scenario("ten megabytes, 100 000 items, deep nesting, packed", "lock_outs", _of(f"{SYNC}limits")),
    "E1": Scenario("every route with every foreign id", "leaks", _of(f"{WEB}foreign_ids")),
    "E2": Scenario("foreign ids in bodies, lists, filters, cursors, exports", "leaks", (
        *_of(f"{WEB}foreign_bodies"), *_of(f"{WEB}lists_of_others"),
        *_of(f"{PRIVACY}export", "it_holds_nothing_of_anybody_else"),
    )),
    "E3": Scenario("another role, method, spelling, claimed method", "leaks", (
        *_of(f"{WEB}ways_around"), *_of(f"{WEB}foreign_ids", "other_roles_are_turned_away_before_anything_is_read"),
    )),
    "E4": Scenario("every column's name in every write", "silent_overwrites", _of(
        f"{WEB}ways_around", "no_column_can_be_written_by_naming_it",
        "no_column_can_be_written_by_naming_it_in_a_batch",
    )),
    "E5": Scenario("keys of answers beyond the contract", "leaks", _of(f"{WEB}answers_are_exact")),
    "E6": Scenario("a therapist who is taken off, or leaves", "leaks", (
        *_of(f"{WEB}lists_of_others", "a_cursor_does_not_outlive_the_care"),
        *_of("tests/team/test_team", "whoever_is_removed_is_out_with_the_next_request"),
        *_of("tests/care/test_covers", "either_ends_it_early", "a_cover_ends_with_the_care_of_whoever_gave_it"),
        *_of("tests/care/test_emergencies", "it_ends_by_itself_after_the_hours_of_the_clinic"),
        *_of("tests/caregivers/test_caregivers", "a_therapist_ends_it_with_the_next_request"),
    )),
    "E7": Scenario("work that runs after access has ended", "leaks", (
        *_of(f"{NOTICES}delivering", "an_archived_patient_hears_nothing_more",
             "a_phone_whose_sign_in_was_ended_gets_nothing"),
        *_of(f"{NOTICES}alert_notices", "who_no_longer_cares_for_the_patient_is_not_told"),
        *_of(f"{PRIVACY}erasing", "the_phone_and_the_therapist_meet_nobody"),
    )),
    "E8": Scenario("one refresh token eight times at once", "lock_outs", _of(
        f"{IDENTITY}refresh", "the_same_token_from_eight_sides_at_once_leaves_one_successor",
    )),
    "E9": Scenario("the reply of a renewal is lost", "lock_outs", (
        *_of(f"{IDENTITY}refresh", "a_lost_reply_is_given_again_within_a_minute"),
        *_of(f"{IDENTITY}sign_ins", "a_lost_reply_is_given_again_to_the_same_device_only"),
    )),
    "E10": Scenario("a stolen refresh token", "leaks", (
        *_of(f"{IDENTITY}refresh", "once_the_successor_was_used_the_old_token_ends_the_sign_in",
             "after_the_minute_the_old_token_ends_the_sign_in", "other_devices_stay_signed_in"),
        *_of(f"{IDENTITY}sign_ins", "a_token_works_from_its_own_device_only_and_a_stolen_one_ends_the_sign_in",
             "reuse_is_told_to_the_trail"),
    )),
    "E11": Scenario("forged, expired and misused tokens", "leaks", _of(
        f"{IDENTITY}sign_in", "forged_tokens_open_nothing", "a_staff_token_does_not_open_as_a_patient",
        "an_access_token_ends_after_its_minutes",
    )),
    "E12": Scenario("guessing, and locking the owner out by it", "lock_outs", (
        *_of(f"{IDENTITY}throttling"),
        *_of(f"{IDENTITY}sign_in", "the_owner_gets_in_while_somebody_else_guesses"),
    )),
    "E13": Scenario("telling by words or by time who exists", "leaks", (
        *_of(f"{IDENTITY}sign_in", "a_wrong_password_and_an_unknown_address_answer_the_same",
             "an_unknown_address_costs_the_same_argon2_work_as_a_known_one"),
        *_of(f"{IDENTITY}redeem", "every_reason_answers_the_same",
             "a_try_leaves_the_same_rows_whether_the_code_exists_or_not"),
        *_of("tests/team/test_team", "an_address_of_another_clinic_is_not_told_apart"),
    )),
    "E14": Scenario("a phone that changes hands", "leaks", (
        *_of("tests/devices/test_devices", "an_address_moves_to_the_last_that_registers_it_also_over_clinics"),
        *_of(f"{NOTICES}delivering", "a_phone_that_changed_hands_never_gets_the_old_owners_reminder"),
    )),
    "E15": Scenario("somebody else's address, and very many", "leaks", _of(
        "tests/devices/test_devices", "an_address_moves_to_the_last_that_registers_it_also_over_clinics",
        "the_eleventh_phone_retires_the_one_longest_not_heard_of",
    )),
    "E16": Scenario("a bomb of reminders", "leaks", (
        *_of(f"{NOTICES}delivering", "two_notices_a_day_are_enough"),
        *_of(f"{NOTICES}planning", "a_reminder_that_was_settled_is_never_opened_again_by_new_wishes"),
        *_of("tests/reminders/test_reminders", "wishes_that_cannot_be_are_refused_by_name_and_change_nothing"),
    )),
    "E17": Scenario("questions that cost much", "lock_outs", _of(
        "tests/patients/test_worklist", "a_limit_out_of_range_is_refused", "a_foreign_cursor_is_refused",
    )),
    "E18": Scenario("thousands of generated requests per role", "leaks"),
    "F1": Scenario("health data in logs, errors, queues, files", "leaks", _of(
        f"{PRIVACY}canaries", "canaries_are_in_no_log_error_queue_or_file",
        "an_unexpected_error_says_where_and_not_what",
    )),
    "F2": Scenario("tampering with the trail in seven ways", "silent_overwrites", _of(
        f"{AUDIT}verifying", "all_seven_ways_are_tried", "tampering_is_found_and_missed_without_its_control",
    )),
    "F3": Scenario("a crash between a change and its audit event", "lost", _of(
        f"{AUDIT}crashing", "a_crash_leaves_both_or_neither",
    )),
    "F4": Scenario("eight who append at once", "lost", _of(
        f"{AUDIT}appending", "eight_writers_make_one_chain_without_a_fork",
    )),
    "F5": Scenario("names that forge lines of the log", "leaks", _of(
        f"{PRIVACY}canaries", "what_a_caller_sends_cannot_forge_a_line_of_the_log",
    )),
    "walls": Scenario("statements that forget the clinic", "leaks", (
        *_of(f"{STORE}walls"), *_of(f"{STORE}walls_at_the_door"), *_of(f"{STORE}walls_of_an_owner"),
    )),
    "erasure": Scenario("what is left of whoever was erased", "leaks", _of(f"{PRIVACY}erasing")),
}  # fmt: skip
