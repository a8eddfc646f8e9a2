"""scikit-learn's multinomial logistic regression of Fashion-MNIST by lbfgs.

usage: sklearn_logistic.py C ITERATIONS
request: {} is one timed run with its loss; {"judge": {"x": [...], "intercept": [...]}} is the loss of other coefficients,
784 x 10 row-major. The loss: mean of -log(probability of the own class) + |x|^2 / (2 C rows).
"""

import sys
import time
import warnings

import numpy as np
from fashion_mnist import labels, pictures
from line_server import serve
from scipy.special import logsumexp
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

C, ITERATIONS = float(sys.argv[1]), int(sys.argv[2])
A, CLASS = pictures(), labels()


def loss(x: np.ndarray, intercept: np.ndarray) -> float:
    margins = A @ x + intercept
    own = margins[np.arange(len(A)), CLASS]
    return float((logsumexp(margins, axis=1) - own).mean() + (x**2).sum() / (2 * C * len(A)))


def handle(request: dict) -> dict:
    if judged := request.get("judge"):
        return {"loss": loss(np.reshape(judged["x"], (A.shape[1], -1)), np.array(judged["intercept"]))}
    model = LogisticRegression(C=C, solver="lbfgs", max_iter=ITERATIONS)
    start = time.perf_counter()
    model.fit(A, CLASS)
    seconds = time.perf_counter() - start
    return {"seconds": seconds, "loss": loss(model.coef_.T, model.intercept_), "iterations": int(model.n_iter_[0])}


# That it ends by max_iter is what the load asks for.
warnings.simplefilter("ignore", ConvergenceWarning)
serve(handle)
