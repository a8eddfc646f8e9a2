"""Judges the outputs of a routine with numpy, independently of the library.

  check_routines.py LIBRARY.ROUTINE DIR PARAMS.json ROLE=MATRIX.npy... < result.json

DIR holds the outputs as NAME.RANK, and row indices as ROLE.indices; PARAMS has matrixRows for inputs with positions. The
routine thinQr of rowwise is judged by figures() of checks/rowwise/thin_qr.py. Prints one JSON object of figures; errors are
over eps of the output's dtype and the natural size of what they are errors of, so that a small number is a good one. Judged
in extended precision where numpy has it.
"""

import importlib
import json
import re
import sys

import numpy as np
from checks.case import Case


def main():
    routine, directory, params, *matrices = sys.argv[1:]
    library, name = routine.split(".")
    snake = re.sub("[A-Z]", lambda letter: "_" + letter[0].lower(), name)
    check = importlib.import_module(f"checks.{library}.{snake}")
    inputs = [matrix.split("=", 1) for matrix in matrices]
    figures = check.figures(Case(directory, json.loads(params), json.load(sys.stdin), inputs))
    print(json.dumps({name: value if np.isfinite(value) else 1e300 for name, value in figures.items()}))


main()
