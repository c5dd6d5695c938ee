"""Deliberate bugs, one at a time, to see whether the tests notice. See ``run.py``."""
