"""The WSGI entry point."""

from hep_api.app import create_app
from hep_api.errors import SettingsError

try:
    app = create_app()
except SettingsError as error:
    raise SystemExit(f"These settings cannot be used:\n{error.message}") from None
