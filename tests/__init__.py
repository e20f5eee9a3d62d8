"""Tests that need no Odoo database, the simulators, and the end-to-end thread."""
