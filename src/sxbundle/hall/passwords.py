"""Passwords as the hall keeps them: scrypt with a salt of each account's own."""

import hashlib
import hmac
import secrets

_COST = (2**14, 8, 5)
"""n, r, p: as the OWASP password storage cheat sheet of 2025 recommends for 16 MiB."""
_PUBLISHED = "published"


def hashed(password: str) -> str:
    """What is kept for `password`: parameters, salt and hash."""
    salt = secrets.token_bytes(16)
    return "$".join(("scrypt", *map(str, _COST), salt.hex(), _scrypt(password, salt, *_COST).hex()))


def published(password: str) -> str:
    """What is kept for a password that stands in the documentation: nothing is gained by hiding it."""
    return f"{_PUBLISHED}${hashlib.sha256(password.encode()).hexdigest()}"


def matches(password: str, kept: str) -> bool:
    """True when `kept` was made of `password`; takes the same time either way."""
    scheme, *rest = kept.split("$")
    if scheme == _PUBLISHED:
        digest_of_password = hashlib.sha256(password.encode(errors="surrogatepass")).hexdigest()
        return hmac.compare_digest(digest_of_password, rest[0])
    n, r, p, salt, digest = rest
    password_hash = _scrypt(password, bytes.fromhex(salt), int(n), int(r), int(p))
    return hmac.compare_digest(password_hash, bytes.fromhex(digest))


def needs_rehash(kept: str) -> bool:
    """True for what was hashed at another cost than today's; it is hashed anew at the next sign-in."""
    scheme, *rest = kept.split("$")
    return scheme != _PUBLISHED and tuple(map(int, rest[:3])) != _COST


def _scrypt(password: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    return hashlib.scrypt(password.encode(errors="surrogatepass"), salt=salt, n=n, r=r, p=p, maxmem=2**27)


UNKNOWN_ACCOUNT = "$".join(("scrypt", *map(str, _COST), "00" * 16, "00" * 64))
"""Compared for an unknown account, so that it takes as long as a known one."""
