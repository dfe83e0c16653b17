package io.distsys.singleton;

import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.distsys.cluster.Node;
import io.distsys.fakes.FakeCore;
import io.distsys.fakes.FakeMembership;
import io.distsys.fakes.JavaCodec;
import io.distsys.fakes.JvmNetwork;
import io.distsys.messaging.CallException;
import io.distsys.messaging.Codec;
import io.distsys.messaging.Lane;
import io.distsys.messaging.Outcome;
import io.distsys.messaging.Refusal;
import io.distsys.messaging.Reply;
import io.distsys.ownership.Fence;
import io.distsys.ownership.FencingToken;
import io.distsys.ownership.Offer;
import io.distsys.ownership.ResourceKey;
import io.distsys.rpc.CallTimeout;
import io.distsys.rpc.EncodedInvocation;
import io.distsys.rpc.RemoteCallMarker;
import io.distsys.rpc.RemoteException;
import io.distsys.simulation.SimulatedMembership;
import io.distsys.time.MonotonicClock;
import io.distsys.time.Subscription;
import io.distsys.time.ThreadEventLoop;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** Singletons and the calls to them, on two nodes with real threads. */
class ClusterSingletonsTests {

	private static final SingletonSettings HASTY = new SingletonSettings(Duration.ofSeconds(20), Duration.ofMillis(100),
			Duration.ofMillis(1), Duration.ofMillis(2));

	private static final Duration LONG = Duration.ofMinutes(1);

	private static final ResourceKey KEY = ResourceKey.of("singleton", "ledger");

	private final ThreadEventLoop loop = new ThreadEventLoop("distsys-core-test", MonotonicClock.system());

	private final ExecutorService users = Executors.newCachedThreadPool();

	private final JvmNetwork network = new JvmNetwork(this.loop);

	private final FakeCore core = new FakeCore(this.loop);

	private final JavaCodec codec = new JavaCodec();

	private final Side one = new Side(1);

	private final Side two = new Side(2);

	@AfterEach
	void stop() {
		this.users.shutdownNow();
		this.loop.close();
	}

	@Test
	void callReachesTheOwnerFromElsewhereAndOnItWithoutEncoding() {
		this.one.own.grant(KEY).active.join();
		assertThat(this.two.proxy().add(2, 3)).isEqualTo(5);
		assertThat(this.one.ledger.calls).hasValue(1);
		int encoded = this.codec.encoded.get();
		assertThat(this.one.proxy().add(2, 3)).isEqualTo(5);
		assertThat(this.one.ledger.calls).hasValue(2);
		assertThat(this.codec.encoded).hasValue(encoded);
	}

	@Test
	void codeThatWasLetInUnderOneGrantDoesNotTakeTheNextOneOfItsNodeForItsOwn() throws Exception {
		var first = this.one.own.grant(KEY);
		first.active.join();
		Fence fence = this.one.singletons.fence("ledger");
		assertThat(fence.isHeld()).isTrue();
		assertThat(this.two.singletons.fence("ledger").isHeld()).isFalse();
		CountDownLatch inside = new CountDownLatch(1);
		CountDownLatch goOn = new CountDownLatch(1);
		CompletableFuture<Boolean> stillHeld = CompletableFuture.supplyAsync(() -> {
			AtomicBoolean held = new AtomicBoolean();
			this.one.singletons.runFenced("ledger", () -> {
				inside.countDown();
				awaitUninterruptibly(goOn);
				held.set(fence.isHeld());
			});
			return held.get();
		}, this.users);
		inside.await();
		FencingToken old = fence.token();
		first.revoke();
		Awaitility.await().atMost(LONG).until(() -> this.one.status().state() == SingletonState.STANDBY);
		assertThat(fence.isHeld()).isFalse();
		this.one.own.grant(KEY).active.join();
		assertThat(fence.isHeld()).as("for a thread that was not inside").isTrue();
		assertThat(fence.token()).isNotEqualTo(old);
		goOn.countDown();
		assertThat(stillHeld.get(LONG.toSeconds(), TimeUnit.SECONDS)).as("for the one that was").isFalse();
	}

	private static void awaitUninterruptibly(CountDownLatch latch) {
		while (true) {
			try {
				latch.await();
				return;
			}
			catch (InterruptedException ex) {
				// It does not heed the loss.
			}
		}
	}

	@Test
	void whatIsBroughtToTheNextNodeHoldsUpTheHandOverAndComesAfterTheEnd() {
		CompletableFuture<Void> brought = new CompletableFuture<>();
		List<Object> seen = new CopyOnWriteArrayList<>();
		this.one.singletons.beforeHandOver((name, next) -> {
			seen.addAll(List.of(name, next, this.one.status().state()));
			return brought;
		});
		var tenure = this.one.own.grant(KEY);
		tenure.active.join();
		CompletableFuture<Void> handedOver = tenure.releaseTo(this.two.node.id());
		Awaitility.await().atMost(LONG).until(() -> !seen.isEmpty());
		assertThat(seen).containsExactly("ledger", this.two.node.id(), SingletonState.STANDBY);
		assertThat(handedOver).isNotDone();
		brought.completeExceptionally(new IllegalStateException("planted"));
		assertThat(handedOver).succeedsWithin(LONG);
	}

	@Test
	void aNodeThatIsAboutToLeaveKeepsWhatItHasAndTakesNothingNew() {
		this.one.own.grant(KEY).active.join();
		this.one.singletons.takeNothingNew();
		this.two.singletons.takeNothingNew();
		assertThat(this.one.proxy().add(2, 3)).isEqualTo(5);
		assertThat(this.one.own.offers).extracting(Offer::name).containsExactly("ledger");
		assertThat(this.two.own.offers).isEmpty();
		assertThat(this.two.own.grant(KEY).active).failsWithin(LONG)
			.withThrowableThat()
			.withMessageContaining("about to leave");
	}

	@Test
	void aNodeThatIsAboutToLeaveDoesNotOfferAgainWhatItHasLost() {
		var tenure = this.one.own.grant(KEY);
		tenure.active.join();
		this.one.singletons.takeNothingNew();
		tenure.revoke();
		Awaitility.await().atMost(LONG).until(this.one.own.offers::isEmpty);
		assertThat(this.one.own.grant(KEY).active).failsWithin(LONG)
			.withThrowableThat()
			.withMessageContaining("about to leave");
	}

	@Test
	void callThatNobodyCanTakeEndsWhenNobodyCanBeGivenTheSingleton() {
		Ledger patient = this.two.singletons.proxy("ledger", Ledger.class, Duration.ofMinutes(30));
		CompletableFuture<Integer> waits = CompletableFuture.supplyAsync(() -> patient.add(2, 3), this.users);
		this.core.outage(Optional.of("no leader for long"));
		assertThat(waits).failsWithin(LONG)
			.withThrowableThat()
			.havingCause()
			.isInstanceOfSatisfying(CallException.RefusedException.class, (ex) -> {
				assertThat(ex.refusal()).isEqualTo(Refusal.NO_QUORUM);
				assertThat(ex.outcome()).isEqualTo(Outcome.DID_NOT_RUN);
			})
			.withMessageContaining("no leader for long");
		assertThatExceptionOfType(CallException.RefusedException.class).isThrownBy(() -> patient.add(2, 3));
		this.core.outage(Optional.empty());
		this.one.own.grant(KEY).active.join();
		assertThat(patient.add(2, 3)).isEqualTo(5);
		this.core.outage(Optional.of("no leader for long"));
		assertThat(patient.add(2, 3)).as("who has it and is in reach is still asked").isEqualTo(5);
	}

	@Test
	void callDuringAHandOverWaitsAndRunsOnce() throws Exception {
		var tenure = this.one.own.grant(KEY);
		tenure.active.join();
		CompletableFuture<Integer> slow = CompletableFuture.supplyAsync(() -> this.two.proxy().hold(1), this.users);
		this.one.ledger.entered.await();
		CompletableFuture<Void> released = tenure.release();
		Awaitility.await().atMost(LONG).until(() -> this.one.status().state() == SingletonState.DEACTIVATING);
		CompletableFuture<Integer> late = this.two.proxy().addLater(1, 1).toCompletableFuture();
		assertThat(released).isNotDone();
		assertThat(late).isNotDone();
		this.one.ledger.gate.countDown();
		assertThat(slow.get(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo(1);
		released.get(LONG.toSeconds(), TimeUnit.SECONDS);
		assertThat(this.one.activity.events).containsExactly("activate", "deactivate");
		assertThat(late).isNotDone();
		this.two.own.grant(KEY).active.join();
		assertThat(late.get(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo(2);
		assertThat(this.one.ledger.calls).hasValue(1);
		assertThat(this.two.ledger.calls).hasValue(1);
	}

	@Test
	void ownerThatDoesNotOwnAnyMoreRefusesAndTheCallGoesToTheNextOne() throws Exception {
		var tenure = this.one.own.grant(KEY);
		tenure.active.join();
		tenure.revoke();
		// The table still names node 1.
		CompletableFuture<Integer> call = this.two.proxy().addLater(4, 4).toCompletableFuture();
		CompletableFuture<Integer> local = this.one.proxy().addLater(1, 4).toCompletableFuture();
		this.two.own.grant(KEY).active.join();
		assertThat(call.get(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo(8);
		assertThat(local.get(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo(5);
		assertThat(this.one.ledger.calls).hasValue(0);
	}

	/** The node that was to have it goes away before it has it. */
	@Test
	void aSingletonThatWasWithdrawnIsHandedOverOnceMoreWithItsState() {
		Moving here = new Moving("what it knew");
		Moving there = new Moving(null);
		Subscription registration = this.one.singletons.register(here.definition());
		this.two.singletons.register(there.definition());
		var tenure = this.one.own.grant(ResourceKey.of("singleton", "moving"));
		tenure.active.join();
		registration.close();
		assertThat(tenure.releaseTo(SimulatedMembership.node(9).id())).succeedsWithin(LONG);
		assertThat(tenure.releaseTo(this.two.node.id())).succeedsWithin(LONG);
		tenure.cedeTo(this.two.own).active.join();
		Awaitility.await().atMost(LONG).untilAsserted(() -> assertThat(there.accepted).containsExactly("what it knew"));
		Awaitility.await()
			.atMost(LONG)
			.untilAsserted(
					() -> assertThatCode(() -> this.one.singletons.register(here.definition())).as("it is over here")
						.doesNotThrowAnyException());
	}

	@Test
	void revokeInterruptsWhatRunsAndDeactivates() throws Exception {
		var tenure = this.one.own.grant(KEY);
		tenure.active.join();
		CompletableFuture<Boolean> task = CompletableFuture
			.supplyAsync(() -> this.one.singletons.runFenced("ledger", () -> this.one.ledger.hold(0)), this.users);
		this.one.ledger.entered.await();
		tenure.revoke();
		assertThat(task).failsWithin(LONG);
		assertThat(this.one.ledger.interrupted).isTrue();
		Awaitility.await().atMost(LONG).until(() -> this.one.status().state() == SingletonState.STANDBY);
		assertThat(this.one.activity.events).containsExactly("activate", "deactivate");
		assertThat(this.one.singletons.fenceOf("ledger")).isEmpty();
		assertThat(this.one.singletons.runFenced("ledger", () -> {
		})).isFalse();
	}

	@Test
	void activationThatFailsIsTriedAgainWhileTheGrantLasts() throws Exception {
		this.one.activity.failures.set(2);
		this.one.own.grant(KEY).active.get(LONG.toSeconds(), TimeUnit.SECONDS);
		assertThat(this.one.activity.events).containsExactly("fail", "fail", "activate");
		assertThat(this.one.singletons.fenceOf("ledger")).isPresent();
	}

	@Test
	void activationThatFailsAgainAndAgainIsGivenUpAndMayComeBack() {
		this.one.activity.failures.set(Tenure.MAX_ATTEMPTS);
		assertThat(this.one.own.grant(KEY).active).failsWithin(LONG)
			.withThrowableThat()
			.withMessageContaining("planted");
		assertThat(this.one.activity.events).hasSize(Tenure.MAX_ATTEMPTS).containsOnly("fail");
		Awaitility.await().atMost(LONG).until(() -> this.one.status().state() == SingletonState.STANDBY);
		assertThat(this.one.own.grant(KEY).active).succeedsWithin(LONG);
	}

	@Test
	void activationIsNotTriedAgainWhenTheSingletonHasToMove() {
		Side patient = new Side(3, new SingletonSettings(Duration.ofSeconds(10), Duration.ofSeconds(10),
				Duration.ofMinutes(1), Duration.ofMinutes(1)), this.users);
		patient.activity.failures.set(1);
		var tenure = patient.own.grant(KEY);
		Awaitility.await().atMost(LONG).until(() -> patient.activity.events.contains("fail"));
		tenure.abandonActivation();
		tenure.abandonActivation();
		assertThat(tenure.active).failsWithin(LONG);
		assertThat(patient.activity.events).containsExactly("fail");
	}

	@Test
	void attemptThatRunsWhenTheSingletonHasToMoveMaySucceed() throws Exception {
		this.one.activity.gate = new CountDownLatch(1);
		var tenure = this.one.own.grant(KEY);
		this.one.activity.entered.await();
		tenure.abandonActivation();
		assertThat(tenure.active).isNotDone();
		this.one.activity.gate.countDown();
		assertThat(tenure.active).succeedsWithin(LONG);
		assertThat(tenure.release()).succeedsWithin(LONG);
		assertThat(this.one.activity.events).containsExactly("activate", "deactivate");
	}

	@Test
	void attemptThatHangsWhenTheSingletonHasToMoveIsInterrupted() throws Exception {
		Side hasty = new Side(3, HASTY, this.users);
		hasty.activity.gate = new CountDownLatch(1);
		var tenure = hasty.own.grant(KEY);
		hasty.activity.entered.await();
		tenure.abandonActivation();
		assertThat(tenure.active).failsWithin(LONG);
	}

	@Test
	void activationThatNoThreadTakesFails() {
		Side closed = new Side(3, HASTY, (task) -> {
			throw new RejectedExecutionException("planted");
		});
		assertThat(closed.own.grant(KEY).active).failsWithin(LONG).withThrowableThat().withMessageContaining("planted");
		assertThat(closed.status().state()).isEqualTo(SingletonState.STANDBY);
	}

	@Test
	void callThatNeverEndsDoesNotKeepTheSingleton() throws Exception {
		Side hasty = new Side(3, HASTY, this.users);
		var tenure = hasty.own.grant(KEY);
		tenure.active.join();
		CompletableFuture<Void> endless = this.two.proxy().endless().toCompletableFuture();
		CompletableFuture<Void> stubborn = CompletableFuture.runAsync(() -> this.two.proxy().stubborn(), this.users);
		hasty.ledger.entered.await();
		Awaitility.await().atMost(LONG).until(() -> hasty.ledger.calls.get() == 2);
		// On a slow machine the deactivation may be late: then it is asked for again.
		Awaitility.await().atMost(LONG).until(() -> tenure.release().handle((done, failure) -> failure == null).join());
		assertThat(hasty.activity.events).containsExactly("activate", "deactivate");
		assertThat(endless).isNotDone();
		assertThat(stubborn).isNotDone();
		assertThat(this.one.own.grant(KEY).active).succeedsWithin(LONG);
		hasty.ledger.gate.countDown();
		assertThat(stubborn).succeedsWithin(LONG);
	}

	@Test
	void whoeverWantsAProxyOfAClassIsToldToNameAnInterface() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.one.singletons.proxy("ledger", String.class))
			.withMessage("A proxy of the singleton 'ledger' needs an interface, not java.lang.String: "
					+ "name one that it implements");
	}

	@Test
	void argumentThatCannotBeEncodedIsNamedAndNothingIsSent() {
		this.one.own.grant(KEY).active.join();
		int sent = this.network.sent.get();
		assertThatExceptionOfType(Codec.NotEncodableException.class)
			.isThrownBy(() -> this.two.proxy().put("a", new Object()))
			.withMessageContaining("put(java.lang.String,java.lang.Object)")
			.withMessageContaining("Argument 1")
			.withMessageContaining("its type is java.lang.Object");
		assertThat(this.network.sent).hasValue(sent);
	}

	@Test
	void callThatIsTooLargeToSendEndsAtOnceAndDidNotRun() {
		this.one.own.grant(KEY).active.join();
		this.network.maxPayloadBytes = 1000;
		CompletableFuture<String> call = this.two.proxy().echoLater("x".repeat(2000)).toCompletableFuture();
		assertThat(call).failsWithin(LONG)
			.withThrowableThat()
			.havingCause()
			.isInstanceOfSatisfying(CallException.class,
					(ex) -> assertThat(ex.outcome()).isEqualTo(Outcome.DID_NOT_RUN))
			.withMessageContaining("echoLater")
			.withMessageContaining("limit of 1000");
		assertThatExceptionOfType(CallException.class).isThrownBy(() -> this.two.proxy().put("k", "x".repeat(2000)))
			.withMessageContaining("limit of 1000");
		assertThat(this.one.ledger.calls).hasValue(0);
	}

	@Test
	void resultThatIsTooLargeToSendIsAnswered() {
		this.one.own.grant(KEY).active.join();
		this.network.maxPayloadBytes = 1000;
		assertThatExceptionOfType(Codec.NotEncodableException.class).isThrownBy(() -> this.two.proxy().text(2000))
			.withMessageContaining("The call ran")
			.withMessageContaining("text(int)")
			.withMessageContaining("limit of 1000");
	}

	@Test
	void resultThatBreaksTheCodecIsAnswered() {
		this.one.own.grant(KEY).active.join();
		assertThatExceptionOfType(RemoteException.class).isThrownBy(() -> this.two.proxy().bomb())
			.satisfies((ex) -> assertThat(ex.remoteClassName()).isEqualTo(StackOverflowError.class.getName()));
	}

	@Test
	void exceptionTravelsAsItselfWithTheRemoteStack() {
		this.one.own.grant(KEY).active.join();
		assertThatExceptionOfType(Overdrawn.class).isThrownBy(() -> this.two.proxy().fail("overdrawn"))
			.satisfies((ex) -> {
				assertThat(ex.missing).isEqualTo(7);
				assertThat(ex.getSuppressed()).hasSize(1);
				assertThat(ex.getSuppressed()[0]).isInstanceOf(RemoteCallMarker.class)
					.hasMessage("Thrown on node " + this.one.node.id().abbreviated());
				assertThat(ex.getSuppressed()[0].getStackTrace()[0].getMethodName()).isEqualTo("fail");
				assertThat(ex.getStackTrace()).anyMatch((frame) -> frame.getMethodName().contains("exceptionTravels"));
			});
	}

	@Test
	void callThatRanIsNeverSaidNotToHaveRunHereNorElsewhere() {
		this.one.own.grant(KEY).active.join();
		for (Side side : List.of(this.one, this.two)) {
			assertThatExceptionOfType(RemoteException.class).isThrownBy(() -> side.proxy().fail("refused"))
				.satisfies((ex) -> assertThat(ex.remoteClassName())
					.isEqualTo(CallException.RefusedException.class.getName()));
			assertThat(side.proxy().echoLater("refused")).failsWithin(LONG)
				.withThrowableOfType(ExecutionException.class)
				.havingCause()
				.isInstanceOf(RemoteException.class);
		}
	}

	@Test
	void exceptionOfAnUnknownClassAndAnErrorAreDescribed() {
		this.one.own.grant(KEY).active.join();
		this.codec.unknownPrefix = Overdrawn.class.getName();
		assertThatExceptionOfType(RemoteException.class).isThrownBy(() -> this.two.proxy().fail("overdrawn"))
			.satisfies((ex) -> assertThat(ex.remoteClassName()).isEqualTo(Overdrawn.class.getName()));
		assertThatExceptionOfType(RemoteException.class).isThrownBy(() -> this.two.proxy().fail("error"))
			.satisfies((ex) -> assertThat(ex.remoteClassName()).isEqualTo(StackOverflowError.class.getName()));
	}

	@Test
	void methodThatIsNotMarkedCannotBeReachedWhateverIsSent() throws Exception {
		this.one.own.grant(KEY).active.join();
		for (String key : List.of("secret()", "hashCode()", "getClass()", "notify()", "twice(int)", "add()", "")) {
			int decoded = this.codec.decoded.get();
			byte[] payload = new EncodedInvocation(key, List.of("x".getBytes(StandardCharsets.UTF_8))).toBytes();
			Reply reply = this.network.connect(this.two.node.id())
				.call(this.one.node.id(), Lane.BULK, "singleton/ledger", payload, Duration.ofSeconds(5))
				.toCompletableFuture()
				.get(LONG.toSeconds(), TimeUnit.SECONDS);
			assertThat(reply).as(key)
				.isInstanceOfSatisfying(Reply.Refused.class,
						(refused) -> assertThat(refused.refusal()).isEqualTo(Refusal.NO_SUCH_ADDRESS));
			assertThat(this.codec.decoded).hasValue(decoded);
		}
		Secret local = this.one.singletons.proxy("ledger", Secret.class);
		assertThatExceptionOfType(CallException.RefusedException.class).isThrownBy(local::secret);
		assertThat(this.one.ledger.secrets).hasValue(0);
	}

	@Test
	void callWithoutAnOwnerEndsAtItsTimeoutAndDidNotRun() {
		assertThatExceptionOfType(CallException.CallTimeoutException.class).isThrownBy(() -> this.two.proxy().hasty())
			.satisfies((ex) -> assertThat(ex.outcome()).isEqualTo(Outcome.DID_NOT_RUN))
			.withMessageContaining("singleton 'ledger'");
	}

	@Test
	void blockingCallOnTheLoopIsRefused() throws Exception {
		this.one.own.grant(KEY).active.join();
		CompletableFuture<Throwable> thrown = new CompletableFuture<>();
		this.loop.execute(() -> {
			try {
				this.two.proxy().add(1, 1);
				thrown.complete(null);
			}
			catch (RuntimeException ex) {
				thrown.complete(ex);
			}
		});
		Throwable failure = thrown.get(LONG.toSeconds(), TimeUnit.SECONDS);
		assertThatIllegalStateException().isThrownBy(() -> {
			throw failure;
		}).withMessageContaining("distsys-core-test");
	}

	@Test
	void proxyAnswersForItselfAndRunsDefaultMethods() {
		this.one.own.grant(KEY).active.join();
		Ledger proxy = this.two.proxy();
		assertThat(proxy).isEqualTo(proxy)
			.isNotEqualTo(this.two.proxy())
			.hasToString("Ledger of the singleton 'ledger'");
		assertThat(proxy.twice(4)).isEqualTo(8);
		assertThat(this.one.ledger.calls).hasValue(1);
	}

	private final class Side {

		private final Node node;

		private final FakeCore.NodeCore own;

		private final ClusterSingletons singletons;

		private final MemoryLedger ledger = new MemoryLedger();

		private final RecordedActivity activity = new RecordedActivity();

		private Side(long number) {
			this(number, new SingletonSettings(Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofMillis(1),
					Duration.ofMillis(2)), ClusterSingletonsTests.this.users);
		}

		private Side(long number, SingletonSettings settings, Executor executor) {
			this.node = SimulatedMembership.node(number);
			this.own = ClusterSingletonsTests.this.core.node(this.node.id());
			this.singletons = new ClusterSingletons(this.own,
					ClusterSingletonsTests.this.network.connect(this.node.id()), new FakeMembership(this.node),
					ClusterSingletonsTests.this.codec, ClusterSingletonsTests.this.loop, executor, () -> false,
					settings);
			this.singletons
				.register(new SingletonDefinition("ledger", Set.of(Ledger.class), this.ledger, this.activity));
		}

		private Ledger proxy() {
			return this.singletons.proxy("ledger", Ledger.class);
		}

		private SingletonStatus status() {
			return this.singletons.status().get(0);
		}

	}

	interface Secret {

		void secret();

	}

	interface Ledger {

		int add(int one, int other);

		CompletionStage<Integer> addLater(int one, int other);

		@CallTimeout(20_000)
		CompletionStage<Void> endless();

		@CallTimeout(20_000)
		void stubborn();

		CompletionStage<String> echoLater(String text);

		String text(int length);

		Object bomb();

		int hold(int result);

		void put(String key, Object value);

		void fail(String how);

		@CallTimeout(50)
		void hasty();

		default int twice(int number) {
			return add(number, number);
		}

	}

	/** A value that no codec survives. */
	static final class Bomb implements Serializable {

		private static final long serialVersionUID = 1L;

		private void writeObject(ObjectOutputStream out) {
			throw new StackOverflowError("planted");
		}

	}

	static final class Overdrawn extends RuntimeException {

		private static final long serialVersionUID = 1L;

		private final int missing;

		Overdrawn(int missing) {
			super("overdrawn");
			this.missing = missing;
		}

	}

	static final class MemoryLedger implements Ledger, Secret {

		private final AtomicInteger calls = new AtomicInteger();

		private final AtomicInteger secrets = new AtomicInteger();

		private final CountDownLatch entered = new CountDownLatch(1);

		private final CountDownLatch gate = new CountDownLatch(1);

		private volatile boolean interrupted;

		@Override
		public int add(int one, int other) {
			this.calls.incrementAndGet();
			return one + other;
		}

		@Override
		public CompletionStage<Integer> addLater(int one, int other) {
			return CompletableFuture.completedFuture(add(one, other));
		}

		@Override
		public CompletionStage<Void> endless() {
			this.calls.incrementAndGet();
			return new CompletableFuture<>();
		}

		@Override
		public void stubborn() {
			this.calls.incrementAndGet();
			this.entered.countDown();
			while (this.gate.getCount() > 0) {
				try {
					this.gate.await();
				}
				catch (InterruptedException ex) {
					this.interrupted = true;
				}
			}
		}

		@Override
		public CompletionStage<String> echoLater(String text) {
			this.calls.incrementAndGet();
			return text.equals("refused") ? CompletableFuture.failedFuture(ofAnotherCall())
					: CompletableFuture.completedFuture(text);
		}

		private static CallException ofAnotherCall() {
			return new CallException.RefusedException("a call of another service", Refusal.NO_SUCH_ADDRESS);
		}

		@Override
		public String text(int length) {
			return "x".repeat(length);
		}

		@Override
		public Object bomb() {
			return new Bomb();
		}

		@Override
		public int hold(int result) {
			this.calls.incrementAndGet();
			this.entered.countDown();
			try {
				this.gate.await();
				return result;
			}
			catch (InterruptedException ex) {
				this.interrupted = true;
				throw new IllegalStateException(ex);
			}
		}

		@Override
		public void put(String key, Object value) {
		}

		@Override
		public void fail(String how) {
			if (how.equals("error")) {
				throw new StackOverflowError("planted");
			}
			if (how.equals("refused")) {
				throw ofAnotherCall();
			}
			throw new Overdrawn(7);
		}

		@Override
		public void hasty() {
		}

		@Override
		public void secret() {
			this.secrets.incrementAndGet();
		}

	}

	/** Offers what it knows to the next node. */
	private static final class Moving implements SingletonActivity {

		private final Object state;

		private final List<Object> accepted = new CopyOnWriteArrayList<>();

		private Moving(Object state) {
			this.state = state;
		}

		private SingletonDefinition definition() {
			return new SingletonDefinition("moving", Set.of(), this, this);
		}

		@Override
		public void activate(Fence fence) {
		}

		@Override
		public void deactivate(Fence fence) {
		}

		@Override
		public Object offerState() {
			return this.state;
		}

		@Override
		public void acceptState(Object offered, StateOffer.Occasion occasion) {
			this.accepted.add(offered);
		}

	}

	static final class RecordedActivity implements SingletonActivity {

		private final List<String> events = new CopyOnWriteArrayList<>();

		private final AtomicInteger failures = new AtomicInteger();

		private final CountDownLatch entered = new CountDownLatch(1);

		private volatile CountDownLatch gate = new CountDownLatch(0);

		@Override
		public void activate(Fence fence) throws Exception {
			this.entered.countDown();
			this.gate.await();
			if (this.failures.getAndDecrement() > 0) {
				this.events.add("fail");
				throw new IllegalStateException("planted");
			}
			this.events.add("activate");
		}

		@Override
		public void deactivate(Fence fence) {
			this.events.add("deactivate");
		}

	}

}
