"""Evidence items: what the filler says of a criterion, and what the reviewer says of that."""

from __future__ import annotations

from typing import Any

from tests.oracle.book import UNREADABLE, Book
from tests.oracle.criteria import FOUNDATION, PROFILES

#: Items of equal wording, of which one type's claim stands for another's.
SAME_WORDING = (
    *({f"{letter}5.{i}" for letter in "EIC"} for i in (1, 2, 3, 4)),
    {"E6.1", "I6.3", "C6.1"},
    {"E6.2", "I6.4", "C6.2"},
    {"E6.3", "I6.1", "C6.3"},
    {"E6.6", "I6.10", "C6.7"},
)


def claim_of(book: Book, id: str, profile: str) -> dict[str, Any]:
    """The row of 定性自评 that speaks for a criterion; another type's where the wording is the same."""
    rows = book.tables["claims"].by_key if "claims" in book.tables else {}
    own, native = rows.get(id, {}), book.basics.get("profile")
    if native in (None, profile) or own.get("status") is not None:
        return own
    same = sorted(next((ids for ids in SAME_WORDING if id in ids), ()), key=lambda other: other[0] != PROFILES[native])
    return next((rows[other] for other in same if rows.get(other, {}).get("status") is not None), own)


def evidence(book: Book, id: str, profile: str) -> dict[str, Any]:
    claim = claim_of(book, id, profile)
    status, review = claim.get("status"), claim.get("review")
    judged = reviewed(status, review, claim.get("evidence") is not None)
    if "reasons" in judged and id not in FOUNDATION and book.basics.get("profile") != profile and not claim:
        judged["reasons"] |= {"not_for_this_type"}
    return {"id": id, "kind": "evidence", **judged}


def reviewed(status: str | None, review: str | None, documented: bool) -> dict[str, Any]:
    """What the filler says of a criterion, and what the reviewer says of that."""
    if status is None:
        return {"outcome": "no_data", "reasons": frozenset({"blank"})}
    if status == UNREADABLE:
        return {"outcome": "no_data", "reasons": frozenset({"unreadable", "blank"})}
    if review == "untrue":
        return {"outcome": "not_met"}
    if review == "partly_true":
        return {"outcome": "needs_review"}
    if status == "ready" and review == "true":
        return {"outcome": "met", "self_assessed": False}
    if status == "ready" and documented:
        return {"outcome": "met", "self_assessed": True}
    if status == "not_applicable" and review == "agreed_not_applicable":
        return {"outcome": "not_applicable"}
    return {"outcome": "not_met" if status == "missing" else "needs_review"}
