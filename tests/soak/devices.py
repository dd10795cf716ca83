"""Two devices of one process train as one does: steps, dropout, batch normalisation, a resume, and a whole run.

    python -m tests.soak.devices

The processor stands in for GPUs, cut in two; a process of its own, as TensorFlow cannot be asked for that later.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

from cnn_desktop.core.config import TrainingConfig
from cnn_desktop.core.network import NetworkPlan
from cnn_desktop.core.runs import open_run
from cnn_desktop.engine import networks, training
from cnn_desktop.engine.training.objective import Objective
from cnn_desktop.engine.training.placement import Placement, Replicated, mirrored
from cnn_desktop.engine.training.step import TrainingStep, make_optimizer
from tests import samples


def two_devices() -> Replicated:
    return Replicated(mirrored("CPU:0", "CPU:1"))


def step_on(placement: Placement, optimizer: str, **changes: object) -> TrainingStep:
    keras.utils.set_random_seed(0)
    with placement.scope():
        plan = NetworkPlan(architecture="lenet5", image_size=28, grey=True, classes=3, normalise=True, **changes)
        model = networks.build(plan)
        return TrainingStep(model, make_optimizer(optimizer, 0.02), Objective(), 10, placement)


def batch(seed: int, n: int) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    return random.integers(0, 256, (n, 28, 28, 1), dtype=np.uint8), random.integers(0, 3, n, dtype=np.int32)


def same_steps(optimizer: str) -> None:
    one, two = step_on(Placement(), optimizer), step_on(two_devices(), optimizer)
    for seed, n in enumerate([16, 15, 2, 7]):
        np.testing.assert_allclose(one.train(*batch(seed, n)), two.train(*batch(seed, n)), rtol=1e-4)
    for mine, other in zip(one.state()["averages"], two.state()["averages"], strict=True):
        np.testing.assert_allclose(mine, other, rtol=1e-3, atol=1e-5)
    images = batch(9, 33)[0]
    np.testing.assert_allclose(one.probabilities(images), two.probabilities(images), rtol=1e-3, atol=1e-5)
    print(f"steps, averages and answers by {optimizer} are those of one device")


def apart() -> None:
    """Each device draws its own dropout, also after a restore."""
    placement = two_devices()
    keras.utils.set_random_seed(0)
    with placement.scope():
        model = networks.build(NetworkPlan(architecture="cifar10-vgg", image_size=32, classes=3))
        step = TrainingStep(model, make_optimizer("sgd", 0.05), Objective(), 10, placement)
    step.restore(step.state())
    for variable in model.variables:
        if variable.path.endswith("seed_generator_state"):
            first, second = (value.numpy() for value in variable.value.values)
            assert not np.array_equal(first, second)
    print("dropout is drawn apart")


def whole_run() -> None:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        data = samples.shapes(folder / "shapes", per_class=40)
        config = TrainingConfig(
            dataset=data, runs=folder, name="run", architecture="residual", image_size=32, epochs=4, batch_size=9
        )
        seen: list[int] = []
        run = training.train(config, lambda event: None, lambda: seen.append(1) or len(seen) > 30, two_devices())  # type: ignore[func-returns-value]
        assert run.status == "stopped"
        training.resume(run.folder, lambda event: None, lambda: False, two_devices())
        run = open_run(run.folder)
        assert run.status == "finished"
        assert (run.folder / "model.tflite").exists()
        loaded = keras.saving.load_model(run.model_file)
        assert not any(layer.get_config().get("synchronized") for layer in loaded.layers)
        result = run.result
        assert result is not None
        print(f"a run, stopped and resumed: {result.validation.accuracy:.3f} on validation, converted")


def main() -> None:
    processor = tf.config.list_physical_devices("CPU")[0]
    tf.config.set_logical_device_configuration(processor, [tf.config.LogicalDeviceConfiguration()] * 2)
    for optimizer in ("sgd", "momentum"):
        same_steps(optimizer)
    apart()
    whole_run()


if __name__ == "__main__":
    main()
