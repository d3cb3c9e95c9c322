"""What the report says in words: the warning, captions, definitions and assumptions."""

from hep_api.simulation.outcome import Seen

NOT_EVIDENCE = (
    "This is a model and not evidence. The patients are invented, and most numbers of the model are our own choice. "
    "It shows how the rules behave and where two versions of them differ; it never shows that a rule is safe or works."
)

PHASES, RULES, STOPPED = "Time to each phase", "What was decided, by rule", "Share stopped"
ERRORS, PAIN = "Where the rules were wrong about the hidden state", "Worst pain of the week"

CAPTIONS = {
    PHASES: (
        "How soon patients enter each phase. A line that stays low is a door that few pass. A triangle is the day of "
        "an ideal patient, who never hurts, tires or misses a day, and whose therapist answers the same day: what the "
        "protocol itself allows."
    ),
    RULES: (
        "Final decisions that stand, per patient. Codes are those of docs/rules.md; the therapist is the simulated "
        "one. Rules that hold often are where patients wait."
    ),
    STOPPED: "Patients for whom at least one STOP_ALERT was raised. A therapist had to open that door again.",
    ERRORS: "What is counted, and of what, stands below under 'How the figures are defined'.",
    PAIN: "The highest score that a patient told in the sessions of each week.",
}

WAITING = (
    "What keeps patients out of their next phase on the last day, the eight most frequent of each phase; one patient "
    "may wait for several"
)

SEEN = {Seen.USUAL: "no sorer than at first", Seen.UNTOLD: "sorer, not told", Seen.TOLD: "sorer, and told"}
"""Missed regresses by what could be known of them."""

DEFINED: tuple[tuple[str, str, str], ...] = (
    (
        "False advance",
        (
            "Harder steps put into effect (INCREASE_LOAD, ADVANCE_VARIANT, APPLY_STEP, ADVANCE_PHASE; a proposal "
            "counts when it is accepted) after which a full session asks more of a family than the hidden tissue "
            "tolerates, as it is at that moment: before the session that follows."
        ),
        "All harder steps put into effect",
    ),
    (
        "Missed regress",
        "Overloaded session days whose final decisions all were HOLD or better, so that nothing was eased.",
        "Session days that ended overloaded: hidden irritability at or above its threshold (overloaded_from, below)",
    ),
    *(
        (f"- {SEEN[seen]}", what, "The same overloaded session days")
        for seen, what in (
            (Seen.USUAL, "Missed ones on which the tissue was no more irritable than on the first day."),
            (Seen.UNTOLD, "Missed ones, sorer than that, of patients who understate or did not tell the next morning."),
            (Seen.TOLD, "Missed ones, sorer than that, told as they were: what a rule could have seen."),
        )
    ),
    (
        "Raised",
        "Missed ones after which a repetition, load, variant or step was even added.",
        "The same overloaded session days",
    ),
    ("Stopped", "Patients with at least one STOP_ALERT.", "All patients"),
    (
        "Flares after load",
        "Sessions that set off a flare in the hidden tissue. The chance rises with load over what is tolerated.",
        "All sessions",
    ),
    ("Flares from life", "Flares that no session set off; no rule can prevent them.", "All days of all patients"),
)
"""What each share counts, and of what."""

ABOUT_ERRORS = (
    "An error here is one against the hidden state, which no clinic sees. A good rule may be wrong about it: what a "
    "patient does not tell, and a flare that no exercise caused, cannot be decided on."
)

ASSUMED = (
    "Each load family has a capacity that grows with training near it and falls with overload. Load over capacity is "
    "stress; stress above tolerance irritates, and from near it on a session may set off a flare. Other flares come "
    "from life outside. Pain, the next morning and effort follow from stress and irritability, with noise. "
    "Patients miss sessions and answers, some tell less pain than they feel, some phones bring their facts late. A "
    "therapist answers alerts, locks and proposals within days and tests once a week. Nobody has a red flag, "
    "falls ill, travels, or trains outside the programme."
)

PAIRED = (
    "Each met the same days, the same luck and the same body under both protocols, so a difference comes from the edit "
    "and from what followed from it."
)
