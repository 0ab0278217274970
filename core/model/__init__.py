"""The nouns of the product, all frozen: every later stage reads these and none changes them.

values       months, texts, units, closed lists: what every stage speaks of
place        where something is in a workbook
problems     what is found in a workbook, and what its sender says to it
rulebook     what `core.rulebook` builds          submission  what `core.intake` builds
indicators   what `core.formulas` builds        assessment  what `core.assessment` builds
forecast     what `core.forecast` builds

No step reads the clock, a path, the session or the language.
"""

from __future__ import annotations

from core.model.assessment import Alternative, Assessment, Commitment, Finding, Trajectory, TrajectoryPoint, Verdict
from core.model.forecast import ForecastPoint, Outlook, Status
from core.model.indicators import Indicator, Indicators, Measurement, Origin, Parts
from core.model.place import Layout, Place, SheetLayout
from core.model.problems import (
    Answer,
    Answered,
    Effect,
    Offer,
    OfferKind,
    Percent,
    Problem,
    ProblemCatalogue,
    ProblemKind,
    Severity,
    Wording,
)
from core.model.rulebook import (
    Choice,
    Clause,
    Column,
    ColumnType,
    Criterion,
    Item,
    Notice,
    Plausibility,
    Reading,
    Rulebook,
    Sheet,
)
from core.model.submission import (
    NEVER,
    Claim,
    Entry,
    Ledger,
    Line,
    MonthlyRow,
    MonthlyTable,
    State,
    Submission,
    Target,
)
from core.model.values import Kind, Month, Outcome, PilotPeriod, Profile, Reason, Text, Unit

__all__ = [
    "NEVER",
    "Alternative",
    "Answer",
    "Answered",
    "Assessment",
    "Choice",
    "Claim",
    "Clause",
    "Column",
    "ColumnType",
    "Commitment",
    "Criterion",
    "Effect",
    "Entry",
    "Finding",
    "ForecastPoint",
    "Indicator",
    "Indicators",
    "Item",
    "Kind",
    "Layout",
    "Ledger",
    "Line",
    "Measurement",
    "Month",
    "MonthlyRow",
    "MonthlyTable",
    "Notice",
    "Offer",
    "OfferKind",
    "Origin",
    "Outcome",
    "Outlook",
    "Parts",
    "Percent",
    "PilotPeriod",
    "Place",
    "Plausibility",
    "Problem",
    "ProblemCatalogue",
    "ProblemKind",
    "Profile",
    "Reading",
    "Reason",
    "Rulebook",
    "Severity",
    "Sheet",
    "SheetLayout",
    "State",
    "Status",
    "Submission",
    "Target",
    "Text",
    "Trajectory",
    "TrajectoryPoint",
    "Unit",
    "Verdict",
    "Wording",
]
