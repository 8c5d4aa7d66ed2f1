#!/bin/sh
# SciPy 1.17.1: scipy.differentiate.jacobian of f(x) = A @ x is the transpose of A; that of sin(A @ x) is no Jacobian at all. With np.dot(A, x)
# the first is right, so a test by a linear function passes, and sin(np.dot(A, x)) is wrong again. success is True in every entry.
#
# f is called with arrays of shape (m, ...) whose first axis is the vector: (m, m), then (m, m, 8). For three axes both products sum over the last
# axis but one, which is that of the directions; with as many directions as components the shapes fit, and nothing is raised. Component i of
# a row is then summed with itself, A_ij x_i, where A_ij x_j is meant; the two products differ in where they put the rows of A.
# Why a guess misses: `A @ x` is the plain way to write a linear map, and is right for the (m,) and the (m, k) that one tries by hand. A symmetric
# A shows nothing, nor does a function written by components, like Rosenbrock's.
# What to do: name the first axis of x: np.tensordot(A, x, axes=1), or np.einsum("ij,j...->i...", A, x).
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "scipy==1.17.1" "numpy==2.4.6"
"$folder/venv/bin/python" - <<'PYTHON'
import numpy as np
import scipy
from scipy.differentiate import jacobian

print("scipy", scipy.__version__)
A = np.array([[1.0, 2.0], [3.0, 5.0]])
x = np.array([0.1, 0.2])
products = {
    "A @ x": lambda x: A @ x,
    "np.dot(A, x)": lambda x: np.dot(A, x),
    "np.tensordot(A, x, axes=1)": lambda x: np.tensordot(A, x, axes=1),
}
linear, outer = {}, {}
for name, product in products.items():
    for text, found, f in ((name, linear, product), (f"sin({name})", outer, lambda x: np.sin(product(x)))):
        result = jacobian(f, x)
        found[name] = result.df
        print(f"{text}: {np.round(result.df, 6).tolist()}, success {result.success.tolist()}")
        assert result.success.all()
true = np.cos(A @ x)[:, np.newaxis] * A
print(f"true: {A.tolist()} and {np.round(true, 6).tolist()}")
at, dot, tensordot = products
assert np.allclose(linear[at], A.T) and np.allclose(linear[dot], A) and np.allclose(linear[tensordot], A)
mixed = np.cos(x[:, np.newaxis] * A.sum(axis=1)) * A.T
assert np.allclose(outer[at], mixed) and np.allclose(outer[dot], mixed.T)
assert np.allclose(outer[tensordot], true) and not np.allclose(outer[dot], true)
PYTHON
