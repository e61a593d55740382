// Command otlptranslator names what it reads from standard input with the Go reference, over and over, and prints
// how long each round took.
//
// Input: one metric a line: kind, unit, name and three attribute keys, parted by tabs.
// Output: for each line that follows with the word "round", the nanoseconds that one round over all metrics took.
package main

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/prometheus/otlptranslator"
)

type input struct {
	metric otlptranslator.Metric
	keys   [3]string
}

var kinds = map[string]otlptranslator.MetricType{
	"counter":   otlptranslator.MetricTypeMonotonicCounter,
	"gauge":     otlptranslator.MetricTypeGauge,
	"histogram": otlptranslator.MetricTypeHistogram,
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	var inputs []input
	for lines.Scan() {
		if lines.Text() == "round" {
			fmt.Println(round(inputs).Nanoseconds())
			continue
		}
		fields := strings.Split(lines.Text(), "\t")
		inputs = append(inputs, input{
			metric: otlptranslator.Metric{Type: kinds[fields[0]], Unit: fields[1], Name: fields[2]},
			keys:   [3]string(fields[3:6]),
		})
	}
}

func round(inputs []input) time.Duration {
	metrics := otlptranslator.MetricNamer{WithMetricSuffixes: true}
	labels := otlptranslator.LabelNamer{UnderscoreLabelSanitization: true, PreserveMultipleUnderscores: true}
	start := time.Now()
	length := 0
	for i := range inputs {
		name, err := metrics.Build(inputs[i].metric)
		if err != nil {
			panic(err)
		}
		length += len(name)
		for _, key := range inputs[i].keys {
			label, err := labels.Build(key)
			if err != nil {
				panic(err)
			}
			length += len(label)
		}
	}
	took := time.Since(start)
	if length == 0 {
		panic("nothing was named")
	}
	return took
}
