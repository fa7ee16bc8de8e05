"""For all tests: property tests judge what is computed, never how fast a busy machine computes it."""

import os

from hypothesis import HealthCheck, settings

settings.register_profile("project", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("project")

# Vectors of a hall's phrases take minutes to make the first time; a test that needs the embedding turns it on itself.
os.environ.setdefault("ROBOT_GUIDE_EMBEDDING", "off")
