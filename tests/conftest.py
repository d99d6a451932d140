"""Settings for the whole suite."""

import os

import pytest
from hypothesis import settings

pytest.register_assert_rewrite("tests.rules.sample")

settings.register_profile("local", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")
