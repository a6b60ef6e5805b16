"""Makes the databases of this folder and of its neighbours. Run: python3 make.py"""
import pathlib
import plistlib
import sqlite3

HERE = pathlib.Path(__file__).parent
NS = 10**9
# 2026-03-02 20:15:00 UTC, in seconds since 2001.
DAY = 794_175_300
OTHER, FRIEND, KEEPER = "+447700900101", "friend@example.org", "+447700900555"


def database(folder, name, statements, tables, page=1024):
    path = HERE.parent / folder / name / "input.db"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    db = sqlite3.connect(path)
    db.execute(f"PRAGMA page_size={page}")
    for statement in statements:
        db.execute(statement)
    for table, rows in tables.items():
        for row in rows:
            marks = ",".join("?" * len(row))
            db.execute(f"INSERT INTO {table} ({','.join(row)}) VALUES ({marks})", list(row.values()))
    db.commit()
    db.close()
    return path


def counted(data):
    if len(data) < 0x80:
        return bytes([len(data)]) + data
    if len(data) < 0x10000:
        return b"\x81" + len(data).to_bytes(2, "little") + data
    return b"\x82" + len(data).to_bytes(4, "little") + data


def styled(text, mutable=False):
    """A styled string as a typed stream: class, text, and one style over all of it."""
    name = b"\x84\x84\x84\x0fNSMutableString\x01\x84\x84\x08NSString\x01\x95\x84\x01+" if mutable else b"\x84\x84\x84\x08NSString\x01\x94\x84\x01+"
    head = b"\x04\x0bstreamtyped\x81\xe8\x03\x84\x01@\x84\x84\x84\x12NSAttributedString\x00\x84\x84\x08NSObject\x00\x85\x92"
    return head + name + counted(text.encode()) + b"\x86\x84\x02iI\x01" + bytes([min(len(text), 0x7F)]) + b"\x92\x84\x84\x84\x0cNSDictionary\x00\x94\x84\x01i\x00\x86\x86"


def summary(**values):
    return plistlib.dumps(values, fmt=plistlib.FMT_BINARY)


SCHEMA = [
    "CREATE TABLE _SqliteDatabaseProperties (key TEXT, value TEXT, UNIQUE(key))",
    """CREATE TABLE message (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, guid TEXT UNIQUE NOT NULL, text TEXT, replace INTEGER DEFAULT 0,
       subject TEXT, attributedBody BLOB, handle_id INTEGER DEFAULT 0, service TEXT, error INTEGER DEFAULT 0, date INTEGER,
       date_read INTEGER, is_from_me INTEGER DEFAULT 0, item_type INTEGER DEFAULT 0, other_handle INTEGER DEFAULT 0,
       group_title TEXT, group_action_type INTEGER DEFAULT 0, share_status INTEGER DEFAULT 0, share_direction INTEGER DEFAULT 0,
       balloon_bundle_id TEXT, associated_message_guid TEXT, associated_message_type INTEGER DEFAULT 0,
       associated_message_emoji TEXT DEFAULT NULL, message_summary_info BLOB, destination_caller_id TEXT,
       date_retracted INTEGER DEFAULT 0, date_edited INTEGER DEFAULT 0)""",
    "CREATE TABLE handle (ROWID INTEGER PRIMARY KEY AUTOINCREMENT UNIQUE, id TEXT NOT NULL, country TEXT, service TEXT NOT NULL, UNIQUE (id, service))",
    "CREATE TABLE chat (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, guid TEXT UNIQUE NOT NULL, chat_identifier TEXT, service_name TEXT, display_name TEXT)",
    "CREATE TABLE chat_handle_join (chat_id INTEGER REFERENCES chat (ROWID) ON DELETE CASCADE, handle_id INTEGER, UNIQUE(chat_id, handle_id))",
    "CREATE TABLE chat_message_join (chat_id INTEGER, message_id INTEGER, message_date INTEGER DEFAULT 0, PRIMARY KEY (chat_id, message_id))",
    "CREATE TABLE chat_recoverable_message_join (chat_id INTEGER, message_id INTEGER, delete_date INTEGER, ck_sync_state INTEGER DEFAULT 0)",
    "CREATE TABLE attachment (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, guid TEXT UNIQUE NOT NULL, filename TEXT, mime_type TEXT, transfer_name TEXT, total_bytes INTEGER DEFAULT 0)",
    "CREATE TABLE message_attachment_join (message_id INTEGER, attachment_id INTEGER, UNIQUE(message_id, attachment_id))",
]


def modern():
    direct, group, unnamed = 1, 2, 3
    rows, joins, deleted = [], [], []

    def add(chat, **values):
        number = len(rows) + 1
        row = {"guid": f"G{number}", "date": (DAY + 60 * number) * NS, "service": "iMessage", "destination_caller_id": KEEPER, "handle_id": 1}
        rows.append(row | values)
        if chat:
            joins.append({"chat_id": chat, "message_id": number})
        return number

    add(direct, text="I saw you left work early today", attributedBody=styled("I saw you left work early today"))
    add(direct, attributedBody=styled("Only in the body ✋ +\x01 \U0001f441", mutable=True))
    add(direct, attributedBody=styled("long " * 900))
    add(direct, text="Please stop.", is_from_me=1, handle_id=1, date_read=(DAY + 500) * NS)
    liked = add(direct, text="Loved “Please stop.”", associated_message_type=2000, associated_message_guid="p:0/G4")
    add(direct, text="Removed a heart from “Please stop.”", associated_message_type=3000, associated_message_guid="p:0/G4")
    add(direct, text="Reacted 👀 to “Please stop.”", associated_message_type=2006, associated_message_emoji="👀", associated_message_guid="p:0/G4")
    first, second, last = "I will be at the gate", "I will be at the gate at 8", "See you"
    add(
        direct,
        text=None,
        attributedBody=styled(last),
        date_edited=(DAY + 900) * NS,
        message_summary_info=summary(ec={"0": [{"t": styled(first), "d": DAY + 480.5}, {"t": styled(second), "d": DAY + 600.0}, {"t": styled(last), "d": DAY + 900.0}]}, ep=[0], otr={"0": {"lo": 0, "le": 7}}),
    )
    add(direct, text=None, date_edited=(DAY + 950) * NS, message_summary_info=summary(rp=[0], otr={"0": {"lo": 0, "le": 5}}, ust=True))
    picture = add(direct, text="\ufffc\ufffcyour door", attributedBody=styled("\ufffc\ufffcyour door"))
    missing = add(direct, text="\ufffc")
    add(direct, text="by text", service="SMS", handle_id=2)
    add(direct, text="did not go out", is_from_me=1, error=22, service="SMS")
    add(direct, text=None, balloon_bundle_id="com.apple.messages.URLBalloonProvider", attributedBody=styled("https://example.com/a"))
    add(group, text="hello all", handle_id=3)
    add(group, text="mine", is_from_me=1, handle_id=0)
    add(group, item_type=1, group_action_type=0, handle_id=3, other_handle=1)
    add(group, item_type=1, group_action_type=1, handle_id=0, is_from_me=1, other_handle=1)
    add(group, item_type=2, group_title="Allotment")
    add(group, item_type=3, group_action_type=0)
    add(group, item_type=3, group_action_type=1)
    add(direct, item_type=4, share_status=0)
    add(direct, item_type=4, share_status=1)
    add(direct, item_type=5)
    add(unnamed, text="three of us", handle_id=3)
    gone = add(0, text="put in the bin", handle_id=1)
    deleted.append({"chat_id": direct, "message_id": gone, "delete_date": (DAY + 9000) * NS})
    add(0, text="in no chat", handle_id=3)
    add(direct, text="no time", date=0)
    add(direct, attributedBody=b"\x04\x0bstreamtyped\x81\xe8\x03 not a stream")
    add(direct, text="edits cannot be read", message_summary_info=b"bplist00 broken")
    add(direct, text="with a subject", subject="Your car")
    assert liked == 5
    database(
        "imessage",
        "modern",
        SCHEMA,
        {
            "handle": [{"id": OTHER, "service": "iMessage"}, {"id": OTHER, "service": "SMS"}, {"id": FRIEND, "service": "iMessage"}],
            "chat": [
                {"guid": f"iMessage;-;{OTHER}", "chat_identifier": OTHER, "service_name": "iMessage", "display_name": ""},
                {"guid": "iMessage;+;chat1", "chat_identifier": "chat1", "service_name": "iMessage", "display_name": "Allotment"},
                {"guid": "iMessage;+;chat2", "chat_identifier": "chat2", "service_name": "iMessage", "display_name": None},
            ],
            "chat_handle_join": [{"chat_id": 1, "handle_id": 1}, {"chat_id": 2, "handle_id": 1}, {"chat_id": 2, "handle_id": 3}, {"chat_id": 3, "handle_id": 1}, {"chat_id": 3, "handle_id": 3}],
            "message": rows,
            "chat_message_join": joins,
            "chat_recoverable_message_join": deleted,
            "attachment": [
                {"guid": "A1", "filename": "~/Library/SMS/Attachments/ab/11/A1/IMG_0001.HEIC", "mime_type": "image/heic", "transfer_name": "IMG_0001.HEIC", "total_bytes": 123456},
                {"guid": "A2", "filename": "~/Library/SMS/Attachments/ab/11/A2/IMG_0002.MOV", "mime_type": "video/quicktime", "transfer_name": "IMG_0002.MOV", "total_bytes": 99},
                {"guid": "A3", "filename": None, "mime_type": None, "transfer_name": None},
            ],
            "message_attachment_join": [{"message_id": picture, "attachment_id": 1}, {"message_id": picture, "attachment_id": 2}, {"message_id": missing, "attachment_id": 3}],
        },
    )


def seconds():
    """As iOS 6 had it: seconds, and none of the newer columns and tables."""
    database(
        "imessage",
        "seconds",
        [
            "CREATE TABLE message (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, guid TEXT, text TEXT, handle_id INTEGER, service TEXT, date INTEGER, is_from_me INTEGER)",
            "CREATE TABLE handle (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT)",
            "CREATE TABLE chat (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, guid TEXT, chat_identifier TEXT)",
            "CREATE TABLE chat_message_join (chat_id INTEGER, message_id INTEGER)",
        ],
        {
            "handle": [{"id": OTHER}],
            "chat": [{"guid": f"SMS;-;{OTHER}", "chat_identifier": OTHER}],
            "message": [
                {"guid": "1", "text": "one", "handle_id": 1, "service": "SMS", "date": 380_000_000, "is_from_me": 0},
                {"guid": "2", "text": "two", "handle_id": 1, "service": "SMS", "date": 380_000_060, "is_from_me": 1},
                {"guid": "3", "text": "three", "handle_id": 9, "service": "SMS", "date": 380_000_120, "is_from_me": 0},
            ],
            "chat_message_join": [{"chat_id": 1, "message_id": 1}, {"chat_id": 1, "message_id": 2}],
        },
    )


def text_keys():
    """As a program that copies tables may write it: keys are text, columns few."""
    database(
        "imessage",
        "text-keys",
        [
            "CREATE TABLE message (ROWID TEXT, text TEXT, attributedBody TEXT, date INTEGER, is_from_me BOOLEAN, handle_id TEXT)",
            "CREATE TABLE handle (ROWID TEXT, id TEXT)",
            "CREATE TABLE chat (ROWID TEXT, chat_identifier TEXT, display_name TEXT)",
            "CREATE TABLE chat_message_join (chat_id TEXT, message_id TEXT)",
        ],
        {
            "handle": [{"ROWID": "user-a", "id": OTHER}],
            "chat": [{"ROWID": "chat-a", "chat_identifier": OTHER}],
            "message": [
                {"ROWID": "x-1", "text": "", "attributedBody": styled("from the body"), "date": DAY * NS, "is_from_me": 0, "handle_id": "user-a"},
                {"ROWID": "x-2", "text": "mine", "attributedBody": "", "date": (DAY + 1) * NS, "is_from_me": 1, "handle_id": "user-a"},
            ],
            "chat_message_join": [{"chat_id": "chat-a", "message_id": "x-1"}, {"chat_id": "chat-a", "message_id": "x-2"}],
        },
    )


def damaged():
    """A page in the middle of the messages is overwritten."""
    path = database(
        "imessage",
        "damaged-page",
        SCHEMA,
        {
            "handle": [{"id": OTHER, "service": "SMS"}],
            "message": [{"guid": f"G{i}", "text": f"number {i} " + "x" * 60, "handle_id": 1, "date": (DAY + i) * NS} for i in range(30)],
        },
    )
    data = bytearray(path.read_bytes())
    at = data.find(b"number 15 ") // 1024 * 1024
    data[at : at + 1024] = b"\xff" * 1024
    path.write_bytes(data)


def calls():
    database(
        "iphone-calls",
        "storedata",
        [
            """CREATE TABLE ZCALLRECORD (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER, ZANSWERED INTEGER, ZCALLTYPE INTEGER, ZORIGINATED INTEGER,
               ZBLOCKEDBYEXTENSION VARCHAR, ZDATE TIMESTAMP, ZDURATION FLOAT, ZADDRESS VARCHAR, ZNAME VARCHAR, ZLOCATION VARCHAR, ZSERVICE_PROVIDER VARCHAR)""",
            "CREATE TABLE ZHANDLE (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, ZTYPE INTEGER, ZNORMALIZEDVALUE VARCHAR, ZVALUE VARCHAR)",
            "CREATE TABLE Z_2REMOTEPARTICIPANTHANDLES (Z_2REMOTEPARTICIPANTCALLS INTEGER, Z_4REMOTEPARTICIPANTHANDLES INTEGER)",
        ],
        {
            "ZCALLRECORD": [
                {"ZANSWERED": 1, "ZCALLTYPE": 1, "ZORIGINATED": 0, "ZDATE": DAY + 0.25, "ZDURATION": 61.7, "ZADDRESS": OTHER.encode(), "ZLOCATION": "England", "ZSERVICE_PROVIDER": "com.apple.Telephony"},
                {"ZANSWERED": 0, "ZCALLTYPE": 1, "ZORIGINATED": 0, "ZDATE": DAY + 100, "ZDURATION": 0.0, "ZADDRESS": OTHER.encode()},
                {"ZANSWERED": 0, "ZCALLTYPE": 1, "ZORIGINATED": 0, "ZDATE": DAY + 200, "ZDURATION": 0.0, "ZADDRESS": None},
                {"ZANSWERED": 0, "ZCALLTYPE": 1, "ZORIGINATED": 1, "ZDATE": DAY + 300, "ZDURATION": 12.0, "ZADDRESS": b"101", "ZNAME": "Police"},
                {"ZANSWERED": 0, "ZCALLTYPE": 1, "ZORIGINATED": 1, "ZDATE": DAY + 400, "ZDURATION": 0.0, "ZADDRESS": b"101"},
                {"ZANSWERED": 1, "ZCALLTYPE": 8, "ZORIGINATED": 0, "ZDATE": DAY + 500, "ZDURATION": 5.0, "ZADDRESS": FRIEND.encode()},
                {"ZANSWERED": 0, "ZCALLTYPE": 16, "ZORIGINATED": 0, "ZDATE": DAY + 600, "ZDURATION": 0.0, "ZADDRESS": b""},
                {"ZANSWERED": 0, "ZCALLTYPE": 0, "ZORIGINATED": 0, "ZDATE": DAY + 700, "ZDURATION": 0.0, "ZADDRESS": OTHER, "ZSERVICE_PROVIDER": "net.whatsapp.WhatsApp"},
                {"ZANSWERED": 0, "ZCALLTYPE": 1, "ZORIGINATED": 0, "ZBLOCKEDBYEXTENSION": "org.example.block", "ZDATE": DAY + 800, "ZDURATION": 0.0, "ZADDRESS": OTHER.encode()},
                {"ZANSWERED": 0, "ZCALLTYPE": 1, "ZORIGINATED": 0, "ZDATE": None, "ZDURATION": 0.0, "ZADDRESS": OTHER.encode()},
            ],
            "ZHANDLE": [{"ZTYPE": 2, "ZNORMALIZEDVALUE": OTHER}, {"ZTYPE": 3, "ZVALUE": FRIEND}],
            "Z_2REMOTEPARTICIPANTHANDLES": [{"Z_2REMOTEPARTICIPANTCALLS": 7, "Z_4REMOTEPARTICIPANTHANDLES": 1}, {"Z_2REMOTEPARTICIPANTCALLS": 7, "Z_4REMOTEPARTICIPANTHANDLES": 2}],
        },
    )
    database(
        "iphone-calls",
        "before-ios-8",
        ["CREATE TABLE call (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, address TEXT, date INTEGER, duration INTEGER, flags INTEGER, id INTEGER, name TEXT)"],
        {
            "call": [
                {"address": OTHER, "date": 1_380_000_000, "duration": 30, "flags": 4, "name": "Sam"},
                {"address": OTHER, "date": 1_380_000_100, "duration": 0, "flags": 4},
                {"address": "", "date": 1_380_000_200, "duration": 0, "flags": 4},
                {"address": "101", "date": 1_380_000_300, "duration": 9, "flags": 5},
                {"address": OTHER, "date": 1_380_000_400, "duration": 0, "flags": 8},
            ]
        },
    )


def voicemail():
    database(
        "iphone-voicemail",
        "three",
        ["CREATE TABLE voicemail (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, remote_uid INTEGER, date INTEGER, token TEXT, sender TEXT, callback_num TEXT, duration INTEGER, expiration INTEGER, trashed_date INTEGER, flags INTEGER)"],
        {
            "voicemail": [
                {"date": 1_772_482_500, "sender": OTHER, "callback_num": OTHER, "duration": 14, "trashed_date": 0, "flags": 11},
                {"date": 1_772_482_600, "sender": None, "callback_num": None, "duration": 3, "trashed_date": 0, "flags": 11},
                {"date": 1_772_482_700, "sender": OTHER, "callback_num": None, "duration": 20, "trashed_date": 794_180_000, "flags": 75},
            ]
        },
    )


def contacts():
    database(
        "iphone-contacts",
        "phone",
        [
            "CREATE TABLE ABPerson (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, First TEXT, Last TEXT, Middle TEXT, Organization TEXT, Note TEXT, Birthday TEXT, JobTitle TEXT, Nickname TEXT)",
            "CREATE TABLE ABMultiValue (UID INTEGER PRIMARY KEY, record_id INTEGER, property INTEGER, identifier INTEGER, label INTEGER, value TEXT)",
            "CREATE TABLE ABMultiValueLabel (value TEXT, UNIQUE(value))",
            "CREATE TABLE ABMultiValueEntry (parent_id INTEGER, key INTEGER, value TEXT, UNIQUE(parent_id, key))",
        ],
        {
            "ABPerson": [
                {"First": "Sam", "Last": "Marsh", "Nickname": "Do not answer", "Birthday": "-320000000.0", "Note": "blocked in May"},
                {"Organization": "Allotment club"},
                {"First": "No", "Last": "Number"},
            ],
            "ABMultiValueLabel": [{"value": "_$!<Mobile>!$_"}, {"value": "old flat"}],
            "ABMultiValue": [
                {"record_id": 1, "property": 3, "label": 1, "value": OTHER},
                {"record_id": 1, "property": 4, "label": None, "value": "sam@example.com"},
                {"record_id": 1, "property": 5, "label": 2, "value": None},
                {"record_id": 2, "property": 3, "label": None, "value": "07700 900700"},
            ],
            "ABMultiValueEntry": [{"parent_id": 3, "key": 1, "value": "1 Example Road"}, {"parent_id": 3, "key": 2, "value": "Sampletown"}],
        },
    )
    database(
        "iphone-contacts",
        "mac",
        [
            "CREATE TABLE ZABCDRECORD (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, ZFIRSTNAME VARCHAR, ZLASTNAME VARCHAR, ZORGANIZATION VARCHAR, ZBIRTHDAY TIMESTAMP)",
            "CREATE TABLE ZABCDPHONENUMBER (Z_PK INTEGER PRIMARY KEY, ZOWNER INTEGER, ZFULLNUMBER VARCHAR, ZLABEL VARCHAR)",
            "CREATE TABLE ZABCDEMAILADDRESS (Z_PK INTEGER PRIMARY KEY, ZOWNER INTEGER, ZADDRESS VARCHAR, ZLABEL VARCHAR)",
        ],
        {
            "ZABCDRECORD": [{"Z_ENT": 19}, {"Z_ENT": 22, "ZFIRSTNAME": "Sam", "ZLASTNAME": "Marsh"}],
            "ZABCDPHONENUMBER": [{"ZOWNER": 2, "ZFULLNUMBER": OTHER, "ZLABEL": "_$!<Mobile>!$_"}],
            "ZABCDEMAILADDRESS": [{"ZOWNER": 2, "ZADDRESS": "sam@example.com"}],
        },
    )


def whatsapp():
    other, friend, group = "447700900101@s.whatsapp.net", "447700900102@s.whatsapp.net", "447700900555-1500000000@g.us"
    database(
        "whatsapp-iphone",
        "messages",
        [
            "CREATE TABLE ZWACHATSESSION (Z_PK INTEGER PRIMARY KEY, ZSESSIONTYPE INTEGER, ZCONTACTJID VARCHAR, ZPARTNERNAME VARCHAR)",
            "CREATE TABLE ZWAGROUPMEMBER (Z_PK INTEGER PRIMARY KEY, ZCHATSESSION INTEGER, ZMEMBERJID VARCHAR, ZCONTACTNAME VARCHAR)",
            "CREATE TABLE ZWAPROFILEPUSHNAME (Z_PK INTEGER PRIMARY KEY, ZJID VARCHAR, ZPUSHNAME VARCHAR)",
            "CREATE TABLE ZWAMEDIAITEM (Z_PK INTEGER PRIMARY KEY, ZFILESIZE INTEGER, ZMESSAGE INTEGER, ZLATITUDE FLOAT, ZLONGITUDE FLOAT, ZMEDIALOCALPATH VARCHAR, ZTITLE VARCHAR, ZVCARDNAME VARCHAR, ZVCARDSTRING VARCHAR)",
            """CREATE TABLE ZWAMESSAGE (Z_PK INTEGER PRIMARY KEY, ZISFROMME INTEGER, ZMESSAGETYPE INTEGER, ZGROUPEVENTTYPE INTEGER, ZCHATSESSION INTEGER,
               ZGROUPMEMBER INTEGER, ZMEDIAITEM INTEGER, ZMESSAGEDATE TIMESTAMP, ZFROMJID VARCHAR, ZTOJID VARCHAR, ZTEXT VARCHAR)""",
        ],
        {
            "ZWACHATSESSION": [{"ZSESSIONTYPE": 0, "ZCONTACTJID": other, "ZPARTNERNAME": "Sam M"}, {"ZSESSIONTYPE": 1, "ZCONTACTJID": group, "ZPARTNERNAME": "Allotment"}],
            "ZWAGROUPMEMBER": [{"ZCHATSESSION": 2, "ZMEMBERJID": other, "ZCONTACTNAME": "Sam M"}, {"ZCHATSESSION": 2, "ZMEMBERJID": friend}],
            "ZWAPROFILEPUSHNAME": [{"ZJID": friend, "ZPUSHNAME": "Kit"}],
            "ZWAMEDIAITEM": [
                {"ZMESSAGE": 3, "ZFILESIZE": 1000, "ZMEDIALOCALPATH": "Media/447700900101@s.whatsapp.net/a/b/abcd.jpg", "ZTITLE": "your car", "ZVCARDSTRING": "image/jpeg"},
                {"ZMESSAGE": 4, "ZLATITUDE": 50.8203, "ZLONGITUDE": -0.1398},
                {"ZMESSAGE": 5, "ZVCARDNAME": "Kit Somebody", "ZVCARDSTRING": "BEGIN:VCARD"},
            ],
            "ZWAMESSAGE": [
                {"ZISFROMME": 0, "ZMESSAGETYPE": 0, "ZCHATSESSION": 1, "ZMESSAGEDATE": DAY + 0.5, "ZFROMJID": other, "ZTEXT": "I know where you are"},
                {"ZISFROMME": 1, "ZMESSAGETYPE": 0, "ZCHATSESSION": 1, "ZMESSAGEDATE": DAY + 60, "ZTOJID": other, "ZTEXT": "Do not write to me"},
                {"ZISFROMME": 0, "ZMESSAGETYPE": 1, "ZCHATSESSION": 1, "ZMESSAGEDATE": DAY + 120, "ZFROMJID": other, "ZMEDIAITEM": 1},
                {"ZISFROMME": 0, "ZMESSAGETYPE": 5, "ZCHATSESSION": 1, "ZMESSAGEDATE": DAY + 180, "ZFROMJID": other, "ZMEDIAITEM": 2},
                {"ZISFROMME": 0, "ZMESSAGETYPE": 4, "ZCHATSESSION": 1, "ZMESSAGEDATE": DAY + 240, "ZFROMJID": other, "ZMEDIAITEM": 3},
                {"ZISFROMME": 0, "ZMESSAGETYPE": 14, "ZCHATSESSION": 1, "ZMESSAGEDATE": DAY + 300, "ZFROMJID": other},
                {"ZISFROMME": 0, "ZMESSAGETYPE": 59, "ZCHATSESSION": 1, "ZMESSAGEDATE": DAY + 360, "ZFROMJID": other},
                {"ZISFROMME": 0, "ZMESSAGETYPE": 10, "ZGROUPEVENTTYPE": 2, "ZCHATSESSION": 1, "ZMESSAGEDATE": DAY + 420, "ZFROMJID": other},
                {"ZISFROMME": 0, "ZMESSAGETYPE": 0, "ZCHATSESSION": 2, "ZGROUPMEMBER": 2, "ZMESSAGEDATE": DAY + 480, "ZFROMJID": group, "ZTEXT": "hello all"},
                {"ZISFROMME": 1, "ZMESSAGETYPE": 0, "ZCHATSESSION": 2, "ZMESSAGEDATE": DAY + 540, "ZTEXT": "mine"},
                {"ZISFROMME": 0, "ZMESSAGETYPE": 6, "ZGROUPEVENTTYPE": 1, "ZCHATSESSION": 2, "ZGROUPMEMBER": 1, "ZMESSAGEDATE": DAY + 600, "ZFROMJID": group, "ZTEXT": "New name"},
                {"ZISFROMME": 0, "ZMESSAGETYPE": 0, "ZCHATSESSION": 99, "ZMESSAGEDATE": None, "ZFROMJID": friend, "ZTEXT": "in no chat, at no time"},
            ],
        },
    )
    database(
        "whatsapp-iphone",
        "calls",
        [
            "CREATE TABLE ZWAAGGREGATECALLEVENT (Z_PK INTEGER PRIMARY KEY, ZINCOMING INTEGER, ZMISSED INTEGER, ZVIDEO INTEGER, ZFIRSTDATE TIMESTAMP)",
            "CREATE TABLE ZWACDCALLEVENT (Z_PK INTEGER PRIMARY KEY, ZOUTCOME INTEGER, Z1CALLEVENTS INTEGER, ZDATE TIMESTAMP, ZDURATION FLOAT, ZGROUPCALLCREATORUSERJIDSTRING VARCHAR)",
            "CREATE TABLE ZWACDCALLEVENTPARTICIPANT (Z_PK INTEGER PRIMARY KEY, Z1PARTICIPANTS INTEGER, ZJIDSTRING VARCHAR)",
        ],
        {
            "ZWAAGGREGATECALLEVENT": [{"ZINCOMING": 1, "ZMISSED": 1, "ZVIDEO": 0}, {"ZINCOMING": 0, "ZMISSED": 0, "ZVIDEO": 1}],
            "ZWACDCALLEVENTPARTICIPANT": [{"Z1PARTICIPANTS": 1, "ZJIDSTRING": other}, {"Z1PARTICIPANTS": 2, "ZJIDSTRING": friend}],
            "ZWACDCALLEVENT": [
                {"Z1CALLEVENTS": 1, "ZDATE": DAY, "ZDURATION": 0.0},
                {"Z1CALLEVENTS": 1, "ZDATE": DAY + 5, "ZDURATION": 0.0},
                {"Z1CALLEVENTS": 2, "ZDATE": DAY + 10, "ZDURATION": 33.0},
                {"Z1CALLEVENTS": 9, "ZDATE": DAY + 20, "ZDURATION": None, "ZGROUPCALLCREATORUSERJIDSTRING": other},
            ],
        },
    )


for make in (modern, seconds, text_keys, damaged, calls, voicemail, contacts, whatsapp):
    make()
