"""`project`: the images of a run as points on a plane, by what its network tells classes apart with, as a table."""

from __future__ import annotations

import argparse
import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast, get_args

from cnn_desktop.cli.arguments import DONE, REFUSED, Command, add_json, folder_or_file, number, whole_number
from cnn_desktop.cli.output import Output
from cnn_desktop.cli.wording import percent
from cnn_desktop.core.names import counted

if TYPE_CHECKING:
    from cnn_desktop.core.evaluation import Array
    from cnn_desktop.core.messages import Projected

_COLUMNS = ("file", "x", "y", "true", "predicted", "confidence")


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    from cnn_desktop.core.messages import ImageSet

    sets = get_args(ImageSet)
    parser.add_argument("run", metavar="RUN", type=folder_or_file, help="the folder of a run")
    parser.add_argument(
        "--images", choices=sets, default=sets[0], help=f"which of its images ({sets[0]}); “kept” needs no computing"
    )
    parser.add_argument("--method", choices=("pca", "tsne"), default="pca", help="principal components, or t-SNE (pca)")
    parser.add_argument(
        "--perplexity", metavar="N", type=number, default=30.0, help="of t-SNE: neighbours to keep (30)"
    )
    parser.add_argument("--seed", metavar="N", type=whole_number, default=0, help="of t-SNE (0)")
    parser.add_argument("--csv", metavar="FILE", type=folder_or_file, help="write the points as a table")
    parser.add_argument("--npz", metavar="FILE", type=folder_or_file, help="write the points and features as arrays")
    add_json(parser)


def _run(options: argparse.Namespace, output: Output) -> int:
    from cnn_desktop.cli.engine import load_engine
    from cnn_desktop.core import tables
    from cnn_desktop.core.errors import UserError
    from cnn_desktop.core.messages import Project, Unfold
    from cnn_desktop.core.runs import open_run

    if not options.perplexity >= 1:
        raise UserError(f"A perplexity of {options.perplexity:g} keeps no neighbour.", hint="Choose one of 5 to 50.")
    for target in filter(None, (options.csv, options.npz)):
        tables.refuse_bad_target(target)
    run = open_run(options.run)
    load_engine(output)
    from cnn_desktop.engine.projection.atlas import Atlas

    atlas = Atlas(
        run, options.images, lambda done, total: output.progress(f"{done:,} of {total:,} images"), lambda: False
    )
    found = atlas.projected(Project(0, run.folder, options.images))
    chosen, points = range(len(found.files)), found.points
    if options.method == "tsne":
        request = Unfold(0, run.folder, options.images, options.perplexity, options.seed)
        done = atlas.unfolded(request, lambda done, total, _: output.progress(f"step {done:,} of {total:,}"))
        chosen, points = done.chosen.tolist(), done.points
    output.clear_progress()
    rows = [_row(found, place, point) for place, point in zip(chosen, points.tolist(), strict=True)]
    _tell(found, rows, options, output)
    if options.csv:
        _write_table(options.csv, rows)
    if options.npz:
        _write_arrays(options.npz, found, list(chosen), points, atlas.found.values)
    for file, reason in found.refused:
        output.note(f"{file}: {reason}")
    return REFUSED if found.refused else DONE


def _row(found: Projected, place: int, point: list[float]) -> dict[str, Any]:
    predicted = int(found.predicted[place])
    return {
        "file": found.files[place],
        "x": point[0],
        "y": point[1],
        "true": found.classes[int(found.true[place])],
        "predicted": found.classes[predicted] if predicted >= 0 else None,
        "confidence": float(found.confidence[place]) if predicted >= 0 else None,
    }


def _tell(found: Projected, rows: list[dict[str, Any]], options: argparse.Namespace, output: Output) -> None:
    for row in rows:
        output.record(row)
    explained = [float(share) for share in found.explained[:2]]
    output.record(
        {
            "images": len(rows),
            "of": found.of,
            "features": found.values,
            "method": options.method,
            "explained": explained,
            "refused": [{"image": file, "error": reason} for file, reason in found.refused],
        }
    )
    output.line(f"{counted(len(rows), 'image')} by {found.values:,} features.")
    if options.method == "pca":
        output.line(f"The two axes hold {' and '.join(percent(share) for share in explained)} of their variance.")
    else:
        output.line("t-SNE keeps neighbours; how far apart groups are, and how large, means little.")
    if not (options.csv or options.npz):
        output.line("Write the points with --csv FILE or --npz FILE, or see them in the window: Feature maps, M.")


def _write_table(target: Path, rows: list[dict[str, Any]]) -> None:
    from cnn_desktop.core import files
    from cnn_desktop.core.tables import cell

    text = io.StringIO()
    table = csv.DictWriter(text, _COLUMNS, lineterminator="\n")
    table.writeheader()
    for row in rows:
        told = {name: cell(value) if isinstance(value, str) else value for name, value in row.items()}
        table.writerow(told)
    files.write_bytes(target, text.getvalue().encode("utf-8", "backslashreplace"))


def _write_arrays(target: Path, found: Projected, chosen: list[int], points: Array, features: Array) -> None:
    """`points` (n, 2), `features` (n, values), `true`, `predicted` (n,), `files` (n,) and `classes`."""
    import numpy as np

    from cnn_desktop.core import files

    names = [found.files[place].encode("utf-8", "backslashreplace").decode() for place in chosen]
    arrays = {"true": found.true, "predicted": found.predicted, "features": features}
    with files.replacing(target, suffix=".npz") as temporary:
        np.savez_compressed(
            temporary,
            allow_pickle=False,
            points=points,
            files=np.array(names),
            classes=np.array(found.classes),
            **cast("Any", {name: values[chosen] for name, values in arrays.items()}),
        )


COMMAND = Command("project", "show the images of a run as points, alike ones near each other", _add_arguments, _run)
