from .solve import figures  # noqa: F401: judged alike
