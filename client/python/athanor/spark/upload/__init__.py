"""From a DataFrame to a sealed matrix.

The driver opens the matrix (``send``), each task sends its partition as one attempt of one part (``task``), and once
all have, the matrix is sealed (``sealing``): by the commit of a Data Source on Spark 4 (``data_source``), by the driver
itself on 3.5 (``map_in_arrow``). A refusal that no repeat of a task would mend is the task's result, not an exception:
Spark would run a failed task four times over before it told anyone. Attempts share nothing, so those that fail, are
killed or are copies do no harm, whenever they come.
"""

from .send import send

__all__ = ["send"]
