"""Writes docs/performance.md and its plots from what was measured: python benchmarks/page.py

It reads ``benchmarks/measured``: rows.json and other.json of ``run.py``, growth.json and startup.json of the commands of
those names. Nothing is measured here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
MEASURED = HERE / "measured"
PAGE = HERE.parent / "docs" / "performance.md"
PLOT = HERE.parent / "docs" / "pictures" / "performance-growth.svg"
COUNTED = ("operations printed", "entries that are not 0")


def read(name: str) -> Any:
    path = MEASURED / f"{name}.json"
    return json.loads(path.read_text()) if path.exists() else []


def shown(work: str, value: float) -> str:
    """A count, or a time in its unit."""
    if any(words in work for words in COUNTED):
        return f"{value:,.0f}"
    return f"{value:.2f} s" if value >= 0.1 else f"{value * 1e3:.1f} ms"


def table(rows: list[dict[str, Any]]) -> Iterator[str]:
    yield "| work | against | ours | theirs | ratio | must | aim | |"
    yield "| --- | --- | --- | --- | --- | --- | --- | --- |"
    for row in rows:
        limits = ["" if row[kind] is None else f"{row[kind]:.3g}" for kind in ("must", "aim")]
        verdict = {True: "holds", False: "**not met**", None: ""}[row["holds"]]
        work = row["work"].replace("*", r"\*")
        cells = [work, row["peer"], shown(row["work"], row["ours"]), shown(row["work"], row["theirs"])]
        yield "| " + " | ".join([*cells, ratios(row), *limits, verdict]) + " |"


def ratios(row: dict[str, Any]) -> str:
    """Of every run, from the best to the worst."""
    return ", ".join(dict.fromkeys(f"{ratio:.3g}" for ratio in row["ratios"]))


def missed(rows: list[dict[str, Any]]) -> Iterator[str]:
    failed = [row for row in rows if row["holds"] is False]
    if failed:
        yield "Not reached:"
        yield ""
    for row in failed:
        work = row["work"].replace("*", r"\*")
        yield f"- {work}, against {row['peer']}: {ratios(row)} where {row['must']:.3g} is the limit."
    if failed:
        yield from ("", "")


def growth(families: list[dict[str, Any]]) -> Iterator[str]:
    yield "| work | largest n | seconds | operand slots | slots, last doubling | seconds, last doubling |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for each in families:
        ratios = [f"{each[kind][-1] / each[kind][-2]:.2f}" if each["linear"] else "" for kind in ("slots", "seconds")]
        name = each["name"].replace("*", r"\*")
        yield f"| {name} | {each['sizes'][-1]:,} | {each['seconds'][-1]:.2f} | {each['slots'][-1]:,} | {' | '.join(ratios)} |"


def bound(found: dict[str, tuple[int, int, int]]) -> Iterator[str]:
    yield "| formula | operations of the value | value and gradient | ratio | tidied for reading | ratio |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for name, (alone, raw, tidy) in found.items():
        text = name.replace("*", r"\*")
        yield f"| {text} | {alone:,} | {raw:,} | {raw / alone:.2f} | {tidy:,} | {tidy / alone:.2f} |"


def startup(found: dict[str, float]) -> Iterator[str]:
    yield "| owner | ms |"
    yield "| --- | --- |"
    for name, milliseconds in sorted(found.items(), key=lambda item: -item[1]):
        yield f"| {name} | {milliseconds:.0f} |"


def draw(families: list[dict[str, Any]]) -> None:
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "symdiff"
    import matplotlib.pyplot as plt

    figure, (times, slots) = plt.subplots(1, 2, figsize=(10, 5), layout="constrained")
    for each in families:
        for axes, kind in ((times, "seconds"), (slots, "slots")):
            axes.loglog(each["sizes"], each[kind], "o-", label=each["name"], markersize=4, linewidth=1.2)
    for axes, title in ((times, "seconds"), (slots, "operand slots")):
        axes.set_title(title)
        axes.set_xlabel("n")
        axes.grid(visible=True, alpha=0.3)
        low, high = axes.get_ylim()
        axes.loglog(
            [300, 100_000], [low * 3, low * 1000], "--", color="gray", linewidth=1, label="slope of linear cost"
        )
        axes.set_ylim(low, high)
    figure.legend(*slots.get_legend_handles_labels(), loc="outside lower center", ncols=3, fontsize=8)
    figure.savefig(PLOT, metadata={"Date": None})


def form(rows: list[dict[str, Any]]) -> str:
    return " and ".join(sorted({row["form"] for row in rows}))


def page() -> str:
    rows = sorted(read("rows"), key=lambda row: not row["work"].startswith("batch"))
    other, grown = read("other"), read("growth")
    parts = (HERE / "page.md").read_text(encoding="utf-8")
    met = sum(row["holds"] is True for row in rows)
    held = sum(row["holds"] is not None for row in rows)
    filled = {
        "ROWS": table(rows),
        "MISSED": missed(rows),
        "FORM": [form(rows)],
        "OTHER FORM": [form(other)],
        "OTHER": table(other),
        "GROWTH": growth(grown["families"]),
        "BOUND": bound(grown["bound"]),
        "STARTUP": startup(read("startup")),
        "MET": [f"{met} of {held}"],
    }
    for name, lines in filled.items():
        parts = parts.replace(f"<!-- {name} -->", "\n".join(lines))
    return parts


def main() -> None:
    draw(read("growth")["families"])
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
