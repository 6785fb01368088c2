"""Offices: who works there, when, whom it writes to and how its letters look; one YAML file per office."""

from workers.office.calendar import NATIONAL_CALENDARS, YearCalendar, load_national_calendars, load_year_calendar
from workers.office.loading import copy_offices_for_trial, load_office, load_offices
from workers.office.marked_yaml import OfficeFileError, Problem
from workers.office.model import LetterStyle, OfficeFile, Official, OutsideParty, Register, Webhook
from workers.office.office import Holder, Office, Signatory

__all__ = [
    "NATIONAL_CALENDARS",
    "Holder",
    "LetterStyle",
    "Office",
    "OfficeFile",
    "OfficeFileError",
    "Official",
    "OutsideParty",
    "Problem",
    "Register",
    "Signatory",
    "Webhook",
    "YearCalendar",
    "copy_offices_for_trial",
    "load_national_calendars",
    "load_office",
    "load_offices",
    "load_year_calendar",
]
