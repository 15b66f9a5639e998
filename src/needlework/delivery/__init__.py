"""What passes the skin: intact, and through the channels of a course."""

from needlework.delivery.permeability import Prediction, predict

__all__ = ["Prediction", "predict"]
