package io.distsys.singleton;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import ch.qos.logback.classic.spi.ILoggingEvent;
import io.distsys.fakes.Warnings;
import io.distsys.ownership.Fence;
import io.distsys.ownership.FencingToken;
import io.distsys.ownership.Grant;
import io.distsys.ownership.GrantFence;
import io.distsys.ownership.Guarantee;
import io.distsys.ownership.Ownership;
import io.distsys.ownership.ResourceKey;
import io.distsys.simulation.SimulatedMembership;
import io.distsys.simulation.VirtualLoop;
import io.distsys.simulation.VirtualTime;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Grants of one singleton that come and go while its code does not do what it should. */
class TenureTests {

	private static final Duration DRAIN = Duration.ofSeconds(5);

	private static final ResourceKey KEY = ResourceKey.of(ClusterSingletons.KIND, "ledger");

	private final VirtualTime time = new VirtualTime(1);

	private final VirtualLoop loop = new VirtualLoop(this.time);

	/** What user code would run, unless its threads hang. */
	private final List<Runnable> waiting = new ArrayList<>();

	private boolean hanging;

	private final Recorded activity = new Recorded();

	private final LocalSingleton singleton = new LocalSingleton(
			new SingletonDefinition("ledger", Set.of(), this.activity, this.activity), this.loop, threads(),
			new SingletonSettings(Duration.ofSeconds(10), DRAIN, Duration.ofMillis(1), Duration.ofMillis(2)),
			new StateRelay("ledger", Guarantee.STRONG, new StateMail(null, null, null, null), null, null,
					this.loop.clock()),
			(event) -> {
			});

	private Executor threads() {
		return (task) -> {
			if (this.hanging) {
				this.waiting.add(task);
			}
			else {
				task.run();
			}
		};
	}

	private CompletableFuture<Void> activate(Grant grant) {
		return this.singleton.activate(grant).toCompletableFuture();
	}

	private static Grant grant(long token, Ownership.Cession cededBy) {
		return new Grant(KEY, new GrantFence(KEY, new FencingToken(token), Runnable::run), cededBy);
	}

	@Test
	void aLossDeactivatesOnceTheCallsHaveEnded() {
		Grant grant = grant(1, null);
		assertThat(activate(grant)).isCompleted();
		RunningCalls.Running call = this.singleton.enter("call");
		this.singleton.revoke(grant, "planted");
		assertThat(Thread.interrupted()).isTrue();
		this.time.runFor(Duration.ofSeconds(1));
		assertThat(this.activity.events).containsExactly("activate 1");
		call.leave();
		assertThat(this.activity.events).containsExactly("activate 1", "deactivate 1");
	}

	@Test
	void aLossWaitsForCallsThatDoNotEndUntilTheFenceCloses() {
		Grant grant = grant(1, null);
		assertThat(activate(grant)).isCompleted();
		RunningCalls.Running call = this.singleton.enter("call");
		this.singleton.revoke(grant, "planted");
		assertThat(Thread.interrupted()).isTrue();
		this.time.runFor(Duration.ofMillis(300));
		assertThat(this.activity.events).containsExactly("activate 1");
		((GrantFence) grant.fence()).close();
		this.time.runFor(Duration.ofMillis(100));
		assertThat(this.activity.events).containsExactly("activate 1", "deactivate 1");
		call.leave();
		assertThat(this.singleton.state()).isEqualTo(SingletonState.STANDBY);
	}

	@Test
	void aGrantBehindADeactivationThatHangsIsGivenUp() {
		Grant lost = grant(1, null);
		assertThat(activate(lost)).isCompleted();
		this.hanging = true;
		this.singleton.revoke(lost, "planted");
		CompletableFuture<Void> next = activate(grant(2, null));
		this.time.runFor(DRAIN.multipliedBy(2));
		assertThat(next).isNotDone();
		this.time.runFor(DRAIN.multipliedBy(2));
		assertThat(next).isCompletedExceptionally();
		runWhatWaited();
		assertThat(this.activity.events).containsExactly("activate 1", "deactivate 1");
		assertThat(this.singleton.state()).isEqualTo(SingletonState.STANDBY);
		assertThat(activate(grant(3, null))).isCompleted();
		assertThat(this.activity.events).last().isEqualTo("activate 3");
	}

	@Test
	void aGrantBehindADeactivationThatEndsIsTaken() {
		Grant lost = grant(1, null);
		assertThat(activate(lost)).isCompleted();
		this.hanging = true;
		this.singleton.revoke(lost, "planted");
		CompletableFuture<Void> next = activate(grant(2, null));
		this.time.runFor(DRAIN);
		runWhatWaited();
		assertThat(next).isCompleted();
		this.time.runFor(DRAIN.multipliedBy(10));
		assertThat(this.activity.events).containsExactly("activate 1", "deactivate 1", "activate 2");
		assertThat(this.singleton.state()).isEqualTo(SingletonState.ACTIVE);
	}

	/** The test plays the thread on which the deactivation hangs. */
	@Test
	void aDeactivationThatHangsAfterALossIsInterrupted() {
		Grant grant = grant(1, null);
		assertThat(activate(grant)).isCompleted();
		this.activity.whileDeactivating = () -> {
			this.time.runFor(DRAIN.minusMillis(1));
			assertThat(Thread.currentThread().isInterrupted()).isFalse();
			this.time.runFor(Duration.ofMillis(2));
			assertThat(Thread.interrupted()).isTrue();
			this.time.runFor(DRAIN);
			assertThat(Thread.interrupted()).as("once more").isTrue();
		};
		this.singleton.revoke(grant, "planted");
		assertThat(this.activity.events).containsExactly("activate 1", "deactivate 1");
	}

	@Test
	void anActivationThatDoesNotEndIsSpokenOf() {
		List<String> warnings = warningsDuring(Tenure.class, () -> {
			this.hanging = true;
			activate(grant(7, null));
			this.time.runFor(Tenure.LONG.multipliedBy(4));
		});
		assertThat(warnings).hasSize(2)
			.allSatisfy((text) -> assertThat(text).contains("name=ledger").contains("token=7"));
	}

	@Test
	void stateThatNobodyCouldTakeIsSpokenOf() {
		Ownership.Cession before = new Ownership.Cession(SimulatedMembership.node(2).id(), new FencingToken(3));
		this.singleton.inherit(new OfferedState(before, StateOffer.Occasion.HANDED_OVER, StateRelay.KEPT, new byte[1]));
		this.activity.failing = true;
		List<String> warnings = warningsDuring(StateRelay.class, () -> {
			CompletableFuture<Void> active = activate(grant(4, before));
			this.time.runFor(Duration.ofSeconds(1));
			assertThat(active).isCompletedExceptionally();
		});
		assertThat(warnings).singleElement()
			.satisfies((text) -> assertThat(text).contains("name=ledger").contains("token=3"));
	}

	private void runWhatWaited() {
		this.hanging = false;
		List<Runnable> tasks = List.copyOf(this.waiting);
		this.waiting.clear();
		tasks.forEach(Runnable::run);
	}

	private static List<String> warningsDuring(Class<?> type, Runnable task) {
		return Warnings.during(type, task)
			.stream()
			.map(ILoggingEvent::getFormattedMessage)
			.filter((text) -> !text.contains("retryIn") && !text.contains("given up"))
			.toList();
	}

	private static final class Recorded implements SingletonActivity {

		private final List<String> events = new ArrayList<>();

		private Runnable whileDeactivating = () -> {
		};

		private boolean failing;

		@Override
		public void activate(Fence fence) {
			if (this.failing) {
				throw new IllegalStateException("planted");
			}
			this.events.add("activate " + fence.token());
		}

		@Override
		public void deactivate(Fence fence) {
			this.whileDeactivating.run();
			this.events.add("deactivate " + fence.token());
		}

	}

}
