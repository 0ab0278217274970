"""From a workbook's bytes to a verdict; no Streamlit anywhere below.  In the order of the path:

model       the nouns, frozen, by stage                    errors    what stops us
rulebook    TOML → Rulebook: the notice, its criteria, the workbook's sheets and columns
intake      bytes → Submission: every cell typed, every problem kept
sources     tables of databases and files → what takes the place of a sheet
formulas    Submission → Indicators: a value a criterion and month, with its cells
plausibility Indicators → questions about figures that can be read
assessment  Indicators → Assessment: outcomes, verdict, unofficial score, trajectories
forecast    Assessment → what may come: forecasts, hindsight, scenarios
comparison  two Assessments → what changed between their workbooks, and which cells moved a verdict
batch       many files → Batch: each judged or refused, which are of one pilot, who has to file
printers    rows and words → charts, paper and CSV; palette: the one home of colours
workbooks   template, next month, scored workbook, verify; a CSV into its workbook
faults      the log of what is wrong with the program: kinds of errors and lines of code
pipeline    the path in a few lines; cli and the pages call it
i18n        the words of the languages, a folder each
compiled    what is made of our own files once        optional  what other packages import where it is there
cli         python -m core: a command a file
"""
