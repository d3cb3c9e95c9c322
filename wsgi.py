"""The WSGI entry point."""

from hep_api.app import create_app

app = create_app()
