"""The commands behind make test, lint, e2e and bench."""
