import pickle

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from nnviz.engine import Diverged, Network, Trainer, gradient, init_network, step, train

from . import oracle
from .cases import flat, networks_with_data

RNG = np.random.default_rng(11)
X = RNG.uniform(-1, 1, (30, 2))
ONE, THREE = RNG.uniform(0, 1, (30, 1)), RNG.uniform(0, 1, (30, 3))
ORDER = RNG.integers(0, 30, 200)


# Linear layers and relu may run away within five samples, rightly so: |w| 8, 4e4, 9e21, 1e108, infinity was one draw.
# And short of that a run may enlarge every rounding: two exact formulas then differ by more than 1e-12, and both are
# equally far from the truth. So the comparison is made where a disturbance grows less than a hundredfold.
TAME, DISTURBANCE, GROWTH = 5.0, 1e-10, 100.0
EPSILON = np.finfo(float).eps


def repeat_steps(net, case, eta):
    """Return the network after stepping through the case's order, and each sample's E."""
    losses = []
    for sample in case.order:
        trace = step(net, case.X[sample], case.T[sample], eta)
        net = trace.network
        losses.append(trace.E)
    return net, losses


@settings(max_examples=200, deadline=None)
@given(networks_with_data(), st.floats(0.01, 0.5))
def test_training_equals_repeated_steps(case, eta):
    trainer, got = Trainer(case.net, case.X, case.T), np.empty(len(case.order))
    try:
        stepped, losses = repeat_steps(case.net, case, eta)
        disturbed, _ = repeat_steps(case.net.with_flat(case.net.flat() * (1 + DISTURBANCE)), case, eta)
    except Diverged:
        assume(False)
    trainer.present(case.order, eta=eta, losses=got)
    assert train(case.net, case.X, case.T, eta, case.order) == trainer.network()
    assume(np.abs(disturbed.flat() - stepped.flat()).max() < GROWTH * DISTURBANCE)
    np.testing.assert_allclose(trainer.flat, stepped.flat(), rtol=0, atol=1e-12)
    np.testing.assert_allclose(got, losses, rtol=1e-11, atol=1e-12)


@settings(max_examples=100, deadline=None)
@given(networks_with_data(), st.floats(0.01, 0.5))
def test_one_sample_equals_one_step_however_wild_the_run(case, eta):
    net = case.net
    for sample in case.order:
        x, t = case.X[sample], case.T[sample]
        try:
            want = step(net, x, t, eta).network
        except Diverged:
            with pytest.raises(Diverged) as caught:
                train(net, [x], [t], eta)
            assert caught.value.network == net
            return
        got, moved = train(net, [x], [t], eta).flat(), np.abs(want.flat() - net.flat()).max()
        # A sine of a large sum takes the sum's rounding as it is: as much as the step itself magnifies a last digit.
        try:
            disturbed = step(net.with_flat(net.flat() * (1 + DISTURBANCE)), x, t, eta).network
        except Diverged:
            return
        rounding = 16 * EPSILON * np.abs(disturbed.flat() - want.flat()).max() / DISTURBANCE
        np.testing.assert_allclose(got, want.flat(), rtol=1e-12, atol=1e-12 * max(1.0, moved) + rounding)
        net = want


@settings(max_examples=80, deadline=None)
@given(networks_with_data(bias=True), st.integers(2, 6), st.floats(0.01, 0.2))
def test_batches_agree_with_the_oracle(case, batch_size, eta):
    weights = case.lists
    for start in range(0, len(case.order), batch_size):
        rows = case.order[start : start + batch_size]
        weights = oracle.update(weights, case.net.activations, [(case.X[row], case.T[row]) for row in rows], eta)
        assume(np.abs(flat(weights)).max() < TAME)
    got = train(case.net, case.X, case.T, eta, case.order, batch_size)
    np.testing.assert_allclose(got.flat(), flat(weights), rtol=0, atol=1e-12)


@pytest.mark.parametrize("targets", [ONE, THREE])
def test_a_thousand_samples_still_equal_repeated_steps(targets):
    net = stepped = init_network((2, 4, 4, targets.shape[1]), seed=2)
    order = np.tile(ORDER, 5)
    for sample in order:
        stepped = step(stepped, X[sample], targets[sample], 0.5).network
    np.testing.assert_allclose(train(net, X, targets, 0.5, order).flat(), stepped.flat(), rtol=0, atol=1e-12)


@pytest.mark.parametrize("kwargs", [{}, {"train_bias": False}, {"bias": False}])
def test_a_full_batch_goes_down_the_mean_gradient(kwargs):
    net = init_network((2, 4, 3), seed=2, **kwargs)
    want = [weight - 0.7 * g for weight, g in zip(net.weights, gradient(net, X, THREE), strict=True)]
    if kwargs:
        for new, old in zip(want, net.weights, strict=True):
            new[0] = old[0]
    got = train(net, X, THREE, 0.7, batch_size=30)
    np.testing.assert_allclose(got.flat(), flat(want), rtol=0, atol=1e-14)
    assert train(net, X, THREE, 0.7, np.arange(30), 1000) == got


@pytest.mark.parametrize("kwargs", [{"train_bias": False}, {"bias": False}])
@pytest.mark.parametrize("targets", [ONE, THREE])
@pytest.mark.parametrize("batch_size", [1, 4])
def test_biases_that_are_not_trained_stay_to_the_last_bit(kwargs, targets, batch_size):
    net = init_network((2, 4, targets.shape[1]), seed=2, activation="relu", **kwargs)
    after = train(net, X, targets, 0.3, ORDER, batch_size)
    for old, new in zip(net.weights, after.weights, strict=True):
        np.testing.assert_array_equal(new[0], old[0])
        assert (new[1:] != old[1:]).any()
    assert (after.bias, after.train_bias) == (net.bias, net.train_bias)


@pytest.mark.parametrize("targets", [ONE, THREE])
@pytest.mark.parametrize("batch_size", [1, 3, 7, 200])
@pytest.mark.parametrize("activation", ["logistic", "tanh", "relu"])
def test_a_run_gives_the_same_bits_however_it_is_cut(targets, batch_size, activation):
    net = init_network((2, 5, 4, targets.shape[1]), seed=9, activation=activation)
    whole, cut = Trainer(net, X, targets), Trainer(net, X, targets)
    losses, pieces = np.empty(200), np.empty(200)
    whole.present(ORDER, eta=0.2, batch_size=batch_size, losses=losses)
    start = 0
    for batches in (1, 2, 1, 5, 1000):
        stop = min(start + batches * batch_size, 200)
        cut.present(ORDER[start:stop], eta=0.2, batch_size=batch_size, losses=pieces[start:stop])
        cut.load(net.with_flat(cut.flat))  # saved and restored on the way, as a checkpoint does
        start = stop
    assert whole.flat.tobytes() == cut.flat.tobytes()
    assert losses.tobytes() == pieces.tobytes()
    without = Trainer(net, X, targets)
    without.present(ORDER, eta=0.2, batch_size=batch_size)
    assert without.flat.tobytes() == whole.flat.tobytes()


@pytest.mark.parametrize("targets", [ONE, THREE])
@pytest.mark.parametrize("batch_size", [1, 4, 7])
def test_losses_are_those_before_each_update(targets, batch_size):
    net = init_network((2, 3, targets.shape[1]), seed=3)
    got, want, current = np.empty(25), [], net
    Trainer(net, X, targets).present(ORDER[:25], eta=0.5, batch_size=batch_size, losses=got)
    for start in range(0, 25, batch_size):
        rows = ORDER[start : min(start + batch_size, 25)]
        want += current.loss_per_sample(X[rows], targets[rows]).tolist()
        current = train(current, X, targets, 0.5, rows, len(rows))
    np.testing.assert_allclose(got, want, rtol=0, atol=1e-13)


def test_the_default_order_is_every_row_once():
    net = init_network((2, 3, 1), seed=3)
    assert train(net, X, ONE) == train(net, X, ONE, eta=0.5, order=range(30), batch_size=1)
    assert Trainer(net, X, ONE).n_samples == 30


def test_an_empty_order_changes_nothing():
    net = init_network((2, 3, 1), seed=3)
    for batch_size in (1, 5):
        assert train(net, X, ONE, order=[], batch_size=batch_size) == net
    Trainer(net, X, THREE[:, :1]).present([], eta=0.1, losses=np.empty(0))


def test_nothing_handed_in_is_changed():
    net = init_network((2, 3, 1), seed=3)
    data = (X.copy(), ONE.copy(), ORDER.copy())
    before = net.flat()
    trainer = Trainer(net, *data[:2])
    trainer.present(data[2], eta=0.5)
    trainer.present(data[2], eta=0.5, batch_size=8)
    for mine, original in zip(data, (X, ONE, ORDER), strict=True):
        np.testing.assert_array_equal(mine, original)
    np.testing.assert_array_equal(net.flat(), before)
    data[0][:] = 0.0  # and what the trainer learns from is its own copy
    other = Trainer(net, X, ONE)
    trainer.load(net)
    trainer.present(ORDER, eta=0.5)
    other.present(ORDER, eta=0.5)
    assert trainer.network() == other.network()


def test_flat_and_snapshots_do_not_follow_the_training():
    trainer = Trainer(init_network((2, 3, 1), seed=3), X, ONE)
    flat_before, network_before = trainer.flat, trainer.network()
    kept = flat_before.copy()
    trainer.present(ORDER, eta=0.5)
    np.testing.assert_array_equal(flat_before, kept)
    np.testing.assert_array_equal(network_before.flat(), kept)
    flat_before[:] = 0.0
    assert trainer.flat.any()


def test_load_takes_over_structure_too():
    trainer = Trainer(init_network((2, 3, 1), seed=3), X, ONE)
    trainer.present(ORDER, eta=0.5)
    other = init_network((2, 3, 1), seed=4, activation="tanh", train_bias=False)
    trainer.load(other)
    trainer.present(ORDER, eta=0.1)
    assert trainer.network() == train(other, X, ONE, 0.1, ORDER)


def exploding(outputs):
    """A linear network at which eta 50 diverges after a few samples."""
    return init_network((2, 3, outputs), seed=1, activation="identity", output="identity")


@pytest.mark.parametrize("targets", [ONE, THREE])
@pytest.mark.parametrize("batch_size", [1, 2])
def test_divergence_stops_before_the_update_that_does_it(targets, batch_size):
    net = exploding(targets.shape[1])
    trainer, losses = Trainer(net, X * 10, targets), np.zeros(30)
    with pytest.raises(Diverged) as caught:
        trainer.present(np.arange(30), eta=50.0, batch_size=batch_size, losses=losses)
    done = caught.value.presented
    assert 0 < done < 30 and done % batch_size == 0
    last = caught.value.network
    assert np.isfinite(last.flat()).all()
    assert trainer.network() == last == train(net, X * 10, targets, 50.0, np.arange(done), batch_size)
    with pytest.raises(Diverged) as again:
        train(last, X * 10, targets, 50.0, np.arange(done, done + batch_size), batch_size)
    assert again.value.presented == 0 and again.value.network == last
    assert np.isnan(losses[done + batch_size :]).all()
    rows = slice(done, done + batch_size)  # the batch that did it was still presented, so its losses are known
    np.testing.assert_allclose(losses[rows], last.loss_per_sample(X[rows] * 10, targets[rows]), rtol=1e-9)
    assert not np.isnan(losses[: done + batch_size]).any()


def test_divergence_agrees_with_steps():
    net, applied = exploding(1), 0
    with pytest.raises(Diverged) as caught:
        train(net, X * 10, ONE, 50.0)
    try:
        for x, t in zip(X * 10, ONE, strict=True):
            net = step(net, x, t, 50.0).network
            applied += 1
    except Diverged as stepped:
        assert caught.value.presented == applied
        np.testing.assert_allclose(stepped.network.flat(), caught.value.network.flat(), rtol=1e-9)
    else:
        raise AssertionError("the steps did not diverge")


def test_after_divergence_a_smaller_eta_goes_on():
    trainer = Trainer(exploding(1), X * 10, ONE)
    with pytest.raises(Diverged):
        trainer.present(np.arange(30), eta=50.0)
    trainer.load(exploding(1))
    trainer.present(np.arange(30), eta=1e-4)
    assert trainer.network().loss(X * 10, ONE) < exploding(1).loss(X * 10, ONE)


def test_diverged_survives_pickling():
    error = pickle.loads(pickle.dumps(Diverged(exploding(1), 7)))
    assert error.network == exploding(1) and error.presented == 7 and "7 presented samples" in str(error)


def test_saturated_logistic_trains_without_a_warning():
    for fan_out in (1, 2):
        net = Network((np.vstack((np.full(fan_out, -2000.0), np.ones(fan_out))),))
        after = train(net, [[1.0]], np.ones((1, fan_out)), 0.5)
        np.testing.assert_allclose(after.flat(), net.flat())
        train(net, [[1.0], [2.0]], np.ones((2, fan_out)), 0.5, batch_size=2)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"order": [0, 30]}, "order must hold row numbers from 0 to 29, got 0 to 30"),
        ({"order": [-1]}, "order must hold row numbers from 0 to 29"),
        ({"order": [0.0, 1.0]}, "order must be a one-dimensional array of row numbers"),
        ({"order": [[0, 1]]}, "order must be a one-dimensional array of row numbers"),
        ({"order": [True]}, "order must be a one-dimensional array of row numbers"),
        ({"eta": -0.1}, "eta must be a positive finite number"),
        ({"batch_size": 0}, "batch_size must be a whole number of at least 1"),
        ({"batch_size": 2.0}, "batch_size must be a whole number"),
        ({"losses": np.empty(3)}, r"losses must be a float64 array of shape \(2,\) or \(1,\)"),
        ({"losses": np.empty(2, dtype=np.float32)}, "losses must be a float64 array"),
        ({"losses": [0.0, 0.0]}, "losses must be a float64 array"),
    ],
)
def test_bad_arguments_are_refused_by_name_and_change_nothing(arguments, message):
    trainer = Trainer(init_network((2, 3, 1), seed=3), X, ONE)
    before = trainer.flat
    arguments = {"order": [0, 1], "eta": 0.5} | arguments
    with pytest.raises(ValueError, match=message):
        trainer.present(arguments.pop("order"), **arguments)
    np.testing.assert_array_equal(trainer.flat, before)


def test_bad_data_and_weights_are_refused_by_name():
    net = init_network((2, 3, 1), seed=3)
    with pytest.raises(ValueError, match="X must have shape"):
        Trainer(net, X[:, :1], ONE)
    with pytest.raises(ValueError, match=r"T must have shape \(n, 1\)"):
        Trainer(net, X, THREE)
    with pytest.raises(ValueError, match="T must hold finite numbers"):
        train(net, X, ONE * np.nan)
    trainer = Trainer(net, X, ONE)
    with pytest.raises(ValueError, match=r"network must have sizes \(2, 3, 1\), got \(2, 4, 1\)"):
        trainer.load(init_network((2, 4, 1), seed=3))
    with pytest.raises(ValueError, match="vector must hold finite numbers"):
        trainer.load(net.with_flat(np.full(13, np.nan)))


@settings(max_examples=100, deadline=None)
@given(networks_with_data(), st.floats(0.01, 0.5), st.integers(1, 3), st.data())
def test_looking_in_on_the_way_changes_nothing(case, eta, batch_size, data):
    batches = -(-len(case.order) // batch_size)
    looks = sorted(data.draw(st.sets(st.integers(1, batches), max_size=4)))
    plain, watched = (Trainer(case.net, case.X, case.T) for _ in range(2))
    losses, same = np.empty(len(case.order)), np.empty(len(case.order))
    try:
        plain.present(case.order, eta=eta, batch_size=batch_size, losses=losses)
    except Diverged:
        assume(False)
    seen = []

    def pause(presented):
        seen.append((presented, watched.flat))
        return next((look * batch_size for look in looks if look * batch_size > presented), 1 << 40)

    watched.present(case.order, eta=eta, batch_size=batch_size, losses=same, pause=pause)
    assert watched.network() == plain.network()
    assert (same == losses).all()
    length = len(case.order)
    assert [presented for presented, _ in seen] == sorted({0, *(min(n * batch_size, length) for n in looks), length})
    for presented, flat_then in seen:
        part = Trainer(case.net, case.X, case.T)
        part.present(case.order[:presented], eta=eta, batch_size=batch_size)
        assert (part.flat == flat_then).all()


@settings(max_examples=100, deadline=None)
@given(networks_with_data(), st.floats(0.01, 0.5), st.integers(1, 3), st.integers(1, 4))
def test_the_last_loss_alone_is_the_mean_over_the_last_batch_at_every_look(case, eta, batch_size, apart):
    plain, watched = (Trainer(case.net, case.X, case.T) for _ in range(2))
    losses, last, seen = np.empty(len(case.order)), np.full(1, -1.0), []
    try:
        plain.present(case.order, eta=eta, batch_size=batch_size, losses=losses)
    except Diverged:
        assume(False)

    def pause(presented):
        seen.append((presented, float(last[0])))
        return presented + apart * batch_size

    watched.present(case.order, eta=eta, batch_size=batch_size, losses=last, pause=pause)
    assert watched.network() == plain.network()
    assert seen[0] == (0, -1.0) and seen[-1][0] == len(case.order)
    for presented, loss in seen[1:]:
        start = (presented - 1) // batch_size * batch_size
        assert loss == losses[start:presented].mean()


@pytest.mark.parametrize("batch_size", [1, 2])
def test_the_last_loss_alone_is_unknown_after_divergence(batch_size):
    last = np.zeros(1)
    with pytest.raises(Diverged) as caught:
        Trainer(exploding(3), X * 10, THREE).present(np.arange(30), eta=50.0, batch_size=batch_size, losses=last)
    assert caught.value.presented > 0 and np.isnan(last).all()


def test_weights_whose_squares_overflow_are_finite_all_the_same():
    net = Network(weights=([[1e200], [-1e200], [0.0]],), activations=("step",))
    assert train(net, X, ONE, 0.5, ORDER) == net  # the step's slope is 0


def test_divergence_after_a_look_is_counted_from_the_start():
    net = init_network([2, 4, 1], seed=3, activation="relu", output="identity")
    plain, watched, same = Trainer(net, X, ONE), Trainer(net, X, ONE), np.zeros(200)
    with pytest.raises(Diverged) as first:
        plain.present(ORDER, eta=60.0)
    looks = []
    with pytest.raises(Diverged) as second:
        watched.present(ORDER, eta=60.0, losses=same, pause=lambda presented: looks.append(presented) or presented + 2)
    assert second.value.presented == first.value.presented > 2
    assert second.value.network == first.value.network
    assert max(looks) <= first.value.presented
    assert np.isnan(same[first.value.presented + 1 :]).all()
