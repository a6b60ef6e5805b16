#!/usr/bin/env python3
"""How long the pages of a large diary take: 11,000 incidents and 500,000 messages by default, each page asked fifty times.

The diary is made through the program itself and kept in target/bench, so that a second run only asks.
"""
import argparse
import http.client
import os
import pathlib
import random
import re
import statistics
import shutil
import subprocess
import threading
import time
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parent.parent
WORK = ROOT / "target" / "bench"
DAYBOOK = os.environ.get("DAYBOOK", str(ROOT / "target" / "release" / "daybook"))
PASSPHRASE = "quiet harbour violet stamp"
WORDS = "the street again tonight you left work early call me back why not please answer I saw you".split()
PLACES = ["outside work", "the bus stop", "by the gate", "Saltgate", "online"]


class Browser:
    """One browser's side of the pages: a cookie, forms with their hidden fields."""

    def __init__(self, address):
        match = re.match(r"http://([^/]+)(/.*)", address)
        self.host, self.cookie = match[1], None
        self.ask("GET", match[2])

    def ask(self, method, path, fields=None):
        link = http.client.HTTPConnection(self.host, timeout=300)
        headers = {"Sec-Fetch-Site": "same-origin"}
        body = None
        if self.cookie:
            headers["Cookie"] = self.cookie
        if method == "POST":
            headers |= {"Origin": "null", "Content-Type": "application/x-www-form-urlencoded"}
            body = urllib.parse.urlencode(fields)
        link.request(method, path, body, headers)
        answer = link.getresponse()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                self.cookie = value.split(";")[0]
        return answer, answer.read().decode()

    def upload(self, body, mark):
        link = http.client.HTTPConnection(self.host, timeout=600)
        link.request("POST", "/files", body, {"Sec-Fetch-Site": "same-origin", "Origin": "null", "Cookie": self.cookie,
                                              "Content-Type": f"multipart/form-data; boundary={mark}"})
        answer = link.getresponse()
        assert answer.status == 303, answer.read()

    def send(self, page, action, fields):
        _, text = self.ask("GET", page)
        form = text[text.index(f'action="{action}"'):]
        hidden = dict(re.findall(r'type="hidden" name="(form_token|once)" value="([^"]*)"', form)[:2])
        answer, text = self.ask("POST", action, hidden | fields)
        assert answer.status in (200, 303), text
        return answer.getheader("location")


def text(r):
    return " ".join(r.choice(WORDS) for _ in range(r.randrange(4, 20)))


def start(diary):
    child = subprocess.Popen([DAYBOOK, "--diary", diary], stdout=subprocess.PIPE, text=True,
                             env=os.environ | {"DAYBOOK_NO_BROWSER": "1"})
    for line in child.stdout:
        if line.strip().startswith("http"):
            return child, Browser(line.strip())
    raise SystemExit("the program did not start")


def make(diary, args):
    r = random.Random(3)
    (WORK / "pages-passphrase.txt").write_text(PASSPHRASE + "\n")
    daybook = [DAYBOOK, "--diary", diary, "--passphrase-file", WORK / "pages-passphrase.txt"]
    subprocess.run([*daybook, "new", "--name", "Alex Sample"], check=True, stdout=subprocess.DEVNULL)
    chat = WORK / "pages-chat.txt"
    with open(chat, "w", encoding="utf-8") as out:
        for i in range(args.messages):
            day, minute = divmod(i * 5, 1440)
            stamp = time.strftime("%d/%m/%Y", time.gmtime(1_600_000_000 + day * 86400))
            out.write(f"{stamp}, {minute // 60:02d}:{minute % 60:02d} - {r.choice(('Alex Sample', 'Dan'))}: {text(r)}\n")
    subprocess.run([*daybook, "import", "--me", "Alex Sample", chat], stdout=subprocess.DEVNULL)
    child, browser = start(diary)
    browser.send("/", "/open", {"passphrase": PASSPHRASE})
    browser.send("/people", "/people", {"name": "Dan", "role": "suspect"})
    person = re.search(r'id="p(\d+)"', browser.ask("GET", "/people")[1])[1]
    browser.send("/people", "/people/link", {"value": "Dan", "kind": "whatsapp", "person": person, "basis": "his name in my phone"})
    for _ in range(args.incidents):
        day = time.strftime("%d/%m/%Y", time.gmtime(1_600_000_000 + r.randrange(190_000_000)))
        when = f"{day} at {r.randrange(24):02d}:{r.randrange(60):02d}"
        browser.send("/add", "/add", {"what": f"{text(r)}, {r.choice(PLACES)}", "when": when})
    child.terminate()
    child.wait()


def pages(browser, found):
    """Every sort of page, by a name; `found` is a timeline narrowed to words."""
    _, people = browser.ask("GET", "/people")
    person = re.search(r'id="p(\d+)"', people)[1]
    _, talks = browser.ask("GET", "/list?c=3&page=4000")
    talk = re.search(r'href="(/talk/\d+/\d+)"', talks)[1]
    _, told = browser.ask("GET", "/list")
    entry = re.search(r'href="(/entry/\d+)"', told)[1]
    return {
        "timeline": "/list", "timeline, page 4,000": "/list?page=4000", "timeline, one channel": "/list?c=3",
        "timeline, one evening hour": "/list?w=5&h=21", "timeline, words": found, "home": "/", "charts": "/see",
        "charts of one person": f"/see?p={person}", "one person": f"/people/{person}", "people": "/people", "one message among others": talk,
        "one entry": entry, "more about an entry": f"{entry}/more", "things of an entry": f"{entry}/more/things",
        "who did it": f"{entry}/more/who", "add": "/add", "files": "/files", "search": "/search", "what stands out": "/shows",
        "what the law looks at": "/weigh", "dates": "/limits", "for your safety": "/topics", "after I asked": "/since",
        "orders": "/papers", "agencies": "/spoke", "things": "/things", "pack": "/pack", "just for you": "/own", "keep": "/keep",
    }


def timed(browser, path, method="GET", fields=None):
    begin = time.perf_counter()
    answer, _ = browser.ask(method, path, fields)
    assert answer.status == 200, f"{path}: {answer.status}"
    return time.perf_counter() - begin


def ask_each(browser, pages, times):
    """The first asking is apart: it may work out what the others use again."""
    for name, path in pages.items():
        first = timed(browser, path)
        taken = sorted(timed(browser, path) for _ in range(times))
        line(name, first, taken)
    _, text = browser.ask("GET", "/search")
    token = re.search(r'name="form_token" value="([^"]*)"', text)[1]
    for name, path, fields in (("search for a word", "/search", {"text": "again"}), ("what will be in the pack", "/pack/look", {})):
        first = timed(browser, path, "POST", {"form_token": token} | fields)
        taken = sorted(timed(browser, path, "POST", {"form_token": token} | fields) for _ in range(max(times // 5, 1)))
        line(name, first, taken)


def line(name, first, taken):
    p95 = taken[max(int(len(taken) * 0.95) - 1, 0)]
    print(f"{name:34} first {first:7.3f} s   median {statistics.median(taken):7.3f} s   p95 {p95:7.3f} s   most {taken[-1]:7.3f} s")


def during(browser):
    """Pages asked while a chat of as many messages is taken in through the files page."""
    r = random.Random(5)
    rows = [f"{1 + i // 1440 % 28:02d}/{1 + i // 40320 % 12:02d}/{2010 + i // 483840}, {i // 60 % 24:02d}:{i % 60:02d} - Kim: {text(r)}"
            for i in range(500_000)]
    _, shown = browser.ask("GET", "/files")
    token = re.search(r'name="form_token" value="([^"]*)"', shown)[1]
    mark = "mark"
    body = (f'--{mark}\r\nContent-Disposition: form-data; name="form_token"\r\n\r\n{token}\r\n'
            f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="chat.txt"\r\n\r\n' + "\n".join(rows) + f"\r\n--{mark}--\r\n")
    sent = threading.Thread(target=browser.upload, args=(body.encode(), mark))
    taken, begin = {path: [] for path in ("/", "/list", "/add", "/see")}, time.perf_counter()
    sent.start()
    while True:
        for path in taken:
            taken[path].append(timed(browser, path))
        _, shown = browser.ask("GET", "/files/progress")
        if not sent.is_alive() and "Your files are in the diary" in shown:
            break
    print(f"{'taking it in':34} {time.perf_counter() - begin:7.3f} s")
    for path, times in taken.items():
        line(path, times[0], sorted(times))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=500_000)
    parser.add_argument("--incidents", type=int, default=11_000)
    parser.add_argument("--times", type=int, default=50)
    args = parser.parse_args()
    WORK.mkdir(parents=True, exist_ok=True)
    diary = WORK / f"pages-{args.messages}-{args.incidents}.db"
    if not diary.exists():
        make(diary, args)
    # What is taken in below must not stand in the next run.
    used = WORK / "pages-used.db"
    shutil.copy(diary, used)
    child, browser = start(used)
    begin = time.perf_counter()
    browser.send("/", "/open", {"passphrase": PASSPHRASE})
    print(f"{'unlock':34} {time.perf_counter() - begin:8.3f} s")
    begin = time.perf_counter()
    browser.ask("GET", "/list")
    print(f"{'timeline, the first time':34} {time.perf_counter() - begin:8.3f} s")
    found = browser.send("/list", "/list", {"text": "Saltgate"})
    ask_each(browser, pages(browser, found), args.times)
    print("while an archive is read and saved:")
    during(browser)
    peak = re.search(r"VmHWM:\s+(\d+)", pathlib.Path(f"/proc/{child.pid}/status").read_text())
    print(f"{'peak memory':34} {int(peak[1]) / 1024:8.0f} MB")
    child.terminate()


if __name__ == "__main__":
    main()
