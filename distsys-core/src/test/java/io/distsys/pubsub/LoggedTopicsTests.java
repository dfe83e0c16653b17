package io.distsys.pubsub;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.distsys.cluster.NodeId;
import io.distsys.fakes.JavaCodec;
import io.distsys.messaging.CallException;
import io.distsys.messaging.MessageObserver;
import io.distsys.messaging.Outcome;
import io.distsys.time.MonotonicClock;
import io.distsys.time.Subscription;
import io.distsys.time.ThreadEventLoop;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

@Timeout(60)
class LoggedTopicsTests {

	private final ThreadEventLoop loop = new ThreadEventLoop("distsys-core-test", MonotonicClock.system());

	private final ExecutorService users = Executors.newCachedThreadPool();

	private final MemoryLog log = new MemoryLog();

	private final JavaCodec codec = new JavaCodec();

	private final List<DeadLetter> letters = new CopyOnWriteArrayList<>();

	private final LoggedTopics one = topics(1, MessageObserver.none());

	private final LoggedTopics two = topics(2, MessageObserver.none());

	private LoggedTopics topics(long number, MessageObserver observer) {
		return new LoggedTopics(this.log, new NodeId(number, 0), this.codec, this.loop, this.users,
				new TopicErrorHandler() {

					@Override
					public void onError(String subscriber, TopicListener.Publication publication, Throwable failure) {
					}

					@Override
					public void onDeadLetter(DeadLetter letter) {
						LoggedTopicsTests.this.letters.add(letter);
					}

				}, observer);
	}

	@AfterEach
	void stop() {
		this.one.close();
		this.two.close();
		this.users.shutdownNow();
		this.loop.close();
	}

	private static <T> T get(CompletionStage<T> stage) throws Exception {
		return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
	}

	@Test
	void whoComesLateReadsWhatIsKeptInItsOrder() throws Exception {
		for (int i = 0; i < 300; i++) {
			this.one.publish("t", i);
		}
		long last = get(this.one.publish("t", 300));
		assertThat(last).isEqualTo(300);
		Heard fromTheStart = new Heard();
		Heard fromAPosition = new Heard();
		Heard fromNowOn = new Heard();
		this.two.subscribe("t", Integer.class, fromTheStart, ReplayOptions.earliest());
		this.two.subscribe("t", Integer.class, fromAPosition, ReplayOptions.after(297));
		this.two.subscribe("t", Integer.class, fromNowOn, ReplayOptions.latest());
		Awaitility.await().until(() -> this.log.waiting() == 3 && fromTheStart.messages.size() == 301);
		get(this.two.publish("t", 301));
		List<Integer> all = IntStream.rangeClosed(0, 301).boxed().toList();
		Awaitility.await().untilAsserted(() -> assertThat(fromTheStart.messages).isEqualTo(all));
		Awaitility.await().untilAsserted(() -> assertThat(fromAPosition.messages).containsExactly(298, 299, 300, 301));
		Awaitility.await().untilAsserted(() -> assertThat(fromNowOn.messages).containsExactly(301));
		assertThat(fromTheStart.positions).isEqualTo(IntStream.rangeClosed(0, 301).mapToObj(Long::valueOf).toList());
		assertThat(fromTheStart.lost + fromAPosition.lost + fromNowOn.lost).isZero();
	}

	@Test
	void anObserverThatFailsMakesNoDeadLetter() throws Exception {
		try (LoggedTopics observed = topics(3, new FailingObserver())) {
			Heard heard = new Heard();
			observed.subscribe("t", Integer.class, heard, ReplayOptions.earliest());
			get(observed.publish("t", 1));
			get(observed.publish("t", 2));
			Awaitility.await().untilAsserted(() -> assertThat(heard.messages).containsExactly(1, 2));
			assertThat(this.letters).isEmpty();
		}
	}

	@Test
	void nothingIsDeliveredAfterACloseThatFails() throws Exception {
		Heard closed = new Heard();
		Heard open = new Heard();
		this.two.subscribe("t", Integer.class, closed, ReplayOptions.earliest());
		this.one.subscribe("t", Integer.class, open, ReplayOptions.earliest());
		Awaitility.await().until(() -> this.log.waiting() == 2);
		this.log.refuses = true;
		assertThatIllegalStateException().isThrownBy(this.two::close);
		this.log.refuses = false;
		get(this.one.publish("t", 1));
		get(this.one.publish("t", 2));
		Awaitility.await().until(() -> open.messages.size() == 2);
		assertThat(this.log.waiting()).as("readers").isOne();
		assertThat(closed.messages).isEmpty();
	}

	@Test
	void whatIsOverwrittenBeforeItIsReadIsCountedAndTold() throws Exception {
		this.log.capacity = 10;
		CountDownLatch gate = new CountDownLatch(1);
		CountDownLatch entered = new CountDownLatch(1);
		Heard slow = new Heard() {

			@Override
			public void onMessage(Integer message, Origin origin) throws Exception {
				entered.countDown();
				gate.await();
				super.onMessage(message, origin);
			}

		};
		Subscription reading = this.two.subscribe("t", Integer.class, slow, ReplayOptions.earliest().named("slow"));
		get(this.one.publish("t", 0));
		assertThat(entered.await(30, TimeUnit.SECONDS)).isTrue();
		for (int i = 1; i <= 30; i++) {
			get(this.one.publish("t", i));
		}
		gate.countDown();
		Awaitility.await().until(() -> slow.messages.size() == 11);
		assertThat(slow.messages).startsWith(0, 21).endsWith(30);
		assertThat(slow.lost).isEqualTo(20);
		Awaitility.await()
			.untilAsserted(() -> assertThat(this.two.statistics())
				.containsExactly(new ReliableStatistics("t", "slow", 31, 11, 0, 0, 20, 0)));
		reading.close();
		reading.close();
		assertThat(this.two.statistics()).isEmpty();
		assertThat(this.two.deliveries()).as("with those that ended").isEqualTo(new ReliableDeliveries(11, 0, 20));
	}

	@Test
	void aPositionThatIsNotKeptAnyMoreIsAGap() throws Exception {
		this.log.capacity = 10;
		for (int i = 0; i < 30; i++) {
			get(this.one.publish("t", i));
		}
		Heard resumed = new Heard();
		this.two.subscribe("t", Integer.class, resumed, ReplayOptions.after(4));
		Awaitility.await().until(() -> resumed.messages.size() == 10);
		assertThat(resumed.lost).isEqualTo(15);
	}

	@Test
	void aPositionThatALogBegunAnewDoesNotReachIsToldAndAllOfItIsRead() throws Exception {
		for (int i = 0; i < 3; i++) {
			get(this.one.publish("t", i));
		}
		Heard resumed = new Heard();
		this.two.subscribe("t", Integer.class, resumed, ReplayOptions.after(5000));
		Awaitility.await().untilAsserted(() -> assertThat(resumed.messages).containsExactly(0, 1, 2));
		assertThat(resumed.gaps).containsExactly(ReliableListener.UNKNOWN);
		get(this.one.publish("t", 3));
		Awaitility.await().untilAsserted(() -> assertThat(resumed.messages).containsExactly(0, 1, 2, 3));
		assertThat(resumed.gaps).hasSize(1);
	}

	@Test
	void aPositionThatAnEmptyLogDoesNotReachIsToldAtOnceThoughTheLogCannotBeReadAtFirst() throws Exception {
		this.log.failures = 1;
		Heard resumed = new Heard();
		this.two.subscribe("t", Integer.class, resumed, ReplayOptions.after(0));
		Awaitility.await().untilAsserted(() -> assertThat(resumed.gaps).containsExactly(ReliableListener.UNKNOWN));
		get(this.one.publish("t", 0));
		Awaitility.await().untilAsserted(() -> assertThat(resumed.messages).containsExactly(0));
		assertThat(resumed.gaps).hasSize(1);
	}

	@Test
	void theLastPositionIsNoGapAndNothingIsReadAgain() throws Exception {
		for (int i = 0; i < 3; i++) {
			get(this.one.publish("t", i));
		}
		Heard resumed = new Heard();
		this.two.subscribe("t", Integer.class, resumed, ReplayOptions.after(2));
		Awaitility.await().until(() -> this.log.waiting() == 1);
		get(this.one.publish("t", 3));
		Awaitility.await().untilAsserted(() -> assertThat(resumed.messages).containsExactly(3));
		assertThat(resumed.gaps).isEmpty();
	}

	@Test
	void aLogThatIsLostWhileItIsReadIsReadFromItsOldestMessage() throws Exception {
		CountDownLatch gate = new CountDownLatch(1);
		CountDownLatch entered = new CountDownLatch(1);
		Heard heard = new Heard() {

			@Override
			public void onMessage(Integer message, Origin origin) throws Exception {
				if (message == 1) {
					entered.countDown();
					gate.await();
				}
				super.onMessage(message, origin);
			}

		};
		get(this.one.publish("t", 0));
		this.two.subscribe("t", Integer.class, heard, ReplayOptions.earliest());
		get(this.one.publish("t", 1));
		assertThat(entered.await(30, TimeUnit.SECONDS)).isTrue();
		this.log.lose();
		try (LoggedTopics three = topics(3, MessageObserver.none())) {
			get(three.publish("t", 70));
			gate.countDown();
			Awaitility.await().until(() -> this.log.waiting() == 1);
			get(three.publish("t", 71));
		}
		Awaitility.await().untilAsserted(() -> assertThat(heard.messages).containsExactly(0, 1, 70, 71));
		assertThat(heard.gaps).isEmpty();
	}

	@Test
	void positionsBeforeAllAndNamesThatNothingCanHaveAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> ReplayOptions.after(-2))
			.withMessage("position must be -1, before all messages, or more, not -2");
		String tooLong = "t".repeat(Topics.LONGEST_NAME + 1);
		assertThatIllegalArgumentException().isThrownBy(() -> this.one.publish(tooLong, 1))
			.withMessageContaining("at most 32767 bytes, not 32768");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.one.subscribe(tooLong, Integer.class, new Heard(), ReplayOptions.latest()))
			.withMessageContaining("at most 32767 bytes, not 32768");
	}

	@Test
	void afterAMergeNothingComesTwiceAndWhatIsMissingIsCounted() throws Exception {
		Heard heard = new Heard();
		this.two.subscribe("t", Integer.class, heard, ReplayOptions.earliest());
		for (int i = 0; i < 10; i++) {
			get(this.one.publish("t", i));
		}
		Awaitility.await().until(() -> heard.messages.size() == 10);
		// The other part of the cluster had no 8 and 9, and has gone on without us.
		List<byte[]> other = new ArrayList<>(this.log.messages.subList(0, 8));
		byte[] body = this.codec.encode(12);
		other.add(new LoggedMessage(new NodeId(1, 0), 13, Map.of(), body).toBytes());
		other.add(new LoggedMessage(new NodeId(7, 0), 1, Map.of(), this.codec.encode(70)).toBytes());
		this.log.replace(other);
		Awaitility.await().until(() -> heard.messages.size() == 12);
		assertThat(heard.messages).endsWith(9, 12, 70);
		assertThat(heard.lost).isEqualTo(2);
		assertThat(this.two.statistics().get(0).repeated()).isEqualTo(8);
		get(this.two.publish("t", 100));
		Awaitility.await().until(() -> heard.messages.size() == 13);
	}

	@Test
	void whatFailsIsTriedAgainAndIsADeadLetterInTheEnd() throws Exception {
		List<Integer> attempts = new CopyOnWriteArrayList<>();
		this.two.subscribe("t", Integer.class, (message, origin) -> {
			attempts.add(message);
			if (message == 1 || (message == 2 && attempts.size() < 6)) {
				throw new java.io.IOException("planted");
			}
		}, ReplayOptions.earliest().named("failing").withMaxAttempts(3));
		get(this.one.publish("t", 1));
		get(this.one.publish("t", "of another type"));
		get(this.one.publish("t", 2));
		Awaitility.await().until(() -> attempts.size() == 6);
		assertThat(attempts).containsExactly(1, 1, 1, 2, 2, 2);
		assertThat(this.letters).singleElement().satisfies((letter) -> {
			assertThat(letter.message()).isEqualTo(1);
			assertThat(letter.subscriber()).isEqualTo("failing");
		});
		Awaitility.await()
			.untilAsserted(() -> assertThat(this.two.statistics().get(0))
				.isEqualTo(new ReliableStatistics("t", "failing", 3, 1, 1, 1, 0, 0)));
	}

	@Test
	void anErrorOfAListenerIsADeadLetterAndTheNextMessageFollows() throws Exception {
		Heard heard = new Heard();
		this.two.subscribe("t", Integer.class, (message, origin) -> {
			if (message == 1) {
				throw new StackOverflowError("planted");
			}
			heard.onMessage(message, origin);
		}, ReplayOptions.earliest().named("failing").withMaxAttempts(1));
		get(this.one.publish("t", 1));
		get(this.one.publish("t", 2));
		Awaitility.await().untilAsserted(() -> assertThat(heard.messages).containsExactly(2));
		assertThat(this.letters).singleElement()
			.satisfies((letter) -> assertThat(letter.failure()).isInstanceOf(StackOverflowError.class));
	}

	@Test
	void aReadThatFailsIsMadeAgain() throws Exception {
		this.log.failures = 1;
		Heard heard = new Heard();
		this.two.subscribe("t", Integer.class, heard, ReplayOptions.earliest());
		get(this.one.publish("t", 1));
		Awaitility.await().until(() -> heard.messages.size() == 1);
	}

	@Test
	void whoPublishesIsToldThatItMayNotBeStored() throws Exception {
		this.log.refuses = true;
		CompletableFuture<Long> position = this.one.publish("t", 1).toCompletableFuture();
		assertThat(position).failsWithin(Duration.ofSeconds(20))
			.withThrowableOfType(ExecutionException.class)
			.withCauseInstanceOf(CallException.class)
			.satisfies((failure) -> assertThat(((CallException) failure.getCause()).outcome())
				.isEqualTo(Outcome.MAY_HAVE_RUN));
		this.log.refuses = false;
		assertThat(get(this.one.publish("t", 2))).isZero();
		assertThatIllegalArgumentException().isThrownBy(() -> this.one.publish("t*", 3));
	}

	@Test
	void whatWaitsToBeStoredIsBoundedByItsBytesAndOneMessageToo() throws Exception {
		assertThatIllegalArgumentException().isThrownBy(() -> this.one.publish("t", new byte[17 * 1024 * 1024]))
			.withMessageContaining("'t'")
			.withMessageContaining("more than the limit");
		this.log.gate = new CompletableFuture<>();
		CompletionStage<Long> first = this.one.publish("t", 0);
		byte[] large = new byte[15 * 1024 * 1024];
		for (int i = 0; i < 4; i++) {
			this.one.publish("t", large);
		}
		assertThat(this.one.waiting()).isEqualTo(4);
		assertThat(this.one.publish("t", large).toCompletableFuture()).failsWithin(Duration.ofSeconds(20))
			.withThrowableOfType(ExecutionException.class)
			.withCauseInstanceOf(CallException.RefusedException.class);
		CompletionStage<Long> last = this.one.publish("t", 1);
		this.log.gate.complete(true);
		assertThat(get(first)).isZero();
		assertThat(get(last)).isEqualTo(5);
		assertThat(this.one.waiting()).isZero();
	}

	@Test
	void anEndedSubscriptionHearsNothingMore() throws Exception {
		Heard heard = new Heard();
		Subscription subscription = this.two.subscribe("t", Integer.class, heard, ReplayOptions.earliest());
		get(this.one.publish("t", 1));
		Awaitility.await().until(() -> heard.messages.size() == 1);
		subscription.close();
		get(this.one.publish("t", 2));
		Heard later = new Heard();
		this.two.subscribe("t", Integer.class, later, ReplayOptions.earliest());
		Awaitility.await().until(() -> later.messages.size() == 2);
		assertThat(heard.messages).containsExactly(1);
		assertThat(this.two.statistics()).hasSize(1);
	}

	private static class Heard implements ReliableListener<Integer> {

		final List<Integer> messages = new CopyOnWriteArrayList<>();

		final List<Long> positions = new CopyOnWriteArrayList<>();

		final List<Long> gaps = new CopyOnWriteArrayList<>();

		volatile long lost;

		@Override
		public void onMessage(Integer message, Origin origin) throws Exception {
			this.positions.add(origin.position());
			this.messages.add(message);
		}

		@Override
		public void onGap(long missing) {
			this.gaps.add(missing);
			this.lost += missing;
		}

	}

	/** Fails whenever something has been done. */
	private static final class FailingObserver implements MessageObserver {

		@Override
		public Sending send(Operation operation) {
			throw new IllegalStateException("planted in the observer");
		}

		@Override
		public Receiving receive(Operation operation, Map<String, String> context) {
			return new Receiving() {

				@Override
				public void leaveThread() {
					throw new IllegalStateException("planted in the observer");
				}

				@Override
				public void end(Throwable failure) {
					throw new AssertionError("planted in the observer");
				}

			};
		}

	}

	/** One topic, as Hazelcast's ring buffer keeps it. */
	private static final class MemoryLog implements RetainedLog {

		private final List<byte[]> messages = new ArrayList<>();

		private final List<Runnable> waiting = new ArrayList<>();

		private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

		private volatile int capacity = 1000;

		private volatile int failures;

		private volatile boolean refuses;

		/** Nothing is stored before it is open. */
		private volatile CompletableFuture<Boolean> gate = CompletableFuture.completedFuture(true);

		@Override
		public synchronized CompletionStage<Long> append(String topic, List<byte[]> appended) {
			if (this.refuses) {
				return CompletableFuture.failedFuture(new IllegalStateException("planted"));
			}
			this.messages.addAll(appended);
			wake();
			long last = this.messages.size() - 1L;
			return this.gate.thenApply((open) -> last);
		}

		private void wake() {
			List<Runnable> all = List.copyOf(this.waiting);
			this.waiting.clear();
			all.forEach(Runnable::run);
		}

		@Override
		public synchronized CompletionStage<Slice> read(String topic, long from, int most) {
			CompletableFuture<Slice> slice = new CompletableFuture<>();
			if (this.failures > 0) {
				this.failures--;
				slice.completeExceptionally(new IllegalStateException("planted"));
				return slice;
			}
			int end = this.messages.size();
			int start = (int) Math.min(end, Math.max(from, end - this.capacity));
			if (start < end) {
				slice.complete(new Slice(start, this.messages.subList(start, Math.min(end, start + most))));
			}
			else {
				this.waiting.add(() -> read(topic, start, most).thenAccept(slice::complete));
			}
			return slice;
		}

		@Override
		public synchronized CompletionStage<Long> last(String topic) {
			if (this.failures > 0) {
				this.failures--;
				return CompletableFuture.failedFuture(new IllegalStateException("planted"));
			}
			return CompletableFuture.completedFuture(this.messages.size() - 1L);
		}

		/** Nobody is told, as when the node and the backup of a log are lost. */
		synchronized void lose() {
			this.messages.clear();
		}

		synchronized int waiting() {
			return this.waiting.size();
		}

		void replace(List<byte[]> others) {
			synchronized (this) {
				this.messages.clear();
				this.messages.addAll(others);
			}
			this.listeners.forEach(Runnable::run);
		}

		@Override
		public Subscription onReplaced(Runnable listener) {
			this.listeners.add(listener);
			return () -> {
				if (this.refuses) {
					throw new IllegalStateException("planted");
				}
				this.listeners.remove(listener);
			};
		}

	}

}
