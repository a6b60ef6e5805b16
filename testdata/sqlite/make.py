"""Makes the databases of this folder, and beside each what SQLite itself reads from it. Run: python3 make.py"""
import json
import os
import pathlib
import random
import shutil
import sqlite3

HERE = pathlib.Path(__file__).parent


def shown(value):
    return {"hex": value.hex()} if isinstance(value, bytes) else value


def dump(database):
    tables = {}
    names = database.execute("SELECT name FROM sqlite_master WHERE type='table' AND name NOT LIKE 'sqlite_%'")
    for (name,) in names.fetchall():
        cursor = database.execute('SELECT * FROM "' + name.replace('"', '""') + '"')
        columns = [column[0] for column in cursor.description]
        tables[name] = {"columns": columns, "rows": [[shown(v) for v in row] for row in cursor.fetchall()]}
    return tables


def make(name, statements, rows=(), before=()):
    path = HERE / f"{name}.db"
    path.unlink(missing_ok=True)
    database = sqlite3.connect(path)
    for statement in [*before, *statements]:
        database.execute(statement)
    for statement, values in rows:
        database.executemany(statement, values)
    database.commit()
    (HERE / f"{name}.json").write_text(json.dumps(dump(database), ensure_ascii=False, indent=1) + "\n")
    database.close()


random.seed(5)
VALUES = [
    (None, 0, 1, -1, 127, -128),
    (255, 32767, -32768, 8388607, -8388608, 2147483647),
    (-2147483648, 140737488355327, -140737488355328, 2**63 - 1, -(2**63), 2**40),
    (0.5, -1.25e10, 3.0, "", "text", "naïve 🎉"),
    (b"", b"\x00\xff", "x" * 60, b"y" * 200, 0.125, "\u202e"),
]
for number, encoding in enumerate(["UTF-8", "UTF-16le", "UTF-16be"]):
    make(
        f"values-{encoding.lower()}",
        ["CREATE TABLE v (a, b, c, d, e, f)"],
        [("INSERT INTO v VALUES (?,?,?,?,?,?)", VALUES)],
        before=[f"PRAGMA encoding='{encoding}'"],
    )

# Long rows on pages of their own, enough rows for three levels, rows removed in between.
make(
    "levels",
    [
        "CREATE TABLE long (id INTEGER PRIMARY KEY, body TEXT, more BLOB)",
        "CREATE TABLE many (id INTEGER PRIMARY KEY AUTOINCREMENT, n INT)",
    ],
    [
        ("INSERT INTO long VALUES (?,?,?)", [(i * 7, "ab" * length, None) for i, length in enumerate([0, 10, 200, 237, 238, 239, 240, 2000, 9000])]),
        ("INSERT INTO many (n) VALUES (?)", [(i,) for i in range(9000)]),
        ("DELETE FROM many WHERE n % 3 <> ?", [(0,)]),
    ],
    before=["PRAGMA page_size=512"],
)
make(
    "without-rowid",
    ["CREATE TABLE w (a TEXT, b INTEGER, c BLOB, PRIMARY KEY (b DESC, a)) WITHOUT ROWID"],
    [("INSERT INTO w VALUES (?,?,?)", [(f"n{i}", i % 17, b"z" * (i % 9 * 40)) for i in range(300)])],
    before=["PRAGMA page_size=512"],
)
make(
    "words",
    [
        '''CREATE TABLE "odd ""name""" ( -- a remark, with a comma
            [the key] INTEGER PRIMARY KEY /* ( */ NOT NULL,
            `b` VARCHAR(10) DEFAULT ('x,(y'), 'c' DECIMAL(10, 5) CHECK (c > 0 OR c IS NULL),
            d INTEGER GENERATED ALWAYS AS (b || 1) VIRTUAL, e AS (2 + 3) STORED,
            CONSTRAINT u UNIQUE (b, c), FOREIGN KEY (c) REFERENCES other (id))''',
        "CREATE TABLE other (id INT PRIMARY KEY, x)",
        "CREATE TABLE third (x, id INTEGER, PRIMARY KEY (id))",
        "CREATE TABLE descending (id INTEGER PRIMARY KEY DESC, x)",
        "ALTER TABLE other ADD COLUMN late TEXT",
    ],
    [
        ('INSERT INTO "odd ""name""" ("the key", b, c) VALUES (?,?,?)', [(5, "one", 1.5), (900, "two", None)]),
        ("INSERT INTO other (id, x) VALUES (?,?)", [(7, 8)]),
        ("INSERT INTO third VALUES (?,?)", [("a", 12), ("b", 13)]),
        ("INSERT INTO descending VALUES (?,?)", [(41, "q")]),
    ],
)
make("large-pages", ["CREATE TABLE t (x)"], [("INSERT INTO t VALUES (?)", [("é" * 50_000,), ("b",)])], before=["PRAGMA page_size=65536"])


def with_log():
    """A file whose newest rows stand in its log only: copied while it was open, as people do."""
    work = HERE / "work.db"
    database = sqlite3.connect(work)
    database.execute("PRAGMA page_size=1024")
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA wal_autocheckpoint=0")
    database.execute("CREATE TABLE m (id INTEGER PRIMARY KEY, body TEXT)")
    database.executemany("INSERT INTO m VALUES (?,?)", [(i, f"old {i}") for i in range(60)])
    database.commit()
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.execute("UPDATE m SET body='changed' WHERE id=3")
    database.executemany("INSERT INTO m VALUES (?,?)", [(i, f"new {i}") for i in range(60, 200)])
    database.commit()
    shutil.copy(work, HERE / "log.db")
    shutil.copy(f"{work}-wal", HERE / "log.db-wal")
    (HERE / "log.json").write_text(json.dumps(dump(database), indent=1) + "\n")
    database.close()
    os.unlink(work)


with_log()
