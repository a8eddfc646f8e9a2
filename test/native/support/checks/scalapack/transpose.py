def figures(case):
    wanted = case.placed("a").T
    found = case.output("transposed", wanted.shape[1])
    return {"rows": len(found), "wrong": int((found != wanted).sum()) if len(found) == len(wanted) else found.size}
