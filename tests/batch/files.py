"""Files of a batch with a name, a month and little else, for tests of what a batch makes of them."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from core.batch import Batch, Filed
from core.batch.filing import kept
from core.model import Month, Profile
from core.pipeline import judge
from tests.build import blank, claim, filled, submission


def file(
    key: str,
    space: str = "",
    operator: str = "",
    as_of: str | None = "2026-09",
    *,
    code: str = "",
    profile: Profile = Profile.ENTERPRISE,
    region: str = "",
    **more: Any,
) -> Filed:
    """A judged file; `more` is what else the submission has (see tests.build)."""
    entered = {"space_name": space, "operator_org": operator, "region": region}
    basics = {name: filled(text) if text else blank() for name, text in entered.items()}
    claims = [claim("F1.1", "ready", "记录"), *more.pop("claims", ())]
    built = submission(profile, as_of=as_of, basics={**basics, **more.pop("basics", {})}, claims=claims, **more)
    return replace(kept(key, f"in/{key}.xlsx", judge(built)), code=code)


def judged_at(each: Filed, month: str = "2026-09") -> Filed:
    """The file as `--as-of` judges it."""
    a = judge(each.assessment.submission, as_of=Month.parse(month))
    return replace(kept(each.key, each.file, a), code=each.code)


def batch(*files: Filed) -> Batch:
    return Batch(files)
