use super::*;
use crate::item::CallOutcome;
use jiff::civil::date;
use proptest::{collection::vec, option, prelude::*};

fn words() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z]{0,3}", "\\PC{0,12}", Just("Dan 😡\u{200e}".to_owned())]
}

fn when() -> impl Strategy<Value = (Option<Timestamp>, Option<DateTime>)> {
    let first = Timestamp::MIN.as_second();
    let last = Timestamp::MAX.as_second();
    let at = (first..last, 0..1_000_000_000).prop_map(|(s, n)| Timestamp::new(s, n).unwrap());
    let civil = (-9999i16..=9999, 1i8..=12, 1i8..=31, 0i8..24, 0i8..60, 0..1_000_000_000i32);
    let civil = civil.prop_map(|(y, mo, d, h, mi, n)| {
        date(y, mo, 1).last_of_month().with().day(d.min(28)).build().unwrap().at(h, mi, 59 - mi, n)
    });
    (option::of(at), option::of(civil))
}

fn locator() -> impl Strategy<Value = Locator> {
    let place = || option::of(prop_oneof![0..5000u64, Just(NOWHERE - 1)]);
    (option::of(words()), place(), place(), place()).prop_map(|(member, start, end, row)| Locator {
        member,
        start,
        end,
        row,
    })
}

fn attachment() -> impl Strategy<Value = Attachment> {
    let parts = (option::of(words()), option::of(words()), option::of(any::<u64>()), any::<bool>());
    (parts, option::of(locator())).prop_map(|((name, media_type, bytes, present), locator)| Attachment {
        name,
        media_type,
        bytes,
        present,
        locator,
        encoding: Default::default(),
    })
}

fn sort() -> impl Strategy<Value = (Direction, ItemKind, Option<Call>)> {
    let direction = prop_oneof![Just(Direction::In), Just(Direction::Out), Just(Direction::Unknown)];
    let kind = prop_oneof![Just(ItemKind::Message), Just(ItemKind::Call), Just(ItemKind::Deleted)];
    let outcome = prop_oneof![Just(CallOutcome::Missed), Just(CallOutcome::Answered)];
    let call = (outcome, option::of(any::<u64>()), any::<bool>(), any::<bool>());
    let call =
        call.prop_map(|(outcome, seconds, withheld, video)| Call { outcome, seconds, withheld, video });
    (direction, kind, option::of(call))
}

fn item() -> impl Strategy<Value = Item> {
    let names = (option::of(words()), vec(words(), 0..3), option::of(words()), option::of(words()));
    let detail = (words(), words()).prop_map(|(name, value)| Detail { name, value });
    let signs = (words(), option::of(words())).prop_map(|(sign, by)| Reaction { by, sign, at: None });
    let spot = option::of(any::<(i64, i64)>().prop_map(|(a, b)| Spot { latitude_e7: a, longitude_e7: b }));
    let few = (vec(detail, 0..3), vec(signs, 0..2), spot);
    let rest = (option::of(words()), vec(attachment(), 0..3), locator(), words(), few);
    (when(), names, sort(), rest).prop_map(|((at, civil), names, sort, rest)| Item {
        at,
        civil,
        at_note: rest.0,
        from: names.0,
        to: names.1,
        contact_name: names.2,
        direction: sort.0,
        kind: sort.1,
        text: rest.3,
        attachments: rest.1,
        conversation: names.3,
        call: sort.2,
        details: rest.4.0,
        reactions: rest.4.1,
        earlier: Vec::new(),
        spot: rest.4.2,
        locator: rest.2,
    })
}

proptest! {
    #[test]
    fn what_goes_in_comes_out_and_the_bytes_hold_the_same(items in vec(item(), 0..40)) {
        let sheaf: Sheaf = items.iter().cloned().collect();
        prop_assert_eq!(sheaf.len(), items.len());
        for (index, item) in items.iter().enumerate() {
            prop_assert_eq!(&sheaf.get(index).unwrap().to_item(), item);
            prop_assert_eq!(sheaf.get(index).unwrap(), ItemView::from(item));
        }
        prop_assert_eq!(Sheaf::from_bytes(&sheaf.to_bytes()), Some(sheaf));
    }

    #[test]
    fn bytes_that_are_no_sheaf_are_refused_and_never_read_past_their_end(
        items in vec(item(), 1..6), at in any::<prop::sample::Index>(), flip in 1u8..,
    ) {
        let mut bytes = Sheaf::from_iter(items).to_bytes();
        let cut = at.index(bytes.len());
        prop_assert_eq!(Sheaf::from_bytes(&bytes[..cut]), None);
        bytes[cut] ^= flip;
        // A changed text is still a text; whatever is taken for a sheaf can be read to its end.
        if let Some(sheaf) = Sheaf::from_bytes(&bytes) {
            prop_assert_eq!(sheaf.iter().count(), sheaf.len());
        }
    }

    #[test]
    fn any_bytes_at_all_are_safe_to_read(bytes in vec(any::<u8>(), 0..200)) {
        let bytes = [&[1][..], &bytes].concat();
        let sheaf = Sheaf::from_bytes(&bytes);
        prop_assert!(sheaf.is_none_or(|sheaf| sheaf.iter().count() == sheaf.len()));
    }
}

fn said(from: &str, text: &str) -> Item {
    Item { from: Some(from.into()), text: text.into(), ..Item::default() }
}

#[test]
fn a_stretch_of_the_texts_belongs_to_the_item_that_holds_all_of_it() {
    let sheaf: Sheaf = [said("Dan", "one"), said("Dan", ""), said("Alex", "two")].into_iter().collect();
    assert_eq!(sheaf.texts(), "onetwo");
    assert_eq!(
        [sheaf.holder(0, 3), sheaf.holder(2, 4), sheaf.holder(3, 6), sheaf.holder(6, 7)],
        [Some(0), None, Some(2), None]
    );
}

#[test]
fn senders_are_asked_about_once_each() {
    let sheaf: Sheaf = [said("Dan", "one"), said("Alex", "two"), said("Dan", "three")].into_iter().collect();
    let asked = std::cell::Cell::new(0);
    let wanted = |name: &str| {
        asked.set(asked.get() + 1);
        name == "Dan"
    };
    assert_eq!(sheaf.from_whom(wanted).collect::<Vec<_>>(), [0, 2]);
    assert_eq!(asked.get(), 2);
}

#[test]
fn a_sheaf_of_another_version_is_not_read() {
    let mut bytes = Sheaf::from_iter([said("Dan", "one")]).to_bytes();
    bytes[0] += 1;
    assert_eq!(Sheaf::from_bytes(&bytes), None);
}
