"""What plain English and the calendar leave no doubt of, whatever the learned decisions say: who acts and who bears a rate, what is put
off, which figure is no rate, whose day a date is. The words are in data/certain.toml; each rule has sentences of its own in the tests."""
