# ruff: noqa: N818 - the names say what happened, all are errors
"""Why a number cannot be given; each is for a person to settle, trying again does not help."""

from workers.storage.errors import StorageError


class FormatError(ValueError):
    """The office file's number format cannot be used."""


class NumberingError(StorageError):
    """The register refuses."""


class RegisterMisconfigured(NumberingError):
    """The office's rule does not fit what is asked, or two books print the same number."""


class NumberTaken(NumberingError):
    """The number is in the book already."""


class NumberMisfit(NumberingError):
    """The printed number is not one that this book gives to the letter."""


class NumberGap(NumberingError):
    """The number would leave others out."""


class BackDated(NumberingError):
    """The letter date lies before the last number's, and the office's rule does not allow it."""
