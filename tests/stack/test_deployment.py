"""compose.yaml says the same as the launcher: several machines run what one machine runs."""

from pathlib import Path

import pytest
import yaml

from stack import product
from stack.product import Address

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def services():
    return yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]


@pytest.mark.parametrize(
    "service, argv",
    [
        ("migrate", product.migrate()),
        ("worker", product.worker().argv),
        ("beat", product.beat(Path("/var/lib/hep")).argv),
    ],
)
def test_a_service_runs_what_the_launcher_runs(services, service, argv):
    command, launched = services[service]["command"], list(argv[2:])  # after `python -m`
    assert command[:4] == launched[:4]
    assert set(command) <= set(launched)


def test_the_image_serves_as_the_launcher_serves():
    image = (ROOT / "Dockerfile").read_text()
    for word in product.web(Address("0.0.0.0", 8000)).argv[2:-3]:
        assert f'"{word}"' in image


def test_everything_waits_for_the_schema(services):
    for service in ("web", "worker", "beat"):
        assert services[service]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}


def test_what_an_installation_must_choose_reaches_every_process(services):
    """Without the public address an invite would lead to 0.0.0.0; a path of the host means nothing in a container."""
    for service in ("web", "worker", "beat", "migrate"):
        given = services[service]["environment"]
        assert {"HEP_PUBLIC_URL", "HEP_TRUSTED_PROXIES", "HEP_METRICS_TOKEN", "SECRET_KEY"} <= given.keys()
        assert given["HEP_PUBLIC_URL"].startswith("${HEP_PUBLIC_URL:?")
        mounted = given["FIREBASE_CREDENTIALS"].removeprefix("${FIREBASE_CREDENTIALS:+").removesuffix("}")
        assert "${FIREBASE_CREDENTIALS:-/dev/null}:" + mounted + ":ro" in services[service]["volumes"]
        assert f"audit:{given['HEP_AUDIT_ANCHORS']}" in services[service]["volumes"]


def test_several_web_processes_and_one_beat(services):
    assert services["web"]["deploy"]["replicas"] == 2
    assert "deploy" not in services["beat"]


def test_the_image_is_not_run_by_root():
    assert "\nUSER hep\n" in (ROOT / "Dockerfile").read_text()
