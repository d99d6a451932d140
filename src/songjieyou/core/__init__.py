"""The ground of the house: parks, departments, people and roles; events; clock. Knows no firm and no screen."""
