"""What is answered about red-flag questions; what phones send and are told lives with all facts."""

from marshmallow import fields

from hep_api.web.schemas import Out


class QuestionOut(Out):
    """One question, answered by yes or no."""

    id = fields.String()
    text = fields.String()
    asked_if = fields.String(allow_none=True, metadata={"description": "Ask only when this question was a yes"})


class QuestionsOut(Out):
    """The questions to show, and the version to send back with the answers."""

    version = fields.String()
    questions = fields.List(fields.Nested(QuestionOut))
