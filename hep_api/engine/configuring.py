"""Every number that a clinic, a protocol or one plan may change, with its default and its bounds [SPEC 3.10]."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from hep_api.engine.changing import replace

Number = int | Decimal


@dataclass(frozen=True, slots=True)
class Config:
    """Every `cfg:` number of the SPEC that this engine uses, with its default; None = as the pain policy says."""

    top_sessions: int = 2
    effort_cap: Decimal = Decimal(7)
    effort_cap_rm: Decimal = Decimal(8)
    load_step_target: Decimal = Decimal("0.05")
    load_step_low: Decimal = Decimal("0.02")
    load_step_high: Decimal = Decimal("0.10")
    smallest_step_max: Decimal = Decimal("0.25")
    rep_extension: int = 5
    ease_load: Decimal = Decimal("0.10")
    ease_reps: Decimal = Decimal("0.20")
    flare_load: Decimal = Decimal("0.10")
    adherence_min: Decimal = Decimal("0.80")
    adherence_days: int = 14
    window_days: int = 7
    window_sessions: int = 3
    morning_cutoff_hour: int = 12
    settle_minutes_max: int = 60
    session_complete: Decimal = Decimal("0.80")
    week_min_sessions: int = 2
    exit_evidence_days: int = 14
    lsi_pair_days: int = 7
    max_exercises: int = 4
    impact_days_per_week: int = 3
    impact_drills_per_day: int = 2
    red_free_days: int = 14
    second_red_days: int = 7
    second_flare_days: int = 14
    harder_changes_per_week: int = 2
    harder_changes_per_week_strict: int = 1
    max_family_advances_per_day: int = 1
    heel_raise_min: int = 20
    trend_min_values: int = 4
    trend_up: Decimal = Decimal("0.5")
    stiff_watch_minutes: int = 10
    stiff_flare_minutes: int = 30
    green_max: int | None = None
    yellow_max: int | None = None
    tolerated_max: int | None = None
    red_lock: int | None = None
    flare_stops: int = 0
    sustained_mornings: int = 3
    night_pain_nights: int = 2
    completion_min: Decimal = Decimal("0.75")
    completion_half: Decimal = Decimal("0.50")
    soreness_min: int = 4
    gap_hold_days: int = 4
    gap_ease_days: int = 7
    gap_regress_days: int = 14
    gap_reassess_days: int = 28
    return_week_1: Decimal = Decimal("0.50")
    return_week_2: Decimal = Decimal("0.70")
    return_week_3: Decimal = Decimal("0.80")
    return_week_4: Decimal = Decimal("0.90")
    long_pause_days: int = 14
    reassess_weeks: int = 4
    deload_every_weeks: int = 0
    deload_cut: Decimal = Decimal("0.25")
    spike_moderate: Decimal = Decimal("0.30")
    spike_large: Decimal = Decimal("1.00")
    spike_moderate_cut: Decimal = Decimal("0.20")
    spike_large_cut: Decimal = Decimal("0.30")
    acwr_high: Decimal = Decimal("1.5")
    warning_signs_min: int = 2
    warning_signs_cut: Decimal = Decimal("0.40")


@dataclass(frozen=True, slots=True)
class Setting:
    """One number: what it is, its source, and from where to where it may be set; `fixed` ones never [SPEC 3.8]."""

    name: str
    low: Decimal
    high: Decimal
    what: str
    source: str
    fixed: bool = False


class NotAllowed(ValueError):
    """A setting that does not exist, may not be changed, or is out of bounds; the message says what is allowed."""


def _row(name: str, low: str, high: str, what: str, source: str = "[choice]", *, fixed: bool = False) -> Setting:
    return Setting(name, Decimal(low), Decimal(high), what, source, fixed)


SETTINGS: dict[str, Setting] = {
    row.name: row
    for row in (
        _row("top_sessions", "2", "6", "good sessions running at range-top before a harder step", "ACSM 2-for-2"),
        _row("effort_cap", "4", "8", "highest effort (0-10) of a good session, rep-range work", "clinic articles"),
        _row("effort_cap_rm", "7", "9", "target effort of work at a repetition maximum", "PMC11057620"),
        _row("load_step_target", "0.02", "0.10", "aim of one load step, as a share", "ACSM"),
        _row("load_step_low", "0.01", "0.05", "smallest load step worth taking, as a share", "ACSM"),
        _row("load_step_high", "0.10", "0.10", "largest load step, as a share", "invariant 4", fixed=True),
        _row("smallest_step_max", "0.25", "0.25", "largest single available increment", "invariant 4", fixed=True),
        _row("rep_extension", "0", "5", "repetitions above range-top while no load fits"),
        _row("ease_load", "0.05", "0.30", "load taken off by MODIFY, as a share", "clinic articles"),
        _row("ease_reps", "0.10", "0.40", "repetitions taken off where there is no load, as a share"),
        _row("flare_load", "0.10", "0.20", "load taken off after a first tendon flare, as a share", "Silbernagel"),
        _row("adherence_min", "0.50", "1", "adherence a harder step or the next phase needs", "Bailey review"),
        _row("adherence_days", "7", "28", "local days adherence looks back"),
        _row("window_days", "7", "28", "days a red or flare blocks progress", "invariant 1"),
        _row("window_sessions", "3", "12", "sessions a red or flare blocks progress", "invariant 1"),
        _row("morning_cutoff_hour", "9", "16", "local hour after which a morning is missing"),
        _row("settle_minutes_max", "10", "60", "minutes within which pain settles", "Esculier"),
        _row("session_complete", "0.80", "1", "share of prescribed sets that makes a session complete"),
        _row("week_min_sessions", "1", "7", "complete sessions that make an exposure week count"),
        _row("exit_evidence_days", "1", "28", "days an observation stays evidence for a phase exit"),
        _row("lsi_pair_days", "1", "14", "days between the two sides of one symmetry"),
        _row("max_exercises", "1", "12", "exercises of one session", "Bachmann 2018"),
        _row("impact_days_per_week", "1", "3", "days of jumping and running in a week", "CORRECTIONS C7"),
        _row("impact_drills_per_day", "1", "2", "jump drills of one day", "CORRECTIONS C7"),
        _row("red_free_days", "14", "56", "days without a red before the next phase"),
        _row("second_red_days", "7", "28", "days within which a second red stops the protocol"),
        _row("second_flare_days", "14", "56", "days within which a second tendon flare regresses"),
        _row("harder_changes_per_week", "1", "2", "harder changes of one exercise in 7 days"),
        _row("harder_changes_per_week_strict", "1", "1", "the same for tendon and impact work", fixed=True),
        _row("max_family_advances_per_day", "1", "1", "harder changes of a family a day", "invariant 5", fixed=True),
        _row("heel_raise_min", "5", "40", "single-leg heel raises a gate asks for, by age", "CORRECTIONS C13"),
        _row("trend_min_values", "4", "7", "mornings a weekly mean needs"),
        _row("trend_up", "0.1", "0.5", "rise of the weekly mean that counts as rising", "Silbernagel"),
        _row("stiff_watch_minutes", "5", "10", "more stiffness that holds, in minutes"),
        _row("stiff_flare_minutes", "10", "30", "more stiffness that is a flare, in minutes"),
        _row("green_max", "0", "3", "highest green pain score", "clinic traffic light"),
        _row("yellow_max", "0", "5", "highest yellow pain score", "clinic traffic light"),
        _row("tolerated_max", "0", "5", "highest pain score from which progress is possible", "SPEC 2.2"),
        _row("red_lock", "1", "8", "lowest pain score that stops", "SPEC 2.2"),
        _row("flare_stops", "0", "1", "1 = a flare the next morning stops instead of going back a step", "SPEC 3.10"),
        _row("sustained_mornings", "2", "3", "mornings up by 2 that ease quota work", "SPEC 2.2"),
        _row("night_pain_nights", "1", "2", "nights of new night pain in 7 days that stop", "clinic articles"),
        _row("completion_min", "0.75", "1", "completion below which two sessions running ease"),
        _row("completion_half", "0.50", "0.75", "completion below which two sessions running go back a step"),
        _row("soreness_min", "2", "4", "muscle soreness at 72 hours that eases", "clinic articles"),
        _row("gap_hold_days", "2", "4", "days since a missed session: repeat the last dose"),
        _row("gap_ease_days", "4", "7", "days since a missed session: less load, one set fewer for a week"),
        _row("gap_regress_days", "7", "14", "days since a missed session: one step back, sets in steps", "CSCCa/NSCA"),
        _row("gap_reassess_days", "14", "28", "days since a missed session: the clinician plans anew"),
        _row("return_week_1", "0.25", "0.50", "share of sets in the first week back", "CSCCa/NSCA"),
        _row("return_week_2", "0.25", "0.70", "share of sets in the second week back", "CSCCa/NSCA"),
        _row("return_week_3", "0.25", "0.80", "share of sets in the third week back", "CSCCa/NSCA"),
        _row("return_week_4", "0.25", "0.90", "share of sets in the fourth week back", "CSCCa/NSCA"),
        _row("long_pause_days", "7", "14", "days of a pause from which its days count as missed"),
        _row("reassess_weeks", "1", "8", "weeks a phase may go on after a clinician looked again"),
        _row("deload_every_weeks", "0", "12", "a lighter week after so many trained ones, 0 = none", "clinic articles"),
        _row("deload_cut", "0.20", "0.30", "sets taken off in a lighter week, as a share", "clinic articles"),
        _row("spike_moderate", "0.10", "0.30", "growth of the longest run above which volume falls", "Garmin-RUNSAFE"),
        _row("spike_large", "0.30", "1", "growth of the longest run above which it falls more", "Garmin-RUNSAFE"),
        _row("spike_moderate_cut", "0.20", "0.50", "volume taken off after a moderate spike", "SPEC 4.5"),
        _row("spike_large_cut", "0.30", "0.50", "volume taken off after a large spike", "SPEC 4.5"),
        _row("acwr_high", "1.3", "1.5", "acute over chronic load above which volume falls", "clinic articles"),
        _row("warning_signs_min", "1", "2", "warning signs in a week that take volume off", "clinic articles"),
        _row("warning_signs_cut", "0.40", "0.50", "volume taken off after warning signs", "clinic articles"),
    )
}
"""Every setting by name. Bounds keep an override on the safe side of what the invariants need."""

WHOLE = frozenset(field.name for field in fields(Config) if field.type in (int, "int", int | None, "int | None"))


def parsed(name: str, raw: str) -> Number:
    """The value of one setting from text; raises NotAllowed with what is allowed."""
    setting = SETTINGS.get(name)
    if setting is None:
        raise NotAllowed(f"There is no setting '{name}'; allowed: {', '.join(sorted(SETTINGS))}.")
    if setting.fixed:
        raise NotAllowed(f"'{name}' is a safety invariant and stays {setting.high} ({setting.source}).")
    try:
        value = Decimal(raw)
    except InvalidOperation:
        raise NotAllowed(f"'{raw}' is not a number; '{name}' goes from {setting.low} to {setting.high}.") from None
    if not value.is_finite() or not setting.low <= value <= setting.high:
        raise NotAllowed(f"{raw} is out of bounds; '{name}' goes from {setting.low} to {setting.high}.")
    if name in WHOLE and value != int(value):
        raise NotAllowed(f"'{name}' is a whole number from {setting.low} to {setting.high}, not {raw}.")
    return int(value) if name in WHOLE else value


@lru_cache(maxsize=1024)
def configured(config: Config, overrides: tuple[tuple[str, str], ...]) -> Config:
    """The configuration with these overrides in place, the last of a name winning; raises NotAllowed."""
    changes: dict[str, Number] = {name: parsed(name, raw) for name, raw in overrides}
    after = replace(config, **changes)  # type: ignore[arg-type]  # parsed by each field's own kind
    for below, above in ORDER:
        low, high = getattr(after, below), getattr(after, above)
        if low is not None and high is not None and low > high:
            raise NotAllowed(f"'{below}' ({low}) may not be above '{above}' ({high}).")
    return after


ORDER = (
    ("gap_hold_days", "gap_ease_days"),
    ("gap_ease_days", "gap_regress_days"),
    ("gap_regress_days", "gap_reassess_days"),
    ("stiff_watch_minutes", "stiff_flare_minutes"),
    ("load_step_low", "load_step_target"),
    ("completion_half", "completion_min"),
    ("spike_moderate", "spike_large"),
    ("green_max", "yellow_max"),
    ("tolerated_max", "yellow_max"),
    ("return_week_1", "return_week_2"),
    ("return_week_2", "return_week_3"),
    ("return_week_3", "return_week_4"),
)
"""Pairs of settings of which the first may not be above the second."""


def problems(overrides: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Every override that cannot be used, as (name, why); the pairs are looked at once each fits alone."""
    found = []
    fine = []
    for name, raw in overrides:
        try:
            parsed(name, raw)
            fine.append((name, raw))
        except NotAllowed as error:
            found.append((name, str(error)))
    if not found:
        try:
            configured(Config(), tuple(fine))
        except NotAllowed as error:
            found.append((fine[-1][0], str(error)))
    return found
