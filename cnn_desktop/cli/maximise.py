"""`maximise`: the image that a channel or a class answers to most, made from noise."""

from __future__ import annotations

import argparse

from cnn_desktop.cli.arguments import DONE, Command, UsageError, add_json, folder_or_file, number_from_one, whole_number
from cnn_desktop.cli.output import Output
from cnn_desktop.cli.wording import percent


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    from cnn_desktop.core.messages.maximisation import STEPS

    parser.add_argument("run", metavar="RUN", type=folder_or_file, help="the folder of a run")
    parser.add_argument("--layer", metavar="L", help="its name, as `cnn-desktop layers` tells it")
    parser.add_argument("--channel", metavar="N", type=whole_number, help="of that layer, from 0")
    parser.add_argument("--class", metavar="NAME", dest="class_name", help="a class instead of a channel")
    parser.add_argument("--seed", metavar="N", type=whole_number, default=0, help="of the noise it begins with (0)")
    parser.add_argument("--steps", metavar="N", type=number_from_one, default=STEPS, help=f"({STEPS})")
    parser.add_argument("--png", metavar="FILE", type=folder_or_file, required=True, help="where to write it")
    parser.add_argument("--bare", action="store_true", help="pixel by pixel, without caption")
    add_json(parser)


def _run(options: argparse.Namespace, output: Output) -> int:
    from cnn_desktop.cli.engine import load_engine
    from cnn_desktop.core import maximisation, tables
    from cnn_desktop.core.runs import open_run

    is_channel = options.layer is not None and options.channel is not None
    if is_channel == bool(options.class_name) or (options.class_name and options.layer is not None):
        raise UsageError("Name either a channel or a class.", hint="--layer L --channel N, or --class NAME.")
    tables.refuse_bad_target(options.png)
    run = open_run(options.run)
    load_engine(output)
    from cnn_desktop.engine.inspection.inspector import Inspector
    from cnn_desktop.engine.inspection.maximisation import Maximiser, aim_at_channel, aim_at_class

    inspector = Inspector(run.folder)
    if options.class_name:
        aim = aim_at_class(inspector, options.class_name)
    else:
        aim = aim_at_channel(inspector, options.layer, options.channel)
    made = Maximiser(inspector, aim.layer).maximise(
        aim, options.seed, options.steps,
        lambda done, total, _so_far, value: output.progress(f"Step {done:,} of {total:,}: {value:.4g}"),
    )  # fmt: skip
    output.clear_progress()
    maximisation.write(options.png, made.pixels, maximisation.caption(made, run.name), is_bare=options.bare)
    name, share = made.prediction.ranked[0]
    output.record(
        {
            "layer": made.layer, "channel": made.channel, "class": made.class_name or None, "seed": made.seed,
            "steps": made.steps, "value": made.value, "before": made.before, "taken_for": name, "confidence": share,
            "png": str(options.png),
        }
    )  # fmt: skip
    goal = maximisation.goal(made.layer, made.channel, made.class_name)
    output.line(f"{goal}: {made.before:.4g} → {made.value:.4g} in {made.steps:,} steps")
    output.line(f"  taken for {name} {percent(share)}")
    output.line(f"  {options.png}")
    return DONE


COMMAND = Command("maximise", "make the image that a channel or a class answers to most", _add_arguments, _run)
