from ..rowwise.product import product


def figures(case):
    """The product has the rows of a as they are stored: positions are a's own."""
    return product(case, case.a, case.placed("b"), "product")
