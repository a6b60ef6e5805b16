"""Makes two small backups of an iPhone that never was: one open, one locked with the password below.

Needs the Python package `cryptography`. Run: python3 make.py
"""
import hashlib
import pathlib
import plistlib
import shutil
import sqlite3
import uuid

from cryptography.hazmat.primitives import hashes, keywrap
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

HERE = pathlib.Path(__file__).parent
IMPORT = HERE.parent / "import"
PASSWORD = b"correct horse"
# A phone does ten million; a test need not.
FIRST_ROUNDS, ROUNDS = 1000, 100


def secret(name):
    """Keys that are the same each time, so that the files are."""
    return hashlib.sha256(name.encode()).digest()


def lock(key, data, pad):
    if pad:
        count = 16 - len(data) % 16
        data += bytes([count]) * count
    encryptor = Cipher(algorithms.AES(key), modes.CBC(bytes(16))).encryptor()
    return encryptor.update(data) + encryptor.finalize()


def derived(algorithm, password, salt, rounds):
    return PBKDF2HMAC(algorithm=algorithm, length=32, salt=salt, iterations=rounds).derive(password)


CLASSES = {number: secret(f"class {number}") for number in (1, 2, 3, 4)}


def keybag():
    def field(name, value):
        value = value.to_bytes(4, "big") if isinstance(value, int) else value
        return name + len(value).to_bytes(4, "big") + value

    first_salt, salt = secret("first")[:20], secret("second")[:20]
    key = derived(hashes.SHA1(), derived(hashes.SHA256(), PASSWORD, first_salt, FIRST_ROUNDS), salt, ROUNDS)
    bag = field(b"VERS", 5) + field(b"TYPE", 1) + field(b"UUID", uuid.UUID(int=1).bytes) + field(b"HMCK", secret("hmck"))
    bag += field(b"WRAP", 0) + field(b"SALT", salt) + field(b"ITER", ROUNDS)
    bag += field(b"DPWT", 0) + field(b"DPIC", FIRST_ROUNDS) + field(b"DPSL", first_salt)
    for number, inner in CLASSES.items():
        bag += field(b"UUID", uuid.UUID(int=1 + number).bytes) + field(b"CLAS", number) + field(b"WRAP", 2) + field(b"KTYP", 0)
        bag += field(b"WPKY", keywrap.aes_key_wrap(key, inner))
    return bag


def wrapped(number, key):
    return number.to_bytes(4, "little") + keywrap.aes_key_wrap(CLASSES[number], key)


def archived(path, size, key):
    """An MBFile as NSKeyedArchiver writes it."""
    file = {"$class": plistlib.UID(3), "Size": size, "ProtectionClass": 3, "RelativePath": plistlib.UID(2), "Mode": 33188}
    objects = ["$null", file, path, {"$classname": "MBFile", "$classes": ["MBFile", "NSObject"]}]
    if key:
        file["EncryptionKey"] = plistlib.UID(4)
        objects += [{"NS.data": key, "$class": plistlib.UID(5)}, {"$classname": "NSMutableData", "$classes": ["NSMutableData", "NSData", "NSObject"]}]
    return plistlib.dumps({"$archiver": "NSKeyedArchiver", "$objects": objects, "$top": {"root": plistlib.UID(1)}, "$version": 100000}, fmt=plistlib.FMT_BINARY)


FILES = {
    ("HomeDomain", "Library/SMS/sms.db"): (IMPORT / "imessage/modern/input.db").read_bytes(),
    ("HomeDomain", "Library/CallHistoryDB/CallHistory.storedata"): (IMPORT / "iphone-calls/storedata/input.db").read_bytes(),
    ("HomeDomain", "Library/AddressBook/AddressBook.sqlitedb"): (IMPORT / "iphone-contacts/phone/input.db").read_bytes(),
    ("MediaDomain", "Library/SMS/Attachments/ab/11/A1/IMG_0001.HEIC"): b"not really a picture",
    ("CameraRollDomain", "Media/DCIM/100APPLE/IMG_0009.HEIC"): b"a picture of something else",
}


def backup(name, locked):
    folder = HERE / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    listed = folder / "Manifest.db"
    database = sqlite3.connect(listed)
    database.execute("CREATE TABLE Files (fileID TEXT PRIMARY KEY, domain TEXT, relativePath TEXT, flags INTEGER, file BLOB)")
    database.execute("INSERT INTO Files VALUES (?,?,?,?,?)", ["0" * 40, "HomeDomain", "Library/SMS", 2, archived("Library/SMS", 0, None)])
    # A list that was changed to name a file outside.
    database.execute("INSERT INTO Files VALUES (?,?,?,?,?)", ["../../../../etc/passwd", "HomeDomain", "Library/SMS/sms.db", 1, None])
    for (domain, path), data in FILES.items():
        number = hashlib.sha1(f"{domain}-{path}".encode()).hexdigest()
        key = secret(path)
        written = wrapped(3, key) if locked else None
        database.execute("INSERT INTO Files VALUES (?,?,?,?,?)", [number, domain, path, 1, archived(path, len(data), written)])
        (folder / number[:2]).mkdir(exist_ok=True)
        (folder / number[:2] / number).write_bytes(lock(key, data, True) if locked else data)
    database.commit()
    database.close()
    manifest = {"IsEncrypted": locked, "Version": "10.0", "WasPasscodeSet": True, "BackupKeyBag": keybag(), "Lockdown": {"DeviceName": "iPhone", "ProductVersion": "26.0"}}
    if locked:
        listed.write_bytes(lock(secret("list"), listed.read_bytes(), False))
        manifest["ManifestKey"] = wrapped(4, secret("list"))
    (folder / "Manifest.plist").write_bytes(plistlib.dumps(manifest, fmt=plistlib.FMT_BINARY))
    (folder / "Info.plist").write_bytes(plistlib.dumps({"Device Name": "iPhone", "Phone Number": "+447700900555"}))


backup("open", False)
backup("locked", True)
shutil.copy(HERE / "locked/Manifest.plist", IMPORT / "iphone-backup/alone/input.plist")
