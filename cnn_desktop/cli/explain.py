"""`explain`: where in an image a network finds a class, in figures, as a picture and as an array."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from cnn_desktop.cli.arguments import DONE, Command, add_json, folder_or_file
from cnn_desktop.cli.output import Output

if TYPE_CHECKING:
    from cnn_desktop.core.evaluation import Array
    from cnn_desktop.core.preparation import Pixels
    from cnn_desktop.engine.attribution import Explanation


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    from cnn_desktop.core.explanations import METHODS

    parser.add_argument("run", metavar="RUN", type=folder_or_file, help="the folder of a run")
    parser.add_argument("image", metavar="IMAGE", type=folder_or_file, help="the image to explain")
    parser.add_argument("--method", choices=METHODS, default=METHODS[0], help=f"how to look ({METHODS[0]})")
    parser.add_argument("--class", metavar="NAME", dest="class_name", help="the class; otherwise the predicted one")
    parser.add_argument("--layer", metavar="L", help="whose maps to weigh; otherwise the last that has any")
    parser.add_argument("--png", metavar="FILE", type=folder_or_file, help="write it over what the network saw")
    parser.add_argument("--npz", metavar="FILE", type=folder_or_file, help="write the evidence as arrays")
    add_json(parser)


def _run(options: argparse.Namespace, output: Output) -> int:
    from cnn_desktop.cli.engine import load_engine
    from cnn_desktop.core import images, tables
    from cnn_desktop.core.preparation import prepare
    from cnn_desktop.core.runs import open_run

    for target in filter(None, (options.png, options.npz)):
        tables.refuse_bad_target(target)
    run = open_run(options.run)
    seen = prepare(images.decode(options.image), run.preparation)
    load_engine(output)
    from cnn_desktop.engine.attribution import BY_NAME
    from cnn_desktop.engine.attribution.network import explained_run

    network = explained_run(run.folder)
    index = network.index_of(options.class_name) if options.class_name else network.strongest(seen)
    found = BY_NAME[options.method](network, seen, index, options.layer)
    evidence = found.evidence(run.preparation.size)
    if options.png:
        _write_picture(options.png, seen, evidence)
    if options.npz:
        _write_arrays(options.npz, seen, evidence, found)
    _tell(options, run.classes[index], found, evidence, output)
    return DONE


def _tell(options: argparse.Namespace, name: str, found: Explanation, evidence: Array, output: Output) -> None:
    row, column = (int(place) for place in divmod(int(abs(evidence).argmax()), evidence.shape[1]))
    share_for = float(evidence.clip(0).sum() / max(float(abs(evidence).sum()), 1e-12))
    output.record(
        {
            "image": str(options.image),
            "class": name,
            "method": options.method,
            "layer": found.layer or None,
            "logit": found.logit,
            "strongest": {"row": row, "column": column, "evidence": float(evidence[row, column])},
            "share_for": share_for,
            "sum": float(found.values.sum()),
            "completeness_total": found.total,
            "completeness_error": found.completeness_error,
        }
    )
    where = f", layer {found.layer}" if found.layer else ""
    output.line(f"{options.image}")
    output.line(f"  {name}: logit {found.logit:.4g}; {options.method}{where}")
    if not evidence.any():
        output.line("  Nothing in the image speaks for the class or against it.")
        return
    side, size = "for" if evidence[row, column] > 0 else "against", "×".join(map(str, evidence.shape))
    output.line(f"  {100 * share_for:.0f} % of the evidence speaks for it; the strongest is {side} it,")
    output.line(f"  at row {row}, column {column} of the {size} pixels the network sees")
    if found.completeness_error is not None:
        output.line(f"  Evidence adds up to {found.total:.4g}, with an error of {found.completeness_error:.2g}")


def _write_picture(target: Path, seen: Pixels, evidence: Array) -> None:
    import io

    from PIL import Image

    from cnn_desktop.core.explanations import overlay

    content = io.BytesIO()
    Image.fromarray(overlay(seen, evidence)).save(content, "png")
    _write(target, content.getvalue())


def _write_arrays(target: Path, seen: Pixels, evidence: Array, found: Explanation) -> None:
    import io

    import numpy as np

    content = io.BytesIO()
    np.savez_compressed(content, allow_pickle=False, seen=seen, evidence=evidence, values=found.values)
    _write(target, content.getvalue())


def _write(target: Path, content: bytes) -> None:
    from cnn_desktop.core import files
    from cnn_desktop.core.errors import UserError
    from cnn_desktop.core.names import quoted

    try:
        files.write_bytes(target, content)
    except OSError as error:
        raise UserError(
            f"{quoted(target.name)} could not be written: {error.strerror or error}.",
            hint="Choose another place for it.",
        ) from error


COMMAND = Command("explain", "show where in an image a network finds a class", _add_arguments, _run)
