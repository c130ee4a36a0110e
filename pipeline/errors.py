"""Everything that can go wrong, with the exit code of each.

    BrievenError                    1
      BadArgument                   2   the call makes no sense
        BadCorrections              2   a row of corrections/ (or of the user's own) is wrong: file, line, what
      MissingComponent              3   Tesseract, its Dutch data, a spaCy model or a package is not installed
      UnreadableInput               4   a file cannot be read: empty, truncated, encrypted, too large ...
        EncryptedInput              4
        InputTooLarge               4   pages, pixels, points or bytes over the limit
      UnwritableOutput              5   no permission, no space
      TooManyFailures               6   more pages failed than the ceiling allows
    exit code 1 also: finished, but with problems (listed on stderr and in the tables); 130: stopped by Ctrl-C

Every message says what, where (file, page) and what to do next. A per-page failure that does not stop the file is
no exception but a `document.Problem`.
"""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    OK = 0
    PROBLEMS = 1
    BAD_ARGUMENT = 2
    MISSING_COMPONENT = 3
    UNREADABLE_INPUT = 4
    UNWRITABLE_OUTPUT = 5
    TOO_MANY_FAILURES = 6
    INTERRUPTED = 130


class BrievenError(Exception):
    """`message` says what and where; `advice` what to do next; `kind` is the stable word that tables show."""

    exit_code = ExitCode.PROBLEMS

    def __init__(self, message: str, advice: str = "", kind: str = "error") -> None:
        super().__init__(message, advice, kind)
        self.message, self.advice, self.kind = message, advice, kind

    def __str__(self) -> str:
        return f"{self.message} {self.advice}".strip()


class BadArgument(BrievenError):
    exit_code = ExitCode.BAD_ARGUMENT


class BadCorrections(BadArgument):
    pass


class MissingComponent(BrievenError):
    exit_code = ExitCode.MISSING_COMPONENT


class UnreadableInput(BrievenError):
    exit_code = ExitCode.UNREADABLE_INPUT


class EncryptedInput(UnreadableInput):
    pass


class InputTooLarge(UnreadableInput):
    pass


class UnwritableOutput(BrievenError):
    exit_code = ExitCode.UNWRITABLE_OUTPUT


class TooManyFailures(BrievenError):
    exit_code = ExitCode.TOO_MANY_FAILURES
