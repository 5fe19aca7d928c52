"""Passwords as the hall keeps them: scrypt with a salt of each account's own."""

import hashlib
import hmac
import secrets

_COST = (2**14, 8, 1)


def hashed(password: str) -> str:
    """What is kept for `password`: parameters, salt and hash."""
    salt = secrets.token_bytes(16)
    return "$".join(("scrypt", *map(str, _COST), salt.hex(), _scrypt(password, salt, *_COST).hex()))


def matches(password: str, kept: str) -> bool:
    """True when `kept` was made of `password`; takes the same time either way."""
    _, n, r, p, salt, digest = kept.split("$")
    given = _scrypt(password, bytes.fromhex(salt), int(n), int(r), int(p))
    return hmac.compare_digest(given, bytes.fromhex(digest))


def _scrypt(password: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    return hashlib.scrypt(password.encode(errors="surrogatepass"), salt=salt, n=n, r=r, p=p, maxmem=2**26)


NOBODY = "$".join(("scrypt", *map(str, _COST), "00" * 16, "00" * 64))
"""Held against the password of an unknown account, so that it takes as long as a known one."""
