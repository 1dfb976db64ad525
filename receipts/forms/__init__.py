"""The forms that go out: templates to be filled in, begun with what is known of whom they go to."""
