"""Forms (form-js JSON) that staff fill in Tasklist: one per user task and one for the start, in Bahasa Indonesia."""

from generator.forms.build import build_forms

__all__ = ["build_forms"]
