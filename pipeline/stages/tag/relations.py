"""What an amount is for: how sure, how often, in what role, whose and where. Empty where nothing says so."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.document import Amount
from pipeline.stages.tag.amounts import Money
from pipeline.stages.tag.finding import Finding
from pipeline.stages.tag.surface import Surface


def relate(surface: Surface, amounts: Sequence[Money], known: Sequence[Finding]) -> list[Finding]:
    """Each amount with its relations, as a finding."""
    return [
        Finding(m.start, m.end, "AMOUNT", canonical(m), m.rule, m.confidence, amount=Amount(m.low, m.high))
        for m in amounts
    ]


def canonical(money: Money) -> str:
    """'EUR 8000000', 'EUR 1234.50', 'EUR 700-1000'."""
    low, high = (format(v, "f") for v in (money.low, money.high))
    return f"EUR {low}" if low == high else f"EUR {low}-{high}"
