from __future__ import annotations

import pytest

from deploy.errors import AlurError
from deploy.people.passwords import hash_password, is_digest, is_password, make_password

CHEAP = 16


def test_a_password_is_known_again_and_nothing_else_is() -> None:
    kept = hash_password("empat kata yang panjang", cost=CHEAP)
    assert is_password("empat kata yang panjang", kept)
    assert not is_password("empat kata yang panjangg", kept)
    assert not is_password("", kept)
    assert "empat" not in kept


def test_the_same_password_is_kept_differently() -> None:
    assert hash_password("empat kata yang panjang", cost=CHEAP) != hash_password("empat kata yang panjang", cost=CHEAP)


def test_the_usual_cost() -> None:
    assert hash_password("empat kata yang panjang").startswith("scrypt$32768$8$3$")


@pytest.mark.parametrize("password", ["", "pendek", "x" * 201])
def test_lengths(password: str) -> None:
    with pytest.raises(AlurError):
        hash_password(password)


@pytest.mark.parametrize(
    "kept",
    [
        "",
        "x",
        "scrypt$1$8$3$YQ==$YQ==",
        "scrypt$99999999$8$3$YQ==$YQ==",
        "scrypt$a$8$3$YQ==$YQ==",
        "scrypt$16$8$3$?$?",
        "scrypt$16$4096$3$YQ==$YQ==",
    ],
)
def test_what_is_no_digest_is_nobodys_password(kept: str) -> None:
    assert not is_digest(kept)
    assert not is_password("empat kata yang panjang", kept)


def test_a_name_that_nobody_has_costs_as_much_as_one_that_somebody_has(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = hash_password("empat kata yang panjang")
    costs: list[tuple[int, int, int]] = []

    def scrypt(_password: bytes, *, salt: bytes, n: int, r: int, p: int, maxmem: int, dklen: int) -> bytes:
        assert salt
        assert maxmem
        costs.append((n, r, p))
        return b"\1" * dklen

    monkeypatch.setattr("deploy.people.passwords.hashlib.scrypt", scrypt)
    assert not is_password("bukan sandinya", kept)
    assert not is_password("bukan sandinya", "")
    assert costs[0] == costs[1]


def test_made_passwords_are_long_and_different() -> None:
    made = {make_password() for _ in range(50)}
    assert len(made) == 50
    assert all(is_password(m, hash_password(m, cost=CHEAP)) for m in list(made)[:3])
