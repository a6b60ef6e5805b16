//! The journeys of a person through the pages in Chromium, each with and without JavaScript and at three widths: a small
//! phone (and 400 % zoom of a desk), a tablet, a desk. One browser and one diary go through all six rounds.

use crate::{
    chromium::Browser,
    every::fits,
    program::{PASSPHRASE, Program, opened},
};
use std::{fs, path::Path};

const WIDTHS: [(u32, u32); 3] = [(320, 640), (768, 1024), (1280, 900)];

/// One round: the browser, where the pages are, and what tells this round's words from another's.
struct Round<'a> {
    browser: &'a mut Browser,
    at: String,
    mark: String,
    folder: &'a Path,
}

impl Round<'_> {
    fn open(&mut self, path: &str) {
        self.browser.open(&format!("{}{path}", self.at));
    }

    /// The page shows these words; and whatever it shows, it fits and its exit is free.
    fn shows(&mut self, words: &str) {
        self.browser.until(&format!("document.body.innerText.includes({words:?})"));
        let fits = fits(self.browser);
        assert_eq!(fits, Ok(()), "{} {}", self.mark, self.browser.text());
    }

    /// Follows the first link of the page whose words begin so.
    fn follow(&mut self, words: &str) {
        let found = self.browser.value(&format!(
            "(() => {{ const link = [...document.querySelectorAll('main a')].find(a => a.innerText.trim().startsWith({words:?}));
                if (!link) return false; document.querySelectorAll('[data-next]').forEach(e => delete e.dataset.next);
                link.closest('details')?.setAttribute('open', ''); link.dataset.next = ''; return true; }})()"
        ));
        assert_eq!(found, true, "no link {words:?} in {}", self.browser.text());
        self.browser.click("main a[data-next]");
    }

    /// Something happened: saved at once, then details one at a time, put off, taken up again, saved with a reason.
    fn write(&mut self) {
        self.open("/");
        self.follow("Something happened");
        let what = format!("He stood by the blue gate. {}", self.mark);
        self.browser.answer("/add", "what", &what);
        self.browser.answer("/add", "when", "yesterday at 9:15pm");
        self.browser.click("form[action='/add'] button[name=later]");
        self.shows("You have words that are not saved yet");
        self.follow("Go on writing");
        self.shows("These are your words from before");
        self.browser.click("form[action='/add'] button[type=submit]");
        self.shows("Saved.");
        let entry = self.browser.value("location.pathname").as_str().unwrap().to_owned();
        self.open(&format!("{entry}/more/where"));
        self.browser.answer(&format!("{entry}/more/where"), "place", "Saltgate");
        self.browser.click(&format!("form[action='{entry}/more/where'] button[name=finish]"));
        self.shows("Saltgate");
        self.browser.answer(&format!("{entry}/save"), "reason", " It was dark.");
        self.browser.click(&format!("form[action='{entry}/save'] button[type=submit]"));
        self.shows("Earlier versions");
    }

    /// An export and a picture are added, read and looked at; a thing that can be held gets its label.
    fn add_files(&mut self) {
        let chat = self.folder.join(format!("chat {}.txt", self.mark));
        let line = |minute, text: &str| format!("12/03/2026, 21:{minute:02} - Dan {}: {text}\n", self.mark);
        fs::write(
            &chat,
            line(5, "where are you") + &line(6, "answer me") + "13/03/2026, 08:00 - Jo Sample: stop\n",
        )
        .unwrap();
        self.open("/files");
        self.browser.choose_files("file", &[&chat]);
        self.browser.click("form[action='/files'] button[type=submit]");
        self.shows("Your files are in the diary");
        self.shows("New in your diary");
        self.follow("Look at this file");
        self.shows("Read as messages");
        self.open("/things");
        let what = format!("A torn letter {}", self.mark);
        self.browser.send("/things", &[("what", &what), ("when", "today"), ("stored", "in a drawer")]);
        self.shows(&what);
        if !self.browser.value("location.pathname").as_str().unwrap().starts_with("/things/") {
            self.follow("JS/");
        }
        let label = format!("{}/label", self.browser.value("location.pathname").as_str().unwrap());
        self.open(&label);
        self.shows("JS/");
    }

    /// Who it is; then the timeline narrowed, one message among others, the charts and what a mark stands for.
    fn see(&mut self) {
        self.open("/people");
        let name = format!("Dan {}", self.mark);
        self.browser.send("/people", &[("name", &name), ("role", "suspect")]);
        self.shows(&name);
        let person = self.browser.value(&format!(
            "[...document.querySelectorAll('select[name=person] option')].find(o => o.innerText.includes({:?})).value",
            self.mark
        ));
        let link = [
            ("value", name.as_str()),
            ("kind", "whatsapp"),
            ("person", person.as_str().unwrap()),
            ("basis", "in my phone"),
        ];
        self.browser.send("/people/link", &link);
        self.open(&format!("/people/{}", person.as_str().unwrap()));
        self.shows("Everything with them: 2");
        self.open("/list");
        self.browser.send("/list", &[("text", "answer me"), ("p", person.as_str().unwrap())]);
        self.shows("1 thing");
        self.browser.click("main .line a");
        self.shows("This one");
        self.shows("where are you");
        self.open(&format!("/see?p={}", person.as_str().unwrap()));
        self.shows("Day by day");
        let day = self.browser.value("document.querySelector('svg a').getAttribute('href')");
        self.open(day.as_str().unwrap());
        self.shows("fit.");
        self.open("/see");
        self.shows("Saltgate");
    }

    /// What the law looks at, dates, topics, help; orders, agencies, supporters, the plan.
    fn weigh(&mut self) {
        for (path, words) in [
            ("/shows", "What stands out"),
            ("/weigh", "What the law looks at"),
            ("/limits", "Dates that matter"),
            ("/topics", "For your safety"),
            ("/since", "After I asked them to stop"),
            ("/help", "0808 802 0300"),
        ] {
            self.open(path);
            self.shows(words);
        }
        self.open("/boundary");
        let said = format!("Leave me alone. {}", self.mark);
        self.browser.send("/boundary", &[("words", &said), ("when", "1 March 2026")]);
        self.shows(&said);
        self.open("/papers");
        let order = format!("Order {}", self.mark);
        let bound = self.browser.value("document.querySelector('[name=against]').value");
        let terms = [
            ("kind", order.as_str()),
            ("terms", "No contact."),
            ("from", "1 May 2026"),
            ("against", bound.as_str().unwrap()),
        ];
        self.browser.send("/papers", &terms);
        self.shows(&order);
        self.open("/spoke");
        let who = format!("PC {}", self.mark);
        let spoke =
            [("who", who.as_str()), ("when", "today"), ("promise", "Ring back"), ("due", "1 December 2026")];
        self.browser.send("/spoke", &spoke);
        self.shows(&who);
        self.open("/own");
        let name = format!("Aunt {}", self.mark);
        self.browser.send("/own/supporters", &[("name", &name), ("reach", "after six")]);
        self.shows(&name);
        let note = format!("Bag by the door {}", self.mark);
        self.browser.send("/own/notes", &[("text", &note)]);
        self.shows(&note);
        self.browser.send("/own/plan", &[("anything", &format!(" {}", self.mark))]);
        self.shows("Just for you");
    }

    /// Who will read it, what is in it, the report read first, the pack made, and to whom it was given.
    fn hand_over(&mut self) {
        let folder = self.folder.join(format!("pack-{}", self.mark));
        self.open("/pack");
        self.shows("Who will read this");
        self.browser.click("form[action='/pack/look'] button[type=submit]");
        self.shows("What will be in the pack");
        self.browser.click("form[action='/pack'] button[name=read]");
        self.shows("The report, before it is made");
        self.browser.click("form[action='/pack/look'] button[type=submit]");
        self.shows("What will be in the pack");
        self.browser.value("document.querySelector('[name=folder]').select()");
        self.browser.send("/pack", &[("folder", folder.to_str().unwrap())]);
        self.shows("The pack is made");
        assert!(folder.join("data/report.pdf").is_file());
        self.open("/pack");
        let to =
            self.browser.value("document.querySelector(\"form[action='/pack/handed'] [name^='to-']\").name");
        let how = to.as_str().unwrap().replacen("to-", "how-", 1);
        self.browser.send(
            "/pack/handed",
            &[(to.as_str().unwrap(), &format!("PC {}", self.mark)), (&how, "on a stick")],
        );
        self.shows(&format!("Given to PC {}", self.mark));
    }

    /// A copy on a stick, tried out; another passphrase, and back; locked and opened again.
    fn keep(&mut self, passphrase: &str) {
        let stick = self.folder.join(format!("stick-{}", self.mark));
        fs::create_dir(&stick).unwrap();
        self.open("/keep/copy");
        self.browser.send("/keep/copy", &[("folder", stick.to_str().unwrap())]);
        self.shows("The copy is made");
        let copy = fs::read_dir(&stick).unwrap().next().unwrap().unwrap().path();
        self.open("/keep/try");
        self.browser.value("document.querySelector('[name=file]').select()");
        self.browser.send("/keep/try", &[("file", copy.to_str().unwrap()), ("passphrase", passphrase)]);
        self.shows("opens");
        self.open("/keep/leave");
        self.shows("Leave this device");
        self.browser.click("form[action='/lock'] button");
        self.shows("Open your diary");
        self.browser.send("/open", &[("passphrase", passphrase)]);
        self.shows("What would you like to do?");
    }
}

#[test]
fn all_journeys_can_be_gone_with_and_without_javascript_at_every_width() {
    let (folder, program) = opened();
    let mut browser = Browser::start(true, WIDTHS[0]);
    browser.adopt(&program.client);
    for (scripts, name) in [(false, "plain"), (true, "script")] {
        for size in WIDTHS {
            browser.become_another(scripts, size);
            let at = format!("http://127.0.0.1:{}", program.client.port);
            let mark = format!("{name}{}", size.0);
            let mut round = Round { browser: &mut browser, at, mark, folder: folder.path() };
            round.write();
            round.add_files();
            round.see();
            round.weigh();
            round.hand_over();
            // A passphrase is slow on purpose: once with JavaScript and once without it is enough.
            if size == WIDTHS[0] {
                round.keep(PASSPHRASE);
            }
        }
    }
}

#[test]
fn a_diary_is_begun_with_a_recovery_code_on_paper_and_left_with_a_copy() {
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("Dropbox").join("daybook.db");
    fs::create_dir(path.parent().unwrap()).unwrap();
    let program = Program::start(&path, &[]);
    let mut browser = Browser::start(false, WIDTHS[0]);
    let at = format!("http://127.0.0.1:{}", program.client.port);
    let mut round = Round { browser: &mut browser, at, mark: "first".to_owned(), folder: folder.path() };
    round.open(&program.start.clone());
    round.shows("Before you start");
    round.follow("Continue");
    round.shows("This folder is copied to Dropbox");
    let new = [("passphrase", PASSPHRASE), ("again", PASSPHRASE), ("written", "yes"), ("name", "Jo Sample")];
    round.browser.send("/new", &new);
    round.shows("Your diary is made.");
    round.shows("This folder is copied to Dropbox");
    round.follow("A recovery code on paper");
    round.shows("Anyone who has it can read everything");
    round.browser.send("/keep/code", &[("old", PASSPHRASE)]);
    round.shows("code");
    round.write();
    let stick = folder.path().join("stick");
    fs::create_dir(&stick).unwrap();
    round.open("/keep/copy");
    round.browser.send("/keep/copy", &[("folder", stick.to_str().unwrap())]);
    round.shows("The copy is made");
    let copy = fs::read_dir(&stick).unwrap().next().unwrap().unwrap().path();
    round.open("/keep/leave");
    round.browser.value("document.querySelector('[name=file]').select()");
    round.browser.send("/keep/leave", &[("file", copy.to_str().unwrap()), ("passphrase", PASSPHRASE)]);
    round.browser.until("!document.body.innerText.includes('Where is your copy?')");
    assert!(!path.exists() && copy.is_file(), "{}", round.browser.text());
}

/// What has the focus: its words or name, and whether it can be seen that it has it.
fn focus(browser: &mut Browser) -> (String, bool) {
    let found = browser.value(
        "(() => { const e = document.activeElement; if (!e || e === document.body) return ['', true];
            const s = getComputedStyle(e), r = e.getBoundingClientRect();
            const ring = (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2) || s.boxShadow !== 'none';
            return [(e.name || e.innerText || e.id).trim(), ring && r.width > 0 && r.bottom > 0 && r.top < innerHeight]; })()",
    );
    (found[0].as_str().unwrap().to_owned(), found[1] == true)
}

/// Presses Tab until what has the focus is called so.
fn tab_to(browser: &mut Browser, name: &str) {
    let mut passed = Vec::new();
    while passed.len() < 120 {
        browser.press("Tab", 9);
        let (here, seen) = focus(browser);
        assert!(seen, "the focus on {here:?} can be seen");
        if here.starts_with(name) {
            return;
        }
        passed.push(here);
    }
    panic!("never reached {name:?}: {passed:?}");
}

#[test]
fn an_entry_is_written_with_the_keyboard_alone() {
    let (_folder, program) = opened();
    let mut browser = Browser::start(true, WIDTHS[0]);
    browser.adopt(&program.client);
    let at = |path: &str| format!("http://127.0.0.1:{}{path}", program.client.port);
    browser.open(&at("/"));
    browser.press("Tab", 9);
    assert_eq!(focus(&mut browser), ("Skip to main content".to_owned(), true));
    browser.press("Tab", 9);
    assert_eq!(focus(&mut browser).0, "Exit this page", "the way out is the second stop");
    browser.open(&at("/"));
    browser.press("Tab", 9);
    browser.press("Enter", 13);
    tab_to(&mut browser, "Something happened");
    browser.press("Enter", 13);
    browser.until("location.pathname === '/add'");
    browser.settle();
    tab_to(&mut browser, "what");
    browser.call("Input.insertText", serde_json::json!({ "text": "He rang nine times." }));
    tab_to(&mut browser, "when");
    browser.call("Input.insertText", serde_json::json!({ "text": "yesterday" }));
    tab_to(&mut browser, "Save");
    browser.press("Enter", 13);
    browser.until("document.body.innerText.includes('Saved.')");

    // No stop of the Tab key holds it: it goes through each page and out of it again.
    for path in ["/", "/add", "/list", "/files", "/people", "/pack", "/entry/1", "/see"] {
        browser.open(&at(path));
        let mut stops = 0;
        loop {
            browser.press("Tab", 9);
            stops += 1;
            let (here, seen) = focus(&mut browser);
            assert!(seen, "{path}: the focus on {here:?} can be seen");
            if here.is_empty() || (stops > 3 && here == "Skip to main content") {
                break;
            }
            assert!(stops < 300, "{path}: the focus stays on {here:?}");
        }
        assert!(stops > 8, "{path}: {stops}");
    }
}
