"""Failures that a person can act upon."""

from deploy.exits import Exit


class AlurError(Exception):
    """An expected failure: one sentence that says what is wrong, and one that says what to do.

    `detail` holds evidence that is longer than a sentence, such as the tail of a log; it is printed below.
    """

    def __init__(self, message: str, remedy: str, exit_code: Exit = Exit.ENVIRONMENT, detail: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.exit_code = exit_code
        self.detail = detail

    def __str__(self) -> str:
        text = f"{self.message} {self.remedy}"
        return f"{text}\n{self.detail}" if self.detail else text
