package buildfail

import "testing"

func TestX(t *testing.T) { undefined() }
