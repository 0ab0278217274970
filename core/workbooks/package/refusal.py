"""Codes of `SpliceError`: why a package cannot be changed."""

from __future__ import annotations

from enum import StrEnum


class Refusal(StrEnum):
    """The closed list of codes of `SpliceError`."""

    NOT_A_PACKAGE = "not_a_package"
    """Not a zip file at all."""
    ENCRYPTED = "encrypted"
    """Protected by a password, or with an encrypted member."""
    SIGNED = "signed"
    """Digitally signed: adding a sheet would break the signature."""
    BINARY = "binary"
    """Excel's binary format (.xlsb)."""
    BROKEN = "broken"
    """A part that must be there is missing, or cannot be read."""
    TOO_LARGE = "too_large"
    """A part we must read, or the whole, is past the limits of the format or ours."""
    TOO_MANY_STYLES = "too_many_styles"
    """With our cell formats the workbook would have more than Excel opens."""
    NAME_TAKEN = "name_taken"
    """A sheet, table or defined name of ours is already there."""
    NOTHING_LEFT = "nothing_left"
    """Every sheet of the workbook is ours."""
