"""A small book of companies for the lists and the search, written as commands write it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from prospectdesk.domain.clock import day_number
from prospectdesk.domain.ids import new_uid, siren_uid, siret_uid
from prospectdesk.domain.phones import phone_digits
from prospectdesk.jobs.session import Opening, Session, open_session
from prospectdesk.queries import prospects
from prospectdesk.queries.reader import Reader
from prospectdesk.store.store import Store
from prospectdesk.store.unit_of_work import UnitOfWork

NOW = 1_795_000_000_000


@dataclass
class Book:
    """A store, its reader, and the ids of what `add` made, by name."""

    store: Store
    reader: Reader
    ids: dict[str, int] = field(default_factory=dict)
    users: dict[str, int] = field(default_factory=dict)
    labels: dict[str, int] = field(default_factory=dict)

    def write(self, change: Any, *, now: int = NOW) -> Any:
        """Runs `change(uow)` as a command would."""
        with self.store.transaction(now, None) as uow:
            made = change(uow)
            uow.finish()
        return made

    def add(
        self,
        name: str,
        *,
        registered: bool = True,
        siren: str | None = None,
        sirets: tuple[str, ...] = (),
        registration: dict[str, Any] | None = None,
        seat: dict[str, Any] | None = None,
        **values: Any,
    ) -> int:
        """A company with its registration and establishments; the first one is the seat."""  # fmt: skip

        def change(uow: UnitOfWork) -> int:
            uid = siren_uid(siren) if siren else None
            company = uow.insert("company", {"name": name, "siren": siren, **values}, uid=uid)
            for place, siret in enumerate(sirets or (None,)):
                row = {"company_id": company, "siret": siret, "head_office": int(place == 0)}
                row |= (seat or {}) if place == 0 else {}
                uow.insert("establishment", row, uid=siret_uid(siret) if siret else None)
            if registered:
                uow.insert(
                    "registration", {"company_id": company, "registered_at": NOW, **(registration or {})}
                )
            return company

        self.ids[name] = made = int(self.write(change))
        return made

    def contact(
        self,
        company: int,
        first: str,
        last: str,
        *,
        email: str | None = None,
        mobile: str | None = None,
        **values: Any,
    ) -> int:
        """A card with its phone and e-mail."""  # fmt: skip

        def change(uow: UnitOfWork) -> int:
            row = {"company_id": company, "person": new_uid(NOW), "made_at": NOW, "first_name": first,
                   "last_name": last, **values}  # fmt: skip
            card = uow.insert("contact", row)
            self.points(uow, card, company, email=email, mobile=mobile)
            return card

        return int(self.write(change))

    def points(
        self,
        uow: UnitOfWork,
        card: int,
        company: int,
        *,
        email: str | None,
        mobile: str | None,
        rank: int = 0,
    ) -> None:
        """Phones and e-mails of a card."""  # fmt: skip
        for kind, value, key in (("email", email, email), ("mobile", mobile, phone_digits(mobile))):
            if value:
                row = {"contact_id": card, "kind": kind, "value": value, "key": key, "rank": rank}
                uow.insert("contact_point", row, company=company)

    def user(self, login: str, name: str) -> int:
        """A user."""
        self.users[login] = int(self.write(lambda uow: uow.insert("user", {"login": login, "name": name})))
        return self.users[login]

    def label(self, kind: str, label: str) -> int:
        """A catalogue entry."""
        row = {"kind": kind, "label": label}
        self.labels[label] = int(self.write(lambda uow: uow.insert("catalogue", row)))
        return self.labels[label]

    def dossier(self, company: int, status: str, client_type: int | None = None) -> int:
        """A dossier of one type and stage."""

        def change(uow: UnitOfWork) -> int:
            if not uow.value("SELECT count(*) FROM stage"):
                pipeline = uow.insert("pipeline", {"label": "Ventes"})
                uow.insert("stage", {"pipeline_id": pipeline, "label": "Découverte", "percent": 20})
                uow.insert("dossier_type", {"label": "Recrutement", "pipeline_id": pipeline})
            row = {"company_id": company, "type_id": 1, "stage_id": 1, "status": status, "made_at": NOW}
            return uow.insert("dossier", {**row, "client_type_id": client_type})

        return int(self.write(change))

    def follow_up(
        self,
        company: int,
        action: str,
        day: date,
        *,
        done: bool = False,
        minute: int | None = None,
        done_at: int | None = None,
    ) -> int:
        """A relance."""  # fmt: skip
        row = {"company_id": company, "kind": "relance", "action_type": action, "day": day_number(day), "made_at": NOW,
               "done": int(done), "minute": minute, "done_at": done_at}  # fmt: skip
        return int(self.write(lambda uow: uow.insert("follow_up", row)))

    def note(self, company: int, text: str, kind: str = "note") -> int:
        """A timeline entry."""
        return int(self.write(lambda uow: uow.happened(company, kind, "Note", text=text)))

    def found(self, *criteria: str, sort: str = "raison_sociale", everything: bool = False) -> list[str]:
        """Names of the companies that the list shows; SQL and columns must agree on them."""
        wanted = prospects.parse_criteria(criteria)
        plain = self.reader.run(prospects.find, wanted, sort, all_companies=everything)
        if self.reader.columns is None:
            self.reader.load_columns()
        columns = self.reader.columns
        quick = self.reader.run(prospects.find, wanted, sort, all_companies=everything, columns=columns)
        assert list(quick) == list(plain)
        for how in (None, columns):
            count = self.reader.run(prospects.count, wanted, all_companies=everything, columns=how)
            assert count == len(plain)
        return [row.name for row in self.reader.run(prospects.rows, plain)]


@pytest.fixture(params=["encrypted", "plain"])
def book(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Book]:
    """An empty book."""
    store = Store(tmp_path / "store.db", bytes(range(32)) if request.param == "encrypted" else None)
    store.open()
    yield Book(store, Reader(store))
    store.close()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demonstration made once; tests work on copies of it."""
    folder = tmp_path_factory.mktemp("demo") / "profile"
    open_session(Opening(demo=True, data_dir=folder)).close()
    return folder


@pytest.fixture
def session(demo: Path, tmp_path: Path) -> Iterator[Session]:
    """A copy of the demonstration."""
    shutil.copytree(demo, tmp_path / "profile")
    made = open_session(Opening(demo=True, data_dir=tmp_path / "profile"))
    yield made
    made.close()
