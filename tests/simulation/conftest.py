"""One catalogue for all, and small cohorts: three patients for a few weeks."""

from dataclasses import replace
from typing import Any

import pytest

from hep_api.catalogue import Catalogue, load
from hep_api.simulation.living import Trial
from hep_api.simulation.model import Model


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load()


@pytest.fixture(scope="session")
def trial(catalogue: Catalogue) -> Any:
    """Makes a trial of a protocol; keywords change it."""

    def made(protocol: str = "itbs", **changes: Any) -> Trial:
        plain = Trial(catalogue.content(protocol), catalogue.measurements, 1, 28, "auto", Model())
        return replace(plain, **changes)

    return made
