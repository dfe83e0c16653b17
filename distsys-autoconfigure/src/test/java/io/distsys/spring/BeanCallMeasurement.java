package io.distsys.spring;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

import io.distsys.autoconfigure.SingleNodeConfiguration;
import io.distsys.ownership.Fence;
import io.distsys.singleton.ClusterSingleton;
import io.distsys.singleton.ClusterSingletons;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.awaitility.Awaitility.await;

/**
 * Measures what a call of a singleton costs through the beans that an application
 * injects, on the node where it is active, beside a call of the object itself. Not a
 * test: run its main method, with the number of rounds as argument.
 */
final class BeanCallMeasurement {

	/** So few that the machine's other work falls into the minority of rounds. */
	private static final int CALLS = 1_000;

	private final Map<String, double[]> nanos = new LinkedHashMap<>();

	private final int rounds;

	private long sum;

	private BeanCallMeasurement(int rounds) {
		this.rounds = rounds;
	}

	public static void main(String[] arguments) {
		int rounds = (arguments.length > 0) ? Integer.parseInt(arguments[0]) : 10_000;
		new ApplicationContextRunner().withUserConfiguration(Application.class)
			.run((context) -> new BeanCallMeasurement(rounds).run(context));
	}

	private void run(ApplicationContext context) {
		ClusterSingletons singletons = context.getBean(ClusterSingletons.class);
		await().atMost(Duration.ofSeconds(20))
			.until(() -> Stream.of("open", "other", "sealed").allMatch((name) -> singletons.fenceOf(name).isPresent()));
		Counter plain = new OpenCounter();
		Counter core = singletons.proxy("open", Counter.class);
		Counter open = context.getBean("open", Counter.class);
		Counter other = context.getBean("other", Counter.class);
		Counter sealed = context.getBean("sealed", Counter.class);
		Fence fence = singletons.fenceOf("open").orElseThrow();
		for (int round = 0; round < this.rounds; round++) {
			time("method of the object", round, () -> this.sum += plain.add(1));
			time("clock", round, () -> this.sum += System.nanoTime());
			time("check of the fence", round, fence::check);
			time("proxy of the core", round, () -> this.sum += core.add(1));
			time("bean of a class", round, () -> this.sum += open.add(1));
			time("bean of another class", round, () -> this.sum += other.add(1));
			time("bean of a final class", round, () -> this.sum += sealed.add(1));
		}
		double method = median("method of the object");
		this.nanos.forEach((what, all) -> System.out.printf("%s: median %.1f ns, %.1f ns more than the method%n", what,
				median(what), median(what) - method));
		System.out.println("(" + this.sum % 10 + ")");
	}

	private void time(String what, int round, Runnable operation) {
		long start = System.nanoTime();
		for (int i = 0; i < CALLS; i++) {
			operation.run();
		}
		this.nanos.computeIfAbsent(what,
				(ignored) -> new double[this.rounds])[round] = (double) (System.nanoTime() - start) / CALLS;
	}

	/** Of the second half of the rounds: the first warms up. */
	private double median(String what) {
		double[] all = this.nanos.getOrDefault(what, new double[1]);
		double[] counted = Arrays.copyOfRange(all, all.length / 2, all.length);
		Arrays.sort(counted);
		return counted[counted.length / 2];
	}

	interface Counter {

		long add(long more);

	}

	@ClusterSingleton("open")
	static class OpenCounter implements Counter {

		private long count;

		@Override
		public long add(long more) {
			this.count += more;
			return this.count;
		}

	}

	@ClusterSingleton("other")
	static class OtherCounter implements Counter {

		private long count;

		@Override
		public long add(long more) {
			this.count += 2 * more;
			return this.count;
		}

	}

	@ClusterSingleton("sealed")
	static final class SealedCounter implements Counter {

		private long count;

		@Override
		public long add(long more) {
			this.count += more;
			return this.count;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(SingleNodeConfiguration.class)
	static class Application {

		@Bean
		OpenCounter open() {
			return new OpenCounter();
		}

		@Bean
		OtherCounter other() {
			return new OtherCounter();
		}

		@Bean
		SealedCounter sealed() {
			return new SealedCounter();
		}

	}

}
