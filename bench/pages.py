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
import subprocess
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
    child, browser = start(diary)
    begin = time.perf_counter()
    browser.send("/", "/open", {"passphrase": PASSPHRASE})
    print(f"{'unlock':34} {time.perf_counter() - begin:8.3f} s")
    begin = time.perf_counter()
    browser.ask("GET", "/list")
    print(f"{'timeline, the first time':34} {time.perf_counter() - begin:8.3f} s")
    found = browser.send("/list", "/list", {"text": "Saltgate"})
    pages = {"timeline": "/list", "timeline, page 4,000": "/list?page=4000", "timeline, one channel": "/list?c=3",
             "timeline, one evening hour": "/list?w=5&h=21", "timeline, words": found, "home": "/", "charts": "/see"}
    for name, path in pages.items():
        taken = []
        for _ in range(args.times):
            begin = time.perf_counter()
            answer, _ = browser.ask("GET", path)
            taken.append(time.perf_counter() - begin)
            assert answer.status == 200, path
        taken.sort()
        print(f"{name:34} {statistics.median(taken):8.3f} s   p95 {taken[int(len(taken) * 0.95) - 1]:.3f} s")
    for name, path in {"what stands out": "/shows", "what the law looks at": "/weigh", "dates": "/limits"}.items():
        begin = time.perf_counter()
        browser.ask("GET", path)
        print(f"{name:34} {time.perf_counter() - begin:8.3f} s   (once)")
    peak = re.search(r"VmHWM:\s+(\d+)", pathlib.Path(f"/proc/{child.pid}/status").read_text())
    print(f"{'peak memory':34} {int(peak[1]) / 1024:8.0f} MB")
    child.terminate()


if __name__ == "__main__":
    main()
