"""The return to running, counted and not walked: its stages cannot be recorded yet [CORRECTIONS B17]."""

from datetime import date, timedelta
from math import ceil

from hep_api.catalogue.clause_tree import asked
from hep_api.catalogue.vocabulary import RUN_STAGES
from hep_api.engine.protocol import Content, Listing, Phase
from hep_api.engine.state import Plan

RUNNING = "run-walk"
CLEAN_SESSIONS_PER_STAGE = 2
FOR_BONE = "RS0b"
"""The stage that only bone is run through, between the walk and the first runs [SPEC 4.2]."""


def run_sessions(phase: Phase, earlier: tuple[Phase, ...], *, bone: bool = False) -> int:
    """Clean sessions until the last stage that the exit names, from where the phase starts or earlier exits ended."""
    before = [_reached(one, bone=bone) for one in earlier]
    started = [_skipped(listing, bone=bone) for listing in phase.exercises if listing.slug == RUNNING]
    return CLEAN_SESSIONS_PER_STAGE * max(0, _reached(phase, bone=bone) - max([*before, *started], default=0))


def _stages(*, bone: bool) -> list[str]:
    return [stage for stage in RUN_STAGES if bone or stage != FOR_BONE]


def _reached(phase: Phase, *, bone: bool) -> int:
    """How many stages are run through when an exit is met, RS0 counted."""
    stages = _stages(bone=bone)
    named = [clause.subject for clause in asked(phase.exit) if clause.word == "run"]
    return max((stages.index(stage) + 1 for stage in named if stage in stages), default=0)


def _skipped(listing: Listing, *, bone: bool) -> int:
    """How many stages come before the one that a listing starts with."""
    stages, start = _stages(bone=bone), (listing.start_rung or "").upper()
    return stages.index(start) if start in stages else 0


def runs_done_on(content: Content, plan: Plan, phase: Phase) -> date:
    """The day on which the run sessions of a phase are done, at the runs a week that the plan asks for."""
    phases = content.protocol.phases
    bone = (phase.policy or content.protocol.policy) == "bone"
    sessions = run_sessions(phase, phases[: phases.index(phase)], bone=bone)
    exercise = content.exercises.get(RUNNING)
    since = plan.phase.entered_on
    if not sessions or exercise is None:
        return since
    own = [listing.frequency for listing in phase.exercises if listing.slug == RUNNING and listing.frequency]
    often = own[0] if own else exercise.frequency
    a_week = min(often.high, len(plan.days), content.config.impact_days_per_week)
    return since + timedelta(days=ceil(7 * sessions / a_week))
