"""recount.py PACK: counts every figure of a pack again, from the disclosed entries alone.

An independent program: Python's standard library, nothing of Daybook's. It follows docs/format/pack.md, section 5, and for what the
law looks at docs/format/law-pack.md, section 4. It prints each figure that differs and exits 1, or says that all agree and exits 0.
Of an order it checks whose contacts stand under it and on which days, not its terms. It does not check hashes or proofs; `daybook verify` does.
"""
import datetime as dt
import json
import os
import re
import sys
import zoneinfo

NOT_KNOWN = object()


def instant(text):
    """Seconds since 1970, with the fraction."""
    return dt.datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", text).replace("Z", "+00:00")).timestamp()


def local_instant(civil, zone):
    """The instant of a reading of a local clock: the first of two; a skipped one moved on by the gap."""
    civil = dt.datetime.fromisoformat(civil)
    zone = zoneinfo.ZoneInfo(zone)
    first = civil.replace(tzinfo=zone, fold=0)
    return first.timestamp()


def normalise(value):
    """The form two spellings of one number or name share."""
    marks = [(0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x2069), (0xFEFF, 0xFEFF)]
    text = "".join(c for c in value if not any(a <= ord(c) <= b for a, b in marks))
    digits = ""
    for at, c in enumerate(text):
        if "0" <= c <= "9" or (c == "+" and at == 0):
            digits += c
        elif c not in " -().\u00a0\u202f":
            digits = None
            break
    if digits is not None:
        digits = digits.replace("+440", "+44")
        if digits.startswith("00"):
            digits = "+" + digits[2:]
        elif digits.startswith("0"):
            digits = "+44" + digits[1:]
        if 3 <= len(digits.lstrip("+")) <= 15:
            return digits
    return value.strip().lstrip("@").lower()


class Record:
    """The record as the disclosed entries leave it."""

    def __init__(self, pack, keeper):
        self.incidents, self.people, self.identifiers, self.boundaries, self.orders = {}, {}, {}, {}, {}
        self.segments, self.struck, self.keeper = [], set(), {normalise(name) for name in keeper}
        with open(os.path.join(pack, "data/record/entries.jsonl"), encoding="utf-8") as lines:
            for line in lines:
                self.take(json.loads(line))
        acting = lambda person: person.get("role", "suspect") in ("suspect", "helper")
        self.struck_suspects = {entry for entry in self.struck if acting(self.people.get(entry, {"role": ""}))}
        for entry in self.struck:
            for kept in (self.incidents, self.people, self.identifiers, self.boundaries, self.orders):
                kept.pop(entry, None)

    def take(self, entry):
        text = lambda shown: shown["text"] if "text" in shown else bytes.fromhex(shown["hex"]).decode()
        number, parts = entry["index"], entry["parts"]
        body = json.loads(text(parts[0]["shown"]))
        if entry["kind"] == 2:
            shown = parts[1]["items"]["shown"] if len(parts) > 1 and "items" in parts[1] else []
            items = [(i["index"], json.loads(text(i))) for i in shown]
            self.segments.append((number, body["format"], items))
            return
        kind, data = body["type"], body.get("data")
        tables = dict(incident=self.incidents, person=self.people, identifier=self.identifiers, boundary=self.boundaries, order=self.orders)
        if kind in tables:
            tables[kind][number] = data
        elif kind == "amend":
            self.incidents[data["incident"]] = data["revised"]
        elif kind == "amend_person":
            self.people[data["person"]] = data["revised"]
        elif kind == "strike":
            self.struck.add(data["entry"])

    def counts_as(self):
        """Each suspect and helper, and the one they count as."""
        roots = {}
        acting = lambda p: self.people.get(p, {}).get("role", "suspect") in ("suspect", "helper") and p in self.people
        for person in self.people:
            if not acting(person):
                continue
            at = person
            for _ in self.people:
                following = self.people.get(at, {}).get("acts_with") if acting(at) else None
                if following not in self.people:
                    break
                at = following
            roots[person] = at
        return roots


CHANNEL = {"contact_call": "phone", "contact_message": "sms", "contact_online": "social", "publish": "social", "monitor": "social",
           "gift": "post", "order_goods": "post"}
CHANNEL.update(dict.fromkeys(("follow", "watch", "loiter", "turn_up", "approach", "enter_home"), "in_person"))


SOCIAL = ("facebook", "instagram", "telegram", "signal", "x-twitter", "snapchat", "tiktok", "discord", "google-chat")


def channel_of(fmt, item):
    if fmt.startswith("whatsapp"):
        return "whatsapp"
    if fmt.startswith(SOCIAL):
        return "social"
    if item.get("kind") == "call":
        return "phone"
    if fmt.startswith(("sms", "google-voice")) or fmt == "imessage":
        return "sms"
    return "email" if fmt.startswith(("email", "outlook")) else "other"


def owner(links, day):
    """Whom the newest link of an identifier names that had begun by a day; without a day the newest of all."""
    for person, since in reversed(links):
        if since is None or day is None or since <= day:
            return person
    return None


def way_of(record, item):
    """Which way an item went. What nobody says was sent by the keeper came to them."""
    direction, sender = item.get("direction", "unknown"), item.get("from")
    if direction == "out" or (direction == "unknown" and sender is not None and normalise(sender) in record.keeper):
        return "out"
    return "in"


def other_sides(record):
    """The one who writes in each conversation, where there is only one; else None."""
    sides = {}
    for _, fmt, items in record.segments:
        for _, item in items:
            talk, sender = item.get("conversation"), item.get("from")
            if talk is None or sender is None or item.get("kind") == "system" or way_of(record, item) == "out":
                continue
            known = sides.setdefault((fmt, talk), sender)
            if known is not None and normalise(known) != normalise(sender):
                sides[fmt, talk] = None
    return sides


def other_side(record, sides, fmt, item):
    """The number or name an item came from or went to."""
    if way_of(record, item) == "in":
        return item.get("from")
    to = item.get("to", [])
    if len(to) == 1:
        return to[0]
    return None if to else sides.get((fmt, item.get("conversation")))


def asked_to_stop(record, roots):
    """By person: the first time they were asked, from and by. Who acts for another is bound by what that one was told."""
    asked = {}
    for boundary in record.boundaries.values():
        span = boundary["when"].get("span")
        if not span:
            continue
        start, end = (local_instant(t, boundary["when"]["zone"]) for t in span)
        for person in (p for p in boundary.get("to") or roots if p in roots):
            known = asked.get(person, (start, end))
            asked[person] = min(start, known[0]), min(end, known[1])
    first = lambda spans: (min(s[0] for s in spans), min(s[1] for s in spans)) if spans else None
    return lambda persons: first([asked[p] for person in persons for p in {person, roots[person]} if p in asked])


def told(record, roots):
    """Every incident, once for each person it counts for."""
    for entry, incident in record.incidents.items():
        named = [p for p in incident.get("who", []) if p in roots]
        who = {root: [p for p in named if roots[p] == root] for root in {roots[p] for p in named}}
        if not who and (not incident.get("who") or record.struck_suspects & set(incident["who"])):
            who = {NOT_KNOWN: []}
        when = incident["when"]
        span = when.get("span") and tuple(local_instant(t, when["zone"]) for t in when["span"])
        kinds = incident.get("kinds", [])
        for person, members in who.items():
            yield dict(person=person, members=members, source=str(entry), order=(0, entry, 0), span=span, told=True,
                       way="out" if incident.get("direction") == "out" else "in", call=None, identifier=None,
                       minute=when.get("certainty") in ("exact", "about"), fear=incident.get("fear_of_violence") is True, incident=incident, text=None,
                       answered=incident.get("responded") in ("replied", "answered"),
                       channel=incident.get("channel") or (CHANNEL.get(kinds[0], "other") if kinds else "other"))


def imported(record, roots, zone):
    """Every message and call with a suspect."""
    links = {}
    for entry in sorted(record.identifiers):
        link = record.identifiers[entry]
        if link.get("person") is not None:
            links.setdefault(normalise(link["value"]), []).append((link["person"], link.get("since")))
    sides = other_sides(record)
    for segment, fmt, items in record.segments:
        for index, item in items:
            name = other_side(record, sides, fmt, item)
            if item.get("kind") in ("system", "draft", "event") or name is None:
                continue
            at = instant(item["at"]) if item.get("at") else None
            day = dt.datetime.fromtimestamp(at, zone).date().isoformat() if at is not None else None
            person = owner(links.get(normalise(name), []), day)
            if person not in roots:
                continue
            call = (item.get("call") or {}).get("outcome") if item.get("kind") == "call" else None
            yield dict(person=roots[person], members=[person], source="%d/%d" % (segment, index), order=(1, segment, index),
                       span=None if at is None else (at, at), told=False, way=way_of(record, item), call=call, identifier=name,
                       minute=True, fear=False, answered=call == "answered", incident=None, text=item.get("text") or "", kind=item.get("kind"),
                       channel=channel_of(fmt, item))


def contacts(record, zone):
    """Every contact with a suspect, both ways, in order of time."""
    roots = record.counts_as()
    asked = asked_to_stop(record, roots)
    found = list(told(record, roots)) + list(imported(record, roots, zone))
    went_on = set()
    for contact in found:
        bound, span = asked(contact["members"]), contact["span"]
        contact["asked"] = bound is not None
        contact["after"] = bool(bound and span) and span[0] > bound[1]
        contact["perhaps"] = bool(bound and span) and not contact["after"] and span[1] > bound[0]
        contact["reply"] = contact["after"] and (contact["way"] == "out" or contact["answered"])
        if contact["after"] and contact["way"] == "in":
            went_on.add(contact["person"])
    for contact in found:
        bounded = contact["asked"] and contact["person"] in went_on
        contact["counted"] = contact["way"] == "in" and (contact["told"] or contact["after"] or not bounded)
    word = lambda person: "not-known" if person is NOT_KNOWN else str(person)
    return sorted(found, key=lambda c: (c["span"] is None, c["span"] and int(c["span"][0]), c["order"], word(c["person"])))


LONGEST_DAY = 25 * 3600


def occasions(chosen, gap, zone):
    """Contacts of one person that belong together, person by person; an incident whose day is not known stands alone."""
    runs, alone, last = [], [], {}
    for contact in chosen:
        span = contact["span"]
        if span is None or int(span[1]) - int(span[0]) > LONGEST_DAY:
            if contact["told"]:
                alone.append([contact["source"]])
            continue
        start, end = int(span[0]), int(span[1])
        day = dt.datetime.fromtimestamp(start, zone).date()
        run = last.get(contact["person"])
        same_day = run is not None and run["day"] == day and (run["loose"] or not contact["minute"])
        near = run is not None and run["end"] is not None and start - run["end"] < gap
        if not (same_day or contact["minute"] and near):
            run = last[contact["person"]] = dict(end=None, sources=[])
            runs.append(run)
        run["sources"].append(contact["source"])
        run["day"], run["loose"] = day, not contact["minute"]
        if contact["minute"]:
            run["end"] = end if run["end"] is None else max(run["end"], end)
    return [run["sources"] for run in runs] + alone


def count(pack):
    """Every figure again: a list of sources, or a list of groups of them."""
    with open(os.path.join(pack, "data/figures.json"), encoding="utf-8") as file:
        stated = json.load(file)
    parameters = stated["parameters"]
    persons = set(parameters["persons"]) | ({NOT_KNOWN} if parameters["not_known"] else set())
    gap, zone = parameters["occasion_gap_minutes"] * 60, zoneinfo.ZoneInfo(parameters["zone"])
    record = Record(pack, parameters.get("keeper", []))
    every = [c for c in contacts(record, zone) if c["person"] in persons]
    chosen = [c for c in every if c["counted"]]
    of = lambda test: [c["source"] for c in chosen if test(c)]
    days = {}
    for contact in chosen:
        if contact["span"]:
            day = dt.datetime.fromtimestamp(contact["span"][0], zone).date().isoformat()
            days.setdefault(day, []).append(contact["source"])
    figures = {
        "contacts": of(lambda c: True),
        "told": of(lambda c: c["told"]),
        "imported": of(lambda c: not c["told"]),
        "untimed": of(lambda c: not c["span"]),
        "after_boundary": of(lambda c: c["after"]),
        "perhaps_after_boundary": [c["source"] for c in every if c["way"] == "in" and c["perhaps"]],
        "calls_not_answered": of(lambda c: c["call"] in ("missed", "rejected", "blocked", "voicemail")),
        "replies": [c["source"] for c in every if c["reply"]],
        "fear_of_violence": sorted({c["source"] for c in chosen if c["fear"]}),
        "occasions": occasions(chosen, gap, zone),
        "days": list(days.values()),
    }
    for contact in chosen:
        figures.setdefault("channel." + contact["channel"], []).append(contact["source"])
        if contact["identifier"] is not None:
            figures.setdefault("identifier." + normalise(contact["identifier"]), []).append(contact["source"])
    for person in {c["person"] for c in chosen}:
        word = "not-known" if person is NOT_KNOWN else str(person)
        theirs = [c for c in chosen if c["person"] is person or c["person"] == person]
        figures["person.%s.contacts" % word] = [c["source"] for c in theirs]
        figures["person.%s.occasions" % word] = occasions(theirs, gap, zone)
    law = Law(pack, record, chosen, (gap, zone))
    stated["figures"].update(law.stated)
    figures.update(law.counted)
    return stated, figures


class Law:
    """What the law looks at: which entries the pack says bear on each part, and which bear on it by the stated rules."""

    def __init__(self, pack, record, chosen, terms):
        self.record, self.terms, self.stated, self.counted = record, terms, {}, {}
        path = os.path.join(pack, "data/law.json")
        if not os.path.exists(path):
            return
        with open(path, encoding="utf-8") as file:
            self.file = json.load(file)
        for table in self.file["tables"]:
            person = NOT_KNOWN if table["person"] is None else table["person"]
            self.theirs = [c for c in chosen if c["person"] is person or c["person"] == person]
            for law in table["laws"]:
                since = [c for c in self.theirs if not c["span"] or self.day(c) >= law["since"]]
                for element in law["elements"]:
                    self.element("law.%s.%s.%s" % (table["person"], law["id"], element["id"]), element, person, since)

    def day(self, contact):
        return dt.datetime.fromtimestamp(contact["span"][0], self.terms[1]).date().isoformat()

    def element(self, name, element, person, since):
        looks_at = element["looks_at"]
        sort, asks = next(iter(looks_at.items())) if isinstance(looks_at, dict) else (looks_at, None)
        if sort == "order":
            mine = self.within(element["from"], person)
        else:
            mine = sorted(set(getattr(self, sort)(asks, person, since)))
        self.stated[name] = dict(value=len(element["from"]), **{"from": element["from"]})
        self.counted[name] = mine
        if element["count"] is not None:
            groups = occasions([c for c in since if c["source"] in mine and self.is_towards_keeper(c, sort)], *self.terms)
            self.stated[name + " occasions"] = dict(value=element["count"], **{"from": {str(at): g for at, g in enumerate(groups)}})
            self.counted[name + " occasions"] = groups

    def is_towards_keeper(self, contact, sort):
        """Not told as contact with other people and nothing else. Fear is felt at those too."""
        return sort == "fear" or not contact["incident"] or contact["incident"].get("kinds") != ["contact_third_party"]

    def told(self, among, test):
        return [c["source"] for c in among if c["incident"] and test(c["incident"])]

    def occasions(self, _asks, _person, since):
        return [c["source"] for c in since]

    contacts = occasions

    def fear(self, _asks, _person, since):
        return self.told(since, lambda i: i.get("fear_of_violence") is True)

    def distress(self, _asks, _person, since):
        felt = lambda i: i.get("felt_then") is not None or i.get("felt_after") is not None or i.get("fear_of_violence") is True
        return self.told(since, felt)

    def effects(self, _asks, _person, since):
        return self.told(since, lambda i: i.get("effects"))

    def kinds(self, asks, _person, since):
        return self.told(since, lambda i: set(asks) & set(i.get("kinds", [])))

    def sent(self, asks, _person, since):
        sort = lambda c: "contact_call" if c["kind"] == "call" else "contact_message"
        return self.kinds(asks, None, since) + [c["source"] for c in since if not c["incident"] and sort(c) in asks]

    def third_parties(self, _asks, _person, since):
        return self.kinds(["contact_third_party"], None, since)

    def strands(self, asks, _person, since):
        return self.told(since, lambda i: set(asks) & set(i.get("strands", [])))

    def acts(self, _asks, _person, since):
        found = []
        for act in self.file["acts"]:
            found += self.kinds(act["kinds"], None, since)
            found += [c["source"] for c in since if act["contacts"] and not c["incident"]]
        return found

    def threat(self, asks, _person, since):
        told = self.told(since, lambda i: i.get("threat") is not None or "threat" in i.get("kinds", []))
        plain = lambda text: re.sub("[A-Z]", lambda c: c.group().lower(), text.replace("\u2019", "'"))
        phrases = "|".join(re.escape(plain(p)) for p in self.file["phrases"][asks["phrases"]])
        whole = re.compile("(?<![a-z0-9])(?:%s)(?![a-z0-9])" % phrases)
        return told + [c["source"] for c in since if c["text"] and phrases and whole.search(plain(c["text"]))]

    def knowledge(self, _asks, person, _since):
        asked = [str(e) for e, b in self.record.boundaries.items() if not b.get("to") or person in b["to"]]
        orders = [str(e) for e, o in self.record.orders.items() if person in o.get("against", [])]
        return asked + orders + self.told(self.theirs, lambda i: i.get("responded") == "asked_to_stop")

    def relation(self, asks, person, _since):
        relation = (self.record.people.get(person) or {}).get("relation") or ""
        words = "".join(c.lower() if c.isalnum() else " " for c in relation).split()
        return [str(person)] if set(words) & set(asks) else []

    def within(self, stated, person):
        """Those of the stated entries that are the person's and on a day of an order against them."""
        roots = self.record.counts_as()
        against = [o for o in self.record.orders.values() if any(roots.get(p) == person for p in o.get("against", []))]
        days = [(o.get("from") or o.get("served"), o.get("until") or "9999") for o in against]
        inside = lambda c: c["span"] and any(a and a <= self.last_day(c) and self.day(c) <= z for a, z in days)
        theirs = {c["source"] for c in self.theirs if inside(c)}
        return [source for source in stated if source in theirs]

    def last_day(self, contact):
        return dt.datetime.fromtimestamp(contact["span"][1], self.terms[1]).date().isoformat()

    def judged(self, _asks, _person, _since):
        return []


def compare(stated, counted):
    """What differs, in words. What was held back may be missing here, and nothing else may."""
    held, items_held = {str(entry) for entry in stated["held_back"]}, stated["items_held_back"] > 0
    wrong = []
    for name, figure in stated["figures"].items():
        mine, theirs = counted.pop(name, []), figure["from"]
        grouped = isinstance(theirs, dict)
        theirs = sorted(map(sorted, theirs.values())) if grouped else sorted(theirs)
        same = theirs == (sorted(map(sorted, mine)) if grouped else sorted(mine)) and figure["value"] == len(mine)
        if not same and (held or items_held):
            flat = lambda sources: {s for group in sources for s in group} if grouped else set(sources)
            missing = flat(theirs) - flat(mine)
            same = not flat(mine) - flat(theirs) and all(s in held or (items_held and "/" in s) for s in missing)
        if not same:
            wrong.append("%s: stated %s, counted %d" % (name, figure["value"], len(mine)))
    wrong += ["%s: counted %d, not stated" % (name, len(mine)) for name, mine in counted.items() if mine]
    return wrong


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: recount.py PACK")
    stated, counted = count(sys.argv[1])
    total, wrong = len(stated["figures"]), compare(stated, counted)
    if stated["held_back"] or stated["items_held_back"]:
        print("Some entries were held back: figures that rest on them are counted without them.")
    print("\n".join(wrong) if wrong else "%d figures counted again, and all agree." % total)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
