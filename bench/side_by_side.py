#!/usr/bin/env python3
"""Runs Daybook and named peers in turn on the same data: wall seconds, processor seconds and peak memory, medians of the runs."""
import argparse
import base64
import http.client
import json
import os
import pathlib
import random
import re
import shutil
import sqlite3
import statistics
import subprocess
import sys
import time
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parent.parent
WORK = ROOT / "target" / "bench"
DAYBOOK = os.environ.get("DAYBOOK", str(ROOT / "target" / "release" / "daybook"))
WORDS = "the street again tonight you left work early call me back why not please answer I saw you 😀 £20".split()
PASSPHRASE = "quiet harbour violet stamp"


def run(command, **extra):
    """Wall seconds, processor seconds, peak memory in MB and exit code of one run; what it prints is thrown away."""
    start = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **extra)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, child.returncode


def compare(rows, runs, before=lambda: None):
    """Runs each command once to warm up, then in turn; prints the medians. Processor seconds hold on a busy machine, too."""
    taken = {name: [] for name, _ in rows}
    for turn in range(runs + 1):
        for name, command in rows:
            before()
            *figures, code = run(command)
            # 1 is Daybook's "done, and something was noticed".
            if code != 0 and not (code == 1 and command[0] == DAYBOOK):
                sys.exit(f"{name} ended with {code}: {command}")
            if turn:
                taken[name].append(figures)
    for name, _ in rows:
        walls, processor, memory = zip(*taken[name])
        print(f"{name:36} {statistics.median(walls):7.2f} s  ({min(walls):.2f} to {max(walls):.2f})"
              f"  {statistics.median(processor):7.2f} s CPU  {max(memory):6.0f} MB")


def rust_peer(reader):
    """The command that reads a file with a peer written in Rust; `bench/peers` is built when it is not there."""
    built = WORK / "peers" / "release" / "peers"
    if not built.exists():
        subprocess.run(["cargo", "build", "--quiet", "--release", "--manifest-path", ROOT / "bench" / "peers" / "Cargo.toml",
                        "--target-dir", WORK / "peers"], check=True)
    return [built, reader]


def python_tools(*packages):
    """A folder with these Python packages, kept apart from what is installed."""
    tools = WORK / "python"
    wanted = [p for p in packages if not (tools / f".{p}").exists()]
    if wanted:
        subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "--target", tools, *wanted], check=True)
        for package in wanted:
            (tools / f".{package}").touch()
    return f"import sys;sys.path.insert(0,{str(tools)!r});"


def text(r):
    return " ".join(r.choice(WORDS) for _ in range(r.randrange(2, 20)))


def chat(args):
    """A made-up chat of many messages, or the file that is named."""
    if args.file:
        return args.file
    file, r = WORK / f"chat-{args.messages}.txt", random.Random(1)
    with open(file, "w", encoding="utf-8") as out:
        for i in range(args.messages):
            day, minute = divmod(i * 3, 1440)
            stamp = time.strftime("%d/%m/%Y", time.gmtime(1_700_000_000 + day * 86400))
            out.write(f"{stamp}, {minute // 60:02d}:{minute % 60:02d} - {r.choice(('Alex', 'Dan'))}: {text(r)}\n")
    return file


def whatsapp(args):
    file = chat(args)
    peer = WORK / "node_modules" / "whatsapp-chat-parser"
    if not peer.exists():
        subprocess.run(["npm", "install", "--silent", "--prefix", WORK, "whatsapp-chat-parser@4.0.2"], check=True)
    script = ("const p=require(process.argv[1]),fs=require('fs');"
              "console.log(p.parseString(fs.readFileSync(process.argv[2],'utf8')).length)")
    print(f"WhatsApp text, {file.name}, {file.stat().st_size / 1e6:.1f} MB")
    compare([("daybook import --dry-run", [DAYBOOK, "import", "--dry-run", "--json", file]),
             ("daybook import (sealed on disk)", sealed(file)),
             ("whatsapp-chat-parser 4.0.2", ["node", "-e", script, peer, file]),
             ("chatpack 0.7.0", [*rust_peer("chatpack-whatsapp"), file])], args.runs, fresh_diary)


def sms(args):
    file = args.file or made_sms(args.messages)
    parse = "\nfor _,x in e.iterparse(sys.argv[1]{}): x.clear()"
    plain = "import sys,xml.etree.ElementTree as e" + parse.format("")
    lxml = python_tools("lxml==6.1.3") + "from lxml import etree as e" + parse.format(",huge_tree=True")
    print(f"SMS Backup & Restore, {file.name}, {file.stat().st_size / 1e6:.1f} MB")
    compare([("daybook import --dry-run", [DAYBOOK, "import", "--dry-run", "--json", file]),
             ("daybook import (sealed on disk)", sealed(file)),
             ("Python ElementTree, parse only", [sys.executable, "-c", plain, file]),
             ("lxml 6.1.3, parse only", [sys.executable, "-c", lxml, file])], args.runs, fresh_diary)


def made_sms(messages):
    file, r = WORK / f"sms-{messages}.xml", random.Random(2)
    with open(file, "w", encoding="utf-8") as out:
        out.write(f"<?xml version='1.0' encoding='UTF-8'?>\n<smses count=\"{messages}\">\n")
        for i in range(messages):
            body = text(r).replace("😀", "&#128512;")
            out.write(f'  <sms address="+4477009{i % 900:05d}" date="{1_700_000_000_000 + i * 60_000}" '
                      f'type="{1 + i % 2}" body="{body}" />\n')
        out.write("</smses>\n")
    return file


def telegram(args):
    file = args.file or WORK / f"telegram-{args.messages}.json"
    if not args.file:
        r = random.Random(4)
        message = lambda i: {"id": i, "type": "message", "date_unixtime": str(1_700_000_000 + i * 60), "text": text(r),
                             "date": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(1_700_000_000 + i * 60)),
                             "from": r.choice(("Alex", "Dan")), "from_id": "user1", "text_entities": []}
        thread = {"name": "Dan", "type": "personal_chat", "id": 1, "messages": [message(i) for i in range(args.messages)]}
        file.write_text(json.dumps(thread, ensure_ascii=False, indent=1), encoding="utf-8")
    social("Telegram", "chatpack-telegram", file, args.runs)


def instagram(args):
    file = args.file or WORK / f"instagram-{args.messages}.json"
    if not args.file:
        r = random.Random(5)
        message = lambda i: {"sender_name": r.choice(("Alex", "Dan")), "timestamp_ms": 1_700_000_000_000 + i * 60_000,
                             "content": text(r).encode().decode("latin-1"), "is_geoblocked_for_viewer": False}
        thread = {"participants": [{"name": "Alex"}, {"name": "Dan"}], "title": "Dan", "is_still_participant": True,
                  "messages": [message(i) for i in range(args.messages, 0, -1)],
                  "thread_path": "inbox/dan_1", "magic_words": []}
        file.write_text(json.dumps(thread, indent=1), encoding="utf-8")
    social("Instagram", "chatpack-instagram", file, args.runs)


def social(app, reader, file, runs):
    orjson = python_tools("orjson==3.13.0") + "import orjson;print(len(orjson.loads(open(sys.argv[1],'rb').read())['messages']))"
    print(f"{app}, {file.name}, {file.stat().st_size / 1e6:.1f} MB")
    compare([("daybook import --dry-run", [DAYBOOK, "import", "--dry-run", "--json", file]),
             ("chatpack 0.7.0", [*rust_peer(reader), file]),
             ("orjson 3.13.0, parse only", [sys.executable, "-c", orjson, file])], runs)


def mbox(args):
    file, r = args.file or WORK / f"mail-{args.messages}.mbox", random.Random(6)
    if not args.file:
        with open(file, "w", encoding="utf-8") as out:
            for i in range(args.messages):
                day = time.strftime("%a, %d %b %Y %H:%M:%S +0000", time.gmtime(1_700_000_000 + i * 600))
                out.write(f"From dan@example.org {time.asctime(time.gmtime(1_700_000_000 + i * 600))}\nFrom: Dan <dan@example.org>\n"
                          f"To: alex@example.com\nSubject: {r.choice(WORDS[:-3])}\nDate: {day}\nMessage-ID: <{i}@example.org>\n")
                if i % 20:
                    out.write(f"Content-Type: text/plain; charset=utf-8\n\n{text(r)}\n\n")
                else:
                    lines = base64.encodebytes(r.randbytes(100_000)).decode()
                    out.write('MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n\n--b\n\n' + text(r) +
                              "\n--b\nContent-Type: image/jpeg; name=a.jpg\nContent-Transfer-Encoding: base64\n\n" +
                              f"{lines}\n--b--\n\n")
    script = "import sys,mailbox\nprint(sum(1 for m in mailbox.mbox(sys.argv[1]) if m.get_payload() is not None))"
    print(f"Mailbox, {file.name}, {file.stat().st_size / 1e6:.1f} MB")
    compare([("daybook import --dry-run", [DAYBOOK, "import", "--dry-run", "--json", file]),
             ("mail-parser 0.11.9, parse only", [*rust_peer("mail-parser"), file]),
             ("Python mailbox, parse only", [sys.executable, "-c", script, file])], args.runs)


def ingest(args):
    folder, r = WORK / f"evidence-{args.files}", random.Random(3)
    folder.mkdir(exist_ok=True)
    for i in range(args.files):
        (folder / f"{i:05}.bin").write_bytes(r.randbytes(500_000))
    copy = WORK / "copy"

    def before():
        fresh_diary()
        shutil.rmtree(copy, ignore_errors=True)

    print(f"Evidence folder, {args.files} files, {args.files / 2:.0f} MB")
    compare([("daybook import (sealed, synced)", sealed(folder)), ("cp -r (not sealed, not synced)", ["cp", "-r", folder, copy])],
            args.runs, before)


def big_diary(file):
    """A diary with the chat in it, and the same messages as plain and as sealed SQLite tables with an index of words."""
    diary, plain, sealed_table = (WORK / f"{file.stem}{end}" for end in (".db", ".sqlite", ".sqlcipher"))
    if not diary.exists():
        fresh_diary()
        subprocess.run(sealed(file), stdout=subprocess.DEVNULL, check=False)
        shutil.move(WORK / "bench.db", diary)
    if not plain.exists():
        dump = subprocess.run([DAYBOOK, "import", "--dry-run", "--items", file], stdout=subprocess.PIPE, check=False)
        rows = [(i["at"], i["from"], i["text"]) for i in map(json.loads, dump.stdout.splitlines())]
        with sqlite3.connect(plain) as db:
            db.execute("create table message(at text, sender text, body text)")
            db.executemany("insert into message values(?,?,?)", rows)
            start = time.perf_counter()
            db.execute("create virtual table words using fts5(body, content='message')")
            db.execute("insert into words(words) values('rebuild')")
            print(f"(SQLite FTS5 built its index in {time.perf_counter() - start:.1f} s)")
    if not sealed_table.exists():
        script = python_tools("sqlcipher3-wheels==0.5.7") + (
            "from sqlcipher3 import dbapi2 as s\ndb=s.connect(sys.argv[1])\n"
            "db.execute(\"attach database ? as c key 'quiet harbour violet stamp'\",(sys.argv[2],))\n"
            "db.execute('create table c.message as select at,sender,body from message')\ndb.commit()")
        subprocess.run([sys.executable, "-c", script, plain, sealed_table], check=True)
    return diary, plain, sealed_table


def opening(args):
    file = chat(args)
    diary, plain, sealed_table = big_diary(file)
    fresh_diary()
    group = "print(db.execute('select sender,count(*) from message group by sender').fetchall())"
    cipher = python_tools("sqlcipher3-wheels==0.5.7") + (
        "from sqlcipher3 import dbapi2 as s\ndb=s.connect(sys.argv[1])\n"
        "db.execute(\"pragma key='quiet harbour violet stamp'\")\n" + group)
    table = "import sys,sqlite3\ndb=sqlite3.connect(sys.argv[1])\n" + group
    base = [DAYBOOK, "--passphrase-file", WORK / "pass", "--diary"]
    print(f"Opening a diary of {file.name}")
    compare([("daybook list, an empty diary", [*base, WORK / "empty.db", "list"]),
             ("daybook list", [*base, diary, "list"]),
             ("SQLCipher, one group-by", [sys.executable, "-c", cipher, sealed_table]),
             ("SQLite unsealed, one group-by", [sys.executable, "-c", table, plain])], args.runs)


class Pages:
    """The program with its diary open, as a browser sees it."""

    def __init__(self, diary):
        quiet = {**os.environ, "DAYBOOK_NO_BROWSER": "1"}
        self.child = subprocess.Popen([DAYBOOK, "--diary", diary], env=quiet, stdout=subprocess.PIPE, text=True)
        address = next(line for line in self.child.stdout if "http://127.0.0.1:" in line).strip()
        self.host, path = address.removeprefix("http://").split("/", 1)
        self.cookie = ""
        self.ask("GET", "/" + path, {"Sec-Fetch-Site": "none"})
        self.fill("/", "/open", passphrase=PASSPHRASE)

    def ask(self, method, path, headers, body=None):
        link = http.client.HTTPConnection(self.host)
        link.request(method, path, body, {**headers, "Cookie": self.cookie, "Connection": "close"})
        reply = link.getresponse()
        page = reply.read().decode()
        self.cookie = (reply.getheader("Set-Cookie") or self.cookie).split(";")[0]
        return reply.status, page

    def form(self, page, action):
        _, shown = self.ask("GET", page, {"Sec-Fetch-Site": "same-origin"})
        own = shown[shown.index(f'action="{action}"'):]
        hidden = {}
        for name in ("form_token", "once"):
            found = re.search(f'name="{name}"[^>]*value="([^"]*)"', own)
            if found:
                hidden[name] = found[1]
        return hidden

    def fill(self, page, action, **fields):
        return self.post(action, {**self.form(page, action), **fields})

    def post(self, action, fields):
        headers = {"Sec-Fetch-Site": "same-origin", "Origin": "null",
                   "Content-Type": "application/x-www-form-urlencoded"}
        return self.ask("POST", action, headers, urllib.parse.urlencode(fields))

    def close(self):
        self.child.kill()
        self.child.wait()


def spread(name, seconds):
    ordered = sorted(seconds)
    p95 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    print(f"{name:34} {statistics.median(ordered) * 1000:8.1f} ms  (p95 {p95 * 1000:.1f}, {len(ordered)} searches)")


def search(args):
    """Searches in the open diary through its page, the making of the page included; peers as they are used."""
    file = chat(args)
    diary, plain, _ = big_diary(file)
    needles = ["street", "tonight", "why not", "no such words", "ee", "saw", "q", "left work", "THE", "nswer"] * args.runs
    pages = Pages(diary)
    hidden = pages.form("/search", "/search")
    took = {name: [] for name in ("daybook, any part of a word", "the search page without a search", "ripgrep on plain text, any part",
                                  "SQLite like, any part", "SQLite FTS5, whole words")}
    db = sqlite3.connect(plain)

    def timed(name, work):
        start = time.perf_counter()
        work()
        took[name].append(time.perf_counter() - start)

    for needle in needles:
        timed("daybook, any part of a word", lambda: pages.post("/search", {**hidden, "text": needle}))
        timed("the search page without a search", lambda: pages.ask("GET", "/search", {"Sec-Fetch-Site": "same-origin"}))
        if shutil.which("rg"):
            timed("ripgrep on plain text, any part", lambda: run(["rg", "-c", "-i", "-F", needle, file]))
        timed("SQLite like, any part", lambda: db.execute(
            "select count(*) from message where body like ?", (f"%{needle}%",)).fetchone())
        timed("SQLite FTS5, whole words", lambda: db.execute(
            "select count(*) from words where words match ?", (f'"{needle}"',)).fetchone())
    pages.close()
    print(f"Search in {file.name}")
    for name, seconds in took.items():
        if seconds:
            spread(name, seconds)


def pdf(args):
    """A long table with photos. Build the peer of ours with `cargo build --release -p daybook-report --examples`."""
    own = pathlib.Path(DAYBOOK).parent / "examples" / "chronology"
    out, rows, photos = WORK / "long.pdf", 5000, 250
    script = python_tools("reportlab==5.1.0") + f"""
import io
from PIL import Image as Picture
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Image, Paragraph, SimpleDocTemplate, Table
style = getSampleStyleSheet()['BodyText']
what = ('He waited outside work again and followed to the bus stop. "I only want to talk", he said. '
        'Two colleagues saw it and wrote it down the same evening. ')
def photo(n):
    out = io.BytesIO()
    Picture.new('RGB', (800, 600), (n % 256, 90, 160)).save(out, 'JPEG')
    return Image(io.BytesIO(out.getvalue()), 80, 60)
rows = [['No.', 'When', 'Who', 'What happened', 'Exhibit']]
for n in range({rows}):
    last = photo(n) if n % {rows // photos} == 0 else Paragraph(f'AB/{{n}}', style)
    rows.append([str(n), '1 March 2026, 21:04', Paragraph('Dan Example, in person', style), Paragraph(what, style), last])
SimpleDocTemplate({str(out)!r}, pagesize=A4).build([Table(rows, colWidths=[38, 96, 92, 200, 90], repeatRows=1)])
"""
    print(f"A PDF of {rows} rows and {photos} photos")
    compare([("daybook-report, tagged PDF/UA and /A", [own, out, str(rows), str(photos)]),
             ("reportlab 5.1.0, untagged", [sys.executable, "-c", script])], args.runs)


def pack(args):
    folder = WORK / "try"
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run([DAYBOOK, "try", "--no-open", "--dir", folder], check=True, stdout=subprocess.DEVNULL, cwd=ROOT)
    made = folder / "run-1" / "pack"
    validate = python_tools("bagit==1.9.0", "setuptools<81") + "import bagit;bagit.Bag(sys.argv[1]).validate()"
    print("Verifying the sample case's pack")
    compare([("daybook verify (files and proofs)", [DAYBOOK, "verify", made]),
             ("bagit-py (files only)", [sys.executable, "-c", validate, made])], args.runs)


def sealed(what):
    return [DAYBOOK, "--diary", WORK / "bench.db", "--passphrase-file", WORK / "pass", "import", what]


def fresh_diary():
    """A copy of an empty diary, so that making one (the slow passphrase step) is not timed; opening it is."""
    empty = WORK / "empty.db"
    (WORK / "pass").write_text(PASSPHRASE)
    if not empty.exists():
        subprocess.run([DAYBOOK, "--diary", empty, "--passphrase-file", WORK / "pass", "new"], check=True, stdout=subprocess.DEVNULL)
    shutil.copyfile(empty, WORK / "bench.db")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    jobs = {"whatsapp": whatsapp, "sms": sms, "telegram": telegram, "instagram": instagram, "mbox": mbox, "ingest": ingest, "open": opening, "search": search, "pdf": pdf, "pack": pack}
    parser.add_argument("job", choices=jobs)
    parser.add_argument("--messages", type=int, default=200_000)
    parser.add_argument("--file", type=pathlib.Path, help="an export to read in place of a made-up one")
    parser.add_argument("--files", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=3)
    args = parser.parse_args()
    WORK.mkdir(parents=True, exist_ok=True)
    jobs[args.job](args)


main()
