package io.distsys.spring;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.distsys.consensus.ReplicatedLog;
import io.distsys.ownership.Ownerships;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.InOrder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.willThrow;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

class CoreLifecycleTests {

	private final ReplicatedLog log = mock(ReplicatedLog.class);

	private final Ownerships ownerships = mock(Ownerships.class);

	private final Runnable concepts = mock(Runnable.class);

	private final Runnable hazelcast = mock(Runnable.class);

	private final CompletableFuture<Void> enough = CompletableFuture.completedFuture(null);

	private final CoreLifecycle lifecycle = new CoreLifecycle(this.log, List.of(this.ownerships), this.enough,
			this.concepts, this.hazelcast, List::of, Duration.ofSeconds(20));

	@BeforeEach
	void answerAtOnce() {
		given(this.ownerships.drain(any())).willReturn(CompletableFuture.completedFuture(null));
		given(this.ownerships.stop(any())).willReturn(CompletableFuture.completedFuture(null));
		given(this.log.leave(any())).willReturn(CompletableFuture.completedFuture(null));
	}

	private void stop() throws Exception {
		CompletableFuture<Void> stopped = new CompletableFuture<>();
		this.lifecycle.stop(() -> stopped.complete(null));
		stopped.get(30, TimeUnit.SECONDS);
	}

	@Test
	void handsOverThenClosesTheSessionThenWhatServesCallsThenLeaves() throws Exception {
		this.lifecycle.start();
		stop();
		assertThat(this.lifecycle.isRunning()).isFalse();
		InOrder order = inOrder(this.log, this.ownerships, this.concepts, this.hazelcast);
		order.verify(this.log).start();
		order.verify(this.ownerships).start();
		order.verify(this.ownerships).drain(any());
		order.verify(this.ownerships).stop(any());
		order.verify(this.concepts).run();
		order.verify(this.log).leave(any());
		order.verify(this.hazelcast).run();
		order.verify(this.log).stop();
		order.verifyNoMoreInteractions();
	}

	@Test
	void stepThatFailsDoesNotKeepTheNextFromFollowing() throws Exception {
		given(this.ownerships.drain(any()))
			.willReturn(CompletableFuture.failedFuture(new IllegalStateException("still owned: ledger")));
		willThrow(new IllegalStateException("cannot be closed")).given(this.concepts).run();
		this.lifecycle.start();
		stop();
		InOrder order = inOrder(this.log, this.concepts, this.hazelcast);
		order.verify(this.concepts).run();
		order.verify(this.log).leave(any());
		order.verify(this.hazelcast).run();
		order.verify(this.log).stop();
	}

	@Test
	void ownsNothingBeforeThereAreEnoughNodes() {
		CompletableFuture<Void> later = new CompletableFuture<>();
		CoreLifecycle waiting = new CoreLifecycle(this.log, List.of(this.ownerships), later, this.concepts,
				this.hazelcast, List::of, Duration.ofSeconds(20));
		waiting.start();
		verify(this.log).start();
		verify(this.ownerships, never()).start();
		later.complete(null);
		verify(this.ownerships).start();
	}

	@Test
	void aNodeThatStopsBeforeThereAreEnoughDoesNotBeginAfterwards() {
		CompletableFuture<Void> later = new CompletableFuture<>();
		CoreLifecycle waiting = new CoreLifecycle(this.log, List.of(this.ownerships), later, this.concepts,
				this.hazelcast, List::of, Duration.ofSeconds(20));
		waiting.start();
		waiting.stop();
		later.complete(null);
		verify(this.ownerships, never()).start();
	}

	@Test
	void aContextThatIsPausedDoesNotStopIt() {
		assertThat(this.lifecycle.isPauseable()).isFalse();
		assertThat(new DrainingLifecycle((state) -> {
		}, () -> {
		}).isPauseable()).isFalse();
	}

	@Test
	void theSessionIsClosedThoughNobodyKnowsWhatIsHeld() throws Exception {
		CoreLifecycle asking = new CoreLifecycle(this.log, List.of(this.ownerships), this.enough, this.concepts,
				this.hazelcast, () -> {
					throw new IllegalStateException("locks cannot be listed");
				}, Duration.ofSeconds(20));
		asking.start();
		CompletableFuture<Void> stopped = new CompletableFuture<>();
		asking.stop(() -> stopped.complete(null));
		stopped.get(30, TimeUnit.SECONDS);
		verify(this.ownerships).stop(any());
	}

	@Test
	void thatAStepMaySayWhatIsLeftTakesAtMostHalfOfTheTimeOfThoseAfterIt() {
		assertThat(OrderlyShutdown.timeToSayWhy(Duration.ofSeconds(10))).isEqualTo(Duration.ofSeconds(1));
		assertThat(OrderlyShutdown.timeToSayWhy(Duration.ofMillis(800))).isEqualTo(Duration.ofMillis(400));
		assertThat(OrderlyShutdown.timeToSayWhy(Duration.ZERO)).isZero();
	}

}
