"""create_app: the composition root."""

from typing import Any

import orjson
from flask import Flask
from flask.json.provider import JSONProvider
from werkzeug.middleware.proxy_fix import ProxyFix

from hep_api import cli, clock, sealing
from hep_api.alerts.routes import slice_ as alerts
from hep_api.care.routes import slice_ as care
from hep_api.caregivers.routes import slice_ as caregivers
from hep_api.clinic.routes import slice_ as clinic
from hep_api.devices.routes import slice_ as devices
from hep_api.identity.routes.door import slice_ as identity
from hep_api.identity.routes.joining import slice_ as joining
from hep_api.identity.routes.keys import slice_ as keys
from hep_api.identity.routes.pages import slice_ as pages
from hep_api.library.routes import slice_ as library
from hep_api.links import HttpLinkChecker
from hep_api.media.routes import slice_ as media
from hep_api.patients.routes import slice_ as patients
from hep_api.plans.routes import slice_ as plans
from hep_api.ports import LinkChecker
from hep_api.privacy.routes import slice_ as privacy
from hep_api.reminders.routes import slice_ as reminders
from hep_api.sessions.routes import slice_ as sessions
from hep_api.settings import Settings
from hep_api.store.db import db, engine_options
from hep_api.sync.routes import slice_ as sync
from hep_api.team.routes import slice_ as team
from hep_api.web import contract, links, logs, problems, requests, throttle
from hep_api.web.declared import refuse_undeclared_routes
from hep_api.web.demo import slice_ as demo
from hep_api.web.health import slice_ as service

SLICES = (
    service, identity, joining, keys, pages, library, media, patients, plans, clinic, team, care, caregivers, devices,
    reminders, alerts, sessions, sync, privacy,
)  # fmt: skip


class OrJson(JSONProvider):
    """JSON by orjson: faster, and strict about what JSON is."""

    def dumps(self, obj: Any, **_: Any) -> str:
        """Write JSON; ids, decimals and instants become text."""
        return orjson.dumps(obj, default=str).decode()

    def loads(self, s: str | bytes, **_: Any) -> Any:
        """Read JSON; raises ValueError for anything that is not, NaN included."""
        return orjson.loads(s)


def create_app(settings: Settings | None = None, link_checker: LinkChecker | None = None) -> Flask:
    """One app from one Settings; raises when a route does not say who may call it and whose rows it reaches.

    Links are looked at over the internet unless somebody else is given who does.
    """
    chosen = settings or Settings.from_env()
    logs.install(chosen.log_level)
    clock.install(clock.Clock(chosen.clock_offset_file))
    sealing.install(chosen.secret_key, chosen.old_secret_keys)
    app = Flask("hep_api", static_folder=None)
    app.json = OrJson(app)
    app.extensions["hep-settings"] = chosen
    app.extensions[links.KEY] = link_checker or HttpLinkChecker()
    app.config["SQLALCHEMY_DATABASE_URI"] = chosen.database_url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(chosen.database_url)
    app.url_map.strict_slashes = True
    if chosen.trusted_proxies:
        count = chosen.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count)  # type: ignore[method-assign]
    db.init_app(app)
    requests.install(app)
    problems.install(app)
    throttle.install(app, chosen.throttle_storage_url)
    api = contract.install(app)
    for slice_ in (*SLICES, demo) if chosen.demo_clock else SLICES:
        api.register_blueprint(slice_)
    cli.install(app)
    refuse_undeclared_routes(app)
    return app
