"""Letters: draft texts that people edit, and the finished .docx. Pure: values in, text or bytes out."""

from workers.drafting.addressee import Addressee, addressee_of
from workers.drafting.body import PEOPLE_MARK, Block, blocks, unfilled_places, with_letter_date
from workers.drafting.letter import render_letter
from workers.drafting.press import LetterPressError
from workers.drafting.text import draft_text
from workers.drafting.values import (
    DraftDataMissing,
    LetterTemplateError,
    LetterTooLargeError,
    LetterValues,
    check_body,
    clean,
    clean_body,
    clean_fields,
)
from workers.indonesian import date_text, number_words, weekday_text

__all__ = [
    "PEOPLE_MARK",
    "Addressee",
    "Block",
    "DraftDataMissing",
    "LetterPressError",
    "LetterTemplateError",
    "LetterTooLargeError",
    "LetterValues",
    "addressee_of",
    "blocks",
    "check_body",
    "clean",
    "clean_body",
    "clean_fields",
    "date_text",
    "draft_text",
    "number_words",
    "render_letter",
    "unfilled_places",
    "weekday_text",
    "with_letter_date",
]
