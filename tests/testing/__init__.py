"""The test runner itself: what must not go unseen is seen."""
