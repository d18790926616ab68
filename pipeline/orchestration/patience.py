"""Trying again: after a while, and then a longer one, what may pass; at once no more what is a fault of ours."""

from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg

from pipeline.mailing import MailDownError
from pipeline.proof.snapshot import BusyError
from pipeline.room import NotTakenError
from pipeline.storage.passing import may_pass

BACK_OFF = dg.RetryPolicy(max_retries=4, delay=2, backoff=dg.Backoff.EXPONENTIAL, jitter=dg.Jitter.PLUS_MINUS)
"""About 2, 6, 14 and 30 seconds, not the same for two runs that were in each other's way."""


_MAY_PASS = (BusyError, MailDownError, NotTakenError)


@contextmanager
def patience(context: dg.AssetExecutionContext) -> Iterator[None]:
    """Asks for another attempt where what stood in the way may be gone by then; any other error fails the run.

    A retry policy on the asset would repeat our own faults as well.
    """
    try:
        yield
    except Exception as error:
        if not (isinstance(error, _MAY_PASS) or may_pass(error)):
            raise
        wait = BACK_OFF.calculate_delay(context.retry_number + 1)
        raise dg.RetryRequested(max_retries=BACK_OFF.max_retries, seconds_to_wait=wait) from error
