# expect: not-a-function
def Background(on_error):
    return None
