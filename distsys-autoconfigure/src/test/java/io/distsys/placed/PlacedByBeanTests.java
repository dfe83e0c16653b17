package io.distsys.placed;

import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import io.distsys.cluster.NodeId;
import io.distsys.placement.PlacementStrategy;
import io.distsys.spring.InvalidAnnotationException;
import io.distsys.spring.WorkerScanner;
import io.distsys.worker.Distributed;
import io.distsys.worker.Placed;
import io.distsys.worker.SlotPlacement;
import io.distsys.worker.WorkerPlacement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A worker type says by its annotation where its workers live, and which bean says more.
 */
class PlacedByBeanTests {

	private static final NodeId NODE = new NodeId(0, 7);

	private final DefaultListableBeanFactory beans = new DefaultListableBeanFactory();

	private final MockEnvironment environment = new MockEnvironment();

	@BeforeEach
	void readPlaceholdersFromTheEnvironment() {
		this.beans.addEmbeddedValueResolver(this.environment::resolveRequiredPlaceholders);
	}

	private WorkerPlacement scan() {
		return new WorkerScanner(this.beans, this.environment, new DefaultResourceLoader())
			.scan(List.of("io.distsys.placed"))
			.get(0)
			.placement();
	}

	@Test
	void theBeanThatTheAnnotationNamesIsAsked() {
		this.beans.registerSingleton("allOnOne", new AllOnOne());
		WorkerPlacement placement = scan();
		assertThat(placement.selection().roles()).isEqualTo(Set.of("gpu"));
		assertThat(placement.selection().preferredZones()).containsExactly("z1", "z2");
		assertThat(placement.minimumNodes()).isEqualTo(2);
		assertThat(placement.strategy()).isEqualTo(PlacementStrategy.LEAST_LOADED);
		SlotPlacement function = Objects.requireNonNull(placement.function());
		assertThat(function.place(new SlotPlacement.Situation("thumbnail", List.of(), Collections.nCopies(4, null))))
			.containsExactly(NODE, NODE, NODE, NODE);
		assertThat(scan()).as("types that share slots have equal placements").isEqualTo(placement);
	}

	@Test
	void aPropertyNamesTheRoles() {
		this.beans.registerSingleton("allOnOne", new AllOnOne());
		this.environment.setProperty("thumbnails.roles", "gpu, batch");
		assertThat(scan().selection().roles()).isEqualTo(Set.of("gpu", "batch"));
	}

	@Test
	void withoutThatBeanAndWithTwoOfThemTheTypeIsRefused() {
		assertThatExceptionOfType(InvalidAnnotationException.class).isThrownBy(this::scan)
			.withMessageContaining("AllOnOne")
			.withMessageContaining("0 beans of that type");
		this.beans.registerSingleton("one", new AllOnOne());
		this.beans.registerSingleton("other", new AllOnOne());
		assertThatExceptionOfType(InvalidAnnotationException.class).isThrownBy(this::scan)
			.withMessageContaining("2 beans of that type");
	}

	static class AllOnOne implements SlotPlacement {

		@Override
		public List<NodeId> place(Situation situation) {
			return Collections.nCopies(situation.current().size(), NODE);
		}

	}

	interface Thumbnails {

		void make(String image);

	}

	@Distributed(value = "thumbnail", placement = @Placed(strategy = PlacementStrategy.LEAST_LOADED,
			roles = "${thumbnails.roles:gpu}", preferredZones = { "z1", "z2" }, minimumNodes = 2, by = AllOnOne.class))
	static class ThumbnailsWorker implements Thumbnails {

		@Override
		public void make(String image) {
		}

	}

}
