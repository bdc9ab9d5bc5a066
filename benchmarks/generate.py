"""Makes a store of N realistic companies, the same for the same N and seed, by bulk statements.

At 1,000,000 companies: 2,000,000 contacts, 3,000,000 timeline entries, 500,000 follow-ups.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from words import CLOSINGS, FIRST, FORMS, JOBS, LINKS, MIDDLE_WORDS, OPENINGS, TRADES, surnames

from prospectdesk import resources
from prospectdesk.domain.ids import natural_uid, new_uid, new_uids, siren_uid, siret_uid
from prospectdesk.domain.phones import phone_digits
from prospectdesk.domain.places import department_of
from prospectdesk.domain.text import fold
from prospectdesk.geo import reference
from prospectdesk.store import search_check
from prospectdesk.store.connection import Connection
from prospectdesk.store.ddl import SEARCH
from prospectdesk.store.store import Store

NOW_MS = 1_795_424_400_000
TODAY = NOW_MS // 86_400_000
LOT = 20_000
BANDS = (
    ("00", 0, 30),
    ("01", 1, 34),
    ("02", 4, 14),
    ("03", 7, 9),
    ("11", 14, 7),
    ("12", 32, 4),
    ("21", 70, 2),
)
SOURCES = (
    "Import",
    "Prescripteur",
    "Appel entrant",
    "Site internet",
    "Salon",
    "Phoning",
    "Réseau",
    "Recommandation",
)
CLIENT_TYPES = ("TPE", "PME", "ETI", "Association", "Collectivité")
STAGES = (
    ("Qualification", 10),
    ("Découverte", 25),
    ("Proposition", 50),
    ("Négociation", 75),
    ("Signature", 90),
)
USERS = 20


@dataclass
class Places:
    """Communes drawn by population."""

    rows: list[tuple[str, str, str, float, float]]
    weights: list[int]

    @classmethod
    def read(cls) -> Places:
        """The communes that the product ships."""
        table = reference.communes()
        rows, weights = [], []
        for row, code in enumerate(table.codes):
            postcodes = reference.postcodes().of(row)
            if postcodes and not math.isnan(table.latitudes[row]):
                rows.append(
                    (code, table.names[row], postcodes[0], table.latitudes[row], table.longitudes[row])
                )
                weights.append(table.populations[row] + 20)
        return cls(rows, weights)


def naf_codes() -> list[str]:
    """The NAF codes, or a few where the reference data is not built yet."""
    try:
        text = (resources.path("reference") / "naf.tsv").read_text(encoding="utf-8")
        return [line.split("\t")[0] for line in text.splitlines()[1:]]
    except OSError:
        return ["62.01Z", "56.10A", "43.22A", "10.71C"]


@dataclass
class Lot:
    """The rows of one lot of companies, by table."""

    company: list[tuple[object, ...]] = field(default_factory=list)
    establishment: list[tuple[object, ...]] = field(default_factory=list)
    registration: list[tuple[object, ...]] = field(default_factory=list)
    contact: list[tuple[object, ...]] = field(default_factory=list)
    contact_point: list[tuple[object, ...]] = field(default_factory=list)
    timeline: list[tuple[object, ...]] = field(default_factory=list)
    follow_up: list[tuple[object, ...]] = field(default_factory=list)
    follow_up_assignee: list[tuple[object, ...]] = field(default_factory=list)
    dossier: list[tuple[object, ...]] = field(default_factory=list)


COLUMNS = {
    "company": (
        "id uid scope kind siren name naf created_on headcount_band headcount open shown_name name_key search_key siret "
        "shown_naf shown_postcode shown_city city_key department phone phone_key phones_key mail created_day registered "
        "registered_day client source_id source_user_id operational_user_id takeover n_orange n_white n_missions n_placed "
        "dossier_open dossier_signed dossier_lost best_percent best_stage last_action last_action_day next_action "
        "next_action_day next_action_minute last_note last_event_at"
    ),
    "establishment": (
        "uid scope company_id siret naf street postcode city city_code latitude longitude precision head_office open"
    ),
    "registration": (
        "uid scope company_id registered_at source_user_id operational_user_id source_id takeover phone mail"
    ),
    "contact": (
        "id uid scope company_id person colour role title first_name last_name job privileged made_at name_key email "
        "email_key mobile mobile_key"
    ),
    "contact_point": "uid scope contact_id kind value key",
    "timeline": "uid scope company_id at type author_id title text text_key",
    "follow_up": "id uid scope company_id kind action_type day minute priority done done_at made_at",
    "follow_up_assignee": "uid scope follow_up_id user_id",
    "dossier": "uid scope company_id type_id stage_id status client_type_id made_at",
}


class Maker:
    """Draws companies; local ids are given here so that children know them."""

    def __init__(self, count: int, seed: int) -> None:
        self.draw = random.Random(seed)
        self.count = count
        self.places = Places.read()
        self.nafs = naf_codes()
        self.naf_weights = [1000 // (rank + 3) + 1 for rank in range(len(self.nafs))]
        self.draw.shuffle(self.naf_weights)
        self.surnames = surnames(max(200, min(60_000, count // 5)))
        self.contact_id = 0
        self.follow_up_id = 0
        self.workspace = natural_uid("workspace", "bench")

    def lots(self, registered: float) -> Iterator[Lot]:
        """The rows of all companies, LOT at a time."""
        for first in range(1, self.count + 1, LOT):
            lot = Lot()
            ids = range(first, min(first + LOT, self.count + 1))
            draws = self.draw
            towns = draws.choices(self.places.rows, self.places.weights, k=len(ids))
            nafs = draws.choices(self.nafs, self.naf_weights, k=len(ids))
            bands = draws.choices(BANDS, [one[2] for one in BANDS], k=len(ids))
            uids = iter(new_uids(len(ids) * 14, NOW_MS))
            for one, town, naf, band in zip(ids, towns, nafs, bands, strict=True):
                self.company(lot, one, town, naf, band, draws.random() < registered, uids)
            yield lot

    def name(self, town: str) -> str:
        """A company name."""
        draw = self.draw
        parts = [draw.choice(FORMS)] if draw.random() < 0.6 else []
        kind = draw.random()
        if kind < 0.55:
            parts += [draw.choice(TRADES), draw.choice(self.surnames)]
        elif kind < 0.75:
            parts += [draw.choice(self.surnames), draw.choice(LINKS)]
        elif kind < 0.9:
            parts += [draw.choice(TRADES), "de", town]
        else:
            parts += [draw.choice(FIRST), draw.choice(self.surnames)]
        return " ".join(part for part in parts if part)

    def company(
        self, lot: Lot, one: int, town: tuple, naf: str, band: tuple, registered: bool, uids: Iterator[bytes]
    ) -> None:
        draw = self.draw
        siren = _siren(one)
        siret = _siret(siren)
        name, uid = self.name(town[1]), siren_uid(siren)
        created = TODAY - int(draw.expovariate(1 / 4000)) - 30
        phone = f"+33{draw.randint(100_000_000, 599_999_999)}" if registered and draw.random() < 0.6 else None
        mail = f"contact@{_slug(name)}{one % 97}.fr" if registered and draw.random() < 0.3 else None
        source = (draw.randint(1, len(SOURCES)), draw.randint(1, USERS)) if registered else (None, None)
        operational = draw.randint(1, USERS) if registered and draw.random() < 0.8 else None
        takeover = int(registered and draw.random() < 0.03)
        registered_at = NOW_MS - draw.randint(1, 700) * 86_400_000 if registered else None
        numbers = phone_digits(phone)
        privileged = self.contacts(lot, one, registered, uids)
        events = self.events(lot, one, uids) if registered else (None, None)
        last, following = self.follow_ups(lot, one, uids) if registered else (None, None)
        stage = self.dossiers(lot, one, uids) if registered else (0, 0, 0, None, None)
        shown_phone, shown_mail = phone or privileged[2], mail or privileged[3]
        lot.company.append((
            one, uid, 0, 0, siren, name, naf, created, band[0], band[1], 1, name, fold(name), fold(name), siret, naf,
            town[2], town[1], fold(town[1]), department_of(town[2]), shown_phone, phone_digits(shown_phone), numbers,
            shown_mail, created, int(registered), None if registered_at is None else registered_at // 86_400_000, 0,
            source[0], source[1], operational, takeover, privileged[0], privileged[1], 0, 0, *stage[:3], stage[3],
            stage[4], *(last or (None, None)), *(following or (None, None, None)), *events,
        ))  # fmt: skip
        lot.establishment.append((
            siret_uid(siret), 0, one, siret, naf, f"{draw.randint(1, 120)} rue de la Gare", town[2], town[1], town[0],
            town[3] + draw.uniform(-0.01, 0.01), town[4] + draw.uniform(-0.01, 0.01), "commune", 1, 1,
        ))  # fmt: skip
        if registered:
            lot.registration.append((
                natural_uid("registration", self.workspace.hex(), uid.hex()), 1, one, registered_at, source[1],
                operational, source[0], takeover, phone, mail,
            ))  # fmt: skip

    def contacts(self, lot: Lot, company: int, registered: bool, uids: Iterator[bytes]) -> tuple:
        """Two contacts; answers how many are orange and white, and the privileged one's phone and e-mail."""
        draw, orange, chosen = self.draw, 0, (None, None)
        for place in range(2):
            self.contact_id += 1
            first, last = draw.choice(FIRST), draw.choice(self.surnames)
            mine = registered and draw.random() < 0.5
            privileged = int(mine and place == 0 and draw.random() < 0.6)
            email = (
                f"{_slug(first)}.{_slug(last)}{self.contact_id % 89}@exemple.fr"
                if draw.random() < 0.5
                else None
            )
            mobile = f"+336{draw.randint(10_000_000, 99_999_999)}" if draw.random() < 0.6 else None
            uid = next(uids)
            lot.contact.append((
                self.contact_id, uid, 1 if mine else 0, company, uid, "orange" if mine else "white", "interlocuteur",
                "Madame" if place else "Monsieur", first, last, draw.choice(JOBS), privileged, NOW_MS,
                fold(f"{first} {last}"), email, email, mobile, phone_digits(mobile),
            ))  # fmt: skip
            for kind, value, key in (("email", email, email), ("mobile", mobile, phone_digits(mobile))):
                if value:
                    lot.contact_point.append(
                        (next(uids), 1 if mine else 0, self.contact_id, kind, value, key)
                    )
            orange += mine
            chosen = (mobile, email) if privileged else chosen
        return orange, 2 - orange, *chosen

    def events(self, lot: Lot, company: int, uids: Iterator[bytes]) -> tuple:
        """Three timeline entries; answers the last note's text and the instant of the last entry."""
        draw, last = self.draw, None
        at = NOW_MS - draw.randint(200, 900) * 86_400_000
        for _ in range(3):
            at += draw.randint(1, 5_000_000_000)
            kind = draw.choices(("note", "appel", "fiche"), (45, 25, 30))[0]
            text = "" if kind == "fiche" else " ".join((
                draw.choice(OPENINGS), draw.choice(self.surnames), draw.choice(MIDDLE_WORDS), draw.choice(CLOSINGS),
            ))  # fmt: skip
            last = text or last
            lot.timeline.append((
                next(uids), 1, company, at, kind, draw.randint(1, USERS), kind.capitalize(), text,
                fold(text) or None,
            ))  # fmt: skip
        return last, at

    def follow_ups(self, lot: Lot, company: int, uids: Iterator[bytes]) -> tuple:
        """None to two follow-ups; answers the last action and the next one."""
        draw = self.draw
        made: list = [None, None]
        for done in (1, 0):
            if draw.random() >= 0.25:
                continue
            self.follow_up_id += 1
            day = TODAY - draw.randint(1, 400) if done else TODAY + draw.randint(-40, 120)
            minute = draw.choice((None, 540, 600, 840, 960)) if not done else None
            kind = draw.choice(("Relance", "Appel", "Rendez-vous", "E-mail"))
            lot.follow_up.append((
                self.follow_up_id, next(uids), 1, company, "relance", kind, day, minute, draw.randint(0, 2), done,
                day * 86_400_000 if done else None, NOW_MS - 86_400_000,
            ))  # fmt: skip
            lot.follow_up_assignee.append((next(uids), 1, self.follow_up_id, draw.randint(1, USERS)))
            made[1 - done] = (kind, day) if done else (kind, day, minute)
        return tuple(made)

    def dossiers(self, lot: Lot, company: int, uids: Iterator[bytes]) -> tuple:
        """A dossier for every seventh company; answers the three counts, the percentage and the stage."""
        draw = self.draw
        if draw.random() >= 0.15:
            return 0, 0, 0, None, None
        status = draw.choices(("en_cours", "signe", "perdu"), (5, 3, 2))[0]
        stage = draw.randint(1, len(STAGES))
        lot.dossier.append((
            next(uids), 1, company, 1, stage, status, len(SOURCES) + draw.randint(1, len(CLIENT_TYPES)), NOW_MS,
        ))  # fmt: skip
        label, percent = STAGES[stage - 1]
        counts = tuple(int(status == one) for one in ("en_cours", "signe", "perdu"))
        return *counts, *((None, None) if status == "perdu" else (percent, label))


def _siren(number: int) -> str:
    body = f"{number * 37 % 89_999_999 + 10_000_000:08d}"
    return body + _luhn(body)


def _siret(siren: str) -> str:
    return siren + "0001" + _luhn(siren + "0001")


def _luhn(body: str) -> str:
    total = 0
    for place, char in enumerate(reversed(body)):
        value = int(char) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def _slug(text: str) -> str:
    return "".join(char for char in fold(text) if char.isalnum())[:20]


def fill(store: Store, count: int, *, seed: int = 11, registered: float = 1.0) -> None:
    """Fills an empty store; indexes, triggers and search tables are made after the rows."""
    conn = store.writer()
    later = conn.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql IS NOT NULL"
    ).fetchall()
    conn.execute("PRAGMA foreign_keys = OFF")
    conn.execute("BEGIN IMMEDIATE")
    for kind, name, _sql in later:
        conn.execute(f"DROP {kind} {name}")
    _lists(conn)
    maker = Maker(count, seed)
    for lot in maker.lots(registered):
        for table, columns in COLUMNS.items():
            names = columns.split()
            marks = ", ".join("?" * len(names))
            conn.executemany(
                f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", getattr(lot, table)
            )
    conn.execute("COMMIT")
    for kind, _name, sql in later:
        if kind == "index":
            conn.execute(sql)
    for search in SEARCH:
        search_check.rebuild(
            conn, search.name
        )  # FTS5's own would index rows that say nothing, which the check tells
    for kind, _name, sql in later:
        if kind == "trigger":
            conn.execute(sql)
    conn.execute("UPDATE write_state SET batch = batch + 1")
    conn.execute("PRAGMA foreign_keys = ON")
    conn.execute("PRAGMA analysis_limit = 1000")
    conn.execute("ANALYZE")
    conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _lists(conn: Connection) -> None:
    """Workspace, users, catalogue, pipeline."""
    conn.execute(
        "INSERT INTO workspace (uid, name) VALUES (?, 'Mesures')", (natural_uid("workspace", "bench"),)
    )
    for number in range(1, USERS + 1):
        conn.execute(
            "INSERT INTO user (id, uid, login, name) VALUES (?, ?, ?, ?)",
            (number, new_uid(NOW_MS), f"u{number}", f"{FIRST[number]} {number}"),
        )
    entries = [("source", label) for label in SOURCES] + [("type_client", label) for label in CLIENT_TYPES]
    for number, (kind, label) in enumerate(entries, 1):
        conn.execute(
            "INSERT INTO catalogue (id, uid, kind, label) VALUES (?, ?, ?, ?)",
            (number, new_uid(NOW_MS), kind, label),
        )
    conn.execute("INSERT INTO pipeline (id, uid, label) VALUES (1, ?, 'Ventes')", (new_uid(NOW_MS),))
    for number, (label, percent) in enumerate(STAGES, 1):
        conn.execute(
            "INSERT INTO stage (id, uid, pipeline_id, label, percent, rank) VALUES (?, ?, 1, ?, ?, ?)",
            (number, new_uid(NOW_MS), label, percent, number),
        )
    conn.execute(
        "INSERT INTO dossier_type (id, uid, label, pipeline_id) VALUES (1, ?, 'Recrutement', 1)",
        (new_uid(NOW_MS),),
    )
