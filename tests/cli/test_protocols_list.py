"""`flask protocols list`."""

from click.testing import CliRunner

from hep_api import catalogue
from hep_api.cli.protocols import protocols


def test_every_protocol_is_listed_with_its_version_and_whether_it_is_reviewed():
    lines = CliRunner().invoke(protocols, ["list"]).output.splitlines()
    entries = catalogue.load().protocols
    assert [line.split()[0] for line in lines] == list(entries)
    assert all(line.endswith("(not reviewed by a clinician yet)") for line in lines)
    first = next(iter(entries.values())).protocol
    assert lines[0].split()[1:3] == [first.version, "draft"]


def test_it_speaks_spanish():
    result = CliRunner().invoke(protocols, ["list", "--language", "es"])
    assert "aún sin revisar" in result.output
