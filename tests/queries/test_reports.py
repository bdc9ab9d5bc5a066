"""The reports against plain counting in Python, over random dossiers; what a person may not see is not counted."""

import random
from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest

from prospectdesk.domain.clock import day_date, day_number, ms_instant, zone_of
from prospectdesk.domain.errors import Forbidden
from prospectdesk.domain.people import Person
from prospectdesk.domain.reports import AGE_BANDS, Period
from prospectdesk.queries import reports, reports_activity, reports_tags
from prospectdesk.queries.bonuses import bonuses
from prospectdesk.queries.reader import Reader
from prospectdesk.queries.reports_behind import Mark, behind
from prospectdesk.queries.reports_scope import Asked, choices
from prospectdesk.store.store import Store

ZONE, DAY = "Europe/Paris", 86_400_000
TODAY = day_number(date(2026, 11, 23))
NOW = 1_795_420_800_000
YEAR = Period(day_number(date(2026, 1, 1)), TODAY)
STAGES = (("Suspect", 5), ("Qualifié", 20), ("Evalué", 50), ("En négociation", 75), ("Gagné", 99))
ADMIN = Person(1, b"", "claire", "Claire", "administrateur")


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """A store with 600 dossiers, 500 timeline entries, 120 follow-ups, and the same as plain rows."""
    store = Store(tmp_path_factory.mktemp("reports") / "store.db", None)
    store.open()
    rnd, made = random.Random(7), SimpleNamespace(dossiers=[], entries=[], meetings=[], bonuses=[])
    with store.transaction(NOW, None) as uow:
        fill(uow, rnd, made)
        uow.finish()
    made.reader = Reader(store)
    yield made
    store.close()


def fill(uow, rnd, made):
    """Lists, companies, dossiers, acts."""
    lists(uow, made)
    routine = made.routine
    companies = [company(uow, rnd, made, number) for number in range(40)]
    for _ in range(600):
        made.dossiers.append(dossier(uow, rnd, made, companies))
    for _ in range(500):
        row = {"company_id": rnd.choice(companies).id, "at": NOW - rnd.randrange(600) * DAY, "title": "", "text": "x",
               "type": rnd.choice(["appel", "note", "mail", "visite"]), "author_id": rnd.choice([*made.users, None]),
               "owner": rnd.choice([None] * 4 + [uow.get("routine", routine)["uid"]])}  # fmt: skip
        uow.insert("timeline", row)
        made.entries.append(SimpleNamespace(**row))
    for _ in range(120):
        row = {"company_id": rnd.choice(companies).id, "day": TODAY - rnd.randrange(500), "kind": "tache", "made_at": 0,
               "action_type": rnd.choice(["Rendez-vous", "Relance"]), "done": rnd.randrange(2),
               "creator_id": rnd.choice(made.users)}  # fmt: skip
        uow.insert("follow_up", row)
        made.meetings.append(SimpleNamespace(**row))
    uow.update("company", companies[39].id, {"deleted_at": NOW})
    uow.insert("workspace", {"name": "W"})
    made.companies = {one.id: one for one in companies}


def lists(uow, made):
    """Two pipelines with the standard stages, two types, people, services, sources, reasons, a routine."""
    made.users = [uow.insert("user", {"login": f"u{n}", "name": f"Personne {n}"}) for n in range(4)]
    for name, kind, count in (("services", "service", 2), ("sources", "source", 2), ("reasons", "reason", 4)):
        rows = [uow.insert("catalogue", {"kind": kind, "label": f"{kind} {n}"}) for n in range(count)]
        setattr(made, name, rows)
    made.routine = uow.insert("routine", {"title": "ERP", "mandatory": "[]", "weighted": "[]"})
    uow.insert("routine_user", {"routine_id": made.routine, "user_id": made.users[1]})
    made.pipes = [uow.insert("pipeline", {"label": f"P{n}", "rank": n}) for n in range(2)]
    made.stages = {
        pipe: [
            uow.insert("stage", {"pipeline_id": pipe, "label": label, "percent": percent, "rank": rank})
            for rank, (label, percent) in enumerate(STAGES)
        ]
        for pipe in made.pipes
    }
    made.types = [
        uow.insert("dossier_type", {"label": f"T{n}", "service_id": service, "pipeline_id": made.pipes[0]})
        for n, service in enumerate(made.services)
    ]


def company(uow, rnd, made, number):
    """One company, perhaps with a tag."""
    row_id, source = uow.insert("company", {"name": f"Société {number}"}), rnd.choice(made.sources)
    uow.insert("registration", {"company_id": row_id, "registered_at": NOW, "source_id": source})
    tag = rnd.choice([None, None, "suspect", "client"])
    if tag:
        ex_client = int(number % 3 == 0)
        row = {"company_id": row_id, "routine_id": made.routine, "tag": tag, "ex_client": ex_client}
        uow.insert("routine_tag", row)
    return SimpleNamespace(id=row_id, source=source, tagged=tag, gone=number == 39)


def dossier(uow, rnd, made, companies):
    """One random dossier, stored and remembered."""
    company, kind = rnd.choice(companies), rnd.randrange(2)
    pipe = made.pipes[int(rnd.random() < 0.2)]
    place = rnd.randrange(5)
    status = rnd.choice(["en_cours", "signe", "perdu"])
    at = NOW - rnd.randrange(700 * DAY)
    one = SimpleNamespace(
        company=company, service=kind, pipe=pipe, stage=made.stages[pipe][place], place=place, status=status,
        amount=rnd.choice([None, "0.00", f"{rnd.randrange(10**7) / 100:.2f}", "999999999999.99", "0.07"]),
        made_at=at, holder=rnd.choice([*made.users, None]), gone=rnd.random() < 0.05,
        closed_at=None if status == "en_cours" or rnd.random() < 0.05 else at + rnd.randrange(90 * DAY),
        signing=rnd.choice([None, TODAY + rnd.randint(-90, 600)]),
        reasons=rnd.sample(made.reasons, rnd.randrange(3)) if status == "perdu" else [],
    )  # fmt: skip
    one.id = uow.insert("dossier", {
        "company_id": company.id, "type_id": made.types[kind], "stage_id": one.stage, "status": status,
        "amount": one.amount, "made_at": at, "holder_id": one.holder, "closed_at": one.closed_at,
        "signing_on": one.signing, "deleted_at": NOW if one.gone else None,
    })  # fmt: skip
    for reason in one.reasons:
        uow.insert("dossier_reason", {"dossier_id": one.id, "reason_id": reason})
    if status == "signe":
        row = {
            "dossier_id": one.id,
            "user_id": rnd.choice(made.users),
            "amount": "12.50",
            "made_at": one.closed_at or at,
        }
        uow.insert("bonus", row)
        made.bonuses.append(SimpleNamespace(**row, dossier=one))
    return one


def local_day(ms):
    return day_number(ms_instant(ms).astimezone(zone_of(ZONE)).date())


def euros(rows):
    return sum((Decimal(one.amount or 0) for one in rows), Decimal(0))


def asks(world):
    """Filters of every kind, some together."""
    base = {"period": YEAR, "person": world.users[0], "leads": True, "zone": ZONE}
    for more in (
        {},
        {"pipeline": world.pipes[1]},
        {"users": tuple(world.users[:2])},
        {"service": world.services[1], "source": world.sources[0]},
        {"routine": world.routine},
        {"period": Period(TODAY - 40, TODAY - 10), "users": (world.users[3],)},
    ):
        yield Asked(**{**base, **more})


def kept(world, asked, *statuses, by=None):
    """The dossiers a report counts, in Python."""
    for one in world.dossiers:
        company, pipeline = one.company, asked.pipeline or world.pipes[0]
        if one.gone or company.gone or one.pipe != pipeline or (statuses and one.status not in statuses):
            continue
        if asked.users and one.holder not in asked.users:
            continue
        if asked.service is not None and world.services[one.service] != asked.service:
            continue
        if asked.source is not None and company.source != asked.source:
            continue
        if asked.routine is not None and not company.tagged:
            continue
        if by is not None and not asked.period.first <= local_day(by(one)) <= asked.period.last:
            continue
        yield one


def made_at(one):
    return one.made_at


def closed_at(one):
    return one.closed_at or one.made_at


@pytest.mark.spec("D-24")
def test_the_funnel_is_what_counting_by_hand_gives(world):
    for asked in asks(world):
        found = world.reader.run(reports.conversion, asked)
        rows = list(kept(world, asked, by=made_at))
        for place, step in enumerate(found.steps):
            reached = [one for one in rows if one.status == "signe" or one.place >= place]
            assert (step.count, Decimal(step.cents) / 100) == (len(reached), euros(reached))
            mark = Mark("conversion", str(step.stage))
            listed = world.reader.run(behind, asked, mark, TODAY)
            assert {one.id for one in listed} == {one.id for one in reached}


@pytest.mark.spec("X-06")
def test_the_forecast_weighs_every_open_dossier_once(world):
    for asked in asks(world):
        found = world.reader.run(reports.forecast, asked, TODAY)
        rows = list(kept(world, asked, "en_cours"))
        weighted = sum((Decimal(one.amount or 0) * STAGES[one.place][1] / 100 for one in rows), Decimal(0))
        assert (found.count, found.weighted) == (len(rows), weighted)
        for column in found.columns:
            for part in column.parts:
                listed = world.reader.run(behind, asked, Mark("forecast", column.key, part.stage), TODAY)
                assert (len(listed), sum((one.amount or 0 for one in listed), Decimal(0))) == (
                    part.count,
                    part.total,
                )
                if column.key[:2] == "20":
                    assert {f"{day_date(one.signing_on):%Y-%m}" for one in listed} == {column.key}


def test_ages_are_counted_in_local_days(world):
    for asked in asks(world):
        found = world.reader.run(reports.ageing, asked, TODAY, NOW)
        rows = list(kept(world, asked, "en_cours"))
        for (least, most), column in zip(AGE_BANDS, found.columns, strict=True):
            ages = [(one, TODAY - local_day(one.made_at)) for one in rows]
            inside = [one for one, age in ages if least <= age <= (10**6 if most is None else most)]
            assert (column.count, column.total) == (len(inside), euros(inside))
            listed = world.reader.run(behind, asked, Mark("ageing", column.key), TODAY)
            assert {one.id for one in listed} == {one.id for one in inside}
        mean = sum((NOW - one.made_at) / DAY for one in rows) / len(rows)
        assert found.mean_age == pytest.approx(mean, abs=0.001)
        assert found.oldest == max((NOW - one.made_at) // DAY for one in rows)


@pytest.mark.spec("D-40")
def test_losses_count_a_dossier_under_each_of_its_reasons_and_once_in_all(world):
    for asked in asks(world):
        found = world.reader.run(reports.losses, asked)
        rows = list(kept(world, asked, "perdu", by=closed_at))
        assert (found.count, found.total) == (len(rows), euros(rows))
        by_reason = defaultdict(list)
        for one in rows:
            for reason in one.reasons:
                by_reason[reason].append(one)
        assert {one.id: (one.count, one.total) for one in found.reasons} == {
            reason: (len(of), euros(of)) for reason, of in by_reason.items()
        }
        assert [one.count for one in found.reasons] == sorted(
            (one.count for one in found.reasons), reverse=True
        )
        for one in found.reasons:
            listed = world.reader.run(behind, asked, Mark("losses", str(one.id)), TODAY)
            assert {row.id for row in listed} == {row.id for row in by_reason[one.id]}


def test_the_figures_above_stand_beside_the_same_days_a_year_earlier(world):
    for asked in asks(world):
        found = world.reader.run(reports.summary, asked, TODAY, NOW)
        signed = list(kept(world, asked, "signe", by=closed_at))
        assert (found.signed.count, found.signed.total) == (len(signed), euros(signed))
        before = Asked(**{name: getattr(asked, name) for name in asked.__dataclass_fields__} | {
            "period": asked.period.year_before()})  # fmt: skip
        earlier = list(kept(world, before, "signe", by=closed_at))
        assert (found.signed_before.count, found.signed_before.total) == (len(earlier), euros(earlier))
        assert found.conversion_before.created == len(list(kept(world, before, by=made_at)))


@pytest.mark.spec("C-65")
@pytest.mark.parametrize("who", ["leads", "of the routine", "outside"])
def test_what_a_person_may_not_see_is_not_counted(world, who):
    person = world.users[1 if who == "of the routine" else 2]
    asked = Asked(period=YEAR, person=person, leads=who == "leads", zone=ZONE)
    counts = Counter()
    for one in world.entries:
        seen = one.owner is None or who != "outside"
        if seen and one.type != "visite" and one.author_id and YEAR.first <= local_day(one.at) <= TODAY:
            counts[one.author_id, one.type] += 1
    for one in world.meetings:
        if one.done and one.action_type == "Rendez-vous" and YEAR.first <= one.day <= TODAY:
            counts[one.creator_id, "rendez_vous"] += 1
    found = world.reader.run(reports_activity.activity, asked)
    assert {(one.id, act): number for one in found for act, number in one.counts.items()} == dict(counts)
    assert [one.total for one in found] == sorted((one.total for one in found), reverse=True)
    for act in reports_activity.ACTS:
        listed = world.reader.run(reports_activity.acts_of, asked, found[0].id, act, 2000)
        assert len(listed) == found[0].counts.get(act, 0)
    routine = Asked(period=YEAR, person=person, leads=who == "leads", zone=ZONE, routine=world.routine)
    created = world.reader.run(reports.conversion, routine).created
    assert created == (0 if who == "outside" else len(list(kept(world, routine, by=made_at))))
    offered = world.reader.run(choices, person, who == "leads").routines
    assert bool(offered) == (who != "outside")


@pytest.mark.spec("C-73", "C-65")
def test_the_tags_of_a_routine_are_counted_for_those_who_work_on_it(world):
    for person, leads, seen in ((0, True, True), (1, False, True), (2, False, False)):
        asked = Asked(period=YEAR, person=world.users[person], leads=leads, source=world.sources[0])
        rows = [
            one for one in world.companies.values()
            if seen and one.tagged and not one.gone and one.source == world.sources[0]
        ]  # fmt: skip
        found = world.reader.run(reports_tags.tags, asked)
        assert found.routine == (world.routine if seen else None)
        assert found.counts == Counter(one.tagged for one in rows)
        for tag in reports_tags.TAGS:
            listed = world.reader.run(reports_tags.tagged, asked, world.routine, tag, 99)
            assert {one.id for one in listed} == {one.id for one in rows if one.tagged == tag}
            assert sum(one.ex_client for one in listed) == found.ex_clients.get(tag, 0)


@pytest.mark.spec("D-30")
def test_bonuses_are_listed_and_summed_for_administrators_alone(world):
    for licence in ("utilisateur", "responsable"):
        with pytest.raises(Forbidden):
            world.reader.run(bonuses, next(asks(world)), Person(1, b"", "x", "X", licence))
    for users in ((), (world.users[1],)):
        asked = Asked(period=YEAR, person=1, leads=True, zone=ZONE, users=users)
        rows = [
            one for one in world.bonuses
            if YEAR.first <= local_day(one.made_at) <= TODAY and (not users or one.user_id in users)
        ]  # fmt: skip
        found = world.reader.run(bonuses, asked, ADMIN)
        assert len(found.rows) == len(rows)
        assert found.total == Decimal("12.50") * len(rows)
        assert {one.user_id: one.count for one in found.people()} == Counter(one.user_id for one in rows)
    half = next(one for one in found.rows if one.base)
    assert half.percent == 100 * half.amount / half.base


def test_a_workspace_without_a_pipeline_has_empty_reports(tmp_path):
    store = Store(tmp_path / "store.db", None)
    store.open()
    reader, asked = Reader(store), Asked(period=YEAR, person=1, leads=True)
    assert reader.run(reports.conversion, asked).steps == ()
    assert reader.run(reports.forecast, asked, TODAY).weighted == 0
    assert reader.run(reports.summary, asked, TODAY, NOW).signed.count == 0
    assert reader.run(reports_activity.activity, asked) == ()
    store.close()


@pytest.mark.spec("X-27")
def test_what_is_counted_is_read_in_indexes_alone(world):
    asked = Asked(period=YEAR, person=world.users[0], leads=False, users=tuple(world.users))
    told = []
    with world.reader.session() as conn:
        conn.set_trace_callback(told.append)
        for count in (reports.conversion, reports.losses, reports_activity.activity):
            count(conn, asked)
        reports.summary(conn, asked, TODAY, NOW)
        reports.forecast(conn, asked, TODAY)
        conn.set_trace_callback(None)
        plans = [
            [row[3] for row in conn.execute(f"EXPLAIN QUERY PLAN {sql}")]
            for sql in dict.fromkeys(told)
            if " dossier d" in sql or " timeline e" in sql or " follow_up f" in sql
        ]
    assert len(plans) > 8
    steps = [one for plan in plans for one in plan if one.split(" ")[1] in {"d", "e", "f", "company"}]
    assert {one.split("INDEX ")[1].split(" ")[0] for one in steps if "INDEX" in one} == {
        "dossier_figures",
        "timeline_acts",
        "follow_up_met",
        "company_gone",
    }
    assert [one for one in steps if " COVERING INDEX " not in one and "follow_up_met" not in one] == []
