"""What the centre sends becomes rows: muted commands of the sync round, without undo, history or outbox."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar

from prospectdesk.commands import erased_elsewhere
from prospectdesk.commands.context import Context
from prospectdesk.commands.registry import Outcome, handles
from prospectdesk.store.unit_of_work import UnitOfWork
from prospectdesk.sync import buckets, incoming, pull, push, restart
from prospectdesk.sync.work import MANY, Work

LABEL = "synchronisation"


@dataclass(frozen=True, kw_only=True)
class MarkPush:
    """Marks the lines of the next push; `Done.data["push"]` is the sync.operations.Push, None when nothing waits."""

    muted: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class ApplyPush:
    """The centre's answer to the push `seq`; `Done.data["ask"]` lists rows to read again, `["refused"]` counts."""

    seq: int
    answer: dict[str, Any]
    muted: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class ApplyPull:
    """A page of a pull, or a part of one (sync.pull.page_of, parts)."""

    page: pull.Page
    muted: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class ApplyRows:
    """The answer of `POST /v1/rows`."""

    answer: dict[str, Any]
    muted: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class WithdrawBuckets:
    """Buckets (hex) the person may no longer see: their rows are deleted for good."""

    buckets: tuple[str, ...]
    muted: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class StartOver:
    """The centre stands elsewhere: `code` is sequence, generation or resync, `values` those of its answer."""

    code: str
    values: dict[str, Any]
    muted: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class StartBucket:
    """One bucket (hex) is read from the beginning; what is here stays meanwhile."""

    bucket: str
    muted: ClassVar[bool] = True


@handles(MarkPush, public=False)
def mark_push(cmd: MarkPush, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Chooses and marks lines, or finds those that were marked before."""
    from prospectdesk.sync import operations, seen

    push = operations.mark(uow.conn)
    if push is not None:
        push = replace(push, seen=seen.unknown_companies(uow, push.operations))
    return Outcome(LABEL, undoable=False, data={"push": push})


@handles(ApplyPush, public=False)
def apply_push(cmd: ApplyPush, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Ends a push: lines away, refused gestures kept aside, touched rows as the centre has them."""
    erased = erased_elsewhere.told(uow, incoming.check(cmd.answer.get("echo")).tables)
    settled = push.settle(uow.conn, cmd.seq, cmd.answer, uow.now_ms)
    erased_elsewhere.forget(uow, erased)
    uow.answered += settled.lines
    outcome = _outcome(settled.work, scrub=bool(settled.deleted or erased))
    outcome.data = {"ask": settled.ask, "refused": settled.refused, "merged": settled.merged}
    return outcome


@handles(ApplyPull, public=False)
def apply_pull(cmd: ApplyPull, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Rows, vanished rows and cursor in one transaction."""
    erased = erased_elsewhere.told(uow, cmd.page.rows.tables)
    work = pull.apply_page(uow.conn, cmd.page)
    erased_elsewhere.forget(uow, erased)
    return _outcome(work, scrub=bool(cmd.page.gone or erased))


@handles(ApplyRows, public=False)
def apply_rows(cmd: ApplyRows, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Single rows that were asked for."""
    vanished = incoming.check_gone(cmd.answer.get("gone"))
    rows = incoming.check(cmd.answer.get("rows"))
    erased = erased_elsewhere.told(uow, rows.tables)
    work = pull.apply_single(uow.conn, rows, vanished)
    erased_elsewhere.forget(uow, erased)
    return _outcome(work, scrub=bool(vanished or erased))


@handles(WithdrawBuckets, public=False)
def withdraw_buckets(cmd: WithdrawBuckets, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Rows, held rows and cursors of the buckets; the outbox stays."""
    work = Work.begin(uow.conn)
    for bucket in cmd.buckets:
        buckets.withdraw(work, bucket)
    return _outcome(work, scrub=True)


@handles(StartOver, public=False)
def start_over(cmd: StartOver, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Lines under way wait again; but for a mere step in the sequence everything is read from the beginning."""
    restart.start_over(uow.conn, cmd.code, cmd.values)
    uow.outbox_edited = True
    return Outcome(LABEL, undoable=False)


@handles(StartBucket, public=False)
def start_bucket(cmd: StartBucket, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Forgets the cursor of one bucket."""
    restart.start_bucket(uow.conn, cmd.bucket)
    return Outcome(LABEL, undoable=False)


@dataclass(frozen=True, kw_only=True)
class LayAgain:
    """Lines saved from a lost store (sync.journal, sync.rescue) wait again over a fresh one."""

    lines: tuple[Any, ...]
    muted: ClassVar[bool] = True


@handles(LayAgain, public=False)
def lay_again(cmd: LayAgain, uow: UnitOfWork, ctx: Context) -> Outcome:
    """After the bootstrap of the store that takes the lost one's place."""
    from prospectdesk.sync import rescue

    uow.outbox_edited = True
    return _outcome(rescue.lay_again(uow.conn, cmd.lines))


def _outcome(work: Work, *, scrub: bool = False) -> Outcome:
    many = work.count > MANY
    return Outcome(
        LABEL,
        undoable=False,
        everything=many,
        changes=() if many else tuple(work.changes),
        scrub=scrub,
        data={"rows": work.count, "aside": work.aside},
    )
