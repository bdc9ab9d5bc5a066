"""The demonstration in the middle of its talk with a centre, for pictures: waiting, refused and disputed changes.

Made by the commands a person gives and the documents a centre sends, nothing else.
"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from prospectdesk.commands.companies import EditCompany
from prospectdesk.commands.contacts import CreateContact
from prospectdesk.commands.follow_ups import CreateFollowUp
from prospectdesk.commands.linking import NoteSync
from prospectdesk.commands.remote import ApplyPull, ApplyPush, ApplyRows, MarkPush
from prospectdesk.commands.timeline import AddNote, LogCall
from prospectdesk.domain.ids import natural_uid
from prospectdesk.sync import pull
from prospectdesk.sync.sign_in import become_device

if TYPE_CHECKING:
    from prospectdesk.jobs.session import Session

SERVER = "https://centre.demo.example"
MINUTE = 60_000
NOBODY = "00" * 16


def furnish(session: Session) -> None:
    """Brings the demonstration there; the clock stands afterwards as before."""
    clock, start = session.clock, session.clock.now_ms()
    facts = _Facts(session)
    try:
        session.clock = clock.forward(-90 * MINUTE)
        _link(session, facts, start - 90 * MINUTE)
        _disputes(session, facts, start)
        _unsound(session, facts, start)
        session.clock = clock
        _refusals(session, facts)
        _waiting(session, facts)
        session.clock = clock.forward(-58 * MINUTE)
        session.bus.do(NoteSync(now_ms=start - 58 * MINUTE, offset_ms=0))
    finally:
        session.clock = clock


class _Facts:
    """Local ids and uids by name."""

    def __init__(self, session: Session) -> None:
        def read(conn: Any) -> None:
            self.companies = dict(conn.execute("SELECT name, id FROM company WHERE deleted_at IS NULL"))
            self.uids = {name: bytes(uid) for name, uid in conn.execute("SELECT name, uid FROM company")}
            self.files = {
                name: bytes(uid).hex()
                for name, uid in conn.execute(
                    "SELECT c.name, r.uid FROM registration r JOIN company c ON c.id = r.company_id"
                )
            }
            self.users = {
                login: bytes(uid).hex() for login, uid in conn.execute("SELECT login, uid FROM user")
            }
            self.workspace = bytes(conn.execute("SELECT uid FROM workspace").fetchone()[0]).hex()

        session.reader.run(read)


def _link(session: Session, facts: _Facts, now_ms: int) -> None:
    """The profile becomes a device; what it brings is acknowledged."""
    person = session.person
    workspace = session.workspace()
    answer = {
        "user": person.uid.hex(), "login": person.login, "name": person.name, "licence": person.licence,
        "workspace": facts.workspace, "workspace_name": workspace, "device": _uid("device"),
        "generation": _uid("generation"), "now": now_ms,
    }  # fmt: skip
    become_device(session.store, SERVER, answer, now_ms)
    _acknowledge(session, {})


def _acknowledge(session: Session, refused: dict[int, str]) -> None:
    """The centre takes what waits, but the batches of `refused` (batch: code)."""
    while (push := session.bus.do(MarkPush()).data["push"]) is not None:
        told = [
            {"batch": batch, "code": code, "values": {}, "ops": []}
            for batch, code in refused.items()
            if any(one[0] == batch for one in push.operations)
        ]
        answer = {"seq": push.seq, "refused": told, "merged": [], "echo": {}, "gone": []}
        session.bus.do(ApplyPush(seq=push.seq, answer=answer))


def _disputes(session: Session, facts: _Facts, start: int) -> None:
    """Two files that Ugo and Rachid changed at once, and two relances that became one."""
    le_goff, tanguy = "Cycles Le Goff", "Boulangerie Tanguy"
    note = session.bus.do(
        AddNote(company=facts.companies[le_goff], text="Parc de 24 vélos, site de Dole en vente.")
    )
    session.bus.do(
        EditCompany(
            company=facts.companies[le_goff], telephone="04 74 02 55 31", cabinet_actuel="Cabinet Bonnet"
        )
    )
    session.bus.do(EditCompany(company=facts.companies[tanguy], ville="Bruz"))
    _acknowledge(session, {})
    rows = _disputed(facts, (note.uid or "").replace("-", ""), start)
    columns = [
        "company_id", "tbl", "row_uid", "col", "kept", "kept_by_id", "kept_at", "lost", "lost_by_id", "lost_at",
        "reason", "made_at", "scope",
    ]  # fmt: skip
    merged = [
        _uid("united"), 5, facts.uids["Atelier Kermarec"].hex(), start - 58 * MINUTE, "relance",
        "Relances réunies : celle du 30/11/2026 (Haute) laisse la place à celle du 27/11/2026 (Faible)", 1,
    ]  # fmt: skip
    _receive(
        session,
        facts,
        {
            "conflict": {"columns": columns, "rows": rows},
            "timeline": {"columns": ["company_id", "at", "type", "title", "scope"], "rows": [merged]},
        },
    )


def _disputed(facts: _Facts, note: str, start: int) -> list[list[Any]]:
    """The rows of the table of conflicts."""
    ugo, rachid = facts.users["ugo"], facts.users["rachid"]
    le_goff, tanguy = "Cycles Le Goff", "Boulangerie Tanguy"
    return [
        _conflict(facts, le_goff, "registration", "phone", ("0474025531", rachid), ("0474025530", ugo), start, 9),
        _conflict(
            facts, le_goff, "registration", "accountant", ("Cabinet Bonnet", rachid), ("Fiduciaire Ouest", ugo),
            start, 12,
        ),
        _conflict(
            facts, le_goff, "timeline", "text", ("Parc de 24 vélos, site de Dole en vente.", rachid),
            ("Contrat d’entretien résiliable au 31/12/2026.", ugo), start, 7, row=note,
        ),
        _conflict(
            facts, tanguy, "registration", "@address", (_place("35170", "Bruz"), ugo),
            (_place("35131", "Chartres-de-Bretagne"), rachid), start, 43,
        ),
    ]  # fmt: skip


def _conflict(
    facts: _Facts, company: str, table: str, column: str, kept: tuple[Any, str], lost: tuple[Any, str], start: int,
    minutes: int, row: str = "",
) -> list[Any]:  # fmt: skip
    """One row of the table of conflicts, as the centre writes it; the later value stands."""
    late = start - 20 * 60 * MINUTE - 29 * MINUTE
    return [
        _uid("conflict", company, column), 5, facts.uids[company].hex(), table, row or facts.files[company], column,
        json.dumps(kept[0], ensure_ascii=False), kept[1], late, json.dumps(lost[0], ensure_ascii=False), lost[1],
        late - minutes * MINUTE, "concurrent", start - (58 + minutes) * MINUTE, 1,
    ]  # fmt: skip


def _place(postcode: str, city: str) -> dict[str, str]:
    return {"street": "3 rue du Four", "postcode": postcode, "city": city}


def _receive(session: Session, facts: _Facts, rows: dict[str, Any]) -> None:
    bucket = facts.workspace
    document = {"bucket": bucket, "rows": rows, "gone": [], "next": [5, NOBODY], "more": False}
    page = pull.page_of(document, {bucket: "workspace"})
    if page is not None:
        session.bus.do(ApplyPull(page=page))


def _unsound(session: Session, facts: _Facts, start: int) -> None:
    """Two rows of a colleague that are not valid: they are set aside, nothing else waits for them."""
    tanguy, le_goff, rachid = (
        facts.uids["Boulangerie Tanguy"],
        facts.uids["Cycles Le Goff"],
        facts.users["rachid"],
    )
    contact = [_uid("unsound", "contact"), 5, tanguy.hex(), "Riou", "Maëlle", rachid, 9_999_999]
    note = [
        _uid("unsound", "note"), 5, le_goff.hex(), start - 59 * MINUTE, "note", rachid,
        "Virement reçu \u202efdp.erutcaf\u202c, voir avec la comptabilité",
    ]  # fmt: skip
    _receive(
        session,
        facts,
        {
            "contact": {
                "columns": ["company_id", "last_name", "first_name", "made_by_id", "born_on"],
                "rows": [contact],
            },
            "timeline": {"columns": ["company_id", "at", "type", "author_id", "text"], "rows": [note]},
        },
    )


def _refusals(session: Session, facts: _Facts) -> None:
    """Two gestures the centre did not take."""
    clock = session.clock
    refused: dict[int, str] = {}
    hotel, garage = facts.companies["Hôtel Vilaine"], facts.companies["Garage Nantais"]
    for minutes, command, code in (
        (70, EditCompany(company=hotel, commercial_operationnel="rachid"), "no_right"),
        (64, EditCompany(company=garage, telephone="02 40 11 22 33"), "unknown_row"),
    ):
        session.clock = clock.forward(-minutes * MINUTE)
        session.bus.do(command)
        refused[session.reader.run(_last_batch)] = code
    session.clock = clock.forward(-58 * MINUTE)
    _acknowledge(session, refused)
    for name, column, value in (
        ("Hôtel Vilaine", "operational_user_id", facts.users["ugo"]),
        ("Garage Nantais", "phone", None),
    ):  # what the centre has, read again
        rows = {"registration": {"columns": [column], "rows": [[facts.files[name], 5, value]]}}
        session.bus.do(ApplyRows(answer={"rows": rows, "gone": []}))
    session.clock = clock


def _last_batch(conn: Any) -> int:
    return int(conn.execute("SELECT max(batch) FROM outbox").fetchone()[0])


def _waiting(session: Session, facts: _Facts) -> None:
    """What Ugo did since."""
    clock, today = session.clock, session.clock.today()
    company = facts.companies
    gestures: list[tuple[int, Any]] = [
        (47, CreateFollowUp(company=company["Hôtel Vilaine"], date=today + timedelta(3), description="Envoyer la plaquette")),
        (41, CreateContact(company=company["Dupuis Menuiserie"], nom="Dupuis", prenom="Hélène")),
        (40, AddNote(company=company["Dupuis Menuiserie"], text="Rappeler après l’inventaire")),
        (26, LogCall(company=company["Boulangerie Tanguy"], text="Absent, message laissé", number="0299000000")),
        (25, AddNote(company=company["Boulangerie Tanguy"], text="Four neuf en janvier")),
        (22, EditCompany(company=company["Atelier Kermarec"], telephone="02 99 83 00 11")),
        (12, AddNote(company=company["Cycles Le Goff"], text="Visite confirmée")),
        (11, CreateFollowUp(kind="tache", company=company["Cycles Le Goff"], date=today + timedelta(7), description="Devis")),
        (4, EditCompany(company=company["Cycles Le Goff"], site_internet="https://legoff.example")),
    ]  # fmt: skip
    for minutes, command in gestures:
        session.clock = clock.forward(-minutes * MINUTE)
        session.bus.do(command)
    session.clock = clock


def _uid(*parts: str) -> str:
    return natural_uid("scene", *parts).hex()
