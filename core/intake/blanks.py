"""Cells of a ledger that nobody filled in although their row, without them, may count for less."""

from __future__ import annotations

import numpy as np

from core.intake.cells import question
from core.intake.columns import STATES, Mask, ReadColumn
from core.intake.grid import Rows
from core.intake.problems import of_column
from core.intake.tables import ReadTable
from core.intake.words import WORDS
from core.model import Problem, Profile, State

#: Types of columns that say which kind a record is of.
KINDS = ("choice", "choices", "names")


def blank_cells(table: ReadTable, profile: Profile) -> list[Problem]:
    """Questions about blanks in columns of kinds, and in the days of 日活记录 that have a figure.

    Columns that are blank throughout are left alone: a ledger without them is no source.
    """
    needed = [column.key for column in table.sheet.for_profile(profile) if not column.optional]
    columns = [table.columns[key] for key in needed if key in table.columns]
    if table.sheet.role == "days":
        figures = [column for column in columns if column.column.type == "number"]
        rows = table.rows[np.any([_has(column, table.rows) for column in figures], axis=0)] if figures else table.rows
    else:
        columns = [column for column in columns if column.column.type in KINDS]
        rows = table.rows
    return [problem for column in columns for problem in _asked(table, column, rows)]


def odd_names(table: ReadTable) -> list[Problem]:
    """Questions about records without a name, with 同上 for one, or with one left over from an example."""
    column = table.columns.get("name")
    if column is None or not _has(column, table.rows).any():
        return []
    doubts = {}
    for code, said in enumerate(column.cells.words):
        if column.state[code] == STATES[State.BLANK]:
            doubts[code] = (question("blank_name"),)
        elif said in WORDS.dittos:
            doubts[code] = (question("ditto_name"),)
        elif said.startswith(WORDS.examples):
            doubts[code] = (question("example_name"),)
    return of_column(table.grid, column.index, column.column, doubts, table.rows)


def _has(column: ReadColumn, rows: Rows) -> Mask:
    return ~column.have(State.BLANK, rows)


def _asked(table: ReadTable, column: ReadColumn, rows: Rows) -> list[Problem]:
    filled = _has(column, rows)
    if filled.all() or not filled.any():
        return []
    blanks = np.flatnonzero(column.state == STATES[State.BLANK]).tolist()
    doubts = dict.fromkeys(blanks, (question("blank_cell"),))
    return of_column(table.grid, column.index, column.column, doubts, rows[~filled])
