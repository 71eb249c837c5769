import sqlite3


def final_values(reports):
    db = sqlite3.connect(":memory:")
    db.execute(
        "create table r (name, id, seq integer, value real, delta real, unique (name, id, seq))"
    )
    db.executemany("insert or ignore into r values (:name, :id, :seq, :value, :delta)", reports)
    rows = db.execute("select name, id, sum(delta) from r group by name, id").fetchall()
    db.close()
    return {(n, i): round(v, 4) for n, i, v in rows}
