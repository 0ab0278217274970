"""Values as the product prints them, for tests."""

from __future__ import annotations

from core.documents.overview import sentence
from core.model import Assessment
from core.model.document import Value
from core.printers.text import TextPrinter
from core.rulebook import load


def said(value: Value, language: str = "zh") -> str:
    """A value as text."""
    return TextPrinter(language, load())(value)


def verdict(a: Assessment, language: str = "zh") -> str:
    """The sentence that counts outcomes."""
    return said(sentence(a), language)
