"""What is printed of a file: its JSON object, or a few lines to read."""

from __future__ import annotations

import json
from pathlib import Path

from core.cli.nouns import Judged, Order
from core.documents.changes import changes_document, in_brief
from core.documents.overview import overview
from core.documents.steps import steps
from core.i18n import Language, words
from core.model import Problem, Rulebook
from core.model.document import Joined
from core.printers.json import changes_object, json_object, refusal
from core.printers.text import TextPrinter


def printed(order: Order, judged: Judged) -> str:
    """Of a judged file."""
    return _object(order, judged) if order.as_json else _lines(order, judged)


def printed_refusal(order: Order, file: Path, problem: Problem, rulebook: Rulebook) -> str:
    """Of a file without a verdict: its object; there are no lines, since standard error says why."""
    return _json(refusal(problem, rulebook, order.language, str(file))) if order.as_json else ""


def _object(order: Order, judged: Judged) -> str:
    told = json_object(judged.assessment, order.language, str(judged.file), judged.judgement.outlooks)
    if judged.comparison is not None:
        told["changes"] = changes_object(judged.comparison, _printer(order, judged), str(order.previous))
    return _json(told)


def _lines(order: Order, judged: Judged) -> str:
    assessment, language = judged.assessment, order.language
    judgement, shown = judged.judgement, _printer(order, judged)
    verdict = overview(judgement)
    told = (verdict.red_flag, *(banner.said for banner in verdict.banners.all), verdict.sentence, verdict.status)
    told = (verdict.about, *told, verdict.subline, *([verdict.outlook] if verdict.outlook else []), verdict.score.full)
    lines = [text for text in map(shown, told) if text]
    for number, step in enumerate(steps(judgement).first, 1):
        lines.append(f"{number}. {shown(Joined((step.said, step.facts.said), 'clauses'))}")
    if judged.comparison is not None:
        lines += map(shown, in_brief(changes_document(judged.comparison)))
    count = len(assessment.problems)
    _ = words(language)
    problems = _.plural("{n} problem in the workbook.", "{n} problems in the workbook.", count).format(n=count)
    lines.append(problems if count else _("No problems found in the workbook."))
    return "\n".join(lines)


def _printer(order: Order, judged: Judged) -> TextPrinter:
    """What prints values about the file."""
    a = judged.assessment
    return TextPrinter(Language(order.language), a.rulebook, a.submission.layout)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
