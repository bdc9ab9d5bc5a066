"""What a letter merges of a dossier, and whose letterhead it bears (X-09, X-10)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from hostile_texts import bare, read

from prospectdesk.commands.catalogues import SaveCatalogueEntry
from prospectdesk.commands.contact_states import SetPrivileged
from prospectdesk.commands.dossiers import CreateDossier, EditDossier, SetContract, SetPerformer
from prospectdesk.commands.letter_templates import SaveLetterTemplate
from prospectdesk.domain.merge import FIELDS
from prospectdesk.jobs import letters
from prospectdesk.jobs.letters import Prepared
from prospectdesk.jobs.session import Opening, Session, open_session
from prospectdesk.queries import companies, contacts

LE_GOFF = "00010003200010"
MISSIONS = ("Tenue", "Révision", "Bilan", "Liasse")
EVERY_FIELD = "\n\n".join(f"«{name}:{{{{{name}}}}}»" for name in FIELDS if name != "missions")
TEXT = f"title = 'Tout'\nsignatures = ['client', 'cabinet']\nbody = '''\n{EVERY_FIELD}\n\n{{{{missions}}}}\n\n[signatures]\n'''\n"


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """The demonstration with its administrator and a text that prints every field."""
    folder = tmp_path_factory.mktemp("values")
    made = open_session(Opening(demo=True, data_dir=folder, now=datetime(2026, 11, 23, 9)))
    made.person = made.person._replace(licence="administrateur")
    made.bus.do(SaveLetterTemplate(document="Lettre de mission", text=TEXT))
    for command in (
        SaveCatalogueEntry(catalogue="cabinet", label="Cabinet Rennes", entry="Cabinet Rennes", legal="Inscrit à l’Ordre",
                           address="2 quai Émile-Zola\n35000 Rennes", phone="02 99 00 00 00"),
        SaveCatalogueEntry(catalogue="bureau", label="Cesson", cabinet="Cabinet Rennes", phone="02 99 11 11 11",
                           address="7 rue de la Monnaie\n35510 Cesson-Sévigné"),
    ):  # fmt: skip
        made.bus.do(command)
    yield made
    made.close()


def printed(session: Session, dossier: int) -> tuple[Prepared, str]:
    """The letter, and its text as another program reads it."""
    with session.reader.session() as conn:
        found = letters.prepare(conn, dossier, "Lettre de mission", session.clock.today_number())
    return found, bare(read(letters.pdf(found.merged.letter)[0]))


@pytest.fixture
def dossier(session: Session) -> int:
    """A dossier with everything a letter may say."""
    with session.reader.session() as conn:
        company = companies.find_id(conn, LE_GOFF)
        assert company is not None
        sophie = next(one for one in contacts.cards(conn, company) if one.first_name == "Sophie")
    dossier = session.bus.do(
        CreateDossier(
            company=LE_GOFF,
            dossier_type="Comptable",
            type_client="Artisan/Commerçant",
            date_debut="2027-01-01",
            date_fin="2027-12-31",
            cabinet="Cabinet Rennes",
            bureau="Cesson",
            titulaire="ugo",
            associe="ugo",
        )
    ).row_id
    assert dossier is not None
    session.bus.do(SetPrivileged(contact=sophie.id))
    contract = SetContract(
        dossier=dossier, contrat_type="Présentation des comptes", offre="Confort", montant="2400"
    )
    session.bus.do(contract)
    for mission in MISSIONS:
        session.bus.do(SetPerformer(dossier=dossier, mission=mission, executant="ugo"))
    return dossier


@pytest.mark.spec("X-10", "X-09")
def test_every_value_of_a_dossier_reaches_the_paper_under_its_letterhead(
    session: Session, dossier: int
) -> None:
    found, text = printed(session, dossier)
    for name, value in {
        "raison_sociale": "Cycles Le Goff", "prenom": "Sophie", "type_client": "Artisan/Commerçant",
        "date_debut": "1er janvier 2027", "date_fin": "31 décembre 2027", "cabinet": "Cabinet Rennes", "bureau": "Cesson",
        "titulaire": "Ugo Martin", "contrat_type": "Présentation des comptes", "offre": "Confort", "montant": "2 400,00 €",
        "lieu": "Cesson-Sévigné", "date": "23 novembre 2026",
    }.items():  # fmt: skip
        assert f"«{name}:{bare(value)}»" in text, name
    for mission in MISSIONS:
        assert f"{mission}UgoMartin" in text
    for head in ("Cabinet Rennes", "Bureau de Cesson", "7 rue de la Monnaie", "35510 Cesson-Sévigné", "02 99 11 11 11",
                 "Inscrit à l’Ordre", "Cesson-Sévigné, le 23 novembre 2026", "Page 1/", "Bon pour accord"):  # fmt: skip
        assert bare(head) in text, head
    known = {one.field for one in found.merged.missing}
    assert known <= {"civilite", "fonction", "nom", "siret", "siren", "adresse", "forme_juridique", "naf",
                     "regime_imposition", "cabinet_actuel"}  # fmt: skip
    session.bus.do(EditDossier(dossier=dossier, cabinet="", bureau=""))
    found, text = printed(session, dossier)
    assert found.merged.letter.sender != ()
    assert bare("7 rue de la Monnaie") not in text
    assert {"cabinet", "bureau"} <= {one.field for one in found.merged.missing}
