package io.distsys.messaging;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** What becomes of messages that wait while one is being delivered. */
class DeliveryQueueTests {

	/** Large enough that several messages are taken out at once. */
	private static final int BOUND = 640;

	private final Queue<Runnable> tasks = new ArrayDeque<>();

	private final List<Integer> received = new ArrayList<>();

	private long nanosOfAMessage;

	private Runnable whileTheFirstIsDelivered = () -> {
	};

	@Test
	void messagesComeInOrderAcrossTurnsAndEachOnce() {
		this.nanosOfAMessage = TimeUnit.MILLISECONDS.toNanos(1);
		DeliveryQueue<Integer> queue = queue(false);
		List<Integer> messages = IntStream.range(0, BOUND).boxed().toList();
		messages.forEach((message) -> assertThat(queue.offer(message)).isTrue());
		assertThat(this.tasks).hasSize(1);
		this.tasks.remove().run();
		assertThat(this.received).hasSizeBetween(64, 128);
		runAll();
		assertThat(this.received).isEqualTo(messages);
		assertThat(queue.statistics()).isEqualTo(new DeliveryQueue.Statistics(0, BOUND, 0, 0, 0));
	}

	@Test
	void quickReceiverKeepsItsThreadForAMillisecond() {
		this.nanosOfAMessage = TimeUnit.MICROSECONDS.toNanos(2);
		DeliveryQueue<Integer> queue = queue(false);
		IntStream.range(0, BOUND).forEach(queue::offer);
		this.tasks.remove().run();
		assertThat(this.received).hasSizeBetween(500, 564);
		assertThat(this.tasks).hasSize(1);
	}

	@Test
	void whatIsInHandTakesRoomUntilItIsDelivered() {
		DeliveryQueue<Integer> queue = queue(false);
		IntStream.range(0, BOUND).forEach(queue::offer);
		List<Boolean> taken = new ArrayList<>();
		this.whileTheFirstIsDelivered = () -> {
			assertThat(queue.statistics().queued()).isEqualTo(BOUND - 1);
			taken.add(queue.offer(BOUND));
			taken.add(queue.offer(BOUND + 1));
		};
		runAll();
		assertThat(taken).containsExactly(true, false);
		assertThat(this.received).hasSize(BOUND + 1).endsWith(BOUND);
		assertThat(queue.statistics()).isEqualTo(new DeliveryQueue.Statistics(0, BOUND + 1, 1, 0, 0));
	}

	@Test
	void whatWaitsLongestMakesRoomButForWhatIsInHand() {
		DeliveryQueue<Integer> queue = queue(true);
		IntStream.range(0, BOUND).forEach(queue::offer);
		this.whileTheFirstIsDelivered = () -> {
			queue.offer(BOUND);
			queue.offer(BOUND + 1);
		};
		runAll();
		int firstThatWaited = BOUND / 16;
		assertThat(this.received).hasSize(BOUND + 1)
			.contains(firstThatWaited - 1, firstThatWaited + 1, BOUND, BOUND + 1)
			.doesNotContain(firstThatWaited)
			.isSorted();
		assertThat(queue.statistics()).isEqualTo(new DeliveryQueue.Statistics(0, BOUND + 1, 1, 0, 0));
	}

	@Test
	void whatIsInHandIsDroppedWhenTheQueueIsClosed() {
		DeliveryQueue<Integer> queue = queue(false);
		IntStream.range(0, BOUND).forEach(queue::offer);
		this.whileTheFirstIsDelivered = queue::close;
		runAll();
		assertThat(this.received).containsExactly(0);
		assertThat(queue.statistics()).isEqualTo(new DeliveryQueue.Statistics(0, 1, BOUND - 1, 0, 0));
	}

	@Test
	void queueOfFewTakesThemOneByOne() {
		DeliveryQueue<Integer> queue = new DeliveryQueue<>("few", 2, true, this.tasks::add, receiver());
		queue.offer(0);
		queue.offer(1);
		this.whileTheFirstIsDelivered = () -> {
			queue.offer(2);
			queue.offer(3);
		};
		runAll();
		assertThat(this.received).containsExactly(0, 2, 3);
	}

	@Test
	void errorOfAReceiverIsToldAndTheNextMessagesFollow() {
		List<Throwable> told = new ArrayList<>();
		DeliveryQueue<Integer> queue = new DeliveryQueue<>("deep", BOUND, false, this.tasks::add,
				failing(new StackOverflowError(), (message, failure) -> told.add(failure)));
		IntStream.range(0, 3).forEach(queue::offer);
		runAll();
		queue.offer(3);
		runAll();
		assertThat(this.received).containsExactly(0, 1, 2, 3);
		assertThat(told).singleElement().isInstanceOf(StackOverflowError.class);
		assertThat(queue.statistics()).isEqualTo(new DeliveryQueue.Statistics(0, 3, 0, 0, 1));
	}

	@Test
	void errorOfTheMachineEndsTheThreadAndTheOthersFollowOnTheNext() {
		DeliveryQueue<Integer> queue = new DeliveryQueue<>("large", BOUND, false, this.tasks::add,
				failing(new OutOfMemoryError("for the test"), (message, failure) -> {
				}));
		IntStream.range(0, 3).forEach(queue::offer);
		assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(this::runAll);
		assertThat(queue.statistics().queued()).isEqualTo(2);
		runAll();
		assertThat(this.received).containsExactly(0, 1, 2);
		assertThat(queue.statistics()).isEqualTo(new DeliveryQueue.Statistics(0, 2, 0, 0, 1));
	}

	@Test
	void whatATellerOfFailuresThrowsEndsNothing() {
		DeliveryQueue<Integer> queue = new DeliveryQueue<>("untold", BOUND, false, this.tasks::add,
				failing(new IllegalStateException("no"), (message, failure) -> {
					throw new IllegalArgumentException("nor this", failure);
				}));
		IntStream.range(0, 3).forEach(queue::offer);
		assertThatIllegalArgumentException().isThrownBy(this::runAll).withMessage("nor this");
		runAll();
		assertThat(this.received).containsExactly(0, 1, 2);
	}

	@Test
	void executorWithoutAThreadIsAskedAgainWithTheNextMessage() {
		Executor executor = new Executor() {

			private boolean asked;

			@Override
			public void execute(Runnable task) {
				if (!this.asked) {
					this.asked = true;
					throw new OutOfMemoryError("unable to create native thread");
				}
				DeliveryQueueTests.this.tasks.add(task);
			}

		};
		DeliveryQueue<Integer> queue = new DeliveryQueue<>("poor", BOUND, false, executor, receiver());
		assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> queue.offer(0));
		queue.offer(1);
		runAll();
		assertThat(this.received).containsExactly(0, 1);
	}

	@Test
	void queueOfOneKeepsTheNewest() {
		DeliveryQueue<Integer> queue = new DeliveryQueue<>("one", 1, true, this.tasks::add, receiver());
		queue.offer(0);
		this.whileTheFirstIsDelivered = () -> {
			assertThat(queue.statistics().queued()).isZero();
			queue.offer(1);
			queue.offer(2);
		};
		runAll();
		assertThat(this.received).containsExactly(0, 2);
		assertThat(queue.statistics()).isEqualTo(new DeliveryQueue.Statistics(0, 2, 1, 0, 0));
	}

	/** Fails on the first message. */
	private DeliveryQueue.Receiver<Integer> failing(Throwable failure, BiConsumer<Integer, Throwable> told) {
		return new DeliveryQueue.Receiver<>() {

			@Override
			public boolean receive(Integer message) {
				DeliveryQueueTests.this.received.add(message);
				if (message == 0 && failure instanceof Error error) {
					throw error;
				}
				if (message == 0 && failure instanceof RuntimeException exception) {
					throw exception;
				}
				return true;
			}

			@Override
			public void onFailure(Integer message, Throwable thrown) {
				told.accept(message, thrown);
			}

		};
	}

	private DeliveryQueue<Integer> queue(boolean dropsOldest) {
		Executor executor = this.tasks::add;
		return new DeliveryQueue<>("test", BOUND, dropsOldest, executor, receiver(),
				() -> this.received.size() * this.nanosOfAMessage);
	}

	private DeliveryQueue.Receiver<Integer> receiver() {
		return new DeliveryQueue.Receiver<>() {

			@Override
			public boolean receive(Integer message) {
				DeliveryQueueTests.this.received.add(message);
				if (DeliveryQueueTests.this.received.size() == 1) {
					DeliveryQueueTests.this.whileTheFirstIsDelivered.run();
				}
				return true;
			}

			@Override
			public void onFailure(Integer message, Throwable failure) {
				throw new AssertionError("Nothing fails here", failure);
			}

		};
	}

	private void runAll() {
		for (Runnable task = this.tasks.poll(); task != null; task = this.tasks.poll()) {
			task.run();
		}
	}

}
