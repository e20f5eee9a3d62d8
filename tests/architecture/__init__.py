"""Rules of the architecture, read from the source: no Odoo, no database, seconds.

``suite.py`` reads the addons; each ``*_rules.py`` holds rules as functions that return
one line per violation; ``test_*.py`` applies them to this repository, and plants
violations in a sample addon to prove that each rule can fail.
"""
