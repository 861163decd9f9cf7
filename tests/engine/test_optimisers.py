"""Every optimiser of the registry: by a plain-Python oracle, step against training, cut anywhere, weights frozen."""

import numpy as np
import pytest

from nnviz.engine import OPTIMISERS, SGD, Diverged, Network, State, Trainer, get_optimiser, init_network, step, train
from nnviz.engine.optimisers import Adam, Code, Momentum, Optimiser, register, state_of, unregister
from nnviz.engine.penalty import Penalty

from . import oracle
from .cases import flat

RNG = np.random.default_rng(3)
X, T = RNG.uniform(-1, 1, (12, 2)), RNG.uniform(0, 1, (12, 3))
ORDER = RNG.integers(0, 12, 50)
PENALTIES = [Penalty(), Penalty("l1", 0.02), Penalty("l2", 0.02)]


def problem(outputs=3, **kwargs):
    net = init_network((2, 4, 3, outputs), seed=2, activation=("tanh", "silu"), **kwargs)
    return net, X, T[:, :outputs]


def stepped(net, X, T, optimiser, penalty=PENALTIES[0], eta=0.05):
    """Step through ORDER one by one; return the last trace."""
    trace, state = None, None
    for row in ORDER:
        trace = step(net, X[row], T[row], eta, penalty=penalty, optimiser=optimiser, state=state)
        net, state = trace.network, trace.state
    return trace


def test_the_oracle_knows_every_optimiser():
    assert set(OPTIMISERS) == set(oracle.OPTIMISERS)


@pytest.mark.parametrize("penalty", PENALTIES, ids=lambda penalty: penalty.kind)
@pytest.mark.parametrize("name", OPTIMISERS)
@pytest.mark.parametrize("outputs", [1, 3])
def test_fifty_updates_are_those_of_the_oracle(name, penalty, outputs):
    net, X, T = problem(outputs)
    optimiser = OPTIMISERS[name]()
    batches = [[(X[row], T[row])] for row in ORDER]
    start = [weight.tolist() for weight in net.weights]
    want = flat(oracle.descend(start, net.activations, batches, 0.05, name, (penalty.kind, penalty.rate)))
    np.testing.assert_allclose(stepped(net, X, T, optimiser, penalty).network.flat(), want, rtol=0, atol=1e-10)
    got = train(net, X, T, 0.05, ORDER, optimiser=optimiser, penalty=penalty)
    np.testing.assert_allclose(got.flat(), want, rtol=0, atol=1e-10)


@pytest.mark.parametrize("name", OPTIMISERS)
def test_batches_are_those_of_the_oracle(name):
    net, X, T = problem()
    batches = [[(X[row], T[row]) for row in ORDER[at : at + 7]] for at in range(0, 50, 7)]
    start = [weight.tolist() for weight in net.weights]
    want = flat(oracle.descend(start, net.activations, batches, 0.05, name, ("l2", 0.02)))
    got = train(net, X, T, 0.05, ORDER, 7, optimiser=OPTIMISERS[name](), penalty=PENALTIES[2])
    np.testing.assert_allclose(got.flat(), want, rtol=0, atol=1e-10)


@pytest.mark.parametrize("penalty", PENALTIES, ids=lambda penalty: penalty.kind)
@pytest.mark.parametrize("name", OPTIMISERS)
def test_training_is_repeated_steps(name, penalty):
    net, X, T = problem()
    net = net.with_frozen([(0, 1, 0), (1, 0, 2)])
    optimiser = OPTIMISERS[name]()
    trainer = Trainer(net, X, T, optimiser=optimiser)
    trainer.present(ORDER, eta=0.05, penalty=penalty)
    trace = stepped(net, X, T, optimiser, penalty)
    np.testing.assert_allclose(trainer.flat, trace.network.flat(), rtol=0, atol=1e-12)
    told = state_of(optimiser, trainer.state, net.weights)
    assert told.n == trace.state.n == (50 if optimiser.counts else 0)
    for mine, theirs in zip(told.memory, trace.state.memory, strict=True):
        np.testing.assert_allclose(flat(mine), flat(theirs), rtol=0, atol=1e-12)


@pytest.mark.parametrize("batch_size", [1, 3, 7])
@pytest.mark.parametrize("name", OPTIMISERS)
def test_a_run_gives_the_same_bits_however_it_is_cut(name, batch_size):
    net, X, T = problem(1)
    how = {"eta": 0.03, "batch_size": batch_size, "penalty": PENALTIES[2]}
    whole, cut = (Trainer(net, X, T, optimiser=OPTIMISERS[name]()) for _ in range(2))
    whole.present(ORDER, **how)
    start = 0
    for batches in (1, 2, 1, 5, 1000):
        stop = min(start + batches * batch_size, len(ORDER))
        cut.present(ORDER[start:stop], **how)
        other = Trainer(net, X, T, optimiser=OPTIMISERS[name]())
        other.load(cut.network(), cut.state)  # saved and restored on the way, as a checkpoint does
        cut, start = other, stop
    assert whole.flat.tobytes() == cut.flat.tobytes()
    assert whole.state.tobytes() == cut.state.tobytes()


@pytest.mark.parametrize("kwargs", [{"bias": False}, {"train_bias": False}])
@pytest.mark.parametrize("name", OPTIMISERS)
def test_what_is_not_trained_stays_to_the_last_bit_and_nothing_is_remembered_of_it(name, kwargs):
    net, X, T = problem(**kwargs)
    net = net.with_frozen([(1, 2, 1)])
    trainer = Trainer(net, X, T, optimiser=OPTIMISERS[name]())
    trainer.present(ORDER, eta=0.05, penalty=PENALTIES[1])
    after = trainer.network()
    for old, new, learns in zip(net.weights, after.weights, net.trained, strict=True):
        np.testing.assert_array_equal(new[~learns], old[~learns])
        assert (new[learns] != old[learns]).all()
    for arrays in state_of(trainer.optimiser, trainer.state, net.weights).memory:
        for array, learns in zip(arrays, net.trained, strict=True):
            assert not array[~learns].any()


@pytest.mark.parametrize("name", OPTIMISERS)
def test_freezing_on_the_way_forgets_what_was_remembered_of_the_weight(name):
    net, X, T = problem()
    trainer = Trainer(net, X, T, optimiser=OPTIMISERS[name]())
    trainer.present(ORDER[:20], eta=0.05)
    held = trainer.network().with_frozen([(0, 1, 1)])
    trainer.load(held, trainer.state)
    trainer.present(ORDER[20:], eta=0.05)
    assert trainer.network().weights[0][1, 1] == held.weights[0][1, 1]
    for arrays in state_of(trainer.optimiser, trainer.state, net.weights).memory:
        assert arrays[0][1, 1] == 0.0


@pytest.mark.parametrize("name", OPTIMISERS)
def test_divergence_leaves_the_last_finite_weights_and_state(name):
    net = init_network((2, 3, 1), seed=1, activation="identity", output="identity")
    trainer = Trainer(net, 1e3 * X, T[:, :1], optimiser=OPTIMISERS[name]())
    try:
        trainer.present(np.tile(ORDER, 20), eta=100.0)
    except Diverged as error:
        assert trainer.network() == error.network
    else:
        assert name in ("adagrad", "rmsprop", "adam")  # their steps do not grow with the gradient
    assert np.isfinite(trainer.state).all()
    assert np.isfinite(trainer.flat).all()


def test_a_gradient_whose_square_is_beyond_numbers_is_divergence():
    net = Network(([[1e200], [1.0]],), "identity")
    for run in (
        lambda: step(net, [1.0], [0.0], 0.1, optimiser=Adam()),
        lambda: train(net, [[1.0]], [[0.0]], 0.1, optimiser=Adam()),
    ):
        with pytest.raises(Diverged) as caught:
            run()
        assert caught.value.network == net


def test_momentum_in_short_is_the_optimiser():
    net, X, T = problem()
    short = train(net, X, T, 0.05, ORDER, momentum=0.8)
    assert short == train(net, X, T, 0.05, ORDER, optimiser=Momentum(0.8))
    first = step(net, X[0], T[0], momentum=0.8)
    again = step(first.network, X[1], T[1], momentum=0.8, velocity=first.velocity)
    other = step(first.network, X[1], T[1], optimiser=Momentum(0.8), state=first.state)
    assert again.network == other.network
    assert (again.momentum, again.optimiser) == (0.8, Momentum(0.8))


@pytest.mark.parametrize(
    ("make", "word"),
    [
        (lambda: Momentum(1.0), "momentum must be"),
        (lambda: Adam(beta1=-0.1), "beta1 must be"),
        (lambda: Adam(beta2=1.0), "beta2 must be"),
        (lambda: Adam(epsilon=0.0), "epsilon must be"),
        (lambda: get_optimiser("lion"), "optimiser must be one of sgd, momentum"),
        (lambda: train(*problem(), optimiser=Adam(), momentum=0.5), "momentum must be left out"),
        (lambda: step(problem()[0], X[0], T[0], optimiser="adam"), "optimiser must be"),
        (lambda: step(problem()[0], X[0], T[0], optimiser=Adam(), state=State(0, ())), "state must be that of adam"),
        (lambda: Trainer(*problem(), optimiser=Adam()).load(problem()[0], [1.0]), "state must have shape"),
        (lambda: Trainer(*problem(), optimiser="adam"), "optimiser must be"),
        (lambda: register(SGD), "there is an optimiser sgd already"),
        (lambda: unregister("lion"), "name must be one of"),
    ],
)
def test_what_cannot_be_is_refused_by_name(make, word):
    with pytest.raises(ValueError, match=word):
        make()


class Sign(Optimiser):
    """A made-up optimiser without a fast form: steps of one length."""

    name = "sign"
    label = "sign"
    about = "w ← w − η sign g."

    def step(self, g, memory, n):
        return np.sign(g), ()

    def arithmetic(self, told):
        raise NotImplementedError

    def code(self):
        return Code((), (), "np.sign(g)")


def test_an_optimiser_without_a_fast_form_trains_by_its_readable_one():
    net, X, T = problem()
    net = net.with_frozen([(0, 1, 0)])
    want = stepped(net, X, T, Sign()).network
    np.testing.assert_allclose(train(net, X, T, 0.05, ORDER, optimiser=Sign()).flat(), want.flat(), rtol=0, atol=1e-12)
