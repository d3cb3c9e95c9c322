"""A published version never changes: the check finds every difference, and says what to do."""

import pytest
from click.testing import CliRunner

from hep_api.catalogue.loader import PUBLISHED, load, publish
from hep_api.cli.protocols import protocols
from hep_api.errors import ContentError, NotFound

PFP = "hep_api/catalogue/protocols/pfp.yaml"
EXERCISES = "exercises.yaml"


@pytest.fixture
def published(copy):
    publish(["pfp"], copy.root)
    return copy


def test_nothing_that_is_shipped_needs_to_be_published(copy):
    assert not (copy.root / PUBLISHED).exists()
    assert copy.problems() == []


def test_what_is_published_is_clean_and_known(published):
    assert published.problems() == []
    assert load(published.root).published == {("pfp", "0.1.0")}


@pytest.mark.parametrize(
    "old, new",
    [
        ("weeks: [1, 3]", "weeks: [1, 4]"),
        ("dose: 3x8-20", "dose: 3x8-15"),
        ("es: Activar muslo y cadera", "es: Activar la cadera y el muslo"),
        ("pain_policy: standard", "pain_policy: moderate"),
    ],
)
def test_any_change_of_a_published_file_asks_for_a_new_version_with_its_line(published, old, new):
    published.edit(PFP, old, new)
    (problem,) = published.problems()
    assert problem == (
        f"{PFP}:4: version: 0.1.0 was published with other content: raise the version, or put the content back"
    )
    with pytest.raises(ContentError):
        load(published.root)


def test_a_raised_version_is_a_draft_that_may_change(published):
    published.edit(PFP, "weeks: [1, 3]", "weeks: [1, 4]")
    published.edit(PFP, "version: 0.1.0", "version: 0.1.1")
    assert published.problems() == []
    assert {entry.protocol.version for entry in publish(["pfp"], published.root)} == {"0.1.1"}
    assert load(published.root).published == {("pfp", "0.1.0"), ("pfp", "0.1.1")}


def test_comments_spaces_and_a_signature_are_no_change(published):
    published.edit(PFP, "id: pfp", "# A remark.\nid:   pfp")
    published.edit(PFP, "reviewed_by: null", "reviewed_by: Dr Ana Ruiz")
    published.edit(PFP, "reviewed_on: null", "reviewed_on: 2026-03-02")
    assert published.problems() == []


def test_versions_only_rise_and_ten_is_more_than_nine(published):
    published.edit(PFP, "version: 0.1.0", "version: 0.9.0")
    publish(["pfp"], published.root)
    published.edit(PFP, "version: 0.9.0", "version: 0.10.0")
    assert published.problems() == []
    published.edit(PFP, "version: 0.10.0", "version: 0.2.0")
    (problem,) = published.problems()
    assert problem == f"{PFP}:4: version: '0.2.0' is below 0.9.0, which is published: versions only rise"


def test_the_numbers_of_an_exercise_belong_to_what_is_published(published):
    published.edit(
        EXERCISES,
        "id: light-band-at-knees, load: band, colour: red",
        "id: light-band-at-knees, load: band, colour: green",
    )
    line = published.edit(EXERCISES, "clamshell:", "clamshell:")
    (problem,) = published.problems()
    assert problem == (
        f"{EXERCISES}:{line}: clamshell: differs from what pfp 0.1.0 was published with: "
        "raise the version of 'pfp', or put it back"
    )


def test_the_words_of_an_exercise_do_not(published):
    published.edit(EXERCISES, "name: {en: Clamshell", "name: {en: The clamshell")
    assert published.problems() == []


def test_an_exercise_of_other_protocols_is_free(published):
    assert "glute-set" not in load(published.root).protocols["pfp"].slugs
    published.edit(EXERCISES, "dose: 2x10@5s r30 f5-7", "dose: 2x12@5s r30 f5-7")
    assert published.problems() == []


def test_publishing_twice_changes_nothing(published):
    before = (published.root / PUBLISHED).read_bytes()
    assert publish(["pfp", "pfp"], published.root) == []
    assert (published.root / PUBLISHED).read_bytes() == before


def test_publishing_adds_to_what_is_there(published):
    publish(["itbs", "hip_strength"], published.root)
    assert {name for name, _ in load(published.root).published} == {"pfp", "itbs", "hip_strength"}
    assert published.problems() == []


def test_nothing_is_published_while_there_is_a_mistake(copy):
    copy.edit(PFP, "slug: clamshell", "slug: clam")
    with pytest.raises(ContentError):
        publish(["hip_strength"], copy.root)
    assert not (copy.root / PUBLISHED).exists()


def test_what_is_not_there_cannot_be_published(copy):
    with pytest.raises(NotFound, match="There is no protocol 'knees'; known: achilles_insertional, "):
        publish(["pfp", "knees"], copy.root)
    assert not (copy.root / PUBLISHED).exists()


def test_a_record_that_was_spoilt_is_reported_with_its_line(published):
    line = published.edit(str(PUBLISHED), "    protocol:", "    protocoll:")
    assert any(problem.startswith(f"{PUBLISHED}:{line}: ") for problem in published.problems())


def test_the_command_says_what_is_published_now_what_was_before_and_that_nobody_signed(published):
    result = CliRunner().invoke(protocols, ["publish", "pfp", "itbs", "--root", str(published.root)])
    assert result.output.splitlines() == [
        "itbs 0.1.0 is published (not reviewed by a clinician yet).",
        "pfp 0.1.0 was published before.",
    ]


def test_the_command_lists_every_mistake_and_fails(copy):
    line = copy.edit(PFP, "slug: clamshell", "slug: clam")
    result = CliRunner().invoke(protocols, ["publish", "pfp", "--root", str(copy.root)])
    assert result.exit_code == 1
    assert f"{PFP}:{line}: " in result.output


def test_the_command_refuses_what_is_not_there():
    result = CliRunner().invoke(protocols, ["publish", "knees"])
    assert (result.exit_code, "There is no protocol 'knees'" in result.output) == (2, True)
