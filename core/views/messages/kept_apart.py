"""Why our sheets could not be added to a workbook."""

from __future__ import annotations

from collections.abc import Mapping

from core.i18n import N_

#: Why our sheets could not be added to a workbook, by the code of `errors.SpliceError`.
KEPT_APART: Mapping[str, str] = {
    "not_a_package": N_("the file is not a workbook that can be added to"),
    "encrypted": N_("the workbook is protected by a password"),
    "signed": N_("the workbook is digitally signed, and a new sheet would break the signature"),
    "binary": N_("the workbook is in the binary .xlsb format"),
    "broken": N_("a part of the workbook is missing or cannot be read"),
    "too_large": N_("the workbook is too large to be added to"),
    "too_many_styles": N_("the workbook has as many cell formats as Excel opens"),
    "name_taken": N_("the workbook already has a sheet or name of ours"),
    "nothing_left": N_("the workbook holds nothing but earlier score sheets"),
}
