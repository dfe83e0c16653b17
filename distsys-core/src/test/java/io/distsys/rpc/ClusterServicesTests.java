package io.distsys.rpc;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;
import io.distsys.fakes.FakeMembership;
import io.distsys.fakes.JavaCodec;
import io.distsys.fakes.JvmNetwork;
import io.distsys.messaging.CallException;
import io.distsys.messaging.Lane;
import io.distsys.messaging.MessageObserver;
import io.distsys.messaging.Messenger;
import io.distsys.messaging.Outcome;
import io.distsys.messaging.Refusal;
import io.distsys.messaging.Reply;
import io.distsys.time.MonotonicClock;
import io.distsys.time.Subscription;
import io.distsys.time.ThreadEventLoop;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

@Timeout(120)
class ClusterServicesTests {

	private final ThreadEventLoop loop = new ThreadEventLoop("distsys-core-test", MonotonicClock.system());

	private final ExecutorService users = Executors.newCachedThreadPool();

	private final JvmNetwork network = new JvmNetwork(this.loop);

	private final JavaCodec codec = new JavaCodec();

	private final List<Node> nodes = new ArrayList<>();

	private final Map<Node, ClusterServices> services = new HashMap<>();

	private final NodeId gone = new NodeId(99, 0);

	private CallPolicy policy = CallPolicy.once();

	private ServiceSettings settings = new ServiceSettings(Duration.ofMinutes(1), 100);

	@BeforeEach
	void connectThreeNodes() {
		for (int number = 1; number <= 3; number++) {
			Set<String> roles = (number > 1) ? Set.of("shop") : Set.of();
			this.nodes.add(new Node(new NodeId((long) number << 32, 0), "n" + number, "", roles, "", "", "",
					Instant.EPOCH, Node.State.UP));
		}
		this.nodes.forEach((node) -> this.services.put(node, services(node)));
	}

	private ClusterServices services(Node node) {
		Node[] others = this.nodes.stream().filter((other) -> other != node).toArray(Node[]::new);
		return new ClusterServices(this.network.connect(node.id()), new FakeMembership(node, others),
				(key) -> key.equals("orphan") ? Optional.empty() : Optional.of(id(key.hashCode() % 3 + 1)), this.codec,
				this.loop, this.users, () -> false, new PolicyOfTest(), MessageObserver.none(), this.settings);
	}

	@AfterEach
	void stop() {
		this.users.shutdownNow();
		this.loop.close();
	}

	private ClusterServices of(int number) {
		return this.services.get(this.nodes.get(number - 1));
	}

	private NodeId id(int number) {
		return this.nodes.get(number - 1).id();
	}

	private void exportShops() {
		for (int number = 1; number <= 3; number++) {
			of(number).export(Shop.class, new ShopOf(number));
		}
	}

	@Test
	void aProxyCallsTheServiceOfItsNodeAndThrowsWhatThatThrows() {
		exportShops();
		Shop shop = of(1).of(Shop.class).onNode(id(2)).proxy();
		assertThat(shop.price("tea")).isEqualTo("tea costs 2");
		assertThat(shop.later("tea")).succeedsWithin(Duration.ofSeconds(20)).isEqualTo("tea later costs 2");
		assertThatIllegalArgumentException().isThrownBy(() -> shop.price("")).withMessage("no goods");
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> shop.order("tea"))
			.withMessage("closed")
			.satisfies((ex) -> assertThat(ex.getSuppressed()[0]).hasMessage("Thrown on node n2"))
			.satisfies((ex) -> assertThatExceptionOfType(RemoteException.class)
				.isThrownBy(new CallResult.Thrown<>(id(2), ex)::orElseThrow)
				.withMessage("java.io.IOException: closed (on node n2)"));
		assertThat(shop.describe()).isEqualTo("tea costs 2, by default");
		assertThat(shop).hasToString("Shop of the service " + Shop.class.getName() + " on node n2");
		Awaitility.await()
			.untilAsserted(() -> assertThat(of(2).statistics())
				.containsExactly(new ServiceStatistics(Shop.class.getName(), 0, 3, 2, 0)));
	}

	@Test
	void aResultSaysWhatWasTheEnd() {
		exportShops();
		ServiceTargets<Shop> shops = of(1).of(Shop.class);
		assertThat(shops.onNode(id(2)).<String>call((shop) -> shop.price("tea")))
			.isEqualTo(new CallResult.Value<>(id(2), "tea costs 2"));
		assertThat(shops.onNode(id(2)).call((shop) -> shop.price(""))).isInstanceOfSatisfying(CallResult.Thrown.class,
				(thrown) -> assertThat(thrown.failure()).isInstanceOf(IllegalArgumentException.class));
		CallResult<String> nobody = shops.onNode(this.gone).call((shop) -> shop.price("tea"));
		assertThat(nobody).isInstanceOf(CallResult.NoSuchNode.class);
		assertThat(nobody.mayHaveRun()).isFalse();
		assertThatExceptionOfType(CallException.NoSuchNodeException.class).isThrownBy(nobody::orElseThrow)
			.withMessageContaining("price(java.lang.String) of the service " + Shop.class.getName())
			.withMessageContaining("there is no such node in view (did not run)");
		CallResult<Integer> none = of(1).of(Unmarked.class).onNode(id(2)).call(Unmarked::size);
		assertThat(none).isInstanceOfSatisfying(CallResult.Refused.class,
				(refused) -> assertThat(refused.refusal()).isEqualTo(Refusal.NO_SUCH_ADDRESS));
		assertThatExceptionOfType(CallException.RefusedException.class).isThrownBy(none::orElseThrow)
			.withMessageContaining("was refused by node n2: it has no such service");
	}

	@Test
	void whatTakesTooLongMayHaveRunAndItIsSaidSo() {
		CountDownLatch gate = new CountDownLatch(1);
		of(2).export(Shop.class, new ShopOf(2) {

			@Override
			public String price(String goods) {
				await(gate);
				return super.price(goods);
			}

		});
		ServiceTargets<Shop> shops = of(1).of(Shop.class).within(Duration.ofMillis(200));
		CallResult<String> late = shops.onNode(id(2)).call((shop) -> shop.price("tea"));
		this.policy = new Limited();
		CallResult<String> lateAttempt = of(1).of(Shop.class).onNode(id(2)).call((shop) -> shop.price("tea"));
		CallResult<String> lateForItsCaller = CallDeadline.call(
				this.loop.clock().nanos() + Duration.ofMillis(20).toNanos(),
				() -> shops.onNode(id(2)).call((shop) -> shop.price("tea")));
		gate.countDown();
		assertThat(late).isInstanceOf(CallResult.TimedOut.class);
		assertThat(late.mayHaveRun()).isTrue();
		assertThatExceptionOfType(CallException.CallTimeoutException.class).isThrownBy(late::orElseThrow)
			.withMessageContaining("on node n2 had no answer within PT0.2S, the time-out of the call");
		assertThatExceptionOfType(CallException.CallTimeoutException.class).isThrownBy(lateAttempt::orElseThrow)
			.withMessageContaining("on node n2 had no answer within PT0.05S, the time limit of each attempt");
		assertThatExceptionOfType(CallException.CallTimeoutException.class).isThrownBy(lateForItsCaller::orElseThrow)
			.withMessageContaining(", what was left to the call in which it was made");
		assertThatIllegalArgumentException().isThrownBy(() -> shops.within(Duration.ZERO));
	}

	@Test
	void aRoleIsServedByItsNodesInTurnAndAKeyByItsOwner() {
		exportShops();
		ServiceTargets<Shop> shops = of(1).of(Shop.class);
		Shop shop = shops.onRole("shop").proxy();
		assertThat(List.of(shop.price("x"), shop.price("x"), shop.price("x"))).containsOnly("x costs 2", "x costs 3");
		assertThat(shops.onRole("none").call((any) -> any.price("x"))).isInstanceOf(CallResult.NoSuchNode.class);
		assertThat(shops.onOwnerOf(1).proxy().price("x")).isEqualTo("x costs 2");
		assertThat(shops.onOwnerOf(2).proxy().price("x")).isEqualTo("x costs 3");
		assertThat(shops.onOwnerOf("orphan").call((any) -> any.price("x"))).isInstanceOf(CallResult.NoSuchNode.class);
	}

	@Test
	void aMulticallHasTheAnswerOfEachNodeOrItsFailureAndEncodesOnce() {
		of(1).export(Shop.class, new ShopOf(1));
		of(2).export(Shop.class, new ShopOf(2) {

			@Override
			public String price(String goods) {
				throw new IllegalStateException("on fire");
			}

		});
		int encoded = this.codec.encoded.get();
		Map<NodeId, CallResult<String>> prices = of(1).of(Shop.class).onAll().call((shop) -> shop.price("tea"));
		assertThat(prices).containsOnlyKeys(id(1), id(2), id(3));
		assertThat(prices.get(id(1))).isEqualTo(new CallResult.Value<>(id(1), "tea costs 1"));
		assertThat(prices.get(id(2))).isInstanceOf(CallResult.Thrown.class);
		assertThat(prices.get(id(3))).isInstanceOf(CallResult.Refused.class);
		// The argument, and on the other side the value and the exception.
		assertThat(this.codec.encoded).hasValue(encoded + 3);
		assertThat(of(1).of(Shop.class).onAll("shop").call((shop) -> shop.price("tea"))).containsOnlyKeys(id(2), id(3));
		assertThat(of(1).of(Shop.class)
			.onNodes(List.of(id(1), this.gone, id(1)))
			.callAsync((shop) -> shop.later("tea"))
			.toCompletableFuture()
			.join()).hasSize(2)
			.hasEntrySatisfying(id(1), (result) -> assertThat(result.orElseThrow()).succeedsWithin(Duration.ZERO));
	}

	@Test
	void aCastRunsAndNobodyWaits() {
		List<ShopOf> shops = new ArrayList<>();
		for (int number = 1; number <= 2; number++) {
			ShopOf shop = new ShopOf(number);
			shops.add(shop);
			of(number).export(Shop.class, shop);
		}
		assertThat(of(1).of(Shop.class).onNode(id(2)).cast((shop) -> shop.price("tea"))).isTrue();
		assertThat(of(1).of(Shop.class).onNode(this.gone).cast((shop) -> shop.price("tea"))).isFalse();
		assertThat(of(1).of(Shop.class).onAll().cast((shop) -> shop.price("tea"))).containsExactlyInAnyOrder(id(1),
				id(2));
		Awaitility.await().until(() -> shops.get(0).calls.get() == 1 && shops.get(1).calls.get() == 2);
	}

	@Test
	void whatIsTakenDownIsOneCallAndItsResult() {
		ServiceCalls<Shop> shop = of(1).of(Shop.class).onNode(id(2));
		assertThatIllegalArgumentException().isThrownBy(() -> shop.call((one) -> "nothing"))
			.withMessageContaining("and not none");
		assertThatIllegalArgumentException().isThrownBy(() -> shop.call((one) -> one.price("a") + one.price("b")))
			.withMessageContaining("and not another one, price");
		assertThatIllegalArgumentException().isThrownBy(() -> shop.call((one) -> one.price("a") + "!"))
			.withMessageContaining("has to be returned as it is");
	}

	@Test
	void whoeverCallsAServiceByItsClassIsToldToNameAnInterface() {
		assertThatIllegalArgumentException().isThrownBy(() -> of(1).of(ShopOf.class))
			.withMessage("A call of a service needs an interface, not " + ShopOf.class.getName()
					+ ": name one that it implements");
	}

	@Test
	void aTimeoutThatCannotBeKeptIsRefusedWhereTheServiceIsExportedAndWhereItIsAskedFor() {
		String why = Hasty.class.getName() + " has @CallTimeout(0) on Hasty.ask: let it be more than 0 milliseconds";
		assertThatIllegalArgumentException().isThrownBy(() -> of(1).export(Hasty.class, () -> "")).withMessage(why);
		assertThatIllegalArgumentException().isThrownBy(() -> of(1).of(Hasty.class)).withMessage(why);
		assertThatIllegalArgumentException().isThrownBy(() -> of(1).of(Late.class))
			.withMessageContaining("@CallTimeout(-1) on Late.ask");
		assertThatIllegalArgumentException().isThrownBy(() -> of(1).of(Polite.class))
			.withMessageContaining("@CallTimeout on Polite.askTwice, which runs on the proxy itself");
		assertThat(of(1).statistics()).isEmpty();
	}

	@Test
	void aNestedCallHasOnlyWhatIsLeftOfTheTime() {
		CompletableFuture<Duration> left = new CompletableFuture<>();
		MonotonicClock clock = MonotonicClock.system();
		of(2).export(Shop.class, new ShopOf(2) {

			@Override
			public String price(String goods) {
				left.complete(CallDeadline.within(Duration.ofHours(1), clock));
				return of(2).of(Shop.class).onNode(id(3)).proxy().price(goods);
			}

		});
		CompletableFuture<Duration> further = new CompletableFuture<>();
		of(3).export(Shop.class, new ShopOf(3) {

			@Override
			public String price(String goods) {
				further.complete(CallDeadline.within(Duration.ofHours(1), clock));
				return super.price(goods);
			}

		});
		assertThat(of(1).of(Shop.class).within(Duration.ofSeconds(30)).onNode(id(2)).proxy().price("tea"))
			.isEqualTo("tea costs 3");
		assertThat(left.join()).isLessThanOrEqualTo(Duration.ofSeconds(30));
		assertThat(further.join()).isLessThanOrEqualTo(left.join());
		assertThat(CallDeadline.within(Duration.ofHours(1), clock)).isEqualTo(Duration.ofHours(1));
	}

	@Test
	void moreCallsThanTheBoundAreRefusedAndDidNotRun() throws Exception {
		CountDownLatch entered = new CountDownLatch(3);
		CountDownLatch gate = new CountDownLatch(1);
		ServiceCounters counters = new ServiceCounters(Runnable.class);
		CallSlots service = new CallSlots("java.lang.Runnable", this.loop, this.users,
				new ServiceSettings(Duration.ofMinutes(1), 3), counters);
		for (int i = 0; i < 3; i++) {
			service.execute(() -> {
				entered.countDown();
				await(gate);
			});
		}
		assertThat(entered.await(30, TimeUnit.SECONDS)).isTrue();
		assertThatExceptionOfType(java.util.concurrent.RejectedExecutionException.class)
			.isThrownBy(() -> service.execute(() -> {
			}));
		assertThat(counters.statistics()).isEqualTo(new ServiceStatistics("java.lang.Runnable", 3, 0, 0, 1));
		gate.countDown();
		Awaitility.await().until(() -> counters.statistics().running() == 0);
		service.execute(() -> {
		});
	}

	@Test
	void aStageHasItsPlaceUntilItEndsOrItsCallerGivesUp() {
		CompletableFuture<String> stage = new CompletableFuture<>();
		of(2).export(Shop.class, new ShopOf(2) {

			@Override
			public CompletionStage<String> later(String goods) {
				return goods.isEmpty() ? new CompletableFuture<>() : stage;
			}

		});
		ServiceTargets<Shop> shops = of(1).of(Shop.class);
		CompletionStage<String> answer = shops.onNode(id(2)).proxy().later("tea");
		assertThat(shops.within(Duration.ofMillis(300)).onNode(id(2)).call((shop) -> shop.later("")))
			.isInstanceOf(CallResult.TimedOut.class);
		Awaitility.await().untilAsserted(() -> assertThat(runningOn(2)).isOne());
		Awaitility.await()
			.during(Duration.ofMillis(100))
			.untilAsserted(() -> assertThat(runningOn(2)).as("its stage has not ended").isOne());
		stage.complete("sold");
		assertThat(answer).succeedsWithin(Duration.ofSeconds(20)).isEqualTo("sold");
		Awaitility.await().untilAsserted(() -> assertThat(runningOn(2)).isZero());
	}

	@Test
	void whatIsCastHasItsPlaceNoLongerThanACallMayTake() {
		this.settings = new ServiceSettings(Duration.ofMillis(300), 1);
		ClusterServices seldom = services(this.nodes.get(0));
		CountDownLatch begun = new CountDownLatch(1);
		seldom.export(Shop.class, new ShopOf(1) {

			@Override
			public CompletionStage<String> later(String goods) {
				begun.countDown();
				return new CompletableFuture<>();
			}

		});
		assertThat(of(2).of(Shop.class).onNode(id(1)).cast((shop) -> shop.later("tea"))).isTrue();
		await(begun);
		Awaitility.await().untilAsserted(() -> assertThat(seldom.statistics().get(0).running()).isZero());
		assertThat(of(2).of(Shop.class).onNode(id(1)).proxy().price("tea")).isEqualTo("tea costs 1");
	}

	private int runningOn(int number) {
		return of(number).statistics().get(0).running();
	}

	@Test
	void aCallThatRanIsNeverSaidNotToHaveRunWhateverItsMethodCalled() {
		ServiceCalls<Shop> goneShop = of(2).of(Shop.class).onNode(this.gone);
		of(2).export(Shop.class, new ShopOf(2) {

			@Override
			public String price(String goods) {
				return goneShop.proxy().price(goods);
			}

			@Override
			public CompletionStage<String> later(String goods) {
				return goods.isEmpty()
						? CompletableFuture.completedFuture(goneShop.proxy().later(goods).toCompletableFuture().join())
						: goneShop.proxy().later(goods);
			}

		});
		ServiceCalls<Shop> shop = of(1).of(Shop.class).onNode(id(2));
		assertThatExceptionOfType(RemoteException.class).isThrownBy(() -> shop.proxy().price("tea"))
			.satisfies((ex) -> assertThat(ex.remoteClassName())
				.isEqualTo(CallException.NoSuchNodeException.class.getName()))
			.withMessageContaining("there is no such node in view")
			.withMessageEndingWith(" (on node n2)");
		for (String goods : List.of("tea", "")) {
			assertThat(shop.proxy().later(goods)).failsWithin(Duration.ofSeconds(20))
				.withThrowableOfType(java.util.concurrent.ExecutionException.class)
				.havingCause()
				.isInstanceOf(RemoteException.class);
		}
		CallResult<String> result = shop.call((one) -> one.price("tea"));
		assertThat(result).isInstanceOf(CallResult.Thrown.class);
		assertThatExceptionOfType(RemoteException.class).isThrownBy(result::orElseThrow);
	}

	@Test
	void nothingThatIsNotMarkedCanBeReachedWhateverIsSent() throws Exception {
		ShopOf shop = new ShopOf(2);
		of(2).export(Shop.class, shop);
		Messenger attacker = this.network.connect(id(1));
		for (String method : List.of("secret()", "toString()", "getClass()", "describe()", "notify()", "price()",
				"price(java.lang.Object)", "", "of(int)")) {
			int decoded = this.codec.decoded.get();
			byte[] bytes = new EncodedInvocation(method, List.of(this.codec.encode("x"))).toBytes();
			Reply reply = attacker
				.call(id(2), Lane.BULK, ServiceMethod.address(Shop.class), bytes, Duration.ofMinutes(1))
				.toCompletableFuture()
				.get(30, TimeUnit.SECONDS);
			assertThat(reply).as(method)
				.isInstanceOfSatisfying(Reply.Refused.class,
						(refused) -> assertThat(refused.refusal()).isEqualTo(Refusal.NO_SUCH_ADDRESS));
			assertThat(this.codec.decoded).as("decoded for " + method).hasValue(decoded);
		}
		Random random = new Random(7);
		byte[] good = new EncodedInvocation("secret()", List.of(this.codec.encode("x"))).toBytes();
		for (int i = 0; i < 2000; i++) {
			byte[] bytes = good.clone();
			for (int change = 0; change <= random.nextInt(4); change++) {
				bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
			}
			Reply reply = attacker
				.call(id(2), Lane.BULK, ServiceMethod.address(Shop.class), bytes, Duration.ofMinutes(1))
				.toCompletableFuture()
				.get(30, TimeUnit.SECONDS);
			assertThat(reply).isNotInstanceOf(Reply.Answered.class);
		}
		assertThat(shop.calls).hasValue(0);
		assertThat(shop.secrets).hasValue(0);
		assertThat(of(2).statistics().get(0).refused()).isEqualTo(9 + 2000);
	}

	@Test
	void anInterfaceHasOneServiceOnANodeUntilItIsClosed() {
		Subscription first = of(1).export(Shop.class, new ShopOf(1));
		assertThatIllegalStateException().isThrownBy(() -> of(1).export(Shop.class, new ShopOf(1)));
		first.close();
		assertThat(of(1).of(Shop.class).onNode(id(1)).call((shop) -> shop.price("x")))
			.isInstanceOf(CallResult.Refused.class);
		of(1).export(Shop.class, new ShopOf(1));
		assertThat(of(1).of(Shop.class).onNode(id(1)).proxy().price("x")).isEqualTo("x costs 1");
	}

	@Test
	void aServiceThatCouldNotBeExportedMayBeExportedLater() {
		Subscription other = this.network.connect(id(1))
			.handle(ServiceMethod.address(Shop.class), Runnable::run, (message, replier) -> {
			});
		assertThatIllegalStateException().isThrownBy(() -> of(1).export(Shop.class, new ShopOf(1)));
		other.close();
		of(1).export(Shop.class, new ShopOf(1));
		assertThat(of(1).of(Shop.class).onNode(id(1)).proxy().price("x")).isEqualTo("x costs 1");
	}

	@Test
	void aThreadThatMustNotBlockIsToldSo() {
		CompletableFuture<Throwable> failure = new CompletableFuture<>();
		this.loop.execute(() -> {
			try {
				of(1).of(Shop.class).onNode(id(2)).proxy().price("x");
			}
			catch (IllegalStateException ex) {
				failure.complete(ex);
			}
		});
		assertThat(failure).succeedsWithin(Duration.ofSeconds(20))
			.satisfies((thrown) -> assertThat(thrown).hasMessageContaining("must not be blocked"));
	}

	@Test
	void manyThatWaitForEachOtherNeedNoFurtherThread() throws Exception {
		ExecutorService one = Executors.newSingleThreadExecutor();
		try {
			Node node = this.nodes.get(2);
			ClusterServices tight = new ClusterServices(this.network.connect(node.id()),
					new FakeMembership(node, this.nodes.get(0)), KeyOwners.none(), this.codec, this.loop, one,
					() -> false, CallPolicy.once(), MessageObserver.none(), this.settings);
			of(1).export(Shop.class, new ShopOf(1));
			CompletableFuture<String> price = CompletableFuture
				.supplyAsync(() -> tight.of(Shop.class).onNode(id(1)).proxy().price("x"), one);
			assertThat(price).succeedsWithin(Duration.ofSeconds(20)).isEqualTo("x costs 1");
		}
		finally {
			one.shutdownNow();
		}
	}

	@Test
	void onlyWhatDidNotRunOrIsIdempotentMayBeRepeated() {
		CallPolicy.Call anyNode = new CallPolicy.Call("s", "m", false, false, 0, Runnable::run);
		CallPolicy.Call idempotentOnOneNode = new CallPolicy.Call("s", "m", true, true, 0, Runnable::run);
		CallResult<?> lost = new CallResult.Unreachable<>(
				new CallException.UnreachableException("lost", Outcome.MAY_HAVE_RUN));
		CallResult<?> notSent = new CallResult.Unreachable<>(
				new CallException.UnreachableException("cut", Outcome.DID_NOT_RUN));
		CallResult<?> large = new CallResult.Refused<>(new CallException.RefusedException("large", Refusal.TOO_LARGE));
		CallResult<?> open = new CallResult.Refused<>(new CallException.RefusedException("open", Refusal.CIRCUIT_OPEN));
		CallResult<?> thrown = new CallResult.Thrown<>(this.gone, new IllegalStateException());
		assertThat(List.of(lost, notSent, large, thrown, open)).extracting(anyNode::mayRepeat)
			.containsExactly(false, true, false, false, true);
		assertThat(List.of(lost, notSent, large, thrown, open)).extracting(idempotentOnOneNode::mayRepeat)
			.containsExactly(true, true, false, false, false);
	}

	@Test
	void aPolicyChoosesAnewForEachAttempt() {
		of(2).export(Shop.class, new ShopOf(2));
		Twice twice = new Twice(this.gone);
		this.policy = twice;
		Shop shop = of(1).of(Shop.class).onRole("shop").proxy();
		for (int i = 0; i < 4; i++) {
			assertThat(shop.price("x")).isEqualTo("x costs 2");
		}
		assertThat(twice.calls).hasValue(4);
		assertThat(of(1).of(Shop.class).onNode(this.gone).proxy().later("x")).failsWithin(Duration.ofSeconds(20))
			.withThrowableOfType(java.util.concurrent.ExecutionException.class)
			.withCauseInstanceOf(CallException.NoSuchNodeException.class);
	}

	@Test
	void whatAnOpenCircuitRefusesIsTriedAgainAtAnotherNodeOnly() {
		exportShops();
		Twice twice = new Twice(id(2));
		this.policy = twice;
		Shop shop = of(1).of(Shop.class).onRole("shop").proxy();
		for (int i = 0; i < 4; i++) {
			assertThat(shop.price("x")).isEqualTo("x costs 3");
		}
		assertThat(twice.refused).hasPositiveValue();
		twice.refused.set(0);
		assertThat(of(1).of(Shop.class).onNode(id(2)).call((called) -> called.price("x")))
			.isInstanceOf(CallResult.Refused.class);
		assertThat(of(1).of(Shop.class).onAll().call((called) -> called.price("x")).get(id(2)))
			.isInstanceOf(CallResult.Refused.class);
		assertThat(twice.refused).as("attempts at the chosen node").hasValue(2);
	}

	@Test
	void whatIsTooLargeIsRefusedWithItsSize() {
		exportShops();
		this.network.maxPayloadBytes = 100;
		CallResult<String> result = of(1).of(Shop.class).onNode(id(2)).call((shop) -> shop.price("x".repeat(200)));
		assertThat(result).isInstanceOfSatisfying(CallResult.Refused.class, (refused) -> {
			assertThat(refused.refusal()).isEqualTo(Refusal.TOO_LARGE);
			assertThat(refused.exception()).hasMessageContaining("more than the limit of 100");
		});
	}

	private static void await(CountDownLatch gate) {
		try {
			assertThat(gate.await(60, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new CompletionException(ex);
		}
	}

	interface Shop {

		String price(String goods);

		CompletionStage<String> later(String goods);

		void order(String goods) throws IOException;

		default String describe() {
			return price("tea") + ", by default";
		}

	}

	interface Hasty {

		@CallTimeout(0)
		String ask();

	}

	interface Late {

		@CallTimeout(-1)
		String ask();

	}

	interface Polite {

		String ask();

		@CallTimeout(500)
		default String askTwice() {
			return ask() + ask();
		}

	}

	interface Unmarked {

		int size();

	}

	static class ShopOf implements Shop {

		final AtomicInteger calls = new AtomicInteger();

		final AtomicInteger secrets = new AtomicInteger();

		private final int number;

		ShopOf(int number) {
			this.number = number;
		}

		@Override
		public String price(String goods) {
			this.calls.incrementAndGet();
			if (goods.isEmpty()) {
				throw new IllegalArgumentException("no goods");
			}
			return goods + " costs " + this.number;
		}

		@Override
		public CompletionStage<String> later(String goods) {
			return CompletableFuture.completedFuture(goods + " later costs " + this.number);
		}

		@Override
		public void order(String goods) throws IOException {
			throw new IOException("closed");
		}

		public void secret() {
			this.secrets.incrementAndGet();
		}

	}

	/** Tries a call a second time where it may; the circuit to one node is open. */
	private static final class Twice implements CallPolicy {

		private final NodeId open;

		private final AtomicInteger calls = new AtomicInteger();

		private final AtomicInteger refused = new AtomicInteger();

		private Twice(NodeId open) {
			this.open = open;
		}

		@Override
		public <R> CompletionStage<CallResult<R>> retry(Call call, Supplier<CompletionStage<CallResult<R>>> attempt) {
			this.calls.incrementAndGet();
			return attempt.get()
				.thenCompose(
						(result) -> call.mayRepeat(result) ? attempt.get() : CompletableFuture.completedFuture(result));
		}

		@Override
		public <R> CompletionStage<CallResult<R>> guard(Call call, NodeId node,
				Supplier<CompletionStage<CallResult<R>>> attempt) {
			if (!node.equals(this.open)) {
				return attempt.get();
			}
			this.refused.incrementAndGet();
			return CompletableFuture.completedFuture(
					new CallResult.Refused<>(new CallException.RefusedException("of the test", Refusal.CIRCUIT_OPEN)));
		}

		@Override
		public Optional<Duration> timeLimit(Call call) {
			return Optional.empty();
		}

	}

	/** Gives an attempt less time than the call has. */
	private static final class Limited implements CallPolicy {

		@Override
		public <R> CompletionStage<CallResult<R>> retry(Call call, Supplier<CompletionStage<CallResult<R>>> attempt) {
			return attempt.get();
		}

		@Override
		public <R> CompletionStage<CallResult<R>> guard(Call call, NodeId node,
				Supplier<CompletionStage<CallResult<R>>> attempt) {
			return attempt.get();
		}

		@Override
		public Optional<Duration> timeLimit(Call call) {
			return Optional.of(Duration.ofMillis(50));
		}

	}

	/** The policy that a test has set. */
	private final class PolicyOfTest implements CallPolicy {

		@Override
		public <R> CompletionStage<CallResult<R>> retry(Call call, Supplier<CompletionStage<CallResult<R>>> attempt) {
			return ClusterServicesTests.this.policy.retry(call, attempt);
		}

		@Override
		public <R> CompletionStage<CallResult<R>> guard(Call call, NodeId node,
				Supplier<CompletionStage<CallResult<R>>> attempt) {
			return ClusterServicesTests.this.policy.guard(call, node, attempt);
		}

		@Override
		public Optional<Duration> timeLimit(Call call) {
			return ClusterServicesTests.this.policy.timeLimit(call);
		}

	}

}
