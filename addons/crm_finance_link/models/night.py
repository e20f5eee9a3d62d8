"""What the night does is done again where somebody was faster."""

from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

#: So often is tried, each time from what is true by then.
TRIES = 5


def at_night(env, function):
    """Return what ``function()`` returns; it must be the first of its transaction.

    A payment that is booked while the night writes the same instalment wins: the
    night's transaction has written nothing then, and begins anew with what the payment
    has left. A scheduled action that fails would wait for the next night.
    """
    for _attempt in range(TRIES - 1):
        try:
            result = function()
            env.flush_all()
            return result
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            env.cr.rollback()
    result = function()
    env.flush_all()
    return result
