"""Explains a step in symbols and numbers. Everything is read from the StepTrace; no derivative is computed again."""

from nnviz.derivation.backward import backward, gradients, update
from nnviz.derivation.batch import BatchRule, BatchTerm, batch_rule, loss_lines, update_lines, update_rule
from nnviz.derivation.border import border_equation
from nnviz.derivation.brief import (
    Paint,
    inline,
    largest_move,
    names_of,
    neuron_in_brief,
    notes_of,
    painted,
    phase_in_brief,
    weight_in_brief,
)
from nnviz.derivation.forward import forward, loss
from nnviz.derivation.highlighted import ROLES, Role, lights_of
from nnviz.derivation.neuron import NeuronView, Term, neuron_view
from nnviz.derivation.phases import Known, StepPhase, phases
from nnviz.derivation.quiz import Option, Question, Score, Verdict, answer, question
from nnviz.derivation.sign import Sign, SignStory, explain_sign
from nnviz.derivation.table import WeightRow, table_csv, trace_json, update_json, weight_table
from nnviz.derivation.terms import PHASES, Factor, Line, Product, Sum, aligned, block
from nnviz.derivation.update_table import Cell, UpdateRow, UpdateTable, update_table
from nnviz.derivation.weight import WeightRule, step_gradient, weight_rule

__all__ = [
    "PHASES",
    "ROLES",
    "BatchRule",
    "BatchTerm",
    "Cell",
    "Factor",
    "Known",
    "Line",
    "NeuronView",
    "Option",
    "Paint",
    "Product",
    "Question",
    "Role",
    "Score",
    "Sign",
    "SignStory",
    "StepPhase",
    "Sum",
    "Term",
    "UpdateRow",
    "UpdateTable",
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
    "inline",
    "largest_move",
    "lights_of",
    "loss",
    "loss_lines",
    "names_of",
    "neuron_in_brief",
    "neuron_view",
    "notes_of",
    "painted",
    "phase_in_brief",
    "phases",
    "question",
    "step_gradient",
    "table_csv",
    "trace_json",
    "update",
    "update_json",
    "update_lines",
    "update_rule",
    "update_table",
    "weight_in_brief",
    "weight_rule",
    "weight_table",
]
