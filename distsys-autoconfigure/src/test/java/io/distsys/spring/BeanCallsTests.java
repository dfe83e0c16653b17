package io.distsys.spring;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.distsys.cluster.Node;
import io.distsys.fakes.FakeCore;
import io.distsys.fakes.FakeMembership;
import io.distsys.fakes.JavaCodec;
import io.distsys.fakes.JvmNetwork;
import io.distsys.messaging.CallException;
import io.distsys.messaging.Outcome;
import io.distsys.ownership.FencingToken;
import io.distsys.ownership.ResourceKey;
import io.distsys.rpc.CallTimeout;
import io.distsys.rpc.RemoteException;
import io.distsys.simulation.SimulatedMembership;
import io.distsys.singleton.ClusterSingleton;
import io.distsys.singleton.ClusterSingletons;
import io.distsys.singleton.SingletonSettings;
import io.distsys.time.MonotonicClock;
import io.distsys.time.ThreadEventLoop;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.cglib.proxy.Callback;
import org.springframework.cglib.proxy.Dispatcher;
import org.springframework.cglib.proxy.Factory;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.context.support.SimpleThreadScope;
import org.springframework.core.OverridingClassLoader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What a call of a singleton's bean means on the node on which it is active: that of a
 * class, whose calls are written out, and that of a final class, whose calls the JDK's
 * proxy makes.
 */
class BeanCallsTests {

	private static final Duration LONG = Duration.ofMinutes(1);

	private final ThreadEventLoop loop = new ThreadEventLoop("distsys-core-test", MonotonicClock.system());

	private final ExecutorService users = Executors.newCachedThreadPool();

	private final FakeCore core = new FakeCore(this.loop);

	private final JavaCodec codec = new JavaCodec();

	private final Node node = SimulatedMembership.node(1);

	private final FakeCore.NodeCore own = this.core.node(this.node.id());

	private final ClusterSingletons singletons = singletons(this.own);

	private final AnnotationConfigApplicationContext context = context(this.singletons, Open.class, Sealed.class);

	private ClusterSingletons singletons(FakeCore.NodeCore ownerships) {
		return new ClusterSingletons(ownerships, new JvmNetwork(this.loop).connect(this.node.id()),
				new FakeMembership(this.node), this.codec, this.loop, this.users, () -> false,
				new SingletonSettings(LONG, LONG.multipliedBy(5), Duration.ofMillis(1), Duration.ofMillis(2)));
	}

	private static AnnotationConfigApplicationContext context(ClusterSingletons singletons, Class<?>... beans) {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		context.setClassLoader(beans[0].getClassLoader());
		context.registerBean(ClusterSingletonPostProcessor.class,
				() -> new ClusterSingletonPostProcessor(() -> singletons));
		Arrays.stream(beans)
			.forEach((type) -> context.registerBean(type.getSimpleName().toLowerCase(Locale.ROOT), type));
		context.refresh();
		return context;
	}

	@AfterEach
	void stop() {
		this.context.close();
		this.users.shutdownNow();
		this.loop.close();
	}

	private Till till(String name) {
		return this.context.getBean(name, Till.class);
	}

	private FakeCore.NodeCore.Tenure grant(String name) {
		FakeCore.NodeCore.Tenure tenure = this.own.grant(ResourceKey.of(ClusterSingletons.KIND, name));
		tenure.active.join();
		return tenure;
	}

	private CompletableFuture<String> held(Till till, Supplier<String> meanwhile) throws InterruptedException {
		CountDownLatch inside = new CountDownLatch(1);
		CompletableFuture<String> call = CompletableFuture.supplyAsync(() -> till.during(() -> {
			inside.countDown();
			return meanwhile.get();
		}), this.users);
		inside.await();
		return call;
	}

	@ParameterizedTest
	@ValueSource(strings = { "open", "sealed" })
	void argumentsAndResultsOfEachTypeAreThoseOfThePlainCall(String name) {
		grant(name);
		Till till = till(name);
		assertThat(till.all((byte) 1, (short) 2, 'c', 4, 5L, 6.5f, 7.5, true, "text", new int[] { 8 }, null))
			.isEqualTo("1 2 c 4 5 6.5 7.5 true text [8] null");
		assertThat(till.negated(true)).isFalse();
		assertThat(till.next((byte) 1)).isEqualTo((byte) 2);
		assertThat(till.next('a')).isEqualTo('b');
		assertThat(till.next((short) 1)).isEqualTo((short) 2);
		assertThat(till.next(1)).isEqualTo(2);
		assertThat(till.next(1L)).isEqualTo(2L);
		assertThat(till.next(1f)).isEqualTo(2f);
		assertThat(till.next(1d)).isEqualTo(2d);
		Object shared = new Object();
		assertThat(till.listOf(shared)).singleElement().isSameAs(shared);
		till.nothing();
		assertThat(this.codec.encoded).as("encoded values").hasValue(0);
	}

	@ParameterizedTest
	@ValueSource(strings = { "open", "sealed" })
	void itRunsOnTheThreadOfItsCallerUnderTheGrant(String name) {
		FencingToken token = grant(name).fence().token();
		Thread thread = Thread.currentThread();
		String seen = till(name).during(() -> (Thread.currentThread() == thread) + " "
				+ this.singletons.actingFence(name).orElseThrow().token().equals(token));
		assertThat(seen).isEqualTo("true true");
		assertThat(this.singletons.actingFence(name)).isEmpty();
	}

	@Test
	void thoseOfAClassAreWrittenOutAndThoseOfAFinalOneAreNot() {
		grant("open");
		grant("sealed");
		Supplier<String> callers = () -> Arrays.toString(new Throwable().getStackTrace());
		assertThat(till("open").during(callers)).doesNotContain("io.distsys.rpc");
		assertThat(till("sealed").during(callers)).contains("io.distsys.rpc");
	}

	@ParameterizedTest
	@ValueSource(strings = { "open", "sealed" })
	void itDoesNotRunOnceTheFenceIsClosedThoughNobodyHasTakenTheSingletonAway(String name) {
		FakeCore.NodeCore.Tenure tenure = grant(name);
		Till till = till(name);
		assertThat(till.hasty()).isEqualTo(1);
		tenure.fence().close();
		assertThatExceptionOfType(CallException.class).isThrownBy(till::hasty)
			.satisfies((ex) -> assertThat(ex.outcome()).isEqualTo(Outcome.DID_NOT_RUN));
		assertThat(tenure.release()).as("what was turned away has left").succeedsWithin(LONG);
		grant(name);
		assertThat(till.hasty()).isEqualTo(2);
	}

	@ParameterizedTest
	@ValueSource(strings = { "open", "sealed" })
	void aHandOverWaitsForItAndTheNextCallForTheNextGrant(String name) throws Exception {
		FakeCore.NodeCore.Tenure tenure = grant(name);
		Till till = till(name);
		CompletableFuture<String> mayEnd = new CompletableFuture<>();
		CompletableFuture<String> call = held(till, mayEnd::join);
		CompletableFuture<Void> released = tenure.release();
		await().atMost(LONG).until(() -> this.singletons.fenceOf(name).isEmpty());
		CompletableFuture<Integer> next = CompletableFuture.supplyAsync(() -> till.next(1), this.users);
		assertThat(released).isNotDone();
		mayEnd.complete("done");
		assertThat(call).succeedsWithin(LONG).isEqualTo("done");
		assertThat(released).succeedsWithin(LONG);
		assertThat(next).isNotDone();
		grant(name);
		assertThat(next).succeedsWithin(LONG).isEqualTo(2);
	}

	@ParameterizedTest
	@ValueSource(strings = { "open", "sealed" })
	void aCallOfItselfBelongsToTheOuterOneAndGetsInDuringTheHandOver(String name) throws Exception {
		FakeCore.NodeCore.Tenure tenure = grant(name);
		Till till = till(name);
		CompletableFuture<String> goOn = new CompletableFuture<>();
		CompletableFuture<String> call = held(till, () -> goOn.join() + till.next(41));
		CompletableFuture<Void> released = tenure.release();
		await().atMost(LONG).until(() -> this.singletons.fenceOf(name).isEmpty());
		goOn.complete("inner: ");
		assertThat(call).succeedsWithin(LONG).isEqualTo("inner: 42");
		assertThat(released).succeedsWithin(LONG);
	}

	@ParameterizedTest
	@ValueSource(strings = { "open", "sealed" })
	void aLossInterruptsItsThreadAndTheInterruptEndsWithTheCall(String name) throws Exception {
		FakeCore.NodeCore.Tenure tenure = grant(name);
		CountDownLatch inside = new CountDownLatch(1);
		CompletableFuture<String> seen = CompletableFuture.supplyAsync(() -> {
			String during = till(name).during(() -> awaitInterrupt(inside));
			return during + ", afterwards " + Thread.currentThread().isInterrupted();
		}, this.users);
		inside.await();
		tenure.revoke();
		assertThat(seen).succeedsWithin(LONG).isEqualTo("interrupted, afterwards false");
	}

	private static String awaitInterrupt(CountDownLatch inside) {
		inside.countDown();
		try {
			return "interrupted: " + new CountDownLatch(1).await(LONG.toSeconds(), TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return "interrupted";
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "open", "sealed" })
	void whatItThrowsIsThrownAsItselfAndLeavesNothingBehind(String name) {
		FakeCore.NodeCore.Tenure tenure = grant(name);
		IOException planted = new IOException("planted");
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> till(name).fail(planted)).isSameAs(planted);
		StackOverflowError error = new StackOverflowError("planted");
		assertThatExceptionOfType(StackOverflowError.class).isThrownBy(() -> till(name).fail(error)).isSameAs(error);
		assertThat(tenure.release()).succeedsWithin(LONG);
	}

	@ParameterizedTest
	@ValueSource(strings = { "open", "sealed" })
	void callsOfItselfThatOverflowTheStackLeaveNothingBehind(String name) throws Exception {
		Till till = till(name);
		for (int round = 0; round < 50; round++) {
			FakeCore.NodeCore.Tenure tenure = grant(name);
			assertThat(calledDownToTheEndOf(till, round)).succeedsWithin(LONG).isInstanceOf(StackOverflowError.class);
			assertThat(tenure.release()).as("round %d", round).succeedsWithin(LONG);
		}
	}

	/** Stacks differ a little, so that they end in other places. */
	private static CompletableFuture<Throwable> calledDownToTheEndOf(Till till, int round) {
		CompletableFuture<Throwable> thrown = new CompletableFuture<>();
		new Thread(null, () -> {
			try {
				padded(till, round);
			}
			catch (Throwable ex) {
				thrown.complete(ex);
			}
		}, "distsys-test-deep", 512 * 1024).start();
		return thrown;
	}

	private static String padded(Till till, int levels) {
		return (levels > 0) ? padded(till, levels - 1) : down(till);
	}

	private static String down(Till till) {
		return till.during(() -> down(till));
	}

	@ParameterizedTest
	@ValueSource(strings = { "open", "sealed" })
	void aFurtherCallThatDidNotRunIsNotTakenForIt(String name) {
		grant(name);
		CallException other = new CallException("another call", Outcome.DID_NOT_RUN);
		assertThatExceptionOfType(RemoteException.class).isThrownBy(() -> till(name).fail(other)).withCause(other);
		CallException unsure = new CallException("another call", Outcome.MAY_HAVE_RUN);
		assertThatExceptionOfType(CallException.class).isThrownBy(() -> till(name).fail(unsure)).isSameAs(unsure);
	}

	@ParameterizedTest
	@ValueSource(strings = { "open", "sealed" })
	void onAThreadThatMustNotBeBlockedItIsRefused(String name) {
		grant(name);
		Till till = till(name);
		assertThat(CompletableFuture.supplyAsync(() -> till.next(1), this.loop)).failsWithin(LONG)
			.withThrowableThat()
			.withCauseInstanceOf(IllegalStateException.class)
			.withMessageContaining("distsys-core-test");
	}

	@ParameterizedTest
	@ValueSource(strings = { "open", "sealed" })
	void aMethodThatReturnsAStageDoesNotRunOnTheThreadOfItsCaller(String name) {
		grant(name);
		assertThat(till(name).threadLater().toCompletableFuture()).succeedsWithin(LONG)
			.isNotEqualTo(Thread.currentThread());
	}

	@ParameterizedTest
	@ValueSource(strings = { "open", "sealed" })
	@SuppressWarnings("unchecked")
	void methodsOfGenericInterfacesAndDefaultOnesAreSentToo(String name) {
		FakeCore.NodeCore.Tenure tenure = grant(name);
		Keeper<Object> keeper = (Keeper<Object>) this.context.getBean(name, Keeper.class);
		assertThat(keeper.keep("tea")).isNull();
		assertThat(keeper.keep("coffee")).isEqualTo("tea");
		assertThat(till(name).twice(4)).isEqualTo(6);
		assertThat(tenure.release()).succeedsWithin(LONG);
		CompletableFuture<Object> elsewhere = CompletableFuture.supplyAsync(() -> keeper.keep("milk"), this.users);
		assertThat(elsewhere).isNotDone();
		grant(name);
		assertThat(elsewhere).succeedsWithin(LONG).isEqualTo("coffee");
	}

	@ParameterizedTest
	@ValueSource(strings = { "open", "sealed" })
	void aBeanThatIsMadeAgainIsRefusedAndTheFirstOneGoesOn(String name) {
		grant(name);
		Till first = till(name);
		assertThat(first.hasty()).isEqualTo(1);
		this.context.getDefaultListableBeanFactory().destroySingleton(name);
		assertThatExceptionOfType(BeanCreationException.class).isThrownBy(() -> till(name))
			.havingRootCause()
			.isInstanceOfSatisfying(InvalidSingletonException.class, (ex) -> {
				assertThat(ex.fault()).isEqualTo(InvalidSingletonException.Fault.MADE_AGAIN);
				assertThat(ex.bean()).isEqualTo(name);
			});
		assertThat(first.hasty()).isEqualTo(2);
	}

	/** As Spring Cloud's scope does when properties have changed. */
	@Test
	void aBeanOfAScopeThatMakesItAnewIsRefusedAtTheStart() {
		ClusterSingletons alone = singletons(new FakeCore(this.loop).node(this.node.id()));
		try (AnnotationConfigApplicationContext refused = new AnnotationConfigApplicationContext()) {
			refused.getBeanFactory().registerScope("refresh", new SimpleThreadScope());
			refused.registerBean(ClusterSingletonPostProcessor.class,
					() -> new ClusterSingletonPostProcessor(() -> alone));
			refused.register(Refreshed.class);
			assertThatExceptionOfType(InvalidSingletonException.class).isThrownBy(refused::refresh)
				.satisfies((ex) -> assertThat(ex.fault()).isEqualTo(InvalidSingletonException.Fault.SCOPE));
		}
	}

	@Test
	void theSameBeanMayBeInitializedAgain() {
		grant("open");
		assertThat(till("open").hasty()).isEqualTo(1);
		Object same = AopProxyUtils.getSingletonTarget(till("open"));
		Till again = (Till) this.context.getBeanFactory().initializeBean(same, "open");
		assertThat(again.hasty()).isEqualTo(2);
	}

	@Test
	void theClassInWhichCallsAreWrittenOutGoesWithItsBean() throws Exception {
		WeakReference<?> written = new WeakReference<>(classOfAStandIn());
		await().atMost(LONG).until(() -> {
			System.gc();
			return written.refersTo(null);
		});
	}

	private Class<?> classOfAStandIn() throws Exception {
		ClusterSingletons alone = singletons(new FakeCore(this.loop).node(this.node.id()));
		try (AnnotationConfigApplicationContext restarted = context(alone, Open.class)) {
			for (Callback callback : ((Factory) restarted.getBean("open")).getCallbacks()) {
				if (callback instanceof Dispatcher dispatcher && dispatcher.loadObject().getClass().isHidden()) {
					return dispatcher.loadObject().getClass();
				}
			}
		}
		throw new AssertionError("The calls of the bean are not written out");
	}

	/** As that of an application that Boot's DevTools have started again. */
	@Test
	void thoseOfAClassOfAnotherLoaderAreNotWrittenOut() throws Exception {
		ClassLoader loader = new OverridingClassLoader(getClass().getClassLoader()) {

			@Override
			protected boolean isEligibleForOverriding(String className) {
				return Stream.of(BeanCallsTests.class, Reloaded.class, Answer.class)
					.anyMatch((type) -> type.getName().equals(className));
			}

		};
		Class<?> type = loader.loadClass(Reloaded.class.getName());
		FakeCore.NodeCore ownAlone = new FakeCore(this.loop).node(this.node.id());
		ClusterSingletons alone = singletons(ownAlone);
		try (AnnotationConfigApplicationContext restarted = context(alone, type)) {
			ownAlone.grant(ResourceKey.of(ClusterSingletons.KIND, "reloaded")).active.join();
			Method answer = type.getMethod("answer");
			answer.setAccessible(true);
			assertThat(answer.invoke(restarted.getBean(type))).asString().contains("io.distsys.rpc");
		}
	}

	interface Keeper<T> {

		T keep(T next);

	}

	interface Till extends Keeper<String> {

		String all(byte a, short b, char c, int d, long e, float f, double g, boolean h, String i, int[] j, Object k);

		boolean negated(boolean value);

		byte next(byte value);

		char next(char value);

		short next(short value);

		int next(int value);

		long next(long value);

		float next(float value);

		double next(double value);

		List<Object> listOf(Object element);

		void nothing();

		String during(Supplier<String> meanwhile);

		@CallTimeout(100)
		int hasty();

		void fail(Throwable failure) throws IOException;

		CompletionStage<Thread> threadLater();

		default int twice(int value) {
			return next(next(value));
		}

	}

	static class OneTill implements Till {

		private String kept;

		private int calls;

		@Override
		public String keep(String next) {
			String before = this.kept;
			this.kept = next;
			return before;
		}

		@Override
		public String all(byte a, short b, char c, int d, long e, float f, double g, boolean h, String i, int[] j,
				Object k) {
			return a + " " + b + " " + c + " " + d + " " + e + " " + f + " " + g + " " + h + " " + i + " "
					+ Arrays.toString(j) + " " + k;
		}

		@Override
		public boolean negated(boolean value) {
			return !value;
		}

		@Override
		public byte next(byte value) {
			return (byte) (value + 1);
		}

		@Override
		public char next(char value) {
			return (char) (value + 1);
		}

		@Override
		public short next(short value) {
			return (short) (value + 1);
		}

		@Override
		public int next(int value) {
			return value + 1;
		}

		@Override
		public long next(long value) {
			return value + 1;
		}

		@Override
		public float next(float value) {
			return value + 1;
		}

		@Override
		public double next(double value) {
			return value + 1;
		}

		@Override
		public List<Object> listOf(Object element) {
			return new ArrayList<>(List.of(element));
		}

		@Override
		public void nothing() {
			this.calls = 0;
		}

		@Override
		public String during(Supplier<String> meanwhile) {
			return meanwhile.get();
		}

		@Override
		public int hasty() {
			this.calls++;
			return this.calls;
		}

		@Override
		public void fail(Throwable failure) throws IOException {
			if (failure instanceof IOException declared) {
				throw declared;
			}
			if (failure instanceof Error error) {
				throw error;
			}
			throw (RuntimeException) failure;
		}

		@Override
		public CompletionStage<Thread> threadLater() {
			return CompletableFuture.completedFuture(Thread.currentThread());
		}

	}

	interface Answer {

		String answer();

	}

	@ClusterSingleton("reloaded")
	static class Reloaded implements Answer {

		@Override
		public String answer() {
			return Arrays.toString(new Throwable().getStackTrace());
		}

	}

	@ClusterSingleton("open")
	static class Open extends OneTill {

	}

	@ClusterSingleton("refreshed")
	@Scope(scopeName = "refresh", proxyMode = ScopedProxyMode.TARGET_CLASS)
	static class Refreshed extends OneTill {

	}

	@ClusterSingleton("sealed")
	static final class Sealed extends OneTill {

	}

}
