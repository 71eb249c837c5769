def match(p, s):
    n, m = len(p), len(s)
    ok = [[False] * (m + 1) for _ in range(n + 1)]
    ok[n][m] = True
    for i in range(n - 1, -1, -1):
        for j in range(m, -1, -1):
            if p.startswith("**/", i) and (i == 0 or p[i - 1] == "/"):
                r = ok[i + 3][j] or any(s[k] == "/" and ok[i + 3][k + 1] for k in range(j, m))
            elif p.startswith("**", i):
                r = ok[i + 2][j] or (j < m and ok[i][j + 1])
            elif p[i] == "*":
                r = ok[i + 1][j] or (j < m and s[j] != "/" and ok[i][j + 1])
            elif j < m and (p[i] == s[j] or (p[i] == "?" and s[j] != "/")):
                r = ok[i + 1][j + 1]
            else:
                r = False
            ok[i][j] = r
    return ok[0][0]


def select(paths, exclude):
    keep = []
    for s in list(paths):
        state = "stay"
        for e in exclude:
            bang = e.startswith("!")
            if match(e[bang:], s):
                state = "stay" if bang else "go"
        if state == "stay":
            keep += [s]
    return sorted(keep)
