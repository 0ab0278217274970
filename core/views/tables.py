"""Assessment → the rows that screen, workbook, JSON and report all read: one door to them."""

from core.documents.figures import is_over
from core.forecast import outlooks
from core.printers.problems import ProblemRow, problem_rows
from core.views.changes import ChangeRow, Since, ToggleNote, changes_since, flips
from core.views.overview import (
    Headline,
    ItemCard,
    ScoreText,
    Step,
    about,
    headline,
    item_cards,
    next_steps,
    red_flag,
    score_text,
    still_open,
    time_left,
)
from core.views.planner import OpenRow, PaceRow, PlannerView, planner
from core.views.scenario import ScenarioView, scenario_view

__all__ = [
    "ChangeRow",
    "Headline",
    "ItemCard",
    "OpenRow",
    "PaceRow",
    "PlannerView",
    "ProblemRow",
    "ScenarioView",
    "ScoreText",
    "Since",
    "Step",
    "ToggleNote",
    "about",
    "changes_since",
    "flips",
    "headline",
    "is_over",
    "item_cards",
    "next_steps",
    "outlooks",
    "planner",
    "problem_rows",
    "red_flag",
    "scenario_view",
    "score_text",
    "still_open",
    "time_left",
]
