"""Makes the demonstration: the workspace of SPEC 4.1, complete for the nouns that are built."""

from __future__ import annotations

import json
from typing import Any

from prospectdesk.commands import demo_data as data
from prospectdesk.commands import setup
from prospectdesk.commands.demo_data import (
    CABINETS,
    COMPANIES,
    SOURCES,
    START_MS,
    USERS,
    DemoCompany,
)
from prospectdesk.domain.clock import day_date, instant_ms, ms_instant
from prospectdesk.domain.ids import natural_uid, siren_uid, siret_uid
from prospectdesk.store.store import Store
from prospectdesk.store.unit_of_work import UnitOfWork

_KEY = ("demo",)


def make_demo(store: Store) -> None:
    """Fills an empty store in one transaction; identities are natural, so that two demonstrations meet."""
    with store.transaction(START_MS, None) as uow:
        _workspace(uow)
        users = _users(uow)
        companies = {one.name: _company(uow, one, users) for one in COMPANIES}
        _routine(uow, users, companies)
        _candidate(uow, companies["Atelier Kermarec"])
        _web_visit(uow, companies["Cycles Le Goff"])
        _news(uow, companies["Boulangerie Tanguy"])
        uow.run("INSERT INTO setting (key, value) VALUES ('demo.advance', '0')")
        uow.run("INSERT INTO setting (key, value) VALUES ('user.last', '\"ugo\"')")
        uow.finish()
        uow.run("DELETE FROM outbox")  # what everybody starts with is not a change of anybody


def _uid(*parts: str) -> bytes:
    return natural_uid(*_KEY, *parts)


def _workspace(uow: UnitOfWork) -> None:
    uow.insert("workspace", {"name": "Démo Ouest", "postcode": "35000", "city": "Rennes", "latitude": 48.1173,
                             "longitude": -1.6778, "open_tracking": 1},
               uid=_uid("workspace"))  # fmt: skip
    setup.lists(uow, SOURCES)
    uow.insert(
        "catalogue", {"kind": "training_domain", "label": "Informatique"}, uid=_uid("domain", "Informatique")
    )
    suits = json.dumps({"domains": ["Informatique"], "naf": []})
    uow.insert(
        "catalogue", {"kind": "training", "label": "BTS SIO", "data": suits}, uid=_uid("training", "BTS SIO")
    )


def _users(uow: UnitOfWork) -> dict[str, int]:
    made = {}
    for login, name, licence, more in USERS:
        row: dict[str, Any] = {
            "login": login,
            "name": name,
            "licence": licence,
            "email": f"{login}@demo.example",
            **more,
        }
        made[login] = uow.insert("user", row, uid=_uid("user", login))
    service = {
        row["label"]: row["id"] for row in uow.rows("SELECT id, label FROM catalogue WHERE kind = 'service'")
    }
    uow.insert(
        "user_service",
        {"user_id": made["ugo"], "service_id": service["Comptabilité"]},
        uid=_uid("right", "ugo"),
    )
    for rank, (name, services, offices) in enumerate(CABINETS):
        cabinet = uow.insert("cabinet", {"name": name, "rank": rank}, uid=_uid("cabinet", name), log=False)
        for one in services:
            uow.insert(
                "cabinet_service", {"cabinet_id": cabinet, "service_id": service[one]}, uid=_uid(name, one)
            )
        for office in offices:
            uow.insert(
                "office", {"cabinet_id": cabinet, "name": office}, uid=_uid("office", office), log=False
            )
        for login, user in made.items():
            uow.insert(
                "user_cabinet", {"user_id": user, "cabinet_id": cabinet}, uid=_uid("grant", name, login)
            )
    return made


def _company(uow: UnitOfWork, one: DemoCompany, users: dict[str, int]) -> int:
    siren = one.siret[:9]
    company = uow.insert("company", {"name": one.name, "siren": siren, "naf": one.naf, "headcount": one.staff,
                                     "scope": 0, "origin": "registre"}, uid=siren_uid(siren), log=False)  # fmt: skip
    uow.insert("establishment", {"company_id": company, "siret": one.siret, "naf": one.naf, "postcode": one.postcode,
                                 "city": one.city, "latitude": one.latitude, "longitude": one.longitude, "scope": 0,
                                 "head_office": 1, "origin": "registre"}, uid=siret_uid(one.siret), log=False)  # fmt: skip
    if one.registered:
        source = uow.value("SELECT id FROM catalogue WHERE kind = 'source' AND label = 'Salon'")
        uow.insert("registration", {"company_id": company, "registered_at": START_MS, "registered_by_id": users["claire"],
                                    "source_user_id": users["ugo"], "operational_user_id": users[one.follower],
                                    "source_id": source}, uid=_uid("registration", siren))  # fmt: skip
    for colour, first, last, job, email in one.contacts:
        _contact(uow, company, colour, first, last, job=job, email=email)
    if one.mission is not None:
        scope = 1 if one.registered else 0
        uow.insert("mission", {"company_id": company, "label": one.mission, "domains": '["Informatique"]',
                               "scope": scope}, uid=_uid("mission", siren))  # fmt: skip
    return company


def _contact(uow: UnitOfWork, company: int, colour: str, first: str, last: str, **more: Any) -> int:
    email = more.pop("email", None)
    row = {"company_id": company, "person": _uid("person", first, last), "colour": colour,
           "was_orange": int(colour != "white"), "first_name": first, "last_name": last, "made_at": START_MS,
           "origin": "source" if colour == "white" else "manuelle", "scope": 0 if colour == "white" else 1, **more}  # fmt: skip
    contact = uow.insert("contact", row, uid=_uid("contact", first, last))
    if email is not None:
        uow.insert("contact_point", {"contact_id": contact, "kind": "email", "value": email, "key": email,
                                     "origin": "manuelle"}, uid=_uid("email", email), company=company)  # fmt: skip
    return contact


def _candidate(uow: UnitOfWork, kermarec: int) -> None:
    """Malo Guen, on a Particulier sheet of his own, placed on the mission Support."""
    sheet = uow.insert("company", {"name": "Malo Guen", "kind": 1, "scope": 1, "origin": "saisie"},
                       uid=_uid("sheet", "Malo Guen"), log=False)  # fmt: skip
    malo = _contact(uow, sheet, "orange", "Malo", "Guen", role="candidat", status="Actif")
    mission = uow.value("SELECT id FROM mission WHERE company_id = ?", (kermarec,))
    uow.insert("placement", {"mission_id": mission, "contact_id": malo}, uid=_uid("placement", "Malo Guen"),
               company=kermarec)  # fmt: skip


def _routine(uow: UnitOfWork, users: dict[str, int], companies: dict[str, int]) -> None:
    routine = uow.insert("routine", {"title": data.ROUTINE_TITLE, "mandatory": json.dumps(data.ROUTINE_MANDATORY),
                                     "weighted": json.dumps(data.ROUTINE_WEIGHTED)}, uid=_uid("routine"))  # fmt: skip
    for login in data.ROUTINE_USERS:
        uow.insert(
            "routine_user", {"routine_id": routine, "user_id": users[login]}, uid=_uid("member", login)
        )
    uow.update("user", users["ugo"], {"default_routine_id": routine}, log=False)
    routine_uid = uow.get("routine", routine)["uid"]
    for name, tag in data.ROUTINE_TAGS:
        company_uid = uow.get("company", companies[name])["uid"]
        uow.insert("routine_tag", {"company_id": companies[name], "routine_id": routine, "tag": tag},
                   uid=natural_uid("routine_tag", company_uid.hex(), routine_uid.hex()))  # fmt: skip


def _web_visit(uow: UnitOfWork, company: int) -> None:
    """Le Goff's visit of 20/11/2026 at 10:00 UTC."""
    day = day_date(START_MS // 86_400_000 - 3)
    moment = ms_instant(START_MS).replace(year=day.year, month=day.month, day=day.day, hour=10, minute=0)
    uow.insert("timeline", {"company_id": company, "at": instant_ms(moment), "type": "visite_web",
                            "title": "Visite web : page « ERP »"}, uid=_uid("visit"), log=False)  # fmt: skip


def _news(uow: UnitOfWork, company: int) -> None:
    """Tanguy's news item of 02/11/2026."""
    uow.insert("news_item", {"company_id": company, "kind": "news", "origin": "press", "day": START_MS // 86_400_000 - 21,
                             "title": "La boulangerie Tanguy ouvre un second fournil",
                             "url": "https://presse.example/tanguy-second-fournil"}, uid=_uid("news"), log=False)  # fmt: skip
