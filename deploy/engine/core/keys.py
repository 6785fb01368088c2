"""Keys: which case a key belongs to can be read off the key, so no index is needed.

A key is `1 << 51 | block << 20 | number`: the first bit is Zeebe's partition 1, a block belongs to one root process
instance (whose own key is the block's number 0) or, for definitions, messages and the like, to nobody. All keys stay
below 2**53, so that they survive in JavaScript.
"""

from __future__ import annotations

_PARTITION = 1 << 51
_BITS = 20
BLOCK_SIZE = 1 << _BITS
_MASK = BLOCK_SIZE - 1


def block_key(block: int) -> int:
    """The first key of a block; for a root process instance, its key."""
    return _PARTITION | block << _BITS


def block_of(key: int) -> int:
    """The number of the block that a key lies in."""
    return (key ^ _PARTITION) >> _BITS


def root_of(key: int) -> int:
    """The key of the root process instance that a key of a case belongs to."""
    return key & ~_MASK


def is_key(key: int) -> bool:
    """Whether a number can be a key at all."""
    return _PARTITION <= key < _PARTITION << 1
