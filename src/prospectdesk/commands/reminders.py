"""The reminder of an overdue follow-up: one e-mail, to the operational salesperson only (D-44, X-23)."""

from __future__ import annotations

from dataclasses import dataclass

from prospectdesk.commands.context import Context
from prospectdesk.commands.registry import Outcome, handles
from prospectdesk.domain.clock import day_date
from prospectdesk.domain.ids import natural_uid
from prospectdesk.store.unit_of_work import Row, UnitOfWork

BATCH = 200


@dataclass(frozen=True, kw_only=True)
class RemindOverdue:
    """Prepares the reminders of follow-ups whose date is past; answers `sent` and `left` in its data."""


_DUE = (
    "SELECT f.id, f.uid, f.company_id, f.day, f.action_type, f.creator_id, c.shown_name, c.operational_user_id "
    "FROM follow_up f JOIN company c ON c.id = f.company_id WHERE f.done = 0 AND f.deleted_at IS NULL "
    "AND f.day < ? AND f.reminded_at IS NULL ORDER BY f.day, f.id LIMIT ?"
)


@handles(RemindOverdue, public=False)
def remind_overdue(cmd: RemindOverdue, uow: UnitOfWork, ctx: Context) -> Outcome:
    """One mail of the workspace address and one notification a concerned user; each follow-up is asked once.

    Concerned are its actor and its assignees, provided that the user is the operational salesperson.
    """
    sent = 0
    due = uow.rows(_DUE, (ctx.today_number, BATCH))
    for follow_up in due:
        people = {follow_up["creator_id"]} | {
            row["user_id"]
            for row in uow.rows(
                "SELECT user_id FROM follow_up_assignee WHERE follow_up_id = ? AND deleted_at IS NULL",
                (follow_up["id"],),
            )
        }
        if follow_up["operational_user_id"] in people:
            _write(uow, follow_up, follow_up["operational_user_id"])
            sent += 1
        uow.update("follow_up", follow_up["id"], {"reminded_at": uow.now_ms}, log=False)
    return Outcome("rappels", undoable=False, data={"sent": sent, "more": len(due) == BATCH})


def _write(uow: UnitOfWork, follow_up: Row, user_id: int) -> None:
    user = uow.get("user", user_id)
    day = f"{day_date(follow_up['day']):%d/%m/%Y}"
    subject = f"En retard : {follow_up['action_type']} — {follow_up['shown_name']}"
    body = (
        f"Bonjour {user['name']},\n\nLe suivi « {follow_up['action_type']} » prévu le {day} pour "
        f"« {follow_up['shown_name']} » est encore à faire.\n\nProspectDesk"
    )
    mark = follow_up["uid"].hex(), str(follow_up["day"])
    told = f"Rappel de suivi en retard envoyé à {user['name']}"
    uow.happened(follow_up["company_id"], "rappel", told, uid=natural_uid("reminder_entry", *mark))
    uow.insert("workspace_mail", {"user_id": user_id, "recipient": user["email"], "subject": subject, "body": body,
                                  "at": uow.now_ms}, uid=natural_uid("reminder_mail", *mark), log=False)  # fmt: skip
    uow.insert("notification", {"user_id": user_id, "company_id": follow_up["company_id"], "at": uow.now_ms,
                                "event": "relance_en_retard", "title": subject}, uid=natural_uid("reminder", *mark),
               log=False)  # fmt: skip
