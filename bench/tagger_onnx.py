"""The trained tagger as an ONNX model: the frozen layers once, over them the mean of one or more networks."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from ingest.extract.mentions.characters import LISTED, PROPOSED, TYPES
from ingest.extract.mentions.network import TAGS

DILATIONS = (1, 2, 4, 1)


def exported(heads_: Sequence[dict[str, Any]]) -> bytes:
    """Return networks that share their frozen layers as one ONNX model, which gives their mean scores.

    Floats are kept as halves and made single when the model is loaded.
    """
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    nodes: list[Any] = []
    kept: list[Any] = []

    weights, head = heads_[0], ""

    def constant(name: str, value: Any) -> str:
        name = f"learned_{name}"
        if value.dtype.kind != "f":
            kept.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
            return name
        kept.append(numpy_helper.from_array(np.ascontiguousarray(value, np.float16), f"{name}_half"))
        nodes.append(helper.make_node("Cast", [f"{name}_half"], [name], to=TensorProto.FLOAT))
        return name

    def step(kind: str, inputs: list[str], output: str, **options: Any) -> str:
        nodes.append(helper.make_node(kind, inputs, [output], **options))
        return output

    numbers = step("Gather", [constant("numbers", weights["numbers"].astype(np.int64)), "points"], "number")
    states = seen = step("Gather", [constant("embedding", weights["embedding"]), numbers], "seen")
    whole = constant("whole", np.array([0, 0, -1], np.int64))
    for i in (0, 1):
        # torch orders the gates input, forget, cell, output; ONNX input, output, forget, cell
        into, within, bias = (_gates(weights[f"{name}{i}"]) for name in ("into", "within", "lstm_bias"))
        bias = np.concatenate([bias, np.zeros_like(bias)], axis=1)
        arrays = [constant(f"{n}{i}", v) for n, v in (("into", into), ("within", within), ("lstm_bias", bias))]
        turned = step("Transpose", [states], f"turned{i}", perm=[1, 0, 2])
        step("LSTM", [turned, *arrays, "lengths"], f"lstm{i}", direction="bidirectional", hidden_size=within.shape[2])
        back = step("Transpose", [f"lstm{i}"], f"back{i}", perm=[2, 0, 1, 3])
        states = step("Reshape", [back, whole], f"states{i}")
    found: dict[str, list[str]] = {"tags": [], "inner": []}
    for k, weights in enumerate(heads_):
        head = f"head{k}_"
        own = step("Gather", [constant(f"{head}own", weights["own"]), numbers], f"{head}own_seen")
        x = step("Concat", [seen, states, own, "features"], f"{head}joined", axis=-1)
        x = _dense(step, constant, weights, (head, "input"), x)
        for i, dilation in enumerate(DILATIONS):
            norm = [x, *(constant(f"{head}{n}{i}", weights[f"{n}{i}"]) for n in ("scale", "shift"))]
            y = step("Mul", [step("LayerNormalization", norm, f"{head}norm{i}", axis=-1), "there"], f"{head}kept{i}")
            y = step("Transpose", [y], f"{head}wide{i}", perm=[0, 2, 1])
            kernel = weights[f"conv{i}"].transpose(1, 2, 0)
            arrays = [constant(f"{head}conv{i}", kernel), constant(f"{head}bias{i}", weights[f"bias{i}"])]
            y = step("Conv", [y, *arrays], f"{head}convolved{i}", dilations=[dilation], pads=[dilation, dilation])
            y = step("Transpose", [y], f"{head}long{i}", perm=[0, 2, 1])
            x = step("Add", [x, step("Gelu", [y], f"{head}gelu{i}", approximate="tanh")], f"{head}x{i}")
        found["tags"].append(_dense(step, constant, weights, (head, "tag"), x))
        found["inner"].append(_dense(step, constant, weights, (head, "inner"), x))
    for name, scores in found.items():
        step("Mean", scores, name)
    value = helper.make_tensor_value_info
    inputs = [
        value("points", TensorProto.INT64, ["b", "t"]),
        value("features", TensorProto.FLOAT, ["b", "t", LISTED + PROPOSED]),
        value("lengths", TensorProto.INT32, ["b"]),
        value("there", TensorProto.FLOAT, ["b", "t", 1]),
    ]
    outputs = [value(n, TensorProto.FLOAT, ["b", "t", size]) for n, size in (("tags", TAGS), ("inner", 1 + len(TYPES)))]
    graph = helper.make_graph(nodes, "tagger", inputs, outputs, kept)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=9)
    onnx.checker.check_model(model)
    body: bytes = model.SerializeToString()
    return body


def _dense(step: Any, constant: Any, weights: dict[str, Any], place: tuple[str, str], x: str) -> str:
    head, name = place
    product = step("MatMul", [x, constant(f"{head}{name}", weights[name].T)], f"{head}{name}_product")
    bias = constant(f"{head}{name}_bias", weights[f"{name}_bias"])
    made: str = step("Add", [product, bias], f"{head}{name}_scores")
    return made


def _gates(x: Any) -> Any:
    first, second, third, fourth = np.split(x, 4, axis=1)
    return np.concatenate([first, fourth, second, third], axis=1)
