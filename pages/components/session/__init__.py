"""The one owner of st.session_state: the workbook, the choices, and what was worked out from them.

Nothing here outlives the session, and nothing of one visitor's is seen by another.  In the order of use:

state             turns, and what is kept
languages         the language chosen
workbook          what is open, what waits to be read, what was refused
choices           pilot type, month, item, criterion
screen            all of these as a key
earlier_workbook  what the open one is compared with
worked_out        the judgement and its tables
problems, answers, what_if
reading           the waiting file becomes the open one; clearing
"""

from __future__ import annotations

from pages.components.session.answers import answer, apply_notice, is_answered, read_again, take_back
from pages.components.session.choices import (
    asked_item,
    choose,
    choose_from,
    chosen,
    criterion_key,
    follow_pick,
    item_key,
    month_key,
    months,
    own_profile,
    profile,
    profile_key,
)
from pages.components.session.earlier_workbook import (
    compared,
    comparison,
    earlier,
    earlier_key,
    earlier_refusal,
    forget_earlier,
    known_then,
    take_earlier,
)
from pages.components.session.languages import LANGUAGE, browser_language, language, text
from pages.components.session.problems import pictures, problem_filter_key, problem_page, solved, turn_problems
from pages.components.session.reading import clear, in_turn, read_pending
from pages.components.session.screen import once
from pages.components.session.state import KEPT
from pages.components.session.what_if import (
    drop_scenario,
    scenario,
    scenario_key,
    scenario_refused,
    scenario_upload_key,
    take_scenario,
)
from pages.components.session.workbook import (
    drop_pending,
    menu_key,
    notice_key,
    pending,
    refusal,
    rulebook,
    take_sample,
    take_upload,
    uploader_key,
    work,
)
from pages.components.session.worked_out import (
    a_month_before,
    assessment,
    clauses,
    document,
    judgement,
    notices,
    outlooks,
    printer,
    rows,
    shown,
    under_own_profile,
)

__all__ = [
    "KEPT",
    "LANGUAGE",
    "a_month_before",
    "answer",
    "apply_notice",
    "asked_item",
    "assessment",
    "browser_language",
    "choose",
    "choose_from",
    "chosen",
    "clauses",
    "clear",
    "compared",
    "comparison",
    "criterion_key",
    "document",
    "drop_pending",
    "drop_scenario",
    "earlier",
    "earlier_key",
    "earlier_refusal",
    "follow_pick",
    "forget_earlier",
    "in_turn",
    "is_answered",
    "item_key",
    "judgement",
    "known_then",
    "language",
    "menu_key",
    "month_key",
    "months",
    "notice_key",
    "notices",
    "once",
    "outlooks",
    "own_profile",
    "pending",
    "pictures",
    "printer",
    "problem_filter_key",
    "problem_page",
    "profile",
    "profile_key",
    "read_again",
    "read_pending",
    "refusal",
    "rows",
    "rulebook",
    "scenario",
    "scenario_key",
    "scenario_refused",
    "scenario_upload_key",
    "shown",
    "solved",
    "take_back",
    "take_earlier",
    "take_sample",
    "take_scenario",
    "take_upload",
    "text",
    "turn_problems",
    "under_own_profile",
    "uploader_key",
    "work",
]
