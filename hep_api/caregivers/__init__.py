"""Caregivers: who may act for a patient, from when until when."""
