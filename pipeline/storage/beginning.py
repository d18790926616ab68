"""Where an installation begins: a ledger first, then bytes; so that bytes without a ledger are always a loss."""

from pipeline.settings import Settings
from pipeline.storage.ledger import Ledger, LedgerLostError


def has_begun(settings: Settings) -> bool:
    """Whether there is a ledger. Raises LedgerLostError where there is none and there was one."""
    held = settings.archive.exists()  # asked first: who begins meanwhile makes the ledger before the archive
    ledger = Ledger(settings.ledger)
    if ledger.exists():
        return True
    if held:
        raise LedgerLostError("the archive holds files that no ledger tells of: restore the ledger from a backup")
    return False


def begin(settings: Settings) -> None:
    """Make the ledger where there is none yet. Raises LedgerLostError where there was one."""
    if not has_begun(settings):
        Ledger(settings.ledger).events()
