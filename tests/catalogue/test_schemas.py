"""The JSON Schemas take the product's own files and refuse what the readers refuse; `make schemas` writes them."""

import json
from typing import Any

import jsonschema
import pytest
import yaml
from click.testing import CliRunner

from hep_api.catalogue.loader import FOLDER, ROOT
from hep_api.catalogue.schemas.shapes import closed
from hep_api.cli.protocols import protocols
from hep_api.cli.schemas import DEFAULT, rendered

FILES = sorted((ROOT / FOLDER / "protocols").glob("*.yaml"))
PFP = (ROOT / FOLDER / "protocols/pfp.yaml").read_text(encoding="utf-8")


def parsed(text: str) -> Any:
    """YAML as JSON: days stay text."""
    return json.loads(json.dumps(yaml.load(text, yaml.CSafeLoader), default=str))


@pytest.fixture(scope="module")
def protocol_validator(catalogue):
    return jsonschema.Draft7Validator(json.loads(rendered(catalogue)["protocol.schema.json"]))


def test_the_kept_schemas_are_the_true_ones(catalogue):
    for name, schema in rendered(catalogue).items():
        assert (ROOT / DEFAULT / name).read_bytes() == schema, "run `make schemas`"
        jsonschema.Draft7Validator.check_schema(json.loads(schema))


def test_the_catalogue_of_exercises_validates(catalogue):
    schema = json.loads(rendered(catalogue)["exercises.schema.json"])
    validator = jsonschema.Draft7Validator(schema)
    text = (ROOT / "exercises.yaml").read_text(encoding="utf-8")
    assert [error.json_path for error in validator.iter_errors(parsed(text))] == []
    for old, new in (
        ("region: hip", "region: hipp"),
        ("  fault:", "  falut:"),
        ("r30 f5-7", "r30 f5to7"),
        ("id: no-band", "id: No"),
    ):
        assert old in text
        assert not validator.is_valid(parsed(text.replace(old, new, 1)))


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_every_protocol_validates(protocol_validator, path):
    errors = protocol_validator.iter_errors(parsed(path.read_text(encoding="utf-8")))
    assert [(error.json_path, error.message[:200]) for error in errors] == []


@pytest.mark.parametrize(
    "old, new",
    [
        ("    weeks: [1, 3]", "    wekes: [1, 3]"),
        ("slug: clamshell", "slug: clamshel"),
        ("to: to-standard-chair", "to: long-lever"),
        ("dose: 3x10@5s", "dose: three times ten"),
        ("freq: 3-5/wk", "freq: often"),
        ("{measure: stairs-pain, at_most: 2}", "{measure: stair-pain, at_most: 2}"),
        ("{measure: stairs-pain, at_most: 2}", "{measure: stairs-pain}"),
        ("{measure: stairs-pain, at_most: 2}", "{measure: stairs-pain, at_most: 2, at_least: 1}"),
        ("{confirm: diagnosis-recorded}", "{confirm: diagnosis}"),
        ("{run: RS8}", "{run: RS80}"),
        ("if_goal: jumping", "if_goal: flying"),
        ("pain_policy: standard", "pain_policy: strict"),
        ("version: 0.1.0", "version: first"),
        ("es: Activar muslo y cadera}", "fr: Cuisse}"),
        ("sources: [cpg-patellofemoral-2019", "sources: [a-friend"),
    ],
)
def test_what_the_reader_refuses_does_not_validate(protocol_validator, old, new):
    assert old in PFP
    assert not protocol_validator.is_valid(parsed(PFP.replace(old, new, 1)))


def test_a_key_that_a_reader_learns_is_missed_by_its_schema():
    with pytest.raises(ValueError, match="differ: \\['fresh'\\]"):
        closed(("known", "fresh"), (), {"known": {}})


def test_the_command_writes_both(tmp_path):
    result = CliRunner().invoke(protocols, ["schema", str(tmp_path / "new")])
    assert result.exit_code == 0
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == [
        "exercises.schema.json",
        "protocol.schema.json",
    ]
