package io.distsys.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.distsys.cluster.ClusterMembership;
import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;
import io.distsys.singleton.ClusterSingleton;
import io.distsys.worker.Distributed;
import io.distsys.worker.StartResult;
import io.distsys.worker.WorkerSupervisor;
import io.distsys.worker.WorkerTypeDefinition;
import io.distsys.worker.Workers;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/** What {@code docs/observability.md} says of meters is what there is. */
class ObservabilityPageTests {

	private static final Path DOCS = Path.of("").toAbsolutePath().getParent().resolve("docs");

	private static final Duration LONG = Duration.ofMinutes(1);

	private static final Pattern METRIC = Pattern.compile("distsys_[a-z_]+");

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LibraryAutoConfigurations.all()))
		.withUserConfiguration(SingleNodeConfiguration.class, Ledger.class)
		.withPropertyValues("distsys.cluster.node-name=only");

	private static <R extends MeterRegistry> R bind(ApplicationContext context, R registry) {
		context.getBeanProvider(MeterBinder.class).forEach((binder) -> binder.bindTo(registry));
		return registry;
	}

	/** Without the gauges that a simple registry makes of the buckets of timers. */
	private static List<Meter> meters(MeterRegistry registry) {
		return registry.getMeters()
			.stream()
			.filter((meter) -> meter.getId().getName().startsWith("distsys."))
			.filter((meter) -> !meter.getId().getName().endsWith(".histogram"))
			.toList();
	}

	private static List<Meter.Id> ids(MeterRegistry registry) {
		return registry.getMeters().stream().map(Meter::getId).toList();
	}

	@Test
	void everyMeterIsOnThePageAndNoOther() {
		this.runner.withBean(MeterRegistry.class, SimpleMeterRegistry::new).run((context) -> {
			Map<String, String> rows = new TreeMap<>();
			for (Meter meter : meters(bind(context, new SimpleMeterRegistry()))) {
				Meter.Id id = meter.getId();
				String tags = id.getTags().stream().map(Tag::getKey).collect(Collectors.joining(", "));
				String unit = (id.getBaseUnit() != null) ? id.getBaseUnit() : "";
				rows.put(id.getName(), "| `" + id.getName() + "` | " + id.getType().name().toLowerCase(Locale.ROOT)
						+ " | " + unit + " | " + tags + " | " + id.getDescription() + " |");
			}
			List<String> shown = Files.readString(DOCS.resolve("observability.md"))
				.lines()
				.filter((line) -> line.startsWith("| `distsys."))
				.toList();
			assertThat(shown).as(String.join("\n", rows.values())).containsExactlyElementsOf(rows.values());
		});
	}

	@Test
	void workersThatComeAndGoMakeNoMeters() {
		WorkerTypeDefinition sensors = WorkerTypeDefinition.of(SensorWorker.class, (context) -> new SensorWorker());
		this.runner.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
			.withBean(WorkerTypeDefinition.class, () -> sensors)
			.withPropertyValues("distsys.lease.ttl=10s")
			.run((context) -> {
				MeterRegistry registry = bind(context, new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
				List<Meter.Id> before = ids(registry);
				WorkerSupervisor supervisor = context.getBean(Workers.class).supervisor("sensor").withTimeout(LONG);
				List<String> keys = IntStream.range(0, 1_000).mapToObj((number) -> "sensor-" + number).toList();
				assertThat(supervisor.startAll(keys).toCompletableFuture().get(2, TimeUnit.MINUTES).values())
					.allMatch(StartResult.Started.class::isInstance);
				assertThat(registry.get("distsys.workers").gauge().value()).isEqualTo(keys.size());
				assertThat(ids(registry)).containsExactlyInAnyOrderElementsOf(before);
				CompletableFuture
					.allOf(keys.stream()
						.map((key) -> supervisor.stopAsync(key).toCompletableFuture())
						.toArray(CompletableFuture<?>[]::new))
					.get(2, TimeUnit.MINUTES);
				assertThat(registry.get("distsys.workers").gauge().value()).isZero();
				assertThat(ids(registry)).containsExactlyInAnyOrderElementsOf(before);
			});
	}

	@Test
	void nodesThatComeAndGoMakeNoMeters() {
		this.runner.withBean(MeterRegistry.class, SimpleMeterRegistry::new).run((context) -> {
			MeterRegistry registry = bind(context, new SimpleMeterRegistry());
			List<Meter.Id> before = ids(registry);
			ClusterMembership membership = context.getBean(ClusterMembership.class);
			for (int i = 1; i <= 50; i++) {
				NodeId id = new NodeId(9, i);
				membership.appeared(new Node(id, "node-" + i, "", Set.of(), "", "", "", Instant.EPOCH, Node.State.UP));
				registry.getMeters().forEach((meter) -> meter.measure().forEach((measured) -> measured.getValue()));
				membership.vanished(id, "gone");
			}
			assertThat(ids(registry)).containsExactlyInAnyOrderElementsOf(before);
		});
	}

	@Test
	void dashboardAndAlertsUseOnlyWhatAScrapeHas() throws IOException {
		SortedSet<String> used = new TreeSet<>();
		for (String file : List.of("grafana-dashboard.json", "prometheus-alerts.yaml")) {
			SortedSet<String> inFile = METRIC.matcher(Files.readString(DOCS.resolve("observability").resolve(file)))
				.results()
				.map(MatchResult::group)
				.collect(Collectors.toCollection(TreeSet::new));
			assertThat(inFile).as(file).isNotEmpty();
			used.addAll(inFile);
		}
		this.runner.withBean(MeterRegistry.class, SimpleMeterRegistry::new).run((context) -> {
			String scrape = bind(context, new PrometheusMeterRegistry(PrometheusConfig.DEFAULT)).scrape();
			Set<String> there = Pattern.compile("^(distsys_[a-z_]+)[{ ]", Pattern.MULTILINE)
				.matcher(scrape)
				.results()
				.map((found) -> found.group(1))
				.collect(Collectors.toSet());
			assertThat(there).as(scrape).containsAll(used);
		});
	}

	@Configuration(proxyBeanMethods = false)
	static class Ledger {

		@Bean
		LedgerBean ledger() {
			return new LedgerBean();
		}

	}

	@ClusterSingleton("ledger")
	static class LedgerBean {

	}

	interface Sensor {

		void read();

	}

	@Distributed(value = "sensor", slots = 64)
	static class SensorWorker implements Sensor {

		@Override
		public void read() {
			// There is nothing to read.
		}

	}

}
