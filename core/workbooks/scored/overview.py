"""The sheet 评分总览: the verdict on one page, as the screen has it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from core.documents.figures import ORDER
from core.documents.overview import DIGEST_SHOWN, Overview
from core.documents.steps import Steps
from core.model.document import Cells, Fact, Joined, Linked, Value, Verbatim, say
from core.printers.addresses import quoted
from core.printers.palette import LIGHT
from core.printers.sheet.look import FONT, LINK, OUTCOMES, SIZE
from core.printers.sheet.page import SheetPrinter
from core.workbooks.scored.tables import LAYOUTS, TEXTS

LABELS = 2
FIRST_COUNT = 2
CHART_ROWS = 13
LAYOUT = LAYOUTS["overview"]
#: The columns, from and to, of the links to our other sheets.
LINKS = ((0, 1), (2, 5), (6, 10))


def write_overview(
    page: SheetPrinter, document: Overview, steps: Steps, book: Workbook, inputs: str, others: Sequence[str]
) -> None:
    """Fills the sheet; `inputs` is the check code of what was read, `others` are the titles of our other sheets."""
    page.lay_out(document.items, LAYOUT)
    row = _write_verdict(page, document)
    row = page.subheading(row, say("The pilot"))
    code = Fact(say("Check code of the inputs"), Verbatim(inputs[:DIGEST_SHOWN]))
    facts = (*document.facts, code, Fact(say("Unofficial score"), document.score.full))
    row = page.facts(row, facts, LABELS)
    row = _write_items(page, document, row, book)
    row = _write_steps(page, steps, row)
    row = _write_links(page, row, others)
    row = page.subheading(row, say("About this sheet"))
    for note in (document.score.how, say(TEXTS["self_check"]), say(TEXTS["follows"])):
        row = page.paragraph(row, note, font_color=LIGHT.muted, valign="top")
    page.sheet.print_area(0, 0, row - 1, len(LAYOUT) - 1)
    page.colour_outcomes()


def _write_verdict(page: SheetPrinter, document: Overview) -> int:
    """The red flag, the verdict as a sentence, what it is of, where the pilot is and is heading.

    A flag that is not up today is written before the line that says how things are, where it appears once it is.
    """
    row, status = 0, document.status
    if page.text(document.red_flag):
        how = {"bg_color": LIGHT.not_met_pale, "bold": True, "font_size": 11}
        row = page.paragraph(row, document.red_flag, gap=4, **how)
    else:
        status = Joined((document.red_flag, document.status), "sentences")
    row = page.paragraph(row, document.sentence, gap=6, font_size=16, bold=True)
    for banner in document.banners.by_kind.values():
        row = page.paragraph(row, banner, gap=4, bg_color=LIGHT.surface, bold=True)
    row = page.paragraph(row, status, font_size=11, bold=True)
    row = page.paragraph(row, document.subline, font_color=LIGHT.muted)
    return row if document.outlook is None else page.paragraph(row, document.outlook)


def _write_items(page: SheetPrinter, document: Overview, row: int, book: Workbook) -> int:
    """The table of items, and its counts as bars."""
    header = page.subheading(row, say("Foundation and goals"))
    row = page.table(header, document.items, LAYOUT, filtered=False)
    row = page.subheading(row, said := say("Criteria by outcome"))
    chart = outcomes_chart(book, page.sheet, (header, header + 1, header + len(document.cards)))
    chart.set_size({"width": page.pixels - 6, "height": CHART_ROWS * 20 - 6})
    page.sheet.insert_chart(row, 0, chart, {"x_offset": 3, "y_offset": 2, "description": page.text(said)})
    return row + CHART_ROWS


def _write_steps(page: SheetPrinter, steps: Steps, row: int) -> int:
    """The first steps of each group, each with what is known of it and its remedy."""
    if not steps.first:
        return row
    how: dict[str, Any] = {"gap": 4, "bg_color": LIGHT.surface}
    for group in steps.groups:
        row = page.subheading(row, group.title)
        for step in group.steps:
            named = Joined((Verbatim(f"{step.row.id}  "), step.wording), "nothing")
            row = page.paragraph(row, named, bold=True, valign="bottom", **how)
            cell = step.row.cells["cell"]
            known: list[Value] = [Joined((step.facts, step.remedy), "lines")]
            if isinstance(cell, Cells):
                known = [Linked(step.facts, cell.places[0]), step.remedy]
            for value in known:
                row = page.paragraph(row, value, valign="top", **how)
    page.changed_note(row, 0)
    return row + 1


def _write_links(page: SheetPrinter, row: int, titles: Sequence[str]) -> int:
    row = page.subheading(row, say("The other sheets"))
    style = page.look(LINK, valign="vcenter")
    for at, title in enumerate(titles):
        line, (left, right) = row + at // len(LINKS), LINKS[at % len(LINKS)]
        page.sheet.merge_range(line, left, line, right, "", style)
        page.sheet.write_url(line, left, f"internal:{quoted(title)}!A1", style, title)
    return row + -(-len(titles) // len(LINKS))


def outcomes_chart(book: Workbook, sheet: Worksheet, rows: tuple[int, int, int]) -> Any:
    """A bar an item, its criteria by outcome: the counts of the table above, so the bars follow them."""
    header, first, last = rows
    title, font = sheet.get_name(), {"name": FONT, "size": SIZE - 1, "color": LIGHT.muted, "bold": False}
    chart = book.add_chart({"type": "bar", "subtype": "stacked"})
    for column, outcome in enumerate(ORDER, start=FIRST_COUNT):
        look = OUTCOMES[outcome]
        series = {
            "name": [title, header, column],
            "categories": [title, first, 1, last, 1],
            "values": [title, first, column, last, column],
            "fill": {"color": look.cell["bg_color"]},
            "border": {"color": look.text_colour, "width": 0.75},
            "gap": 45,
        }
        chart.add_series(series)
    chart.set_y_axis({"reverse": True, "num_font": font | {"color": LIGHT.ink}, "line": {"color": LIGHT.guide}})
    grid = {"visible": True, "line": {"color": LIGHT.line, "width": 0.75}}
    numbers = {"num_font": font, "num_format": "0", "min": 0, "major_unit": 2}
    chart.set_x_axis({**numbers, "line": {"none": True}, "major_gridlines": grid})
    chart.set_legend({"position": "bottom", "font": font})
    chart.set_title({"none": True})
    chart.set_chartarea({"border": {"color": LIGHT.line}, "fill": {"color": LIGHT.paper}})
    chart.set_plotarea({"fill": {"color": LIGHT.paper}})
    return chart
