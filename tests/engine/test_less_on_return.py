"""What days away and lighter weeks leave of quotas, sets that were off already, and steps that waited."""

from decimal import Decimal

from hep_api.engine.dose import Dose, DoseRange, Unit
from hep_api.engine.facts import Form, Verb
from hep_api.engine.protocol import Listing, Rung
from hep_api.engine.schedule import Quota
from tests.engine.builders import Story, content, exercise, phase
from tests.engine.cases import at_top
from tests.engine.test_gap_records import DAYS, WIDE


def test_two_weeks_away_take_a_quota_one_step_back() -> None:
    walk = exercise("walk", "conditioning", dose=DoseRange(1, 1, 5, 60, Unit.MINUTES))
    menu = (Listing("walk", quota=Quota(20, 2, 3, 40)),)
    told = Story(content(walk, phases=(phase(exercises=menu, weeks_max=Decimal(52)),), policy="quota"))
    told.act(0, Verb.ADJUST, "08:30", days=DAYS)
    told.trained(0, slug="walk")
    told.until(15)
    assert (told.plan.gap_rule, told.slot("walk").dose.target) == ("R7", 18)


def test_where_nothing_is_lower_two_weeks_away_take_no_set_beyond_half_of_those_prescribed() -> None:
    told = Story(content(exercise("clam", dose=WIDE, rungs=(Rung("only"),))))
    told.act(0, Verb.ADJUST, "08:30", days=DAYS)
    told.trained(0, pain=3)
    told.trained(1, form=Form.MINOR)
    told.trained(2, pain=3)
    assert (told.slot().dose, told.slot().sets_prescribed) == (Dose(2, 8), 4)
    told.until(17)
    assert (told.plan.gap_rule, told.slot().dose) == ("R7", Dose(2, 6))


def test_a_step_that_waited_is_gone_in_a_lighter_week() -> None:
    told = at_top(autonomy="suggest")
    told.act(0, Verb.ADJUST, "23:00", days=DAYS)
    told.set(0, "deload_every_weeks", "2")
    for day in range(6, 13):
        told.trained(day)
    told.session(13)
    assert told.slot().proposal is not None
    told.until(14, "01:00")
    assert (told.slot().comeback.rule, told.slot().proposal) == ("M9", None)
