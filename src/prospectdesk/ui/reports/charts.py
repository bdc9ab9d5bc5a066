"""From the figures of a report to its chart and its table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from prospectdesk.domain.pipeline import Stage
from prospectdesk.domain.reports import rate
from prospectdesk.queries.bonuses import Bonuses
from prospectdesk.queries.reports import Conversion, Losses, OpenDossiers
from prospectdesk.queries.reports_activity import ACTS, Doer
from prospectdesk.queries.reports_tags import TAGS, RoutineTags
from prospectdesk.ui.kit import format as show
from prospectdesk.ui.kit.charts.data import PATTERNS, Chart, Group, Part, Series
from prospectdesk.ui.kit.charts.table import ChartTable, Value
from prospectdesk.ui.reports.words import (
    act_text,
    axis_money,
    band_text,
    column_text,
    companies,
    days,
    dossiers,
    money,
    tag_text,
    translate,
)

PALEST, PALE = 0.68, 0.4
ACT_TOKENS = ("accent", "type_client", "warn", "type_contact")
TAG_TOKENS = ("type_suspect", "accent", "ok", "bad")


class Drawn(NamedTuple):
    """A chart, its numbers, and what is said in its place when there is nothing to draw."""

    chart: Chart
    table: ChartTable
    nothing: str


def _stage_series(stages: tuple[Stage, ...], *, patterned: bool) -> tuple[Series, ...]:
    """The further a stage, the stronger its colour."""
    last = max(1, len(stages) - 1)
    return tuple(
        Series(
            one.label,
            "accent",
            PALEST * (1 - place / last),
            PATTERNS[(len(stages) - 1 - place) % len(PATTERNS)] if patterned else "plain",
        )
        for place, one in enumerate(stages)
    )


def conversion(found: Conversion) -> Drawn:
    """The funnel."""
    steps = found.steps
    last = max(1, len(steps) - 2)
    series = tuple(
        Series(one.label, "accent", PALE * (1 - place / last)) for place, one in enumerate(steps[:-1])
    )
    series += (Series(translate("Reports", "Signé"), "ok"),)
    groups, rows = [], []
    for place, one in enumerate(steps):
        onward = rate(steps[place + 1].count, one.count) if place + 1 < len(steps) else None
        share = rate(one.count, found.created)
        said = translate("Reports", "{0}\u00a0: {1}, soit {2} des dossiers créés").format(
            one.label, dossiers(one.count), show.percent(share or 0)
        )
        part = Part(place, one.count, str(one.stage), said)
        step = "" if onward is None else show.percent(onward)
        groups.append(Group(one.label, (part,), show.count(one.count), step=step))
        rows.append((one.label, one.count, share, onward, Decimal(one.cents) / 100))
    titles = (
        translate("Reports", "Etape"),
        translate("Reports", "Dossiers"),
        translate("Reports", "Part des dossiers créés (%)"),
        translate("Reports", "Passent à la suite (%)"),
        translate("Reports", "Montant (€)"),
    )
    chart = Chart(
        translate("Reports", "Conversion par étape"),
        tuple(groups),
        series,
        _created(found.created),
        note=translate(
            "Reports", "Un dossier signé a passé toutes les étapes\u00a0; un autre compte jusqu’à la sienne."
        ),
        track=True,
    )
    return Drawn(
        chart, ChartTable(titles, tuple(rows)), translate("Reports", "Aucun dossier créé sur cette période.")
    )


def _created(number: int) -> str:
    return (
        translate("Reports", "{0} dossier créé") if number < 2 else translate("Reports", "{0} dossiers créés")
    ).format(show.count(number))


def forecast(found: OpenDossiers) -> Drawn:
    """Weighted amounts by month, stacked by stage; the most certain at the bottom."""
    stages = found.stages
    place = {one.id: number for number, one in enumerate(stages)}
    groups, rows = [], []
    for column in found.columns:
        label, parts = column_text(column.key), []
        for one in reversed(column.parts):
            stage = stages[place[one.stage]].label
            said = translate("Reports", "{0}, {1}\u00a0: {2} pondérés ({3}, {4})").format(
                label, stage, money(one.weighted), dossiers(one.count), money(one.total)
            )
            parts.append(Part(place[one.stage], float(one.weighted), f"{column.key}|{one.stage}", said))
            rows.append((label, stage, one.count, one.total, one.weighted))
        groups.append(Group(label, tuple(parts), money(column.weighted)))
    titles = (
        translate("Reports", "Mois"),
        translate("Reports", "Etape"),
        translate("Reports", "Dossiers"),
        translate("Reports", "Montant (€)"),
        translate("Reports", "Montant pondéré (€)"),
    )
    chart = Chart(
        translate("Reports", "Prévision pondérée par mois"),
        tuple(groups),
        _stage_series(stages, patterned=True),
        translate("Reports", "montant × probabilité"),
        form="columns",
        note=translate(
            "Reports", "Dossiers ouverts, au mois de signature prévue\u00a0; la période ne s’y applique pas."
        ),
        legend=True,
        axis=axis_money,
    )
    nothing = translate(
        "Reports",
        "Aucun dossier ouvert avec un montant\u00a0: la prévision les additionne par mois de signature prévue.",
    )
    return Drawn(chart, ChartTable(titles, tuple(rows)), nothing)


def losses(found: Losses) -> Drawn:
    """Reasons of loss, the first one strongest."""
    series = (
        Series(translate("Reports", "Raison la plus citée"), "bad"),
        Series(translate("Reports", "Autres raisons"), "bad", PALE),
    )
    groups, rows = [], []
    most = found.reasons[0].count if found.reasons else 0
    for one in found.reasons:
        said = translate("Reports", "{0}\u00a0: {1}, {2}").format(
            one.label, dossiers(one.count), money(one.total)
        )
        part = Part(int(one.count < most), one.count, str(one.id), said)
        groups.append(Group(one.label, (part,), show.count(one.count), money(one.total)))
        rows.append((one.label, one.count, rate(one.count, found.count), one.total))
    titles = (
        translate("Reports", "Raison"),
        translate("Reports", "Dossiers"),
        translate("Reports", "Part des dossiers perdus (%)"),
        translate("Reports", "Montant (€)"),
    )
    lost = (
        translate("Reports", "{0} dossier perdu")
        if found.count < 2
        else translate("Reports", "{0} dossiers perdus")
    )
    chart = Chart(
        translate("Reports", "Raisons de perte"),
        tuple(groups),
        series,
        lost.format(show.count(found.count)),
        note=translate(
            "Reports", "Plusieurs raisons possibles par dossier\u00a0; montant des dossiers concernés."
        ),
    )
    return Drawn(
        chart, ChartTable(titles, tuple(rows)), translate("Reports", "Aucun dossier perdu sur cette période.")
    )


def ageing(found: OpenDossiers) -> Drawn:
    """How long open dossiers have been there, by stage."""
    stages = found.stages
    place = {one.id: number for number, one in enumerate(stages)}
    groups, rows = [], []
    for number, column in enumerate(found.columns):
        label, parts = band_text(number), []
        for one in column.parts:
            stage = stages[place[one.stage]].label
            said = translate("Reports", "{0}, {1}\u00a0: {2}, {3}").format(
                label, stage, dossiers(one.count), money(one.total)
            )
            key = f"{column.key}|{one.stage}"
            parts.append(Part(place[one.stage], one.count, key, said, show.count(one.count)))
            rows.append((label, stage, one.count, one.total))
        groups.append(Group(label, tuple(parts), show.count(column.count), money(column.total)))
    titles = (
        translate("Reports", "Ancienneté"),
        translate("Reports", "Etape"),
        translate("Reports", "Dossiers"),
        translate("Reports", "Montant (€)"),
    )
    chart = Chart(
        translate("Reports", "Ancienneté des dossiers ouverts"),
        tuple(groups),
        _stage_series(stages, patterned=True),
        translate("Reports", "{0} en moyenne").format(days(round(found.mean_age))),
        note=translate("Reports", "Jours depuis la création\u00a0; la période ne s’y applique pas."),
        legend=True,
    )
    return Drawn(chart, ChartTable(titles, tuple(rows)), translate("Reports", "Aucun dossier ouvert."))


def activity(found: tuple[Doer, ...], most: int | None = None) -> Drawn:
    """What each person did; kinds that nobody did are left out. Beyond `most` people the rest is one bar."""
    acts = [act for act in ACTS if any(one.counts.get(act) for one in found)]
    series = tuple(
        Series(act_text(act), ACT_TOKENS[ACTS.index(act)], pattern=PATTERNS[ACTS.index(act)]) for act in acts
    )
    shown = found if most is None or len(found) <= most else found[: most - 1]
    groups = [_doer(one.name, one.counts, acts, str(one.id)) for one in shown]
    rest = found[len(shown) :]
    if rest:
        counts = {act: sum(one.counts.get(act, 0) for one in rest) for act in acts}
        name = translate("Reports", "{0} autres").format(show.count(len(rest)))
        groups.append(_doer(name, counts, acts, ""))
    rows: list[tuple[Value, ...]] = [
        (one.name, *(one.counts.get(act, 0) for act in acts), one.total) for one in found
    ]
    total = sum(one.total for one in found)
    text = translate("Reports", "{0} action") if total < 2 else translate("Reports", "{0} actions")
    chart = Chart(
        translate("Reports", "Activité par commercial"),
        tuple(groups),
        series,
        text.format(show.count(total)),
        note=translate(
            "Reports",
            "Pipeline et service ne s’y appliquent pas\u00a0; un rendez-vous compte une fois effectué.",
        ),
        legend=True,
    )
    titles = (
        translate("Reports", "Commercial"),
        *(act_text(act) for act in acts),
        translate("Reports", "Total"),
    )
    return Drawn(
        chart, ChartTable(titles, tuple(rows)), translate("Reports", "Aucune action sur cette période.")
    )


def _doer(name: str, counts: Mapping[str, int], acts: Sequence[str], key: str) -> Group:
    """The bar of one person; without a key a click lists nothing."""
    parts = []
    for number, act in enumerate(acts):
        count = counts.get(act, 0)
        said = translate("Reports", "{0}, {1}\u00a0: {2}").format(name, act_text(act), show.count(count))
        parts.append(Part(number, count, key and f"{key}|{act}", said, show.count(count)))
    return Group(name, tuple(parts), show.count(sum(counts.values())))


def tags(found: RoutineTags) -> Drawn:
    """How the companies of a routine stand (C-73)."""
    series = tuple(Series(tag_text(tag), token) for tag, token in zip(TAGS, TAG_TOKENS, strict=True))
    groups, rows = [], []
    for number, tag in enumerate(TAGS):
        count, once = found.counts.get(tag, 0), found.ex_clients.get(tag, 0)
        aside = translate("Reports", "dont {0} Ex-Client").format(show.count(once)) if once else ""
        said = ", ".join(one for one in (f"{tag_text(tag)}\u00a0: {companies(count)}", aside) if one)
        groups.append(
            Group(
                tag_text(tag),
                (Part(number, count, f"{found.routine}|{tag}", said),),
                show.count(count),
                aside,
            )
        )
        rows.append((tag_text(tag), count, once))
    chart = Chart(
        translate("Reports", "Tags de la routine"),
        tuple(groups),
        series,
        found.title,
        note=translate("Reports", "Sociétés de la routine choisie, sinon de la vôtre par défaut."),
        track=True,
    )
    titles = (
        translate("Reports", "Tag"),
        translate("Reports", "Sociétés"),
        translate("Reports", "Dont Ex-Client"),
    )
    nothing = translate("Reports", "Aucune société n’a encore de tag dans cette routine.")
    if found.routine is None:
        nothing = translate("Reports", "Vous ne suivez aucune routine.")
    return Drawn(chart, ChartTable(titles, tuple(rows)), nothing)


def bonus_totals(found: Bonuses) -> Drawn:
    """The total of each person."""
    groups, rows = [], []
    for one in found.people():
        lines = (
            translate("Reports", "{0} prime") if one.count < 2 else translate("Reports", "{0} primes")
        ).format(show.count(one.count))
        said = translate("Reports", "{0}\u00a0: {1}, {2}").format(one.user, show.amount(one.amount), lines)
        part = Part(0, float(one.amount), str(one.user_id), said)
        groups.append(Group(one.user, (part,), show.amount(one.amount), lines))
        rows.append((one.user, one.count, one.amount))
    titles = (
        translate("Reports", "Commercial source"),
        translate("Reports", "Primes"),
        translate("Reports", "Total (€)"),
    )
    chart = Chart(
        translate("Reports", "Total par personne"),
        tuple(groups),
        (Series(translate("Reports", "Primes"), "ok"),),
        show.amount(found.total),
        note=translate("Reports", "Primes des dossiers signés sur la période."),
    )
    return Drawn(
        chart,
        ChartTable(titles, tuple(rows)),
        translate("Reports", "Aucune prime à payer sur cette période."),
    )
