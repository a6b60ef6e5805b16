"""confusion.py [--daybook PROGRAM] [--seeds N] [--first SEED]: Daybook on made-up cases, held against what is true of them.

Drives the program as a person would: a new diary, a person, their first number, a boundary, incidents, an order, the phone's
export; then reads `pattern --json`. Prints one table. Python's standard library only.
"""
import argparse
import datetime as dt
import json
import os
import random
import subprocess
import sys
import tempfile
import zoneinfo
from collections import Counter
from xml.sax.saxutils import quoteattr

import cases
import plots

LONDON = zoneinfo.ZoneInfo("Europe/London")


def instant(local):
    return local.replace(tzinfo=LONDON).timestamp()


def local(text):
    at = dt.datetime.fromisoformat(text.replace("Z", "+00:00"))
    return at.astimezone(LONDON).replace(tzinfo=None)


class Diary:
    """A diary in a folder of its own."""

    def __init__(self, program, folder):
        self.program, self.folder = program, folder
        self.file = os.path.join(folder, "daybook.db")
        self.passphrase = os.path.join(folder, "pass")
        with open(self.passphrase, "w") as out:
            out.write("quiet harbour violet stamp")

    def run(self, *arguments, now="2026-01-10T12:00:00Z"):
        command = [self.program, "--json", "--diary", self.file, "--passphrase-file", self.passphrase, *arguments]
        environment = dict(os.environ, DAYBOOK_CLOCK=now)
        done = subprocess.run(command, capture_output=True, text=True, env=environment)
        if done.returncode > 1:
            sys.exit("%s\n%s" % (arguments, done.stderr))
        return json.loads(done.stdout)


def write_export(case, folder):
    """The phone's export as SMS Backup & Restore writes it."""
    ms = lambda item: str(int(instant(item["at"]) * 1000))
    name = lambda item: quoteattr(item["name"] or "(Unknown)")
    texts = [i for i in case.items if i["kind"] == "text" and not i.get("group")]
    calls = [i for i in case.items if i["kind"] != "text"]
    with open(os.path.join(folder, "sms.xml"), "w", encoding="utf-8") as out:
        out.write("<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>\n<smses count=\"%d\">\n" % len(texts))
        for i in texts:
            out.write('  <sms protocol="0" address="%s" date="%s" type="%d" body=%s read="1" status="-1" contact_name=%s />\n'
                      % (i["number"], ms(i), 1 if i["way"] == "in" else 2, quoteattr(i["text"]), name(i)))
        out.write("</smses>\n")
    with open(os.path.join(folder, "calls.xml"), "w", encoding="utf-8") as out:
        out.write("<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>\n<calls count=\"%d\">\n" % len(calls))
        for i in calls:
            answered = i["kind"] == "answered"
            out.write('  <call number="%s" duration="%d" date="%s" type="%d" presentation="1" contact_name=%s />\n'
                      % (i["number"], 120 if answered else 0, ms(i), 1 if answered else 3, name(i)))
        out.write("</calls>\n")


def write_groups(case, folder):
    """Each group as WhatsApp's own export; gives the files."""
    names = sorted({i["group"] for i in case.items if i.get("group")})
    for name in names:
        with open(os.path.join(folder, "WhatsApp Chat with %s.txt" % name), "w", encoding="utf-8") as out:
            for i in case.items:
                if i.get("group") == name:
                    out.write("%s - %s: %s\n" % (i["at"].strftime("%d/%m/%Y, %H:%M"), i["number"], i["text"]))
    return [os.path.join(folder, "WhatsApp Chat with %s.txt" % name) for name in names]


def pattern_of(program, case, folder):
    """What the program says of a case."""
    diary = Diary(program, folder)
    diary.run("new", "--name", "Alex Marlow")
    diary.run("people", "--add", "Rob Kersey", "--relation", "ex-partner")
    diary.run("link", case.numbers[0], "--person", "rob", "--basis", "he gave it to me")
    when = lambda at: at.strftime("%-d %B %Y at %H:%M")
    diary.run("boundary", "Do not contact me again.", "--when", when(case.boundary), "--to", "rob")
    for block in case.blocks:
        if block["number"] == case.numbers[0]:
            diary.run("add", "I blocked him.", "--when", when(block["at"]), "--who", "rob", "--responded", "blocked")
    for incident in case.incidents:
        diary.run("add", incident["what"], "--when", when(incident["at"]), "--who", "rob", "--kind", incident["kind"])
    if case.order:
        diary.run("order", "Restraining order", "--against", "rob", "--from", case.order.isoformat(), "--forbids", "contact")
    write_export(case, folder)
    diary.run("import", os.path.join(folder, "sms.xml"), os.path.join(folder, "calls.xml"), *write_groups(case, folder))
    suggested = [f for f in diary.run("pattern")["findings"] if f["signal"] == "link"]
    # The person agrees with what is right and links it; the rest is looked at with all numbers known.
    for number in case.numbers[1:]:
        diary.run("link", number, "--person", "rob", "--basis", "the same words")
    return suggested, diary.run("pattern")


def held_against(case, suggested, pattern, table):
    """Adds one case to the table."""
    findings = pattern["findings"]
    of = lambda signal: [f for f in findings if f["signal"] == signal]
    named = {f["identifier"] for f in suggested}
    right = set(case.numbers[1:])
    table["links right"] += len(named & right)
    table["links missed"] += len(right - named)
    table["links wrong"] += len(named - right)
    table["look-alikes suggested"] += len(named & set(case.truth["decoys"]))
    new = {f["identifier"] for f in of("identifiers")}
    table["new numbers after a block found"] += len(new & right)
    table["new numbers after a block missed"] += len(right - new)
    found = [local(f["from"]).date() for f in of("rate") if f["kind"] != "overall"]
    planted = changes(case)
    near = lambda a, b: abs((a - b).days) <= 3
    table["changes of 2x or more found"] += sum(any(near(p, f) for f in found) for p in planted)
    table["changes of 2x or more missed"] += sum(not any(near(p, f) for f in found) for p in planted)
    table["changes that are none"] += sum(not any(near(p, f) for p in planted) for f in found)
    visits = {local(f["until"]).isoformat(timespec="minutes") for f in of("turn-ups") if f["kind"] == "after_contact"}
    for visit in case.truth["visits"]:
        outcome = {(True, True): "after calls, found", (True, False): "after calls, missed",
                   (False, True): "no calls, told all the same", (False, False): "no calls, left alone"}
        table["visits " + outcome[visit["after_calls"], visit["at"] in visits]] += 1
    answered = {local(f["from"]).isoformat(timespec="minutes") for f in of("replies")}
    table["answered calls found"] += len(answered & set(case.truth["answered"]))
    table["answered calls missed"] += len(set(case.truth["answered"]) - answered)
    within = {w["source"] for o in pattern["orders"] for w in o["within"]}
    bound = [i for i in case.items if i["number"] in case.numbers and case.order and i["at"].date() >= case.order]
    table["contacts within the order, true"] += len(bound)
    table["contacts within the order, found"] += len(within)


def changes(case):
    """Days on which the planted rate really changed by two times or more, and lasted."""
    days, before = [], 0.0
    for change in case.truth["changes"] or []:
        if change["day"] == 0:
            before = change["rate"]  # The record begins with it: nothing changes on that day.
            continue
        low, high = sorted((before, change["rate"]))
        if high >= 2 * low:
            days.append((cases.START + change["day"] * cases.DAY).date())
        before = change["rate"]
    return days


def told_of(program, days, folder):
    """A diary of visits told, each written down so many days after it happened; gives what is found of them."""
    diary = Diary(program, folder)
    diary.run("new", "--name", "Alex Marlow")
    diary.run("people", "--add", "Rob Kersey", "--relation", "ex-partner")
    for day, late in sorted(days, key=sum):
        at = cases.START + day * cases.DAY + dt.timedelta(hours=18)
        wrote = (at + late * cases.DAY + dt.timedelta(hours=3)).strftime("%Y-%m-%dT%H:%M:%SZ")
        diary.run("add", "He was outside.", "--when", at.strftime("%-d %B %Y at %H:%M"), "--who", "rob", "--kind", "turn_up", now=wrote)
    return [f for f in diary.run("pattern")["findings"] if f["signal"] in ("told", "rate") and f["kind"] == "rise"]


def other_plots(chosen, table):
    """Plots of another make, changes of the rate and links."""
    for plot in plots.CHANGING + plots.LINKED[:1] + plots.STEADY:
        counts = Counter()
        for seed in range(chosen.first, chosen.first + chosen.seeds):
            with tempfile.TemporaryDirectory() as folder:
                case = plot(seed)
                suggested, pattern = pattern_of(chosen.daybook, case, folder)
                held_against(case, suggested, pattern, counts)
        if plot in plots.LINKED:
            counts = Counter({name: n for name, n in counts.items() if "change" not in name})
        for name, n in counts.items():
            if name.startswith(("links", "look", "new numbers", "changes")) and n:
                table["%s: %s" % (plot.__name__, name)] += n
        print("plot %s" % plot.__name__, file=sys.stderr)


def told_plots(chosen, table):
    """What is told: a rise that is real, and three that writing explains."""
    for plot, real in plots.TOLD:
        for seed in range(chosen.first, chosen.first + max(1, chosen.seeds // 3)):
            with tempfile.TemporaryDirectory() as folder:
                found = told_of(chosen.daybook, plot(random.Random(seed)), folder)
            table["%s: %s" % (plot.__name__, "a rise, " + ("found" if found else "missed") if real else "no rise, " + ("told all the same" if found else "none told"))] += 1


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--daybook", default="target/release/daybook")
    parser.add_argument("--seeds", type=int, default=12)
    parser.add_argument("--first", type=int, default=0)
    chosen = parser.parse_args()
    table, steady = Counter(), Counter()
    for seed in range(chosen.first, chosen.first + chosen.seeds):
        with tempfile.TemporaryDirectory() as folder:
            case = cases.make(seed)
            suggested, pattern = pattern_of(chosen.daybook, case, folder)
            held_against(case, suggested, pattern, table)
        print("case %d" % seed, file=sys.stderr)
    for kind, make in (("stable years", cases.stable), ("years with six weeks lost", cases.gap)):
        for seed in range(max(1, chosen.seeds // 3)):
            with tempfile.TemporaryDirectory() as folder:
                _, pattern = pattern_of(chosen.daybook, make(100 + chosen.first + seed), folder)
            told = [f["kind"] for f in pattern["findings"] if f["signal"] == "rate" and f["kind"] not in ("overall", "begins")]
            steady[kind] += 1
            steady[kind + ", changes told"] += len(told)
            steady[kind + ", rises told"] += told.count("rise")
    other_plots(chosen, steady)
    told_plots(chosen, steady)
    for name, count in list(table.items()) + list(steady.items()):
        print("| %s | %d |" % (name, count))


if __name__ == "__main__":
    main()
