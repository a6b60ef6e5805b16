#!/usr/bin/env python3
"""A second reader of the vault file, written from docs/format/vault.md and sharing no code with the first.

    reader.py VAULT PASSPHRASE        needs Python 3.10 and the `cryptography` package (44 or newer)

Prints what the vault holds as JSON and exits 1 when anything does not verify. It trusts nothing it reads: every seal,
padding, commitment, the tree, the checkpoint's signature and every blob's hash are checked. It opens vaults that were
closed in order; recovery after a crash (section 7, steps 2 to 8) is the writer's business.
"""
import base64, hashlib, hmac, json, struct, sys, zlib

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

MAGIC = bytes.fromhex("89444159424F4F4B0D0A1A0A")
DATA_START, CHUNK = 16384, 1_048_476


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def derive(vault_id, secret, label):  # HKDF, one block (section 3)
    prk = hmac.new(vault_id, secret, hashlib.sha256).digest()
    return hmac.new(prk, b"daybook vault v1 " + label.encode() + b"\x01", hashlib.sha256).digest()


def root_of(leaves):  # RFC 6962 section 2.1
    if len(leaves) <= 1:
        return leaves[0] if leaves else sha()
    k = 1 << ((len(leaves) - 1).bit_length() - 1)
    return sha(b"\x01", root_of(leaves[:k]), root_of(leaves[k:]))


def frame_size(payload):  # section 6
    need = 100 + payload
    if need <= 4096:
        return max(256, 1 << (need - 1).bit_length())
    e = need.bit_length() - 1
    unit = 1 << (e - e.bit_length())
    return -(-need // unit) * unit


class Vault:
    def __init__(self, data, passphrase):
        self.data = data
        errors = []
        for copy in (data[:4096], data[4096:8192]):
            try:
                self.unlock(copy, passphrase)
                break
            except (InvalidTag, ValueError) as e:
                errors.append(e)
        else:
            raise SystemExit(f"cannot be opened: {errors}")
        for label in "header frame commit record private blob cache".split():
            setattr(self, label, AESGCMSIV(derive(self.id, self.root, label)))
        self.names = derive(self.id, self.root, "names")
        for copy in (data[:4096], data[4096:8192]):
            self.open(self.header, copy[3152:], b"dbv1lock", 0, copy[:3152])
        assert data[:4096] == data[4096:8192], "header copies differ"
        heads = [self.open(self.header, data[at:at + 4096], b"dbv1head", at) for at in (8192, 12288)]
        self.head = max(heads, key=lambda h: struct.unpack_from("<Q", h)[0])

    def aad(self, purpose, number, rest=b""):
        return purpose + self.id + struct.pack("<Q", number) + rest

    def open(self, key, sealed, purpose, number, rest=b""):
        return key.decrypt(sealed[:12], sealed[12:], self.aad(purpose, number, rest))

    def unlock(self, page, passphrase):  # section 4
        if page[:12] != MAGIC or struct.unpack_from("<I", page, 12)[0] != 1:
            raise ValueError("not a vault of version 1")
        self.id = page[16:32]
        kdf, memory, passes, lanes = struct.unpack_from("<4I", page, 32)
        if kdf != 1 or not (65536 <= memory <= 4 << 20 and 3 <= passes <= 16 and 4 <= lanes <= 16):
            raise ValueError("lock settings outside the limits")
        stretched = Argon2id(salt=page[48:80], length=32, iterations=passes, lanes=lanes, memory_cost=memory)
        key = AESGCMSIV(derive(self.id, stretched.derive(passphrase.encode()), "slot passphrase"))
        for slot in range(24):
            sealed = page[80 + 128 * slot:208 + 128 * slot]
            try:
                plain = self.open(key, sealed, b"dbv1slot", slot)
            except InvalidTag:
                continue
            if plain[0] == 1:
                self.root = plain[4:36]
                return
        raise ValueError("no slot opens")

    def frames(self):
        at = DATA_START
        while at < len(self.data):
            nonce = self.data[at:at + 12]
            plain = self.open(self.frame, self.data[at:at + 100], b"dbv1fram", at)
            kind, z, length, ident, extra = struct.unpack_from("<B3sIQQ", plain)
            assert z == b"\0\0\0" and 1 <= kind <= 7
            frame = dict(at=at, nonce=nonce, plain=plain, kind=kind, length=length, id=ident, extra=extra,
                         aux=plain[24:56], size=frame_size(length))
            yield frame
            at += frame["size"]
        assert at == len(self.data), "the last frame is cut off"

    def body(self, frame, key):
        at, plain = frame["at"], frame["plain"]
        sealed = self.data[at + 100:at + frame["size"]] + plain[56:72]
        body = key.decrypt(frame["nonce"], sealed, self.aad(b"dbv1body", at, plain[:56]))
        assert not any(body[frame["length"]:]), "padding is not zero"
        return body[:frame["length"]]


def entry(payload):  # sections 8 and 9: the parts, and the leaf hash
    if payload[0] == 2:
        (length,) = struct.unpack_from("<I", payload, 1)
        payload = zlib.decompress(payload[5:])
        assert len(payload) == length
    version, kind, count = struct.unpack_from("<BBH", payload)
    assert version == 1
    leaf, parts, at = struct.pack("<BBH", 1, kind, count), [], 4
    for _ in range(count):
        part_type, salt = payload[at], payload[at + 1:at + 33]
        at += 33
        if part_type == 0:
            (length,) = struct.unpack_from("<I", payload, at)
            content = payload[at + 4:at + 4 + length]
            at += 4 + length
            leaf += b"\0" + sha(salt, content)
            parts.append(content.hex())
        else:
            assert part_type == 1
            n, length = struct.unpack_from("<II", payload, at)
            ends = struct.unpack_from(f"<{n}I", payload, at + 8)
            content = payload[at + 8 + 4 * n:at + 8 + 4 * n + length]
            at += 8 + 4 * n + length
            starts = (0,) + ends[:-1]
            items = [content[a:b] for a, b in zip(starts, ends)]
            leaves = [sha(b"\0", sha(salt, struct.pack("<Q", i)), item) for i, item in enumerate(items)]
            leaf += b"\1" + struct.pack("<Q", n) + root_of(leaves)
            parts.append([item.hex() for item in items])
    assert at == len(payload)
    return kind, parts, sha(b"\0", leaf)


def check_checkpoint(vault, note, size, root):  # section 9
    name = "daybook.invalid/" + vault.id.hex()
    signer = Ed25519PrivateKey.from_private_bytes(derive(vault.id, vault.root, "sign")).public_key()
    public = signer.public_bytes_raw()
    text, signature = note.decode().split("\n\n")
    assert text + "\n" == f"{name}\n{size}\n{base64.b64encode(root).decode()}\n"
    dash, who, value = signature.strip("\n").split(" ")
    value = base64.b64decode(value)
    key_hash = sha(name.encode(), b"\n\x01", public)[:4]
    assert (dash, who, value[:4]) == ("\u2014", name, key_hash)
    signer.verify(value[4:], (text + "\n").encode())
    return f"{name}+{key_hash.hex()}+{base64.b64encode(bytes([1]) + public).decode()}"


def read(vault):
    frames = list(vault.frames())
    erased = set()
    for frame in (f for f in frames if f["kind"] == 5):
        payload = vault.body(frame, vault.commit)
        erased |= {struct.unpack_from("<Q", payload, i)[0] for i in range(0, len(payload), 92)}
    out = dict(entries=[], blobs={}, private={}, caches={})
    leaves, chunks, batch, number, key, root = [], [], [], 0, None, sha()
    for frame in frames:
        kind = frame["kind"]
        if frame["at"] in erased:
            assert not any(vault.data[frame["at"] + 100:frame["at"] + frame["size"]]), "erased but not zero"
        elif kind == 1:
            entry_kind, parts, leaf = entry(vault.body(frame, vault.record))
            assert leaf == frame["aux"] and frame["id"] == len(leaves)
            leaves.append(leaf)
            out["entries"].append(dict(kind=entry_kind, parts=parts))
        elif kind == 2:
            chunks.append(frame)
        elif kind == 3:
            blob_key = AESGCMSIV(vault.body(frame, vault.blob))
            content = b"".join(vault.body(c, blob_key) for c in chunks)
            assert [c["extra"] for c in chunks] == list(range(-(-frame["extra"] // CHUNK)))
            assert len(content) == frame["extra"] and sha(content) == frame["aux"]
            out["blobs"][frame["id"]] = dict(bytes=len(content), sha256=sha(content).hex())
            chunks = []
        elif kind == 4:
            payload = vault.body(frame, vault.private)
            (n,) = struct.unpack_from("<H", payload)
            name = payload[2:2 + n]
            assert hmac.new(vault.names, b"\x01" + name, hashlib.sha256).digest() == frame["aux"]
            out["private"][name.decode()] = payload[2 + n:].hex()
        elif kind == 6:
            previous = out["caches"].get(frame["aux"].hex(), "") if frame["extra"] else ""
            out["caches"][frame["aux"].hex()] = previous + vault.body(frame, vault.cache).hex()
        elif kind == 7:
            payload = vault.body(frame, vault.commit)
            start, size = struct.unpack_from("<QQ", payload)
            root, (n,) = payload[16:48], struct.unpack_from("<I", payload, 48)
            note, rows = payload[52:52 + n], payload[56 + n:]
            assert frame["id"] == number + 1 and start == (batch[0]["at"] if batch else frame["at"])
            assert rows == b"".join(f["nonce"] + f["plain"] for f in batch), "the list differs from the frames"
            assert size == len(leaves) and root == root_of(leaves)
            key, number, batch = check_checkpoint(vault, note, size, root), frame["id"], []
            continue
        batch.append(frame)
    assert not batch and not chunks, "frames without a commit"
    commit, length, size = struct.unpack_from("<QQQ", vault.head)
    assert (commit, length, size, vault.head[24:56]) == (number, len(vault.data), len(leaves), root)
    return dict(out, root=root.hex(), verifier_key=key)


if __name__ == "__main__":
    with open(sys.argv[1], "rb") as file:
        opened = Vault(file.read(), sys.argv[2])
    try:
        print(json.dumps(read(opened), indent=1))
    except (AssertionError, InvalidTag, IndexError, struct.error, ValueError) as problem:
        sys.exit(f"does not verify: {problem!r}")
