"""The pictures of what is on show, kept until that changes."""

from __future__ import annotations

from dataclasses import replace

from nnviz.analysis.frames import Frame, Moment
from nnviz.figures.theme import Theme
from nnviz.run.experiment import Experiment
from nnviz.session.frame_encoder import Pictures
from nnviz.session.view import View


class Scene:
    """The pictures of one experiment in one view and one theme, and the frame of its position."""

    _pictures: Pictures | None = None
    _rest: tuple[object, Frame] | None = None

    def pictures(self, experiment: Experiment, view: View, theme: Theme, *, small: bool = False) -> Pictures:
        """Return the pictures; they are made again when one of these changes."""
        made = self._pictures
        fits = made is not None and made.experiment is experiment and made.theme is theme and made.small == small
        if made is None or not fits or still(made.view) != still(view):
            made = self._pictures = Pictures(experiment, view, theme, small=small)
            self._rest = None
        return made

    def rest_frame(self, pictures: Pictures, moment: Moment) -> Frame:
        """Return the frame of the position before or after its update; it is kept until the position changes."""
        experiment = pictures.experiment
        token = (experiment, experiment.step, id(experiment.network), moment)
        if self._rest is None or self._rest[0] != token:
            self._rest = (token, pictures.maker.now(maps=pictures.maps != "none", moment=moment))
        return self._rest[1]


def still(view: View) -> View:
    """Return the view without the speed of Play, which changes no picture."""
    return replace(view, samples_per_frame=1)
