"""What a clinic decides for all of its plans: the numbers of the engine, within their bounds."""
