package io.distsys.spring;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.distsys.actuate.ClusterDescriptor.ScheduleDescriptor;
import io.distsys.actuate.ClusterDescriptor.SingletonDescriptor;
import io.distsys.actuate.ClusterEndpoint;
import io.distsys.actuate.ClusterReports;
import io.distsys.autoconfigure.SingleNodeConfiguration;
import io.distsys.cluster.Cluster;
import io.distsys.consensus.ReplicatedLog;
import io.distsys.messaging.CallException;
import io.distsys.messaging.Outcome;
import io.distsys.ownership.Fence;
import io.distsys.ownership.FenceClosedException;
import io.distsys.ownership.FencingToken;
import io.distsys.ownership.Ownerships;
import io.distsys.quorum.Quorum;
import io.distsys.rpc.CallTimeout;
import io.distsys.singleton.ClusterSingleton;
import io.distsys.singleton.ClusterSingletons;
import io.distsys.singleton.MisfireRule;
import io.distsys.singleton.OnMisfire;
import io.distsys.singleton.SingletonActivity;
import io.distsys.singleton.SingletonState;
import io.distsys.singleton.SingletonStatus;
import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.Test;

import org.springframework.aop.framework.autoproxy.BeanNameAutoProxyCreator;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Primary;
import org.springframework.context.support.ApplicationObjectSupport;
import org.springframework.core.annotation.AliasFor;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * The ways in which a bean can be a singleton, on one node with no Hazelcast below it.
 */
class SingletonBeansTests {

	private static final Duration LONG = Duration.ofMinutes(1);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(Application.class)
		.withPropertyValues("distsys.lease.ttl=10s", "mail.name=postman", "mail.roles=");

	private static void awaitActive(ApplicationContext context, String... names) {
		await().atMost(LONG).untilAsserted(() -> {
			List<SingletonStatus> all = context.getBean(ClusterSingletons.class).status();
			assertThat(all).filteredOn((one) -> one.state() == SingletonState.ACTIVE)
				.extracting(SingletonStatus::name)
				.contains(names);
		});
	}

	@Test
	void aClassAFactoryMethodAndAnAnnotationOfTheUsersDeclareSingletons() {
		this.runner.run((context) -> {
			awaitActive(context, "ledger", "postman", "audit", "sealed", "late");
			assertThat(context.getBean(Mail.class).send("x")).isEqualTo("sent x");
			assertThat(context.getBean("late", Mail.class).send("y")).isEqualTo("late y");
			assertThat(context.getBean("sealed", Counting.class).count()).isOne();
		});
	}

	@Test
	void theyBeginAndRunAlsoWhereAllBeansAreLazy() {
		this.runner
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.run((context) -> {
				awaitActive(context, "ledger", "postman", "audit", "sealed", "late");
				assertThat(context.getBean(Mail.class).send("x")).isEqualTo("sent x");
				await().atMost(LONG)
					.untilAsserted(() -> assertThat(context.getBean(Probe.class).heldInTask).contains(true));
			});
	}

	@Test
	void aspectsAndAsynchronousMethodsWorkAround() {
		this.runner.run((context) -> {
			awaitActive(context, "ledger");
			Ledger ledger = context.getBean(Ledger.class);
			assertThat(ledger.who("me")).isEqualTo("advised me");
			assertThat(ledger.later("me").get(30, TimeUnit.SECONDS)).startsWith("me on task-");
		});
	}

	@Test
	void aBeanBeginsAndEndsByTheInterfaceThatItImplements() {
		this.runner.run((context) -> {
			awaitActive(context, "tide");
			Probe probe = context.getBean(Probe.class);
			FencingToken token = context.getBean(ClusterSingletons.class).fence("tide").token();
			assertThat(probe.tide).containsExactly("comes in " + token);
			assertThat(context.getBean("tide", Mail.class).send("x")).isEqualTo("washed up x");
			context.getBean(Ownerships.class).drain(LONG).toCompletableFuture().get(30, TimeUnit.SECONDS);
			assertThat(probe.tide).containsExactly("comes in " + token, "goes out " + token);
		});
	}

	@Test
	void theInjectedFenceIsThatOfTheSingleton() {
		this.runner.run((context) -> {
			awaitActive(context, "ledger");
			Probe probe = context.getBean(Probe.class);
			assertThat(probe.fence.isHeld()).isTrue();
			await().atMost(LONG).untilAsserted(() -> assertThat(probe.tokens).contains(probe.fence.token()));
			await().atMost(LONG).untilAsserted(() -> assertThat(probe.heldInTask).contains(true));
			assertThat(context.getBean(ClusterSingletons.class).fence("audit").token())
				.isNotEqualTo(probe.fence.token());
			context.getBean(Ownerships.class).drain(LONG).toCompletableFuture().get(30, TimeUnit.SECONDS);
			assertThat(probe.fence.isHeld()).isFalse();
			assertThatExceptionOfType(FenceClosedException.class).isThrownBy(probe.fence::check)
				.withMessageContaining("ledger");
			CompletableFuture<String> told = new CompletableFuture<>();
			probe.fence.onLost(() -> told.complete("told"));
			assertThat(told).isCompletedWithValue("told");
			assertThat(probe.heldInTask).doesNotContain(false);
		});
	}

	@Test
	void theEndpointTellsWhenAScheduledMethodRanAndWillRun() {
		this.runner.run((context) -> {
			awaitActive(context, "ledger");
			ClusterEndpoint endpoint = new ClusterEndpoint(context.getBean(Cluster.class),
					context.getBean(Quorum.class), context.getBean(ReplicatedLog.class),
					context.getBean(Ownerships.class), context.getBean(ClusterReports.class), context);
			await().atMost(LONG).untilAsserted(() -> {
				List<ScheduleDescriptor> schedules = schedules(endpoint);
				assertThat(schedules).extracting(ScheduleDescriptor::task)
					.containsExactlyInAnyOrder("tick", "check", "close");
				assertThat(schedules).filteredOn((schedule) -> schedule.task().equals("tick"))
					.singleElement()
					.satisfies((schedule) -> {
						assertThat(schedule.lastNode()).isEqualTo("only");
						assertThat(schedule.lastFailed()).isFalse();
						assertThat(schedule.misfireRule()).isEqualTo(MisfireRule.SKIP);
						assertThat(schedule.nextRun()).isAfter(schedule.lastRun());
					});
				assertThat(schedules).filteredOn((schedule) -> schedule.task().equals("close"))
					.singleElement()
					.satisfies((schedule) -> {
						assertThat(schedule.lastRun()).isNull();
						assertThat(schedule.misfireRule()).isEqualTo(MisfireRule.ONCE);
						assertThat(schedule.nextRun()).isNotNull();
					});
			});
		});
	}

	private static List<ScheduleDescriptor> schedules(ClusterEndpoint endpoint) {
		return Stream.of(endpoint.part("singletons"))
			.flatMap((part) -> ((List<?>) part.get("singletons")).stream())
			.map(SingletonDescriptor.class::cast)
			.filter((singleton) -> singleton.name().equals("ledger"))
			.flatMap((singleton) -> singleton.schedules().stream())
			.toList();
	}

	@Test
	void aCallWaitsAsLongAsItsMethodElseItsSingletonSays() {
		this.runner.run((context) -> {
			awaitActive(context, "ledger");
			Patient absent = context.getBean(Patient.class);
			assertThatExceptionOfType(CallException.CallTimeoutException.class).isThrownBy(absent::ask)
				.withMessageContaining("nobody was active within PT0.15S")
				.satisfies((ex) -> assertThat(ex.outcome()).isEqualTo(Outcome.DID_NOT_RUN));
			assertThatExceptionOfType(CallException.CallTimeoutException.class).isThrownBy(absent::askInAHurry)
				.withMessageContaining("nobody was active within PT0.05S");
		});
	}

	@Test
	void aPausedContextStaysInTheCluster() {
		this.runner.run((context) -> {
			awaitActive(context, "ledger");
			context.getSourceApplicationContext().pause();
			assertThat(context.getBean(Ledger.class).who("me")).isEqualTo("advised me");
			assertThat(context.getBean(Ownerships.class).lease().isHeld()).isTrue();
			context.getSourceApplicationContext().restart();
			assertThat(context.getBean(Ledger.class).who("me")).isEqualTo("advised me");
		});
	}

	interface Mail {

		String send(String text);

	}

	interface Ledger {

		String who(String caller);

		CompletableFuture<String> later(String caller);

	}

	interface Counting {

		int count();

	}

	interface Patient {

		void ask();

		@CallTimeout(50)
		void askInAHurry();

	}

	/** Nobody has it. */
	@ClusterSingleton(name = "absent", excludedNodes = "only", callTimeout = "150ms")
	static class Absent implements Patient {

		@Override
		public void ask() {
			throw new IllegalStateException("it is not active anywhere");
		}

		@Override
		public void askInAHurry() {
			ask();
		}

	}

	@Target({ ElementType.TYPE, ElementType.METHOD })
	@Retention(RetentionPolicy.RUNTIME)
	@ClusterSingleton(roles = "${mail.roles}", callTimeout = "5s")
	@interface Nightly {

		@AliasFor(annotation = ClusterSingleton.class, attribute = "name")
		String called();

	}

	/** What a superclass of Spring has, and what is protected, may be final. */
	@Nightly(called = "audit")
	static class Audit extends ApplicationObjectSupport implements Mail {

		@Override
		protected final boolean isContextRequired() {
			return true;
		}

		@Override
		public String send(String text) {
			return "audited " + text;
		}

	}

	@ClusterSingleton("ledger")
	static class LedgerBean implements Ledger {

		private final Probe probe;

		private final Fence fence;

		LedgerBean(Probe probe, Fence fence) {
			this.probe = probe;
			this.fence = fence;
			probe.fence = fence;
		}

		@Override
		public String who(String caller) {
			return caller;
		}

		@Async
		@Override
		public CompletableFuture<String> later(String caller) {
			return CompletableFuture.completedFuture(caller + " on " + Thread.currentThread().getName());
		}

		@Scheduled(fixedRate = 50)
		void tick(FencingToken token) {
			this.probe.tokens.add(token);
		}

		@Scheduled(fixedRate = 50)
		void check(Fence current) {
			this.probe.heldInTask.add(current.isHeld() && this.fence.token().equals(current.token()));
		}

		@OnMisfire
		@Scheduled(cron = "0 0 3 * * *")
		void close() {
		}

	}

	@ClusterSingleton
	static final class Sealed implements Counting {

		@Override
		public int count() {
			return 1;
		}

	}

	@ClusterSingleton("tide")
	static class Tide implements Mail, SingletonActivity {

		private final Probe probe;

		Tide(Probe probe) {
			this.probe = probe;
		}

		@Override
		public void activate(Fence fence) {
			this.probe.tide.add("comes in " + fence.token());
		}

		@Override
		public void deactivate(Fence fence) {
			this.probe.tide.add("goes out " + fence.token());
		}

		@Override
		public String send(String text) {
			return "washed up " + text;
		}

	}

	static class Probe {

		final List<String> tide = new CopyOnWriteArrayList<>();

		final List<FencingToken> tokens = new CopyOnWriteArrayList<>();

		final List<Boolean> heldInTask = new CopyOnWriteArrayList<>();

		Fence fence;

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EnableAsync
	@EnableScheduling
	@Import(SingleNodeConfiguration.class)
	static class Application {

		@Bean
		Probe probe() {
			return new Probe();
		}

		@Bean
		LedgerBean ledger(Probe probe, Fence fence) {
			return new LedgerBean(probe, fence);
		}

		@Bean
		Tide tide(Probe probe) {
			return new Tide(probe);
		}

		@Bean
		@Primary
		@ClusterSingleton(name = "${mail.name}")
		Mail mail() {
			return (text) -> "sent " + text;
		}

		@Bean
		@Lazy
		@Nightly(called = "late")
		Mail late() {
			return (text) -> "late " + text;
		}

		@Bean
		Audit audit() {
			return new Audit();
		}

		@Bean
		Absent absent() {
			return new Absent();
		}

		@Bean
		Sealed sealed() {
			return new Sealed();
		}

		@Bean
		static BeanNameAutoProxyCreator advised() {
			BeanNameAutoProxyCreator creator = new BeanNameAutoProxyCreator();
			creator.setBeanNames("ledger");
			creator.setProxyTargetClass(true);
			creator.setInterceptorNames("advice");
			return creator;
		}

		@Bean
		static MethodInterceptor advice() {
			return (invocation) -> invocation.getMethod().getName().equals("who") ? "advised " + invocation.proceed()
					: invocation.proceed();
		}

	}

}
