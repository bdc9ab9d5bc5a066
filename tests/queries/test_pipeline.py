"""The board and the list of open dossiers: columns, sums, order, filters, sorting (X-06, X-08, C-37)."""

from decimal import Decimal

import pytest

from prospectdesk.commands.dossier_outcomes import LoseDossier
from prospectdesk.commands.dossiers import CreateDossier, EditDossier
from prospectdesk.commands.follow_ups import CreateFollowUp
from prospectdesk.commands.pipeline import MoveStage
from prospectdesk.queries import pipeline
from prospectdesk.queries.pipeline import Wanted

LE_GOFF, TANGUY, DUPUIS = "Cycles Le Goff", "Boulangerie Tanguy", "Dupuis Menuiserie"


@pytest.fixture
def company(session):
    """The local id of a registered company by its name."""

    def find(name):
        with session.reader.session() as conn:
            sql = "SELECT id FROM company WHERE shown_name = ? AND registered = 1 ORDER BY id LIMIT 1"
            return conn.execute(sql, (name,)).fetchone()[0]

    return find


@pytest.fixture
def create(session, company):
    """Opens a dossier; answers its uid."""

    def make(name, kind="Comptable", amount=None, **more):
        done = session.bus.do(CreateDossier(company=company(name), dossier_type=kind, **more))
        if amount is not None:
            session.store_amount(done.row_id, amount)
        return done.uid

    def write(dossier, amount):
        with session.store.transaction(session.clock.now_ms(), None) as uow:
            uow.update("dossier", dossier, {"amount": amount})
            uow.finish()

    session.store_amount = write
    return make


def board(session, **wanted):
    return session.reader.run(pipeline.board, Wanted(**wanted))


def names(found):
    return {one.stage.label: [card.company for card in one.cards] for one in found.columns}


@pytest.mark.spec("X-06", "D-24")
def test_a_column_a_stage_with_count_total_and_weighted_amount(session, create):
    create(LE_GOFF, amount="2400.00")
    create(TANGUY, amount="1000.50")
    create(TANGUY, "Juridique", etape="Evalué", amount="9600.00")
    found = board(session)
    assert [(one.stage.label, one.stage.percent, len(one.cards)) for one in found.columns] == [
        ("Suspect", 5, 2),
        ("Qualifié", 20, 0),
        ("Evalué", 50, 1),
        ("En négociation", 75, 0),
        ("Gagné", 99, 0),
    ]
    first = found.columns[0]
    assert (first.total, first.weighted) == (Decimal("3400.50"), Decimal("170.025"))
    assert (found.count, found.total, found.weighted) == (3, Decimal("13000.50"), Decimal("4970.025"))


@pytest.mark.spec("X-06", "X-07")
def test_cards_stand_by_rank_and_a_lost_dossier_leaves_the_board(session, create):
    goff, tanguy, dupuis = create(LE_GOFF), create(TANGUY), create(DUPUIS)
    session.bus.do(MoveStage(dossier=dupuis, etape="Suspect", after=goff, before=tanguy))
    assert names(board(session))["Suspect"] == [LE_GOFF, DUPUIS, TANGUY]
    session.bus.do(LoseDossier(dossier=goff, reasons=("Délai",), justification="Trop tard"))
    assert names(board(session))["Suspect"] == [DUPUIS, TANGUY]


@pytest.mark.spec("X-06")
def test_a_stage_that_is_no_longer_used_stays_while_it_holds_cards(session, create):
    create(LE_GOFF, etape="Qualifié")
    with session.store.transaction(session.clock.now_ms(), None) as uow:
        for label in ("Qualifié", "Evalué"):
            uow.update("stage", uow.value("SELECT id FROM stage WHERE label = ?", (label,)), {"active": 0})
        uow.finish()
    assert list(names(board(session))) == ["Suspect", "Qualifié", "En négociation", "Gagné"]


@pytest.mark.spec("X-08", "C-37")
def test_each_filter_narrows_the_board(session, create, company):
    create(LE_GOFF, amount="2400.00", titulaire="ugo", cabinet="Cabinet Rennes")
    create(TANGUY, "Juridique", amount="900.00")
    offered = session.reader.run(pipeline.choices, session.person.id, True)
    ident = {label: key for key, label in (*offered.users, *offered.types, *offered.cabinets)}
    ugo, legal, rennes = ident["Ugo Martin"], ident["Juridique"], ident["Cabinet Rennes"]
    only = {
        "users": (ugo,),
        "cabinet": rennes,
        "least": Decimal("2400.00"),
        "text": "cycles le",
    }
    for criterion, value in only.items():
        assert names(board(session, **{criterion: value}))["Suspect"] == [LE_GOFF], criterion
    assert names(board(session, types=(legal,)))["Suspect"] == [TANGUY]
    assert names(board(session, most=Decimal(900)))["Suspect"] == [TANGUY]
    assert board(session, text="100%").count == 0
    assert board(session, types=(legal,), cabinet=rennes).count == 0


@pytest.mark.spec("C-37", "X-08")
def test_with_relance_keeps_companies_whose_relance_is_open(session, create, company):
    with session.reader.session() as conn:
        sql = "SELECT company_id FROM follow_up WHERE kind = 'relance' AND done = 0 AND deleted_at IS NULL"
        planned = {row[0] for row in conn.execute(sql)}
    for name in (LE_GOFF, TANGUY, DUPUIS):
        create(name)
    kept = {card.company_id for one in board(session, relance=True).columns for card in one.cards}
    assert kept == planned & {company(name) for name in (LE_GOFF, TANGUY, DUPUIS)}
    free = next(name for name in (LE_GOFF, TANGUY, DUPUIS) if company(name) not in planned)
    day = session.clock.today_number()
    session.bus.do(CreateFollowUp(company=company(free), type_action="Relance"))
    card = next(
        one for one in session.reader.run(pipeline.listed, Wanted(relance=True)) if one.company == free
    )
    assert (card.next_day, card.next_action) == (day, "Relance")


@pytest.mark.spec("C-35", "C-37")
def test_the_list_sorts_by_every_field_and_puts_empty_ones_last(session, create):
    one = create(LE_GOFF, amount="100.00", titulaire="ugo")
    create(TANGUY, "Juridique", etape="Evalué")
    session.bus.do(EditDossier(dossier=one, comment="Rappeler", expected_signing="2026-12-24"))
    assert set(pipeline.SORTS) >= {"stage", "amount", "type", "signing", "holder", "comment"}
    for sort in pipeline.SORTS:
        for descending in (False, True):
            found = session.reader.run(pipeline.listed, Wanted(), sort, descending)
            values = [pipeline.SORTS[sort](card) for card in found]
            known = [value for value in values if value is not None]
            assert known == sorted(known, reverse=descending), sort
            assert values == [*known, *[None] * (len(values) - len(known))], sort


@pytest.mark.spec("X-06")
def test_ten_thousand_cards_take_one_statement(session, create):
    create(LE_GOFF)
    asked = []
    with session.reader.session() as conn:
        conn.set_trace_callback(asked.append)
        pipeline.board(conn, Wanted())
        conn.set_trace_callback(None)
    assert len([one for one in asked if "FROM dossier d" in one]) == 1


@pytest.mark.spec("X-06", "X-08")
@pytest.mark.parametrize(("sort", "descending"), [("rank", False), ("amount", True), ("next", False)])
def test_a_board_renewed_for_one_company_is_the_board_read_whole(session, create, company, sort, descending):
    """After every change the cards of its company alone lead to the same board; other columns are not made anew."""
    goff = create(LE_GOFF, amount="100.00")
    create(TANGUY, etape="Evalué", amount="50.00")
    last = create(DUPUIS, amount="300.00")
    wanted = Wanted(most=Decimal(1000))

    def whole():
        return session.reader.run(pipeline.board, wanted, sort, descending)

    known = whole()
    for number, command in enumerate(
        (
            MoveStage(dossier=last, etape="Suspect", before=goff),
            MoveStage(dossier=goff, etape="Evalué"),
            EditDossier(dossier=goff, comment="x"),
            CreateFollowUp(company=company(LE_GOFF), type_action="Rendez-vous"),
            CreateDossier(company=company(LE_GOFF), dossier_type="Conseil"),
            LoseDossier(dossier=last, reasons=("Délai",), justification="x"),
        )
    ):
        changes = session.bus.do(command).changes
        touched = sorted(changes.companies)
        cards = session.reader.run(pipeline.cards_of, wanted, known.pipeline, touched)
        assert pipeline.covers(known, cards)
        found = pipeline.renewed(known, touched, cards)
        assert found == whole(), number
        same = [after is before for before, after in zip(known.columns, found.columns, strict=True)]
        assert sum(same) >= 3, number
        known = found
