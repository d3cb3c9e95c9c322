"""A therapist's console, and a small internet on loopback that the app looks at links in."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from hep_api.store.scope import Scope
from hep_api.web import links
from tests.builders.clinics import Clinic
from tests.builders.link_world import World, serve_world
from tests.builders.shelves import Staff


@pytest.fixture
def staff(client: FlaskClient, clinic: Clinic, headers: Callable[[Scope], dict[str, str]]) -> Staff:
    return Staff(client, headers, clinic.therapist)


@pytest.fixture
def world(app: Flask, tmp_path: Path) -> Iterator[World]:
    with serve_world(tmp_path) as made:
        app.extensions[links.KEY] = made.checker()
        yield made
