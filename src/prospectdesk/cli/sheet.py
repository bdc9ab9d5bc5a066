"""The verb `show`: one company sheet, complete (CLI.md, "What `show` holds")."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from prospectdesk.cli.output import answer
from prospectdesk.cli.texts import PRIORITY_NAMES, clock_time, iso_day, iso_instant, shown_phone
from prospectdesk.domain.errors import NotFound
from prospectdesk.jobs.session import Session
from prospectdesk.queries import companies, contacts, dossiers, missions, relances, timeline
from prospectdesk.store.connection import Connection

EVERYTHING = 1_000_000


def run_show(session: Session, arguments: Namespace) -> int:
    """Prints the sheet. Raises NotFound."""
    with session.reader.session() as conn:
        company_id = companies.find_id(conn, arguments.ref)
        head = None if company_id is None else companies.head(conn, company_id)
        if head is None:
            raise NotFound("not_found", "Société introuvable : {ref}.", ref=arguments.ref[:60])
        document = whole(conn, head, session)
    answer(arguments, document, _text(document))
    return 0


def whole(conn: Connection, head: companies.CompanyHead, session: Session) -> dict[str, Any]:
    """The sheet as one JSON object."""
    zone = session.clock.zone
    logins = dict(conn.execute("SELECT id, login FROM user").fetchall())
    tags = companies.tags(conn, head.id, session.person.id, session.person.leads)
    return {
        "company": _company(head, logins, tags)
        | {"missions": [_mission(one) for one in missions.of_company(conn, head.id)]},
        "establishments": [
            _establishment(one) for one in companies.establishments(conn, head.id, EVERYTHING)
        ],
        "contacts": [_contact(one) for one in contacts.cards(conn, head.id)],
        "dossiers": dossiers.of_company(conn, head.id),
        "follow_ups": [_follow_up(one) for one in relances.of_company(conn, head.id)],
        "timeline": [
            {
                "id": one.uid,
                "at": iso_instant(one.at, zone),
                "type": one.type,
                "author": logins.get(one.author_id or 0),
                "title": one.title,
                "text": one.text or one.title,
                "contact": one.contact,
                "number": shown_phone(one.number),
                "code": one.code,
            }
            for one in timeline.entries(conn, head.id, limit=EVERYTHING)
        ],
        "history": [
            {
                "at": iso_instant(one.at, zone),
                "user": one.user_login,
                "object": one.object,
                "field": one.field,
                "old": one.old,
                "new": one.new,
            }
            for one in timeline.history(conn, head.id, limit=EVERYTHING)
        ],
    }


def _company(
    head: companies.CompanyHead, logins: dict[int, str], tags: list[companies.RoutineTag]
) -> dict[str, Any]:
    return {
        "id": head.uid,
        "kind": head.kind,
        "siren": head.siren,
        "siret": head.siret,
        "raison_sociale": head.name,
        "forme_juridique": head.legal_form,
        "naf": head.naf,
        "regime_imposition": head.tax_regime,
        "cabinet_actuel": head.accountant,
        "date_creation": iso_day(head.created_on),
        "rue": head.street,
        "adresse_suite": head.street2,
        "code_postal": head.postcode,
        "ville": head.city,
        "pays": head.country,
        "telephone": shown_phone(head.phone),
        "telephone_etranger": shown_phone(head.phone_foreign),
        "fax": shown_phone(head.fax),
        "site_internet": head.website,
        "mail": head.mail,
        "linkedin": head.linkedin,
        "commercial_source": logins.get(head.source_user_id or 0),
        "commercial_operationnel": logins.get(head.operational_user_id or 0),
        "source": head.source,
        "repreneur_activite": head.takeover,
        "effectif": head.headcount_band,
        "nombre_salaries": head.headcount,
        "registered": head.registered,
        "client": head.client,
        "tags": [
            {"routine": one.routine, "tag": one.tag, "ex_client": one.ex_client, "score": one.score}
            for one in tags
            if one.tag is not None
        ],
    }


def _establishment(one: companies.Establishment) -> dict[str, Any]:
    address = ", ".join(
        part
        for part in (one.street, one.street2, " ".join(part for part in (one.postcode, one.city) if part))
        if part
    )
    return {
        "id": one.uid,
        "siret": one.siret,
        "name": one.name,
        "enseigne": one.brand,
        "naf": one.naf,
        "head_office": one.head_office,
        "open": one.open,
        "address": address or None,
        "latitude": one.latitude,
        "longitude": one.longitude,
    }


def _contact(one: contacts.ContactCard) -> dict[str, Any]:
    return {
        "id": one.uid,
        "colour": one.colour,
        "role": one.role,
        "privileged": one.privileged,
        "civilite": one.title,
        "prenom": one.first_name,
        "nom": one.last_name,
        "telephone_domicile": shown_phone(one.home),
        "telephone_portable": shown_phone(one.mobile),
        "courriel": one.email,
        "autres_coordonnees": [
            {"type": kind, "valeur": value if kind == "email" else shown_phone(value)}
            for kind, value in one.further
        ],
        "fonction": one.job,
        "date_naissance": iso_day(one.born_on),
        "linkedin": one.linkedin,
        "newsletter": one.newsletter,
        "bulletin_info_ba": one.bulletin,
        "email_origin": one.email_origin,
        "blocked": list(one.blocked),
        "score": one.score,
        "category": one.category,
    }


def _mission(one: missions.Placement) -> dict[str, Any]:
    return {
        "id": one.uid,
        "label": one.label,
        "domains": list(one.domains),
        "contract_kind": one.contract_kind,
        "date_debut": iso_day(one.starts_on),
        "date_fin": iso_day(one.ends_on),
        "candidates": [{"id": person.uid, "name": person.name} for person in one.candidates],
    }


def _follow_up(one: relances.FollowUpRow) -> dict[str, Any]:
    return {
        "id": one.uid,
        "kind": one.kind,
        "state": "effectue" if one.done else "a_faire",
        "date": iso_day(one.day),
        "time": clock_time(one.minute),
        "type_action": one.action_type,
        "description": one.description,
        "priority": PRIORITY_NAMES[one.priority],
        "actor": one.actor_login,
        "assignees": [login for _, login, _ in one.assignees],
        "rp_case": one.rp_case,
    }


def _text(document: dict[str, Any]) -> str:
    company = document["company"]
    lines = [f"{company['raison_sociale']}  {company['siret'] or company['siren'] or ''}".rstrip()]
    lines.append(
        " ".join(part for part in (company["rue"], company["code_postal"], company["ville"]) if part)
    )
    lines += [f"- {one['prenom'] or ''} {one['nom'] or ''} ({one['colour']})" for one in document["contacts"]]
    lines += [f"* {one['date']} {one['type_action']} [{one['state']}]" for one in document["follow_ups"]]
    return "\n".join(line for line in lines if line.strip())
