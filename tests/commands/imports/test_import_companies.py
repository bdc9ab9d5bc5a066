"""Lists of companies: what they create, bring up to date, refuse and leave alone."""

import pytest

from prospectdesk.commands.companies import EditCompany
from prospectdesk.commands.import_job import ImportJob
from prospectdesk.domain.errors import Cancelled, Invalid, Refused
from prospectdesk.domain.ids import siren_uid, siret_uid
from prospectdesk.store import summaries
from prospectdesk.sync.failures import TooOld, too_old


def row(siret, name="GARAGE DU PORT", **more):
    return {
        "siret": siret,
        "raison_sociale": name,
        "code_naf": "4520A",
        "code_postal": "35000",
        "commune": "Rennes",
    } | more


def consistent(session):
    with session.store.session() as conn:
        return not summaries.differences(conn)


@pytest.mark.spec("INV-11")
@pytest.mark.parametrize("session", ["plain", "encrypted"], indirect=True)
def test_the_register_of_metz_gives_one_company_a_siren_and_again_nothing(session, shared_data, load, held):
    path = shared_data / "etablissements_metz" / "etablissements_metz.csv"
    found = load(path, registered=True)
    assert (found["rows"], found["created"], found["establishments_created"]) == (7082, 6173, 7082)
    assert found["row_errors"] == []
    before = held()
    assert before["companies"] == before["registered"] == before["registrations"] == 6173
    assert before["establishments"] == 7082
    again = load(path, registered=True)
    assert (again["created"], again["establishments_created"], again["updated"], again["ignored"]) == (
        0,
        0,
        0,
        7082,
    )
    assert held() == before | {"runs": 2}
    assert consistent(session)


@pytest.mark.spec("INV-11")
def test_the_ten_bad_siret_of_the_siae_file_are_refused_by_row_and_its_six_doublets_counted(
    shared_data, load
):
    found = load(shared_data / "siae_france" / "siae_france.csv", registered=True)
    assert [one["row"] for one in found["row_errors"]] == [
        2127,
        2822,
        2848,
        2878,
        2926,
        3025,
        3039,
        3040,
        3042,
        3043,
    ]
    assert {one["column"] for one in found["row_errors"]} == {"siret"}
    assert all("clé de contrôle" in one["reason"] for one in found["row_errors"])
    assert (found["rows"], found["duplicates"], found["establishments_created"]) == (3042, 6, 3026)


def test_the_directory_takes_an_import_without_a_word_to_the_centre(session, table, siret, load, held, ask):
    before = held()["outbox"]
    load(table([row(siret(1)), row(siret(2), "AUTRE")]))
    now = held()
    assert (now["companies"], now["registered"], now["outbox"]) == (2, 0, before)
    assert ask("SELECT scope, uid FROM company WHERE siren = ?", siret(1)[:9]) == [
        (0, siren_uid(siret(1)[:9]))
    ]
    assert ask("SELECT scope, uid FROM establishment WHERE siret = ?", siret(1)) == [(0, siret_uid(siret(1)))]
    assert consistent(session)


def test_a_registered_import_writes_registrations_their_outbox_and_their_history(table, siret, load, ask):
    load(table([row(siret(3), telephone="02 99 00 11 22", mail="a@garage.fr")]), registered=True)
    (one,) = ask(
        "SELECT r.phone, r.mail, k.label, u.login, r.operational_user_id, r.seen FROM registration r "
        "JOIN catalogue k ON k.id = r.source_id JOIN user u ON u.id = r.source_user_id"
    )
    assert one[:5] == ("+33299001122", "a@garage.fr", "Import", "local", None)
    assert siret(3) in one[5]
    assert ask("SELECT count(*) FROM outbox WHERE tbl = 'registration' AND col = '*'") == [(1,)]
    assert ask("SELECT count(*) FROM outbox WHERE tbl IN ('company', 'establishment')") == [(0,)]
    assert ask("SELECT field FROM history WHERE object = 'Société' AND new LIKE 'GARAGE%'") == [("Création",)]


def test_search_finds_what_was_imported(table, siret, load, ask):
    load(table([row(siret(4), "ÉBÉNISTERIE LŒWE", enseigne="Le Copeau")]))
    for words in ("ebenisterie", "loewe", "copeau", "rennes"):
        assert ask("SELECT count(*) FROM company_words WHERE company_words MATCH ?", f'"{words}"') == [(1,)]
    assert ask("SELECT count(*) FROM company_grams WHERE company_grams MATCH 'ope'") == [(1,)]


def test_establishments_of_one_siren_make_one_company_shown_as_its_seat(session, table, siret, load, ask):
    rows = [
        row(siret(5, site), etablissementSiege="true" if site == 2 else "false", commune=f"Ville {site}")
        for site in (1, 2, 3)
    ]
    found = load(table(rows))
    assert (found["created"], found["establishments_created"]) == (1, 3)
    assert ask("SELECT siret, shown_city FROM company") == [(siret(5, 2), "Ville 2")]
    assert consistent(session)


def test_a_newer_file_brings_the_register_up_to_date_and_never_empties_it(session, table, siret, load, ask):
    load(table([row(siret(6), enseigne="Ancienne")]), registered=True)
    found = load(table([row(siret(6), "GARAGE NEUF", enseigne="", commune="Saint-Malo")]), registered=True)
    assert (found["created"], found["updated"]) == (0, 1)
    assert ask("SELECT name, shown_name, shown_city FROM company") == [
        ("GARAGE NEUF", "GARAGE NEUF", "Saint-Malo")
    ]
    assert ask("SELECT brand FROM establishment") == [("Ancienne",)]
    assert ("Raison sociale", "GARAGE DU PORT", "GARAGE NEUF") in ask("SELECT field, old, new FROM history")
    assert consistent(session)


def test_the_users_own_corrections_win_over_any_file(session, table, siret, load, ask):
    load(table([row(siret(7))]), registered=True)
    session.bus.do(EditCompany(company=siret(7), raison_sociale="Garage Martin", telephone="02 99 11 22 33"))
    load(table([row(siret(7), "GARAGE NEUF", telephone="02 23 00 00 00")]), registered=True)
    assert ask("SELECT shown_name, phone FROM company") == [("Garage Martin", "+33299112233")]


def test_a_siret_met_twice_completes_its_first_row(session, table, siret, load, ask):
    found = load(table([row(siret(8), enseigne=""), row(siret(8), "AUTRE NOM", enseigne="Le Quai")]))
    assert (found["created"], found["duplicates"], found["row_errors"]) == (1, 1, [])
    assert ask("SELECT c.name, e.brand FROM company c JOIN establishment e") == [
        ("GARAGE DU PORT", "Le Quai")
    ]
    assert consistent(session)


def test_the_siren_follows_the_siret_and_says_when_they_disagree(table, siret, load, ask):
    rows = [row(siret(9), siren=""), row(siret(10), siren=siret(11)[:9])]
    found = load(table(rows))
    assert sorted(ask("SELECT siren FROM company")) == sorted([(siret(9)[:9],), (siret(10)[:9],)])
    (warning,) = found["warnings"]
    assert "ne correspond pas au SIRET" in warning
    assert "3" in warning


def test_zeros_a_spreadsheet_dropped_are_put_back_with_a_warning(table, load, ask):
    found = load(
        table(
            [
                {
                    "siret": "1928074200016",
                    "siren": "19280742",
                    "raison_sociale": "COPRO",
                    "code_postal": "1000",
                }
            ]
        )
    )
    assert ask("SELECT siren, shown_postcode FROM company") == [("019280742", "01000")]
    assert len(found["warnings"]) == 2
    assert found["row_errors"] == []


def test_values_that_cannot_be_read_are_left_out_and_said(table, siret, load, ask):
    bad = row(
        siret(12),
        code_naf="plombier",
        longitude="ailleurs",
        latitude="48.1",
        mail="pas une adresse",
        telephone="néant",
    )
    found = load(table([bad]), registered=True)
    assert found["created"] == 1
    assert len(found["warnings"]) == 4
    assert ask("SELECT naf, mail, phone FROM company") == [(None, None, None)]


def test_an_unknown_naf_is_kept_and_headcount_99_is_unknown(table, siret, load, ask):
    load(
        table(
            [row(siret(13), code_naf="0000Z", tranche_effectif="99"), row(siret(14), tranche_effectif="11")]
        )
    )
    assert ask("SELECT naf, headcount_band, headcount FROM company ORDER BY id") == [
        ("00.00Z", None, None),
        ("45.20A", "11", 10),
    ]


@pytest.mark.spec("X-22")
def test_a_company_without_siren_stays_in_the_workspace_and_is_not_doubled(session, table, load, ask):
    rows = [
        {"raison_sociale": "Chez  Léon ", "code_postal": "35000", "ville": "Rennes"},
        {"raison_sociale": "CHEZ LEON", "code_postal": "35000", "ville": ""},
    ]
    found = load(table(rows), registered=True)
    assert (found["created"], found["duplicates"]) == (1, 1)
    assert ask("SELECT name, scope, shown_city FROM company") == [("Chez Léon", 1, "Rennes")]
    again = load(table(rows[:1]), registered=True)
    assert (again["created"], again["duplicates"]) == (0, 1)
    assert consistent(session)


@pytest.mark.spec("X-41")
def test_a_profile_that_may_only_be_read_takes_no_list(session, table, siret, held):
    before = held()
    session.bus.closed = too_old()
    job = ImportJob(session.store, session.context(), table([row(siret(40))]), registered=True)
    try:
        job.stage()
        with pytest.raises(TooOld):
            job.run()
    finally:
        job.close()
        session.bus.closed = None
    assert held() == before


def test_a_doublet_is_settled_by_the_user(session, table, load, held):
    rows = [{"raison_sociale": "Chez Léon", "code_postal": "35000"}]
    load(table(rows), registered=True)
    job = ImportJob(session.store, session.context(), table(rows), registered=True)
    job.stage()
    (fate,) = job.fates("duplicate")
    assert fate.decidable
    assert "à trancher" in fate.reason
    job.decide(2, "create")
    assert job.report()["created"] == 1
    job.decide(2, "ignore")
    assert job.report()["ignored"] == 1
    job.decide(2, "create")
    job.run()
    assert held()["companies"] == 2


def test_a_row_that_names_nobody_is_refused(table, siret, load):
    found = load(table([row(siret(15)), row("", "")]))
    (error,) = found["row_errors"]
    assert (error["row"], error["column"]) == (3, "raison_sociale")
    assert found["created"] == 1


def test_a_name_missing_beside_a_siret_is_no_reason_to_refuse(session, table, siret, load, ask):
    load(table([row(siret(16), "")]))
    assert ask("SELECT name FROM company") == [(f"SIREN {siret(16)[:9]}",)]
    load(table([row(siret(16), "ENFIN UN NOM")]))
    assert ask("SELECT name FROM company") == [("ENFIN UN NOM",)]
    assert consistent(session)


def test_registering_later_takes_the_company_of_the_directory(session, table, siret, load, held):
    path = table([row(siret(17)), row(siret(18))])
    load(path)
    found = load(path, registered=True)
    assert (found["created"], found["updated"]) == (0, 2)
    assert held()["registered"] == 2
    assert consistent(session)


def test_a_mapping_is_remembered_for_files_of_that_shape(session, table, siret, load):
    path = table([{"identifiant": siret(19), "libellé court": "GARAGE", "bidule": "x"}])
    with pytest.raises(Invalid, match="Aucune colonne"):
        load(path, mapping={"bidule": "ville"})
    load(path, mapping={"identifiant": "siret", "libellé court": "raison_sociale"})
    job = ImportJob(session.store, session.context(), path)
    seen = job.preview()
    assert seen.remembered
    assert seen.mapping == {"identifiant": "siret", "libellé court": "raison_sociale"}
    assert job.stage()["ignored"] == 1
    job.close()


def test_a_trial_run_counts_the_same_and_writes_nothing(session, table, siret, load, held):
    path = table([row(siret(20)), row(siret(20), "DEUX"), row("123", "FAUX")])
    before = held()
    job = ImportJob(session.store, session.context(), path, registered=True)
    trial = job.stage()
    job.close()
    assert held() == before
    done = load(path, registered=True)
    assert done == trial | {"import_id": done["import_id"]}
    assert len(done["import_id"]) == 36


def test_a_save_during_the_staging_is_seen_by_the_last_transaction(session, table, siret, held):
    path = table([row(siret(21)), row(siret(22))])
    late = ImportJob(session.store, session.context(), path, registered=True)
    late.stage()
    soon = ImportJob(session.store, session.context(), table([row(siret(21))], "autre.csv"), registered=True)
    soon.run()
    assert late.run().data["created"] == 1
    assert held()["companies"] == 2


def test_a_cancelled_import_leaves_the_store_and_its_folder_as_they_were(session, table, siret, held):
    path = table([row(siret(n)) for n in range(200)])
    before = held()
    job = ImportJob(session.store, session.context(), path, registered=True)
    job.stage()
    job.cancel()
    with pytest.raises(Cancelled):
        job.run()
    job.close()
    assert held() == before
    assert not list(session.store.path.parent.glob("*.import*"))


def test_a_kind_that_does_not_exist_yet_is_refused_in_one_sentence(session, table):
    with pytest.raises(Refused, match="affectations"):
        ImportJob(session.store, session.context(), table([{"nom": "x"}]), "leads")


def test_imported_establishments_teach_the_geocoder_and_get_a_point_when_they_have_none(
    session, table, siret, load, ask
):
    there = {"longitude": "-1.70000", "latitude": "48.10000", "code_commune": "35238"}
    load(table([row(siret(30), **there), row(siret(31), code_commune="35238", longitude="", latitude="")]))
    assert ask("SELECT n, latitude_sum FROM commune_centre WHERE code = '35238'") == [(1, 48.1)]
    (found,) = ask("SELECT latitude, precision FROM establishment WHERE siret = ?", siret(31))
    assert abs(found[0] - 48.11) < 0.1
    assert found[1] == "commune"


@pytest.mark.slow
def test_twenty_thousand_rows_take_seconds(session, table, siret, load, held):
    path = table(row(siret(n // 2, n % 2 + 1), f"SOCIETE {n // 2}") for n in range(20_000))
    found = load(path)
    assert (found["created"], found["establishments_created"]) == (10_000, 20_000)
    assert consistent(session)
