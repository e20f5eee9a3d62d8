"""How property tests run: the same examples each time, and no clock.

A run that says whether a change may land must not depend on luck or on how busy the
machine is. ``--hypothesis-profile=search`` looks at new examples at each run.
"""

from hypothesis import settings

settings.register_profile("suite", deadline=None, derandomize=True, print_blob=True)
settings.register_profile("search", deadline=None, print_blob=True)
settings.load_profile("suite")
