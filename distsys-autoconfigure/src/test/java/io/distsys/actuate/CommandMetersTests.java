package io.distsys.actuate;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.distsys.consensus.NoQuorumException;
import io.distsys.consensus.OutcomeUnknownException;
import io.distsys.consensus.ReplicatedLog;
import io.distsys.consensus.ReplicatedLog.Applied;
import io.distsys.spring.ObservedLog;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

class CommandMetersTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(2);

	private final MeterRegistry registry = new SimpleMeterRegistry();

	private final CommandMeters meters = new CommandMeters();

	private final ReplicatedLog log = mock(ReplicatedLog.class);

	private final CompletableFuture<Applied> answer = new CompletableFuture<>();

	private long millis;

	private final ReplicatedLog observed = ObservedLog.of(this.log, List.of(this.meters),
			() -> this.millis * 1_000_000);

	private Timer timer(String name, String outcome) {
		return this.registry.get(name).tag("outcome", outcome).timer();
	}

	@Test
	void renewalsAndOtherCommandsAreMeasuredByThemselves() {
		this.meters.bindTo(this.registry);
		given(this.log.submitVital(any(), any())).willReturn(this.answer);
		given(this.log.submit(any(), any())).willReturn(new CompletableFuture<>());
		this.observed.submit(new byte[0], TIMEOUT);
		assertThat(this.observed.submitVital(new byte[0], TIMEOUT)).isSameAs(this.answer);
		this.millis = 7;
		this.answer.complete(new Applied(1, new byte[0]));
		Timer renewals = timer("distsys.lease.commands", "applied");
		assertThat(renewals.count()).isOne();
		assertThat(renewals.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(7);
		assertThat(timer("distsys.consensus.commands", "applied").count()).isZero();
	}

	@Test
	void whatWasCertainlyNotDoneIsToldFromWhatMayHaveBeen() {
		this.meters.bindTo(this.registry);
		given(this.log.submit(any(), any())).willReturn(CompletableFuture.failedFuture(new NoQuorumException("none")))
			.willReturn(CompletableFuture.failedFuture(new OutcomeUnknownException("late")))
			.willReturn(this.answer.thenApply((applied) -> applied));
		this.observed.submit(new byte[0], TIMEOUT);
		this.observed.submit(new byte[0], TIMEOUT);
		this.observed.submit(new byte[0], TIMEOUT);
		this.answer.completeExceptionally(new NoQuorumException("none"));
		assertThat(timer("distsys.consensus.commands", "refused").count()).isEqualTo(2);
		assertThat(timer("distsys.consensus.commands", "unknown").count()).isOne();
	}

	@Test
	void eachRegistryHasItsOwnTimersAndALogThatNobodyObservesIsLeftAlone() {
		MeterRegistry other = new SimpleMeterRegistry();
		this.meters.bindTo(this.registry);
		this.meters.bindTo(other);
		this.meters.ended(true, Duration.ofMillis(3), null);
		assertThat(timer("distsys.lease.commands", "applied").count()).isOne();
		assertThat(other.get("distsys.lease.commands").tag("outcome", "applied").timer().count()).isOne();
		assertThat(ObservedLog.of(this.log, List.of(), () -> 0)).isSameAs(this.log);
	}

}
