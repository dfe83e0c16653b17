package io.distsys.applications;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import javax.tools.ToolProvider;

import io.distsys.cluster.Cluster;
import io.distsys.cluster.NodeId;
import io.distsys.pubsub.Topics;
import io.distsys.rpc.CallResult;
import io.distsys.rpc.RemoteServices;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.io.DefaultResourceLoader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A rolling update in its middle: a node of the version before and one of the next, in
 * which a record says more, by types that the version before does not have. What is
 * published and called has those records in it, each node with its own class of the name.
 */
@Timeout(180)
class EvolvedTypesIntegrationTests {

	private static final Duration LONG = Duration.ofMinutes(1);

	private static final String BEFORE = """
			package evolved;

			public record Price(String of, int cents) {

				public Price raised() {
					return new Price(this.of, this.cents + 1);
				}

			}
			""";

	private static final String AFTER = """
			package evolved;

			import java.util.List;

			public record Price(String of, int cents, String currency, List<Tax> taxes) {

				public Price raised() {
					return new Price(this.of, this.cents + 1, this.currency, this.taxes);
				}

				public static Price inEuros(String of, int cents) {
					return new Price(of, cents, "EUR", List.of(new Tax(Kind.SALES, 19)));
				}

				public record Tax(Kind kind, int percent) {
				}

				public enum Kind {

					SALES

				}

			}
			""";

	private static final String PRICES = """
			package evolved;

			public interface Prices {

				Price raise(Price price);

			}
			""";

	private static final String SHOP = """
			package evolved;

			import java.util.List;
			import java.util.concurrent.CopyOnWriteArrayList;
			import java.util.function.Supplier;

			import io.distsys.pubsub.ClusterListener;
			import io.distsys.rpc.RemoteService;

			@RemoteService(Prices.class)
			public class Shop implements Prices, Supplier<List<Price>> {

				private final List<Price> heard = new CopyOnWriteArrayList<>();

				@ClusterListener(topics = "prices")
				public void hear(Price price) {
					this.heard.add(price);
				}

				@Override
				public Price raise(Price price) {
					return price.raised();
				}

				@Override
				public List<Price> get() {
					return List.copyOf(this.heard);
				}

			}
			""";

	private static final String APPLICATION = """
			package evolved;

			import org.springframework.boot.SpringBootConfiguration;
			import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
			import org.springframework.context.annotation.Import;

			@SpringBootConfiguration(proxyBeanMethods = false)
			@EnableAutoConfiguration
			@Import(Shop.class)
			public class Application {

			}
			""";

	@RegisterExtension
	final Applications applications = new Applications("evolved", 18421);

	@TempDir
	private Path directory;

	private Version older;

	private Version newer;

	@BeforeEach
	void startBoth() throws Exception {
		this.older = start("before", BEFORE);
		this.newer = start("after", AFTER);
		for (Version version : List.of(this.older, this.newer)) {
			await().atMost(LONG).until(() -> version.cluster().view().nodes().size() == 2);
		}
	}

	private Version start(String name, String price) throws Exception {
		ClassLoader loader = compile(Files.createDirectory(this.directory.resolve(name)), price);
		SpringApplicationBuilder application = new SpringApplicationBuilder(loader.loadClass("evolved.Application"))
			.resourceLoader(new DefaultResourceLoader(loader))
			.web(WebApplicationType.NONE);
		return new Version(loader, this.applications.start(application, name, "distsys.worker.enabled=false"));
	}

	private static ClassLoader compile(Path root, String price) throws IOException {
		List<String> arguments = new ArrayList<>(
				List.of("-proc:none", "-parameters", "-cp", Processes.classPath(List.of()), "-d", root.toString()));
		arguments.add(write(root, "Price", price));
		arguments.add(write(root, "Prices", PRICES));
		arguments.add(write(root, "Shop", SHOP));
		arguments.add(write(root, "Application", APPLICATION));
		assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)))
			.isZero();
		return new URLClassLoader(new URL[] { root.toUri().toURL() },
				EvolvedTypesIntegrationTests.class.getClassLoader());
	}

	private static String write(Path root, String type, String source) throws IOException {
		return Files.writeString(root.resolve(type + ".java"), source).toString();
	}

	@Test
	void whatIsPublishedIsHeardByBothVersionsEachInItsOwnClass() throws Exception {
		this.older.awaitListeners();
		this.newer.awaitListeners();
		assertThat(this.older.publish(this.older.price("tea", 250))).isEqualTo(2);
		assertThat(this.newer.publish(this.newer.inEuros("rum", 900))).isEqualTo(2);
		List<Object> before = List.of(this.older.price("tea", 250), this.older.price("rum", 900));
		List<Object> after = List.of(this.newer.price("tea", 250, null, null), this.newer.inEuros("rum", 900));
		await().atMost(LONG)
			.untilAsserted(() -> assertThat(this.older.heard()).containsExactlyInAnyOrderElementsOf(before));
		await().atMost(LONG)
			.untilAsserted(() -> assertThat(this.newer.heard()).containsExactlyInAnyOrderElementsOf(after));
	}

	@Test
	void callsAndTheirResultsTravelBetweenTheVersions() throws Exception {
		assertThat(this.older.raise(this.newer.self(), this.older.price("tea", 250)))
			.isEqualTo(this.older.price("tea", 251));
		assertThat(this.newer.raise(this.older.self(), this.newer.inEuros("rum", 900)))
			.isEqualTo(this.newer.price("rum", 901, null, null));
	}

	/** The classes of one version, and the node that runs it. */
	private record Version(ClassLoader loader, ConfigurableApplicationContext context) {

		private Cluster cluster() {
			return this.context.getBean(Cluster.class);
		}

		private NodeId self() {
			return cluster().self().id();
		}

		private Object price(Object... values) throws ReflectiveOperationException {
			return this.loader.loadClass("evolved.Price").getConstructors()[0].newInstance(values);
		}

		private Object inEuros(String of, int cents) throws ReflectiveOperationException {
			return this.loader.loadClass("evolved.Price")
				.getMethod("inEuros", String.class, int.class)
				.invoke(null, of, cents);
		}

		private void awaitListeners() {
			await().atMost(LONG)
				.until(() -> this.context.getBean(Topics.class)
					.statistics()
					.stream()
					.anyMatch((topic) -> topic.topic().equals("prices") && topic.remoteSubscribers() == 1));
		}

		private int publish(Object price) {
			return this.context.getBean(Topics.class).publish("prices", price);
		}

		private List<Object> heard() throws ClassNotFoundException {
			Supplier<?> shop = (Supplier<?>) this.context.getBean(this.loader.loadClass("evolved.Shop"));
			return List.copyOf((List<?>) shop.get());
		}

		private Object raise(NodeId node, Object price) throws ReflectiveOperationException {
			return raise(this.loader.loadClass("evolved.Prices"), node, price);
		}

		private <T> Object raise(Class<T> contract, NodeId node, Object price) throws ReflectiveOperationException {
			Method raise = contract.getMethod("raise", price.getClass());
			CallResult<Object> result = this.context.getBean(RemoteServices.class)
				.of(contract)
				.onNode(node)
				.call((prices) -> invoke(raise, prices, price));
			return result.orElseThrow();
		}

		private static Object invoke(Method method, Object target, Object argument) {
			try {
				return method.invoke(target, argument);
			}
			catch (ReflectiveOperationException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

}
