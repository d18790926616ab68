"""Keep the contracts in force in the archive, so that what was judged by them can be judged by them again."""

import shutil
from datetime import datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile, ZipInfo

from data_contracts import HERE
from data_contracts.fingerprint import PROMISES, files_of, rules_hash
from pipeline.receive.archive import load, store
from pipeline.settings import Settings
from pipeline.storage.ledger import CONTRACTS_KEPT, Ledger

_NO_DATE = (1980, 1, 1, 0, 0, 0)


class ContractsLostError(Exception):
    """The contracts with this hash were never kept: what was judged by them cannot be judged by them again."""


def keep_contracts(settings: Settings, *, now: datetime) -> None:
    """Archive the contracts in force, once for each hash of theirs."""
    ledger, contracts = Ledger(settings.ledger), rules_hash()
    if any(each["contracts"] == contracts for each in ledger.events(CONTRACTS_KEPT)):
        return
    kept = store(settings.archive, _packed(HERE))
    ledger.append(CONTRACTS_KEPT, at=now, once="contracts", contracts=contracts, sha256=kept)


def unpack_contracts(settings: Settings, contracts: str, *, into: Path) -> Path:
    """The contracts of this hash as a folder that COP_CONTRACTS may name; raises ContractsLostError."""
    kept = {each["contracts"]: each["sha256"] for each in Ledger(settings.ledger).events(CONTRACTS_KEPT)}
    if contracts not in kept:
        raise ContractsLostError(contracts)
    folder = into / contracts
    if not folder.exists():
        shutil.copytree(HERE, folder, ignore=shutil.ignore_patterns(*PROMISES, "*.py", "__pycache__"))
        with ZipFile(BytesIO(load(settings.archive, kept[contracts]))) as packed:
            packed.extractall(folder)
    return folder


def _packed(folder: Path) -> bytes:
    """The same files make the same bytes."""
    target = BytesIO()
    with ZipFile(target, "w") as packed:
        for path in files_of(folder, *PROMISES):
            packed.writestr(ZipInfo(path.relative_to(folder).as_posix(), _NO_DATE), path.read_bytes())
    return target.getvalue()
