"""Our own errors, found in what Spark makes of them on their way to the driver."""

from __future__ import annotations

import re
import sys

from ..errors import AthanorError, error_of


def our_error(error: BaseException) -> AthanorError | None:
    """The AthanorError that a failed Spark job tells of in its text; None: it failed for another reason."""
    said = str(error)
    found = re.search(r"(ATHANOR_[A-Z_]+): ([^\n]*)", said)
    if found:
        return error_of(found[1], found[2].strip())
    if "No module named 'pyarrow'" in said:
        mend = f"install it there, or set $PYSPARK_PYTHON before Spark starts (the driver's is {sys.executable})"
        return error_of("ATHANOR_BAD_CONFIG", f"the Python that Spark's tasks run has no pyarrow; {mend}")
    return None
