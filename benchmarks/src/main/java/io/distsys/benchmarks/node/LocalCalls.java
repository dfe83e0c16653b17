package io.distsys.benchmarks.node;

import java.time.Duration;
import java.util.Map;
import java.util.stream.DoubleStream;

import io.distsys.benchmarks.report.OverheadFigures;
import io.distsys.benchmarks.report.Samples;

/**
 * Calls through proxies, in turn with the same calls of the objects behind them. A round
 * is so short that what disturbs one half of it mostly disturbs the other, and the rest
 * falls into the minority of rounds.
 */
final class LocalCalls {

	private static final int CALLS = 1_000;

	private final Map<Echo, Echo> plainByProxy;

	private final DoubleStream.Builder proxiedNanos = DoubleStream.builder();

	private final DoubleStream.Builder plainNanos = DoubleStream.builder();

	private final DoubleStream.Builder moreNanos = DoubleStream.builder();

	private LocalCalls(Map<Echo, Echo> plainByProxy) {
		this.plainByProxy = plainByProxy;
	}

	/** Blocks until it is over. */
	static OverheadFigures compare(Map<Echo, Echo> plainByProxy, Duration warmUp, Duration time) {
		new LocalCalls(plainByProxy).runFor(warmUp);
		LocalCalls counted = new LocalCalls(plainByProxy);
		counted.runFor(time);
		return counted.figures();
	}

	private void runFor(Duration time) {
		long begun = System.nanoTime();
		do {
			this.plainByProxy.forEach(this::runRound);
		}
		while (System.nanoTime() - begun < time.toNanos());
	}

	private void runRound(Echo proxied, Echo plain) {
		double without = nanosOf(plain);
		double with = nanosOf(proxied);
		this.plainNanos.add(without);
		this.proxiedNanos.add(with);
		this.moreNanos.add(with - without);
	}

	private static double nanosOf(Echo echo) {
		long begun = System.nanoTime();
		for (int i = 0; i < CALLS; i++) {
			Calls.require(echo.echo(Calls.TEXT));
		}
		return (double) (System.nanoTime() - begun) / CALLS;
	}

	private OverheadFigures figures() {
		Samples more = Samples.of(this.moreNanos.build());
		return new OverheadFigures(more.count(), Samples.of(this.plainNanos.build()).median(),
				Samples.of(this.proxiedNanos.build()).median(), more.median());
	}

}
