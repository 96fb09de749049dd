"""The stage: what shows a lesson, whichever it is. It knows no curve."""
