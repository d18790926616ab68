"""The assets of what an installation does besides its editions: letters that go out, proofs, and backups."""

import dagster as dg

from pipeline import stages
from pipeline.backup.taking import back_up_as_set
from pipeline.contacts import load_contacts
from pipeline.mailing import mail_server
from pipeline.orchestration.patience import patience
from pipeline.orchestration.resources import SettingsResource
from pipeline.proof.problem import Proof
from pipeline.proof.proving import prove
from pipeline.reminding import letters_of, remind, unsettled
from pipeline.storage.beginning import has_begun

UPKEEP = "upkeep"
"""The group of these assets: the run from the inbox to an edition does not touch them."""

_SHOWN = 20
"""Problems that a check names; `cop verify` names all."""

PROOF_CHECK = dg.AssetCheckSpec(
    "holds",
    asset="proofs",
    blocking=True,
    description="Ledger, archive, tokens, warehouse, shelf, figures and editions fit one another, down to every bit.",
)
BACKUP_CHECK = dg.AssetCheckSpec(
    "is_whole",
    asset="backups",
    blocking=True,
    description="Every file that the ledger tells of was found as it should be, and every snapshot can be read.",
)


@dg.asset(
    group_name=UPKEEP, description="Letters sent to stewards, deputies and coordinators: how many, to nobody's name."
)
def reminders(context: dg.AssetExecutionContext, office: SettingsResource) -> dg.MaterializeResult:
    """Without contacts or a mail server nobody is written to, which is no fault of anyone's."""
    settings, now = office.read(), office.now()
    contacts, server = load_contacts(settings.contacts), mail_server()
    sent = failed = 0
    with patience(context):
        if server and contacts.people:
            stages.collect_inbox(settings, now=now)  # what lies there has come
            stages.identify_pending(settings, now=now)
            done = remind(settings, server, now=now)
            sent, failed = done.sent, done.failed
        due = letters_of(settings, day=now.date())
    return dg.MaterializeResult(
        metadata={
            "sent": sent,
            "failed": failed,
            "still_due": len(due),
            "never_confirmed": len(unsettled(settings)),
            "contacts": len(contacts.people),
            "wrong_lines_in_contacts": len(contacts.problems),
            "has_mail_server": server is not None,
        }
    )


@dg.asset(group_name=UPKEEP, check_specs=[PROOF_CHECK], description="What a proof of the whole installation came to.")
def proofs(context: dg.AssetExecutionContext, office: SettingsResource) -> dg.MaterializeResult:
    settings = office.read()
    with patience(context):
        proof = prove(settings) if has_begun(settings) else Proof(())
    problems = [each for each in proof.problems if not each.is_note]
    checked = dg.AssetCheckResult(
        check_name=PROOF_CHECK.name,
        asset_key="proofs",
        passed=proof.holds,
        description="; ".join(f"{each.part} {each.what}" for each in problems[:_SHOWN]),
        metadata={"problems": len(problems)},
    )
    counts = {f"looked_at_{part}": count for part, count in proof.counts.items()}
    return dg.MaterializeResult(metadata={"problems": len(problems), **counts}, check_results=[checked])


@dg.asset(group_name=UPKEEP, check_specs=[BACKUP_CHECK], description="Snapshots of the installation in a second place.")
def backups(context: dg.AssetExecutionContext, office: SettingsResource) -> dg.MaterializeResult:
    """Where the settings name no place, or nothing was ever received, there is nothing to do."""
    settings = office.read()
    with patience(context):
        taken = back_up_as_set(settings, now=office.now()) if has_begun(settings) else None
    if taken is None:
        return dg.MaterializeResult(
            metadata={"snapshot": "none"}, check_results=[_is_whole(passed=True, damaged=0, unreadable=0)]
        )
    damaged, unreadable = len(taken.damaged), taken.unreadable
    return dg.MaterializeResult(
        metadata={
            "snapshot": taken.snapshot,
            "snapshots": taken.snapshots,
            "files": taken.files,
            "new_files": taken.new,
            "size_mb": round(taken.size / 1e6, 1),
            "new_mb": round(taken.new_bytes / 1e6, 1),
            "events": taken.events,
            "healed": taken.healed,
        },
        check_results=[_is_whole(passed=not damaged + unreadable, damaged=damaged, unreadable=unreadable)],
    )


def _is_whole(*, passed: bool, damaged: int, unreadable: int) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        check_name=BACKUP_CHECK.name,
        asset_key="backups",
        passed=passed,
        metadata={"damaged_files": damaged, "unreadable_snapshots": unreadable},
    )
