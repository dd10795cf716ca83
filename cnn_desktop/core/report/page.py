"""The whole page, from what was reached down to how to repeat it."""

from __future__ import annotations

import base64
import datetime
import hashlib
import json

import numpy as np

import cnn_desktop
from cnn_desktop.core import json_files
from cnn_desktop.core.evaluation import Score
from cnn_desktop.core.names import counted
from cnn_desktop.core.repeating import LAYERS_FILE, command_of
from cnn_desktop.core.report.drawings import curves, reliability_diagram
from cnn_desktop.core.report.markup import GAP, interval, percent, plain, said, section, table
from cnn_desktop.core.report.pictures import MOST_MISTAKES, examples, mistakes, tiles
from cnn_desktop.core.report.style import STYLE
from cnn_desktop.core.report.thresholds import thresholds
from cnn_desktop.core.results.classes import row_shares
from cnn_desktop.core.results.of_run import RunResults, SplitResult
from cnn_desktop.core.runs import ENVIRONMENT, Run
from cnn_desktop.core.stack import files as stack_files

_MOST_COLUMNS = 24  # of a matrix that fits a page
_LONG = 48  # characters of all class names; from here on they stand upright above their columns
_MOST_CONFUSED = 20
_UNSAID = {"dataset", "runs", "name", "layers", "network_name", "architecture", "watch", "vary"}


def page(run: Run, results: RunResults) -> str:
    """HTML of `results`, which hold at least one split. The test images count where there are any."""
    shown = results.split("test") or results.splits[0]
    parts = [_head(run, shown), _scores(results), _training(results), _matrix(shown), _classes(shown)]
    parts += [thresholds(shown), _mistakes(shown), _examples(shown), _reliability(shown), _settings(run), _repeat(run)]
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode("ascii")
    policy = f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="referrer" content="no-referrer">'
        f"<title>{plain(run.name)}: report</title><style>{STYLE}</style></head>"
        f"<body><main>{chr(10).join(parts)}</main></body></html>\n"
    )


def _head(run: Run, shown: SplitResult) -> str:
    score = shown.score
    created = datetime.datetime.fromtimestamp(run.created).astimezone()
    what = f"{run.config.title} · {counted(len(run.classes), 'class', 'classes')} · {created:%d %B %Y}"
    words = [
        f"of {score.n:,} {shown.split} images are classified right (95{GAP}% interval: {interval(*score.interval)}).",
        f"Always answering the most frequent class would be right in {percent(score.majority)}"
        + (": the network cannot be told from that." if score.interval[0] <= score.majority else "."),
        _trust(shown),
    ]
    return (
        f'<header><h1>{plain(run.name)}</h1><p class="muted">{plain(what)}</p></header><section><div class="verdict">'
        f'<div class="figure">{percent(score.accuracy)}</div><p>{" ".join(words)}</p></div></section>'
    )


def _trust(shown: SplitResult) -> str:
    if shown.split == "test":
        return "The network never saw these images, and nothing was chosen by them."
    return (
        "The network did not learn from these images, but its best epoch was chosen by them: on new images expect a "
        "little less. Set test images aside for a figure to rely on."
    )


def _scores(results: RunResults) -> str:
    def row(score: Score) -> list[str]:
        figures = (percent(score.accuracy), interval(*score.interval), percent(score.balanced_accuracy))
        return [score.split, f"{score.n:,}", *figures, f"{score.macro_f1:.3f}", percent(score.majority)]

    head = (
        "split",
        "images",
        "right",
        f"95{GAP}% interval",
        "mean of the classes",
        "macro F1",
        "always the same answer",
    )
    return section("Scores", table(head, [row(one.score) for one in results.splits]))


def _training(results: RunResults) -> str:
    if not results.history:
        return ""
    best = results.result.best_epoch if results.result else 0
    seconds = sum(one.seconds for one in results.history)
    took = f"{seconds:.0f}{GAP}s" if seconds < 90 else f"{seconds / 60:.0f}{GAP}min"
    words = f"{counted(len(results.history), 'epoch')} in {took}."
    if best:
        words += f" Kept is the network of epoch {best}, the best on validation images."
    return section("Training", said(words), curves(results.history, best))


def _matrix(shown: SplitResult) -> str:
    names = shown.classes
    if len(names) > _MOST_COLUMNS:
        return _most_confused(shown)
    counts = shown.confusion.dense()
    shares = row_shares(counts)
    rows = []
    lines = ['<tr><th scope="col">is \\ was taken for</th>']
    lines += [f'<th scope="col">{plain(name)}</th>' for name in names]
    for true, name in enumerate(names):
        cells = []
        for answer in range(len(names)):
            level = int(np.ceil(10 * shares[true, answer]))
            kind = f' class="{"right" if true == answer else "wrong"}{level}"' if level else ""
            n = int(counts[true, answer])
            cells.append(f"<td{kind}>{n:,}</td>" if n else "<td></td>")
        rows.append(f'<tr><th scope="row">{plain(name)}</th>{"".join(cells)}</tr>')
    kind = "matrix many" if sum(map(len, names)) > _LONG else "matrix"
    top, body = "".join(lines) + "</tr>", "".join(rows)
    return section(
        "What is taken for what",
        said(f"{shown.n:,} {shown.split} images: a row is what they are, a column what the network says."),
        f'<div class="wide"><table class="{kind}"><thead>{top}</thead><tbody>{body}</tbody></table></div>',
    )


def _most_confused(shown: SplitResult) -> str:
    wrong, of_class = shown.confusion.mistakes(), shown.confusion.of_class
    cells = zip(wrong.true[:_MOST_CONFUSED], wrong.predicted, wrong.counts, strict=False)
    rows = [
        (plain(shown.classes[true]), plain(shown.classes[answer]), f"{count:,} of {of_class[true]:,}")
        for true, answer, count in cells
    ]
    words = f"The pairs of {len(shown.classes):,} classes that were confused most, of {shown.n:,} {shown.split} images."
    return section("What is taken for what", said(words), table(("is", "was taken for", "images"), rows))


def _classes(shown: SplitResult) -> str:
    def share(value: float | None, bounds: tuple[float, float]) -> str:
        return percent(value) if value is None else f"{percent(value)} <small>{interval(*bounds)}</small>"

    rows = [
        (
            plain(one.name),
            f"{one.n:,}",
            share(one.recall, one.recall_interval),
            share(one.precision, one.precision_interval),
            "–" if one.f1 is None else f"{one.f1:.3f}",
        )
        for one in shown.by_class
    ]
    words = (
        "Found: of the images of a class, how many were found (recall). Correct: of the answers that name it, how many "
        f"are right (precision). With 95{GAP}% intervals, on {shown.n:,} {shown.split} images."
    )
    return section("Class by class", said(words), table(("class", "images", "found", "correct", "F1"), rows))


def _mistakes(shown: SplitResult) -> str:
    wrong = int((~shown.is_right).sum())
    if not wrong:
        return section("Mistakes", said(f"None on {shown.n:,} {shown.split} images."))
    few = f"All {wrong:,}" if wrong <= MOST_MISTAKES else f"The surest {MOST_MISTAKES} of {wrong:,}"
    words = f"{few} on {shown.split} images, the surest first."
    return section("Mistakes", said(words), tiles(shown, mistakes(shown)))


def _examples(shown: SplitResult) -> str:
    places = examples(shown)
    if not len(places):
        return ""
    words = f"Right answers on {shown.split} images, of every class in turn, as sure as is usual for it."
    return section("Examples", said(words), tiles(shown, places))


def _reliability(shown: SplitResult) -> str:
    found = shown.reliability
    over = found.overconfidence
    habit = "surer than it is right" if over > 0 else "less sure than it could be"
    words = (
        f"Confidence and the share that is right differ by {100 * found.error:.1f} points on average (expected "
        f"calibration error, {found.n:,} {shown.split} images). On the whole the network is {habit}, by "
        f"{100 * abs(over):.1f} points. "
        "Each disc holds images of similar confidence, with its 95 % interval; on the diagonal the two agree."
    )
    diagram = f'<div class="narrow">{reliability_diagram(found)}</div>'
    return section("How far to trust its confidence", said(words), diagram)


def _settings(run: Run) -> str:
    config = run.config
    chosen = [("dataset", str(config.dataset)), ("network", config.title)]
    values = config.to_json()
    chosen += [
        (name.replace("_", " "), _told(value))
        for name, value in values.items()
        if name not in _UNSAID and value not in (None, "") and (name != "augmentation" or config.vary is None)
    ]
    if config.vary is not None:
        amounts = ", ".join(f"{name} {_told(value)}" for name, value in config.vary.to_json().items() if value)
        chosen.append(("varied by", amounts or "nothing"))
    rows = [(plain(name), plain(value)) for name, value in chosen]
    made = f"<div><h3>Made with</h3>{table((), _versions(run), 'facts')}</div>"
    return section("Settings", f'<div class="pair"><div>{table((), rows, "facts")}</div>{made}</div>')


def _told(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _versions(run: Run) -> list[tuple[str, str]]:
    try:
        values = json_files.read(run.folder / ENVIRONMENT)
        told = {"cnn-desktop": values["cnn-desktop"], "python": values["python"]} | values["versions"]
        told |= {name: values[name] for name in ("system", "processor", "device") if values.get(name)}
    except (OSError, ValueError, KeyError, TypeError):  # an older run: the report says what it can
        told = {"this report": f"CNN Desktop {cnn_desktop.__version__}"}
    return [(plain(name), plain(value)) for name, value in told.items()]


def _repeat(run: Run) -> str:
    config = run.config
    parts = [said("On the same images, this trains it once more:"), f"<pre>{plain(command_of(config))}</pre>"]
    if config.layers is not None:
        network = {"format": stack_files.FORMAT, "layers": stack_files.to_json(config.layers)}
        lines = (plain(line) for line in json.dumps(network, indent=1).splitlines())
        parts += [said(f"Its layers, as {LAYERS_FILE}:"), f"<pre>{chr(10).join(lines)}</pre>"]
    return section("Repeat it", *parts)
