package io.distsys.benchmarks.report;

import java.time.Duration;
import java.util.stream.DoubleStream;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FiguresTests {

	@Test
	void samplesAreShownAsTheyWereMeasured() {
		Samples samples = Samples.of(DoubleStream.of(30, 10, 20, 99));
		assertThat(samples.medianAndMax()).isEqualTo("20 / 99");
		assertThat(Samples.of(DoubleStream.empty()).medianAndMax()).isEqualTo("–");
	}

	@Test
	void latenciesSurviveTheWayToTheBenchmark() {
		Histogram nanos = new Histogram(3);
		nanos.recordValue(1_000_000);
		nanos.recordValue(2_000_000);
		LatencyFigures figures = LatencyFigures.of(nanos, Duration.ofMillis(500), 1);
		assertThat(LatencyFigures.parse(figures.line()).line()).isEqualTo(figures.line());
		assertThat(figures.perSecond()).isEqualTo(4);
		assertThat(figures.medianMicros()).isBetween(999.0, 1_001.0);
	}

}
