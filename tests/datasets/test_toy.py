"""The generated data sets against their formulas, stated anew here in the units of their source."""

import itertools
import math

import numpy as np
import pytest

from nnviz.datasets import make_dataset

NOISES = (0.05, 0.2, 0.5)
SEEDS = (1, 2, 3)


def in_units(data, reach=5.0):
    """The inputs as TensorFlow Playground has them: from -5 to 5, or from -6 to 6 for regression."""
    return data.X * reach


def radii(data):
    return np.array([math.hypot(x1, x2) for x1, x2 in in_units(data)])


def near(share, expected, n):
    """Whether a share of n draws is within four standard errors of what is expected (and a little more)."""
    return abs(share - expected) < 4 * math.sqrt(expected * (1 - expected) / n) + 2 / n


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("n", [4, 5, 401])
def test_circle_is_a_disc_in_a_ring(n, seed):
    data = make_dataset("circle", n=n, seed=seed)
    r = radii(data)
    assert np.array_equal(data.labels == 1, r <= 2.5)
    assert ((r <= 2.5) | ((r >= 3.5 - 1e-12) & (r <= 5 + 1e-12))).all()
    assert (data.labels == 1).sum() == (n + 1) // 2


def test_circle_spreads_over_radius_and_angle():
    data = make_dataset("circle", n=2000)
    r, X = radii(data), in_units(data)
    assert r[data.labels == 1].mean() == pytest.approx(1.25, abs=0.1)
    assert r[data.labels == 0].mean() == pytest.approx(4.25, abs=0.06)
    turn = np.arctan2(X[:, 1], X[:, 0])
    assert np.abs([np.cos(turn).mean(), np.sin(turn).mean(), np.cos(2 * turn).mean()]).max() < 0.07


@pytest.mark.parametrize("noise", NOISES)
@pytest.mark.parametrize("name", ["circle", "xor"])
def test_noise_on_circle_and_xor_moves_the_labelled_point_alone(name, noise):
    n = 2000
    clean, noisy = (make_dataset(name, n=n, noise=level, seed=3) for level in (0.0, noise))
    assert np.array_equal(clean.X, noisy.X)
    X = in_units(clean)
    flipped = clean.labels != noisy.labels
    if name == "circle":
        within_reach = np.abs(radii(clean) - 2.5) <= 5 * noise * math.sqrt(2)
    else:
        within_reach = np.abs(X).min(axis=1) <= 5 * noise
    assert not flipped[~within_reach].any()
    # How often it should happen, with other random numbers: 20 goes for every sample.
    moved = X[None] + 5 * noise * np.random.default_rng(0).uniform(-1, 1, (20, n, 2))
    other = np.hypot(moved[..., 0], moved[..., 1]) <= 2.5 if name == "circle" else moved.prod(axis=2) >= 0
    expected = (other != (clean.labels == 1)).mean()
    assert near(flipped.mean(), expected, n)


@pytest.mark.parametrize("seed", SEEDS)
def test_xor_is_the_sign_of_the_product_with_a_gap_along_the_axes(seed):
    data = make_dataset("xor", n=2000, seed=seed)
    X = in_units(data)
    assert np.array_equal(data.labels == 1, X[:, 0] * X[:, 1] > 0)
    assert np.abs(X).min() >= 0.3 - 1e-12
    assert np.abs(X).min() < 0.32
    assert 5.2 < np.abs(X).max() <= 5.3 + 1e-12
    quarters = [((X[:, 0] > 0) == a) & ((X[:, 1] > 0) == b) for a, b in itertools.product((True, False), repeat=2)]
    assert all(near(quarter.mean(), 0.25, 2000) for quarter in quarters)


@pytest.mark.parametrize("noise", (0.0, *NOISES))
def test_gauss_has_its_means_and_variance(noise):
    n = 2000
    data = make_dataset("gauss", n=n, noise=noise, seed=2)
    X, variance = in_units(data), 0.5 + 7 * noise
    error = 5 * math.sqrt(variance / (n / 2))
    for label, centre in ((1, 2.0), (0, -2.0)):
        cloud = X[data.labels == label]
        assert len(cloud) == n // 2
        assert cloud.mean(axis=0) == pytest.approx([centre, centre], abs=error)
        assert cloud.var(axis=0) == pytest.approx([variance, variance], rel=5 * math.sqrt(2 / (n / 2)))
        assert abs(np.corrcoef(cloud.T)[0, 1]) < 0.15


@pytest.mark.parametrize(
    ("name", "centres", "width"),
    [
        ("gauss", [(-0.4, -0.4), (0.4, 0.4)], lambda noise: math.sqrt(0.5 + 7 * noise)),
        (
            "blobs3",
            [(0.6 * math.cos(a), 0.6 * math.sin(a)) for a in np.radians([90, 210, 330])],
            lambda z: 0.12 + z / 2,
        ),
        ("blobs4", [(0, 0.6), (-0.6, 0), (0, -0.6), (0.6, 0)], lambda noise: 0.12 + noise / 2),
    ],
)
def test_noise_on_clouds_is_their_width_and_nothing_else(name, centres, width):
    clean = make_dataset(name, n=60)
    centre = np.array(centres)[clean.labels]
    for noise in NOISES:
        noisy = make_dataset(name, n=60, noise=noise)
        assert np.array_equal(noisy.labels, clean.labels)
        assert (noisy.X - centre) / width(noise) == pytest.approx((clean.X - centre) / width(0.0), abs=1e-12)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("n", [4, 7, 200])
def test_spiral_arms_are_the_curves_of_their_formula(n, seed):
    data = make_dataset("spiral", n=n, seed=seed)
    X = in_units(data)
    for label, size in ((0, (n + 1) // 2), (1, n // 2)):
        arm = X[data.labels == label]
        assert len(arm) == size
        arm = arm[np.argsort(np.hypot(arm[:, 0], arm[:, 1]))]
        for i, point in enumerate(arm):
            t = 1.75 * i / size * 2 * math.pi + (math.pi if label else 0.0)
            assert point == pytest.approx((5 * i / size * math.sin(t), 5 * i / size * math.cos(t)), abs=1e-12)


@pytest.mark.parametrize(
    ("name", "reach", "deviation"),
    [("spiral", 1 / 5, 1 / 5 / math.sqrt(3)), ("moons", math.inf, 0.5), ("linear", math.inf, 1.0)],
)
def test_noise_that_moves_samples_moves_the_same_ones_further(name, reach, deviation):
    clean = make_dataset(name, n=2000)
    shifts = []
    for noise in NOISES:
        noisy = make_dataset(name, n=2000, noise=noise)
        assert np.array_equal(noisy.labels, clean.labels)
        shifts.append((noisy.X - clean.X) / noise)
    assert shifts[0] == pytest.approx(shifts[1], abs=1e-12)
    assert shifts[1] == pytest.approx(shifts[2], abs=1e-12)
    assert np.abs(shifts[0]).max() <= reach + 1e-12
    assert shifts[0].mean(axis=0) == pytest.approx([0, 0], abs=4 * deviation / math.sqrt(2000))
    assert shifts[0].std(axis=0) == pytest.approx([deviation, deviation], rel=0.1)


@pytest.mark.parametrize("n", [4, 5, 200])
def test_moons_are_two_half_circles_that_reach_into_each_other(n):
    data = make_dataset("moons", n=n)
    upper, lower = data.X[data.labels == 0], data.X[data.labels == 1]
    assert (len(upper), len(lower)) == ((n + 1) // 2, n // 2)
    assert np.hypot(upper[:, 0] + 0.3, upper[:, 1] + 0.1) == pytest.approx(0.6)
    assert np.hypot(lower[:, 0] - 0.3, lower[:, 1] - 0.1) == pytest.approx(0.6)
    assert (upper[:, 1] >= -0.1 - 1e-12).all()
    assert (lower[:, 1] <= 0.1 + 1e-12).all()
    if n == 200:
        assert upper[:, 1].min() < lower[:, 1].max()
        assert upper[:, 0].max() > lower[:, 0].min()


def widest_gap(data):
    """The widest strip between the two classes, over lines in 7200 directions; negative if none parts them."""
    angles = np.linspace(0, 2 * np.pi, 7200)
    across = data.X @ np.array([np.cos(angles), np.sin(angles)])
    return float((across[data.labels == 1].min(axis=0) - across[data.labels == 0].max(axis=0)).max())


def test_linear_is_parted_by_a_line_with_a_gap_until_there_is_noise():
    gaps = {seed: widest_gap(make_dataset("linear", n=600, seed=seed)) for seed in range(1, 8)}
    assert all(0.199 < gap < 0.24 for gap in gaps.values()), gaps
    assert widest_gap(make_dataset("linear", n=600, noise=0.2)) < 0
    data = make_dataset("linear", n=2000)
    assert 1.0 < np.hypot(data.X[:, 0], data.X[:, 1]).max() <= 0.8 * math.sqrt(2) + 1e-12


def test_linear_slants_differently_with_every_seed():
    slants = []
    for seed in range(1, 9):
        data = make_dataset("linear", n=1000, seed=seed)
        slants.append(np.arctan2(*(data.X[data.labels == 1].mean(axis=0) - data.X[data.labels == 0].mean(axis=0))))
    assert np.diff(np.sort(slants)).min() > 0.01
    assert np.ptp(slants) > np.pi / 2


@pytest.mark.parametrize(("name", "count"), [("blobs3", 3), ("blobs4", 4)])
def test_blobs_share_the_rows_and_have_one_output_each(name, count):
    for n in (4, 50, 51, 200):
        data = make_dataset(name, n=n)
        sizes = np.bincount(data.labels, minlength=count)
        assert sizes.max() - sizes.min() <= 1
        assert np.array_equal(data.T.argmax(axis=1), data.labels)
        assert (np.sort(data.T, axis=1) == [0.0] * (count - 1) + [1.0]).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_plane_rises_along_the_diagonal(seed):
    data = make_dataset("plane", n=2000, seed=seed, output="identity")
    X = in_units(data, 6.0)
    assert 5.9 < np.abs(X).max() <= 6
    assert data.T[:, 0] == pytest.approx(np.clip((X[:, 0] + X[:, 1]) / 10, -1, 1), abs=1e-12)


def hills(x1, x2):
    """The six cones of TensorFlow Playground, one after the other."""
    centres = [(-4, 2.5, 1), (0, 2.5, -1), (4, 2.5, 1), (-4, -2.5, -1), (0, -2.5, 1), (4, -2.5, -1)]
    value = 0.0
    for cx, cy, sign in centres:
        height = 1 - math.sqrt((x1 - cx) ** 2 + (x2 - cy) ** 2) / 2
        # They do not overlap (4 apart, 2 wide), so the nearest is the only one that counts.
        value += sign * max(0.0, height)
    return value


@pytest.mark.parametrize("seed", SEEDS)
def test_multigauss_is_six_cones(seed):
    data = make_dataset("multigauss", n=1000, seed=seed, output="tanh")
    expected = [hills(*row) for row in in_units(data, 6.0)]
    assert data.T[:, 0] == pytest.approx(expected, abs=1e-12)
    assert data.T.min() < -0.8
    assert data.T.max() > 0.8


@pytest.mark.parametrize("noise", NOISES)
def test_noise_on_regression_moves_the_target_alone(noise):
    for name, steepest in (("plane", math.sqrt(2) / 10), ("multigauss", 0.5)):
        clean, noisy = (make_dataset(name, n=500, noise=level, output="tanh") for level in (0.0, noise))
        assert np.array_equal(clean.X, noisy.X)
        change = np.abs(noisy.T - clean.T)
        assert 0 < change.max() <= min(steepest * 6 * noise * math.sqrt(2), 2.0) + 1e-12
    changes = [
        make_dataset("plane", n=500, noise=level, output="tanh").T - make_dataset("plane", n=500, output="tanh").T
        for level in (noise / 2, noise)
    ]
    inside = np.abs(make_dataset("plane", n=500, output="tanh").T) < 0.4  # far from the ends, where nothing is cut off
    inside &= np.abs(changes[1]) < 0.6
    assert 2 * changes[0][inside] == pytest.approx(changes[1][inside], abs=1e-12)


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("and", lambda a, b: a and b),
        ("or", lambda a, b: a or b),
        ("nand", lambda a, b: not (a and b)),
        ("xor4", lambda a, b: a != b),
    ],
)
def test_truth_tables(name, rule):
    data = make_dataset(name, n=300, noise=0.5, test_share=0.9, seed=9)
    assert data.X.tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert data.T[:, 0].tolist() == [float(rule(bool(a), bool(b))) for a, b in data.X]
    assert data.train.tolist() == [0, 1, 2, 3]
    assert data.test.tolist() == []
