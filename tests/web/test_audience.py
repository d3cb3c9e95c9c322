"""A route that does not say who may call it is refused when the app starts."""

import pytest
from flask import Flask

from hep_api.app import refuse_undeclared_routes
from hep_api.web.auth import audience


def test_an_undeclared_route_is_refused_by_name() -> None:
    app = Flask("t", static_folder=None)
    app.add_url_rule("/declared", endpoint="declared", view_func=audience("anyone")(lambda: ""))
    refuse_undeclared_routes(app)
    app.add_url_rule("/open-door", endpoint="open-door", view_func=lambda: "")
    with pytest.raises(RuntimeError, match="/open-door"):
        refuse_undeclared_routes(app)


def test_declaring_nobody_is_not_declaring() -> None:
    app = Flask("t", static_folder=None)
    app.add_url_rule("/nobody", endpoint="nobody", view_func=audience()(lambda: ""))
    with pytest.raises(RuntimeError, match="/nobody"):
        refuse_undeclared_routes(app)
