"""Why a town lost points, and what it has to do first, in words and with the cases behind them."""
