package basic

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

func TestPass(t *testing.T) {
	if !testing.Testing() {
		t.Error("testing.Testing() is false")
	}
}

func TestFail(t *testing.T) {
	t.Log("a log line")
	if Double(2) != 5 {
		t.Errorf("Double(2) = %d", Double(2))
	}
	fmt.Println("printed")
}

func TestFatal(t *testing.T) {
	defer fmt.Println("deferred")
	t.Fatal("ends here")
	fmt.Println("not reached")
}

func TestSkip(t *testing.T) { t.Skip("not today") }

func TestShort(t *testing.T) {
	if testing.Short() {
		t.Skip("short")
	}
}

func TestSub(t *testing.T) {
	for _, name := range []string{"one", "two words", "three"} {
		t.Run(name, func(t *testing.T) {
			if name == "three" {
				t.Error("bad", name)
			}
			t.Run("deeper", func(t *testing.T) { t.Log("in", t.Name()) })
		})
	}
}

func TestParallel(t *testing.T) {
	for i := range 1 {
		t.Run(fmt.Sprint(i), func(t *testing.T) { t.Parallel() })
	}
}

func TestCleanup(t *testing.T) {
	t.Cleanup(func() { fmt.Println("cleaned up") })
	t.Setenv("X_BASIC", "1")
	if os.Getenv("X_BASIC") != "1" {
		t.Error("Setenv")
	}
}

// Tests run in the package's directory.
func TestDirectory(t *testing.T) {
	wd, _ := os.Getwd()
	if !strings.HasSuffix(wd, "/basic") || os.Getenv("PWD") != wd {
		t.Error(wd, os.Getenv("PWD"))
	}
	if _, err := os.Stat("basic.go"); err != nil {
		t.Error(err)
	}
}

func Testlower(t *testing.T) { t.Error("not a test") }
