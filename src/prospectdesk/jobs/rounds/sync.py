"""One complete sync: push until nothing waits, pull until nothing is new, compare, repair (X-16, docs/sync.md).

Runs on the network lane; what it writes goes through `do`, which a window points at its write lane.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from prospectdesk.commands import linking, remote
from prospectdesk.domain.changes import Changes, Done
from prospectdesk.domain.errors import Cancelled, Unavailable
from prospectdesk.jobs.ticket import Ticket
from prospectdesk.queries.outbox import waiting as unanswered
from prospectdesk.queries.people import waiting
from prospectdesk.store.connection import Connection
from prospectdesk.sync import bootstrap, digest, pull, rescue, restart, state
from prospectdesk.sync.client import Client
from prospectdesk.sync.failures import OutOfStep, TooOld, Wiped, bad_answer, offline
from prospectdesk.sync.wipe import wipe

if TYPE_CHECKING:
    from prospectdesk.jobs.session import Session

__all__ = ["sync_once", "waiting"]
PAGE = 5_000
"""Rows the centre is asked for at a time; the store takes them in parts that nobody feels."""
RESTARTS = 3
"""How often one sync may find that the centre stands elsewhere before it gives up."""
Do = Callable[[Any], Done]
Tell = Callable[[Changes], None]


def sync_once(
    session: Session,
    client: Client,
    ticket: Ticket | None = None,
    *,
    do: Do | None = None,
    tell: Tell | None = None,
    thorough: bool = False,
) -> dict[str, Any]:
    """`{"pushed": gestures, "pulled": rows, "conflicts": open, "refused": gestures, "digest": "equal|repaired"}`.

    Digests are compared of what moved and of the rest once an hour, `thorough` of everything.
    Raises Unavailable (offline, busy), SignedOut, TooOld, Wiped (the profile is then gone), Cancelled.
    """
    one = _Exchange(session, client, ticket or Ticket(), do or session.bus.do, tell, thorough=thorough)
    try:
        if not session.ports.may_reach("centre"):
            raise offline()
        told = one.run()
    except Wiped as revoked:
        try:
            wipe(session.profile)
        except (
            Unavailable
        ) as left:  # still in use: it goes when the program is closed, and the device all the same
            raise Wiped(revoked.code, left.message) from left
        raise
    except Cancelled:
        raise
    except Exception as failure:
        one.note_failure(failure)
        if isinstance(failure, TooOld):
            session.bus.closed = failure
        raise
    session.sign_in(None)  # his licence may have changed, and writing is open again
    return told


class _Exchange:
    """The state of one sync under way."""

    def __init__(
        self, session: Session, client: Client, ticket: Ticket, do: Do, tell: Tell | None, *, thorough: bool
    ) -> None:
        self.session, self.client, self.ticket = session, client, ticket
        self._do, self._tell, self._thorough = do, tell, thorough
        self._moved: set[str] = set()
        self._digests: dict[str, list[int]] = {}
        self._pace = pull.Pace()
        self._sent: set[int] = set()
        self._echoed: set[tuple[str, str, int]] = set()
        self._pulled = self._refused = 0
        self._now = 0

    def run(self) -> dict[str, Any]:
        """Everything, started anew when the centre turns out to stand elsewhere."""
        if self.ask(restart.is_newer):
            self.do(remote.StartOver(code="schema", values={}))
        for _ in range(RESTARTS):
            try:
                self._first()
                self._push()
                self._pull()
                verdict = self._compare()
                break
            except OutOfStep as failure:
                self.do(remote.StartOver(code=failure.code, values=dict(failure.values)))
                self._thorough = True
        else:
            raise bad_answer()
        offset = self.client.offset_ms or 0
        self.do(linking.NoteSync(now_ms=self._now, offset_ms=offset, digests=self._digests))
        return {
            "pushed": max(0, len(self._sent) - self._refused),
            "pulled": self._pulled,
            "conflicts": self.ask(_open_conflicts),
            "refused": self._refused,
            "digest": verdict,
        }

    def do(self, command: Any) -> Done:
        """Carries out a command and tells what changed."""
        done = self._do(command)
        if done.changes.items or done.changes.everything:
            self._announce(done.changes)
        return done

    def _announce(self, changes: Changes) -> None:
        if self._tell is not None:
            self._tell(changes)

    def ask(self, fn: Callable[..., Any], *values: Any) -> Any:
        """Reads the store."""
        return self.session.reader.run(fn, *values)

    def note_failure(self, failure: Exception) -> None:
        """Keeps why the last try failed, for the status line; never hides the failure."""
        code = getattr(failure, "code", type(failure).__name__)
        try:
            self._do(linking.NoteFailure(code=str(code)))
        except Unavailable:
            return

    def _first(self) -> None:
        """What only the first sync does: the directory as one file, or users of two places become one."""
        first = self.ask(state.read, "first_sync")
        if first is None:
            return
        if first == "fresh":
            session = self.session
            now_ms = session.clock.now_ms()
            if bootstrap.bring(session.store, session.profile.folder, self.client, self.ticket, now_ms):
                self._announce(Changes(everything=True))
        self._pull()  # an adopted profile meets the centre's users before it tells its own
        self._take_rescued()
        self.do(linking.UniteUsers())

    def _take_rescued(self) -> None:
        """What the store before this one had not sent is laid over what came."""
        session = self.session
        user = self.ask(state.read, "user") or ""
        for place, lines in rescue.apart(session.profile.folder, session.store.key, user).items():
            self.do(remote.LayAgain(lines=lines))
            place.unlink()

    # push ----------------------------------------------------------------------------------
    def _push(self) -> None:
        while True:
            push = self.do(remote.MarkPush()).data["push"]
            if push is None:
                return
            sent = len(self._sent)
            self.ticket.step(sent, sent + self.ask(unanswered), "Envoi des modifications")
            answer = self.client.push(push.document(self._generation()))
            if answer["seq"] != push.seq:
                raise bad_answer()
            self._hear(answer)
            done = self.do(remote.ApplyPush(seq=push.seq, answer=answer))
            self._sent.update(one[0] for one in push.operations)
            self._note_echo(answer["echo"])
            self._refused += int(done.data["refused"])
            self.read_again(done.data["ask"])

    def _note_echo(self, echo: dict[str, Any]) -> None:
        """What the push answered comes once more with the pull: it is not news."""
        for table, part in echo.items():
            rows = part.get("rows") if isinstance(part, dict) else None
            for row in rows if isinstance(rows, list) else []:
                if isinstance(row, list) and len(row) > 1:
                    self._echoed.add((table, str(row[0]), row[1] if type(row[1]) is int else 0))

    # pull ----------------------------------------------------------------------------------
    def _pull(self) -> None:
        while True:
            asked = {
                "generation": self._generation(),
                "cursors": self.ask(state.document, "cursors"),
                "limit": PAGE,
            }
            answer = self.client.pull(asked)
            if answer["generation"] != asked["generation"]:
                raise OutOfStep("generation", "", generation=answer["generation"])
            self._hear(answer)
            self._withdraw(answer["buckets"])
            more = False
            for document in answer["pages"]:
                page = pull.page_of(document, answer["buckets"])
                if page is None or page.next is None:
                    raise bad_answer()
                self._apply(page)
                more = more or document.get("more") is True
            if not more:
                return

    def _apply(self, page: pull.Page) -> None:
        if page.count:
            self._moved.add(page.bucket)
        for part in self._parts(page):
            self.ticket.step(self._pulled, 0, f"Réception : {self._pulled} ligne(s)")
            with self._pace.timed(part.count):
                self.do(remote.ApplyPull(page=part))
            self._pulled += len(part.gone) + sum(
                (one.table, row[0].hex(), row[1]) not in self._echoed
                for one in part.rows.tables
                for row in one.rows
            )

    def _parts(self, page: pull.Page) -> Iterator[pull.Page]:
        return pull.parts(page, self._pace.rows)

    def _withdraw(self, buckets: dict[str, Any]) -> None:
        lost = [one for one in self.ask(state.document, "buckets") if one not in buckets]
        if lost:
            self.do(remote.WithdrawBuckets(buckets=tuple(lost)))

    # compare -------------------------------------------------------------------------------
    def _compare(self) -> str:
        """The digests (F14); a bucket that even single rows do not mend is read from the beginning."""
        buckets = list(self.ask(state.document, "buckets"))
        if self._sent:
            self._moved.update(one for one in buckets if one != state.NOBODY)
        kept, cursors = self.ask(state.document, "digests"), self.ask(state.document, "cursors")
        compared = digest.Compared({one: kept[one] for one in buckets if one in kept})
        due = compared.due(buckets, self._moved | compared.unseen(buckets, cursors), self._now)
        self._digests = compared.kept
        if self._thorough:
            due = buckets
        if not due:
            return "equal"
        self.ticket.step(0, 0, "Vérification")
        lines: dict[str, int] = {}
        verdict = digest.compare(self, due, lines)
        compared.note(lines, self._now, cursors)
        if verdict != "restarted":
            return verdict
        self._pull()
        return "repaired"

    def digest(self, document: dict[str, Any]) -> dict[str, Any]:
        """For sync.digest: asks the centre."""
        return self.client.digest(document)

    def read_again(self, places: list[list[str]]) -> None:
        """For sync.digest and refused gestures: rows as the centre has them."""
        for part in digest.bearable(places):
            self.do(remote.ApplyRows(answer=self.client.rows(part)))

    def start_bucket(self, bucket: str) -> None:
        """For sync.digest: the bucket comes again with the next pull."""
        self.do(remote.StartBucket(bucket=bucket))

    def _generation(self) -> str:
        return str(self.ask(state.read, "generation") or "")

    def _hear(self, answer: dict[str, Any]) -> None:
        if type(answer.get("now")) is int:
            self._now = answer["now"]


def _open_conflicts(conn: Connection) -> int:
    return int(conn.execute("SELECT count(*) FROM conflict WHERE settled_at IS NULL").fetchone()[0])
