"""The columns of 计算底稿 as data: their titles, widths and formulas, and which hold a figure's words or decimals."""

from __future__ import annotations

from functools import reduce

from core.assessment.judge import EVIDENCE
from core.i18n import N_
from core.model.quantity import Form, Measure

#: Formulas name other columns of their row; {none} is a dash, {left} the months to the pilot's end, {lacking} what
#: the criterion's own formulas give: the parts that are missing, or those that a share lacks above its line.
JUDGED = (
    'IF(ISNUMBER({{value}}),IF(ROUND({{value}}-{{{bar}}},12)>=0,"met",IF({{missing}}>0,"no_data","not_met")),"no_data")'
)
#: By whether there is a divisor and whether the figure is a share, which cannot exceed 1.
VALUES = {
    (False, False): "IF(ISNUMBER({above}),{above},{none})",
    (False, True): "IF(ISNUMBER({above}),IF(ROUND({above}-1,12)>0,{none},{above}),{none})",
    (True, False): "IF(AND(ISNUMBER({above}),ISNUMBER({below})),IF({below}>0,{above}/{below},{none}),{none})",
    (True, True): (
        "IF(AND(ISNUMBER({above}),ISNUMBER({below})),IF({below}>0,IF({above}>{below},{none},{above}/{below}),{none}),{none})"
    ),
}
LACKING = "ROUND({threshold}*{below}-{above},9)"
PARTS_SHORT = "IF(AND(ISNUMBER({above}),ISNUMBER({below})),MAX(0,{lacking}),{none})"
SAME = (
    "IF(ISNUMBER({value}),IF(ISNUMBER({scored_value}),"
    "ABS({value}-{scored_value})<=ABS({scored_value})*1E-12,FALSE),{value}={scored_value})"
)
#: The columns in order: title, width, and the formula of a computed criterion where all of them have the same.
COLUMNS = {
    "id": (N_("No."), 7, ""),
    "title": (N_("Criterion"), 20, ""),
    "item": (N_("Item no."), 6, ""),
    "how": (N_("How the figure stands"), 22, ""),
    "above": (N_("Figure"), 13, ""),
    "below": (N_("Divided by"), 11, ""),
    "missing": (N_("Parts missing"), 8, "IF(ISNUMBER({value}),IF({lacking}>0,1,0),0)"),
    "value": (N_("Value"), 11, ""),
    "threshold": (N_("Threshold"), 13, ""),
    "outcome": (N_("Outcome code"), 14, JUDGED.format(bar="threshold")),
    "attainment": (N_("Attainment"), 9, 'IF({outcome}="no_data",{none},{value}/{threshold})'),
    "gap": (N_("Gap"), 11, 'IF({outcome}="no_data",{none},{value}-{threshold})'),
    "weight": (N_("Weight"), 7, ""),
    "counted": (N_("Weight counted"), 8, 'IF({outcome}="not_applicable",0,{weight})'),
    "known": (N_("Weight known"), 8, 'IF(OR({outcome}="not_applicable",{outcome}="no_data"),0,{weight})'),
    "points": (N_("Points"), 8, "IF({known}=0,0,{known}*MAX(0,MIN(1,{attainment})))"),
    "target": (N_("Own end target"), 9, ""),
    "target_outcome": (N_("Own target's outcome"), 14, JUDGED.format(bar="target")),
    "reason": (N_("Why no formula"), 40, ""),
    # a lower bound has a pace too, though no gap is judged
    "needed": (N_("Needed a month"), 9, "IF(ISNUMBER({value}),({threshold}-{value})/{left},{none})"),
    "scored_value": (N_("Value when scored"), 11, ""),
    "scored_outcome": (N_("Outcome when scored"), 14, ""),
    "changed": (N_("Changed since scoring"), 9, f"IF(AND({{outcome}}={{scored_outcome}},{SAME}),0,1)"),
    "value_text": (N_("Value in words"), 11, ""),
    "figure_text": (N_("Value without unit"), 11, ""),
    "short_text": (N_("Difference in words"), 11, ""),
    "needed_text": (N_("Needed a month, in words"), 14, ""),
    "evidence": (N_("Evidence"), 14, ""),
    "note": (N_("Note"), 14, ""),
    "parts_short": (N_("Parts of the whole still to add"), 12, PARTS_SHORT),
    "parts_needed": (N_("Parts to add a month"), 12, "IF(ISNUMBER({parts_short}),{parts_short}/{left},{none})"),
    "status_code": (N_("Status code"), 14, ""),
    "review_code": (N_("Review code"), 14, ""),
    "outcome_text": (N_("Outcome in words"), 11, ""),
    "threshold_text": (N_("Threshold in words"), 11, ""),
    "target_text": (N_("Own target in words"), 11, ""),
    "above_text": (N_("Figure in words"), 11, ""),
    "below_text": (N_("Divided by, in words"), 11, ""),
    "gap_text": (N_("Gap in words"), 13, ""),
    "parts_needed_text": (N_("Parts to add a month, in words"), 14, ""),
    "value_places": (N_("Decimals of the value"), 9, ""),
    "target_places": (N_("Decimals of the own target"), 9, ""),
    "gap_places": (N_("Decimals of the gap"), 9, ""),
    "parts_short_places": (N_("Decimals of the parts to add"), 9, ""),
    "needed_places": (N_("Decimals of the need a month"), 9, ""),
    "parts_needed_places": (N_("Decimals of the parts a month"), 9, ""),
}
AT = {name: column for column, name in enumerate(COLUMNS)}
ABOVE, TITLE = AT["above"], AT["title"]
#: An evidence item's outcome from the codes of its status and its review, as core/assessment/judge.py judges it.
CLAIMED = (
    'IF({status_code}="","no_data",IF({review_code}="untrue","not_met",IF({review_code}="partly_true","needs_review",'
    'IF({review_code}="true",IF({status_code}="ready","met",IF({status_code}="missing","not_met","needs_review")),'
    'IF(AND({review_code}="agreed_not_applicable",{status_code}="not_applicable"),"not_applicable",'
    'IF({status_code}="ready",IF({proof}<>"","met","needs_review"),'
    'IF({status_code}="missing","not_met","needs_review")))))))'
)
#: What evidence attains, by outcome.
EVIDENCE_ATTAINS = reduce(
    lambda other, each: f'IF({{outcome}}="{each[0]}",{float(each[1]):g},{other})', reversed(EVIDENCE.items()), "{none}"
)
#: The columns with a figure as text, by measure, form and whether it is bare.
WORDED = {
    (Measure.VALUE, Form.VALUE, False): "value_text",
    (Measure.VALUE, Form.VALUE, True): "figure_text",
    (Measure.GAP, Form.DIFFERENCE, False): "short_text",
    (Measure.PARTS_SHORT, Form.DIFFERENCE, False): "short_text",
    (Measure.NEEDED, Form.PACE, False): "needed_text",
    (Measure.PARTS_NEEDED, Form.PACE, False): "parts_needed_text",
    (Measure.GAP, Form.GAP, False): "gap_text",
    (Measure.THRESHOLD, Form.THRESHOLD, False): "threshold_text",
    (Measure.TARGET, Form.VALUE, False): "target_text",
    (Measure.ABOVE, Form.PART, False): "above_text",
    (Measure.BELOW, Form.PART, False): "below_text",
}
#: The columns with the decimals of a figure, where it has as many as it needs.
PLACES = {
    (Measure.VALUE, Form.VALUE): "value_places",
    (Measure.TARGET, Form.VALUE): "target_places",
    (Measure.GAP, Form.GAP): "gap_places",
    (Measure.GAP, Form.DIFFERENCE): "gap_places",
    (Measure.PARTS_SHORT, Form.DIFFERENCE): "parts_short_places",
    (Measure.NEEDED, Form.PACE): "needed_places",
    (Measure.PARTS_NEEDED, Form.PACE): "parts_needed_places",
}
