"""Assessment → the rows that screen, workbook, JSON and report all read: one door to them."""

from core.documents.figures import is_over
from core.forecast import outlooks
from core.views.changes import ChangeRow, Since, ToggleNote, changes_since, flips

__all__ = [
    "ChangeRow",
    "Since",
    "ToggleNote",
    "changes_since",
    "flips",
    "is_over",
    "outlooks",
]
