"""Explains a step in symbols and numbers. Everything is read from the StepTrace; no derivative is computed again."""

from nnviz.derivation.backward import backward, gradients, update
from nnviz.derivation.batch import BatchRule, BatchTerm, batch_rule, loss_lines, update_lines, update_rule
from nnviz.derivation.border import border_equation
from nnviz.derivation.forward import forward, loss
from nnviz.derivation.highlighted import lights_of
from nnviz.derivation.neuron import NeuronView, Term, neuron_view
from nnviz.derivation.phases import Known, StepPhase, phases
from nnviz.derivation.quiz import Option, Question, Score, Verdict, answer, question
from nnviz.derivation.sign import Sign, SignStory, explain_sign
from nnviz.derivation.table import WeightRow, table_csv, trace_json, update_json, weight_table
from nnviz.derivation.terms import PHASES, Factor, Line, Product, Sum, aligned, block
from nnviz.derivation.weight import WeightRule, step_gradient, weight_rule

__all__ = [
    "PHASES",
    "BatchRule",
    "BatchTerm",
    "Factor",
    "Known",
    "Line",
    "NeuronView",
    "Option",
    "Product",
    "Question",
    "Score",
    "Sign",
    "SignStory",
    "StepPhase",
    "Sum",
    "Term",
    "Verdict",
    "WeightRow",
    "WeightRule",
    "aligned",
    "answer",
    "backward",
    "batch_rule",
    "block",
    "border_equation",
    "explain_sign",
    "forward",
    "gradients",
    "lights_of",
    "loss",
    "loss_lines",
    "neuron_view",
    "phases",
    "question",
    "step_gradient",
    "table_csv",
    "trace_json",
    "update",
    "update_json",
    "update_lines",
    "update_rule",
    "weight_rule",
    "weight_table",
]
