"""Every number of the invented patient in one place: value, unit, what it does and where it comes from."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Model:
    """How an invented body answers to training. A *load* is a share of what a well trained hip or knee bears (1.0).

    *Stress* is load over capacity, both of one load family. *Irritability* is in points of a 0-10 pain score.
    """

    band_mobility: float = 0.25
    band_activation: float = 0.50
    band_strength: float = 0.70
    band_return: float = 0.95
    rung_share: float = 0.12
    band_colour_share: float = 0.08
    reference_kg: float = 10.0
    volume_power: float = 0.5
    shared_load: float = 0.15
    secondary_share: float = 0.5
    capacity_low: float = 0.40
    capacity_high: float = 1.05
    capacity_spread: float = 0.15
    capacity_top: float = 1.9
    sound_side_low: float = 1.05
    sound_side_high: float = 1.30
    training_from: float = 0.45
    gain_low: float = 0.008
    gain_high: float = 0.020
    loss: float = 0.10
    detraining: float = 0.01
    tolerance_low: float = 0.90
    tolerance_high: float = 1.20
    irritability_start: float = 3.0
    irritability_gain: float = 7.0
    irritability_cost: float = 0.05
    half_life_low: float = 1.0
    half_life_high: float = 3.0
    life_flare_low: float = 0.003
    life_flare_high: float = 0.02
    flare_points: float = 2.5
    flare_from: float = 0.80
    flare_chance: float = 0.03
    overloaded_from: float = 2.0
    pain_of_irritability: float = 0.7
    pain_of_stress: float = 4.5
    pain_from_stress: float = 0.85
    pain_noise: float = 0.5
    morning_noise: float = 0.2
    usual_pain_high: float = 2.5
    usual_in_session: float = 0.8
    stoic_share: float = 0.20
    stoic_points: float = 1.5
    effort_base: float = 2.5
    effort_slope: float = 5.0
    effort_noise: float = 0.6
    effort_bias: float = 0.8
    fatigue_from: float = 1.10
    slips: float = 0.03
    adherence_low: float = 0.65
    adherence_high: float = 0.99
    missing_high: float = 0.06
    unasked: float = 0.20
    test_spread: float = 0.05
    answer_share: float = 1.0
    offline_share: float = 0.35
    offline_daily: float = 0.06
    offline_days_max: int = 4


IDEAL = Model(
    capacity_low=1.9, capacity_high=1.9, capacity_spread=0, irritability_start=0, life_flare_low=0, life_flare_high=0,
    flare_chance=0, pain_of_stress=0, pain_noise=0, morning_noise=0, usual_pain_high=0, stoic_share=0, effort_slope=2,
    effort_noise=0, effort_bias=0, fatigue_from=99, adherence_low=1, adherence_high=1, missing_high=0, offline_share=0,
    tolerance_low=9, tolerance_high=9, sound_side_low=1, sound_side_high=1, slips=0, test_spread=0, unasked=1,
    answer_share=0,
)  # fmt: skip
"""A body that never hurts, never tires and never misses a day: as fast as a protocol lets anybody go."""


@dataclass(frozen=True, slots=True)
class Number:
    """What one number of the model means. `unit` is written out; `source` is a source or [choice]."""

    name: str
    unit: str
    what: str
    source: str = "[choice]"


NUMBERS: tuple[Number, ...] = (
    Number("band_mobility", "load", "an easiest mobility exercise at the middle of its dose"),
    Number("band_activation", "load", "an easiest activation exercise"),
    Number("band_strength", "load", "an easiest strength exercise"),
    Number("band_return", "load", "an easiest running or jumping exercise"),
    Number("rung_share", "share a rung", "how much harder the next variant is"),
    Number("band_colour_share", "share a step", "how much harder the next band colour or bar is"),
    Number("reference_kg", "kg", "external load that makes an exercise as hard as its band says"),
    Number("volume_power", "exponent", "load against sets times amount: half again as much work is 22 % more load"),
    Number("shared_load", "share", "what every further exercise of a family adds on the same day"),
    Number("secondary_share", "share", "what an exercise asks of the families it reaches besides its own"),
    Number("capacity_low", "load", "weakest patient at the start"),
    Number("capacity_high", "load", "strongest patient at the start"),
    Number("capacity_spread", "load", "how far one family may differ from the patient's mean, either way"),
    Number("capacity_top", "load", "what training can reach at most"),
    Number("sound_side_low", "share", "the other side against the treated one on the first day, least"),
    Number("sound_side_high", "share", "the same, most"),
    Number("training_from", "stress", "below it a session trains nothing"),
    Number("gain_low", "share a session", "slowest gain of capacity from a session at full stress"),
    Number("gain_high", "share a session", "fastest gain; three such sessions a week are 6 % a week",
           "in the order of strength gains of novices, [choice] for tissue"),
    Number("loss", "share", "capacity lost per unit of stress above tolerance"),
    Number("detraining", "share a day", "of what was won, lost on a day when a family is not trained"),
    Number("tolerance_low", "stress", "least stress that overloads a sensitive patient"),
    Number("tolerance_high", "stress", "the same for a robust one"),
    Number("irritability_start", "points", "highest irritability on the first day"),
    Number("irritability_gain", "points per stress", "irritability from stress above tolerance"),
    Number("irritability_cost", "share a point", "what a point of irritability takes off capacity for the day"),
    Number("half_life_low", "days", "fastest halving of irritability"),
    Number("half_life_high", "days", "slowest halving of irritability"),
    Number("life_flare_low", "chance a day", "a flare that no exercise caused, calm life"),
    Number("life_flare_high", "chance a day", "the same, busy life"),
    Number("flare_points", "points", "irritability that a flare adds, whatever caused it"),
    Number("flare_from", "share of tolerance", "stress from which a session may set off a flare"),
    Number("flare_chance", "chance a session", "of a flare when stress is all that is tolerated; in proportion beyond"),
    Number("overloaded_from", "points", "irritability from which a day counts as overloaded",
           "SPEC 3.2: a rise of 2 is the usual important change on a 0-10 score"),
    Number("pain_of_irritability", "points a point", "pain in a session from irritability"),
    Number("pain_of_stress", "points per stress", "pain in a session from stress"),
    Number("pain_from_stress", "stress", "below it exercise itself does not hurt"),
    Number("pain_noise", "points", "standard deviation of pain in a session"),
    Number("morning_noise", "points", "standard deviation of pain in the morning"),
    Number("usual_pain_high", "points", "highest usual morning pain on the first day; it falls as capacity grows"),
    Number("usual_in_session", "share", "of the usual morning pain that a session brings back"),
    Number("stoic_share", "share", "patients who tell less pain than they feel"),
    Number("stoic_points", "points", "how much less, at most"),
    Number("effort_base", "points", "effort 0-10 told for no stress"),
    Number("effort_slope", "points per stress", "effort told for full stress, on top"),
    Number("effort_noise", "points", "standard deviation of effort"),
    Number("effort_bias", "points", "how far a patient over- or understates effort, at most"),
    Number("fatigue_from", "stress", "above it sets are cut short and form suffers"),
    Number("slips", "chance an exercise", "form a little off for no reason"),
    Number("adherence_low", "share", "training days kept by the least regular patient"),
    Number("adherence_high", "share", "and by the most regular one", "Bailey review: 80-99 % is called satisfactory"),
    Number("missing_high", "chance an answer", "answers left out by the least careful patient"),
    Number("unasked", "chance a day", "a morning report that the phone did not ask for"),
    Number("test_spread", "share", "standard deviation of an objective test"),
    Number("answer_share", "share", "of the days that a therapist takes to answer: 0 = the same day"),
    Number("offline_share", "share", "patients whose phone is sometimes out of reach"),
    Number("offline_daily", "chance a day", "such a phone goes out of reach"),
    Number("offline_days_max", "days", "longest time out of reach"),
)  # fmt: skip
"""One row for each field of Model."""
