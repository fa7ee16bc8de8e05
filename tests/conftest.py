"""For all tests: property tests judge what is computed, never how fast a busy machine computes it."""

from hypothesis import HealthCheck, settings

settings.register_profile("project", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("project")
