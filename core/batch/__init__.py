"""Many files → Batch: each judged or refused, kept small; which of them are of one pilot.

nouns    Filed, what is odd about files of one pilot, and Roster
filing   bytes → Filed, without the rows of its ledgers; Filed as bytes, for other processes
pilots   Batch: which files are of one pilot, which of them is used, what is odd about that, and ranks
matching the file of each name on a roster
roster   a list of who has to file, xlsx or csv → Roster; which workbooks are summaries, and of no pilot
"""

from core.batch.filing import compared, filed, packed, unpacked
from core.batch.matching import Match, matched, workbooks_of
from core.batch.nouns import Filed, Odd, Oddity, Roster, RosterLine
from core.batch.pilots import Batch, pairs, saved_last
from core.batch.roster import SUMMARY, is_summary, package, read_roster
