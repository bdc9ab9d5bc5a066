"""Several ticked sheets become one: read, checked, asked about, merged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from prospectdesk.queries.merging import Side, sides, survivor
from prospectdesk.queries.names import Names
from prospectdesk.ui.kit import ask

if TYPE_CHECKING:
    from prospectdesk.ui.prospects.page import ProspectsPage


def read(conn: Any, companies: tuple[int, ...]) -> tuple[list[Side], Names, dict[str, str]]:
    """The sheets, the one that must stay first; who and what they name; the labels of their legal forms."""
    from prospectdesk.commands.company_fields import form_label

    found = sides(conn, companies)
    must = survivor(found)
    codes = {str(side.values["forme_juridique"][0] or "") for side in found}
    ordered = sorted(found, key=lambda side: must is not None and side.id != must.id)
    return ordered, Names.read(conn), {code: form_label(code) for code in codes}


async def merge(page: ProspectsPage, companies: tuple[int, ...]) -> None:
    """Raises Refused when the sheets cannot be one company, before anything is asked."""
    from prospectdesk.commands.merge import MergeCompanies, check
    from prospectdesk.ui.prospects.merge_question import MergeQuestion

    found, names, forms = await page.desk.query(read, companies)
    if len(found) < 2:
        return
    check(found[0], found[1:])
    question = MergeQuestion(page, found, names, forms)
    if await ask.answer(question):
        stays, others, values = question.stays().id, question.others(), question.values()
        await page.desk.do(MergeCompanies(company=stays, others=others, values=values), page)
