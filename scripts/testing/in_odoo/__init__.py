"""Scripts for Odoo's shell: they find ``env`` in their globals."""
