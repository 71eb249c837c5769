import sqlite3


def check_budget(sizes, budget, baseline=None, tolerance=0.05):
    db = sqlite3.connect(":memory:")
    db.executescript("create table s(k,v);create table b(k,v);create table o(k,v);")
    for t, m in (("s", sizes), ("b", budget), ("o", baseline or {})):
        db.executemany(f"insert into {t} values (?,?)", m.items())
    rows = db.execute(
        """select s.k, 'over-budget' from s join b using (k) where s.v > b.v
      union select s.k, 'grew' from s join o using (k) where s.v > o.v * ? union select b.k, 'unmeasured' from b left join s using (k) where s.k is null""",
        (1 + tolerance,),
    ).fetchall()
    db.close()
    return sorted(rows)
