"""What documents about criteria are made from, and their values as text."""

from __future__ import annotations

from core.documents.criterion import CriterionDocument, criteria_document
from core.model import Assessment
from core.model.document import Value
from core.printers.text import TextPrinter


def criteria(a: Assessment) -> dict[str, CriterionDocument]:
    """Each criterion's document by its number."""
    return criteria_document(a).by_id


def printer(a: Assessment, language: str = "zh") -> TextPrinter:
    """What prints values about an assessment as text."""
    return TextPrinter.of(a, language)


def said(value: Value, a: Assessment, language: str = "zh") -> str:
    """A value as text."""
    return printer(a, language)(value)
