package io.distsys.worker;

import java.time.Duration;
import java.util.List;

import io.distsys.worker.SimulatedWorkers.Process;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** When a started worker runs again without a call. */
class RestartTypeStoriesTests {

	@Test
	void aTemporaryWorkerRunsAgainNeitherAfterACrashNorElsewhere() {
		SimulatedWorkers cluster = three(Restart.TEMPORARY);
		assertThat(cluster.await(any(cluster).sentries().startAsync("a"))).isInstanceOf(StartResult.Started.class);
		assertThat(cluster.await(any(cluster).sentries().startAsync("a")))
			.isInstanceOf(StartResult.AlreadyRunning.class);
		any(cluster).sentry("a").trip();
		cluster.time.runFor(Duration.ofSeconds(3));
		assertThat(running(cluster)).isEmpty();
		cluster.await(any(cluster).sentries().startAsync("b"));
		assertThat(running(cluster)).containsExactly("b");
		holder(cluster, "b").kill();
		cluster.settle();
		assertThat(running(cluster)).isEmpty();
		assertThat(cluster.await(any(cluster).sentry("b").look())).isEqualTo(1);
	}

	@Test
	void aPermanentWorkerThatStopsItselfBeginsAnewAndIsStillRemembered() {
		SimulatedWorkers cluster = three(Restart.PERMANENT);
		cluster.await(any(cluster).sentries().startAsync("a"));
		cluster.await(any(cluster).sentry("a").look());
		assertThat(cluster.await(any(cluster).sentry("a").leave())).isEqualTo(2);
		cluster.time.runFor(Duration.ofSeconds(1));
		assertThat(running(cluster)).containsExactly("a");
		assertThat(cluster.await(any(cluster).sentry("a").look())).isEqualTo(1);
		holder(cluster, "a").kill();
		cluster.settle();
		assertThat(running(cluster)).containsExactly("a");
		assertThat(cluster.await(any(cluster).sentries().stopAsync("a"))).isInstanceOf(StopResult.Stopped.class);
		assertThat(running(cluster)).isEmpty();
	}

	private static SimulatedWorkers three(Restart restart) {
		SimulatedWorkers cluster = new SimulatedWorkers(13, 3, (definition) -> definition.withRestart(restart));
		for (int i = 0; i < 3; i++) {
			cluster.start();
		}
		cluster.settle();
		return cluster;
	}

	private static Process any(SimulatedWorkers cluster) {
		return cluster.alive().get(0);
	}

	private static Process holder(SimulatedWorkers cluster, String key) {
		return cluster.alive()
			.stream()
			.filter((process) -> process.workers.list("sentry").contains(key))
			.findFirst()
			.orElseThrow();
	}

	private static List<String> running(SimulatedWorkers cluster) {
		return cluster.alive().stream().flatMap((process) -> process.workers.list("sentry").stream()).sorted().toList();
	}

}
