package io.distsys.messaging;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.distsys.cluster.Node;
import io.distsys.simulation.SimulatedMembership;
import io.distsys.simulation.VirtualLoop;
import io.distsys.simulation.VirtualTime;
import io.distsys.time.MonotonicClock;
import io.distsys.time.ThreadEventLoop;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/** What becomes of senders that find the queue to a node full, on real threads. */
@Timeout(60)
class BackPressureTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	private static final Duration SHORT = Duration.ofMillis(50);

	private static final int ROOM = 2;

	private static final MessagingSettings.LaneSettings NARROW = new MessagingSettings.LaneSettings(ROOM, 1_000_000,
			Duration.ofMinutes(5));

	private final Node bob = SimulatedMembership.node(2);

	private final SimulatedMembership membership = new SimulatedMembership(SimulatedMembership.node(1),
			new VirtualLoop(new VirtualTime(1)));

	private final ThreadEventLoop loop = new ThreadEventLoop("back-pressure-tests", MonotonicClock.system());

	private final HandWire wire = new HandWire();

	private final ExecutorService sender = Executors.newSingleThreadExecutor();

	private EnvelopeMessenger alice = messenger(BackPressure.reject());

	private EnvelopeMessenger messenger(BackPressure backPressure) {
		return new EnvelopeMessenger(this.membership, this.wire, this.loop,
				new MessagingSettings(1, 1000, 10_000, Duration.ofMillis(5), NARROW, NARROW), backPressure);
	}

	private void patient(Duration patience) {
		this.alice.close();
		this.alice = messenger(BackPressure.block(patience, () -> false));
		fill(Lane.BULK);
	}

	/** One is in flight, and then there is no room. */
	private void fill(Lane lane) {
		if (!this.membership.view().contains(this.bob.id())) {
			this.membership.join(this.bob);
		}
		for (int i = 0; i <= ROOM; i++) {
			assertThat(cast(lane)).isTrue();
		}
	}

	private boolean cast(Lane lane) {
		return this.alice.cast(this.bob.id(), lane, "inbox", new byte[1]);
	}

	private CompletionStage<Reply> call(Duration timeout) {
		return this.alice.call(this.bob.id(), Lane.BULK, "inbox", new byte[1], timeout);
	}

	private void awaitHeldUp() {
		await().atMost(LONG).until(() -> this.alice.statistics().heldUp() == 1);
	}

	private void awaitSent(int frames) {
		await().atMost(LONG).until(() -> {
			this.wire.runSenders();
			return this.wire.sent.size() == frames;
		});
	}

	@AfterEach
	void close() {
		this.alice.close();
		this.loop.close();
		this.sender.shutdownNow();
	}

	@Test
	void castIsRefusedAtOnceIfThePolicySaysSo() {
		fill(Lane.BULK);
		assertThat(cast(Lane.BULK)).isFalse();
		assertThat(this.alice.statistics().refusedFull()).isEqualTo(1);
		assertThat(this.alice.statistics().heldUp()).isZero();
	}

	@Test
	void castIsHeldUpUntilThereIsRoom() throws Exception {
		patient(LONG);
		Future<Boolean> held = this.sender.submit(() -> cast(Lane.BULK));
		awaitHeldUp();
		assertThat(held).isNotDone();
		this.wire.accept(0);
		this.wire.runSenders();
		assertThat(held.get()).isTrue();
		assertThat(this.alice.statistics().refusedFull()).isZero();
	}

	@Test
	void patienceEnds() {
		patient(SHORT);
		assertThat(cast(Lane.BULK)).isFalse();
		assertThat(this.alice.statistics().refusedFull()).isEqualTo(1);
		assertThat(this.alice.statistics().heldUp()).isEqualTo(1);
	}

	@Test
	void callIsHeldUpUntilItsDeadlineAndDidNotRun() {
		patient(LONG);
		Reply reply = call(SHORT).toCompletableFuture().join();
		assertThat(reply.equals(new Reply.TimedOut(Outcome.DID_NOT_RUN))
				|| (reply instanceof Reply.Refused refused && refused.refusal() == Refusal.BUFFER_FULL))
			.as("%s", reply)
			.isTrue();
		assertThat(this.wire.sent).hasSize(1);
	}

	@Test
	void callThatFindsRoomInTimeIsSent() throws Exception {
		patient(SHORT);
		Future<CompletionStage<Reply>> held = this.sender.submit(() -> call(LONG));
		awaitHeldUp();
		for (int i = 0; i <= ROOM; i++) {
			this.wire.accept(i);
			awaitSent(i + 2);
		}
		CompletableFuture<Reply> reply = held.get().toCompletableFuture();
		assertThat(reply).isNotDone();
	}

	@Test
	void threadThatMustNotBlockIsRefusedAtOnce() {
		this.alice.close();
		this.alice = messenger(BackPressure.block(LONG, () -> true));
		fill(Lane.BULK);
		assertThat(cast(Lane.BULK)).isFalse();
	}

	@Test
	void nobodyIsHeldUpOnTheControlLane() {
		patient(LONG);
		fill(Lane.CONTROL);
		assertThat(cast(Lane.CONTROL)).isFalse();
	}

	@Test
	void endOfTheMessengerLetsTheSenderGo() throws Exception {
		patient(LONG);
		Future<Boolean> held = this.sender.submit(() -> cast(Lane.BULK));
		awaitHeldUp();
		this.alice.close();
		assertThat(held.get()).isTrue();
		assertThat(this.alice.statistics().givenUp()).isEqualTo(ROOM + 1);
	}

	@Test
	void lossOfTheNodeLetsTheSenderGo() throws Exception {
		patient(LONG);
		Future<Boolean> held = this.sender.submit(() -> cast(Lane.BULK));
		awaitHeldUp();
		this.membership.lose(this.bob.id());
		assertThat(held.get()).isTrue();
		assertThat(this.alice.statistics().givenUp()).isEqualTo(ROOM + 1);
	}

	@Test
	void interruptedSenderIsRefusedAndStaysInterrupted() throws Exception {
		patient(LONG);
		Future<Boolean> interrupted = this.sender.submit(() -> {
			Thread.currentThread().interrupt();
			boolean taken = cast(Lane.BULK);
			return !taken && Thread.currentThread().isInterrupted();
		});
		assertThat(interrupted.get()).isTrue();
	}

	@Test
	void negativePatienceIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> BackPressure.block(Duration.ofMillis(-1), () -> false))
			.withMessageContaining("must not be negative");
	}

}
