"""The rules for translation files."""
