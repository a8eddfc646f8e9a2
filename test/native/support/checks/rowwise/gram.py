from .product import products


def figures(case):
    return products(case, case.a, "gram")
