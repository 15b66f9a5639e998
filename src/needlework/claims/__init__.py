"""What texts claim about collagen induction, and what the evidence says of each claim."""
