"""Writes reference.safetensors: what PyTorch's modules compute, and their gradients, in f64.

    python3 reference.py

A case's tensors are named <case>/state/<name>, <case>/in/<name>, <case>/out/<number>, <case>/grad/<parameter>,
<case>/in_grad/<name> and, for buffers after the call, <case>/after/<name>. The gradients are those of the sum of all outputs, each times the cosine of its elements' numbers.
Computed with PyTorch 1.13.
"""

import json
import struct

import torch
from torch import nn

torch.manual_seed(1)
torch.set_default_dtype(torch.float64)
tensors = {}


def case(name, module, call, **inputs):
    for parameter in module.parameters():
        nn.init.uniform_(parameter, -0.6, 0.6)
    for key, value in module.state_dict().items():
        tensors[f"{name}/state/{key}"] = value.clone()
    for key, value in inputs.items():
        tensors[f"{name}/in/{key}"] = value.clone()
        if value.is_floating_point():
            value.requires_grad_(True)
    outputs = call(module, **inputs)
    loss = 0
    for i, output in enumerate(outputs):
        tensors[f"{name}/out/{i}"] = output.detach().clone()
        seed = torch.arange(output.numel(), dtype=torch.float64).cos().reshape(output.shape)
        loss = loss + (output * seed).sum()
    loss.backward()
    for key, parameter in module.named_parameters():
        tensors[f"{name}/grad/{key}"] = parameter.grad
    for key, value in inputs.items():
        if value.is_floating_point():
            tensors[f"{name}/in_grad/{key}"] = value.grad
    for key, value in module.named_buffers():
        tensors[f"{name}/after/{key}"] = value.clone()


def attend(**options):
    def call(module, query, key=None, value=None, padding=None, mask=None):
        key = query if key is None else key
        value = key if value is None else value
        output, weights = module(query, key, value, key_padding_mask=padding, attn_mask=mask, **options)
        return [output] if weights is None else [output, weights]

    return call


def causal(n):
    return torch.ones(n, n).triu(1).bool()


def attention():
    x = lambda *sizes: torch.randn(*sizes)
    padding = torch.tensor([[False, False, True], [False, True, True]])
    case("attention", nn.MultiheadAttention(4, 2), attend(), query=x(3, 2, 4))
    case("attention_batch_first", nn.MultiheadAttention(4, 2, batch_first=True, bias=False),
         attend(average_attn_weights=False), query=x(2, 3, 4))
    case("attention_unbatched", nn.MultiheadAttention(4, 2), attend(need_weights=False), query=x(3, 4), key=x(5, 4))
    case("attention_causal", nn.MultiheadAttention(4, 2, batch_first=True), attend(need_weights=False),
         query=x(2, 3, 4), mask=causal(3))
    case("attention_padding", nn.MultiheadAttention(4, 2), attend(), query=x(3, 2, 4), padding=padding)
    case("attention_masks", nn.MultiheadAttention(4, 2, batch_first=True), attend(),
         query=x(2, 3, 4), mask=x(4, 3, 3), padding=padding)
    case("attention_sizes", nn.MultiheadAttention(4, 2, kdim=3, vdim=5), attend(),
         query=x(2, 2, 4), key=x(3, 2, 3), value=x(3, 2, 5))
    case("attention_appended", nn.MultiheadAttention(4, 2, add_bias_kv=True, add_zero_attn=True), attend(),
         query=x(2, 2, 4), key=x(3, 2, 4), value=x(3, 2, 4), mask=x(2, 3), padding=padding)


def transformers():
    x = lambda *sizes: torch.randn(*sizes)
    padding = torch.tensor([[False, False, True], [False, False, False]])
    encode = lambda m, x, mask=None, padding=None: [m(x, mask, src_key_padding_mask=padding)]
    decode = lambda m, target, memory, mask=None, padding=None: [
        m(target, memory, tgt_mask=mask, memory_key_padding_mask=padding)]
    layer = dict(dim_feedforward=6, dropout=0.0)
    case("encoder_layer", nn.TransformerEncoderLayer(4, 2, **layer), encode, x=x(3, 2, 4))
    case("encoder_layer_norm_first",
         nn.TransformerEncoderLayer(4, 2, activation="gelu", norm_first=True, batch_first=True, **layer), encode,
         x=x(2, 3, 4), mask=causal(3), padding=padding)
    case("encoder", nn.TransformerEncoder(nn.TransformerEncoderLayer(4, 2, **layer), 2, nn.LayerNorm(4)),
         lambda m, x, mask: [m(x, mask)], x=x(3, 2, 4), mask=causal(3))
    case("decoder_layer", nn.TransformerDecoderLayer(4, 2, **layer), decode,
         target=x(2, 2, 4), memory=x(3, 2, 4), mask=causal(2), padding=padding)
    case("decoder_layer_norm_first", nn.TransformerDecoderLayer(4, 2, norm_first=True, **layer), decode,
         target=x(2, 2, 4), memory=x(3, 2, 4))
    case("transformer", nn.Transformer(4, 2, 1, 1, **layer), lambda m, target, memory: [m(memory, target)],
         target=x(2, 2, 4), memory=x(3, 2, 4))


def windows():
    def of(name, module, *sizes):
        case(name, module, lambda m, x: [m(x)], x=torch.randn(*sizes))

    of("max_pool1d", nn.MaxPool1d(3, 2, 1), 2, 3, 9)
    of("max_pool2d", nn.MaxPool2d((3, 2), (2, 1), (1, 0), (1, 2), ceil_mode=True), 2, 2, 6, 5)
    of("max_pool3d", nn.MaxPool3d(2, 1), 2, 3, 2, 4)
    of("avg_pool1d", nn.AvgPool1d(3, 2, 1), 3, 9)
    of("avg_pool2d", nn.AvgPool2d((3, 2), (2, 1), (1, 1), True, False), 2, 2, 6, 5)
    of("avg_pool3d", nn.AvgPool3d(2, 2, 1, divisor_override=5), 1, 2, 3, 4, 4)
    of("adaptive_avg_pool1d", nn.AdaptiveAvgPool1d(3), 2, 2, 7)
    of("adaptive_avg_pool2d", nn.AdaptiveAvgPool2d((2, 3)), 2, 2, 5, 4)
    of("adaptive_avg_pool3d", nn.AdaptiveAvgPool3d((1, 2, 3)), 2, 3, 4, 5)
    of("adaptive_max_pool1d", nn.AdaptiveMaxPool1d(3), 2, 2, 7)
    of("adaptive_max_pool2d", nn.AdaptiveMaxPool2d((2, 3)), 2, 2, 5, 4)
    of("adaptive_max_pool3d", nn.AdaptiveMaxPool3d((1, 2, 3)), 2, 3, 4, 5)
    of("conv_transpose1d", nn.ConvTranspose1d(4, 6, 3, 2, 1, 1, 2), 2, 4, 5)
    of("conv_transpose2d", nn.ConvTranspose2d(2, 3, (3, 2), (2, 1), (1, 0), dilation=(1, 2), bias=False), 2, 2, 3, 4)
    of("conv_transpose3d", nn.ConvTranspose3d(2, 2, 2, 2, 1), 2, 2, 3, 3)
    of("conv2d", nn.Conv2d(4, 6, (3, 2), (2, 1), (1, 0), (1, 2), 2), 4, 6, 7)
    of("upsample_nearest", nn.Upsample(scale_factor=(2, 1.5)), 1, 2, 3, 4)
    of("upsample_linear", nn.Upsample(size=7, mode="linear"), 2, 2, 4)
    of("upsample_bilinear", nn.Upsample(scale_factor=2, mode="bilinear", align_corners=True), 1, 2, 3, 4)
    of("upsample_bicubic", nn.Upsample(size=(5, 7), mode="bicubic"), 1, 2, 3, 4)
    of("pad_zeros", nn.ZeroPad2d((1, 2, 0, 3)), 2, 3, 4)
    of("pad_constant", nn.ConstantPad1d((1, -1), 2.5), 2, 4)
    of("pad_reflect", nn.ReflectionPad2d((1, 2, 0, 1)), 1, 2, 3, 4)
    of("pad_replicate", nn.ReplicationPad3d(1), 1, 2, 2, 3)


def norms():
    once = lambda m, x: [m(x)]
    twice = lambda m, x: [m(x), m(x * 0.5)]

    def used(module):
        for key, value in module.named_buffers():
            if value.is_floating_point():
                nn.init.uniform_(value, 0.3, 1.7)
        return module.eval()

    x = lambda *sizes: torch.randn(*sizes)
    case("batch_norm1d_vectors", nn.BatchNorm1d(3), once, x=x(4, 3))
    case("batch_norm1d", nn.BatchNorm1d(3, momentum=None), twice, x=x(2, 3, 4))
    case("batch_norm2d", nn.BatchNorm2d(3, eps=0.01, momentum=0.3), twice, x=x(2, 3, 2, 3))
    case("batch_norm2d_used", used(nn.BatchNorm2d(3)), once, x=x(2, 3, 2, 3))
    case("batch_norm3d", nn.BatchNorm3d(2, affine=False, track_running_stats=False), once, x=x(2, 2, 2, 1, 3))
    case("group_norm", nn.GroupNorm(2, 6, eps=0.001), once, x=x(2, 6, 3))
    case("instance_norm1d", nn.InstanceNorm1d(3), once, x=x(2, 3, 4))
    case("instance_norm2d", nn.InstanceNorm2d(3, affine=True, track_running_stats=True), twice, x=x(2, 3, 2, 3))
    case("instance_norm2d_used", used(nn.InstanceNorm2d(3, track_running_stats=True)), once, x=x(2, 3, 2, 3))
    case("instance_norm3d", nn.InstanceNorm3d(2, affine=True), once, x=x(2, 2, 1, 3))


def recurrent():
    x = lambda *sizes: torch.randn(*sizes)

    def run(module, x, hidden=None, cell=None):
        state = (hidden, cell) if cell is not None else hidden
        output, state = module(x, state)
        return [output, *(state if isinstance(state, tuple) else [state])]

    def step(module, x, hidden=None, cell=None):
        state = module(x, (hidden, cell) if cell is not None else hidden)
        return list(state) if isinstance(state, tuple) else [state]

    case("rnn", nn.RNN(3, 4, 2, bidirectional=True), run, x=x(5, 2, 3), hidden=x(4, 2, 4))
    case("rnn_relu", nn.RNN(3, 4, nonlinearity="relu", bias=False), run, x=x(5, 3))
    case("lstm", nn.LSTM(3, 4, 2, bidirectional=True), run, x=x(5, 2, 3), hidden=x(4, 2, 4), cell=x(4, 2, 4))
    case("lstm_projected", nn.LSTM(3, 4, 2, batch_first=True, proj_size=2), run,
         x=x(2, 3, 3), hidden=x(2, 2, 2), cell=x(2, 2, 4))
    case("lstm_unbatched", nn.LSTM(3, 4), run, x=x(3, 3))
    case("gru", nn.GRU(3, 4, 2, bidirectional=True, batch_first=True), run, x=x(2, 3, 3))
    case("gru_unbatched", nn.GRU(3, 4), run, x=x(3, 3), hidden=x(1, 4))
    case("rnn_cell", nn.RNNCell(3, 4), step, x=x(2, 3), hidden=x(2, 4))
    case("lstm_cell", nn.LSTMCell(3, 4), step, x=x(2, 3), hidden=x(2, 4), cell=x(2, 4))
    case("gru_cell", nn.GRUCell(3, 4), step, x=x(2, 3))


def write(path):
    header, data, at = {}, [], 0
    types = {torch.float64: "F64", torch.int64: "I64", torch.bool: "BOOL"}
    for name, tensor in tensors.items():
        blob = tensor.detach().contiguous().numpy().tobytes()
        header[name] = {"dtype": types[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [at, at + len(blob)]}
        data.append(blob)
        at += len(blob)
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + b"".join(data))


attention()
transformers()
windows()
norms()
recurrent()
write("reference.safetensors")
