"""How meters of different makers read and write the chips and layouts that they are made for."""
