"""Where a request comes from is what the proxies say that we put there, and never what the caller says."""

from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from hep_api.app import create_app
from hep_api.web.places import source
from tests.app_fixtures import make_settings


def asked_from(tmp_path: Path, proxies: int, **headers: str) -> TestResponse:
    app = create_app(make_settings(tmp_path, f"sqlite:///{tmp_path}/none.sqlite3", HEP_TRUSTED_PROXIES=str(proxies)))
    app.add_url_rule("/where", view_func=source)
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    return app.test_client().get("/where", headers=told, environ_base={"REMOTE_ADDR": "192.0.2.1"})


@pytest.mark.parametrize(
    "proxies, counted", [(0, "192.0.2.1"), (1, "198.51.100.7"), (2, "203.0.113.9"), (3, "192.0.2.1")]
)
def test_an_address_that_the_caller_wrote_in_front_is_not_believed(tmp_path, proxies, counted):
    """Each proxy appends whom it saw; with fewer entries than proxies somebody went round them."""
    assert asked_from(tmp_path, proxies, X_Forwarded_For="203.0.113.9, 198.51.100.7").text == counted


def test_without_a_proxy_nobody_claims_to_come_by_tls(tmp_path):
    claims = {"X_Forwarded_Proto": "https", "Forwarded": "for=203.0.113.9;proto=https", "X_Real_IP": "203.0.113.9"}
    claimed = asked_from(tmp_path, 0, **claims)
    assert claimed.text == "192.0.2.1"
    assert "Strict-Transport-Security" not in claimed.headers
    assert "Strict-Transport-Security" in asked_from(tmp_path, 1, X_Forwarded_Proto="https").headers
