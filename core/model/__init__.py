"""The nouns of the product, all frozen: every later stage reads these and none changes them.

values       months, texts, units, closed lists: what every stage speaks of
place        where something is in a workbook
problems     what is found in a workbook, and what its sender says to it
rulebook     what `core.rulebook` builds
submission   what `core.intake` builds
assessment   what `core.formulas`, `core.assessment` and `core.forecast` build

These are taken from here and from nowhere else.  The vocabularies of formulas (formulas.py), of figures (quantity.py)
and of answers to a reader (document.py) are taken from their modules.
"""

from __future__ import annotations

from core.model.assessment import (
    Alternative,
    Assessment,
    Commitment,
    Finding,
    ForecastPoint,
    Indicator,
    Indicators,
    Measurement,
    Origin,
    Outlook,
    Outlooks,
    Parts,
    Status,
    Trajectory,
    TrajectoryPoint,
    Verdict,
)
from core.model.place import Joined, Layout, Place, SheetLayout, Table
from core.model.problems import (
    MOST_AREAS,
    Answer,
    Answered,
    Changed,
    Effect,
    Offer,
    OfferKind,
    Percent,
    Problem,
    ProblemCatalogue,
    ProblemKind,
    Severity,
    Wording,
    as_one,
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
    NAMELESS,
    NEVER,
    ROWS,
    Claim,
    Entry,
    Ledger,
    Line,
    MonthlyRow,
    MonthlyTable,
    Spread,
    State,
    Submission,
    Target,
    listed,
    period_unread,
)
from core.model.values import Keeping, Kind, Month, Outcome, PilotPeriod, Profile, Reason, Text, Unit
