package io.distsys.autoconfigure.diagnostics;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import io.distsys.autoconfigure.SingleNodeConfiguration;
import io.distsys.mistakes.asking.Orders;
import io.distsys.mistakes.casting.CastWithAnAnswer;
import io.distsys.mistakes.merging.CounterWithoutARule;
import io.distsys.mistakes.nesting.InnerWorker;
import io.distsys.mistakes.referring.FinalWorker;
import io.distsys.mistakes.storing.StoredAndAvailable;
import io.distsys.ownership.Fence;
import io.distsys.ownership.Guarantee;
import io.distsys.pubsub.ClusterListener;
import io.distsys.rpc.CallTimeout;
import io.distsys.rpc.RemoteService;
import io.distsys.singleton.ClusterSingleton;
import io.distsys.singleton.OnActivate;
import io.distsys.worker.SupervisionGroup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Scope;
import org.springframework.core.env.Environment;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** What a person reads when an application with a mistake in it does not start. */
@ExtendWith(OutputCaptureExtension.class)
class FailureAnalysisTests {

	private static final String VERSION_OVERRIDE = "hazelcast.internal.override.version";

	@RegisterExtension
	static final TroubleshootingPage PAGE = TroubleshootingPage.without(MeetingFailureAnalysisTests.SECTIONS);

	static Stream<Arguments> mistakes() {
		return Stream.of(arguments(List.of("distsys.lease.ttl=1s"),
				"distsys.lease.ttl * (1 - distsys.lease.drift) - distsys.lease.margin > 2 * "
						+ "distsys.lease.renewal-interval + distsys.lease.stop-grace does not hold: 940ms > 1100ms",
				"Change one or more of distsys.lease.ttl, distsys.lease.drift, distsys.lease.margin, "
						+ "distsys.lease.renewal-interval, distsys.lease.stop-grace"),
				arguments(List.of("distsys.lease.drift=0.7"), "distsys.lease.drift must be in [0, 0.5), not 0.7",
						"Change distsys.lease.drift"),
				arguments(List.of("distsys.lease.margin=-1ms"),
						"distsys.lease.margin and distsys.lease.stop-grace not negative", "distsys.lease.margin"),
				arguments(List.of("distsys.lease.stop-grace=-1ms"),
						"distsys.lease.margin and distsys.lease.stop-grace not negative", "distsys.lease.stop-grace"),
				arguments(List.of("distsys.cluster.expected-size=0"),
						"distsys.cluster.expected-size must be at least 1, not 0",
						"Change distsys.cluster.expected-size"),
				arguments(List.of("distsys.quorum.policy=static"),
						"distsys.quorum.size must be at least 1 where distsys.quorum.policy is static, not 0",
						"Change one or more of distsys.quorum.size, distsys.quorum.policy"),
				arguments(List.of("distsys.quorum.size=2"),
						"distsys.quorum.size (2) is only for distsys.quorum.policy static",
						"Change one or more of distsys.quorum.size, distsys.quorum.policy"),
				arguments(
						List.of("distsys.quorum.policy=static", "distsys.quorum.size=4",
								"distsys.cluster.expected-size=3"),
						"distsys.quorum.size (4) must not be larger than distsys.cluster.expected-size (3)",
						"Change one or more of distsys.quorum.size, distsys.cluster.expected-size"),
				arguments(List.of("distsys.consensus.heartbeat=1s"),
						"distsys.consensus.election-timeout (1s) must be at least three heartbeats (3s)",
						"distsys.consensus.election-timeout"),
				arguments(List.of("distsys.consensus.heartbeat=0s"),
						"distsys.consensus.heartbeat must be positive, not 0s", "Change distsys.consensus.heartbeat"),
				arguments(List.of("distsys.consensus.max-voters=0"),
						"distsys.consensus.max-voters must be at least 1, not 0",
						"Change distsys.consensus.max-voters"),
				arguments(List.of("distsys.consensus.crashed-voter-removal=1s"),
						"distsys.consensus.crashed-voter-removal (1s) must be at least two times "
								+ "distsys.consensus.election-timeout (1s)",
						"Change one or more of distsys.consensus.crashed-voter-removal, "
								+ "distsys.consensus.election-timeout"),
				arguments(List.of("distsys.singleton.call-timeout=0s"),
						"distsys.singleton.call-timeout must be positive, not 0s",
						"Change distsys.singleton.call-timeout"),
				arguments(List.of("distsys.singleton.drain-timeout=-1s"),
						"distsys.singleton.drain-timeout must not be negative, but is -1s",
						"Change distsys.singleton.drain-timeout"),
				arguments(List.of("distsys.worker.drain-timeout=-1s"),
						"distsys.worker.drain-timeout must be positive, not -1s",
						"Change distsys.worker.drain-timeout"),
				arguments(List.of("distsys.worker.threads=0"), "distsys.worker.threads must be at least 1",
						"Set distsys.worker.threads"),
				arguments(List.of("distsys.threads.size=0"), "distsys.threads.size must be at least 1",
						"Set distsys.threads.size"),
				arguments(List.of("distsys.registry.max-clock-drift=-1s"),
						"distsys.registry.max-clock-drift must not be negative",
						"Set distsys.registry.max-clock-drift"),
				arguments(List.of("distsys.registry.timeout=0s"), "distsys.registry.timeout must be positive",
						"Set distsys.registry.timeout"),
				arguments(List.of("distsys.election.resign-timeout=0s"),
						"distsys.election.resign-timeout must be positive", "Set distsys.election.resign-timeout"),
				arguments(List.of("distsys.presence.batch-interval=-1ms"),
						"distsys.presence.batch-interval must not be negative", "Set distsys.presence.batch-interval"),
				arguments(List.of("distsys.tracker.repair-interval=0s"),
						"distsys.tracker.repair-interval must be positive", "Set distsys.tracker.repair-interval"),
				arguments(List.of("distsys.tracker.max-entries=0"), "distsys.tracker.max-entries must be at least 1",
						"Set distsys.tracker.max-entries"),
				arguments(List.of("distsys.shutdown.timeout=0s"), "distsys.shutdown.timeout must be positive",
						"Set distsys.shutdown.timeout"),
				arguments(List.of("distsys.cluster.minimum-size=0"),
						"distsys.cluster.minimum-size must be at least 1, not 0", "Set distsys.cluster.minimum-size"),
				arguments(List.of("distsys.cluster.minimum-size-timeout=0s"),
						"distsys.cluster.minimum-size-timeout must be positive",
						"Set distsys.cluster.minimum-size-timeout"),
				arguments(List.of("distsys.lease.ttl=soon"), "The property distsys.lease.ttl is 'soon'",
						"Set distsys.lease.ttl to a duration such as 500ms, 5s or 1m"),
				arguments(List.of("distsys.cluster.expected-size=three"),
						"The property distsys.cluster.expected-size is 'three'",
						"Set distsys.cluster.expected-size to a whole number"),
				arguments(List.of("distsys.registry.guarantee=eventual"),
						"is 'eventual' (from \"distsys.registry.guarantee\" from property source "
								+ "\"defaultProperties\"), and that is not strong or available",
						"Set distsys.registry.guarantee to strong or available, or remove it"),
				arguments(List.of("distsys.messaging.when-full=drop"), "and that is not block or reject",
						"Set distsys.messaging.when-full to block or reject, or remove it"));
	}

	@ParameterizedTest
	@MethodSource("mistakes")
	void mistakeInPropertyIsExplainedByName(List<String> properties, String description, String action,
			CapturedOutput output) {
		Explanation explanation = PAGE.explanation(output, Application.class, properties.toArray(String[]::new));
		assertThat(explanation.description()).contains(description);
		assertThat(explanation.action()).contains(action);
	}

	static Stream<Arguments> hazelcastMistakes() {
		return Stream.of(
				arguments("distsys.failure-detection.timeout=1500ms",
						"distsys.failure-detection.timeout must be a whole number of seconds",
						"Change distsys.failure-detection.timeout"),
				arguments("distsys.failure-detection.heartbeat-interval=0s",
						"distsys.failure-detection.heartbeat-interval must be a whole number of seconds",
						"Change distsys.failure-detection.heartbeat-interval"),
				arguments("distsys.security.secret=short",
						"distsys.security.secret must have at least 16 characters, one has 5",
						"Change distsys.security.secret"),
				arguments("distsys.security.additional-secrets=a-secret-of-enough-characters",
						"distsys.security.secret is not, so this node has nothing to prove",
						"Set distsys.security.secret"),
				arguments("distsys.security.ssl.bundle=nodes",
						"distsys.security.ssl.bundle is 'nodes', and there is no SSL bundle of that name",
						"spring.ssl.bundle.pem.nodes"),
				arguments("distsys.network.port=70000",
						"distsys.network.port (70000) and distsys.network.port-count (8) are no range of ports",
						"distsys.network.port, distsys.network.port-count"),
				arguments("distsys.lease.ttl=1s", "distsys.lease.stop-grace does not hold", "distsys.lease.ttl"),
				arguments("distsys.discovery.type=dns-srv",
						"and that is not auto, none, tcp-ip, multicast, kubernetes, dns or spring-cloud",
						"Set distsys.discovery.type to auto, none, tcp-ip, multicast, kubernetes, dns or spring-cloud"),
				arguments("distsys.lease.ttl=abc", "The property distsys.lease.ttl is 'abc'", "distsys.lease.ttl"),
				arguments("distsys.quorum.size=2", "is only for distsys.quorum.policy static", "distsys.quorum.policy"),
				arguments("distsys.worker.threads=0", "distsys.worker.threads must be at least 1",
						"Set distsys.worker.threads"),
				arguments("distsys.cluster.minimum-size=0", "distsys.cluster.minimum-size must be at least 1",
						"Set distsys.cluster.minimum-size"));
	}

	@ParameterizedTest
	@MethodSource("hazelcastMistakes")
	void mistakeInPropertyOfTheMemberIsExplainedBeforeTheMemberStarts(String property, String description,
			String action, CapturedOutput output) {
		Explanation explanation = PAGE.explanation(output, HazelcastApplication.class, property);
		assertThat(explanation.description()).contains(description);
		assertThat(explanation.action()).contains(action);
		assertThat(output).doesNotContain("is STARTING");
	}

	@Test
	void twoBeansOfOneSingletonAreRefusedBeforeTheMemberStarts(CapturedOutput output) {
		Explanation explanation = PAGE.explanation(output, TwoOfOneNameOnAMember.class);
		assertThat(explanation.description())
			.contains("The beans 'first' and 'second' are both the cluster singleton 'ledger'.");
		assertThat(output).doesNotContain("is STARTING");
	}

	@Test
	void occupiedPortIsExplainedWithTheRange(CapturedOutput output) throws IOException {
		try (ServerSocket occupied = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
			Explanation explanation = PAGE.explanation(output, HazelcastApplication.class,
					"distsys.network.port=" + occupied.getLocalPort(), "distsys.network.port-count=1");
			assertThat(explanation.description()).contains("distsys.network.port=" + occupied.getLocalPort(),
					"distsys.network.port-count=1");
			assertThat(explanation.action()).contains("distsys.network.port", "distsys.network.port-count",
					"distsys.network.bind-address");
		}
	}

	@Test
	void addressThatTheMachineDoesNotHaveIsExplained(CapturedOutput output) {
		Explanation explanation = PAGE.explanation(output, HazelcastApplication.class,
				"distsys.network.bind-address=203.0.113.7");
		assertThat(explanation.description()).contains("distsys.network.bind-address=203.0.113.7");
	}

	@Test
	void memberOfTheApplicationThatDoesNotAskForTheSecretIsExplained(CapturedOutput output) {
		Explanation explanation = PAGE.explanation(output, WithOwnMember.class,
				"distsys.security.secret=the-secret-of-the-cluster");
		assertThat(explanation.description()).contains("'own-member'", "does not ask for it");
		assertThat(explanation.action()).contains("Publish a Config bean", "HazelcastMember.start");
	}

	@Test
	void twoSingletonsOfOneNameAreExplainedByTheirBeans(CapturedOutput output) {
		Explanation explanation = PAGE.explanation(output, TwoOfOneName.class);
		assertThat(explanation.description()).contains("'first'", "'second'", "'ledger'");
		assertThat(explanation.action()).contains("Give each @ClusterSingleton a name of its own");
	}

	@Test
	void singletonInPrototypeScopeIsExplainedByItsBean(CapturedOutput output) {
		Explanation explanation = PAGE.explanation(output, PrototypeSingleton.class);
		assertThat(explanation.description()).contains("'ledger'", "@ClusterSingleton");
		assertThat(explanation.action()).contains("@Scope");
	}

	static Stream<Arguments> singletonMistakes() {
		return Stream.of(
				arguments(Unresolved.class, "The attribute roles of the @ClusterSingleton 'bean' cannot be resolved",
						"Define the property"),
				arguments(BadDuration.class, "minimumStay is 'long', and that is not a duration", "5s or 1m"),
				arguments(BadNumber.class, "minimumNodes is 0", "1 or more"),
				arguments(NoNumber.class, "minimumNodes is 'two', and that is not a number", "1 or more"),
				arguments(NegativeStay.class, "minimumStay is negative: -5s", "500ms, 5s or 1m"),
				arguments(NoTimeAtAll.class, "callTimeout is 0", "500ms, 5s or 1m"),
				arguments(TwoNames.class, "value is 'one' and name is 'other'", "Give one of them"),
				arguments(AvailableStay.class, "minimumStay and minimumNodes need a majority", "STRONG"),
				arguments(NoInterface.class, "'bean' sets the timeout of calls", "implement an interface"),
				arguments(FinalClass.class, "final class", "let the class not be final"),
				arguments(FinalMethod.class, "has the final method", "Let the method not be final"),
				arguments(FinalInAnInterface.class, "has the final method", "Let the method not be final"),
				arguments(FinalInTheSuperclass.class, "has the final method", "Let the method not be final"),
				arguments(WrongInterface.class, "names java.lang.String, which is not an interface",
						"Name interfaces that the class implements"),
				arguments(BadCallback.class, "begin(java.lang.String)", "Fence or FencingToken"),
				arguments(BadSchedule.class, "The @Scheduled method", "Fence or FencingToken"),
				arguments(ReactiveSchedule.class, "returns a publisher",
						"Let the method do its work before it returns"),
				arguments(NotASingleton.class, "A Fence is injected into", "ask it for fence(name)"));
	}

	@ParameterizedTest
	@MethodSource("singletonMistakes")
	void singletonThatCannotWorkIsExplained(Class<?> bean, String description, String action, CapturedOutput output) {
		Explanation explanation = PAGE.explanation(output, SingletonApplication.class, "test.bean=" + bean.getName());
		assertThat(explanation.description()).contains(description);
		assertThat(explanation.action()).contains(action);
	}

	@Test
	void availableWorkerWithTwoStatesAndNoRuleIsExplained(CapturedOutput output) {
		Explanation explanation = PAGE.explanation(output, CounterWithoutARule.class);
		assertThat(explanation.description()).contains("CounterWorker cannot be a worker", "Mergeable");
		assertThat(explanation.action()).contains("Change the class or its annotation");
	}

	@Test
	void workerWithoutAnInterfaceThatAReferenceCannotStandForIsExplained(CapturedOutput output) {
		Explanation explanation = PAGE.explanation(output, FinalWorker.class);
		assertThat(explanation.description()).contains("CounterWorker cannot be a worker",
				"implements no interface, so references are of a subclass of it, and it has the final method"
						+ " CounterWorker.next: let it not be final, or make it private, or implement an interface");
		assertThat(explanation.action()).contains("Change the class or its annotation");
	}

	@Test
	void workerWhoseCastReturnsSomethingIsExplained(CapturedOutput output) {
		Explanation explanation = PAGE.explanation(output, CastWithAnAnswer.class);
		assertThat(explanation.description()).contains("CounterWorker cannot be a worker",
				"has @Cast on Counter.next, which returns something: let it be void");
		assertThat(explanation.action()).contains("Change the class or its annotation");
	}

	@Test
	void workerThatIsAnInnerClassIsExplained(CapturedOutput output) {
		Explanation explanation = PAGE.explanation(output, InnerWorker.class);
		assertThat(explanation.description()).contains("CounterWorker cannot be a worker",
				"it is an inner class; make it static");
	}

	static Stream<Arguments> workerThatAsksForWhatIsMissingIsExplained() {
		return Stream.of(
				arguments(Orders.WithoutStock.class, "Stock as its parameter 'stock', and there is no such bean",
						"Define a bean of that type"),
				arguments(Orders.WithTwoStocks.class,
						"Stock as its parameter 'stock', and there are several: [near, far]", "@Primary"),
				arguments(Orders.OfNoSize.class,
						"int as its parameter 'size', and that cannot be had: Could not resolve"
								+ " placeholder 'orders.size'",
						"what its annotation names"));
	}

	@ParameterizedTest
	@MethodSource
	void workerThatAsksForWhatIsMissingIsExplained(Class<?> application, String description, String action,
			CapturedOutput output) {
		Explanation explanation = PAGE.explanation(output, application);
		assertThat(explanation.description()).contains("OrderWorker asks for ", description);
		assertThat(explanation.action()).contains(action);
	}

	@Test
	void availableWorkerInAStoreIsExplained(CapturedOutput output) {
		Explanation explanation = PAGE.explanation(output, StoredAndAvailable.class);
		assertThat(explanation.description()).contains("'stored-and-available'", "cannot be defined",
				"Return false from keeps(\"stored-and-available\")");
		assertThat(explanation.action()).contains("the bean that is named");
	}

	@Test
	void supervisionGroupWithoutItsTypesIsExplained(CapturedOutput output) {
		Explanation explanation = PAGE.explanation(output, GroupWithoutTypes.class);
		assertThat(explanation.description()).contains("The supervision group 'line' cannot be defined",
				"'line/reader', which this node does not run");
		assertThat(explanation.action()).contains("[line/reader, line/writer]");
	}

	@Test
	void listenerWithoutParameterIsExplainedByItsMethod(CapturedOutput output) {
		Explanation explanation = PAGE.explanation(output, BadListener.class);
		assertThat(explanation.description()).contains("onNews", "@ClusterListener", "'deaf'");
		assertThat(explanation.action()).contains("Declare the message as the one parameter");
	}

	@Test
	void listenerWithoutATopicIsExplainedByItsMethod(CapturedOutput output) {
		Explanation explanation = PAGE.explanation(output, SingletonApplication.class,
				"test.bean=" + Nowhere.class.getName());
		assertThat(explanation.description()).contains("onNews", "names no topic");
		assertThat(explanation.action()).contains("Name at least one topic");
	}

	@Test
	void listenerWhoseErrorHandlerIsMissingIsExplained(CapturedOutput output) {
		Explanation explanation = PAGE.explanation(output, SingletonApplication.class,
				"test.bean=" + Unhandled.class.getName());
		assertThat(explanation.description()).contains("onNews", "the error handler 'nobody'");
		assertThat(explanation.action()).contains("Define a bean of the type TopicErrorHandler");
	}

	@ParameterizedTest
	@ValueSource(classes = { TwoListenersOfOneId.class, TwoBeansOfOneListener.class })
	void twoListenersOfOneIdAreExplainedByTheirMethods(Class<?> application, CapturedOutput output) {
		Explanation explanation = PAGE.explanation(output, application);
		assertThat(explanation.description()).contains("onNews", "of bean 'first' and ", "of bean 'second' both",
				"the id 'news'");
		assertThat(explanation.action()).contains("an id of its own, or none");
	}

	static List<Arguments> listenersThatCannotWork() {
		return List.of(
				Arguments.of(WithoutRoom.class, "The queueBound of @ClusterListener method", "Set it to 1 or more."),
				Arguments.of(WithoutThread.class, "The concurrency of @ClusterListener method", "Set it to 1 or more."),
				Arguments.of(OfAnUnknownProperty.class, "cannot be resolved: ",
						"Define the property, or give it a default"));
	}

	@ParameterizedTest
	@CsvSource({ "test.topic, topic", "test.group, group" })
	void listenerWithANameWithWhichNoMessageCouldTravelIsExplainedByItsMethod(String property, String what,
			CapturedOutput output) {
		Explanation explanation = PAGE.explanation(output, SingletonApplication.class,
				"test.bean=" + OfLongNames.class.getName(), property + "=" + "\u00fc".repeat(17_000));
		assertThat(explanation.description()).contains("onNews", "of bean 'bean'",
				"names a " + what + " whose name has 34000 bytes");
		assertThat(explanation.action()).isEqualTo("Give the " + what + " a shorter name.");
	}

	@Test
	void singletonWithANameThatIsTooLongIsExplained(CapturedOutput output) {
		Explanation explanation = PAGE.explanation(output, SingletonApplication.class,
				"test.bean=" + OfALongName.class.getName(), "test.name=" + "n".repeat(256));
		assertThat(explanation.description())
			.isEqualTo("The @ClusterSingleton 'bean' cannot work: its name has 256 characters, and 255 are allowed.");
		assertThat(explanation.action()).isEqualTo("Give it a shorter name.");
	}

	@ParameterizedTest
	@MethodSource("listenersThatCannotWork")
	void listenerWithAnAttributeThatCannotBeIsExplainedByItsMethod(Class<?> bean, String description, String action,
			CapturedOutput output) {
		Explanation explanation = PAGE.explanation(output, SingletonApplication.class, "test.bean=" + bean.getName());
		assertThat(explanation.description()).contains("onNews", description);
		assertThat(explanation.action()).contains(action);
	}

	@ParameterizedTest
	@MethodSource
	void remoteServiceThatCannotBeCalledIsExplained(Class<?> bean, String description, String action,
			CapturedOutput output) {
		Explanation explanation = PAGE.explanation(output, SingletonApplication.class, "test.bean=" + bean.getName());
		assertThat(explanation.description()).contains("@RemoteService", "'bean'", description);
		assertThat(explanation.action()).contains(action);
	}

	static Stream<Arguments> remoteServiceThatCannotBeCalledIsExplained() {
		return Stream.of(Arguments.of(ServiceWithoutInterface.class, "implements no interface", "in an interface"),
				Arguments.of(ServiceOfAnother.class, "names java.lang.Runnable, which is not an interface of",
						"that the class implements"),
				Arguments.of(ServiceWithoutTime.class,
						"@CallTimeout(0) on Hasty.ask: let it be more than 0 milliseconds", "Change the @CallTimeout"),
				Arguments.of(ServiceWithTimedDefault.class,
						"@CallTimeout on Polite.askTwice, which runs on the proxy itself: let it be abstract",
						"Change the @CallTimeout"));
	}

	@Test
	void twoRemoteServicesOfOneInterfaceAreExplained(CapturedOutput output) {
		Explanation explanation = PAGE.explanation(output, TwoServices.class);
		assertThat(explanation.description()).contains("'first' and 'second'", "Greeter");
		assertThat(explanation.action()).contains("Leave the annotation on one of them");
	}

	@Test
	void remoteServiceOfAnotherScopeIsExplained(CapturedOutput output) {
		Explanation explanation = PAGE.explanation(output, PrototypeService.class);
		assertThat(explanation.description()).contains("'greeter'", "not of the scope 'singleton'");
		assertThat(explanation.action()).contains("have the scope 'singleton'");
	}

	@Test
	void clientInThePlaceOfTheMemberIsExplained(CapturedOutput output) {
		HazelcastInstance member = Hazelcast.newHazelcastInstance(plain("server"));
		try {
			int port = member.getCluster().getLocalMember().getAddress().getPort();
			Explanation explanation = PAGE.explanation(output, WithClient.class, "test.member=127.0.0.1:" + port);
			assertThat(explanation.description()).contains("'my-client' is a client");
			assertThat(explanation.action()).contains("distsys.enabled=false");
		}
		finally {
			member.getLifecycleService().terminate();
		}
	}

	@Test
	void memberThatIsNotConfiguredForTheLibraryIsExplained(CapturedOutput output) {
		Explanation explanation = PAGE.explanation(output, WithOwnMember.class);
		assertThat(explanation.description()).contains("'own-member' carries no distsys node id");
		assertThat(explanation.action()).contains("Publish a Config bean", "HazelcastConfigurer");
		assertThat(Hazelcast.getHazelcastInstanceByName("own-member")).isNull();
	}

	@Test
	void unsupportedVersionOfHazelcastIsExplained(CapturedOutput output) {
		System.setProperty(VERSION_OVERRIDE, "5.3.0");
		try {
			Explanation explanation = PAGE.explanation(output, HazelcastApplication.class);
			assertThat(explanation.description()).contains("Hazelcast 5.3.0 is not supported");
			assertThat(explanation.action()).contains("5.5.x", "5.7.x", "'hazelcast.version'");
		}
		finally {
			System.clearProperty(VERSION_OVERRIDE);
		}
	}

	@Test
	void mistakeInPropertyOfAnotherLibraryIsLeftToOthers(CapturedOutput output) {
		Explanation explanation = Explanation.of(output, Application.class, List.of(),
				"spring.task.scheduling.pool.size=few");
		assertThat(explanation.action()).startsWith("Update your application's configuration");
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(SingleNodeConfiguration.class)
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class HazelcastApplication {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class WithClient {

		@Bean(destroyMethod = "shutdown")
		HazelcastInstance client(@Value("${test.member}") String member) {
			ClientConfig config = new ClientConfig().setInstanceName("my-client").setClusterName("plain");
			config.getNetworkConfig().addAddress(member);
			return HazelcastClient.newHazelcastClient(config);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class WithOwnMember {

		@Bean(destroyMethod = "shutdown")
		HazelcastInstance member() {
			return Hazelcast.newHazelcastInstance(plain("own-member"));
		}

	}

	/** As an application would that has heard nothing of the library. */
	private static Config plain(String name) {
		Config config = new Config().setInstanceName(name).setClusterName("plain");
		config.getNetworkConfig().setPort(17991).setPublicAddress("127.0.0.1");
		config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface("127.0.0.1");
		config.getNetworkConfig().getJoin().getAutoDetectionConfig().setEnabled(false);
		return config;
	}

	@Import(Application.class)
	@Configuration(proxyBeanMethods = false)
	static class TwoListenersOfOneId {

		@Bean
		WithAnId first() {
			return new WithAnId();
		}

		@Bean
		WithTheSameId second() {
			return new WithTheSameId();
		}

	}

	@Import(Application.class)
	@Configuration(proxyBeanMethods = false)
	static class TwoBeansOfOneListener {

		@Bean
		WithAnId first() {
			return new WithAnId();
		}

		@Bean
		WithAnId second() {
			return new WithAnId();
		}

	}

	/** Has the bean that a property names. */
	@Import(Application.class)
	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	static class SingletonApplication {

		@Bean
		static BeanDefinitionRegistryPostProcessor registrar(Environment environment) {
			return (registry) -> {
				RootBeanDefinition definition = new RootBeanDefinition();
				definition.setBeanClassName(environment.getRequiredProperty("test.bean"));
				registry.registerBeanDefinition("bean", definition);
			};
		}

	}

	@ClusterSingleton(roles = "${no.such.property}")
	static class Unresolved {

	}

	@ClusterSingleton(minimumStay = "long")
	static class BadDuration {

	}

	@ClusterSingleton(minimumNodes = "0")
	static class BadNumber {

	}

	@ClusterSingleton(minimumNodes = "two")
	static class NoNumber {

	}

	@ClusterSingleton(minimumStay = "-5s")
	static class NegativeStay {

	}

	@ClusterSingleton(callTimeout = "0s")
	static class NoTimeAtAll implements Named {

		@Override
		public String name() {
			return "impatient";
		}

	}

	@ClusterSingleton(value = "one", name = "other")
	static class TwoNames {

	}

	@ClusterSingleton(guarantee = Guarantee.AVAILABLE, minimumStay = "1m")
	static class AvailableStay {

	}

	@ClusterSingleton("sealed")
	static final class FinalClass {

		public String name() {
			return "sealed";
		}

	}

	@ClusterSingleton("half-sealed")
	static class FinalMethod {

		public final String name() {
			return "half-sealed";
		}

	}

	@ClusterSingleton("half-sealed")
	static class FinalInAnInterface implements Supplier<String>, Named {

		@Override
		public final String name() {
			return "half-sealed";
		}

		@Override
		public final String get() {
			return name();
		}

	}

	@ClusterSingleton("half-sealed")
	static class FinalInTheSuperclass extends Base {

	}

	abstract static class Base {

		final String ofThePackage() {
			return "called by whoever is in the package";
		}

	}

	interface Named {

		String name();

	}

	@ClusterSingleton(callTimeout = "1s")
	static class NoInterface {

	}

	@ClusterSingleton(interfaces = String.class)
	static class WrongInterface {

	}

	@ClusterSingleton
	static class BadCallback {

		@OnActivate
		void begin(String what) {
		}

	}

	@ClusterSingleton
	static class BadSchedule {

		@Scheduled(fixedRate = 1000)
		void tick(String what) {
		}

	}

	@ClusterSingleton
	static class ReactiveSchedule {

		@Scheduled(fixedRate = 1000)
		Mono<Void> tick() {
			return Mono.empty();
		}

	}

	static class NotASingleton {

		NotASingleton(Fence fence) {
			fence.isHeld();
		}

	}

	@ClusterSingleton("ledger")
	static class Ledger {

	}

	@Import(Application.class)
	@Configuration(proxyBeanMethods = false)
	static class TwoOfOneName {

		@Bean
		Ledger first() {
			return new Ledger();
		}

		@Bean
		Ledger second() {
			return new Ledger();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class TwoOfOneNameOnAMember {

		@Bean
		Ledger first() {
			return new Ledger();
		}

		@Bean
		Ledger second() {
			return new Ledger();
		}

	}

	@Import(Application.class)
	@Configuration(proxyBeanMethods = false)
	static class PrototypeSingleton {

		@Bean
		@Scope("prototype")
		Ledger ledger() {
			return new Ledger();
		}

	}

	@Import(Application.class)
	@Configuration(proxyBeanMethods = false)
	static class GroupWithoutTypes {

		@Bean
		SupervisionGroup line() {
			return SupervisionGroup.of("line", SupervisionGroup.Strategy.ONE_FOR_ALL, "reader", "writer");
		}

	}

	@Import(Application.class)
	@Configuration(proxyBeanMethods = false)
	static class BadListener {

		@Bean
		Deaf deaf() {
			return new Deaf();
		}

	}

	static class Nowhere {

		@ClusterListener(topics = "")
		void onNews(String message) {
		}

	}

	static class Unhandled {

		@ClusterListener(topics = "news", errorHandler = "nobody")
		void onNews(String message) {
		}

	}

	static class WithAnId {

		@ClusterListener(topics = "news", id = "news")
		void onNews(String message) {
		}

	}

	static class WithTheSameId {

		@ClusterListener(topics = "news", id = "${test.id:news}")
		void onNews(String message) {
		}

	}

	static class WithoutRoom {

		@ClusterListener(topics = "news", queueBound = 0)
		void onNews(String message) {
		}

	}

	static class WithoutThread {

		@ClusterListener(topics = "news", concurrency = 0)
		void onNews(String message) {
		}

	}

	@ClusterSingleton(name = "${test.name}")
	static class OfALongName {

	}

	static class OfLongNames {

		@ClusterListener(topics = "${test.topic:news}", group = "${test.group:}")
		void onNews(String message) {
		}

	}

	static class OfAnUnknownProperty {

		@ClusterListener(topics = "${nobody.has.set.this}")
		void onNews(String message) {
		}

	}

	static class Deaf {

		@ClusterListener(topics = "news")
		void onNews() {
		}

	}

	@RemoteService
	static class ServiceWithoutInterface {

	}

	@RemoteService(Runnable.class)
	static class ServiceOfAnother {

	}

	interface Hasty {

		@CallTimeout(0)
		String ask();

	}

	@RemoteService
	static class ServiceWithoutTime implements Hasty {

		@Override
		public String ask() {
			return "";
		}

	}

	interface Polite {

		String ask();

		@CallTimeout(500)
		default String askTwice() {
			return ask() + ask();
		}

	}

	@RemoteService
	static class ServiceWithTimedDefault implements Polite {

		@Override
		public String ask() {
			return "";
		}

	}

	interface Greeter {

		String greet();

	}

	@RemoteService
	static class GreeterService implements Greeter {

		@Override
		public String greet() {
			return "hello";
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(SingleNodeConfiguration.class)
	static class TwoServices {

		@Bean
		GreeterService first() {
			return new GreeterService();
		}

		@Bean
		GreeterService second() {
			return new GreeterService();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(SingleNodeConfiguration.class)
	static class PrototypeService {

		@Bean
		@Scope("prototype")
		GreeterService greeter() {
			return new GreeterService();
		}

	}

}
