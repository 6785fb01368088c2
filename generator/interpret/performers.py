"""Who performs each row, by evidence combined over the whole table.

The rows are a chain: each row's own evidence gives weights to the roles, hand-overs and reviews give weights to pairs
of neighbouring rows, and every role column wants at least one row (a column that is drawn takes part). Forward-backward
sums give the probability of each role in each row; what stays below the limit becomes a question to the owner.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations, pairwise

from generator.interpret.drawing_evidence import drawing_evidence
from generator.interpret.evidence import Decision, Evidence
from generator.interpret.jabatan import Jabatan, canonical
from generator.interpret.marks import mark_evidence
from generator.interpret.row import Row
from generator.interpret.verb_evidence import FRONT_DESK, NEAR, verb_evidence
from generator.sop import Aksi

_COVER = 4.0
"""Weight against a reading that leaves a role column without any row: a column that is drawn takes part."""
_SEEN = 0.97
"""A role this likely in some row counts as taking part."""
_MOST_DOUBTFUL = 4
"""Bounds the work to 16 chains; further doubtful columns get no such weight (and stay questions)."""
_NEVER = 60.0
_SAME_WORK = 0.6
_REVIEW = frozenset((Aksi.PERIKSA, Aksi.KOREKSI, Aksi.PARAF, Aksi.TANDA_TANGAN))

Pair = tuple[int, int]


def infer_performers(rows: Sequence[Row], roles: Sequence[Jabatan]) -> tuple[Decision, ...]:
    """One decision per row; the value is the role's number in `roles` as text."""
    if not rows or not roles:
        return ()
    evidence: list[list[Evidence]] = [[] for _ in rows]
    for row in rows:
        evidence[row.index] += verb_evidence(row, rows, roles)
    for index, found in (*mark_evidence(rows, roles), *drawing_evidence(rows, roles)):
        evidence[index].append(found)
    pairs, pair_reasons = _pair_weights(rows, roles)
    unary = [[0.0] * len(roles) for _ in rows]
    for index, found_here in enumerate(evidence):
        for item in found_here:
            unary[index][int(item.value)] += item.weight
    for index, found in _again(rows, roles, _marginals(unary, pairs)):
        evidence[index].append(found)
        unary[index][int(found.value)] += found.weight
    alone = _marginals(unary, pairs)
    marginals = _covered(unary, pairs, alone, [r for r, role in enumerate(roles) if not role.outside])
    decisions = []
    for index, found_here in enumerate(evidence):
        order = sorted(range(len(roles)), key=lambda r: (-marginals[index][r], r))
        best = order[0]
        extra = [e for e in pair_reasons[index] if int(e.value) == best]
        gain = math.log(max(marginals[index][best], 1e-9)) - math.log(max(alone[index][best], 1e-9))
        if gain > 0.2:
            extra.append(Evidence(str(best), gain, f"kolom {roles[best].name} belum mempunyai kegiatan lain"))
        decisions.append(
            Decision(
                "pelaksana",
                str(best),
                marginals[index][best],
                tuple(found_here) + tuple(extra),
                tuple((str(r), marginals[index][r]) for r in order[1:4]),
            )
        )
    return tuple(decisions)


def _covered(
    unary: list[list[float]], pairs: list[dict[Pair, float]], alone: list[list[float]], inside: Sequence[int]
) -> list[list[float]]:
    """Probabilities when every drawn role column should have a row, by inclusion and exclusion over the doubtful ones.

    A chain that leaves a column without any row counts `exp(-_COVER)` times as much.
    """
    width = len(alone[0])
    most = [max(m[r] for m in alone) for r in range(width)]
    doubtful = sorted((r for r in inside if most[r] < _SEEN), key=lambda r: (-most[r], r))[:_MOST_DOUBTFUL]
    factor = 1.0 - math.exp(-_COVER)
    total = [[0.0] * width for _ in alone]
    base_sum = _forward_sum(unary, pairs)
    for size in range(len(doubtful) + 1):
        for left_out in combinations(doubtful, size):
            if size == width:
                continue
            local = [[-_NEVER if r in left_out else u for r, u in enumerate(row)] for row in unary]
            share = (-factor) ** size * math.exp(_forward_sum(local, pairs) - base_sum)
            for into, part in zip(total, _marginals(local, pairs), strict=True):
                for r in range(width):
                    into[r] += share * part[r]
    result = []
    for row in total:
        positive = [max(x, 0.0) for x in row]
        whole = sum(positive) or 1.0
        result.append([x / whole for x in positive])
    return result


def _again(
    rows: Sequence[Row], roles: Sequence[Jabatan], marginals: Sequence[Sequence[float]]
) -> list[tuple[int, Evidence]]:
    """What rows that are clear already say about others: letters stay in one hand, who gave the work checks it."""
    found = []
    clear = {i: best for i, row in enumerate(marginals) if row[best := max(range(len(row)), key=row.__getitem__)] > 0.9}
    for row in rows:
        earlier = [other for other in rows[max(0, row.index - NEAR) : row.index] if other.index in clear]
        for other in earlier:
            if Aksi.NOMOR in row.aksi & other.aksi:
                r = clear[other.index]
                reason = f"{roles[r].name} mengagendakan pula di baris {other.source.no}"
                found.append((row.index, Evidence(str(r), 2.0, reason)))
        if row.aksi & _REVIEW and Aksi.TANDA_TANGAN not in row.aksi:
            draft = max(
                (x.index for x in rows[max(0, row.index - NEAR) : row.index] if Aksi.KONSEP in x.aksi), default=0
            )
            orders = [x for x in earlier if x.index < draft and x.aksi & {Aksi.PERINTAH, Aksi.DISPOSISI}]
            for weight, order in zip((2.0, 1.0, 1.0), reversed(orders), strict=False):
                r = clear[order.index]
                if not roles[r].outside:
                    reason = f"{roles[r].name} memberi tugas di baris {order.source.no}"
                    found.append((row.index, Evidence(str(r), weight, reason)))
    return found


def _pair_weights(
    rows: Sequence[Row], roles: Sequence[Jabatan]
) -> tuple[list[dict[Pair, float]], list[list[Evidence]]]:
    """Weights of (role here, role in the next row), and the reasons to show."""
    weights: list[dict[Pair, float]] = []
    reasons: list[list[Evidence]] = [[] for _ in rows]
    ranks = [role.rank for role in roles]
    counter = any(FRONT_DESK.search(role.words) for role in roles if not role.outside)
    for row, after in pairwise(rows):
        here: dict[Pair, float] = defaultdict(float)
        handed = bool(row.roles("penerima", "diperintah"))
        same = _same_work(row, after, handed, counter)
        climbs = _reviews(row, after) or "atasan" in row.source.uraian.lower()
        for a in range(len(roles)):
            for b in range(len(roles)):
                here[a, b] += same if a == b else 0.0
                here[a, b] += _up(a, b, ranks) if climbs else 0.0
                here[a, b] += _down(row, a, b, ranks)
        if climbs:
            reasons[after.index].append(Evidence("-1", 0, "lanjutan pemeriksaan: naik ke jabatan di atasnya"))
        weights.append(dict(here))
    shown: list[list[Evidence]] = [[] for _ in rows]
    for index, found in enumerate(reasons):
        for item in found:
            shown[index] += [Evidence(str(r), 1.0, item.reason) for r in range(len(roles))]
    return weights, shown


def _same_work(row: Row, after: Row, handed: bool, counter: bool) -> float:
    """Nothing is handed over and the next row goes on with the same kind of work.

    `counter`: a role of the table is a front desk, which hands out what others made.
    """
    if handed or _reviews(row, after):
        return 0.0
    if Aksi.SERAH in after.aksi and Aksi.TERIMA in row.aksi:
        return 2.5  # who received it has it to hand out
    if Aksi.SERAH in after.aksi and Aksi.PROSES in row.aksi:
        return 2.5 if not counter and _same_thing(row, after) else 1.5
    return _SAME_WORK


def _same_thing(row: Row, after: Row) -> bool:
    """What the next row hands over is what this row made: it is in the maker's hands, if nobody else is named."""
    made = " ".join([row.source.output, *(w.object for w in row.done if w.aksi is Aksi.PROSES)])
    given = " ".join(w.object for w in after.done if w.aksi is Aksi.SERAH)
    shared = set(canonical(made).split()) & set(canonical(re.split(r"\b(?:ke|kepada)\b", given)[0]).split())
    return any(len(word) >= 3 and word not in _JOINING for word in shared)


_JOINING = frozenset(("yang", "dan", "dari", "untuk", "serta", "telah", "sudah", "selesai", "dengan", "beserta"))


def _reviews(row: Row, after: Row) -> bool:
    """The next row reviews what this row made or reviewed."""
    made = row.aksi & (_REVIEW | {Aksi.KONSEP})
    return bool(made) and bool(after.aksi & _REVIEW) and not (row.aksi & {Aksi.TANDA_TANGAN, Aksi.PERINTAH})


def _up(a: int, b: int, ranks: Sequence[int | None]) -> float:
    """A draft and its reviews go up the ranks, a step at a time."""
    if a == b:
        return -6.0
    low, high = ranks[a], ranks[b]
    if low is None or high is None:
        return 0.0
    if high <= low:
        return -4.0
    between = sum(1 for r in ranks if r is not None and low < r < high)
    return 2.0 - 1.5 * between


def _down(row: Row, a: int, b: int, ranks: Sequence[int | None]) -> float:
    """A disposition goes down the ranks, a step at a time."""
    if Aksi.DISPOSISI not in row.aksi:
        return 0.0
    if a == b:
        return -5.0
    high, low = ranks[a], ranks[b]
    if low is None or high is None:
        return 0.0
    if low >= high:
        return -3.0
    between = sum(1 for r in set(ranks) if r is not None and low < r < high)
    return 1.5 - 1.0 * between


def _forward(local: list[list[float]], pairs: list[dict[Pair, float]]) -> list[list[float]]:
    width = len(local[0])
    forward = [local[0]]
    for i in range(1, len(local)):
        before, pair = forward[-1], pairs[i - 1]
        forward.append([local[i][b] + _log_sum([before[a] + pair[a, b] for a in range(width)]) for b in range(width)])
    return forward


def _forward_sum(local: list[list[float]], pairs: list[dict[Pair, float]]) -> float:
    return _log_sum(_forward(local, pairs)[-1])


def _marginals(local: list[list[float]], pairs: list[dict[Pair, float]]) -> list[list[float]]:
    count, width = len(local), len(local[0])
    forward = _forward(local, pairs)
    backward = [[0.0] * width]
    for i in range(count - 2, -1, -1):
        after, pair = backward[-1], pairs[i]
        step = [local[i + 1][b] + after[b] for b in range(width)]
        backward.append([_log_sum([pair[a, b] + step[b] for b in range(width)]) for a in range(width)])
    backward.reverse()
    result = []
    for f, b in zip(forward, backward, strict=True):
        joint = [x + y for x, y in zip(f, b, strict=True)]
        total = _log_sum(joint)
        result.append([math.exp(x - total) for x in joint])
    return result


def _log_sum(values: Sequence[float]) -> float:
    top = max(values)
    return top + math.log(sum(math.exp(v - top) for v in values))
