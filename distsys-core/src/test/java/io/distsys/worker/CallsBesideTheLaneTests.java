package io.distsys.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.distsys.fakes.JvmNetwork;
import io.distsys.messaging.CallException;
import io.distsys.messaging.MessageObserver;
import io.distsys.messaging.Outcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** A caller that waits has its call travel alone, where others may overtake it. */
@Timeout(60)
class CallsBesideTheLaneTests {

	private static final Duration BOUND = JournalPair.BOUND;

	private final JournalPair nodes = new JournalPair(MessageObserver.none());

	private final JvmNetwork network = this.nodes.network;

	private final Journal journal = this.nodes.journal;

	private final ExecutorService callers = Executors.newCachedThreadPool();

	private final Queue<Runnable> onTheirWay = new ConcurrentLinkedQueue<>();

	@AfterEach
	void stop() {
		this.nodes.close();
		this.callers.shutdownNow();
	}

	@Test
	void aCallTravelsAloneIfItsCallerWaitsAndNothingElseIsUnderWay() {
		List<String> alone = new ArrayList<>();
		this.network.besideTheLane = (task) -> {
			alone.add("a call");
			task.run();
		};
		this.journal.add(1);
		assertThat(alone).hasSize(1);
		this.journal.append(2).join();
		this.journal.note(3);
		assertThat(alone).as("those whose callers may go on").hasSize(1);
		CompletableFuture<String> underWay = this.journal.later();
		this.journal.add(4);
		assertThat(alone).as("behind one of the lane").hasSize(1);
		this.nodes.stage.later.complete("done");
		assertThat(underWay.join()).isEqualTo("done");
		assertThat(this.journal.all()).containsExactly(1, 2, 3, 4);
		assertThat(alone).hasSize(2);
	}

	@Test
	void aCallThatWasOvertakenRunsOnceBehindTheOthers() {
		this.network.besideTheLane = this.onTheirWay::add;
		Future<Integer> waits = this.callers.submit(() -> this.journal.add(1));
		await().atMost(BOUND).until(() -> !this.onTheirWay.isEmpty());
		this.journal.append(2).join();
		this.onTheirWay.remove().run();
		assertThat(waits).succeedsWithin(BOUND).isEqualTo(2);
		this.network.besideTheLane = Runnable::run;
		assertThat(this.journal.all()).containsExactly(2, 1);
	}

	@Test
	void aCallWhoseCallerHasGoneDoesNotRunBehindWhatCameLater() {
		this.network.besideTheLane = this.onTheirWay::add;
		CompletableFuture<Integer> later = new CompletableFuture<>();
		Thread caller = new Thread(() -> {
			assertThatExceptionOfType(CallException.class).isThrownBy(() -> this.journal.add(1))
				.satisfies((ex) -> assertThat(ex.outcome()).isEqualTo(Outcome.MAY_HAVE_RUN));
			assertThat(Thread.interrupted()).isTrue();
			this.journal.append(2).thenAccept(later::complete);
		});
		caller.start();
		await().atMost(BOUND).until(() -> !this.onTheirWay.isEmpty());
		caller.interrupt();
		assertThat(later).succeedsWithin(BOUND).isEqualTo(1);
		this.onTheirWay.remove().run();
		this.network.besideTheLane = Runnable::run;
		CompletableFuture.runAsync(() -> {
		}, this.nodes.loop).join();
		assertThat(this.journal.append(3).join()).isEqualTo(2);
		assertThat(this.journal.all()).containsExactly(2, 3);
	}

	@Test
	void eachCallersOrderHoldsWhateverOvertakesWhat() throws Exception {
		ExecutorService ways = Executors.newFixedThreadPool(4);
		try {
			this.network.besideTheLane = (task) -> ways.execute(() -> {
				Thread.yield();
				task.run();
			});
			List<Future<?>> all = IntStream.range(0, 6)
				.<Future<?>>mapToObj((caller) -> this.callers.submit(() -> callInTurns(caller * 1000)))
				.toList();
			for (Future<?> each : all) {
				each.get(50, TimeUnit.SECONDS);
			}
			List<Integer> ran = this.journal.all();
			assertThat(ran).hasSize(6 * 300);
			for (int caller = 0; caller < 6; caller++) {
				int base = caller * 1000;
				assertThat(ran.stream().filter((number) -> number / 1000 == base / 1000))
					.containsExactlyElementsOf(IntStream.range(base, base + 300).boxed().toList());
			}
			assertThat(this.nodes.stage.events).doesNotContain("overlap");
		}
		finally {
			ways.shutdownNow();
		}
	}

	/** Some calls are waited for, some are not. */
	private void callInTurns(int base) {
		List<CompletableFuture<Integer>> notWaitedFor = new ArrayList<>();
		Random random = new Random(base);
		for (int number = base; number < base + 300; number++) {
			if (random.nextInt(3) == 0) {
				notWaitedFor.add(this.journal.append(number));
			}
			else {
				this.journal.add(number);
			}
		}
		notWaitedFor.forEach(CompletableFuture::join);
	}

}
