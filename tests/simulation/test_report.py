"""The page: the same bytes, every picture in words, every share with what it is made of."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest

from hep_api.catalogue import Catalogue
from hep_api.simulation.comparison import compared, moved
from hep_api.simulation.counting import Share
from hep_api.simulation.rehearsing import Asked, Cohort, paired, rehearse
from hep_api.simulation.report import Rehearsal, report

ASKED = Asked(patients=3, weeks=3, seed=1, autonomy="auto")


class Pictures(HTMLParser):
    """Collects pictures and whatever a page would fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.alts: list[str] = []
        self.fetched: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "img":
            self.alts.append(found.get("alt") or "")
        self.fetched += [
            value for name in ("src", "href") if (value := found.get(name)) and not value.startswith("data:")
        ]


def unwatched(lives: Any, _name: str) -> Any:
    return lives


@pytest.fixture(scope="session")
def before(catalogue: Catalogue) -> Cohort:
    return rehearse(ASKED, catalogue, catalogue.content("itbs"), "As it is", unwatched)


@pytest.fixture(scope="session")
def after(catalogue: Catalogue) -> Cohort:
    content = catalogue.content("itbs")
    calmer = replace(content, hash="edited", protocol=replace(content.protocol, policy="acute"))
    return rehearse(ASKED, catalogue, calmer, "Edited", unwatched)


def page_of(*cohorts: Cohort) -> str:
    versions = tuple((c.name, c.content.protocol.id, c.content.protocol.version, c.content.hash) for c in cohorts)
    told = Rehearsal(versions, ASKED.patients, ASKED.weeks, ASKED.seed, ASKED.autonomy, (), ASKED.model)
    comparison = paired(*cohorts) if len(cohorts) == 2 else None
    return report(told, [(c.name, c.figures) for c in cohorts], comparison)


def test_the_same_cohort_gives_the_same_bytes(before: Cohort) -> None:
    assert page_of(before) == page_of(before)


def test_every_picture_is_told_in_words_and_nothing_is_fetched(before: Cohort, after: Cohort) -> None:
    for page in (page_of(before), page_of(before, after)):
        seen = Pictures()
        seen.feed(page)
        assert len(seen.alts) == 5
        assert all(len(alt) > 40 for alt in seen.alts)
        assert seen.fetched == []


def test_the_page_says_that_it_is_no_evidence(before: Cohort) -> None:
    assert "This is a model and not evidence." in page_of(before)


def test_shares_stand_beside_their_numbers(before: Cohort) -> None:
    share = before.figures.missed_regress
    page = page_of(before)
    assert f"{share.part} / {share.whole}" in page
    assert "Harder steps put into effect (INCREASE_LOAD, ADVANCE_VARIANT, APPLY_STEP, ADVANCE_PHASE" in page


def test_what_keeps_patients_out_of_their_next_phase_is_listed(before: Cohort) -> None:
    door = before.figures.doors[0]
    page = page_of(before)
    assert f"<td>{door.phase}</td><td>{door.clause}</td>" in page
    assert f"({door.waiting} of {door.standing})" in page


def test_names_are_escaped(before: Cohort) -> None:
    page = page_of(replace(before, name="<script>alert(1)</script>"))
    assert "<script" not in page


def test_an_edited_protocol_shows_who_fared_differently(before: Cohort, after: Cohort) -> None:
    comparison = paired(before, after)
    assert comparison.differing
    first = comparison.differing[0]
    assert first.before != first.after
    page = page_of(before, after)
    assert f"{len(comparison.differing)} of 3 patients had another course." in page
    assert re.search(r"<td class=\"number\">day \d+</td>", page)


def test_an_unchanged_protocol_changes_nobody(before: Cohort) -> None:
    protocol = before.content.protocol
    assert compared(before.lives, before.lives, (protocol, protocol)).differing == ()
    assert "Nothing: all 3 patients had the same decisions under both." in page_of(before, before)


def test_two_protocols_meet_the_same_body_and_luck_until_they_part(before: Cohort, after: Cohort) -> None:
    for pair in paired(before, after).differing:
        one, other = (cohort.lives[pair.index].said for cohort in (before, after))
        assert [entry for entry in one if entry.day < pair.day] == [entry for entry in other if entry.day < pair.day]


def test_moves_are_counted_down_and_up() -> None:
    assert moved([(1, 2), (3, 3), (None, 5), (4, None)]) == ("1", "2")


def test_a_share_of_nothing_says_so() -> None:
    assert (str(Share(0, 0)), str(Share(1, 8))) == ("none to count", "12.5%")
