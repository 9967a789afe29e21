"""How Hypothesis searches: the same examples on every run, or long and at random."""

from hypothesis import settings

settings.register_profile("default", derandomize=True, max_examples=60, deadline=None)
settings.register_profile("long", max_examples=5_000, deadline=None, print_blob=True)
settings.load_profile("default")
