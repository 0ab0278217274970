"""A request for a template: pilot type, language, with or without ledgers, and content to fill in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from msgspec import Struct, field

from core.i18n import N_, Words
from core.model import Column, Criterion, Kind, Month, Profile, Rulebook, Sheet

#: What a cell can hold before it is written: keys of the rulebook for choices, True/False for flags.
Content = object

LEDGERS = ("ledger", "days")
#: Columns, or items of the form, that the template fills in itself.
PREFILLED = {
    "form": ("profile", "template_version"),
    "plan": ("id", "indicator", "threshold"),
    "claims": ("id", "element"),
}


class Filling(Struct, frozen=True):
    """Content for the template: 基本信息 by key, and rows by key of sheet.

    Rows are mappings from column key to content; those of the yearly plan and the
    self-assessment are matched by `id`.  `remark` stands at the top of the guide sheet, `notes` below it.
    """

    basics: Mapping[str, Content] = field(default_factory=dict)
    rows: Mapping[str, Sequence[Mapping[str, Content]]] = field(default_factory=dict)
    remark: str = ""
    notes: Sequence[str] = ()

    def of(self, sheet: Sheet, criterion: Criterion) -> Mapping[str, Content]:
        return next((row for row in self.rows.get(sheet.key, ()) if row["id"] == criterion.id), {})


class Order(Struct, frozen=True):
    rulebook: Rulebook
    profile: Profile
    ledgers: bool
    words: Words
    filling: Filling

    @property
    def language(self) -> str:
        return self.words.language

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """The sheets of this template, in the rulebook's order."""
        return tuple(s for s in self.rulebook.sheets.values() if self.ledgers or s.role not in LEDGERS)

    @property
    def own_items(self) -> Mapping[str, Content]:
        """The items of the form that the template fills in itself."""
        return {"profile": self.profile.value, "template_version": self.rulebook.template_version}

    def columns(self, sheet: Sheet) -> tuple[Column, ...]:
        """The columns shown: those the type needs; a ledger keeps all, so that any type can be judged from it."""
        return sheet.columns if sheet.role == "ledger" else sheet.for_profile(self.profile)

    def criteria(self, kind: Kind) -> tuple[Criterion, ...]:
        """The type's criteria of one kind, the foundation first."""
        return tuple(c for c in self.rulebook.criteria[self.profile] if c.kind is kind)

    def supplied(self, column: Column) -> bool:
        """Whether a ledger of this template computes the column, so that nobody fills it in."""
        return self.ledgers and column.ledger is not None

    def prefilled(self, sheet: Sheet, column: Column) -> bool:
        """Whether the template itself fills the column (or item) in."""
        return column.key in PREFILLED.get(sheet.role, ())

    def asked(self, sheet: Sheet, column: Column) -> str:
        """What is asked of whoever fills the workbook in; a column that other pilot types alone read may stay empty."""
        if self.prefilled(sheet, column):
            return N_("filled in")
        if self.supplied(column):
            return N_("computed")
        return N_("optional") if column.optional or self.profile not in column.profiles else N_("required")

    def spare(self, sheet: Sheet, column: Column) -> bool:
        return self.asked(sheet, column) == "optional"

    def header(self, sheet: Sheet, column: Column) -> str:
        """The header: label, unit and marks, the latter two in brackets, which reading ignores.

        A count shows no unit: its label says what is counted.  The first column that a ledger computes says so for all.
        """
        text = self.name(column)
        if self.spare(sheet, column):
            text += "\n" + self.words("(optional)")
        if column == next(filter(self.supplied, self.columns(sheet)), None):  # of all of them, which are grey
            text += "\n" + self.words("(grey columns are computed from the ledgers, leave blank)")
        return text

    def name(self, column: Column) -> str:
        text = column.label.in_(self.language)
        if column.unit is None or column.type == "count":
            return text
        return self.words("{label} ({unit})").format(label=text, unit=column.unit.in_(self.language))

    def flag_words(self) -> tuple[str, str]:
        return self.words("Yes"), self.words("No")

    def cell(self, column: Column, content: Content) -> Content:
        if column.type == "flag" and isinstance(content, bool):
            return self.flag_words()[0 if content else 1]
        if isinstance(content, Month):
            return date(content.year, content.month, 1)
        if isinstance(content, (tuple, list)):
            return "、".join(str(self.cell(column, part)) for part in content)
        if isinstance(content, str) and content in column.labels:
            return column.labels[content].in_(self.language)
        return content
