package onlyexternal_test

import "testing"

func TestAlone(t *testing.T) {}
