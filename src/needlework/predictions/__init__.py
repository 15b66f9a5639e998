"""Published figures that a fit did not see: predictions, rivals, scorecards, trials run again."""
