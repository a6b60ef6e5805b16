use super::*;
use crate::{
    when::Certainty,
    zone::{ClockDoubt, DEFAULT_ZONE},
};
use jiff::civil::{DateTime, date};
use proptest::prelude::*;

/// Wednesday, early afternoon.
const NOW: &str = "2026-05-06T14:00:00[Europe/London]";

fn at(now: &str) -> ZonedDateTime {
    now.parse().unwrap()
}

/// The display, or `? start to end` when the person was not sure (the display then hides the times).
fn shown(text: &str, now: &str) -> String {
    match parse(text, &at(now)) {
        Ok(When { certainty: Certainty::NotSure, span: Some((start, end)), .. }) => {
            format!("? {} to {}", start.strftime("%F %H:%M"), end.strftime("%F %H:%M"))
        }
        Ok(when) => when.to_string(),
        Err(error) => format!("refused: {error}"),
    }
}

/// What was typed on Wednesday 6 May 2026 at 14:00 in London, and what it means.
#[rustfmt::skip]
const CASES: &[(&str, &str)] = &[
    ("now", "Wed 6 May 2026, 14:00"),
    ("just now", "Wed 6 May 2026, about 14:00"),
    ("today", "Wed 6 May 2026"),
    ("Today", "Wed 6 May 2026"),
    ("yesterday", "Tue 5 May 2026"),
    ("the day before yesterday", "Mon 4 May 2026"),
    ("tonight", "between Wed 6 May 2026, 18:00 and Thu 7 May 2026, 06:00"),
    ("last night", "between Tue 5 May 2026, 18:00 and Wed 6 May 2026, 06:00"),
    ("this morning", "Wed 6 May 2026, between 05:00 and 12:00"),
    ("this afternoon", "Wed 6 May 2026, between 12:00 and 14:00"),
    ("this evening", "Wed 6 May 2026, between 17:00 and 23:59"),
    ("yesterday evening", "Tue 5 May 2026, between 17:00 and 23:59"),
    ("yesterday about 9pm", "Tue 5 May 2026, about 21:00"),
    ("today at 14:05", "Wed 6 May 2026, 14:05"),
    ("today at 13:05", "Wed 6 May 2026, 13:05"),
    ("9pm", "Tue 5 May 2026, 21:00"),
    ("21:30", "Tue 5 May 2026, 21:30"),
    ("half past nine", "? 2026-05-05 21:30 to 2026-05-06 09:30"),
    ("half nine", "? 2026-05-05 21:30 to 2026-05-06 09:30"),
    ("quarter to ten pm", "Tue 5 May 2026, 21:45"),
    ("quarter past 8 this morning", "Wed 6 May 2026, 08:15"),
    ("ten to nine pm", "Tue 5 May 2026, 20:50"),
    ("noon", "Wed 6 May 2026, 12:00"),
    ("midnight", "Wed 6 May 2026, 00:00"),
    ("yesterday midnight", "? 2026-05-05 00:00 to 2026-05-06 00:00"),
    ("midnight last night", "Wed 6 May 2026, 00:00"),
    ("9", "? 2026-05-05 21:00 to 2026-05-06 09:00"),
    ("3", "? 2026-05-05 15:00 to 2026-05-06 03:00"),
    ("Monday", "Mon 4 May 2026"),
    ("last Monday", "Mon 4 May 2026"),
    ("Wednesday", "Wed 6 May 2026"),
    ("last Wednesday", "Wed 29 Apr 2026"),
    ("on Tuesday morning about 8", "Tue 5 May 2026, about 08:00"),
    ("Monday night at 2", "Tue 5 May 2026, 02:00"),
    ("two days ago", "Mon 4 May 2026"),
    ("3 weeks ago", "some time between Sun 12 Apr 2026 and Sat 18 Apr 2026"),
    ("an hour ago", "Wed 6 May 2026, about 13:00"),
    ("20 minutes ago", "Wed 6 May 2026, about 13:40"),
    ("half an hour ago", "Wed 6 May 2026, about 13:30"),
    ("a couple of hours ago", "Wed 6 May 2026, between 11:00 and 12:00"),
    ("a few days ago", "some time between Wed 29 Apr 2026 and Sun 3 May 2026"),
    ("two nights ago", "between Mon 4 May 2026, 18:00 and Tue 5 May 2026, 06:00"),
    ("a year ago", "some time between Mon 4 Nov 2024 and Wed 5 Nov 2025"),
    ("2 months ago", "some time between Thu 19 Feb 2026 and Sat 21 Mar 2026"),
    ("last week", "some time between Mon 27 Apr 2026 and Sun 3 May 2026"),
    ("sometime last week", "some time between Mon 27 Apr 2026 and Sun 3 May 2026"),
    ("this week", "some time between Mon 4 May 2026 and Wed 6 May 2026"),
    ("last month", "some time between Wed 1 Apr 2026 and Thu 30 Apr 2026"),
    ("this month", "some time between Fri 1 May 2026 and Wed 6 May 2026"),
    ("last year", "some time between Wed 1 Jan 2025 and Wed 31 Dec 2025"),
    ("this year", "some time between Thu 1 Jan 2026 and Wed 6 May 2026"),
    ("the week before last", "some time between Mon 20 Apr 2026 and Sun 26 Apr 2026"),
    ("in the last week", "some time between Wed 29 Apr 2026 and Wed 6 May 2026"),
    ("past 3 days", "some time between Sun 3 May 2026 and Wed 6 May 2026"),
    ("sometime in March", "some time between Sun 1 Mar 2026 and Tue 31 Mar 2026"),
    ("early March", "some time between Sun 1 Mar 2026 and Tue 10 Mar 2026"),
    ("end of June 2025", "some time between Sat 21 Jun 2025 and Mon 30 Jun 2025"),
    ("mid-May", "some time between Mon 11 May 2026 and Wed 20 May 2026"),
    ("early 2025", "some time between Wed 1 Jan 2025 and Wed 30 Apr 2025"),
    ("March", "some time between Sun 1 Mar 2026 and Tue 31 Mar 2026"),
    ("May", "some time between Fri 1 May 2026 and Wed 6 May 2026"),
    ("June", "some time between Sun 1 Jun 2025 and Mon 30 Jun 2025"),
    ("summer 2025", "some time between Sun 1 Jun 2025 and Sun 31 Aug 2025"),
    ("last summer", "some time between Sun 1 Jun 2025 and Sun 31 Aug 2025"),
    ("winter 2025", "some time between Sun 1 Dec 2024 and Sat 28 Feb 2026"),
    ("winter", "some time between Mon 1 Dec 2025 and Sat 28 Feb 2026"),
    ("at the weekend", "some time between Sat 2 May 2026 and Sun 3 May 2026"),
    ("last weekend", "some time between Sat 2 May 2026 and Sun 3 May 2026"),
    ("12/3", "Thu 12 Mar 2026"),
    ("12/3/26", "Thu 12 Mar 2026"),
    ("12.3.2026", "Thu 12 Mar 2026"),
    ("12-03-2026", "Thu 12 Mar 2026"),
    ("12-03-26", "Thu 12 Mar 2026"),
    ("2026-03-12", "Thu 12 Mar 2026"),
    ("2026-03-12 21:10", "Thu 12 Mar 2026, 21:10"),
    ("2026-03-12T21:10", "Thu 12 Mar 2026, 21:10"),
    ("2026-03-12T21:10:05", "Thu 12 Mar 2026, 21:10:05"),
    ("12 March", "Thu 12 Mar 2026"),
    ("12th of March 2026", "Thu 12 Mar 2026"),
    ("March 12", "Thu 12 Mar 2026"),
    ("Mar 12, 2026", "Thu 12 Mar 2026"),
    ("the 12th", "Sun 12 Apr 2026"),
    ("1st", "Fri 1 May 2026"),
    ("12/3 between 2 and 4", "Thu 12 Mar 2026, between 02:00 and 16:00"),
    ("between 2pm and 4pm", "Wed 6 May 2026, between 14:00 and 16:00"),
    ("yesterday between 2 and 4", "Tue 5 May 2026, between 02:00 and 16:00"),
    ("from 10 to 11.30", "between Tue 5 May 2026, 22:00 and Wed 6 May 2026, 11:30"),
    ("2-4pm", "Wed 6 May 2026, between 14:00 and 16:00"),
    ("yesterday 2-4pm", "Tue 5 May 2026, between 14:00 and 16:00"),
    ("11-2pm", "Wed 6 May 2026, between 11:00 and 14:00"),
    ("after 6pm", "Tue 5 May 2026, between 18:00 and 23:59"),
    ("before noon", "Wed 6 May 2026, between 00:00 and 12:00"),
    ("by 8", "between Tue 5 May 2026, 00:00 and Wed 6 May 2026, 08:00"),
    ("yesterday after 6", "Tue 5 May 2026, between 06:00 and 23:59"),
    ("yesterday evening after 8", "Tue 5 May 2026, between 20:00 and 23:59"),
    ("around 21:00", "Tue 5 May 2026, about 21:00"),
    ("about 9ish", "? 2026-05-05 21:00 to 2026-05-06 09:00"),
    ("9ish", "? 2026-05-05 21:00 to 2026-05-06 09:00"),
    ("9-ish", "? 2026-05-05 21:00 to 2026-05-06 09:00"),
    ("yesterday approx 9pm", "Tue 5 May 2026, about 21:00"),
    ("circa 9pm", "Tue 5 May 2026, about 21:00"),
    ("roughly 9 pm", "Tue 5 May 2026, about 21:00"),
    ("sometime", "not sure when"),
    ("not sure", "not sure when"),
    ("don't know", "not sure when"),
    ("Don’t know", "not sure when"),
    ("unknown", "not sure when"),
    ("I can't remember", "not sure when"),
    ("not sure when", "not sure when"),
    ("1 January", "Thu 1 Jan 2026"),
    ("31 December", "Wed 31 Dec 2025"),
    ("6 May", "Wed 6 May 2026"),
    ("7 May", "Wed 7 May 2025"),
    ("Christmas day", "Thu 25 Dec 2025"),
    ("Christmas Eve 2024", "Tue 24 Dec 2024"),
    ("New Year's Eve", "Wed 31 Dec 2025"),
    ("new year's day", "Thu 1 Jan 2026"),
    ("boxing day", "Fri 26 Dec 2025"),
    ("Christmas", "some time between Wed 24 Dec 2025 and Fri 26 Dec 2025"),
    ("2026-03-12T21:10+01:00", "Thu 12 Mar 2026, 20:10"),
    ("2026-03-12T21:10Z", "Thu 12 Mar 2026, 21:10"),
    ("2026-07-12T21:10Z", "Sun 12 Jul 2026, 22:10"),
    ("2026-03-12T21:10-05:00", "Fri 13 Mar 2026, 02:10"),
    ("12 March 9pm GMT", "Thu 12 Mar 2026, 21:00"),
    ("1 May 9pm BST", "Fri 1 May 2026, 21:00"),
    ("yesterday between 11pm and 2am", "between Tue 5 May 2026, 23:00 and Wed 6 May 2026, 02:00"),
    ("last night between 11 and 2", "between Tue 5 May 2026, 23:00 and Wed 6 May 2026, 02:00"),
    ("between 1am and 2am last night", "Wed 6 May 2026, between 01:00 and 02:00"),
    ("last night at 2", "Wed 6 May 2026, 02:00"),
    ("last night about 11", "Tue 5 May 2026, about 23:00"),
    ("29/2", "Thu 29 Feb 2024"),
    ("9999-12-31", "Fri 31 Dec 9999"),
    ("0001-01-01", "Mon 1 Jan 0001"),
    ("tomorrow", "Thu 7 May 2026"),
    ("tomorrow 9am", "Thu 7 May 2026, 09:00"),
    ("29 Mar 2026 01:30", "Sun 29 Mar 2026, 01:30"),
    ("25 Oct 2025 01:30", "Sat 25 Oct 2025, 01:30"),
    ("26 Oct 2025 01:30", "Sun 26 Oct 2025, 01:30"),
    ("26 Oct 2025 01:30 GMT", "Sun 26 Oct 2025, 01:30"),
    ("26 Oct 2025 01:30 BST", "Sun 26 Oct 2025, 01:30"),
    ("29 Mar 2026 01:30 GMT", "Sun 29 Mar 2026, 01:30"),
    ("Mon 4 May 2026, 21:00", "Mon 4 May 2026, 21:00"),
    ("Mon 4 May 2026, about 21:00", "Mon 4 May 2026, about 21:00"),
    ("Mon 4 May 2026, between 21:00 and 23:00", "Mon 4 May 2026, between 21:00 and 23:00"),
    ("some time between Mon 4 May 2026 and Sun 10 May 2026", "some time between Mon 4 May 2026 and Sun 10 May 2026"),
    ("not sure, between Mon 4 May 2026 and Sun 10 May 2026", "? 2026-05-04 00:00 to 2026-05-10 23:59"),
    ("Mon 4 May 2026, not sure of the time", "? 2026-05-04 00:00 to 2026-05-04 23:59"),
    ("between Mon 4 May 2026, 23:00 and Tue 5 May 2026, 02:00", "between Mon 4 May 2026, 23:00 and Tue 5 May 2026, 02:00"),
    ("Tuesday last week", "Tue 28 Apr 2026"),
    ("3 weeks ago on Monday", "Mon 13 Apr 2026"),
    ("from Monday to Tuesday", "some time between Mon 4 May 2026 and Tue 5 May 2026"),
    ("3 to 5 March", "some time between Tue 3 Mar 2026 and Thu 5 Mar 2026"),
    ("3-5 March", "some time between Tue 3 Mar 2026 and Thu 5 Mar 2026"),
    ("3rd to 5th March", "some time between Tue 3 Mar 2026 and Thu 5 Mar 2026"),
    ("from 28 December to 3 January", "some time between Sun 28 Dec 2025 and Sat 3 Jan 2026"),
    ("from 3 March 2025 to 5 April", "some time between Mon 3 Mar 2025 and Sat 5 Apr 2025"),
    ("from 3 March to 5 April 2025", "some time between Mon 3 Mar 2025 and Sat 5 Apr 2025"),
    ("March to May 2025", "some time between Sat 1 Mar 2025 and Sat 31 May 2025"),
    ("12 March - 9pm", "Thu 12 Mar 2026, 21:00"),
    ("9pm - 12 March", "Thu 12 Mar 2026, 21:00"),
    ("about 12 March", "? 2026-03-09 00:00 to 2026-03-15 23:59"),
    ("around Christmas", "? 2025-12-21 00:00 to 2025-12-29 23:59"),
    ("about two weeks ago", "some time between Sun 19 Apr 2026 and Sat 25 Apr 2026"),
    ("since Monday", "some time between Mon 4 May 2026 and Wed 6 May 2026"),
    ("after 12 March", "some time between Thu 12 Mar 2026 and Wed 6 May 2026"),
    ("until 8pm yesterday", "Tue 5 May 2026, between 00:00 and 20:00"),
    ("from 6pm yesterday", "Tue 5 May 2026, between 18:00 and 23:59"),
    ("from 6pm", "Tue 5 May 2026, between 18:00 and 23:59"),
    ("9 in the morning", "Wed 6 May 2026, 09:00"),
    ("2 in the morning", "Wed 6 May 2026, 02:00"),
    ("2 at night on 12 March", "? 2026-03-12 02:00 to 2026-03-13 02:00"),
    ("9 at night", "Tue 5 May 2026, 21:00"),
    ("yesterday 9 at night", "Tue 5 May 2026, 21:00"),
    ("in the early hours", "Wed 6 May 2026, between 00:00 and 06:00"),
    ("yesterday 12", "? 2026-05-05 00:00 to 2026-05-06 00:00"),
    ("yesterday 12pm", "Tue 5 May 2026, 12:00"),
    ("yesterday 12am", "Tue 5 May 2026, 00:00"),
    ("yesterday 12.30", "? 2026-05-05 00:30 to 2026-05-06 00:30"),
    ("yesterday 12:30", "Tue 5 May 2026, 12:30"),
    ("yesterday 9:30", "? 2026-05-05 09:30 to 2026-05-05 21:30"),
    ("yesterday 09:30", "Tue 5 May 2026, 09:30"),
    ("yesterday 9.30pm", "Tue 5 May 2026, 21:30"),
    ("yesterday 9 p.m.", "Tue 5 May 2026, 21:00"),
    ("yesterday 9 o'clock", "? 2026-05-05 09:00 to 2026-05-05 21:00"),
    ("yesterday nine thirty pm", "Tue 5 May 2026, 21:30"),
    ("yesterday twenty-five past four pm", "Tue 5 May 2026, 16:25"),
    ("yesterday 10 to 9", "between Tue 5 May 2026, 10:00 and Wed 6 May 2026, 09:00"),
    ("yesterday 20 to 9", "? 2026-05-05 08:40 to 2026-05-05 20:40"),
    ("2130 hrs", "Tue 5 May 2026, 21:30"),
    ("12 March 0930hrs", "Thu 12 Mar 2026, 09:30"),
    ("12 March 2130", "Sun 12 Mar 2130"),
    ("12 March 26", "Thu 12 Mar 2026"),
    ("12 March '26", "Thu 12 Mar 2026"),
    ("0am", "Wed 6 May 2026, 00:00"),
    ("21pm", "Tue 5 May 2026, 21:00"),
    ("at 13", "Wed 6 May 2026, 13:00"),
    ("last week at 9pm", "some time between Mon 27 Apr 2026 and Sun 3 May 2026"),
    ("last week in the evening", "some time between Mon 27 Apr 2026 and Sun 3 May 2026"),
    ("Tuesday evening-ish", "Tue 5 May 2026, between 17:00 and 23:59"),
    ("it was on Monday", "Mon 4 May 2026"),
    ("999999999 minutes ago", "Mon 8 Jan 0125, about 02:19"),
    ("yesterday, I don't know what time", "? 2026-05-05 00:00 to 2026-05-05 23:59"),
    ("between 2 and 4 in the morning", "Wed 6 May 2026, between 02:00 and 04:00"),
    ("from 10 to 2 in the afternoon", "Wed 6 May 2026, between 10:00 and 14:00"),
    ("this morning from 10 to 2", "Wed 6 May 2026, between 10:00 and 14:00"),
    ("early this morning", "Wed 6 May 2026, between 05:00 and 12:00"),
    ("late last night", "between Tue 5 May 2026, 18:00 and Wed 6 May 2026, 06:00"),
    ("12/3 at 9pm?", "? 2026-03-12 21:00 to 2026-03-12 21:00"),
    ("2025", "some time between Wed 1 Jan 2025 and Wed 31 Dec 2025"),
    ("in 2025", "some time between Wed 1 Jan 2025 and Wed 31 Dec 2025"),
    ("wednesday 9pm", "Wed 29 Apr 2026, 21:00"),
    ("today at 9", "Wed 6 May 2026, 09:00"),
    ("today at 3", "Wed 6 May 2026, 03:00"),
    ("yesterday at 9", "? 2026-05-05 09:00 to 2026-05-05 21:00"),
    ("in the evening after 8", "Tue 5 May 2026, between 20:00 and 23:59"),
    ("from 9pm to now", "between Tue 5 May 2026, 21:00 and Wed 6 May 2026, 14:00"),
    ("from yesterday evening to this morning", "between Tue 5 May 2026, 17:00 and Wed 6 May 2026, 12:00"),
    ("yesterday from 9am to 5", "Tue 5 May 2026, between 09:00 and 17:00"),
    ("yesterday 9 to half past ten", "Tue 5 May 2026, between 09:00 and 22:30"),
    ("between ten and eleven yesterday", "Tue 5 May 2026, between 10:00 and 23:00"),
    ("from ten to eleven yesterday", "Tue 5 May 2026, between 10:00 and 23:00"),
    ("two to four pm yesterday", "Tue 5 May 2026, between 14:00 and 16:00"),
    ("yesterday until 9pm", "Tue 5 May 2026, between 00:00 and 21:00"),
    ("the last 3 weeks", "some time between Wed 15 Apr 2026 and Wed 6 May 2026"),
    ("12/3 after 10pm", "Thu 12 Mar 2026, between 22:00 and 23:59"),
    ("12 Mar 9.15 pm", "Thu 12 Mar 2026, 21:15"),
    ("12TH MARCH, AT 9:15PM", "Thu 12 Mar 2026, 21:15"),
    ("Thurs 12th March 2026 at 21:15", "Thu 12 Mar 2026, 21:15"),
    ("21:10 UTC", "Tue 5 May 2026, 22:10"),
    ("between 9pm and 8pm on 12 March", "between Thu 12 Mar 2026, 21:00 and Fri 13 Mar 2026, 20:00"),
    ("9am Tuesday morning", "Tue 5 May 2026, 09:00"),
    ("yesterday lunchtime", "Tue 5 May 2026, between 11:00 and 15:00"),
    ("overnight", "between Tue 5 May 2026, 18:00 and Wed 6 May 2026, 06:00"),
    ("Sat 2nd May 8pm", "Sat 2 May 2026, 20:00"),
    ("may 4th 9pm", "Mon 4 May 2026, 21:00"),
    ("on the 3rd of may 2025 at ten past nine in the evening", "Sat 3 May 2025, 21:10"),
    ("2 days ago around 4", "? 2026-05-04 04:00 to 2026-05-04 16:00"),
    ("Sunday 9.30am", "Sun 3 May 2026, 09:30"),
    ("10.05.2026", "Sun 10 May 2026"),
    ("10.05.26 14:30", "Sun 10 May 2026, 14:30"),
    ("5/5/26 17.45", "Tue 5 May 2026, 17:45"),
    ("5/5 5pm", "Tue 5 May 2026, 17:00"),
    ("8:15am 3 May", "Sun 3 May 2026, 08:15"),
    ("8am-9am Monday", "Mon 4 May 2026, between 08:00 and 09:00"),
    ("08:30", "Wed 6 May 2026, 08:30"),
    ("3.15", "? 2026-05-05 15:15 to 2026-05-06 03:15"),
    ("3.15pm", "Tue 5 May 2026, 15:15"),
    ("12.03", "? 2026-05-06 00:03 to 2026-05-06 12:03"),
    ("yesterday, 9pm-ish", "Tue 5 May 2026, about 21:00"),
    ("24/12", "Wed 24 Dec 2025"),
    ("Monday 4th", "Mon 4 May 2026"),
    ("2am", "Wed 6 May 2026, 02:00"),
    ("between 8 and 9 this morning", "Wed 6 May 2026, between 08:00 and 09:00"),
    ("between 8 and 9 last night", "Tue 5 May 2026, between 20:00 and 21:00"),
    ("Sunday night", "between Sun 3 May 2026, 18:00 and Mon 4 May 2026, 06:00"),
    ("last Tuesday evening", "Tue 5 May 2026, between 17:00 and 23:59"),
    ("9/11/2001", "Fri 9 Nov 2001"),
    ("2026-03-12 21:10:00+00:00", "Thu 12 Mar 2026, 21:10"),
    ("12/3/2026 21:10", "Thu 12 Mar 2026, 21:10"),
    ("3 nights ago at 2am", "Mon 4 May 2026, 02:00"),
    ("Christmas Day 8pm", "Thu 25 Dec 2025, 20:00"),
    ("21st", "Tue 21 Apr 2026"),
    ("at 5 to 9pm yesterday", "Tue 5 May 2026, between 17:00 and 21:00"),
    ("between 12 and 1 yesterday", "between Tue 5 May 2026, 00:00 and Wed 6 May 2026, 01:00"),
    ("this morning at 12", "? 2026-05-06 00:00 to 2026-05-06 12:00"),
    ("last night between 11pm and midnight", "between Tue 5 May 2026, 23:00 and Wed 6 May 2026, 00:00"),
    ("midnight on Monday", "? 2026-05-04 00:00 to 2026-05-05 00:00"),
    ("yesterday at noon", "Tue 5 May 2026, 12:00"),
    ("3 May 2026 3pm to 4 May 2026 1am", "between Sun 3 May 2026, 15:00 and Mon 4 May 2026, 01:00"),
    ("3/5/26-4/5/26", "some time between Sun 3 May 2026 and Mon 4 May 2026"),
    ("2026-05-03 to 2026-05-04", "some time between Sun 3 May 2026 and Mon 4 May 2026"),
    ("Monday?", "? 2026-05-04 00:00 to 2026-05-04 23:59"),
    ("2026-03-12T21:10:00.000Z", "Thu 12 Mar 2026, 21:10"),
    ("12/3 9", "? 2026-03-12 09:00 to 2026-03-12 21:00"),
    ("9 on 12/3", "? 2026-03-12 09:00 to 2026-03-12 21:00"),
    ("Tuesday evening at 9 or so", "Tue 5 May 2026, about 21:00"),
    ("May 2", "Sat 2 May 2026"),
    ("2 May", "Sat 2 May 2026"),
    ("mid 2025", "some time between Thu 1 May 2025 and Sun 31 Aug 2025"),
    ("end of last month", "some time between Tue 21 Apr 2026 and Thu 30 Apr 2026"),
    ("last March", "some time between Sun 1 Mar 2026 and Tue 31 Mar 2026"),
];

/// What was typed, when, and what it means.
#[rustfmt::skip]
const OTHER_DAYS: &[(&str, &str, &str)] = &[
    ("last weekend", "2026-05-09T14:00[Europe/London]", "some time between Sat 2 May 2026 and Sun 3 May 2026"),
    ("at the weekend", "2026-05-09T14:00[Europe/London]", "Sat 9 May 2026"),
    ("from Friday to Sunday", "2026-05-09T14:00[Europe/London]", "some time between Fri 1 May 2026 and Sun 3 May 2026"),
    ("tonight at 11", "2026-05-06T01:00[Europe/London]", "Tue 5 May 2026, 23:00"),
    ("tonight", "2026-05-06T23:00[Europe/London]", "Wed 6 May 2026, between 18:00 and 23:00"),
];

/// What was typed, where the first thing not understood stands, and how the answer begins.
#[rustfmt::skip]
const REFUSED: &[(&str, usize, &str)] = &[
    ("2-4", 2, "Two numbers"),
    ("bank holiday", 0, "That day has"),
    ("last bank holiday", 0, "That day has"),
    ("12 March 9pm BST", 13, "The clocks where"),
    ("3/25", 0, "The day comes"),
    ("31/4", 0, "There is no such day"),
    ("29/2/2025", 0, "There is no such day"),
    ("12/3/0000", 0, "There is no such day"),
    ("29 Mar 2026 01:30 BST", 18, "The clocks where"),
    ("Tue 4 May 2026", 4, "The parts of"),
    ("before Monday", 7, "Only the latest"),
    ("between 2pm", 9, "Only one end"),
    ("this morning at 9pm", 16, "The parts of"),
    ("12 March 21", 9, "A number here"),
    ("banana", 0, "A word here"),
    ("yesterday banana", 10, "A word here"),
    ("at", 0, "There is no date"),
    ("yesterday today", 10, "There is more than one"),
    ("9pm 10pm", 4, "There is more than one"),
    ("25:00", 0, "There is no such time"),
    ("9:75", 1, "A word here"),
    ("21:30am", 0, "There is no such time"),
    ("13", 0, "A number here"),
    ("99999999999 days ago", 0, "A word here"),
    ("999999999 weeks ago", 0, "That is too long"),
    ("999999999 years ago", 0, "That is too long"),
    ("13/13/2026", 0, "There is no such day"),
    ("12/3/999", 0, "The year was not"),
    ("12:30:61", 2, "A word here"),
    ("30 Feb", 0, "There is no such day"),
    ("from 5 May to 4 May", 14, "This ends"),
    ("from 9pm 5 May to 8pm 5 May", 22, "This ends"),
    ("Friday 13th", 7, "The parts of"),
    ("every day", 0, "A word here"),
    ("all day yesterday", 0, "A word here"),
    ("Monday or Tuesday", 7, "A word here"),
    ("1/5 or 2/5", 4, "A word here"),
    ("0830", 0, "A number here"),
    ("20260312", 0, "A number here"),
    ("yesterday 9:30pm and 10pm", 17, "A word here"),
    ("9pm to 10pm GMT", 12, "The clocks where"),
    ("March last year", 6, "There is more"),
    ("", 0, "There is no date"),
    ("  yesterday  bananas", 13, "A word here"),
];

#[test]
fn what_people_type_is_read() {
    for (text, expected) in CASES {
        assert_eq!(&shown(text, NOW), expected, "{text}");
        let loud = format!("  {}  ", text.to_uppercase().replace(' ', "   "));
        assert_eq!(&shown(&loud, NOW), expected, "{loud}");
    }
    for (text, now, expected) in OTHER_DAYS {
        assert_eq!(&shown(text, now), expected, "{text} on {now}");
    }
}

#[test]
fn what_cannot_be_read_is_refused_with_its_place() {
    for (text, column, begins) in REFUSED {
        let error = parse(text, &at(NOW)).expect_err(text);
        assert!(error.what.starts_with(begins), "{text}: {error}");
        assert_eq!(error.column, *column, "{text}");
        assert!(error.todo.ends_with(['.', '?']), "{text}: {error}");
    }
}

#[test]
fn a_month_in_the_place_of_the_day_is_asked_about() {
    assert_eq!(parse("3/25", &at(NOW)).unwrap_err().todo, "Did you mean 25/3?");
}

#[test]
fn what_a_time_is_shown_as_can_be_typed_again() {
    let sure = |when: &When| when.certainty != Certainty::NotSure;
    for when in CASES.iter().map(|(text, _)| parse(text, &at(NOW)).unwrap()).filter(sure) {
        let again = parse(&when.to_string(), &at(NOW)).unwrap();
        assert_eq!(again.to_string(), when.to_string(), "{}", when.said);
    }
}

#[test]
fn the_words_are_kept_and_the_zone_is_the_persons_own() {
    let when = parse("  Yesterday, about 9PM ", &at("2026-05-06T14:00:00[Europe/Paris]")).unwrap();
    assert_eq!((when.said.as_str(), when.zone.as_str()), ("Yesterday, about 9PM", "Europe/Paris"));
}

#[test]
fn a_clock_without_a_zone_name_is_read_as_utc() {
    let fixed = at(NOW).with_time_zone(TimeZone::fixed(jiff::tz::offset(5)));
    let when = parse("now", &fixed).unwrap();
    assert_eq!((when.to_string().as_str(), when.zone.as_str()), ("Wed 6 May 2026, 13:00", "UTC"));
}

#[test]
fn times_the_clocks_skipped_or_repeated_are_kept_and_doubtful() {
    let doubt = |text: &str| parse(text, &at("2026-11-24T10:00[Europe/London]")).unwrap().doubt();
    assert_eq!(doubt("29 Mar 2026 01:30"), Some(ClockDoubt::Gap));
    assert_eq!(doubt("25 Oct 2026 01:30"), Some(ClockDoubt::Fold));
    assert_eq!(doubt("25 Oct 2026 02:30"), None);
}

#[test]
fn the_zone_a_person_names_says_which_of_two_times_is_meant() {
    let cases = [
        ("25/10/2026 01:30 BST", "2026-10-25T00:30:00Z", "Etc/GMT-1"),
        ("25/10/2026 01:30 GMT", "2026-10-25T01:30:00Z", "UTC"),
        ("2026-10-25T01:30Z", "2026-10-25T01:30:00Z", "UTC"),
        ("2026-10-25 00:30 UTC", "2026-10-25T00:30:00Z", "Etc/GMT-1"),
        ("24/10/2026 01:30 BST", "2026-10-24T00:30:00Z", "Europe/London"),
    ];
    for (text, instant, zone) in cases {
        let when = parse(text, &at("2026-11-24T10:00[Europe/London]")).unwrap();
        let start = when.instants().map(|(start, _)| start.to_string());
        assert_eq!((start.as_deref(), when.zone.as_str()), (Some(instant), zone), "{text}");
        assert_eq!(when.doubt(), None, "{text}");
        assert!(when.to_string().contains("01:30"), "{text}: the reading of the person's own clock");
    }
}

#[test]
fn hours_ago_are_counted_through_a_change_of_the_clocks() {
    assert_eq!(shown("3 hours ago", "2026-03-29T03:30[Europe/London]"), "Sat 28 Mar 2026, about 23:30");
    assert_eq!(shown("2 hours ago", "2026-10-25T02:30+00:00[Europe/London]"), "Sun 25 Oct 2026, about 01:30");
}

#[test]
fn parts_of_a_second_are_kept() {
    let when = parse("2026-03-12T21:10:05.25", &at(NOW)).unwrap();
    let exact = date(2026, 3, 12).at(21, 10, 5, 250_000_000);
    assert_eq!(when.span, Some((exact, exact)));
}

#[test]
fn a_hint_is_given_only_when_morning_or_evening_was_left_open() {
    for text in ["yesterday at 9", "9", "12/3 between 2 and 4", "yesterday midnight", "yesterday after 6"] {
        assert!(hint(text, &at(NOW)).is_some(), "{text}");
    }
    for text in ["yesterday 9pm", "today at 9", "last night at 2", "yesterday 2-4pm", "not sure", "banana"] {
        assert!(hint(text, &at(NOW)).is_none(), "{text}");
    }
}

#[test]
fn the_future_is_accepted_and_can_be_told() {
    let future = |text: &str| is_future(&parse(text, &at(NOW)).unwrap(), &at(NOW));
    assert!(future("tomorrow") && future("today at 14:05") && future("this evening"));
    assert!(!future("today") && !future("now") && !future("14:05") && !future("not sure"));
}

fn any_minute() -> impl Strategy<Value = DateTime> {
    (1_i16..=9998, 1_i8..=12, 1_i8..=28, 0_i8..24, 0_i8..60, 0_i8..60).prop_map(
        |(year, month, day, hour, minute, second)| date(year, month, day).at(hour, minute, second, 0),
    )
}

/// Sentences of words it knows, in any order.
fn any_sentence() -> impl Strategy<Value = String> {
    let words: Vec<&str> = CASES.iter().flat_map(|(text, _)| text.split(' ')).collect();
    prop::collection::vec(prop::sample::select(words), 0..8).prop_map(|words| words.join(" "))
}

proptest! {
    #[test]
    fn no_text_panics(text in any::<String>()) {
        let column = parse(&text, &at(NOW)).map_or_else(|error| error.column, |_| 0);
        prop_assert!(column <= text.chars().count());
    }

    #[test]
    fn known_words_in_any_order_give_a_span_the_right_way_round_or_a_place(text in any_sentence()) {
        match parse(&text, &at(NOW)) {
            Ok(when) => prop_assert!(when.span.is_none_or(|(start, end)| start <= end), "{}", text),
            Err(error) => prop_assert!(error.column <= text.chars().count(), "{}", text),
        }
    }

    #[test]
    fn an_exact_time_comes_back_from_its_iso_form_and_from_its_display(exact in any_minute()) {
        let when = When::exact(exact, DEFAULT_ZONE);
        for text in [exact.to_string(), when.to_string()] {
            let read = parse(&text, &at(NOW)).unwrap();
            prop_assert_eq!((read.span, read.certainty), (when.span, Certainty::Exact), "{}", text);
        }
    }
}
