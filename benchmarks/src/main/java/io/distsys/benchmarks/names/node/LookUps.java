package io.distsys.benchmarks.names.node;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

import io.distsys.benchmarks.report.LatencyFigures;
import org.HdrHistogram.Histogram;

/** Looks names up, by one thread, each time another one at random. */
class LookUps {

	private final Carriers carriers;

	LookUps(Carriers carriers) {
		this.carriers = carriers;
	}

	/**
	 * Look up names of a word, which are all there, so many in a batch: what is measured
	 * is a batch. Answers with a line of {@link LatencyFigures}.
	 */
	String measure(Carrier carrier, String word, int count, int batch, Duration warmUp, Duration time) {
		Names names = this.carriers.get(carrier);
		List<String> all = IntStream.range(0, count).mapToObj((number) -> Registrations.name(word, number)).toList();
		all.forEach((name) -> look(names, name));
		long measureFrom = System.nanoTime() + warmUp.toNanos();
		long end = measureFrom + time.toNanos();
		Histogram nanos = new Histogram(3);
		for (long begun = System.nanoTime(); begun < end;) {
			for (int i = 0; i < batch; i++) {
				look(names, all.get(ThreadLocalRandom.current().nextInt(count)));
			}
			long done = System.nanoTime();
			if (begun >= measureFrom) {
				nanos.recordValue(done - begun);
			}
			begun = done;
		}
		return LatencyFigures.of(nanos, time, 0).line();
	}

	private static void look(Names names, String name) {
		if (!names.isKnown(name)) {
			throw new IllegalStateException("'" + name + "' is not known");
		}
	}

}
