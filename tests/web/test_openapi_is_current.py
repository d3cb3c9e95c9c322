"""docs/openapi.json is what the app says of itself; `make openapi` writes it."""

from pathlib import Path

from hep_api.app import create_app
from hep_api.cli.openapi import DEFAULT, rendered
from tests.app_fixtures import make_settings

ROOT = Path(__file__).resolve().parents[2]


def test_the_kept_contract_is_the_true_one(tmp_path: Path) -> None:
    with create_app(make_settings(tmp_path, "")).app_context():
        assert (ROOT / DEFAULT).read_bytes() == rendered(), "run `make openapi`"
