#!/usr/bin/env python3
"""Makes every file of the sample case except `diary.toml`, which is written by hand: `python3 examples/make/make.py`.

The same versions of Python and Pillow give the same bytes. `examples/ORIGIN.md` says which.
"""

import json
import pathlib
import sys
import tomllib
from collections import Counter

sys.dont_write_bytecode = True  # the folder holds what is written by hand, nothing else

import chats
import papers
import phone
import pictures
import plot
from plot import at

CASE = pathlib.Path(__file__).resolve().parent.parent / "case"
# A place in the Irish Sea: the photo holds a position, and nobody lives there.
AT_SEA = (54.0605, -3.6150)
PHOTOS = [
    (pictures.flowers, at(2026, 5, 17, 19, 12, 4), None),
    (pictures.card, at(2026, 5, 17, 19, 20, 31), None),
    (pictures.windscreen, at(2026, 6, 11, 7, 45, 12), None),
    (pictures.parked_car, at(2026, 9, 5, 21, 33, 10), None),
    (pictures.figure, at(2026, 9, 18, 21, 41, 5), None),
    (pictures.tyre, at(2026, 10, 15, 8, 31, 22), None),
    (pictures.parcel, at(2026, 10, 20, 17, 52, 40), AT_SEA),
]


def files():
    """Every file by its name, and what is true of the archives."""
    contacts = plot.unwanted()
    out, truth = {}, {}
    for name, made in (
        ("WhatsApp Chat with Gareth Pell.zip", chats.hers(contacts)),
        ("WhatsApp Chat - +44 7700 900142.zip", chats.friends()),
        ("sms-20261102231000.xml", phone.texts(contacts)),
        ("calls-20261102231000.xml", phone.calls(contacts)),
    ):
        out[name], truth[name] = made
    for draw, taken, place in PHOTOS:
        out[f"IMG_{taken:%Y%m%d_%H%M%S}.jpg"] = pictures.photo(draw, taken, place)
    out["Screenshot_20260914-070311.png"] = pictures.screenshot()
    out["voicemail-20260920-0214.wav"] = papers.voicemail()
    out["letter-2026-05-22.pdf"] = papers.letter()
    return out, truth, contacts


def unwanted_truth(contacts):
    """His contacts with her after the boundary, as the archives hold them. Withheld calls stand apart: no archive says whose they are."""
    by_number, by_archive = Counter(), Counter()
    for contact in contacts:
        by_number[contact.number] += 1
        by_archive[contact.channel] += 1
    for _, who, _, draw, _ in (row for row in chats.MEDIA if row[0] > plot.BOUNDARY):
        by_number[plot.FIRST_NUMBER] += 1
        by_archive["whatsapp"] += 1
    by_number[plot.FIRST_NUMBER] += 1  # the position he sent through WhatsApp
    by_archive["whatsapp"] += 1
    for row in phone.PICTURES:
        if row[1] == plot.SECOND_NUMBER:
            by_number[row[1]] += 1
            by_archive["mms"] += 1
    withheld = by_number.pop(plot.WITHHELD)
    named = [c for c in contacts if c.number != plot.WITHHELD]
    span = lambda rows: dict(
        first_local=f"{rows[0].when:%Y-%m-%d %H:%M}", last_local=f"{rows[-1].when:%Y-%m-%d %H:%M}"
    )
    return dict(
        by_number=dict(sorted(by_number.items())),
        total=sum(by_number.values()),
        by_archive_with_withheld=dict(sorted(by_archive.items())),
        withheld_calls_missed=withheld,
        **span(named),
        spans={
            number: span([c for c in named if c.number == number])
            for number in (plot.FIRST_NUMBER, plot.SECOND_NUMBER)
        },
        silence_local=[
            f"{t:%Y-%m-%d %H:%M}" for t in (max(c.when for c in named if c.when < plot.SILENCE[0]), plot.SILENCE[1])
        ],
    )


def diary_truth(diary, names):
    """Counts of the hand-written diary; every file and key it names must exist."""
    incidents = diary["incident"]
    assert [i["written"] for i in incidents] == sorted(i["written"] for i in incidents), "a diary is written in order"
    keys = {incident["id"] for incident in incidents}
    for incident in incidents:
        lost = [n for n in incident.get("exhibits", []) if n not in names]
        lost += [k for k in incident.get("links", []) if k not in keys] + [
            w for w in incident.get("who", []) if w not in diary["person"]
        ]
        assert not lost, (incident["id"], lost)
    assert all(row["incident"] in keys for row in diary["amend"] + diary["strike"])
    assert all(photo in names for item in diary["item"] for photo in item.get("photos", []))
    count = lambda test: sum(1 for incident in incidents if test(incident))
    return dict(
        incidents_written=len(incidents),
        incidents_struck=len(diary["strike"]),
        incidents_standing=len(incidents) - len(diary["strike"]),
        amended=len(diary["amend"]),
        persons=len(diary["person"]),
        identifiers=len(diary["identifier"]),
        boundaries=len(diary["boundary"]),
        items=len(diary["item"]),
        agency_contacts=len(diary["agency"]),
        private_notes=len(diary["private"]),
        fear_of_violence=count(lambda i: i.get("fear_of_violence")),
        private_places=count(lambda i: i.get("place_private")),
        kinds=dict(sorted(Counter(kind for incident in incidents for kind in incident.get("kinds", [])).items())),
    )


def main():
    made, truth, contacts = files()
    CASE.mkdir(exist_ok=True)
    for name, data in made.items():
        (CASE / name).write_bytes(data)
    diary = tomllib.loads((CASE / "diary.toml").read_text())
    facts = dict(
        zone="Europe/London",
        boundary_local=f"{plot.BOUNDARY:%Y-%m-%d %H:%M}",
        new_number_local=f"{plot.NEW_NUMBER:%Y-%m-%d %H:%M}",
        blocked_local=f"{plot.BLOCKED:%Y-%m-%d %H:%M}",
        tenth_call_local=f"{plot.TENTH_CALL:%Y-%m-%d %H:%M}",
        archives=truth,
        unwanted_after_boundary=unwanted_truth(contacts),
        diary=diary_truth(diary, made),
        never_in_a_pack=["14 Larkspur Mews", "Larkspur"],
        photo_with_place="IMG_20261020_175240.jpg",
        place=list(AT_SEA),
    )
    (CASE / "TRUTH.json").write_text(json.dumps(facts, indent=1, ensure_ascii=False) + "\n")
    for name, data in made.items():
        print(f"{len(data):9,}  {name}")
    print(f"{sum(len(data) for data in made.values()):9,}  in all")


if __name__ == "__main__":
    main()
