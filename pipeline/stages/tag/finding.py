"""What a component finds: a mention in surface coordinates, before it is walked back to the document."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.document import Amount


@dataclass(frozen=True, slots=True)
class Finding:
    start: int
    end: int
    label: str
    canonical: str
    rule: str
    confidence: float = 1.0
    kind: str = ""
    codes: tuple[str, ...] = ()
    role: str = ""
    amount: Amount | None = None

    def overlaps(self, start: int, end: int) -> bool:
        return self.start < end and start < self.end


def without_overlaps(findings: Iterable[Finding]) -> list[Finding]:
    """Sorted by place; of two that overlap the longer stays, of two as long the surer, then the first."""
    kept: list[Finding] = []
    by_length = sorted(findings, key=lambda f: (f.start - f.end, -f.confidence, f.start))
    taken = bytearray(max((f.end for f in by_length), default=0))
    for finding in by_length:
        if not any(taken[finding.start : finding.end]):
            taken[finding.start : finding.end] = b"\1" * (finding.end - finding.start)
            kept.append(finding)
    return sorted(kept, key=lambda f: f.start)
