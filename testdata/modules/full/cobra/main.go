package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"
)

func main() {
	var loud bool
	var times int
	root := &cobra.Command{Use: "tool", Short: "a small tool", Version: "1.2.3"}
	greet := &cobra.Command{
		Use: "greet NAME...", Short: "greets", Aliases: []string{"g"}, Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			for i := 0; i < times; i++ {
				s := "hello, " + strings.Join(args, " and ")
				if loud {
					s = strings.ToUpper(s)
				}
				fmt.Fprintln(cmd.OutOrStdout(), s)
			}
			return nil
		},
	}
	greet.Flags().BoolVarP(&loud, "loud", "l", false, "shout")
	greet.Flags().IntVarP(&times, "times", "n", 1, "how often")
	fail := &cobra.Command{Use: "fail", Hidden: true, RunE: func(*cobra.Command, []string) error { return fmt.Errorf("it failed") }}
	root.AddCommand(greet, fail)
	if err := root.Execute(); err != nil {
		os.Exit(3)
	}
}
