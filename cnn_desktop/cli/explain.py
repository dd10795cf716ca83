"""`explain`: where in an image a network finds a class, in figures, as a picture, as arrays; how far to trust it."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cnn_desktop.cli import surgery
from cnn_desktop.cli.arguments import DONE, Command, add_json, folder_or_file
from cnn_desktop.cli.output import Output

if TYPE_CHECKING:
    from cnn_desktop.core.explanations import Evidence, Trust
    from cnn_desktop.engine.attribution import Explanation


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    from cnn_desktop.core.explanations import METHODS

    parser.add_argument("run", metavar="RUN", type=folder_or_file, help="the folder of a run")
    parser.add_argument("image", metavar="IMAGE", type=folder_or_file, help="the image to explain")
    parser.add_argument("--method", choices=METHODS, default=METHODS[0], help=f"how to look ({METHODS[0]})")
    parser.add_argument("--class", metavar="NAME", dest="class_name", help="the class; otherwise the predicted one")
    parser.add_argument("--layer", metavar="L", help="whose maps to weigh; otherwise the last that has any")
    parser.add_argument("--png", metavar="FILE", type=folder_or_file, help="write it over what the network saw")
    parser.add_argument("--bare", action="store_true", help="of --png: the image alone, without legend and caption")
    parser.add_argument("--npz", metavar="FILE", type=folder_or_file, help="write the evidence as arrays")
    surgery.add_flags(parser)
    add_json(parser)


def _run(options: argparse.Namespace, output: Output) -> int:
    from cnn_desktop.cli.engine import load_engine
    from cnn_desktop.core import evidence_picture, explanations, images, tables
    from cnn_desktop.core.preparation import prepare
    from cnn_desktop.core.runs import open_run
    from cnn_desktop.core.surgery import told

    for target in filter(None, (options.png, options.npz)):
        tables.refuse_bad_target(target)
    run = open_run(options.run)
    seen = prepare(images.decode(options.image, fitting=run.preparation), run.preparation)
    load_engine(output)
    from cnn_desktop.engine.attribution import evidence_of, explain
    from cnn_desktop.engine.attribution.network import explained_run
    from cnn_desktop.engine.attribution.trust import Forgetful

    altered = surgery.wished(options)
    known = explained_run(run.folder)
    network = known.altered(altered)
    index = network.index_of(options.class_name) if options.class_name else network.strongest(seen)
    found = explain(
        options.method, network, seen, index, options.layer,
        lambda done, total, _: output.progress(f"Looking: {done:,} of {total:,}"),
    )  # fmt: skip
    evidence = evidence_of(found, options.method, run.classes[index], seen)
    trust = Forgetful(known).trust(
        options.method, seen, index, found,
        lambda done, total: output.progress(f"Comparing with random networks: {done:,} of {total:,}"), altered,
    )  # fmt: skip
    output.clear_progress()
    if options.png:
        caption = explanations.caption(options.image.name, evidence, trust, told(altered))
        evidence_picture.write(options.png, evidence, caption, is_bare=options.bare)
    if options.npz:
        _write_arrays(options.npz, evidence, found)
    _record(options.image, evidence, found, trust, told(altered), output)
    for line in _lines(options.image, evidence, trust, told(altered)):
        output.line(line)
    return DONE


def _record(
    image: Path, evidence: Evidence, found: Explanation, trust: Trust | None, altered: str, output: Output
) -> None:
    row, column = _strongest_place(evidence)
    output.record(
        {
            "image": str(image),
            "class": evidence.class_name,
            "method": evidence.method,
            "layer": evidence.layer or None,
            "logit": evidence.logit,
            "strongest": {"row": row, "column": column, "evidence": float(evidence.values[row, column])},
            "largest_value": evidence.strongest,
            "share_for": evidence.share_for,
            "sum": float(found.values.sum()),
            "completeness_total": evidence.total,
            "completeness_error": evidence.error,
            "steps": evidence.steps or None,
            "trust": _told(trust),
            "altered": altered or None,
        }
    )


def _told(trust: Trust | None) -> dict[str, Any] | None:
    if trust is None:
        return None
    return {
        "likeness": trust.mean_likeness,
        "places": trust.mean_places,
        "each": [{"likeness": one, "places": other} for one, other in zip(trust.likeness, trust.places, strict=True)],
        "verdict": trust.verdict,
    }


def _lines(image: Path, evidence: Evidence, trust: Trust | None, altered: str) -> list[str]:
    from cnn_desktop.core import explanations

    where = f", layer {evidence.layer}" if evidence.layer else ""
    lines = [str(image), f"  {evidence.class_name}: logit {evidence.logit:.4g}; {evidence.method}{where}"]
    lines += [f"  Altered: {altered}"] if altered else []
    if not evidence.strongest:
        return [*lines, "  Nothing in the image speaks for the class or against it."]
    row, column = _strongest_place(evidence)
    side, size = "for" if evidence.values[row, column] > 0 else "against", "×".join(map(str, evidence.values.shape))
    lines.append(f"  {100 * evidence.share_for:.0f} % of the evidence speaks for it; the strongest is {side} it,")
    lines.append(f"  at row {row}, column {column} of the {size} pixels the network sees")
    if promise := explanations.promise(evidence):
        lines.append(f"  {promise}")
    if trust is not None:
        lines.append(f"  {explanations.VERDICTS[trust.verdict]}")
        lines.append(f"  {explanations.figures(trust)}")
    return lines


def _strongest_place(evidence: Evidence) -> tuple[int, int]:
    row, column = divmod(int(abs(evidence.values).argmax()), evidence.values.shape[1])
    return int(row), int(column)


def _write_arrays(target: Path, evidence: Evidence, found: Explanation) -> None:
    import io

    import numpy as np

    from cnn_desktop.core import files

    content = io.BytesIO()
    np.savez_compressed(content, allow_pickle=False, seen=evidence.seen, evidence=evidence.values, values=found.values)
    with files.told_as_unwritable(target):
        files.write_bytes(target, content.getvalue())


COMMAND = Command("explain", "show where in an image a network finds a class", _add_arguments, _run)
