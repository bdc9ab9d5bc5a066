"""Where work runs (lanes), how it reports and stops (tickets), what runs on a clock (rounds)."""
