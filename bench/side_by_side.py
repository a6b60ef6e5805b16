#!/usr/bin/env python3
"""Runs Daybook and a named peer in turn on the same data: wall seconds and peak memory, median of the runs."""
import argparse
import os
import pathlib
import random
import shutil
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
WORK = ROOT / "target" / "bench"
DAYBOOK = os.environ.get("DAYBOOK", str(ROOT / "target" / "release" / "daybook"))
WORDS = "the street again tonight you left work early call me back why not please answer I saw you 😀 £20".split()
PASSPHRASE = "quiet harbour violet stamp"


def run(command, **extra):
    """Wall seconds, peak memory in MB and exit code of one run; what it prints is thrown away."""
    start = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **extra)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return time.perf_counter() - start, usage.ru_maxrss / 1024, child.returncode


def compare(rows, runs, before=lambda: None):
    """Runs each command once to warm up, then in turn; prints the medians."""
    taken = {name: [] for name, _ in rows}
    for turn in range(runs + 1):
        for name, command in rows:
            before()
            wall, memory, code = run(command)
            # 1 is Daybook's "done, and something was noticed".
            if code != 0 and not (code == 1 and command[0] == DAYBOOK):
                sys.exit(f"{name} ended with {code}: {command}")
            if turn:
                taken[name].append((wall, memory))
    for name, _ in rows:
        walls = [w for w, _ in taken[name]]
        print(f"{name:34} {statistics.median(walls):8.2f} s  ({min(walls):.2f} to {max(walls):.2f})"
              f"  {max(m for _, m in taken[name]):7.0f} MB")


def text(r):
    return " ".join(r.choice(WORDS) for _ in range(r.randrange(2, 20)))


def whatsapp(args):
    file, r = WORK / f"chat-{args.messages}.txt", random.Random(1)
    with open(file, "w", encoding="utf-8") as out:
        for i in range(args.messages):
            day, minute = divmod(i * 3, 1440)
            stamp = time.strftime("%d/%m/%Y", time.gmtime(1_700_000_000 + day * 86400))
            out.write(f"{stamp}, {minute // 60:02d}:{minute % 60:02d} - {r.choice(('Alex', 'Dan'))}: {text(r)}\n")
    peer = WORK / "node_modules" / "whatsapp-chat-parser"
    if not peer.exists():
        subprocess.run(["npm", "install", "--silent", "--prefix", WORK, "whatsapp-chat-parser@4.0.2"], check=True)
    script = ("const p=require(process.argv[1]),fs=require('fs');"
              "console.log(p.parseString(fs.readFileSync(process.argv[2],'utf8')).length)")
    print(f"WhatsApp text, {args.messages} messages, {file.stat().st_size / 1e6:.1f} MB")
    compare([("daybook import --dry-run", [DAYBOOK, "import", "--dry-run", "--json", file]),
             ("daybook import (sealed on disk)", sealed(file)),
             ("whatsapp-chat-parser 4.0.2", ["node", "-e", script, peer, file])], args.runs, fresh_diary)


def sms(args):
    file, r = WORK / f"sms-{args.messages}.xml", random.Random(2)
    with open(file, "w", encoding="utf-8") as out:
        out.write(f"<?xml version='1.0' encoding='UTF-8'?>\n<smses count=\"{args.messages}\">\n")
        for i in range(args.messages):
            body = text(r).replace("😀", "&#128512;")
            out.write(f'  <sms address="+4477009{i % 900:05d}" date="{1_700_000_000_000 + i * 60_000}" '
                      f'type="{1 + i % 2}" body="{body}" />\n')
        out.write("</smses>\n")
    script = "import sys,xml.etree.ElementTree as e\nfor _,x in e.iterparse(sys.argv[1]): x.clear()"
    print(f"SMS Backup & Restore, {args.messages} messages, {file.stat().st_size / 1e6:.1f} MB")
    compare([("daybook import --dry-run", [DAYBOOK, "import", "--dry-run", "--json", file]),
             ("daybook import (sealed on disk)", sealed(file)),
             ("Python ElementTree, parse only", [sys.executable, "-c", script, file])], args.runs, fresh_diary)


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


def pack(args):
    folder = WORK / "try"
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run([DAYBOOK, "try", "--no-open", "--dir", folder], check=True, stdout=subprocess.DEVNULL, cwd=ROOT)
    made = folder / "run-1" / "pack"
    tools = WORK / "python"
    if not tools.exists():
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--target", tools, "bagit==1.9.0", "setuptools<81"]
        subprocess.run(pip, check=True)
    validate = f"import sys;sys.path.insert(0,{str(tools)!r});import bagit;bagit.Bag(sys.argv[1]).validate()"
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
    jobs = {"whatsapp": whatsapp, "sms": sms, "ingest": ingest, "pack": pack}
    parser.add_argument("job", choices=jobs)
    parser.add_argument("--messages", type=int, default=200_000)
    parser.add_argument("--files", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=3)
    args = parser.parse_args()
    WORK.mkdir(parents=True, exist_ok=True)
    jobs[args.job](args)


main()
