"""The chat tools under load: tokens, callbacks, the outbox, 100,000 customers."""

from collections.abc import Iterator

from tests.bench import (
    connector_callbacks,
    connector_contacts,
    connector_outbox,
    connector_tokens,
)

PARTS = (connector_tokens, connector_contacts, connector_callbacks, connector_outbox)


def run(context) -> Iterator[dict]:
    """Yield what each part measures; ``CORPUS`` names one part alone."""
    for part in PARTS:
        if context.corpus in ("", part.__name__.rpartition("_")[2]):
            yield from part.run(context)
