package io.distsys.messaging;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.distsys.cluster.NodeId;
import io.distsys.time.MonotonicClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** One queue to one node, with real threads. */
class OutboxTests {

	private static final int THREADS = 4;

	private static final int EACH = 20_000;

	private final ExecutorService threads = Executors.newFixedThreadPool(THREADS + 1);

	private final List<byte[]> frames = Collections.synchronizedList(new ArrayList<>());

	@AfterEach
	void stop() {
		this.threads.shutdownNow();
	}

	/** Whoever queues while a frame is in flight leaves it to whoever ends that. */
	@Test
	void nothingLiesThoughManyQueueWhileFramesAreAcknowledged() throws Exception {
		Outbox outbox = outbox(new LaterWire());
		List<Future<?>> offering = new ArrayList<>();
		for (int thread = 0; thread < THREADS; thread++) {
			offering.add(this.threads.submit(() -> IntStream.range(0, EACH)
				.forEach((i) -> assertThat(outbox.offer(new Envelope.Cast(new byte[] { 1 }, new byte[8]), null))
					.isTrue())));
		}
		for (Future<?> done : offering) {
			done.get(1, TimeUnit.MINUTES);
		}
		await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> assertThat(messages()).isEqualTo(THREADS * EACH));
		await().atMost(Duration.ofMinutes(1)).until(outbox::isIdle);
	}

	@Test
	void whatIsQueuedAfterTheEndIsGivenUpThoughAFrameIsInFlight() {
		HandWire wire = new HandWire();
		List<Reply> givenUp = new ArrayList<>();
		Outbox outbox = new Outbox(new NodeId(1, 1), Lane.BULK, 1, wire, MonotonicClock.system(),
				MessagingSettings.ofDefaults(), new MessagingCounters(), (call, reply) -> givenUp.add(reply));
		outbox.offer(new Envelope.Cast(new byte[] { 1 }, new byte[8]), null);
		assertThat(wire.sent).hasSize(1);
		outbox.close("The node was lost");
		PendingCall call = new PendingCall(7, new NodeId(1, 1), Long.MAX_VALUE, false);
		outbox.offer(new Envelope.Call(new byte[] { 1 }, 7, Long.MAX_VALUE, new byte[8]), call);
		assertThat(givenUp).containsExactly(new Reply.Unreachable(Outcome.DID_NOT_RUN, "The node was lost"));
		assertThat(wire.sent).hasSize(1);
	}

	/** As where there is no memory for a thread. */
	@Test
	void errorOfTheSenderOfALaneStopsNobodyElse() {
		HandWire wire = new HandWire();
		AtomicBoolean fails = new AtomicBoolean();
		Outbox outbox = outbox(new Transport() {

			@Override
			public CompletionStage<Void> send(NodeId to, Lane lane, byte[] frame) {
				return wire.send(to, lane, frame);
			}

			@Override
			public void receive(FrameReceiver receiver) {
				throw new UnsupportedOperationException("Nothing comes back");
			}

			@Override
			public Executor sender(Lane lane) {
				if (fails.getAndSet(false)) {
					throw new OutOfMemoryError("for the test");
				}
				return Runnable::run;
			}

		});
		Envelope.Cast message = new Envelope.Cast(new byte[] { 1 }, new byte[8]);
		for (int i = 0; i <= Outbox.MANY; i++) {
			outbox.offer(message, null);
		}
		fails.set(true);
		wire.accept(0);
		outbox.offer(message, null);
		assertThat(wire.sent).hasSize(2);
		outbox.offer(message, null);
		wire.accept(1);
		assertThat(wire.sent).hasSize(3);
	}

	/** A thread whose stack is full may publish, too. */
	@Test
	void errorOfAThreadThatSendsStopsNobodyElse() {
		FailingWire wire = new FailingWire();
		Outbox outbox = outbox(wire);
		Envelope.Cast message = new Envelope.Cast(new byte[] { 1 }, new byte[8]);
		assertThatExceptionOfType(StackOverflowError.class).isThrownBy(() -> outbox.offer(message, null));
		outbox.offer(message, null);
		long late = MonotonicClock.system().nanos()
				+ MessagingSettings.ofDefaults().of(Lane.BULK).ackTimeout().toNanos();
		outbox.checkAcknowledgement(late);
		assertThat(wire.sent).hasSize(1);
		wire.accepted.get(0).complete(null);
		assertThat(outbox.isIdle()).isTrue();
	}

	/** Also of what is told while others look whether they may. */
	@Test
	void messagesOfEachThreadKeepTheirOrderThoughSomeAreTold() throws Exception {
		Outbox outbox = outbox(new TellingWire());
		List<Future<?>> offering = new ArrayList<>();
		for (int thread = 0; thread < THREADS; thread++) {
			byte[] address = { (byte) thread };
			offering.add(this.threads.submit(() -> IntStream.range(0, EACH).forEach((i) -> {
				byte[] number = ByteBuffer.allocate(Integer.BYTES).putInt(i).array();
				assertThat(outbox.offer(new Envelope.Cast(address, number), null)).isTrue();
				if (i % 100 == 0) {
					await().atMost(Duration.ofMinutes(1)).pollDelay(Duration.ZERO).until(outbox::isIdle);
				}
			})));
		}
		for (Future<?> done : offering) {
			done.get(2, TimeUnit.MINUTES);
		}
		await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> assertThat(messages()).isEqualTo(THREADS * EACH));
		int[] next = new int[THREADS];
		long sequence = 1;
		for (byte[] bytes : this.frames) {
			Frame frame = Frame.decode(bytes, 0);
			assertThat(frame.first()).isEqualTo(sequence);
			sequence += frame.envelopes().size();
			for (Envelope envelope : frame.envelopes()) {
				byte thread = ((Envelope.Cast) envelope).address()[0];
				assertThat(ByteBuffer.wrap(envelope.payload()).getInt()).isEqualTo(next[thread]++);
			}
		}
	}

	/** What was about to be told is asked after, and what others have queued goes. */
	@Test
	void errorOfAThreadThatTellsStopsNobodyElse() {
		HandWire wire = new HandWire();
		wire.telling = true;
		MessagingCounters counters = new MessagingCounters();
		Outbox outbox = new Outbox(new NodeId(1, 1), Lane.BULK, 1, wire, MonotonicClock.system(),
				MessagingSettings.ofDefaults(), counters, (call, reply) -> {
				});
		Envelope.Cast message = new Envelope.Cast(new byte[] { 1 }, new byte[8]);
		wire.whileTelling = () -> {
			wire.whileTelling = () -> {
			};
			outbox.offer(message, null);
			throw new StackOverflowError("for the test");
		};
		assertThatExceptionOfType(StackOverflowError.class).isThrownBy(() -> outbox.offer(message, null));
		assertThat(wire.told).singleElement()
			.satisfies((frame) -> assertThat(Frame.decode(frame, 0).first()).isEqualTo(2));
		outbox.checkAcknowledgement(MonotonicClock.system().nanos() + 2_000_000_000L);
		assertThat(wire.sent).singleElement()
			.satisfies((frame) -> assertThat(Frame.decode(frame, 0).first()).isEqualTo(3));
		outbox.close("The node was lost");
		assertThat(counters.of(Lane.BULK).uncertain.sum()).isEqualTo(2);
	}

	/** How many have been sent. */
	private int messages() {
		return List.copyOf(this.frames).stream().mapToInt((frame) -> Frame.decode(frame, 0).envelopes().size()).sum();
	}

	private static Outbox outbox(Transport wire) {
		return new Outbox(new NodeId(1, 1), Lane.BULK, 1, wire, MonotonicClock.system(), MessagingSettings.ofDefaults(),
				new MessagingCounters(), (call, reply) -> {
				});
	}

	/** Acknowledges each frame on another thread, some time later. */
	private class LaterWire implements Transport {

		@Override
		public CompletionStage<Void> send(NodeId to, Lane lane, byte[] frame) {
			OutboxTests.this.frames.add(frame);
			return CompletableFuture.runAsync(() -> {
			}, OutboxTests.this.threads);
		}

		@Override
		public void receive(FrameReceiver receiver) {
			throw new UnsupportedOperationException("Nothing comes back");
		}

	}

	/** Takes some frames without an acknowledgement. */
	private final class TellingWire extends LaterWire implements Transport.Path {

		private final AtomicInteger asked = new AtomicInteger();

		@Override
		public Transport.Path path(NodeId to) {
			return this;
		}

		@Override
		public boolean tell(byte[] frame) {
			return this.asked.incrementAndGet() % 5 != 0 && OutboxTests.this.frames.add(frame);
		}

		@Override
		public boolean isWhole() {
			return true;
		}

	}

	/** The first to send has no room on its stack. */
	private static final class FailingWire implements Transport {

		private final HandWire wire = new HandWire();

		private final List<byte[]> sent = this.wire.sent;

		private final List<CompletableFuture<Void>> accepted = this.wire.accepted;

		private boolean failed;

		@Override
		public CompletionStage<Void> send(NodeId to, Lane lane, byte[] frame) {
			if (!this.failed) {
				this.failed = true;
				throw new StackOverflowError("for the test");
			}
			return this.wire.send(to, lane, frame);
		}

		@Override
		public void receive(FrameReceiver receiver) {
			throw new UnsupportedOperationException("Nothing comes back");
		}

	}

}
