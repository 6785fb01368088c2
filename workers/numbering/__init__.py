"""Letter numbers: formats, rules and the register."""

from workers.numbering.entries import Numbered
from workers.numbering.errors import (
    BackDated,
    FormatError,
    NumberGap,
    NumberingError,
    NumberMisfit,
    NumberTaken,
    RegisterMisconfigured,
)
from workers.numbering.formats import RegisterRule, check_rules
from workers.numbering.register import ManualLetter, Register

__all__ = [
    "BackDated",
    "FormatError",
    "ManualLetter",
    "NumberGap",
    "NumberMisfit",
    "NumberTaken",
    "Numbered",
    "NumberingError",
    "Register",
    "RegisterMisconfigured",
    "RegisterRule",
    "check_rules",
]
