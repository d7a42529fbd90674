#!/usr/bin/env python3
"""Checks one file of testdata/errors: golem's messages against its // ERROR "regexp" comments."""
import os, sys
here = os.path.dirname(os.path.abspath(__file__))
sys.argv, path = [sys.argv[0], "--kind", "none"], sys.argv[1]
import importlib.util
spec = importlib.util.spec_from_file_location("conformance", os.path.join(here, "conformance.py"))
conf = importlib.util.module_from_spec(spec)
conf.__name__ = "conformance"
spec.loader.exec_module(conf)
golem = os.environ["GOLEM"]
rc, out = conf.run([golem, "check", "--errors=0", path], 60)
if rc not in (0, 1):
    print(f"golem check ended with {rc}")
    sys.exit(1)
problems = conf.errorcheck(path, open(path, errors="replace").read(), out)
print("; ".join(problems[:2]))
sys.exit(1 if problems else 0)
