package exits

import (
	"fmt"
	"os"
	"testing"
)

func TestExitsWithZero(t *testing.T) { os.Exit(0) }

func TestExitsWithThree(t *testing.T) {
	fmt.Print("no newline")
	os.Exit(3)
}
