"""The short red-flag set: ids, tiers, what changes a tier, and what each tier tells the patient."""

from hep_api.catalogue.values import TierChange


def test_the_starred_questions_stand_in_order_with_their_tiers(catalogue):
    asked = [(question.id, question.tier) for question in catalogue.screening.questions if not question.asked_if]
    assert asked == [
        ("RF01", "E"),
        ("RF02", "E"),
        ("RF03", "E"),
        ("RF08", "U"),
        ("RF09", "U"),
        ("RF11", "U"),
        ("RF15", "U"),
        ("RF16", "E"),
        ("RF24", "U"),
        ("RF34", "C"),
    ]


def test_mild_stable_weakness_is_urgent_and_a_sore_calf_with_chest_symptoms_an_emergency(catalogue):
    changes = {question.id: question.changes for question in catalogue.screening.questions if question.changes}
    assert changes == {
        "RF03": (TierChange("RF03A", answer=True, tier="U"),),
        "RF15": (TierChange("RF16", answer=True, tier="E"),),
    }


def test_a_follow_up_is_asked_after_its_question_and_has_no_tier(catalogue):
    ids = [question.id for question in catalogue.screening.questions]
    follow_up = next(question for question in catalogue.screening.questions if question.id == "RF03A")
    assert (follow_up.asked_if, follow_up.tier) == ("RF03", "")
    assert ids[ids.index("RF03") + 1] == "RF03A"


def test_the_emergency_text_names_the_local_number_and_offers_no_exercise(catalogue):
    emergency = catalogue.screening.what_to_do["E"]
    assert "your local emergency number" in emergency.en
    assert "número local de emergencias" in emergency.es
    assert "continue" not in emergency.en.lower()


def test_every_tier_and_an_all_clear_say_what_to_do_in_both_languages(catalogue):
    what_to_do = catalogue.screening.what_to_do
    assert set(what_to_do) == {"E", "U", "C", "clear"}
    assert all(text.en and text.es and text.en != text.es for text in what_to_do.values())


def test_texts_name_no_disease(catalogue):
    """Plain calm words, no diagnosis; 'cancer' stands only in a question about the patient's own history."""
    for text in catalogue.screening.what_to_do.values():
        assert not any(word in text.en.lower() for word in ("cancer", "fracture", "thrombosis", "stroke"))


def test_the_version_is_stored_with_answers(catalogue):
    assert catalogue.screening.version == "1.0.0"
