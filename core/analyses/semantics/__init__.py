"""How a linear network learns a small world: Saxe, McClelland & Ganguli (2019), PNAS 116:11537."""
