"""The chat tools under load: tokens, callbacks, the outbox, 100,000 customers."""

from collections.abc import Iterator

from host.messages import HostError

from tests.bench import (
    connector_callbacks,
    connector_contacts,
    connector_outbox,
    connector_tokens,
)

PARTS = (connector_tokens, connector_contacts, connector_callbacks, connector_outbox)


def run(context) -> Iterator[dict]:
    """Yield what each part measures; ``PART`` names one alone.

    :raise HostError: there is no such part
    """
    parts = {part.__name__.rpartition("_")[2]: part for part in PARTS}
    if context.part and context.part not in parts:
        raise HostError(f"There is no part {context.part}: {', '.join(parts)}")
    for name, part in parts.items():
        if context.part in ("", name):
            yield from part.run(context)
