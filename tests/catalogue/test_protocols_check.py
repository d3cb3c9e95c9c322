"""`flask protocols check` for a clinician who edits a file."""

from click.testing import CliRunner

from hep_api.catalogue.loader import FOLDER, ROOT, check
from hep_api.cli.protocols import protocols


def test_the_products_own_content_has_no_mistakes():
    assert check().lines() == []


def test_the_command_says_that_all_is_well():
    result = CliRunner().invoke(protocols, ["check"])
    assert (result.exit_code, result.output) == (0, "No mistakes.\n")


def test_the_command_lists_the_mistakes_of_a_file_and_fails(protocol_file):
    text = (ROOT / FOLDER / "protocols/pfp.yaml").read_text(encoding="utf-8")
    path = protocol_file(text.replace("slug: clamshell", "slug: clam").replace("id: pfp", "id: mine"))
    result = CliRunner().invoke(protocols, ["check", str(path)])
    assert result.exit_code == 1
    assert f"{path}:27: phases.P1.exercises.clam.slug: 'clam' is not a known exercise" in result.output
    assert result.output.endswith("1 mistake\n")


def test_a_folder_is_checked_file_by_file(protocol_file):
    good = (ROOT / FOLDER / "protocols/pfp.yaml").read_text(encoding="utf-8").replace("id: pfp", "id: mine")
    path = protocol_file(good)
    assert check([path.parent]).lines() == []
    path.write_text("id: mine\n", encoding="utf-8")
    missing = check([path.parent]).lines()
    assert len(missing) == 11
    assert all("is missing" in problem for problem in missing)


def test_a_file_that_is_not_there_is_refused_by_the_command():
    assert CliRunner().invoke(protocols, ["check", "nowhere.yaml"]).exit_code == 2
