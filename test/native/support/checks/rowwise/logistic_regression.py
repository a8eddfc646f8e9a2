import warnings

import numpy as np


def log_sum_exp(margins):
    largest = margins.max(axis=1)
    return np.log(np.exp(margins - largest[:, None]).sum(axis=1)) + largest


def all_margins(margins):
    """Two classes have one column: as softmax of 0 and the margin."""
    return np.hstack([np.zeros_like(margins), margins]) if margins.shape[1] == 1 else margins


def loss(case, labels, x, intercept):
    margins = all_margins(case.a @ x + intercept)
    own = margins[np.arange(len(labels)), labels]
    return (log_sum_exp(margins) - own).mean() + case.params["lambda"] / 2 * (x**2).sum()


def gradient(case, labels, x, intercept):
    """Rows of coefficients, then the intercept's, each over the root mean square of its column."""
    margins = all_margins(case.a @ x + intercept)
    residuals = np.exp(margins - log_sum_exp(margins)[:, None])
    residuals[np.arange(len(labels)), labels] -= 1
    residuals = residuals[:, -x.shape[1] :] / len(labels)
    size = np.sqrt((case.a**2).mean(axis=0))
    slopes = (case.a.T @ residuals + case.params["lambda"] * x) / np.where(size > 0, size, 1)[:, None]
    return np.vstack([slopes, residuals.sum(axis=0, keepdims=True) * (case.params["intercept"] == True)])  # noqa: E712


def peer(case, labels):
    """scikit-learn's coefficients; where it needs more iterations its loss only is the easier to reach."""
    from sklearn.linear_model import LogisticRegression  # seconds, which not every judgement needs
    from threadpoolctl import threadpool_limits

    strength = case.params["lambda"] * len(labels)
    model = LogisticRegression(
        C=1 / strength if strength > 0 else np.inf, fit_intercept=case.params["intercept"], tol=1e-9, max_iter=300
    )
    with warnings.catch_warnings(), threadpool_limits(1):
        warnings.simplefilter("ignore")
        model.fit(case.a.astype(np.float64), labels)
    return model.coef_.T, model.intercept_


def figures(case):
    labels = case.inputs["labels"][:, 0].astype(int)
    classes = case.params["classes"]
    columns = 1 if classes == 2 else classes
    x, intercept = case.output("x", columns), case.output("intercept", columns)
    found = loss(case, labels, x, intercept)
    norm = float(np.abs(gradient(case, labels, x, intercept)).max())
    predicted = all_margins(case.a @ x + intercept).argmax(axis=1)
    result = {
        "loss": float(found),
        "lossGap": float(abs(case.result["loss"] - found) / found),
        "gradientNorm": norm,
        "gradientGap": abs(case.result["gradientNorm"] - norm) / max(norm, 1e-9),
        "wrong": float((predicted != labels).mean()),
        "rows": len(x),
        "interceptSize": float(np.abs(intercept).max()),
        "largest": float(np.abs(x).max()),
    }
    if case.params.get("judge") != "alone" and len(np.unique(labels)) == classes:
        result["excess"] = float(found - loss(case, labels, *peer(case, labels)))
    return result
