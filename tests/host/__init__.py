"""The development host's own logic: no network, no database, no root."""
