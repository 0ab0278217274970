"""The words of every problem code, by code: what was found, what was expected, what to do."""

from __future__ import annotations

from collections.abc import Mapping

from core.views.messages.cells import CELLS, TYPES
from core.views.messages.earlier import EARLIER
from core.views.messages.figures import FIGURES
from core.views.messages.kept_apart import KEPT_APART
from core.views.messages.layout import LAYOUT
from core.views.messages.message import Message
from core.views.messages.offers import OFFERS
from core.views.messages.plausibility import PLAUSIBILITY
from core.views.messages.questions import QUESTIONS
from core.views.messages.refusals import REFUSALS

__all__ = ["KEPT_APART", "MESSAGES", "OFFERS", "TYPES", "Message"]

MESSAGES: Mapping[str, Message] = {**FIGURES, **REFUSALS, **CELLS, **LAYOUT, **QUESTIONS, **EARLIER, **PLAUSIBILITY}
