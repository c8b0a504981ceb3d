"""PDFium's raw calls by the thousand: mapped over addresses by C iterators, so that no Python code runs for
a single character or object."""

from __future__ import annotations

import ctypes
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

ADDRESS, INT, HANDLE = ctypes.c_void_p, ctypes.c_int, ctypes.c_size_t


def function(raw_function: Any, result: Any, *arguments: Any) -> Callable[..., Any]:
    """PDFium's function with plain addresses as arguments, fit to be mapped over them."""
    address = ctypes.cast(raw_function, ctypes.c_void_p).value or 0
    made: Callable[..., Any] = ctypes.CFUNCTYPE(result, *arguments)(address)
    return made


def filled(
    call: Callable[..., Any], arguments: list[Iterable[int]], count: int, width: int, kind: Any,
    apart: bool = False,
) -> Any:  # fmt: skip
    """What the call writes for each of `count` calls: (count, width), as one structure or `apart`."""
    out = np.zeros((count, width), kind)
    row, start = width * out.itemsize, out.ctypes.data
    columns = width if apart else 1
    targets = [
        range(start + i * out.itemsize, start + i * out.itemsize + row * count, row) for i in range(columns)
    ]
    plain = [a.tolist() if isinstance(a, np.ndarray) else a for a in arguments]
    if count:
        deque(map(call, *plain, *targets), maxlen=0)
    return out
