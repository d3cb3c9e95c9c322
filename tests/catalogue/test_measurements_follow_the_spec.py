"""Tests and confirmations against spec.json, the clinical tables as data [tests/catalogue/extract]."""

from tests.catalogue.extract.writing import load_spec

SPEC = load_spec()


def test_every_measurement_is_taken_and_read_as_the_table_says(catalogue):
    found = {
        entry.slug: {"sides": entry.sides, "better": entry.better, "recorded_by": entry.recorded_by}
        for entry in catalogue.measurements.values()
    }
    assert found == SPEC["measurements"]


def test_every_confirmation_is_there(catalogue):
    assert list(catalogue.confirmations) == [*SPEC["confirmations"], "repair-cleared"]


def test_every_measurement_says_how_it_is_taken_in_both_languages(catalogue):
    for entry in catalogue.measurements.values():
        assert entry.how_to.en, entry.slug
        assert entry.how_to.es not in {"", entry.how_to.en}, entry.slug
