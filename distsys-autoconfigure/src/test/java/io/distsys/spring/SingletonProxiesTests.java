package io.distsys.spring;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.distsys.autoconfigure.SingleNodeConfiguration;
import io.distsys.ownership.Fence;
import io.distsys.ownership.FenceClosedException;
import io.distsys.ownership.FencingToken;
import io.distsys.ownership.Ownerships;
import io.distsys.singleton.ClusterSingleton;
import io.distsys.singleton.ClusterSingletons;
import io.distsys.singleton.OnActivate;
import io.distsys.singleton.OnDeactivate;
import io.distsys.singleton.StateOffer;
import org.junit.jupiter.api.Test;

import org.springframework.aop.interceptor.AsyncUncaughtExceptionHandler;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;
import org.springframework.core.task.TaskExecutor;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.AsyncConfigurer;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.util.StringUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * What runs on a singleton's bean, by whatever way it is called, runs while it is active.
 */
class SingletonProxiesTests {

	private static final Duration LONG = Duration.ofMinutes(1);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(Application.class)
		.withPropertyValues("distsys.lease.ttl=10s");

	private static ClusterSingletons awaitActive(ApplicationContext context) {
		ClusterSingletons singletons = context.getBean(ClusterSingletons.class);
		await().atMost(LONG)
			.until(() -> singletons.fenceOf("stock").isPresent() && singletons.fenceOf("plain").isPresent());
		return singletons;
	}

	private static CompletableFuture<Void> drain(ApplicationContext context) {
		return context.getBean(Ownerships.class).drain(LONG).toCompletableFuture();
	}

	private static void finish(CompletableFuture<Void> drained) throws Exception {
		drained.get(LONG.toSeconds(), TimeUnit.SECONDS);
	}

	@Test
	void aMethodOfTheClassRunsWhileTheSingletonIsActiveAndIsRefusedElsewhere() {
		this.runner.run((context) -> {
			awaitActive(context);
			Plain plain = context.getBean(Plain.class);
			Stock stock = context.getBean(Stock.class);
			assertThat(plain.work()).isEqualTo("worked while held");
			assertThat(stock.ofTheClass()).isEqualTo("of the class while held");
			finish(drain(context));
			assertThatExceptionOfType(FenceClosedException.class).isThrownBy(plain::work)
				.withMessageContaining("'plain'")
				.withMessageContaining("declare it in an interface");
			assertThatExceptionOfType(FenceClosedException.class).isThrownBy(stock::ofTheClass);
			assertThat(plain).hasToString("plain, on any node");
		});
	}

	@Test
	void itsCallbacksMayCallIt() {
		this.runner.run((context) -> {
			awaitActive(context);
			finish(drain(context));
			assertThat(context.getBean(Notes.class).texts).contains("began: worked while held",
					"ended: worked while held");
		});
	}

	@Test
	void aListenerOfEventsIsSilentElsewhere() {
		this.runner.run((context) -> {
			awaitActive(context);
			context.publishEvent(new Order("one"));
			finish(drain(context));
			context.publishEvent(new Order("two"));
			assertThat(context.getBean(Notes.class).texts).contains("order one").doesNotContain("order two");
		});
	}

	@Test
	void anAsynchronousMethodWithoutResultActsUnderTheGrantOfItsCallAndIsWaitedFor() {
		this.runner.run((context) -> {
			ClusterSingletons singletons = awaitActive(context);
			HeldTasks tasks = context.getBean(HeldTasks.class);
			FencingToken token = singletons.fenceOf("stock").orElseThrow().token();
			context.getBean(Shop.class).order("tea");
			CompletableFuture<Void> mayEnd = context.getBean(Notes.class).mayEnd;
			Thread thread = new Thread(tasks::runAll);
			thread.start();
			await().atMost(LONG).until(() -> context.getBean(Notes.class).texts.contains("ordering tea " + token));
			CompletableFuture<Void> drained = drain(context);
			await().atMost(LONG).until(() -> singletons.fenceOf("plain").isEmpty());
			assertThat(drained).isNotDone();
			mayEnd.complete(null);
			finish(drained);
			assertThat(context.getBean(Notes.class).texts).contains("ordered tea while held");
			thread.join(LONG.toMillis());
		});
	}

	@Test
	void anAsynchronousMethodWhoseTurnComesAfterTheEndDoesNotRun() {
		this.runner.run((context) -> {
			awaitActive(context);
			context.getBean(Shop.class).order("tea");
			finish(drain(context));
			context.getBean(HeldTasks.class).runAll();
			Notes notes = context.getBean(Notes.class);
			assertThat(notes.texts).noneMatch((text) -> text.contains("tea"));
			assertThat(notes.failures).singleElement()
				.isInstanceOf(FenceClosedException.class)
				.asString()
				.contains("'stock'", "did not run");
		});
	}

	@Test
	void anAsynchronousMethodWithAResultMayBeginDuringTheHandOver() {
		this.runner.run((context) -> {
			ClusterSingletons singletons = awaitActive(context);
			CompletableFuture<String> later = context.getBean(Shop.class).later("me");
			CompletableFuture<Void> drained = drain(context);
			await().atMost(LONG).until(() -> singletons.fenceOf("stock").isEmpty());
			assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> later.get(1, TimeUnit.MILLISECONDS));
			await().atMost(LONG).until(() -> {
				context.getBean(HeldTasks.class).runAll();
				return later.isDone();
			});
			assertThat(later).isCompletedWithValue("me while held");
			finish(drained);
		});
	}

	@Test
	void aTransactionIsAroundACallAndIsRolledBackByWhatItThrows() {
		this.runner.run((context) -> {
			awaitActive(context);
			Shop shop = context.getBean(Shop.class);
			Transactions transactions = context.getBean(Transactions.class);
			assertThat(shop.book(1)).isEqualTo("in a transaction while held");
			assertThat(transactions.ends).endsWith("commit of book");
			assertThatIllegalArgumentException().isThrownBy(() -> shop.book(-1)).withMessage("-1");
			assertThat(transactions.ends).endsWith("commit of book", "rollback of book");
		});
	}

	@Test
	void aTransactionIsAroundCallbacksThatAProxyCanOverride() {
		this.runner.run((context) -> {
			awaitActive(context);
			finish(drain(context));
			assertThat(context.getBean(Notes.class).texts).contains("opening in a transaction while held",
					"looking outside while held", "counting outside while held", "closing in a transaction while held");
			assertThat(context.getBean(Transactions.class).ends).containsExactly("commit of open", "commit of close",
					"commit of offerState");
		});
	}

	interface Shop {

		void order(String what);

		CompletableFuture<String> later(String caller);

		String book(int number);

	}

	record Order(String text) {

	}

	@ClusterSingleton("stock")
	static class Stock implements Shop, StateOffer<String> {

		private final Fence fence;

		private final Notes notes;

		Stock(Fence fence, Notes notes) {
			this.fence = fence;
			this.notes = notes;
		}

		@Async
		@Override
		public void order(String what) {
			this.notes.texts.add("ordering " + what + " " + this.fence.token());
			this.notes.mayEnd.orTimeout(LONG.toSeconds(), TimeUnit.SECONDS).join();
			this.notes.texts.add("ordered " + what + held(this.fence));
		}

		@Async
		@Override
		public CompletableFuture<String> later(String caller) {
			return CompletableFuture.completedFuture(caller + held(this.fence));
		}

		@Transactional
		@Override
		public String book(int number) {
			if (number < 0) {
				throw new IllegalArgumentException(String.valueOf(number));
			}
			return inTransaction() + held(this.fence);
		}

		@OnActivate
		@Transactional
		void open() {
			this.notes.texts.add("opening " + inTransaction() + held(this.fence));
		}

		/** Of no use to a proxy. */
		@OnActivate
		@Transactional
		private void look() {
			this.notes.texts.add("looking " + inTransaction() + held(this.fence));
		}

		@Async
		@OnActivate
		@Transactional
		void count() {
			this.notes.texts.add("counting " + inTransaction() + held(this.fence));
		}

		@OnDeactivate
		@Transactional
		void close() {
			this.notes.texts.add("closing " + inTransaction() + held(this.fence));
		}

		@Override
		@Transactional
		public String offerState() {
			return "all that is in stock";
		}

		@Override
		public void acceptState(String state, Occasion occasion) {
			throw new IllegalStateException("There is no other node");
		}

		private static String inTransaction() {
			return TransactionSynchronizationManager.isActualTransactionActive() ? "in a transaction" : "outside";
		}

		String ofTheClass() {
			return "of the class" + held(this.fence);
		}

	}

	private static String held(Fence fence) {
		return fence.isHeld() ? " while held" : " without";
	}

	@ClusterSingleton("plain")
	static class Plain {

		private final Fence fence;

		private final Notes notes;

		private final ApplicationContext context;

		Plain(Fence fence, Notes notes, ApplicationContext context) {
			this.fence = fence;
			this.notes = notes;
			this.context = context;
		}

		@OnActivate
		void begin() {
			this.notes.texts.add("began: " + this.context.getBean(Plain.class).work());
		}

		@OnDeactivate
		void end() {
			this.notes.texts.add("ended: " + this.context.getBean(Plain.class).work());
		}

		public String work() {
			return "worked" + held(this.fence);
		}

		@EventListener
		public void on(Order order) {
			this.notes.texts.add("order " + order.text());
		}

		@Override
		public String toString() {
			return "plain, on any node";
		}

	}

	static class Notes {

		final List<String> texts = new CopyOnWriteArrayList<>();

		final List<Throwable> failures = new CopyOnWriteArrayList<>();

		final CompletableFuture<Void> mayEnd = new CompletableFuture<>();

	}

	/** Keeps tasks until they are to run. */
	static class HeldTasks implements TaskExecutor {

		private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

		@Override
		public void execute(Runnable task) {
			this.tasks.add(task);
		}

		void runAll() {
			for (Runnable task = this.tasks.poll(); task != null; task = this.tasks.poll()) {
				task.run();
			}
		}

	}

	static class Transactions extends AbstractPlatformTransactionManager {

		private static final long serialVersionUID = 1;

		final transient List<String> ends = new CopyOnWriteArrayList<>();

		@Override
		protected Object doGetTransaction() {
			return "transaction";
		}

		@Override
		protected void doBegin(Object transaction, TransactionDefinition definition) {
			// There is no store.
		}

		@Override
		protected void doCommit(DefaultTransactionStatus status) {
			this.ends.add("commit of " + method(status));
		}

		@Override
		protected void doRollback(DefaultTransactionStatus status) {
			this.ends.add("rollback of " + method(status));
		}

		private static String method(DefaultTransactionStatus status) {
			return StringUtils.unqualify(status.getTransactionName());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EnableAsync
	@EnableTransactionManagement
	@Import(SingleNodeConfiguration.class)
	static class Application implements AsyncConfigurer {

		private final Notes notes = new Notes();

		private final HeldTasks tasks = new HeldTasks();

		@Bean
		Notes notes() {
			return this.notes;
		}

		@Bean
		HeldTasks heldTasks() {
			return this.tasks;
		}

		@Bean
		PlatformTransactionManager transactions() {
			return new Transactions();
		}

		@Bean
		Stock stock(Fence fence, Notes notes) {
			return new Stock(fence, notes);
		}

		@Bean
		Plain plain(Fence fence, Notes notes, ApplicationContext context) {
			return new Plain(fence, notes, context);
		}

		@Override
		public TaskExecutor getAsyncExecutor() {
			return this.tasks;
		}

		@Override
		public AsyncUncaughtExceptionHandler getAsyncUncaughtExceptionHandler() {
			return (failure, method, arguments) -> this.notes.failures.add(failure);
		}

	}

}
