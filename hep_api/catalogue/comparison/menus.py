"""Exercises of a phase: added, taken out, moved, dosed or bounded otherwise."""

from collections.abc import Iterator

from hep_api.catalogue.comparison.changes import Change, differing, range_text, said, span, written
from hep_api.engine.dose import DoseRange
from hep_api.engine.protocol import Content, Exercise, Listing, Phase


def menu_changes(before: tuple[Content, Phase | None], after: tuple[Content, Phase]) -> Iterator[Change]:
    """What differs between the menus of a phase; without an earlier phase every exercise is new."""
    (old_content, old_phase), (new_content, new_phase) = before, after
    old = {listing.slug: listing for listing in old_phase.exercises} if old_phase else {}
    new = {listing.slug: listing for listing in new_phase.exercises}
    for slug in [slug for slug in old if slug not in new]:
        if not _found_in(slug, new_content, old_content):
            yield said(new_phase.id, "exercise_removed", subject=slug)
    for slug, listing in new.items():
        if slug in old:
            yield from _listing_changes((old_content, old[slug]), (new_content, listing), new_phase.id)
        else:
            yield _added(slug, listing, old_content, new_content, new_phase)
    common = [slug for slug in old if slug in new]
    if common != [slug for slug in new if slug in old]:
        yield said(new_phase.id, "exercises_order", subject=",".join(new))


def _added(slug: str, listing: Listing, old: Content, new: Content, phase: Phase) -> Change:
    found = dose_of(new, listing)
    dose = range_text(found) if found else "-"
    from_phase = _found_in(slug, old, new)
    if from_phase:
        return said(phase.id, "exercise_moved", subject=slug, phase=from_phase, after=dose)
    return said(phase.id, "exercise_added", subject=slug, after=dose)


def _found_in(slug: str, here: Content, there: Content) -> str:
    """The phase of `here` whose menu has the exercise while the same phase of `there` has not; "" = none."""
    elsewhere = {phase.id for phase in there.protocol.phases if _lists(phase, slug)}
    return next((phase.id for phase in here.protocol.phases if _lists(phase, slug) and phase.id not in elsewhere), "")


def _lists(phase: Phase, slug: str) -> bool:
    return any(listing.slug == slug for listing in phase.exercises)


def dose_of(content: Content, listing: Listing) -> DoseRange | None:
    """The dose range of a listing: its own, else the catalogue's."""
    return listing.dose or content.exercises[listing.slug].dose


def _listing_changes(before: tuple[Content, Listing], after: tuple[Content, Listing], phase: str) -> Iterator[Change]:
    old, new = before[1], after[1]
    old_quota, new_quota = (
        quota and f"{quota.start}-{quota.ceiling} (+{quota.step}/{quota.period} d)" for quota in (old.quota, new.quota)
    )
    pairs: list[tuple[str, object, object]] = [
        ("dose", written(dose_of(*before)), written(dose_of(*after))),
        ("sides", _per_side(*before), _per_side(*after)),
        ("frequency", old.frequency, new.frequency),
        ("start_rung", old.start_rung, new.start_rung),
        ("from_rung", old.from_rung, new.from_rung),
        ("to_rung", old.to_rung, new.to_rung),
        ("core", old.core, new.core),
        ("scheduled", old.scheduled, new.scheduled),
        ("table", old.table, new.table),
        ("if_goal", old.if_goal, new.if_goal),
        ("instead_of", old.instead_of, new.instead_of),
        ("quota", old_quota, new_quota),
        ("sign_off", old.needs_sign_off, new.needs_sign_off),
    ]
    yield from differing(phase, pairs, old.slug)


def _per_side(content: Content, listing: Listing) -> bool:
    found = dose_of(content, listing)
    return found is not None and found.per_side


def exercise_changes(before: Exercise, after: Exercise) -> Iterator[Change]:
    """What differs in an exercise itself, wherever it is listed: its ladder and the numbers of its entry."""
    slug = after.slug
    old, new = [rung.id for rung in before.rungs], [rung.id for rung in after.rungs]
    for rung in old:
        if rung not in new:
            yield said("", "rung_removed", subject=slug, rung=rung)
    for rung in new:
        if rung not in old:
            yield said("", "rung_added", subject=slug, rung=rung)
    if [rung for rung in old if rung in new] != [rung for rung in new if rung in old]:
        yield said("", "rungs_order", subject=slug, rung=",".join(new))
    theirs = {rung.id: rung for rung in before.rungs}
    for step in after.rungs:
        if step.id in theirs and step != theirs[step.id]:
            yield said("", "rung_changed", subject=slug, rung=step.id)
    pairs: list[tuple[str, object, object]] = [
        ("catalogue_dose", before.dose, after.dose),
        ("frequency", before.frequency, after.frequency),
        ("tempo", before.tempo, after.tempo),
        ("rest", _rest(before), _rest(after)),
        ("family", before.families, after.families),
        ("progress", before.progress_order, after.progress_order),
        ("load_step", before.load_step, after.load_step),
        ("load_basis", before.load_basis, after.load_basis),
        ("not_with", before.not_with, after.not_with),
    ]
    found = list(differing("", pairs, slug))
    yield from found
    if not found and before != after and before.rungs == after.rungs:
        yield said("", "exercise_other", subject=slug)


def _rest(exercise: Exercise) -> str:
    return span(exercise.rest_low_seconds, exercise.rest_high_seconds)
