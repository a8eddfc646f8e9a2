"""Our own errors, found in what Spark makes of them on their way to the driver."""

from __future__ import annotations

import re

from ..errors import AthanorError, error_of


def our_error(error: BaseException) -> AthanorError | None:
    """The AthanorError that a failed Spark job tells of in its text; None: it failed for another reason."""
    found = re.search(r"(ATHANOR_[A-Z_]+): ([^\n]*)", str(error))
    return error_of(found[1], found[2].strip()) if found else None
