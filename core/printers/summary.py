"""A batch → a summary of its files: a row a file, as CSV or on a worksheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.batch import Batch, Filed
from core.documents.outlook import heading
from core.documents.overview import banners, red_flag, sentence, status
from core.documents.texts import TEXTS
from core.documents.urgency import by_urgency
from core.i18n import words
from core.model import Assessment
from core.model.document import Joined, Verbatim, say
from core.printers.csv import table_csv
from core.printers.numbers import rounded
from core.printers.problems import ProblemPrinter
from core.printers.sheet.look import BODY, HEADER, Look, height, write_value
from core.printers.sheet.page import TALLEST
from core.printers.sheet.sheet import Sheet
from core.printers.text import TextPrinter, plain
from core.rulebook import load

#: The columns with their titles, and their widths in a workbook, in characters.
TITLES: Mapping[str, str] = TEXTS["table"]["files"]
WIDTHS = (21, 20, 9.5, 8, 32, 30, 10.5, 8, 8, 9, 23, 20)
Row = tuple[str | float | None, ...]


def summary_row(a: Assessment, file: str, scored: str, language: str) -> Row:
    """The row of a file that has a verdict; `scored` is the name of its scored workbook."""
    verdict, ahead = a.verdict, heading(a)
    printed = TextPrinter.of(a, language)
    scores = (
        None if each is None else float(rounded(each, 1))
        for each in (verdict.score, verdict.score_low, verdict.score_high)
    )
    result = Joined((red_flag(a), banners(a).wording, sentence(a), status(a)), "sentences")
    urgent = next((f"{f.criterion.id} {f.criterion.title.in_(language)}" for f in by_urgency(a)), None)
    return (
        *(file, a.submission.space, printed(a.profile), None if a.as_of is None else str(a.as_of)),
        *(printed(result), printed(ahead) if ahead else None),
        *(*scores, len(a.problems), urgent, scored or None),
    )


def rows(batch: Batch, language: str, scored: Mapping[str, str]) -> list[Row]:
    """A row a file in their order: its verdict, or why it has none; by key of a file `scored` names its scored workbook."""
    found = []
    for each in batch.files:
        name = batch.names[each.key]
        if each.judgement is not None:
            found.append(summary_row(each.assessment, name, scored.get(each.key, ""), language))
        else:
            found.append((name, None, None, None, _complaint(each, language), *(None,) * (len(WIDTHS) - 5)))
    return found


def _complaint(file: Filed, language: str) -> str:
    """Why a file has no verdict, and which file is to blame where that is another one."""
    assert file.problem is not None, "it has no verdict"
    sentence = Verbatim(ProblemPrinter(language, load()).row(file.problem).sentence)
    blamed = say("{label}: {body}", label=Verbatim(file.blamed), body=sentence) if file.blamed else sentence
    return TextPrinter(language, load())(blamed)


def titles(language: str) -> tuple[str, ...]:
    return tuple(map(words(language), TITLES.values()))


def summary_csv(found: Sequence[Row], language: str) -> bytes:
    return table_csv(titles(language), (["" if cell is None else str(cell) for cell in row] for row in found))


def write_rows(sheet: Sheet, look: Look, found: Sequence[Row], language: str) -> None:
    """A header and a row a file, without the column of scored workbooks where there are none."""
    many = len(WIDTHS) - (not any(row[-1] for row in found))
    for column, width in enumerate(WIDTHS[:many]):
        sheet.set_column(column, column, width)
    for number, row in enumerate((titles(language), *found)):
        for column, cell in enumerate(row[:many]):
            text = plain(cell) if isinstance(cell, str) else cell
            style = look(BODY, num_format="0.0") if isinstance(cell, float) else look(BODY if number else HEADER)
            write_value(sheet, number, column, text, style)
        tall = (height(str(cell or ""), width) for cell, width in zip(row, WIDTHS, strict=True))
        sheet.set_row(number, min(TALLEST, max(tall)))
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, len(found), many - 1)
    sheet.repeat_rows(0)
